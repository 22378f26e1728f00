"""R1.5: every message type of the Cloud API is dealt with, before consent and after."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from chatbot.conversation import incoming
from chatbot.whatsapp.models import InboundMedia
from tests.conversation.chat import Customer, options_of

_FILE = {"id": "1234", "mime_type": "image/jpeg", "sha256": "abc"}
ANSWERED: dict[str, dict[str, Any]] = {
    "text": {"text": {"body": "até 80 mil"}},
    "image": {"image": _FILE},
    "video": {"video": _FILE},
    "audio": {"audio": _FILE | {"voice": True}},
    "document": {"document": _FILE | {"filename": "../../etc/passwd"}},
    "sticker": {"sticker": _FILE},
    "location": {"location": {"latitude": -23.5, "longitude": -46.6}},
    "contacts": {"contacts": [{"name": {"formatted_name": "Beto"}}]},
    "interactive": {
        "interactive": {"type": "button_reply", "button_reply": {"id": "usage:familia", "title": "F"}}
    },
    "button": {"button": {"payload": "ANTIGO", "text": "até 80 mil"}},
    "order": {"order": {"catalog_id": "1", "product_items": []}},
    "unsupported": {"errors": [{"code": 131051}]},
    "hologram": {},
}
UNANSWERED: dict[str, dict[str, Any]] = {
    "reaction": {"reaction": {"message_id": "wamid.X", "emoji": "👍"}},
    "system": {"system": {"type": "user_identity_changed"}},
}


@pytest.mark.parametrize("kind", ANSWERED)
def test_it_is_answered(talking: Customer, kind: str) -> None:
    assert len(talking.says({"type": kind} | ANSWERED[kind])) == 1
    assert set(talking.events()) == {"DONE"}


@pytest.mark.parametrize("kind", UNANSWERED)
def test_it_is_not_answered(talking: Customer, kind: str) -> None:
    assert talking.says({"type": kind} | UNANSWERED[kind]) == []
    assert set(talking.events()) == {"DONE"}


@pytest.mark.parametrize("kind", ANSWERED)
def test_before_consent_it_is_held(ana: Customer, kind: str) -> None:
    """R10.1."""
    (answer,) = ana.says({"type": kind} | ANSWERED[kind])
    assert "SAIR" in answer
    assert ana.events() == ["HELD"]
    assert not InboundMedia.objects.exists()


def test_a_reaction_starts_no_conversation(ana: Customer) -> None:
    ana.sends("oi")
    ana.sends({"type": "reaction"} | UNANSWERED["reaction"])
    assert len(ana.hears()) == 1


def test_files_are_kept_for_the_attendant(talking: Customer) -> None:
    talking.says({"type": "image"} | ANSWERED["image"])
    assert InboundMedia.objects.count() == 1


def test_files_sent_before_consent_are_kept_after_it(ana: Customer) -> None:
    ana.says({"type": "image"} | ANSWERED["image"])
    ana.taps("consent:yes")
    assert InboundMedia.objects.count() == 1


def test_an_audio_offers_to_type_or_a_person(talking: Customer) -> None:
    talking.says({"type": "audio"} | ANSWERED["audio"])
    assert options_of(talking.outbox()[-1].payload) == ["Falar com alguém"]


def test_a_caption_is_a_text(talking: Customer) -> None:
    talking.says({"type": "image", "image": _FILE | {"caption": "até 80 mil"}})
    assert talking.memory["profile"]["budget_max"] == 80_000


def test_a_referral_is_kept_with_its_predecessor(talking: Customer) -> None:
    for source in ("um", "dois"):
        referral = {"source_id": source, "source_type": "ad", "ctwa_clid": "x"}
        talking.says({"type": "text", "text": {"body": "oi"}, "referral": referral})
    assert [one["source_id"] for one in talking.memory["referrals"]] == ["um", "dois"]


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"text": None},
        {"text": {"body": 7}},
        {"text": {"body": "   "}},
        {"text": ["x"]},
        {"location": {"latitude": "x"}},
        {"location": {"latitude": 400, "longitude": 1}},
        {"interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": "{"}}},
        {"interactive": "x"},
        {"button": {}},
        {"context": "x", "referral": []},
    ],
)
@pytest.mark.parametrize("kind", [*ANSWERED, *UNANSWERED])
def test_reading_never_raises(kind: str, payload: dict[str, Any]) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    event = SimpleNamespace(type=kind, wamid="w", payload=payload, provider_at=now)
    incoming.join(incoming.read([event]))
