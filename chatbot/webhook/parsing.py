"""From raw webhook bytes to events. Pure, and total: whatever the bytes are, this never raises.

Every entry × change × message × status becomes an event of its own; one broken element is parked and the others live.
"""

import hashlib
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sessions_app.services import IncomingEvent, Sender

Json = dict[str, Any]

KNOWN_TYPES = frozenset(
    {
        "text",
        "image",
        "video",
        "audio",
        "document",
        "sticker",
        "location",
        "contacts",
        "interactive",
        "button",
        "reaction",
        "order",
        "system",
        "unsupported",
        "unknown",
        "edit",
        "revoke",
        "request_welcome",
    }
)
KNOWN_FIELDS = frozenset(
    {
        "messages",
        "smb_message_echoes",
        "user_preferences",
        "message_template_status_update",
        "account_update",
        "message_template_quality_update",
        "message_template_components_update",
        "template_category_update",
        "phone_number_quality_update",
        "phone_number_name_update",
        "business_capability_update",
        "security",
        "account_review_update",
        "account_alerts",
        "smb_app_state_sync",
        "history",
        "standby",
        "messaging_handovers",
        "business_username_update",
        "business_username_updates",
        "calls",
        "flows",
    }
)
_TOLERATED_FUTURE = timedelta(hours=1)
_DEPTH = 40
_OLDEST = datetime(2009, 1, 1, tzinfo=UTC)  # WhatsApp began; anything earlier is a wrong clock


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """The events of a body, why it could not be read, and the kinds nobody knew: (field, type)."""

    events: tuple[IncomingEvent, ...] = ()
    problem: str = ""
    unknown: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Change:
    """One change with what its elements share."""

    field: str
    entry_id: str
    value: Json
    received_at: datetime
    unknown: list[tuple[str, str]]

    @property
    def number(self) -> str:
        return _text(_object(self.value.get("metadata")).get("phone_number_id"))[:64]


def explode(body: bytes, *, received_at: datetime) -> Parsed:
    """Split a body into its events; `problem` says why a body gives none."""
    try:
        return _explode(_load(body), received_at)
    except (ValueError, RecursionError) as error:
        return Parsed(problem=_reason(error))


def _explode(document: Any, received_at: datetime) -> Parsed:
    if not isinstance(document, dict):
        return Parsed(problem="o corpo não é um objeto JSON")
    if not isinstance(document.get("entry"), list):
        return Parsed(problem="falta a lista 'entry'")
    unknown: list[tuple[str, str]] = []
    events = [
        event
        for change in _changes(document["entry"], received_at, unknown)
        for event in _READERS.get(change.field, _other)(change)
    ]
    once = {(event.phone_number_id, event.event_key): event for event in reversed(events)}
    return Parsed(
        events=tuple(reversed(once.values())),
        problem="" if events else "nenhum evento no corpo",
        unknown=tuple(dict.fromkeys(unknown)),
    )


def _load(body: bytes) -> Any:
    text = body.decode("utf-8")  # json.loads would also take UTF-16 and a byte order mark
    return json.loads(text, parse_constant=lambda _: None, parse_int=_whole)


def _whole(digits: str) -> int | str:
    # Python refuses integers of over 4,300 digits with ValueError; such a number means nothing to us.
    return int(digits) if len(digits) <= 30 else digits[:30]


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "aninhamento profundo demais"
    if isinstance(error, UnicodeDecodeError):
        return "não é UTF-8"
    return "JSON ilegível"


def _changes(entries: list[Any], received_at: datetime, unknown: list[tuple[str, str]]) -> Iterator[_Change]:
    for entry in map(_object, entries):
        for change in map(_object, _items(entry.get("changes"))):
            name = _text(change.get("field"))[:64]
            if name not in KNOWN_FIELDS:
                unknown.append((name, ""))
            yield _Change(
                field=name,
                entry_id=_text(entry.get("id")),
                value=_object(change.get("value")),
                received_at=received_at,
                unknown=unknown,
            )


# --- field "messages" ---------------------------------------------------------------------------------------
def _messages(change: _Change) -> Iterator[IncomingEvent]:
    value = change.value
    names = _names(value)
    elements = 0
    for message in _items(value.get("messages")):
        elements += 1
        yield _guarded(_message, change, message, names)
    for status in _items(value.get("statuses")):
        elements += 1
        yield _guarded(_status, change, status, names)
    for name in ("errors", "user_actions"):
        for element in _items(value.get(name)):
            elements += 1
            yield _guarded(_plain(name), change, element, names)
    if not elements:
        yield from _other(change)


def _plain(name: str) -> Callable[[_Change, Json, dict[str, Json]], IncomingEvent]:
    """A reader of elements that are stored and nothing more."""

    def read(change: _Change, element: Json, _: dict[str, Json]) -> IncomingEvent:
        return next(_other(replace(change, field=name, value=element)))

    return read


def _message(change: _Change, message: Json, names: dict[str, Json]) -> IncomingEvent:
    sender = _sender(message, names)
    kind = _text(message.get("type"))[:64] or "unknown"
    if kind not in KNOWN_TYPES:
        change.unknown.append((change.field, kind))
    wamid = _text(message["id"])
    return IncomingEvent(
        kind="SYSTEM" if kind == "system" else "MESSAGE",
        type=kind,
        event_key=_fitting(wamid),
        wamid=wamid[:300],
        phone_number_id=change.number,
        payload=_clean(message) | ({"_profile_name": sender.name} if sender.name else {}),
        provider_at=_moment(message.get("timestamp"), change.received_at),
        sender=sender if sender.known else None,
    )


def _status(change: _Change, status: Json, _: dict[str, Json]) -> IncomingEvent:
    wamid, state = _text(status["id"]), _text(status["status"])
    if not (wamid and state):
        raise ValueError
    recipient = _text(status.get("recipient_id")) or _text(status.get("recipient_user_id"))
    return IncomingEvent(
        kind="STATUS",
        type=state[:64],
        event_key=_fitting(f"{wamid}:{state}:{recipient}"),
        wamid=wamid[:300],
        phone_number_id=change.number,
        payload=_clean(status),
        provider_at=_moment(status.get("timestamp"), change.received_at),
    )


def _echoes(change: _Change) -> Iterator[IncomingEvent]:
    """What a seller typed in the WhatsApp Business app; it belongs to the customer's lane."""
    for echo in _items(change.value.get("message_echoes")):
        yield _guarded(_echo, change, echo, {})


def _echo(change: _Change, echo: Json, _: dict[str, Json]) -> IncomingEvent:
    customer = Sender(phone=_text(echo.get("to")), bsuid=_text(echo.get("to_user_id")))
    wamid = _text(echo["id"])
    return IncomingEvent(
        kind="ECHO",
        type=_text(echo.get("type"))[:64] or "unknown",
        event_key=_fitting(wamid),
        wamid=wamid[:300],
        phone_number_id=change.number,
        payload=_clean(echo),
        provider_at=_moment(echo.get("timestamp"), change.received_at),
        sender=customer if customer.known else None,
    )


def _preferences(change: _Change) -> Iterator[IncomingEvent]:
    """Who wants no marketing, or wants it again; each belongs to its contact."""
    names = _names(change.value)
    for preference in _items(change.value.get("user_preferences")):
        yield _guarded(_preference, change, preference, names)


def _preference(change: _Change, preference: Json, names: dict[str, Json]) -> IncomingEvent:
    ids = {"from": preference.get("wa_id"), "from_user_id": preference.get("user_id")}
    sender = _sender(ids | {"from_parent_user_id": preference.get("parent_user_id")}, names)
    return IncomingEvent(
        kind="OTHER",
        type="user_preferences",
        event_key=_hashed(change.entry_id, change.field, preference),
        phone_number_id=change.number,
        payload=_clean(preference),
        provider_at=_moment(preference.get("timestamp"), change.received_at),
        sender=sender if sender.known else None,
    )


def _other(change: _Change) -> Iterator[IncomingEvent]:
    if _too_deep(change.value):
        change = replace(change, value={})
    yield IncomingEvent(
        kind="OTHER",
        type=change.field or "unknown",
        event_key=_hashed(change.entry_id, change.field, change.value),
        phone_number_id=change.number,
        payload=_clean(change.value),
        provider_at=change.received_at,
    )


_READERS: dict[str, Callable[[_Change], Iterator[IncomingEvent]]] = {
    "messages": _messages,
    "smb_message_echoes": _echoes,
    "user_preferences": _preferences,
}


def _guarded(
    read: Callable[[_Change, Json, dict[str, Json]], IncomingEvent],
    change: _Change,
    element: Any,
    names: dict[str, Json],
) -> IncomingEvent:
    """Read one element; a broken one becomes a parked event, so that its neighbours are not lost with it."""
    try:
        if not isinstance(element, dict) or _too_deep(element):
            raise TypeError
        event = read(change, element, names)
        if not event.event_key.strip(":"):
            raise KeyError
    except (KeyError, TypeError, ValueError):
        # Too deep to be looked at again: the raw body has it.
        readable = {"value": None if _too_deep(element) else element}
        event = replace(next(_other(replace(change, value=readable))), parked_reason="elemento ilegível")
    return event


# --- the sender ---------------------------------------------------------------------------------------------
def _names(value: Json) -> dict[str, Json]:
    """Contacts by each of their ids: they stand in another order than the messages, or are missing."""
    cards = [card for card in _items(value.get("contacts")) if isinstance(card, dict)]
    return {
        _text(card.get(key)): card for card in cards for key in ("wa_id", "user_id") if _text(card.get(key))
    }


def _sender(message: Json, names: dict[str, Json]) -> Sender:
    phone, bsuid = _text(message.get("from")), _text(message.get("from_user_id"))
    if not (phone or bsuid):  # a system message about a new id may name the old one alone
        bsuid = _text(_object(message.get("system")).get("previous_user_id"))
    card = names.get(bsuid) or names.get(phone) or {}
    return Sender(
        phone=phone or _text(card.get("wa_id")),
        bsuid=(bsuid or _text(card.get("user_id")))[:200],
        parent_bsuid=(_text(message.get("from_parent_user_id")) or _text(card.get("parent_user_id")))[:200],
        name=_text(_object(card.get("profile")).get("name"))[:200],
    )


# --- values -------------------------------------------------------------------------------------------------
def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    """A string fit for a text column: PostgreSQL takes neither NUL nor lone surrogates."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()


def _too_deep(value: Any) -> bool:
    """Whether it nests deeper than anything WhatsApp sends; without recursion, so that it always ends."""
    level = [value]
    for _ in range(_DEPTH):
        level = [
            inner
            for item in level
            if isinstance(item, dict | list)
            for inner in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return False
    return True


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _moment(value: Any, received_at: datetime) -> datetime:
    """The provider's time; a missing or absurd one counts as the time of arrival."""
    try:
        moment = datetime.fromtimestamp(int(value), tz=UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return received_at
    return moment if _OLDEST < moment <= received_at + _TOLERATED_FUTURE else received_at


def _fitting(key: str) -> str:
    return key if len(key) <= 320 else hashlib.sha256(key.encode()).hexdigest()


def _hashed(*parts: Any) -> str:
    canonical = json.dumps([_clean(part) for part in parts], sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
