"""The control API under /_emu/: what tests, benchmarks and the page tell the stand-in and ask it."""

import json
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chatbot.simulator import statuses
from chatbot.simulator.graph import answer
from chatbot.simulator.media import File
from chatbot.simulator.posting import Event, signed
from chatbot.simulator.sending import parse
from chatbot.simulator.state import Request, Response
from chatbot.simulator.templates_registry import Template
from chatbot.simulator.users import SETTABLE, User
from chatbot.simulator.wire import Json, envelope, serialise

if TYPE_CHECKING:
    from chatbot.simulator.cloud import CloudApi


class Refused(ValueError):
    """A wish of the control API that makes no sense."""


def control(api: "CloudApi", *, method: str, path: str, query: str, body: bytes) -> Response:
    """Answer one request to the control API; wishes that make no sense are 400 with a line of reason."""
    name = path.removeprefix("/_emu/").strip("/")
    arguments = {key: values[0] for key, values in urllib.parse.parse_qs(query).items()}
    action = _ACTIONS.get((method, name))
    if action is None:
        return answer({"error": f"unknown: {method} /_emu/{name}"}, 404)
    try:
        wish = parse(body) if body.strip() else {}
        return action(api, wish | arguments if method == "GET" else wish)
    except (ValueError, KeyError, TypeError) as error:
        return answer({"error": str(error)}, 400)


def _reset(api: "CloudApi", wish: Json) -> Response:
    api.reset(seed=wish.get("seed"))
    return answer({"success": True, "epoch": api.state.epoch})


def _config(api: "CloudApi", wish: Json) -> Response:
    with api.lock:
        api.state.config.update(wish)
    return answer(api.state.config.to_record())


def _inbound(api: "CloudApi", wish: Json) -> Response:
    message, event, content = api.receive(wish)
    record: Json = {"wamid": message.wamid, "user": message.user.id, "from": message.user.phone}
    if content.get("media_id"):
        record["media_id"] = content["media_id"]
    if wish.get("defer"):
        body = serialise(envelope(waba_id=api.state.config.waba_id, changes=[event.build() or {}]))
        body, signature = signed(body, secret=api.state.config.secret, variant=event.signature)
        return answer(record | {"body": body.decode("ascii"), "signature": signature})
    api.postman.post(event)
    return answer(record)


def _webhook(api: "CloudApi", wish: Json) -> Response:
    """Any change at all: {"field", "value"}; with "defer" its bytes and signature."""
    change = {"field": wish["field"], "value": wish["value"]}
    if wish.get("defer"):
        body = serialise(envelope(waba_id=api.state.config.waba_id, changes=[change]))
        body, signature = signed(
            body, secret=api.state.config.secret, variant=str(wish.get("signature") or "")
        )
        return answer({"body": body.decode("ascii"), "signature": signature})
    api.postman.post(Event(lambda: change, signature=str(wish.get("signature") or "")))
    return answer({"success": True})


def _status(api: "CloudApi", wish: Json) -> Response:
    """One status by hand: {"wamid", "status", "code"?, "after_ms"?}."""
    with api.lock:
        message = api.state.by_wamid[str(wish["wamid"])]
        if wish["status"] == "failed":
            message.error = int(wish.get("code") or 131000)
    after = float(wish.get("after_ms") or 0) / 1000
    statuses.report(api.state, api.postman, message, str(wish["status"]), after_s=after)
    return answer({"success": True})


def _faults(api: "CloudApi", wish: Json) -> Response:
    with api.lock:
        api.state.faults.add(wish)
        return answer({"waiting": len(api.state.faults.waiting)})


def _clear_faults(api: "CloudApi", wish: Json) -> Response:
    with api.lock:
        api.state.faults.waiting.clear()
    return answer({"success": True})


def _messages(api: "CloudApi", wish: Json) -> Response:
    wanted = str(wish.get("to") or "")
    with api.lock:
        user = api.state.users.find(wanted) if wanted else None
        found = [
            message.to_record()
            for message in api.state.accepted[int(wish.get("since") or 0) :]
            if not wanted
            or message.user is user
            or wanted in (message.body.get("to"), message.body.get("recipient"))
        ]
    return answer(found)


def _requests(api: "CloudApi", wish: Json) -> Response:
    wanted = str(wish.get("path") or "")
    with api.lock:
        found = [request for request in api.state.requests if wanted in request.path]
    return answer([_request_record(request) for request in found])


def _request_record(request: Request) -> Json:
    body: Any = None
    if request.body[:1] in (b"{", b"["):
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError):
            body = None
    sent = body if isinstance(body, dict) else {}
    return {
        "at": request.at,
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "status": request.status,
        "token_end": request.token[-4:],
        "bytes": len(request.body),
        "to": sent.get("to") or sent.get("recipient"),
        "biz_opaque_callback_data": sent.get("biz_opaque_callback_data"),
        "body": body,
    }


def _user_of(api: "CloudApi", wish: Json) -> User:
    user = api.state.users.find(str(wish.get("user") or wish.get("to") or ""))
    if user is None:
        raise Refused("unknown user")
    return user


def _transcript(api: "CloudApi", wish: Json) -> Response:
    with api.lock:
        return answer([message.to_record() for message in _user_of(api, wish).messages])


def _counters(api: "CloudApi", wish: Json) -> Response:
    with api.lock:
        state = api.state
        record = dict(state.counts) | {
            "messages": len(state.messages),
            "users": len(list(state.users)),
            "webhooks": dict(api.postman.counts),
            "webhooks_waiting": api.postman.waiting(),
            "free_tier_used": dict(state.sent_free),
            "faults_waiting": len(state.faults.waiting),
        }
    return answer(record)


def _deliveries(api: "CloudApi", wish: Json) -> Response:
    return answer(list(api.postman.log))


def _reads(api: "CloudApi", wish: Json) -> Response:
    with api.lock:
        return answer([mark._asdict() for mark in api.state.reads])


def _updates(api: "CloudApi", wish: Json) -> Response:
    return answer(api.updates(since=int(wish.get("since") or 0), epoch=str(wish.get("epoch") or "")))


def _users(api: "CloudApi", wish: Json) -> Response:
    with api.lock:
        return answer([user.to_record(api.state.now()) for user in api.state.users])


def _meet(api: "CloudApi", wish: Json) -> Response:
    """Make or change a person: phone, bsuid, name, any switch; `new_phone` changes the number."""
    unknown = set(wish) - SETTABLE - {"phone", "bsuid", "new_phone"}
    if unknown:
        raise Refused(f"unknown: {', '.join(sorted(unknown))}")
    with api.lock:
        user = api.state.users.meet(
            phone=str(wish.get("phone") or ""),
            bsuid=str(wish.get("bsuid") or ""),
            name=str(wish.get("name") or ""),
        )
        for name in SETTABLE & set(wish):
            setattr(user, name, wish[name])
        if wish.get("new_phone"):
            api.state.users.change_number(user, str(wish["new_phone"]))
        return answer(user.to_record(api.state.now()))


def _template(api: "CloudApi", wish: Json) -> Response:
    """Make or change a template; a new status is told by webhook."""
    with api.lock:
        found = [
            t for t in api.state.templates.find(name=str(wish["name"])) if t.language == wish["language"]
        ]
        template = (
            found[0] if found else Template(api.state.new_id(), str(wish["name"]), str(wish["language"]))
        )
        for name in ("category", "status", "components"):
            if name in wish:
                setattr(template, name, wish[name])
        api.state.templates.put(template)
    value = {
        "event": template.status,
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language,
        "reason": None,
    }
    api.postman.post(Event(lambda: {"field": "message_template_status_update", "value": value}))
    return answer(template.to_record())


def _clock(api: "CloudApi", wish: Json) -> Response:
    with api.lock:
        api.state.clock_offset += float(wish.get("advance_s") or 0)
        return answer({"now": api.state.now()})


def _media(api: "CloudApi", wish: Json) -> Response:
    """A file the product can look up by id: {"mime", "data" in base64, "inbound"?}."""
    import base64

    with api.lock:
        state = api.state
        file = File(
            id=state.new_id(),
            number=state.config.numbers[0],
            mime=str(wish["mime"]),
            data=base64.b64decode(str(wish["data"]), validate=True),
            made_at=state.now(),
            inbound=bool(wish.get("inbound", True)),
        )
        state.shelf.add(file)
    return answer({"id": file.id, "sha256": file.sha256_base64})


def _subscribe(api: "CloudApi", wish: Json) -> Response:
    """The handshake: GET with a random challenge; wants 200 and exactly the challenge."""
    config = api.state.config
    challenge = str(secrets.randbelow(10**10))
    token = str(wish.get("verify_token") or config.verify_token)
    query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": challenge}
    address = f"{config.webhook_url}?{urllib.parse.urlencode(query)}"
    try:
        with urllib.request.urlopen(address, timeout=config.webhook_timeout_s) as reply:  # noqa: S310
            status, text = reply.status, reply.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, b""
    except OSError:
        status, text = 0, b""
    verified = status == 200 and text == challenge.encode()
    return answer({"verified": verified, "status": status})


def _invariants(api: "CloudApi", wish: Json) -> Response:
    """What must stay empty: doubled outbox ids, sends outside the window, silence, repeated read calls."""
    with api.lock:
        state = api.state
        ids = Counter(
            str(m.body["biz_opaque_callback_data"])
            for m in state.accepted
            if m.body.get("biz_opaque_callback_data")
        )
        marks = Counter(mark.wamid for mark in state.reads)
        silent = [
            user.id
            for user in state.users
            if user.messages
            and user.messages[-1].inbound
            and user.messages[-1].type not in ("reaction", "system")
        ]
        outside = [message.wamid for message in state.accepted if message.error == 131047]
    return answer(
        {
            "doubled": {out_id: count for out_id, count in ids.items() if count > 1},
            "outside_window": outside,
            "unanswered": silent,
            "read_twice": {wamid: count for wamid, count in marks.items() if count > 1},
        }
    )


def _health(api: "CloudApi", wish: Json) -> Response:
    return answer({"status": "ok", "at": time.time(), "epoch": api.state.epoch})


_ACTIONS: dict[tuple[str, str], Callable[["CloudApi", Json], Response]] = {
    ("POST", "reset"): _reset,
    ("POST", "config"): _config,
    ("GET", "config"): lambda api, wish: answer(api.state.config.to_record()),
    ("POST", "inbound"): _inbound,
    ("POST", "webhook"): _webhook,
    ("POST", "status"): _status,
    ("POST", "faults"): _faults,
    ("DELETE", "faults"): _clear_faults,
    ("GET", "messages"): _messages,
    ("GET", "requests"): _requests,
    ("GET", "transcript"): _transcript,
    ("GET", "counters"): _counters,
    ("GET", "deliveries"): _deliveries,
    ("GET", "reads"): _reads,
    ("GET", "updates"): _updates,
    ("GET", "users"): _users,
    ("POST", "users"): _meet,
    ("POST", "templates"): _template,
    ("POST", "clock"): _clock,
    ("POST", "media"): _media,
    ("POST", "subscribe"): _subscribe,
    ("GET", "invariants"): _invariants,
    ("GET", "health"): _health,
}
