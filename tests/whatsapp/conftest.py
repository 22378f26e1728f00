"""A customer, their lane, and a Cloud API that answers what a test says."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from django.utils import timezone

from chatbot.whatsapp import circuits, client, doubt, sender
from chatbot.whatsapp import services as whatsapp
from chatbot.whatsapp.models import OutboundMessage
from sessions_app import services as sessions
from sessions_app.models import Contact

NUMBER = "100000000000001"
Reply = Callable[[httpx.Request], httpx.Response]


def accepted(wamid: str, **person: str) -> httpx.Response:
    """The answer to a message that was taken."""
    contact = {"input": "5511987654321", "wa_id": "5511987654321", **person}
    return httpx.Response(
        200, json={"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": wamid}]}
    )


def refused(
    code: int, *, status: int = 400, headers: dict[str, str] | None = None, **more: Any
) -> httpx.Response:
    """An error envelope."""
    error = {"message": f"(#{code})", "type": "OAuthException", "code": code, "fbtrace_id": "t", **more}
    return httpx.Response(status, json={"error": error}, headers=headers)


def _unread(response: httpx.Response) -> httpx.Response:
    # As from a socket: a response made of bytes counts as read, and its raw stream is gone.
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    return httpx.Response(response.status_code, headers=headers, stream=httpx.ByteStream(response.content))


class Api:
    """Records requests; answers from `script`, then accepts."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.script: list[httpx.Response | Exception | Reply] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if not self.script:
            is_send = request.url.path.endswith("/messages")
            to = str(json.loads(request.content).get("to", "")) if is_send else ""
            return _unread(accepted(f"wamid.{len(self.requests)}", wa_id=to))
        step = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        return _unread(step(request) if callable(step) else step)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        sends = [request for request in self.requests if request.url.path.endswith("/messages")]
        return [json.loads(request.content) for request in sends]

    @property
    def texts(self) -> list[str]:
        return [body["text"]["body"] for body in self.bodies if body.get("type") == "text"]


@pytest.fixture
def api(settings: Any) -> Iterator[Api]:
    settings.WHATSAPP_API_URL = "https://graph.facebook.com"
    settings.WHATSAPP_ACCESS_TOKEN = "secret-token"
    answers = Api()
    with client.client_over(httpx.MockTransport(answers)):
        yield answers


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    sender._linked.clear()
    circuits._windows = circuits._Windows()
    doubt._known = (float("-inf"), 20.0)


class Lane:
    """Ana's lane."""

    def __init__(self, contact_id: UUID) -> None:
        self.id = contact_id

    def queue(
        self, *bodies: str | dict[str, Any], author: str = "BOT", version: int = 1
    ) -> list[OutboundMessage]:
        messages = [whatsapp.text(body) if isinstance(body, str) else body for body in bodies]
        whatsapp.queue(
            contact_id=self.id,
            messages=messages,
            owner_version=version,
            phone_number_id=NUMBER,
            author=author,
        )
        rows = OutboundMessage.objects.filter(contact_id=self.id).order_by("-id")[: len(messages)]
        return list(reversed(rows))

    def deliver(self) -> float | None:
        return sender.deliver_lane(contact_id=self.id)

    def set(self, **columns: Any) -> None:
        Contact.objects.filter(pk=self.id).update(**columns)

    @property
    def states(self) -> list[str]:
        rows = OutboundMessage.objects.filter(contact_id=self.id).order_by("id")
        return [str(state) for state in rows.values_list("state", flat=True)]


def lane_of(phone: str, **columns: Any) -> Lane:
    now = timezone.now()
    event = sessions.IncomingEvent(
        kind="MESSAGE",
        type="text",
        event_key=f"in.{phone}",
        wamid=f"in.{phone}",
        phone_number_id=NUMBER,
        payload={"type": "text", "text": {"body": "oi"}},
        provider_at=now,
        sender=sessions.Sender(phone=phone, name="Ana"),
    )
    (contact_id,) = sessions.store_delivery(body=b"{}", events=[event]).contacts
    lane = Lane(contact_id)
    lane.set(**({"window_until": now + timedelta(hours=23)} | columns))
    return lane


@pytest.fixture
def lane(db: None) -> Lane:
    return lane_of("5511987654321")


def due_now(row: OutboundMessage) -> None:
    """Let the time until a row's next step pass."""
    OutboundMessage.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(seconds=1))


def status(
    row: OutboundMessage | str, state: str, *, wamid: str = "", key: str = "", **members: Any
) -> sessions.IncomingEvent:
    """A status webhook for a message of ours (or for a wamid alone)."""
    echo = {"biz_opaque_callback_data": f"{row.uuid}:1"} if isinstance(row, OutboundMessage) else {}
    named = wamid or (row if isinstance(row, str) else f"wamid.of.{row.pk}")
    return sessions.IncomingEvent(
        kind="STATUS",
        type=state,
        event_key=key or f"{named}:{state}",
        wamid=named,
        phone_number_id=NUMBER,
        payload={"id": named, "status": state, "timestamp": "1790000000", **echo, **members},
        provider_at=timezone.now(),
    )


def arrive(*events: sessions.IncomingEvent) -> None:
    """Status webhooks come in."""
    sessions.store_delivery(body=b"{}", events=events)
