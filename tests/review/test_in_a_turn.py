"""R4.9, R10.1: a turn notes what it read with doubt, and only with consent."""

from dataclasses import replace
from typing import Any

import pytest

from nlp import services as nlp
from nlp.review import shadows
from nlp.review.models import ReviewItem, ShadowPair
from sessions_app.models import Turn
from tests.conversation.chat import Customer
from tests.conversation.conftest import ana, choosing, hints, stock, talking  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


def test_what_was_not_understood_is_noted_in_the_turn(talking: Customer) -> None:  # noqa: F811
    talking.says("asdfgh qwerty zxcvb")
    item = ReviewItem.objects.get()
    assert item.text == "asdfgh qwerty zxcvb"
    assert item.reason == "MISUNDERSTOOD"
    assert item.contact_id == talking.contact_id
    assert item.turn_id == Turn.objects.latest("id").pk
    assert item.model_version
    talking.says("asdfgh qwerty zxcvb")
    item.refresh_from_db()
    assert item.count == 2


def test_what_is_clear_is_not_noted(choosing: Customer) -> None:  # noqa: F811
    ReviewItem.objects.all().delete()
    choosing.says("obrigado")
    assert not ReviewItem.objects.exists()


def test_nothing_is_noted_without_consent(ana: Customer) -> None:  # noqa: F811
    ana.says("asdfgh qwerty zxcvb")
    ana.says("qwerty asdf")
    ana.taps("consent:no")
    assert not ReviewItem.objects.exists()


def test_documents_are_masked(talking: Customer) -> None:  # noqa: F811
    """R10.8."""
    talking.says("asdfgh 529.982.247-25 qwerty")
    assert "529.982" not in ReviewItem.objects.get().text


def test_a_correction_puts_up_the_message_before(choosing: Customer) -> None:  # noqa: F811
    ReviewItem.objects.all().delete()
    choosing.says("obrigado")
    choosing.says("não foi isso que eu perguntei")
    before = next(row for row in ReviewItem.objects.all() if row.text == "obrigado")
    assert before.reason == "MISUNDERSTOOD"
    assert before.labels == ["feedback_positive"]


def test_the_shadow_is_counted_and_changes_nothing(
    talking: Customer,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def other(**given: Any) -> nlp.Understanding:
        read = nlp.understand(**given)
        label = "unknown" if "troca" in given["text"] else read.primary
        return replace(read, intents=(nlp.Intent(label, 0.9),), model_version="3-shadow")

    monkeypatch.setattr("nlp.services.second_opinion", other)
    talking.says("aceita troca?")
    talking.says("obrigado")
    talking.says("obrigado!")
    found = shadows.agreement("3-shadow")
    assert (found.messages, found.agreed) == (3, 2)
    assert [(one.live, one.candidate, one.count) for one in found.disagreements] == [
        ("trade_in", "unknown", 1)
    ]


def test_a_failing_shadow_disturbs_nobody(
    talking: Customer,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(**_: Any) -> None:
        raise OSError("no file")

    monkeypatch.setattr("nlp.services.second_opinion", broken)
    assert talking.says("obrigado")
    assert not ShadowPair.objects.exists()
