"""Builders of outgoing messages in Cloud API form, without recipient, and their plain-text fallback."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chatbot.whatsapp.measure import clean, cut

Payload = dict[str, Any]

TEXT_LIMIT = 4096
_OPTION_LIMIT = 100
_LAST_RESORT = "Desculpe, não consegui mostrar esta mensagem. Pode escrever de novo?"
_ANSWER_BY_NUMBER = "Responda com o número da opção."


def text(body: str, *, preview_url: bool = False) -> Payload:
    """A text of 1 to 4,096 characters."""
    content: Payload = {"body": body}
    if preview_url:
        content["preview_url"] = True
    return {"type": "text", "text": content}


def image(*, asset: str = "", link: str = "", media_id: str = "", caption: str = "") -> Payload:
    """A picture: a file of ours (`asset`, path under MEDIA_ROOT), an https address, or a known media id."""
    content: Payload = {}
    for name, value in (("asset", asset), ("link", link), ("id", media_id), ("caption", caption)):
        if value:
            content[name] = value
    return {"type": "image", "image": content}


def document(*, asset: str = "", link: str = "", filename: str = "", caption: str = "") -> Payload:
    """A file; the extension of `filename` is what the customer sees."""
    content = {"asset": asset, "link": link, "filename": filename, "caption": caption}
    return {"type": "document", "document": {name: value for name, value in content.items() if value}}


def buttons(
    body: str, buttons: Iterable[tuple[str, str]], *, header: str | Payload | None = None, footer: str = ""
) -> Payload:
    """One to three reply buttons, each (id, title); `header` is a text, or an image payload of `image`."""
    action = {"buttons": [{"type": "reply", "reply": {"id": key, "title": title}} for key, title in buttons]}
    return _interactive("button", body, action, header=header, footer=footer)


def options(
    body: str,
    button: str,
    *,
    rows: Iterable[tuple[str, ...]] = (),
    sections: Iterable[tuple[str, Iterable[tuple[str, ...]]]] = (),
    header: str = "",
    footer: str = "",
) -> Payload:
    """A list of up to 10 rows (id, title[, description]), plain (`rows`) or in titled sections."""
    groups = [(title, [_row(*row) for row in members]) for title, members in sections]
    plain = [_row(*row) for row in rows]
    if plain:
        groups.insert(0, ("", plain))
    listed = [{"title": title, "rows": members} if title else {"rows": members} for title, members in groups]
    return _interactive(
        "list", body, {"button": button, "sections": listed}, header=header or None, footer=footer
    )


def link_button(
    body: str, *, label: str, url: str, header: str | Payload | None = None, footer: str = ""
) -> Payload:
    """A text with one button that opens an address."""
    action = {"name": "cta_url", "parameters": {"display_text": label, "url": url}}
    return _interactive("cta_url", body, action, header=header, footer=footer)


def ask_location(body: str) -> Payload:
    """A text with WhatsApp's own 'send location' button."""
    return _interactive("location_request_message", body, {"name": "send_location"})


def ask_phone(body: str) -> Payload:
    """A text with WhatsApp's own 'share my number' button."""
    return _interactive("request_contact_info", body, {"name": "request_contact_info"})


def location(*, latitude: float, longitude: float, name: str = "", address: str = "") -> Payload:
    """A place on the map; the address is shown only together with a name."""
    content: Payload = {"latitude": latitude, "longitude": longitude}
    if name:
        content["name"] = name
    if address:
        content["address"] = address
    return {"type": "location", "location": content}


def plain_text(payload: Mapping[str, Any]) -> str:
    """The same message as text of 1 to 4,096 characters, choices numbered; never raises, whatever the payload."""
    content = _mapping(payload.get(_string(payload.get("type"))))
    body, choices = _PLAIN.get(_string(payload.get("type")), _plain_other)(content)
    body = clean(body).strip()
    lines = [_numbered(number, choice) for number, choice in enumerate(choices, 1)]
    tail = "\n".join([*lines, "", _ANSWER_BY_NUMBER]) if lines else ""
    tail = cut(tail, TEXT_LIMIT * 3 // 4)
    if not tail:
        return cut(body, TEXT_LIMIT) or _LAST_RESORT
    body = cut(body, TEXT_LIMIT - len(tail) * 2 - 2) if len(body) + len(tail) > TEXT_LIMIT // 2 else body
    return cut(f"{body}\n\n{tail}".strip(), TEXT_LIMIT)


def media_part(payload: Mapping[str, Any]) -> tuple[str, Payload] | None:
    """(kind, member) of a file of ours inside the payload that must be uploaded first, if there is one."""
    kind, content = _file(payload)
    return (kind, content) if content.get("asset") else None


def media_id(payload: Mapping[str, Any]) -> str:
    """The provider's id of the file inside the payload, empty when there is none."""
    return _string(_file(payload)[1].get("id"))


def _file(payload: Mapping[str, Any]) -> tuple[str, Payload]:
    """Kind and member of what may hold a file: the message itself, or the header of an interactive one."""
    kind = _string(payload.get("type"))
    content = payload.get(kind)
    if kind == "interactive" and isinstance(content, dict):
        header = content.get("header")
        kind = _string(_mapping(header).get("type"))
        content = _mapping(header).get(kind)
    return kind, content if isinstance(content, dict) else {}


# ------------------------------------------------------------------------------------------------------------
def _interactive(
    kind: str, body: str, action: Payload, *, header: str | Payload | None = None, footer: str = ""
) -> Payload:
    content: Payload = {"type": kind, "body": {"text": body}, "action": action}
    if isinstance(header, str) and header:
        content["header"] = {"type": "text", "text": header}
    elif isinstance(header, dict):
        content["header"] = header
    if footer:
        content["footer"] = {"text": footer}
    return {"type": "interactive", "interactive": content}


def _row(key: str, title: str, description: str = "") -> Payload:
    row = {"id": key, "title": title}
    return row | {"description": description} if description else row


def _numbered(number: int, choice: tuple[str, str]) -> str:
    title, description = (cut(clean(part).replace("\n", " ").strip(), _OPTION_LIMIT) for part in choice)
    return f"{number}. {title}" + (f" ({description})" if description else "")


_Plain = tuple[str, Sequence[tuple[str, str]]]


def _plain_text(content: Mapping[str, Any]) -> _Plain:
    return _string(content.get("body")), ()


def _plain_media(content: Mapping[str, Any]) -> _Plain:
    parts = (content.get("caption"), content.get("filename"), content.get("link"))
    return "\n".join(filter(None, map(_string, parts))), ()


def _plain_location(content: Mapping[str, Any]) -> _Plain:
    place = f"https://maps.google.com/?q={content.get('latitude')},{content.get('longitude')}"
    parts = (content.get("name"), content.get("address"), place)
    return "\n".join(filter(None, map(_string, parts))), ()


def _plain_interactive(content: Mapping[str, Any]) -> _Plain:
    header, action = _mapping(content.get("header")), _mapping(content.get("action"))
    parts = [
        _string(header.get("text")),
        _string(_mapping(content.get("body")).get("text")),
        _string(_mapping(action.get("parameters")).get("url")),
        _string(_mapping(content.get("footer")).get("text")),
    ]
    choices = [_mapping(button.get("reply")) for button in _mappings(action.get("buttons"))]
    for section in _mappings(action.get("sections")):
        choices += _mappings(section.get("rows"))
    listed = [(_string(choice.get("title")), _string(choice.get("description"))) for choice in choices]
    return "\n\n".join(filter(None, parts)), listed


def _plain_other(content: Mapping[str, Any]) -> _Plain:
    return "", ()


_PLAIN = {
    "text": _plain_text,
    "image": _plain_media,
    "video": _plain_media,
    "document": _plain_media,
    "location": _plain_location,
    "interactive": _plain_interactive,
}


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
