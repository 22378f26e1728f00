"""POST /{phone_number_id}/messages: the checks in Meta's order, then accepted."""

import json
from typing import Any

from chatbot.simulator import statuses
from chatbot.simulator.content import MEDIA, check_content, check_frame
from chatbot.simulator.errors import GraphError, want
from chatbot.simulator.faults import Fault
from chatbot.simulator.posting import Postman
from chatbot.simulator.state import ReadMark, Response, State
from chatbot.simulator.users import Message, User, digits_of, wa_id_of
from chatbot.simulator.wire import Json

READABLE_FOR_S = 30 * 86_400
TYPING_S = 25
_HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


def parse(body: bytes) -> Json:
    """The JSON object of a request; anything else is code 100."""
    try:
        value: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise GraphError(100, "The body is not valid JSON.") from None
    want(isinstance(value, dict), 100, "The body must be a JSON object.")
    assert isinstance(value, dict)
    return value


def post_message(state: State, postman: Postman, number: str, raw: bytes) -> Response:
    """One request to /messages: a read mark or a send, with the fault that waits for it."""
    body = parse(raw)
    if "status" in body and "type" not in body:
        return _read(state, body)
    state.counts["sends"] += 1
    fault = (
        state.faults.take(str(body.get("to") or body.get("recipient") or ""))
        if state.faults.waiting
        else None
    )
    if fault is None:
        return _answer(state, accept(state, postman, number, body))
    state.counts[f"fault_{fault.mode}"] += 1
    lost = _before(state, fault)
    return lost or _after(state, fault, accept(state, postman, number, body, failing=_failing(fault)))


def _failing(fault: Fault) -> int:
    return fault.code if fault.mode == "failed" else 0


def _hold(state: State, fault: Fault) -> float:
    return state.config.hold_s if fault.hold_s is None else fault.hold_s


def _before(state: State, fault: Fault) -> Response | None:
    """Faults that lose the message."""
    if fault.mode == "error":
        raise GraphError(fault.code, "Injected fault.", http=fault.status)
    if fault.mode == "html":
        return Response(status=fault.status or 502, body=_HTML, content_type="text/html")
    if fault.mode == "empty":
        return Response(status=fault.status or 503, content_type="text/plain")
    if fault.mode == "reset":
        return Response(cut=True)
    if fault.mode == "timeout_before":
        return Response(cut=True, hold_s=_hold(state, fault))
    return None


def _after(state: State, fault: Fault, message: Message) -> Response:
    """Faults that take the message and spoil the answer."""
    if fault.mode == "timeout_after":
        return Response(cut=True, hold_s=_hold(state, fault))
    if fault.mode == "reset_after":
        return Response(cut=True)
    answer = _answer(state, message)
    if fault.mode == "garbage":
        return Response(body=answer.body[:-20])
    if fault.mode == "slow":
        return Response(body=answer.body, hold_s=_hold(state, fault), drip=True)
    return answer


def _read(state: State, body: Json) -> Response:
    want(body.get("messaging_product") == "whatsapp", 100, "messaging_product must be 'whatsapp'.")
    want(body["status"] == "read", 131009, "status must be 'read'.")
    wamid = body.get("message_id")
    want(wamid, 131008, "The parameter message_id is required.")
    typing = body.get("typing_indicator")
    good = typing is None or (isinstance(typing, dict) and typing.get("type") == "text")
    want(good, 131009, "typing_indicator['type'] must be 'text'.")
    message = state.by_wamid.get(str(wamid))
    now = state.now()
    if message is None or not message.inbound:
        want(not state.config.strict, 131009, "message_id is not a message this number received.")
    else:
        want(now - message.at <= READABLE_FOR_S, 131009, "The message is older than 30 days.")
        for earlier in message.user.messages:
            if earlier.inbound and earlier.seq <= message.seq and earlier.status != "read":
                state.mark(earlier, "read")
        if typing:
            message.user.typing_until = now + TYPING_S
            state.changes.append(message)
    state.reads.append(ReadMark(now, str(wamid), bool(typing)))
    state.counts["reads"] += 1
    return Response(body=b'{"success":true}')


def _recipient(state: State, body: Json, kind: str) -> tuple[User, bool, int]:
    """Step 5: the person, whether addressed by telephone, and the error that follows later (0: none)."""
    to, bsuid = body.get("to"), body.get("recipient")
    want(to or bsuid, 131008, "The parameter to or recipient is required.")
    want(body.get("recipient_type", "individual") == "individual", 131009, "Groups are not simulated.")
    failing = 0
    if to:
        user = _by_phone(state, to)
    else:
        known = state.users.by_id(str(bsuid))
        if known is None and not state.config.strict:
            known = state.users.meet(bsuid=str(bsuid))
        failing = 0 if known else 131026
        user = known or User(id=str(bsuid), unreachable=True)
        category = kind == "template" and any(
            found.category == "AUTHENTICATION"
            for found in state.templates.find(name=str((body["template"] or {}).get("name")))
        )
        want(not category, 131062, "Authentication templates need a phone number.")
    want(not user.blocked, 130403, "This business has blocked the user.")
    want(not user.owned_by_other, 131070, "The thread is owned by another responder.")
    if user.blocks_us or user.unreachable:
        failing = 131026
    return user, bool(to), failing


def _by_phone(state: State, to: Any) -> User:
    config = state.config
    try:
        number = digits_of(to if isinstance(to, str) else "?")
    except ValueError:
        raise GraphError(131009, "to is not a telephone number.") from None
    want(7 <= len(number) <= 15, 131009, "to must have 7 to 15 digits.")
    want(number != config.display_phone_number, 131021, "Sender and recipient are the same number.")
    listed = not config.test_recipients or number in config.test_recipients
    want(listed, 131030, "The recipient is not in the list of allowed numbers.")
    return state.users.by_phone(number) or state.users.meet(phone=wa_id_of(number))


def _check_media(state: State, number: str, kind: str, body: Json, now: float) -> str:
    """Step 9 for the message and an interactive header. Returns the details of a later 131053, or ''."""
    references: list[tuple[str, Json]] = []
    if kind in MEDIA:
        references.append((kind, body[kind]))
    elif kind == "interactive":
        header = body["interactive"].get("header") or {}
        if header.get("type") in MEDIA:
            references.append((header["type"], header[header["type"]]))
    for what, reference in references:
        if reference.get("id"):
            trouble = state.shelf.check_sendable(reference, kind=what, number=number, now=now)
            if trouble:
                return trouble
        elif any(bad in reference["link"] for bad in state.config.bad_links):
            return "Failed to download the media from the link."
    return ""


def accept(state: State, postman: Postman, number: str, body: Json, *, failing: int = 0) -> Message:
    """Steps 4 to 10; raises GraphError, else the message is taken and its statuses begin."""
    config = state.config
    kind = check_frame(body, refuse_unknown_keys=config.refuse_unknown_keys)
    user, to_phone, later = _recipient(state, body, kind)
    check_content(kind, body)
    now = state.now()
    template = state.templates.check(body["template"]) if kind == "template" else None
    if config.checks_rates:
        pair = (config.pair_interval_s, config.pair_burst)
        state.rates.check(number=number, person=user.id, now=now, rate=config.number_rate, pair=pair)
    details = _check_media(state, number, kind, body, now)
    if details:
        later = later or 131053
    if template is not None and template.category == "MARKETING" and user.refuses_marketing:
        later = later or 131050
    if template is None and config.checks_window and not user.window_open(now):
        state.counts["outside_window"] += 1
        want(not config.window_sync, 131047, "The 24 h window is closed.")
        later = later or 131047
    message = Message(
        seq=len(state.messages),
        wamid=state.new_wamid(),
        user=user,
        inbound=False,
        type=kind,
        body=body,
        at=now,
        number=number,
        sent_to_phone=to_phone,
        error=failing or later,
    )
    state.keep(message)
    state.accepted.append(message)
    user.typing_until = 0
    state.counts["accepted"] += 1
    if kind == "reaction":
        _react(state, body["reaction"])
    statuses.begin(state, postman, message, details=details)
    return message


def _react(state: State, reaction: Json) -> None:
    target = state.by_wamid.get(str(reaction.get("message_id")))
    if target is not None:
        target.reactions["business"] = str(reaction.get("emoji") or "")
        state.changes.append(target)


def _answer(state: State, message: Message) -> Response:
    body = message.body
    contact: Json = {"input": body.get("to") or body.get("recipient")}
    if message.sent_to_phone:
        contact["wa_id"] = message.user.phone
    else:
        contact["user_id"] = message.user.id
    item: Json = {"id": message.wamid}
    if message.type == "template":
        item["message_status"] = "accepted"
    answer = {"messaging_product": "whatsapp", "contacts": [contact], "messages": [item]}
    early = 0.15 if state.config.early_status else 0.0
    return Response(body=json.dumps(answer).encode(), hold_s=state.config.send_delay_ms / 1000 + early)
