"""The door of the WhatsApp room: payloads, the outbox, read marks, media and dead letters."""

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from chatbot.operation import services as operation
from chatbot.whatsapp import jobs, media, outbox
from chatbot.whatsapp.limits import Problem, problems
from chatbot.whatsapp.measure import cut, size
from chatbot.whatsapp.models import InboundMedia, OutboundMessage
from chatbot.whatsapp.outbox import Ended, open_dead_letters, queue, when_ended
from chatbot.whatsapp.payloads import (
    Payload,
    ask_location,
    ask_phone,
    buttons,
    document,
    image,
    link_button,
    location,
    options,
    plain_text,
    text,
)

__all__ = [
    "Ended",
    "Payload",
    "Problem",
    "ask_location",
    "ask_phone",
    "buttons",
    "cut",
    "deliver_lane",
    "document",
    "image",
    "link_button",
    "location",
    "mark_read",
    "open_dead_letters",
    "options",
    "plain_text",
    "problems",
    "queue",
    "queue_media",
    "retry_dead",
    "size",
    "text",
    "wake_lane",
    "wake_statuses",
    "when_ended",
]


_STATUSES_TOGETHER_MS = 500  # each message brings three, nobody waits for them: they are applied in batches


def wake_lane(*, contact_id: UUID) -> None:
    """Hint that a lane has something to send; to be called after the commit."""
    jobs.wake(contact_id)


def wake_statuses() -> None:
    """Hint that delivery states came in."""
    operation.hint(jobs.apply_statuses, delay_ms=_STATUSES_TOGETHER_MS)


def deliver_lane(*, contact_id: UUID) -> None:
    """Send what waits in a lane, in this job: what a turn has just written need not be rung for."""
    jobs.deliver.fn(str(contact_id))


def mark_read(*, phone_number_id: str, wamid: str) -> None:
    """Read ticks and 'typing' for an inbound message, once a turn, best effort, beside the caller's work."""
    operation.aside(jobs.read_mark, phone_number_id, wamid)


def queue_media(*, event_id: int, payload: dict[str, Any]) -> InboundMedia | None:
    """Note the file of an inbound message inside the caller's transaction, to be fetched after it."""
    row = media.queue_media(event_id=event_id, payload=payload)
    if row is not None:
        transaction.on_commit(lambda: operation.hint(jobs.fetch_media, row.pk))
    return row


def retry_dead(*, ids: Iterable[int]) -> int:
    """Queue dead letters again and wake their lanes; how many."""
    wanted = list(ids)
    lanes = set(
        OutboundMessage.objects.filter(pk__in=wanted, state=OutboundMessage.State.DEAD).values_list(
            "contact_id", flat=True
        )
    )
    changed = outbox.retry_dead(ids=wanted)
    for contact_id in lanes:
        transaction.on_commit(partial(jobs.wake, contact_id))
    return changed
