"""A customer to talk with: events go in through the sessions door, the outbox says what was answered."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.utils import timezone

from chatbot.conversation import turn
from chatbot.whatsapp.models import OutboundMessage
from sessions_app import services as sessions
from sessions_app.models import Contact, InboxEvent, Session

NUMBER = "100000000000001"
_ids = count(1)


@dataclass
class Customer:
    """Ana, who looks for a car; `said` collects the conversation as she reads it."""

    phone: str = "5511987654321"
    contact_id: UUID | None = None
    said: list[str] = field(default_factory=list)
    seen: int = 0

    def sends(
        self, *messages: str | dict[str, Any], at: datetime | None = None, kind: str = "MESSAGE"
    ) -> None:
        """Store messages without running a turn; a text may be given as it is."""
        for message in messages:
            payload = {"type": "text", "text": {"body": message}} if isinstance(message, str) else message
            self._store(payload, at=at or timezone.now() - timedelta(seconds=1), kind=kind)

    def _store(self, payload: dict[str, Any], *, at: datetime, kind: str) -> None:
        wamid = f"wamid.TEST{next(_ids)}"
        event = sessions.IncomingEvent(
            kind=kind,
            type=payload["type"],
            event_key=wamid,
            wamid=wamid,
            phone_number_id=NUMBER,
            payload=payload,
            provider_at=at,
            sender=sessions.Sender(phone=self.phone, name="Ana"),
        )
        stored = sessions.store_delivery(body=b"{}", events=[event])
        if stored.contacts:
            (self.contact_id,) = stored.contacts
        self.said.append(f"Cliente: {_words(payload)}")

    def says(self, *messages: str | dict[str, Any], at: datetime | None = None) -> list[str]:
        """Send and let the turn run; the texts that were answered."""
        self.sends(*messages, at=at)
        return self.hears()

    def taps(self, chosen: str) -> list[str]:
        """Tap a button of ours."""
        reply = {"type": "button_reply", "button_reply": {"id": chosen, "title": chosen}}
        return self.says({"type": "interactive", "interactive": reply, "context": {"id": "wamid.QUESTION"}})

    def hears(self) -> list[str]:
        """Run the lane; what came into the outbox since."""
        assert self.contact_id is not None
        turn.run(contact_id=self.contact_id)
        rows = self.outbox()[self.seen :]
        self.seen += len(rows)
        texts = [text_of(row.payload) for row in rows]
        self.said.extend(f"Assistente: {shown(row.payload)}" for row in rows)
        return texts

    def outbox(self) -> list[OutboundMessage]:
        """All that was queued for this customer, in order."""
        return list(OutboundMessage.objects.filter(contact_id=self.contact_id).order_by("id"))

    def consents(self) -> list[str]:
        """'Oi' and 'aceito'."""
        self.says("oi")
        return self.taps("consent:yes")

    @property
    def state(self) -> str:
        return str(Session.objects.get(contact_id=self.contact_id, closed_at=None).state)

    @property
    def memory(self) -> dict[str, Any]:
        return dict(Session.objects.get(contact_id=self.contact_id, closed_at=None).memory)

    @property
    def contact(self) -> Contact:
        return Contact.objects.get(pk=self.contact_id)

    def events(self) -> list[str]:
        """The states of all events, in order of arrival."""
        rows = InboxEvent.objects.filter(contact_id=self.contact_id).order_by("id")
        return list(rows.values_list("state", flat=True))


def text_of(payload: dict[str, Any]) -> str:
    """The words of an outgoing message."""
    content = payload[payload["type"]]
    if payload["type"] == "interactive":
        return str(content["body"]["text"])
    return str(content.get("body") or content.get("caption") or "")


def options_of(payload: dict[str, Any]) -> list[str]:
    """The titles of its buttons or rows."""
    action = payload.get("interactive", {}).get("action", {})
    titles = [button["reply"]["title"] for button in action.get("buttons", ())]
    return titles + [row["title"] for section in action.get("sections", ()) for row in section["rows"]]


def shown(payload: dict[str, Any]) -> str:
    """A message as the customer reads it."""
    photo = "[foto] " if payload["type"] == "image" else ""
    options = "".join(f"\n   [{title}]" for title in options_of(payload))
    return f"{photo}{text_of(payload)}{options}"


def _words(payload: dict[str, Any]) -> str:
    if payload["type"] == "text":
        return str(payload["text"]["body"])
    if payload["type"] == "interactive":
        return f"[toca em {payload['interactive']['button_reply']['title']}]"
    return f"[{payload['type']}]"


def transcript(lines: Iterable[str]) -> str:
    """The whole conversation."""
    return "\n\n".join(lines)
