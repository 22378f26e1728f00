"""Our own check of every outgoing message, before it is queued: Meta refuses a whole message for one long title.

Pure. Limits as documented for the Cloud API; lengths are counted by `measure.size`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from chatbot.whatsapp.measure import is_clean, size

_Content = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One rule a payload breaks: where (`interactive.body.text`) and what, in words for an operator."""

    path: str
    reason: str


def problems(payload: Mapping[str, Any]) -> list[Problem]:
    """Everything that is wrong with an outgoing payload; an empty list means it may be queued."""
    kind = payload.get("type")
    check = _CHECKS.get(kind) if isinstance(kind, str) else None
    if check is None or not isinstance(kind, str):
        return [Problem(path="type", reason="unknown type of message")]
    content = payload.get(kind)
    if kind == "contacts":
        return list(_contacts(content))
    if not isinstance(content, dict):
        return [Problem(path=kind, reason="missing")]
    return list(check(content))


# --- pieces -------------------------------------------------------------------------------------------------
def _text(path: str, value: Any, *, most: int, least: int = 1) -> Iterable[Problem]:
    if not isinstance(value, str):
        if least or value is not None:
            yield Problem(path=path, reason="missing or not a text")
        return
    if least and not value.strip():
        yield Problem(path=path, reason="empty")
    elif size(value) > most:
        yield Problem(path=path, reason=f"{size(value)} characters, at most {most}")
    if not is_clean(value):
        yield Problem(path=path, reason="holds NUL or half a surrogate pair")


def _unique(path: str, values: Iterable[Any]) -> Iterable[Problem]:
    listed = [value.strip() for value in values if isinstance(value, str)]
    if len(set(listed)) != len(listed):
        yield Problem(path=path, reason="not unique")


def _count(path: str, value: Any, *, least: int, most: int) -> Iterable[Problem]:
    number = len(value) if isinstance(value, list) else 0
    if not least <= number <= most:
        yield Problem(path=path, reason=f"{number} given, {least} to {most} allowed")


def _listed(value: Any) -> list[dict[str, Any]]:
    return [item if isinstance(item, dict) else {} for item in value] if isinstance(value, list) else []


def _member(content: _Content, name: str) -> dict[str, Any]:
    value = content.get(name)
    return value if isinstance(value, dict) else {}


def _web_address(path: str, value: Any) -> Iterable[Problem]:
    yield from _text(path, value, most=2000)
    if isinstance(value, str) and (
        urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc
    ):
        yield Problem(path=path, reason="not an http(s) address")


# --- plain kinds --------------------------------------------------------------------------------------------
def _plain_text(content: _Content) -> Iterable[Problem]:
    yield from _text("text.body", content.get("body"), most=4096)


def _media(kind: str, *, caption: bool) -> Callable[[_Content], Iterable[Problem]]:
    def check(content: _Content) -> Iterable[Problem]:
        given = [name for name in ("id", "link", "asset") if content.get(name)]
        if len(given) != 1:
            yield Problem(path=kind, reason="needs exactly one of id, link, asset")
        if "link" in given:
            yield from _web_address(f"{kind}.link", content["link"])
        if "caption" in content and not caption:
            yield Problem(path=f"{kind}.caption", reason="not allowed")
        elif caption:
            yield from _text(f"{kind}.caption", content.get("caption"), most=1024, least=0)
        yield from _text(f"{kind}.filename", content.get("filename"), most=240, least=0)

    return check


def _location(content: _Content) -> Iterable[Problem]:
    for name, limit in (("latitude", 90.0), ("longitude", 180.0)):
        try:
            value = float(content.get(name, ""))
        except (TypeError, ValueError):
            yield Problem(path=f"location.{name}", reason="not a number")
            continue
        if not -limit <= value <= limit:
            yield Problem(path=f"location.{name}", reason="out of range")
    if content.get("address") and not content.get("name"):
        yield Problem(path="location.address", reason="shown only with a name")
    for name in ("name", "address"):
        yield from _text(f"location.{name}", content.get(name), most=1000, least=0)


def _contacts(content: Any) -> Iterable[Problem]:
    yield from _count("contacts", content, least=1, most=5)
    for index, card in enumerate(_listed(content)):
        name = _member(card, "name")
        yield from _text(f"contacts[{index}].name.formatted_name", name.get("formatted_name"), most=1024)
        if len([part for part, value in name.items() if value]) < 2:
            yield Problem(path=f"contacts[{index}].name", reason="needs one more part of the name")


def _reaction(content: _Content) -> Iterable[Problem]:
    yield from _text("reaction.message_id", content.get("message_id"), most=512)
    if not isinstance(content.get("emoji"), str):
        yield Problem(path="reaction.emoji", reason="missing")


_NAME = re.compile(r"[a-z0-9_]{1,512}")
_BAD_PARAMETER = re.compile(r"[\n\t\r]| {5,}")


def _template(content: _Content) -> Iterable[Problem]:
    if not _NAME.fullmatch(str(content.get("name", ""))):
        yield Problem(path="template.name", reason="lower-case letters, digits and _ only")
    yield from _text("template.language.code", _member(content, "language").get("code"), most=16)
    for at, component in enumerate(_listed(content.get("components"))):
        for index, parameter in enumerate(_listed(component.get("parameters"))):
            value = parameter.get("text")
            if parameter.get("type") != "text":
                continue
            path = f"template.components[{at}].parameters[{index}]"
            yield from _text(path, value, most=1024)
            if isinstance(value, str) and _BAD_PARAMETER.search(value):
                yield Problem(path=path, reason="holds a line break, a tab or five spaces")


# --- interactive --------------------------------------------------------------------------------------------
def _interactive(content: _Content) -> Iterable[Problem]:
    kind = content.get("type")
    rule = _INTERACTIVE.get(kind) if isinstance(kind, str) else None
    if rule is None:
        yield Problem(path="interactive.type", reason="unknown")
        return
    yield from _text("interactive.body.text", _member(content, "body").get("text"), most=1024)
    yield from _header(content, allowed=rule.headers)
    if "footer" in content:
        if not rule.footer:
            yield Problem(path="interactive.footer", reason="not allowed")
        yield from _text("interactive.footer.text", _member(content, "footer").get("text"), most=60)
    yield from rule.check(_member(content, "action"))


def _header(content: _Content, *, allowed: tuple[str, ...]) -> Iterable[Problem]:
    if "header" not in content:
        return
    header = _member(content, "header")
    kind = header.get("type")
    if not isinstance(kind, str) or kind not in allowed:
        yield Problem(path="interactive.header.type", reason=f"one of {', '.join(allowed) or 'none'}")
    elif kind == "text":
        yield from _text("interactive.header.text", header.get("text"), most=60)
    else:
        yield from _media(kind, caption=False)(_member(header, kind))


def _reply_buttons(action: _Content) -> Iterable[Problem]:
    path = "interactive.action.buttons"
    yield from _count(path, action.get("buttons"), least=1, most=3)
    listed = _listed(action.get("buttons"))
    replies = [_member(button, "reply") for button in listed]
    for index, (button, reply) in enumerate(zip(listed, replies, strict=True)):
        if button.get("type") != "reply":
            yield Problem(path=f"{path}[{index}].type", reason="must be reply")
        yield from _text(f"{path}[{index}].reply.id", reply.get("id"), most=256)
        yield from _text(f"{path}[{index}].reply.title", reply.get("title"), most=20)
    yield from _unique(f"{path}.id", (reply.get("id") for reply in replies))
    yield from _unique(f"{path}.title", (reply.get("title") for reply in replies))


def _list(action: _Content) -> Iterable[Problem]:
    path = "interactive.action.sections"
    yield from _text("interactive.action.button", action.get("button"), most=20)
    yield from _count(path, action.get("sections"), least=1, most=10)
    sections = _listed(action.get("sections"))
    rows: list[dict[str, Any]] = []
    for index, section in enumerate(sections):
        yield from _text(
            f"{path}[{index}].title", section.get("title"), most=24, least=1 if len(sections) > 1 else 0
        )
        yield from _count(f"{path}[{index}].rows", section.get("rows"), least=1, most=10)
        rows += _listed(section.get("rows"))
    yield from _count("interactive.action.rows", rows, least=1, most=10)
    for index, row in enumerate(rows):
        yield from _text(f"rows[{index}].id", row.get("id"), most=200)
        yield from _text(f"rows[{index}].title", row.get("title"), most=24)
        yield from _text(f"rows[{index}].description", row.get("description"), most=72, least=0)
    yield from _unique("rows.id", (row.get("id") for row in rows))


def _link_button(action: _Content) -> Iterable[Problem]:
    parameters = _member(action, "parameters")
    yield from _named("cta_url")(action)
    yield from _text("interactive.action.parameters.display_text", parameters.get("display_text"), most=20)
    yield from _web_address("interactive.action.parameters.url", parameters.get("url"))


def _named(name: str) -> Callable[[_Content], Iterable[Problem]]:
    def check(action: _Content) -> Iterable[Problem]:
        if action.get("name") != name:
            yield Problem(path="interactive.action.name", reason=f"must be {name}")

    return check


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rule:
    check: Callable[[_Content], Iterable[Problem]]
    headers: tuple[str, ...] = ()
    footer: bool = False


_ANY_HEADER = ("text", "image", "video", "document")
_INTERACTIVE = {
    "button": _Rule(check=_reply_buttons, headers=_ANY_HEADER, footer=True),
    "list": _Rule(check=_list, headers=("text",), footer=True),
    "cta_url": _Rule(check=_link_button, headers=_ANY_HEADER, footer=True),
    "location_request_message": _Rule(check=_named("send_location")),
    "request_contact_info": _Rule(check=_named("request_contact_info")),
}

_CHECKS: dict[str, Callable[[Any], Iterable[Problem]]] = {
    "text": _plain_text,
    "image": _media("image", caption=True),
    "video": _media("video", caption=True),
    "document": _media("document", caption=True),
    "audio": _media("audio", caption=False),
    "sticker": _media("sticker", caption=False),
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "interactive": _interactive,
    "template": _template,
}
