"""Delivery states: each kept, and the message moved forward by it, never back, in whatever order they come."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from chatbot.operation import services as operation
from chatbot.operation.inserting import insert_new
from chatbot.whatsapp import errors, outbox
from chatbot.whatsapp.errors import Kind
from chatbot.whatsapp.measure import clean
from chatbot.whatsapp.metrics import DOUBTS, STATUSES
from chatbot.whatsapp.models import OutboundMessage, StatusEvent, Upload
from chatbot.whatsapp.outbox import State
from chatbot.whatsapp.payloads import media_part
from sessions_app import services as sessions

BATCH = 500
DRAIN_S = 10
_FOREIGN_AFTER_S = 600
_LOCK = "whatsapp:statuses"
_LOCK_S = 5  # for one batch: a killed worker must not hold up what its lanes wait for
_MOST_TRIES = 3

_RANK = {"accepted": 0, "sent": 1, "delivered": 2, "read": 3, "played": 4}
_STATE_OF = {
    "accepted": State.SENT,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.READ,
    "played": State.PLAYED,
}
_RANK_OF_STATE = {State.SENT: 1, State.DELIVERED: 2, State.READ: 3, State.PLAYED: 4}
_CERTAIN = (State.DELIVERED, State.READ, State.PLAYED)
# Refusals that a later try may mend; with them a message that was already accepted goes back into its lane.
_PASSING = (Kind.THROTTLED, Kind.PAIR, Kind.AMBIGUOUS)


def advance(state: str, status: str) -> str:
    """The state of a message after a status. Pure.

    Only up the ranks accepted, sent, delivered, read, played; `failed` wins over whatever is not delivered yet;
    delivered, read and played win over `failed`. Unknown statuses change nothing.
    """
    if status == "failed":
        return state if state in _CERTAIN else State.FAILED
    target = _STATE_OF.get(status)
    if target is None or (state == State.FAILED and target not in _CERTAIN):
        return state
    return target if _RANK[status] > _RANK_OF_STATE.get(State(state), -1) else state


def drain() -> set[UUID]:
    """Apply every waiting status, batch by batch; the lanes that may go on. Returns at once if another does it.

    The lock only saves double work: a batch that is applied twice changes nothing more.
    """
    lanes: set[UUID] = set()
    until = time.monotonic() + DRAIN_S
    while time.monotonic() < until:
        with operation.lock(_LOCK, seconds=_LOCK_S) as is_held:
            batch = sessions.waiting_statuses(limit=BATCH) if is_held else ()
            if not batch:
                break
            lanes |= _apply_or_part(batch)
    return lanes


def _apply_or_part(batch: Sequence[sessions.Inbound]) -> set[UUID]:
    """Apply a batch; if it cannot be, each alone, and park the one that is to blame."""
    try:
        return apply(batch, now=timezone.now())
    except (OperationalError, InterfaceError):
        raise  # the database is away, no event is to blame
    except Exception as error:  # noqa: BLE001 - one odd status must not hold up all others for ever
        if len(batch) > 1:
            return set().union(*(_apply_or_part([event]) for event in batch))
        sessions.close_events(ids=[batch[0].id], state="PARKED", reason=f"status: {type(error).__name__}")
        operation.alert(kind="status_parked", detail=f"a status could not be applied: {type(error).__name__}")
        return set()


def is_current(*, limit_s: float) -> bool:
    """Whether no waiting status is older than so many seconds."""
    oldest = sessions.waiting_statuses(limit=1)
    return not oldest or (timezone.now() - oldest[0].received_at).total_seconds() < limit_s


def apply(batch: Sequence[sessions.Inbound], *, now: datetime) -> set[UUID]:
    """Apply statuses in one transaction; the lanes whose blocking message is decided by them."""
    work = _Work(now=now)
    with transaction.atomic():
        found = _messages(batch)
        for event in batch:
            message = found.of(event)
            if message is None:
                work.stray(event)
            else:
                work.take(event, message)
        work.save()
    work.tell()
    return work.lanes


# --- matching -----------------------------------------------------------------------------------------------
def echo_of(payload: Mapping[str, Any]) -> UUID | None:
    """The outbox uuid in `biz_opaque_callback_data` ("uuid:attempt"), if it is one of ours."""
    echo = payload.get("biz_opaque_callback_data")
    try:
        return UUID(echo.partition(":")[0]) if isinstance(echo, str) else None
    except ValueError:
        return None


@dataclass(slots=True)
class _Found:
    by_uuid: dict[UUID, OutboundMessage]
    by_wamid: dict[str, OutboundMessage]

    def of(self, event: sessions.Inbound) -> OutboundMessage | None:
        echo = echo_of(event.payload)
        return (self.by_uuid.get(echo) if echo else None) or self.by_wamid.get(event.wamid)


def _messages(batch: Sequence[sessions.Inbound]) -> _Found:
    echoes = {echo for event in batch if (echo := echo_of(event.payload))}
    wamids = {event.wamid for event in batch if event.wamid and echo_of(event.payload) is None}
    rows = (
        OutboundMessage.objects.filter(
            Q(uuid__in=echoes) | Q(wamid__in=wamids) if wamids else Q(uuid__in=echoes)
        )
        .select_for_update(of=("self",))
        .defer("payload", "fallback")
        .order_by("id")
    )
    listed = list(rows)
    return _Found({row.uuid: row for row in listed}, {row.wamid: row for row in listed if row.wamid})


# --- folding ------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class _Work:
    now: datetime
    lanes: set[UUID] = field(default_factory=set)
    changed: dict[int, OutboundMessage] = field(default_factory=dict)
    kept: list[StatusEvent] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    foreign: list[int] = field(default_factory=list)
    later: dict[float, list[int]] = field(default_factory=dict)
    ends: list[outbox.Ended] = field(default_factory=list)
    alerts: list[tuple[str, str]] = field(default_factory=list)

    def stray(self, event: sessions.Inbound) -> None:
        """No message of ours yet: its own commit may be on the way, or it is somebody else's."""
        age = (self.now - event.received_at).total_seconds()
        if age > _FOREIGN_AFTER_S:
            self.foreign.append(event.id)
        else:
            self.later.setdefault(2.0 if age < 10 else 30.0, []).append(event.id)

    def take(self, event: sessions.Inbound, row: OutboundMessage) -> None:
        status = clean(str(event.payload.get("status") or event.type))[:32]
        refusal = errors.from_status(event.payload.get("errors")) if status == "failed" else None
        self.done.append(event.id)
        self.kept.append(
            StatusEvent(
                message=row,
                status=status,
                provider_at=event.provider_at,
                recorded_at=event.received_at,
                error_code=refusal.code[:32] if refusal else "",
            )
        )
        if refusal is not None and row.wamid and event.wamid and row.wamid != event.wamid:
            return  # an earlier attempt failed; the one that counts has another id
        before = row.state
        row.state = advance(before, status)
        pricing = _pricing(event.payload.get("pricing"))
        if pricing:
            row.pricing = pricing
            self.changed[row.pk] = row
        if row.state == before:
            return
        self.changed[row.pk] = row
        if before in outbox.OPEN:
            self.lanes.add(row.contact_id)
        if refusal is not None:
            self._failed(row, refusal)
        else:
            self._moved(row, before, event)

    def _moved(self, row: OutboundMessage, before: str, event: sessions.Inbound) -> None:
        if before == State.IN_DOUBT:
            DOUBTS.labels("echo").inc()
        row.wamid = row.wamid or event.wamid
        row.lease_owner, row.error_code, row.error_detail, row.ended_at = "", "", "", None
        row.sent_at = row.sent_at or event.provider_at
        if row.state in _CERTAIN:
            row.delivered_at = row.delivered_at or event.provider_at
        if row.state in (State.READ, State.PLAYED):
            row.read_at = row.read_at or event.provider_at

    def _failed(self, row: OutboundMessage, refusal: errors.Refusal) -> None:
        row.lease_owner, row.error_code, row.error_detail = "", refusal.code[:32], refusal.detail[:500]
        if refusal.kind in _PASSING and row.attempts < _MOST_TRIES and not row.paid_once:
            row.state, row.wamid = State.QUEUED, ""
            row.due_at = self.now + timedelta(seconds=max(refusal.retry_after_s, 6.0))
            self.lanes.add(row.contact_id)
            return
        if refusal.kind in _PASSING:
            row.state = State.DEAD
        row.ended_at = self.now
        if refusal.kind != Kind.PERSON:
            self.alerts.append(("outbound_failed", f"code {refusal.code} after acceptance: {refusal.detail}"))
        if refusal.code == errors.MEDIA_REFUSED:
            self._replace(row)
        self.ends.append(
            outbox.Ended(
                contact_id=row.contact_id,
                message=row.uuid,
                state=str(row.state),
                code=refusal.code,
                author=row.author,
            )
        )

    def _replace(self, row: OutboundMessage) -> None:
        """The picture was refused: its words still reach the customer, and the next one is uploaded afresh."""
        Upload.objects.filter(phone_number_id=row.phone_number_id, asset__in=_assets(row)).delete()
        if outbox.queue_fallback(row) is not None:
            self.lanes.add(row.contact_id)

    def save(self) -> None:
        _update(list(self.changed.values()))
        insert_new(self.kept)
        if self.done:
            sessions.close_events(ids=self.done)
        if self.foreign:
            sessions.close_events(ids=self.foreign, reason="foreign")
        for seconds, ids in self.later.items():
            sessions.postpone(ids=ids, seconds=seconds)

    def tell(self) -> None:
        """After the commit: figures, alerts, listeners."""
        STATUSES.labels("applied").inc(len(self.done))
        STATUSES.labels("foreign").inc(len(self.foreign))
        STATUSES.labels("later").inc(sum(map(len, self.later.values())))
        for kind, detail in self.alerts:
            operation.alert(kind=kind, detail=detail[:500])
        for ended in self.ends:
            outbox.tell_ended(ended)


_PRICING = ("billable", "pricing_model", "type", "category", "subtype")


def _pricing(told: Any) -> dict[str, str | bool]:
    """The known members of a price, safe for a JSON column."""
    if not isinstance(told, dict):
        return {}
    known = {name: told[name] for name in _PRICING if isinstance(told.get(name), str | bool)}
    return {name: clean(value)[:64] if isinstance(value, str) else value for name, value in known.items()}


def _assets(row: OutboundMessage) -> list[str]:
    part = media_part(row.payload)
    return [str(part[1]["asset"])] if part else []


# --- one update for all -------------------------------------------------------------------------------------
_COLUMNS = {
    "state": "varchar", "wamid": "varchar", "lease_owner": "varchar", "error_code": "varchar",
    "error_detail": "varchar", "pricing": "jsonb", "due_at": "timestamptz", "sent_at": "timestamptz",
    "delivered_at": "timestamptz", "read_at": "timestamptz", "ended_at": "timestamptz",
}  # fmt: skip
_ROWS_AT_ONCE = 200


def _update(rows: list[OutboundMessage]) -> None:
    """Write the changed columns of many rows in one statement: `bulk_update` spends a CASE a column and row."""
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        _update_some(rows[start : start + _ROWS_AT_ONCE])


def _update_some(rows: list[OutboundMessage]) -> None:
    meta = OutboundMessage._meta
    # A list of VALUES has no types in PostgreSQL; SQLite would read a cast to timestamptz as one to a number.
    is_typed = connection.vendor == "postgresql"
    sets = ", ".join(
        f"{name} = CAST(v.column{at} AS {kind})" if is_typed else f"{name} = v.column{at}"
        for at, (name, kind) in enumerate(_COLUMNS.items(), 2)
    )
    marks = "(" + ", ".join(["%s"] * (len(_COLUMNS) + 1)) + ")"
    values: list[Any] = []
    for row in rows:
        values.append(row.pk)
        for name in _COLUMNS:
            column: Any = meta.get_field(name)
            values.append(column.get_db_prep_save(getattr(row, name), connection))
    table = connection.ops.quote_name(meta.db_table)
    # Names come from the model, values are parameters.
    statement = (
        f"UPDATE {table} SET {sets} FROM (VALUES {', '.join([marks] * len(rows))}) AS v"  # noqa: S608
        f" WHERE {table}.id = v.column1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
