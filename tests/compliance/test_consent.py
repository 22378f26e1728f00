"""R10.1: proofs that cannot be altered unnoticed."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from compliance import services as compliance
from compliance.models import ConsentRecord
from sessions_app.models import Contact

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def ana(db: None) -> UUID:
    return Contact.objects.create(phone_number_id="1").pk


def _record(contact_id: UUID, **changes: Any) -> ConsentRecord:
    given: dict[str, Any] = {
        "contact_id": contact_id,
        "purpose": "conversation",
        "action": "GIVEN",
        "wording": "Posso continuar?",
        "wording_version": "1",
        "question_wamid": "",
        "answer_wamid": "wamid.1",
        "answer": "aceito",
        "phone_number_id": "1",
        "answered_at": NOW,
    }
    return compliance.record_consent(**(given | changes))


def test_never_asked_is_no(ana: UUID) -> None:
    assert compliance.consent_given(contact_id=ana) is False


def test_the_latest_answer_counts_by_purpose(ana: UUID) -> None:
    _record(ana)
    assert compliance.consent_given(contact_id=ana)
    assert not compliance.consent_given(contact_id=ana, purpose="share")
    _record(ana, action="WITHDRAWN")
    assert not compliance.consent_given(contact_id=ana)


def test_an_unknown_action_is_refused(ana: UUID) -> None:
    with pytest.raises(ValueError, match="MAYBE"):
        _record(ana, action="MAYBE")


def test_the_chain_holds(ana: UUID) -> None:
    for number in range(4):
        _record(ana, answer_wamid=f"wamid.{number}")
    report = compliance.verify_chain()
    assert (report.rows, report.ok) == (4, True)


def test_an_altered_row_is_found(ana: UUID) -> None:
    rows = [_record(ana), _record(ana), _record(ana)]
    ConsentRecord.objects.filter(pk=rows[1].pk).update(action="REFUSED")
    assert compliance.verify_chain().broken == (rows[1].pk,)


def test_a_removed_row_is_found(ana: UUID) -> None:
    rows = [_record(ana), _record(ana), _record(ana)]
    rows[1].delete()
    assert compliance.verify_chain().broken == (rows[2].pk,)


def test_a_changed_answer_is_found(ana: UUID) -> None:
    row = _record(ana)
    row.answer = "não aceito"
    row.save()
    assert compliance.verify_chain().broken == (row.pk,)


def test_the_register_takes_one_keeper_a_table() -> None:
    def erase(contact_id: UUID) -> int:
        return 0

    def export(contact_id: UUID) -> list[dict[str, object]]:
        return []

    compliance.register(model="tests.Nothing", erase=erase, export=export)
    compliance.register(model="tests.Nothing", erase=erase, export=export)
    assert compliance.keepers()["tests.Nothing"].erase is erase
    with pytest.raises(ValueError, match="already"):
        compliance.register(model="tests.Nothing", erase=lambda contact_id: 1, export=export)
