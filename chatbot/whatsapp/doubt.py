"""Messages of which nobody knows whether the provider took them: hold, look for the echo, then resend, then give up."""

from datetime import timedelta
from threading import Lock
from time import monotonic
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from chatbot.operation import services as operation
from chatbot.whatsapp import outbox, statuses
from chatbot.whatsapp.metrics import DOUBTS
from chatbot.whatsapp.models import OutboundMessage, StatusEvent
from chatbot.whatsapp.outbox import State

MOST_RESENDS = 2
TICK_S = 5
_LEAST_HOLD_S, _LONGEST_HOLD_S = 20.0, 120.0
_SAMPLE = 2000
_REMEMBER_S = 30.0
_LATE_STREAM_S = 5.0

_guard = Lock()
_known: tuple[float, float] = (float("-inf"), _LEAST_HOLD_S)


def hold(lags: list[float]) -> float:
    """How long to wait for an echo: three times the 99th percentile of the lags seen, 20 to 120 s. Pure."""
    if not lags:
        return _LEAST_HOLD_S
    ordered = sorted(lags)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return min(max(_LEAST_HOLD_S, 3 * p99), _LONGEST_HOLD_S)


def hold_seconds() -> float:
    """`hold` over the status lag of the last hour, measured at most twice a minute."""
    global _known
    with _guard:
        measured_at, seconds = _known
        if monotonic() - measured_at > _REMEMBER_S:
            seconds = hold(_recent_lags())
            _known = (monotonic(), seconds)
        return seconds


def _recent_lags() -> list[float]:
    recent = StatusEvent.objects.filter(
        status="sent", recorded_at__gt=timezone.now() - timedelta(hours=1), message__started_at__isnull=False
    ).order_by("-id")
    pairs = recent.values_list("recorded_at", "message__started_at")[:_SAMPLE]
    return [max((seen - began).total_seconds(), 0.0) for seen, began in pairs if began is not None]


def enter(row: OutboundMessage, *, worker: str, code: str, detail: str) -> None:
    """The attempt of this worker ended without a known outcome."""
    OutboundMessage.objects.filter(
        pk=row.pk, state=State.SENDING, lease_owner=worker, attempts=row.attempts
    ).update(
        state=State.IN_DOUBT,
        doubts=F("doubts") + 1,
        due_at=Now() + timedelta(seconds=hold_seconds()),
        lease_owner="",
        lease_until=None,
        error_code=code[:32],
        error_detail=detail[:500],
    )


def reconcile() -> set[UUID]:
    """Work off doubts whose hold has passed; the lanes that may go on. Harmless if run twice at once."""
    _adopt_orphans()
    waiting = OutboundMessage.objects.filter(state=State.IN_DOUBT)
    if not waiting.filter(due_at__lte=Now()).exists():
        return set()
    lanes = statuses.drain()
    if not statuses.is_current(limit_s=_LATE_STREAM_S):
        # An echo may lie unread in the inbox: the clock of the hold stands still.
        waiting.update(due_at=Greatest(F("due_at"), Now()) + timedelta(seconds=TICK_S))
        return lanes
    due = waiting.filter(due_at__lte=Now()).defer("payload", "fallback").order_by("id")
    for row in due[:500]:
        _resolve(row)
        lanes.add(row.contact_id)
    return lanes


def _adopt_orphans() -> None:
    """Rows whose sender died: whether it had sent is unknown. Their hold counts from the start of the attempt."""
    OutboundMessage.objects.filter(state=State.SENDING, lease_until__lt=Now()).update(
        state=State.IN_DOUBT,
        doubts=F("doubts") + 1,
        due_at=Greatest(F("started_at") + timedelta(seconds=hold_seconds()), Now()),
        lease_owner="",
        lease_until=None,
        error_code="sender_died",
    )


def _resolve(row: OutboundMessage) -> None:
    if row.paid_once or row.doubts > MOST_RESENDS:
        code = "in_doubt" if row.paid_once else (row.error_code or "in_doubt")
        detail = row.error_detail or "no answer and no echo from the provider"
        if outbox.end(row, State.DEAD, code=code, detail=detail, of=(State.IN_DOUBT,)):
            DOUBTS.labels("dead").inc()
            operation.alert(
                kind="outbound_dead",
                detail=f"given up after {row.attempts} tries, code {code}",
                severity="critical",
            )
        return
    resent = OutboundMessage.objects.filter(pk=row.pk, state=State.IN_DOUBT, doubts=row.doubts).update(
        state=State.QUEUED, due_at=Now()
    )
    if resent:
        DOUBTS.labels("resend").inc()
