"""The Graph's addresses: version, token, object, then what each edge does."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from chatbot.simulator.errors import GraphError, unknown_object, want
from chatbot.simulator.media import File, check_upload, split_form
from chatbot.simulator.posting import Postman
from chatbot.simulator.sending import parse, post_message
from chatbot.simulator.state import Response, State
from chatbot.simulator.templates_registry import Template
from chatbot.simulator.wire import Json, serialise

_PATH = re.compile(r"^/v(\d{1,3})\.(\d{1,2})(?:/|$)")


class Call(NamedTuple):
    """One authenticated request to an object."""

    state: State
    postman: Postman
    method: str
    object_id: str
    edge: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes
    base_url: str

    def argument(self, name: str) -> str:
        return self.query.get(name, [""])[0]


def answer(value: Json | list[Any], status: int = 200) -> Response:
    """A JSON answer."""
    return Response(status=status, body=serialise(value))


def dispatch(
    state: State,
    postman: Postman,
    *,
    method: str,
    path: str,
    query: str,
    headers: dict[str, str],
    body: bytes,
    base_url: str,
) -> Response:
    """Steps 1 to 3 of the order, then the edge; raises GraphError."""
    found = _PATH.match(path)
    if found:
        known = int(found[1]) in state.config.versions and found[2] == "0"
        want(known, 2500, f"Unknown path components: {path}")
        path = "/" + path[found.end() :]
    check_token(state, headers)
    parts = [part for part in path.split("/") if part]
    want(parts, 2500, "Unknown path components: /")
    object_id, edge = parts[0], "/".join(parts[1:])
    arguments = parse_qs(query) if query else {}
    call = Call(state, postman, method, object_id, edge, arguments, headers, body, base_url)
    if object_id in state.config.numbers:
        return _number_edge(call)
    if object_id == state.config.waba_id:
        return _account_edge(call)
    if object_id in state.shelf.files and not edge:
        return _file_edge(call)
    raise unknown_object(object_id)


def check_token(state: State, headers: dict[str, str]) -> None:
    """Step 2: the bearer token and the application's switches."""
    config = state.config
    scheme, _, token = headers.get("authorization", "").partition(" ")
    want(scheme.lower() == "bearer" and token, 190, "An access token is required to request this resource.")
    want(not config.access_token or token == config.access_token, 190, "Invalid OAuth access token.")
    if config.token_expired:
        raise GraphError(190, "The session has expired.", subcode=463)
    want(not config.token_forbidden, 10, "The token lacks the permission whatsapp_business_messaging.")
    want(not config.app_disabled, 0, "The application is disabled.")


def _check_number(state: State) -> None:
    config = state.config
    want(config.number_status == "CONNECTED", 133010, f"The number is {config.number_status}.")
    want(not config.locked, 131031, "The account is locked.")
    want(not config.maintenance, 131057, "The number is in maintenance; try again in a minute.")
    want(not config.payment_missing, 131042, "A payment method is missing.")


def _messages(call: Call) -> Response:
    _check_number(call.state)
    return post_message(call.state, call.postman, call.object_id, call.body)


def _upload(call: Call) -> Response:
    fields, file = split_form(call.headers.get("content-type", ""), call.body)
    want(fields.get("messaging_product") == "whatsapp", 100, "messaging_product must be 'whatsapp'.")
    want(file is not None, 100, "The parameter file is required.")
    assert file is not None
    name, mime, data = file
    mime = mime if mime not in ("", "application/octet-stream") else fields.get("type", "")
    check_upload(mime=mime, data=data)
    state = call.state
    kept = File(
        id=state.new_id(), number=call.object_id, mime=mime.lower(), data=data, made_at=state.now(), name=name
    )
    state.shelf.add(kept)
    state.counts["uploads"] += 1
    return answer({"id": kept.id})


def _number_facts(call: Call) -> Response:
    config = call.state.config
    facts: Json = {
        "id": call.object_id,
        "verified_name": "Loja Modelo",
        "display_phone_number": config.display_phone_number,
        "quality_rating": "GREEN",
        "status": config.number_status,
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"},
        "name_status": "APPROVED",
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
    }
    wanted = [name for name in call.argument("fields").split(",") if name]
    return answer({name: facts[name] for name in facts if not wanted or name in wanted or name == "id"})


def _register(call: Call) -> Response:
    call.state.config.number_status = "CONNECTED" if call.edge == "register" else "DISCONNECTED"
    return answer({"success": True})


def _block(call: Call) -> Response:
    items = []
    for wish in parse(call.body).get("block_users", []):
        user = call.state.users.find(str(wish.get("user", "")))
        if user is not None:
            user.blocked = call.method == "POST"
            items.append({"input": wish["user"], "wa_id": user.phone})
    key = "added_users" if call.method == "POST" else "removed_users"
    return answer({"messaging_product": "whatsapp", "block_users": {key: items}})


def _blocked(call: Call) -> Response:
    users = [user for user in call.state.users if user.blocked]
    return answer({"data": [{"block_users": [{"wa_id": user.phone} for user in users]}]})


def _history(call: Call) -> Response:
    message = call.state.by_wamid.get(call.argument("message_id"))
    if message is None:
        return answer({"data": []})
    events = [{"delivery_status": step.upper(), "timestamp": int(at)} for step, at in message.statuses]
    return answer({"data": [{"message_id": message.wamid, "events": {"data": events}}]})


def _contact_book(call: Call) -> Response:
    user = call.state.users.by_id(call.argument("bsuid"))
    if user is not None and user.username:
        user.hides_phone = True
    return answer({"success": True})


def _thread(call: Call) -> Response:
    body = parse(call.body)
    user = call.state.users.find(str(body.get("to") or body.get("recipient") or ""))
    want(body.get("action") in ("pass", "release", "take"), 100, "action must be pass, release or take.")
    want(user is not None, 131009, "The thread is unknown.")
    assert user is not None
    user.owned_by_other = body["action"] != "take"
    return answer({"success": True})


_NUMBER: dict[tuple[str, str], Callable[[Call], Response]] = {
    ("POST", "messages"): _messages,
    ("POST", "media"): _upload,
    ("GET", ""): _number_facts,
    ("POST", "register"): _register,
    ("POST", "deregister"): _register,
    ("POST", "block_users"): _block,
    ("DELETE", "block_users"): _block,
    ("GET", "block_users"): _blocked,
    ("GET", "message_history"): _history,
    ("DELETE", "contact_book"): _contact_book,
    ("POST", "thread_control"): _thread,
}


def _number_edge(call: Call) -> Response:
    edge = _NUMBER.get((call.method, call.edge))
    if edge is None:
        raise GraphError(2500, f"Unknown path components: /{call.edge}")
    return edge(call)


def _account_edge(call: Call) -> Response:
    state, config = call.state, call.state.config
    if call.edge == "subscribed_apps":
        if call.method in ("POST", "DELETE"):
            config.subscribed = call.method == "POST"
            return answer({"success": True})
        return answer({"data": [{"whatsapp_business_api_data": {"id": "1"}}] if config.subscribed else []})
    if call.edge == "phone_numbers" and call.method == "GET":
        shown = {"display_phone_number": config.display_phone_number, "verified_name": "Loja Modelo"}
        return answer({"data": [{"id": number, **shown} for number in config.numbers]})
    if call.edge == "message_templates":
        return _templates(call)
    if not call.edge and call.method == "GET":
        return answer({"id": config.waba_id, "name": "Loja Modelo", "currency": "BRL"})
    state.counts["unknown_edges"] += 1
    raise GraphError(2500, f"Unknown path components: /{call.edge}")


def _templates(call: Call) -> Response:
    registry = call.state.templates
    if call.method == "GET":
        return answer({"data": [item.to_record() for item in registry.find(name=call.argument("name"))]})
    if call.method == "DELETE":
        want(registry.remove(call.argument("name")), 132001, "The template does not exist.")
        return answer({"success": True})
    wish = parse(call.body)
    for member in ("name", "language", "category"):
        want(wish.get(member), 100, f"The parameter {member} is required.")
    template = registry.put(
        Template(
            id=call.state.new_id(),
            name=str(wish["name"]),
            language=str(wish["language"]),
            category=str(wish["category"]).upper(),
            status="PENDING",
            components=list(wish.get("components") or []),
        )
    )
    return answer({"id": template.id, "status": template.status, "category": template.category})


def _file_edge(call: Call) -> Response:
    state = call.state
    if call.method == "DELETE":
        state.shelf.get(call.object_id, now=state.now())
        del state.shelf.files[call.object_id]
        return answer({"success": True})
    token = f"{state.dice.getrandbits(96):024x}"
    number = call.argument("phone_number_id")
    return answer(
        state.shelf.look_up(
            call.object_id, now=state.now(), base_url=call.base_url, token=token, number=number
        )
    )


def download(state: State, *, path: str, query: str, headers: dict[str, str]) -> Response:
    """A five-minute media address: 401 without the bearer, 404 when it has run out."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    wanted = state.config.access_token
    if scheme.lower() != "bearer" or (wanted and token != wanted):
        return Response(status=401, content_type="text/plain")
    file = state.shelf.files.get(path.rsplit("/", 1)[-1])
    until = file.addresses.get(parse_qs(query).get("token", [""])[0], 0) if file else 0
    if file is None or state.now() > until:
        return Response(status=404, content_type="text/plain")
    state.counts["downloads"] += 1
    return Response(body=file.data, content_type=file.mime)
