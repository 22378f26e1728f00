"""What a message may hold: the limits of every type, checked strictly and independently of the product.

Each check raises GraphError with the code Meta uses: 131008 for what is missing, 131009 for what does not fit
(the details name the member and its limits), 131051 for a type that does not exist.
"""

from collections.abc import Callable
from typing import Any

from chatbot.simulator.errors import GraphError, want
from chatbot.simulator.interactive import check_interactive
from chatbot.simulator.wire import Json, units

MEDIA = frozenset(["image", "video", "audio", "document", "sticker"])
TOP_LEVEL = frozenset(
    {"messaging_product", "recipient_type", "to", "recipient", "type", "context", "biz_opaque_callback_data",
     "recipient_identity_key_hash", "preview_url"}
)  # fmt: skip


def text_of(holder: Json, member: str, *, limit: int, place: str, least: int = 1) -> str:
    """A text of `least` to `limit` units; missing is 131008, otherwise wrong 131009."""
    value = holder.get(member)
    want(value is not None, 131008, f"The parameter {place}['{member}'] is required.")
    want(isinstance(value, str), 131009, f"{place}['{member}'] must be a string.")
    assert isinstance(value, str)
    length = units(value)
    want(
        least <= length <= limit,
        131009,
        f"{place}['{member}'] length {length} is invalid: min length {least}, max length {limit}",
    )
    want(not least or value.strip(), 131009, f"{place}['{member}'] must not be blank.")
    want("\x00" not in value, 131009, f"{place}['{member}'] holds a NUL character.")
    return value


def optional_text(holder: Json, member: str, *, limit: int, place: str) -> None:
    """Like `text_of` for a member that may be left out."""
    if holder.get(member) is not None:
        text_of(holder, member, limit=limit, place=place)


def _check_text(text: Json) -> None:
    text_of(text, "body", limit=4096, place="text")
    preview = text.get("preview_url", False)
    want(isinstance(preview, bool), 131009, "text['preview_url'] must be a boolean.")


def check_media_reference(media: Json, *, place: str) -> None:
    """Exactly one of id and link, the link http(s)."""
    has_id, has_link = bool(media.get("id")), bool(media.get("link"))
    want(has_id or has_link, 131008, f"{place} needs 'id' or 'link'.")
    want(not (has_id and has_link), 131009, f"{place} must not have both 'id' and 'link'.")
    if has_link:
        link = media["link"]
        good = isinstance(link, str) and link.startswith(("https://", "http://"))
        want(good, 131009, f"{place}['link'] must be an http or https address.")
    else:
        want(isinstance(media["id"], str | int), 131009, f"{place}['id'] must be a string.")


def _media_check(kind: str) -> Callable[[Json], None]:
    allowed = {"id", "link"}
    if kind in ("image", "video", "document"):
        allowed.add("caption")
    if kind == "document":
        allowed.add("filename")
    if kind == "audio":
        allowed.add("voice")

    def check(media: Json) -> None:
        check_media_reference(media, place=kind)
        if media.get("caption") is not None:
            want("caption" in allowed, 131009, f"{kind}['caption'] is not allowed.")
            text_of(media, "caption", limit=1024, place=kind, least=0)
        extra = sorted(set(media) - allowed - {"caption"})
        want(not extra, 100, f'Unexpected key "{extra[0] if extra else ""}" on param "{kind}".')

    return check


def _number(holder: Json, member: str, *, least: float, most: float) -> None:
    value: Any = holder.get(member)
    want(value is not None, 131008, f"The parameter location['{member}'] is required.")
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise GraphError(131009, f"location['{member}'] must be a number.") from None
    want(least <= number <= most, 131009, f"location['{member}'] must be between {least} and {most}.")


def _check_location(location: Json) -> None:
    _number(location, "latitude", least=-90, most=90)
    _number(location, "longitude", least=-180, most=180)
    optional_text(location, "name", limit=1000, place="location")
    optional_text(location, "address", limit=1000, place="location")


def _check_contacts(contacts: Any) -> None:
    want(isinstance(contacts, list) and 1 <= len(contacts) <= 5, 131009, "contacts: min 1, max 5 items.")
    for position, card in enumerate(contacts):
        place = f"contacts[{position}]"
        name = card.get("name") if isinstance(card, dict) else None
        if not isinstance(name, dict):
            raise GraphError(131008, f"The parameter {place}['name'] is required.")
        text_of(name, "formatted_name", limit=1000, place=f"{place}['name']")
        parts = ("first_name", "last_name", "middle_name", "suffix", "prefix")
        want(any(name.get(part) for part in parts), 131008, f"{place}['name'] needs one more name part.")


def _check_reaction(reaction: Json) -> None:
    text_of(reaction, "message_id", limit=512, place="reaction")
    emoji = reaction.get("emoji", "")
    want(isinstance(emoji, str) and units(emoji) <= 32, 131009, "reaction['emoji'] must be one emoji.")


def _check_template(template: Json) -> None:
    name = text_of(template, "name", limit=512, place="template")
    plain = name.isascii() and name == name.lower() and name.replace("_", "").isalnum()
    want(plain, 131009, "template['name'] may hold a-z, 0-9 and _.")
    language = template.get("language")
    want(
        isinstance(language, dict) and language.get("code"),
        131008,
        "template['language']['code'] is required.",
    )
    components = template.get("components", [])
    want(isinstance(components, list), 131009, "template['components'] must be an array.")


_CHECKS: dict[str, Callable[[Any], None]] = {
    "text": _check_text,
    "location": _check_location,
    "contacts": _check_contacts,
    "reaction": _check_reaction,
    "template": _check_template,
    "interactive": check_interactive,
    **{kind: _media_check(kind) for kind in MEDIA},
}


def check_frame(body: Json, *, refuse_unknown_keys: bool) -> str:
    """Step 4 of the order: product, type, its member, the frame's own limits. Returns the type."""
    want(body.get("messaging_product") == "whatsapp", 100, "messaging_product must be 'whatsapp'.")
    kind = body.get("type", "text")
    want(isinstance(kind, str), 131009, "type must be a string.")
    assert isinstance(kind, str)
    if kind in _CHECKS:
        member = body.get(kind)
        want(member is not None, 131008, f"The parameter {kind} is required.")
        wanted = list if kind == "contacts" else dict
        want(
            isinstance(member, wanted),
            131009,
            f"{kind} must be {'an array' if wanted is list else 'an object'}.",
        )
    unknown = set(body) - TOP_LEVEL - {kind}
    if unknown and refuse_unknown_keys:
        raise GraphError(100, f'Unexpected key "{min(unknown)}".')
    want(
        body.get("recipient_type", "individual") in ("individual", "group"),
        131009,
        "recipient_type is unknown.",
    )
    optional_text(body, "biz_opaque_callback_data", limit=512, place="body")
    context = body.get("context")
    if context is not None:
        want(
            isinstance(context, dict) and context.get("message_id"),
            131009,
            "context['message_id'] is required.",
        )
        want(kind != "reaction", 131009, "context is not allowed with a reaction.")
    return kind


def check_content(kind: str, body: Json) -> None:
    """Step 6 of the order: every limit of the type."""
    check = _CHECKS.get(kind)
    if check is None:
        raise GraphError(131051, f"Message type '{kind}' is not supported.")
    check(body[kind])
