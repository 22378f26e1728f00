"""R8.5, G15: who switches marketing off in WhatsApp's own settings is not written to any more."""

from typing import Any

import pytest
from django.db import DatabaseError

from chatbot.whatsapp import attempts
from chatbot.whatsapp.models import OutboundMessage
from sessions_app import preferences
from sessions_app.models import Contact, InboxEvent
from tests.webhook.wire import NUMBER, envelope, message, post, raw

pytestmark = pytest.mark.django_db
PHONE = "5511987654321"


def word(value: Any, at: int, **more: Any) -> bytes:
    told = {"wa_id": PHONE, "category": "marketing_messages", "value": value, "timestamp": at} | more
    return raw(envelope(field="user_preferences", user_preferences=[told]))


def is_out() -> bool:
    return Contact.objects.get().opted_out_at is not None


def test_r8_5_stop_is_recorded_at_once_and_resume_lifts_it() -> None:
    assert post(word("stop", 1_790_000_000)).status_code == 200
    assert is_out()
    assert post(word("resume", 1_790_000_100)).status_code == 200
    assert not is_out()


def test_r8_5_it_is_known_for_the_person_who_wrote_before() -> None:
    post(raw(envelope(message(PHONE))))
    post(word("stop", 1_790_000_000))
    assert is_out()
    assert InboxEvent.objects.latest("id").contact == Contact.objects.get()


def test_r8_5_a_repeated_webhook_changes_nothing() -> None:
    stop = word("stop", 1_790_000_000)
    post(stop)
    Contact.objects.update(opted_out_at=None)  # they said 'quero receber' in the chat
    assert post(stop).status_code == 200
    assert not is_out()


@pytest.mark.parametrize(("first", "late", "out"), [("resume", "stop", False), ("stop", "resume", True)])
def test_r8_5_the_newest_word_counts_whatever_comes_last(first: str, late: str, out: bool) -> None:
    post(word(first, 1_790_000_500))
    post(word(late, 1_790_000_000))
    assert is_out() is out


@pytest.mark.parametrize("odd", [{"value": "signup"}, {"value": None}, {"category": "something_else"}])
def test_r8_5_other_words_change_nothing(odd: dict[str, Any]) -> None:
    assert post(word(**({"value": "stop", "at": 1_790_000_000} | odd))).status_code == 200
    assert not is_out()


def test_r8_5_stored_and_recorded_together_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise DatabaseError

    post(raw(envelope(message(PHONE))))
    monkeypatch.setattr(preferences, "_obey", fail)
    assert post(word("stop", 1_790_000_000)).status_code == 503
    assert not InboxEvent.objects.filter(type="user_preferences").exists()
    monkeypatch.undo()
    assert post(word("stop", 1_790_000_000)).status_code == 200
    assert is_out()


def test_g15_no_campaign_begins_once_the_stop_is_committed() -> None:
    post(raw(envelope(message(PHONE))))
    row = OutboundMessage.objects.create(
        contact=Contact.objects.get(), phone_number_id=NUMBER, owner_version=1, type="template", paid_once=True,
        payload={}, author="SYSTEM",
    )  # fmt: skip
    post(word("stop", 1_790_000_000))
    assert not attempts.claim(row, "w"), "it was read before the stop and is claimed after it"
    post(word("resume", 1_790_000_100))
    assert attempts.claim(row, "w")
