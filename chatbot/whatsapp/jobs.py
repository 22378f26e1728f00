"""Doorbells of the sender: each job looks at the tables for its work, so it may run twice, late or never."""

import math
from uuid import UUID

import dramatiq

from chatbot.operation import services as operation
from chatbot.whatsapp import circuits, doubt, lanes, media, presence, sender, statuses

_LONGEST_HINT_S = 120.0


def wake(contact_id: UUID | str, *, delay_ms: int = 0) -> None:
    """Hint that a lane has something to send."""
    operation.hint(deliver, str(contact_id), delay_ms=delay_ms)


@dramatiq.actor(queue_name="outbound", max_retries=0)
def deliver(contact_id: str) -> None:
    """Send what waits for one contact."""
    pause = sender.deliver_lane(contact_id=UUID(contact_id))
    if pause is not None and pause <= _LONGEST_HINT_S:
        wake(contact_id, delay_ms=math.ceil(pause * 1000))


@dramatiq.actor(queue_name="outbound", max_retries=0)
def apply_statuses() -> None:
    """Apply the delivery states that wait in the inbox."""
    for contact_id in statuses.drain():
        wake(contact_id)


@dramatiq.actor(queue_name="outbound", max_retries=0)
def read_mark(phone_number_id: str, wamid: str) -> None:
    """Show the read ticks and 'typing' for one inbound message."""
    presence.mark_read(phone_number_id=phone_number_id, wamid=wamid)


@dramatiq.actor(queue_name="low", max_retries=0)
def fetch_media(media_pk: int) -> None:
    """Fetch one file that a customer sent."""
    pause = media.fetch(media_pk=media_pk)
    if pause is not None:
        operation.hint(fetch_media, media_pk, delay_ms=int(pause * 1000))


@operation.every(2, name="sweep outbox")
def sweep_outbox() -> None:
    """Ring again for lanes whose hint was lost."""
    bounds = operation.sweep(deliver, older_than_s=1, limit=500)
    for contact_id in lanes.lanes_due(older_than_s=bounds.older_than_s, limit=bounds.limit):
        wake(contact_id)


@operation.every(2, name="sweep statuses")
def sweep_statuses() -> None:
    """Apply statuses whose hint was lost or that were put off."""
    if not statuses.is_current(limit_s=1.0):
        apply_statuses.fn()


@operation.every(doubt.TICK_S, name="reconcile doubts")
def reconcile_doubts() -> None:
    """Work off messages whose outcome is unknown."""
    for contact_id in doubt.reconcile():
        wake(contact_id)


@operation.every(5, name="sweep media")
def sweep_media() -> None:
    """Ring again for files that were not fetched."""
    for media_pk in media.waiting_media():
        operation.hint(fetch_media, media_pk)


@operation.every(60, name="recover rates", in_worker=False)
def recover_rates() -> None:
    """Let throttled numbers send faster again."""
    circuits.recover()


@operation.backlog("outbox")
def _outbox_age() -> float:
    return lanes.oldest_due_s()
