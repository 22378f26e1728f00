"""Single elements of a webhook: preferences, errors, depth, ids that moved. Pure."""

from datetime import UTC, datetime
from typing import Any

from chatbot.webhook.parsing import Parsed, explode
from tests.webhook.wire import envelope, message, raw

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def read(document: Any) -> Parsed:
    return explode(raw(document), received_at=NOW)


def test_a_preference_belongs_to_its_person() -> None:
    stops = [
        {"wa_id": "5511987654321", "category": "marketing_messages", "value": "stop", "timestamp": 1790000000}
    ]
    (event,) = read(envelope(field="user_preferences", user_preferences=stops)).events
    assert (event.kind, event.type) == ("OTHER", "user_preferences")
    assert event.sender is not None
    assert event.sender.phone == "5511987654321"


def test_errors_beside_messages_are_kept_too() -> None:
    kinds = [event.type for event in read(envelope(message(), errors=[{"code": 131000}])).events]
    assert kinds == ["text", "errors"]


def test_a_message_nested_too_deep_is_parked_and_its_neighbour_lives() -> None:
    deep: Any = "x"
    for _ in range(200):
        deep = {"a": deep}
    bad, good = read(envelope(message(text=deep), message())).events
    assert bad.parked_reason
    assert good.type == "text"
    assert not good.parked_reason


def test_a_change_of_id_that_names_the_old_one_alone_finds_its_person() -> None:
    change = {"type": "user_changed_user_id", "user_id": "BR.new", "previous_user_id": "BR.old"}
    (event,) = read(envelope(message(None, type="system", system=change))).events
    assert event.sender is not None
    assert event.sender.bsuid == "BR.old"


def test_a_status_without_an_id_is_parked() -> None:
    (event,) = read(envelope(statuses=[{"id": None, "status": "sent"}])).events
    assert event.parked_reason
