"""Which lanes have something to send: the question of the sweeper and of the figures."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from chatbot.whatsapp.models import Circuit, OutboundMessage
from chatbot.whatsapp.outbox import OPEN, State


def lanes_due(*, older_than_s: float = 1.0, limit: int = 500) -> list[UUID]:
    """Contacts whose oldest open message is due and whose number may send, longest due first."""
    elder = OutboundMessage.objects.filter(
        contact_id=OuterRef("contact_id"), state__in=OPEN, id__lt=OuterRef("id")
    )
    stopped = Circuit.objects.filter(phone_number_id=OuterRef("phone_number_id"), closed_until__gt=Now())
    due = OutboundMessage.objects.filter(
        ~Exists(elder),
        ~Exists(stopped),
        state=State.QUEUED,
        due_at__lt=Now() - timedelta(seconds=older_than_s),
    )
    return list(due.order_by("due_at").values_list("contact_id", flat=True)[:limit])


def oldest_due_s() -> float:
    """How many seconds the message that is longest due has waited; 0 when none is."""
    row = (
        OutboundMessage.objects.filter(state=State.QUEUED, due_at__lte=Now())
        .annotate(now=Now())
        .order_by("due_at")
        .values_list("now", "due_at")
        .first()
    )
    return max((row[0] - row[1]).total_seconds(), 0.0) if row else 0.0
