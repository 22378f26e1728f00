"""Wake-up calls of the conversation: a job names who has work, the tables say which."""

from uuid import UUID

import dramatiq

from chatbot.conversation import turn
from chatbot.operation import services as operation
from chatbot.whatsapp import services as whatsapp
from sessions_app import services as sessions

_BUSY_RETRY_MS = 250


@dramatiq.actor(queue_name="inbound", max_retries=0)
def run_turn(contact_id: str) -> None:
    """Work through this contact's lane, then send what was written; harmless when run twice, late or never."""
    again_in_ms = turn.run(contact_id=UUID(contact_id))
    if again_in_ms is not None:
        operation.hint(run_turn, contact_id, delay_ms=max(again_in_ms, _BUSY_RETRY_MS))
    whatsapp.deliver_lane(contact_id=UUID(contact_id))


@operation.every(2, name="conversation.waiting_lanes")
def ring_for_waiting_lanes() -> None:
    """Ring again for lanes whose hint was lost, or whose worker died."""
    bounds = operation.sweep(run_turn, older_than_s=2, limit=200)
    for contact_id in sessions.lanes_waiting(older_than_s=bounds.older_than_s, limit=bounds.limit):
        operation.hint(run_turn, str(contact_id))
