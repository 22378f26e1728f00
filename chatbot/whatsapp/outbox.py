"""The outbox: what is queued, how rows end, and who is told."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import models
from django.db.models import F
from django.db.models.functions import Now

from chatbot.operation import services as operation
from chatbot.operation.inserting import insert_new
from chatbot.whatsapp import payloads
from chatbot.whatsapp.limits import problems
from chatbot.whatsapp.metrics import ENDS
from chatbot.whatsapp.models import OutboundMessage

_log = structlog.get_logger(__name__)
State = OutboundMessage.State
OPEN = (State.QUEUED, State.SENDING, State.IN_DOUBT)
_ONCE_ONLY = "template"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """A message that will not be sent (any more): why, and whether an operator can try it again (`DEAD`)."""

    contact_id: UUID
    message: UUID
    state: str
    code: str
    author: str


Listener = Callable[[Ended], object]
_listeners: list[Listener] = []


def when_ended(listener: Listener) -> Listener:
    """Register a function of a room above, told of each message that ends FAILED or DEAD (decorator)."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell_ended(ended: Ended) -> None:
    """Count an end and tell the listeners; what they raise is logged."""
    ENDS.labels(ended.state, ended.code[:32]).inc()
    for listener in _listeners:
        try:
            listener(ended)
        except Exception:  # noqa: BLE001 - a listener's fault must not stop the lane
            _log.exception("end_listener_failed", row=str(ended.message))


def queue(
    *,
    contact_id: UUID,
    messages: Sequence[payloads.Payload],
    owner_version: int,
    phone_number_id: str,
    turn: models.Model | int | None = None,
    author: str = "BOT",
) -> None:
    """Append messages to a contact's lane, inside the caller's transaction.

    A payload that breaks a limit is replaced by its plain text. The rows are due at once by the database's clock,
    so that a host with a wrong clock delays nothing.
    """
    rows = [
        _row(
            payload,
            contact_id=contact_id,
            owner_version=owner_version,
            phone_number_id=phone_number_id,
            turn_id=turn.pk if isinstance(turn, models.Model) else turn,
            author=author,
        )
        for payload in messages
    ]
    insert_new(rows)


def _row(payload: payloads.Payload, **columns: Any) -> OutboundMessage:
    fallback = payloads.plain_text(payload)
    found = problems(payload)
    if found:
        listed = "; ".join(f"{problem.path}: {problem.reason}" for problem in found[:5])
        operation.alert(kind="outbound_invalid", detail=f"sent as plain text: {listed}"[:500])
        payload = payloads.text(fallback)
    kind = str(payload["type"])
    return OutboundMessage(
        payload=payload,
        fallback=None if kind == "text" else fallback,
        type=kind,
        paid_once=kind == _ONCE_ONLY,
        **columns,
    )


def queue_fallback(row: OutboundMessage) -> OutboundMessage | None:
    """Append the plain text of a message whose picture or form was refused; None when it has none."""
    text = row.fallback
    if row.type == "text" or not text:
        return None
    copy = OutboundMessage(
        contact_id=row.contact_id,
        turn_id=row.turn_id,
        phone_number_id=row.phone_number_id,
        author=row.author,
        owner_version=row.owner_version,
        type="text",
        payload=payloads.text(str(text)),
    )
    copy.save(force_insert=True)
    return copy


def end(row: OutboundMessage, state: str, *, code: str, detail: str = "", of: Iterable[str] = OPEN) -> bool:
    """Close an open row; False when it was no longer in one of the states `of`."""
    changed = OutboundMessage.objects.filter(pk=row.pk, state__in=list(of), attempts=row.attempts).update(
        state=state,
        error_code=code[:32],
        error_detail=detail[:500],
        ended_at=Now(),
        lease_owner="",
        lease_until=None,
    )
    if changed and state != State.DROPPED:
        tell_ended(
            Ended(contact_id=row.contact_id, message=row.uuid, state=str(state), code=code, author=row.author)
        )
    return bool(changed)


def requeue(row: OutboundMessage, *, worker: str, after_s: float, code: str, detail: str) -> bool:
    """Give a claimed row back after a certain refusal: it was not taken, so no attempt is spent."""
    return bool(
        OutboundMessage.objects.filter(
            pk=row.pk, state=State.SENDING, lease_owner=worker, attempts=row.attempts
        ).update(
            state=State.QUEUED,
            attempts=F("attempts") - 1,
            refusals=F("refusals") + 1,
            due_at=Now() + timedelta(seconds=after_s),
            lease_owner="",
            lease_until=None,
            error_code=code[:32],
            error_detail=detail[:500],
        )
    )


def retry_dead(*, ids: Iterable[int]) -> int:
    """Queue dead letters again with fresh counts; the number changed. The caller wakes their lanes."""
    return OutboundMessage.objects.filter(pk__in=list(ids), state=State.DEAD).update(
        state=State.QUEUED,
        attempts=0,
        doubts=0,
        refusals=0,
        due_at=Now(),
        ended_at=None,
        error_code="",
        error_detail="",
    )


def open_dead_letters(*, limit: int = 1000) -> list[OutboundMessage]:
    """What was given up and waits for an operator, newest first; payloads are opened only when read."""
    dead = OutboundMessage.objects.filter(state=State.DEAD).defer("payload", "fallback")
    return list(dead.order_by("-id")[:limit])
