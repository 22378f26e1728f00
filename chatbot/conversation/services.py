"""The door of the conversation room."""

from uuid import UUID

from django.conf import settings

from chatbot.conversation import jobs
from chatbot.operation import services as operation


def wake(*, contact_id: UUID) -> None:
    """Tell the workers that this contact has messages waiting; losing the hint costs time only.

    The delay is `TURN_DEBOUNCE_MS` (milliseconds), so that a burst of messages becomes one turn. Never raises.
    """
    operation.hint(jobs.run_turn, str(contact_id), delay_ms=settings.TURN_DEBOUNCE_MS)
