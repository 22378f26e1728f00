"""From stored events to what was said: every message type of the Cloud API, read defensively. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from chatbot.conversation.values import Heard, Place

_TEXT_LIMIT = 4096  # what a WhatsApp client can type; longer is cut before the language model sees it
CHOICES = frozenset({
    "bot", "budget", "car", "change", "cheaper", "compare", "consent", "finance", "more", "person",
    "priority", "restart", "search", "skip", "trade", "usage", "visit",
})  # fmt: skip


class Event(Protocol):
    """What this module needs of an inbound event."""

    @property
    def type(self) -> str: ...
    @property
    def wamid(self) -> str: ...
    @property
    def payload(self) -> dict[str, Any]: ...


def read(events: Iterable[Event]) -> tuple[Heard, ...]:
    """What each event says, in order; whatever the events hold, this never raises."""
    return tuple(_read_one(event) for event in events)


def join(parts: Sequence[Heard]) -> Heard:
    """A burst as one value."""
    return Heard(
        lines=tuple(line for part in parts for line in part.lines),
        choices=tuple(choice for part in parts for choice in part.choices),
        kinds=tuple(dict.fromkeys(kind for part in parts for kind in part.kinds)),
        place=next((part.place for part in reversed(parts) if part.place), None),
        referrals=tuple(referral for part in parts for referral in part.referrals),
        context_wamid=next((part.context_wamid for part in reversed(parts) if part.context_wamid), ""),
        last_wamid=parts[-1].last_wamid if parts else "",
    )


def _read_one(event: Event) -> Heard:
    message = event.payload
    said = _READERS.get(event.type, _unsupported)(_member(message, event.type), message)
    referral = _member(message, "referral")
    return Heard(
        lines=said.lines,
        choices=said.choices,
        kinds=said.kinds,
        place=said.place,
        referrals=(referral,) if referral else (),
        context_wamid=_string(_member(message, "context").get("id"))[:300],
        last_wamid=event.wamid,
    )


def _member(message: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = message.get(name)
    return value if isinstance(value, dict) else {}


def _string(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _line(value: object) -> tuple[str, ...]:
    text = _string(value)[:_TEXT_LIMIT]
    return (text,) if text else ()


def _text(member: dict[str, Any], message: dict[str, Any]) -> Heard:
    lines = _line(member.get("body"))
    return Heard(lines=lines) if lines else _unsupported(member, message)


def _media(kind: str) -> Callable[[dict[str, Any], dict[str, Any]], Heard]:
    return lambda member, message: Heard(kinds=(kind,), lines=_line(member.get("caption")))


def _location(member: dict[str, Any], message: dict[str, Any]) -> Heard:
    try:
        latitude, longitude = float(member["latitude"]), float(member["longitude"])
    except (KeyError, TypeError, ValueError):
        return _unsupported(member, message)
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return _unsupported(member, message)
    return Heard(
        place=Place(
            latitude=latitude,
            longitude=longitude,
            name=_string(member.get("name"))[:100],
            address=_string(member.get("address"))[:200],
        )
    )


def _tapped(chosen: str, title: str) -> Heard:
    """Our own ids carry the answer; an id that is not ours (an old template, an editor) counts as its words."""
    if chosen.partition(":")[0] in CHOICES:
        return Heard(choices=(chosen[:200],))
    return Heard(lines=_line(title) or _line(chosen))


def _interactive(member: dict[str, Any], message: dict[str, Any]) -> Heard:
    answer = _member(member, "button_reply") or _member(member, "list_reply")
    heard = _tapped(_string(answer.get("id")), _string(answer.get("title")))
    return heard if heard.choices or heard.lines else _unsupported(member, message)


def _button(member: dict[str, Any], message: dict[str, Any]) -> Heard:
    heard = _tapped(_string(member.get("payload")), _string(member.get("text")))
    return heard if heard.choices or heard.lines else _unsupported(member, message)


def _order(member: dict[str, Any], message: dict[str, Any]) -> Heard:
    return Heard(kinds=("order",), lines=_line(member.get("text")))


def _contacts(member: dict[str, Any], message: dict[str, Any]) -> Heard:
    return Heard(kinds=("contacts",))


def _unsupported(member: dict[str, Any], message: dict[str, Any]) -> Heard:
    return Heard(kinds=("unsupported",))


def _nothing(member: dict[str, Any], message: dict[str, Any]) -> Heard:
    return Heard()


_READERS: dict[str, Callable[[dict[str, Any], dict[str, Any]], Heard]] = {
    "text": _text,
    "image": _media("image"),
    "video": _media("video"),
    "audio": _media("audio"),
    "document": _media("document"),
    "sticker": _media("sticker"),
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "button": _button,
    "order": _order,
    "reaction": _nothing,
    "system": _nothing,
    "edit": _nothing,
    "revoke": _nothing,
    "request_welcome": _nothing,
}
