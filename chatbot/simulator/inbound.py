"""What people send: building the `messages` change of a webhook from a short wish."""

import base64
from typing import Any

from chatbot.simulator import samples
from chatbot.simulator.content import MEDIA
from chatbot.simulator.interactive import replies_of
from chatbot.simulator.media import File
from chatbot.simulator.users import Message, User
from chatbot.simulator.wire import Json

_PASSED_ON = ("context", "referral", "errors", "identity", "group_id")


class UnknownTap(ValueError):
    """The button or row was never sent to this person."""


def tap_of(user: User, wanted: str) -> tuple[Json, str]:
    """The member for a tap on the newest button or row with this id (or title), and its message's id."""
    for message in reversed(user.messages):
        if message.inbound:
            continue
        replies = replies_of(message.body)
        for reply_id, reply in replies.items():
            if wanted in (reply_id, reply[reply["type"]].get("title")):
                return reply, message.wamid
        for label, payload in _quick_replies(message.body):
            if wanted in (label, payload):
                return {"type": "button", "button": {"text": label, "payload": payload}}, message.wamid
    raise UnknownTap(f"no button or row {wanted!r} was sent to this person")


def _quick_replies(body: Json) -> list[tuple[str, str]]:
    found = []
    for part in (body.get("template") or {}).get("components", []):
        if str(part.get("sub_type", "")).lower() == "quick_reply":
            payload = str((part.get("parameters") or [{}])[0].get("payload", ""))
            found.append((payload, payload))
    return found


def content_of(wish: Json, *, user: User) -> tuple[str, Json]:
    """Type and members of the message; shorthand is spelled out (text as a string, `tap`)."""
    kind = str(wish.get("type") or ("interactive" if wish.get("tap") else "text"))
    extra: Json = {name: wish[name] for name in _PASSED_ON if wish.get(name) is not None}
    member: Any = wish.get(kind)
    if wish.get("tap"):
        reply, wamid = tap_of(user, str(wish["tap"]))
        extra.setdefault("context", {"from": "", "id": wamid})
        kind = "button" if reply["type"] == "button" else "interactive"
        member = reply["button"] if kind == "button" else reply
    elif kind == "text" and isinstance(member, str):
        member = {"body": member}
    elif kind in MEDIA and member is None:
        member = {}
    elif kind in samples.MEMBERS and member is None:
        member = samples.MEMBERS[kind]
    content: Json = {"type": kind, **extra}
    if member is not None:
        content[kind] = dict(member) if isinstance(member, dict) else member
    return kind, content


def media_file(kind: str, wish: Json, *, file_id: str, number: str, now: float) -> File:
    """The bytes a person sends: those given (`data`, base64) or a sample of the kind."""
    if wish.get("data"):
        data = base64.b64decode(str(wish["data"]), validate=True)
        mime = str((wish.get(kind) or {}).get("mime_type") or samples.MIMES[kind])
    else:
        mime, data = samples.sample(kind)
    name = str((wish.get(kind) or {}).get("filename") or "")
    return File(id=file_id, number=number, mime=mime, data=data, made_at=now, inbound=True, name=name)


def media_member(kind: str, file: File, given: Json) -> Json:
    """The member of a webhook that names a file."""
    member: Json = {"mime_type": file.mime, "sha256": file.sha256_base64, "id": file.id} | given
    if kind == "audio":
        member.setdefault("voice", True)
    if kind == "sticker":
        member.setdefault("animated", False)
    return member


def change_of(message: Message, *, display: str, content: Json, with_contacts: bool = True) -> Json:
    """The change that reports this inbound message; identities that are hidden are left out."""
    user = message.user
    item: Json = {"id": message.wamid, "timestamp": str(int(message.at)), **content}
    if user.shows_phone:
        item["from"] = user.phone
    item["from_user_id"] = user.id
    if item["type"] == "system":
        item.pop("from_user_id")
        with_contacts = False
    value: Json = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": display, "phone_number_id": message.number},
    }
    if with_contacts:
        value["contacts"] = [user.contact()]
    if item["type"] == "interactive" and item.get("context", {}).get("from") == "":
        item["context"]["from"] = display
    value["messages"] = [item]
    return {"field": "messages", "value": value}
