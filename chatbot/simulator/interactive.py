"""The limits of interactive messages: buttons, lists, links, requests, flows, carousels, products."""

from collections.abc import Callable
from typing import Any

from chatbot.simulator.errors import GraphError, want
from chatbot.simulator.wire import Json, units


def _text(holder: Any, member: str, *, limit: int, place: str, required: bool = True) -> str:
    value = holder.get(member) if isinstance(holder, dict) else None
    if value is None and not required:
        return ""
    want(value is not None, 131008, f"The parameter {place}['{member}'] is required.")
    want(isinstance(value, str), 131009, f"{place}['{member}'] must be a string.")
    assert isinstance(value, str)
    length = units(value)
    fits = 1 <= length <= limit and value.strip() and "\x00" not in value
    want(fits, 131009, f"{place}['{member}'] length {length} is invalid: min length 1, max length {limit}")
    return value


def _list(holder: Any, member: str, *, least: int, most: int, place: str) -> list[Json]:
    value = holder.get(member) if isinstance(holder, dict) else None
    want(value is not None, 131008, f"The parameter {place}['{member}'] is required.")
    want(isinstance(value, list), 131009, f"{place}['{member}'] must be an array.")
    assert isinstance(value, list)
    fits = least <= len(value) <= most
    want(fits, 131009, f"{place}['{member}'] has {len(value)} items: min {least}, max {most}")
    want(all(isinstance(item, dict) for item in value), 131009, f"{place}['{member}'] items must be objects.")
    return value


def _unique(values: list[str], what: str) -> None:
    want(len(set(values)) == len(values), 131009, f"Duplicated {what}: they must be unique.")


def _header(message: Json, allowed: frozenset[str]) -> None:
    header = message.get("header")
    if header is None:
        return
    want(isinstance(header, dict), 131009, "interactive['header'] must be an object.")
    kind = header.get("type")
    want(kind in allowed, 131009, f"Header type '{kind}' is not allowed; allowed: {sorted(allowed)}")
    if kind == "text":
        _text(header, "text", limit=60, place="header")
        return
    media = header.get(kind)
    want(isinstance(media, dict), 131008, f"The parameter header['{kind}'] is required.")
    want(bool(media.get("id")) != bool(media.get("link")), 131009, f"header['{kind}'] needs 'id' or 'link'.")


def _body(message: Json, *, limit: int = 1024, required: bool = True) -> None:
    body = message.get("body")
    if body is None and not required:
        return
    want(isinstance(body, dict), 131008, "The parameter interactive['body'] is required.")
    _text(body, "text", limit=limit, place="body")


def _footer(message: Json, *, allowed: bool = True) -> None:
    footer = message.get("footer")
    if footer is None:
        return
    want(allowed, 131009, "interactive['footer'] is not allowed for this type.")
    want(isinstance(footer, dict), 131009, "interactive['footer'] must be an object.")
    _text(footer, "text", limit=60, place="footer")


def _action(message: Json) -> Json:
    action = message.get("action")
    want(isinstance(action, dict), 131008, "The parameter interactive['action'] is required.")
    assert isinstance(action, dict)
    return action


_TEXT = frozenset(["text"])
_ANY_HEADER = frozenset(["text", "image", "video", "document"])
_NO_HEADER: frozenset[str] = frozenset()


def _check_buttons(message: Json) -> None:
    _header(message, _ANY_HEADER)
    _body(message)
    _footer(message)
    buttons = _list(_action(message), "buttons", least=1, most=3, place="action")
    ids, titles = [], []
    for position, button in enumerate(buttons):
        want(button.get("type") == "reply", 131009, f"action['buttons'][{position}]['type'] must be 'reply'.")
        place = f"action['buttons'][{position}]['reply']"
        ids.append(_text(button.get("reply"), "id", limit=256, place=place))
        titles.append(_text(button.get("reply"), "title", limit=20, place=place))
    _unique(ids, "button ids")
    _unique(titles, "button titles")


def _check_list(message: Json) -> None:
    _header(message, _TEXT)
    _body(message)
    _footer(message)
    action = _action(message)
    _text(action, "button", limit=20, place="action")
    sections = _list(action, "sections", least=1, most=10, place="action")
    ids: list[str] = []
    for number, section in enumerate(sections):
        place = f"action['sections'][{number}]"
        _text(section, "title", limit=24, place=place, required=len(sections) > 1)
        for position, row in enumerate(_list(section, "rows", least=1, most=10, place=place)):
            where = f"{place}['rows'][{position}]"
            ids.append(_text(row, "id", limit=200, place=where))
            _text(row, "title", limit=24, place=where)
            _text(row, "description", limit=72, place=where, required=False)
    want(len(ids) <= 10, 131009, f"Total row count {len(ids)} exceeds max allowed count: 10")
    _unique(ids, "row ids")


def _named(name: str) -> Callable[[Json], Json]:
    def check(message: Json) -> Json:
        action = _action(message)
        want(action.get("name") == name, 131009, f"action['name'] must be '{name}'.")
        parameters = action.get("parameters")
        return parameters if isinstance(parameters, dict) else {}

    return check


def _check_link(message: Json) -> None:
    _header(message, _ANY_HEADER)
    _body(message)
    _footer(message)
    parameters = _named("cta_url")(message)
    _text(parameters, "display_text", limit=20, place="parameters")
    url = _text(parameters, "url", limit=2000, place="parameters")
    want(
        url.startswith(("http://", "https://")), 131009, "parameters['url'] must be an http or https address."
    )


def _request(name: str) -> Callable[[Json], None]:
    def check(message: Json) -> None:
        _header(message, _NO_HEADER)
        _body(message)
        _footer(message, allowed=False)
        _named(name)(message)

    return check


def _check_flow(message: Json) -> None:
    _header(message, _ANY_HEADER)
    _body(message)
    _footer(message)
    parameters = _named("flow")(message)
    want(parameters.get("flow_message_version") == "3", 131009, "flow_message_version must be '3'.")
    one = bool(parameters.get("flow_id")) != bool(parameters.get("flow_name"))
    want(one, 131009, "parameters needs one of flow_id and flow_name.")
    _text(parameters, "flow_cta", limit=30, place="parameters")
    want(parameters.get("mode", "published") in ("draft", "published"), 131009, "mode is unknown.")


def _check_carousel(message: Json) -> None:
    _header(message, _NO_HEADER)
    _body(message)
    _footer(message, allowed=False)
    cards = _list(_action(message), "cards", least=2, most=10, place="action")
    indexes = [card.get("card_index") for card in cards]
    known = all(isinstance(index, int) and 0 <= index <= 9 for index in indexes)
    want(known and len(set(indexes)) == len(indexes), 131009, "card_index must be unique, 0 to 9.")
    kinds = {card.get("header", {}).get("type") for card in cards}
    want(kinds in ({"image"}, {"video"}), 131009, "All cards need the same header: image or video.")
    for position, card in enumerate(cards):
        place = f"cards[{position}]"
        want(card.get("type") == "cta_url", 131009, f"{place}['type'] must be 'cta_url'.")
        _header(card, frozenset(["image", "video"]))
        if card.get("body") is not None:
            words = _text(card["body"], "text", limit=160, place=f"{place}['body']")
            want(words.count("\n") <= 2, 131009, f"{place}['body'] has more than 2 line breaks.")
        parameters = card.get("action", {}).get("parameters", {})
        _text(parameters, "display_text", limit=20, place=place)


def _check_product(message: Json) -> None:
    _header(message, _NO_HEADER)
    _body(message, required=False)
    _footer(message)
    action = _action(message)
    _text(action, "catalog_id", limit=200, place="action")
    _text(action, "product_retailer_id", limit=200, place="action")


def _check_product_list(message: Json) -> None:
    want(message.get("header") is not None, 131008, "The parameter interactive['header'] is required.")
    _header(message, _TEXT)
    _body(message)
    _footer(message)
    action = _action(message)
    _text(action, "catalog_id", limit=200, place="action")
    sections = _list(action, "sections", least=1, most=10, place="action")
    total = sum(
        len(_list(section, "product_items", least=1, most=30, place="section")) for section in sections
    )
    want(total <= 30, 131009, f"{total} products exceed max allowed count: 30")


def _check_catalog(message: Json) -> None:
    _header(message, _NO_HEADER)
    _body(message)
    _footer(message)
    _named("catalog_message")(message)


_CHECKS: dict[str, Callable[[Json], None]] = {
    "button": _check_buttons,
    "list": _check_list,
    "cta_url": _check_link,
    "location_request_message": _request("send_location"),
    "request_contact_info": _request("request_contact_info"),
    "flow": _check_flow,
    "carousel": _check_carousel,
    "product": _check_product,
    "product_list": _check_product_list,
    "catalog_message": _check_catalog,
}


def check_interactive(message: Json) -> None:
    """Every limit of the interactive kinds we know; an unknown kind is 131009."""
    kind = message.get("type")
    want(kind is not None, 131008, "The parameter interactive['type'] is required.")
    check = _CHECKS.get(kind) if isinstance(kind, str) else None
    if check is None:
        raise GraphError(131009, f"Interactive type '{kind}' is not valid.")
    check(message)


def replies_of(body: Json) -> dict[str, Json]:
    """What a tap on this message can answer: id → button_reply or list_reply member."""
    message = body.get("interactive") or {}
    action = message.get("action") or {}
    if message.get("type") == "button":
        replies = [button["reply"] for button in action.get("buttons", [])]
        return {
            r["id"]: {"type": "button_reply", "button_reply": {"id": r["id"], "title": r["title"]}}
            for r in replies
        }
    if message.get("type") == "list":
        rows = [row for section in action.get("sections", []) for row in section["rows"]]
        return {row["id"]: {"type": "list_reply", "list_reply": dict(row)} for row in rows}
    return {}
