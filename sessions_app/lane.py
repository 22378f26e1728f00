"""A contact's lane: taking it, committing a turn under its fence, and giving it back.

The lease lives in the database and is taken by a conditional update with the database's own clock, so a host with a
wrong clock, or a paused worker that wakes up later, changes no outcome: its commit names an old fence and is refused.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Min
from django.db.models.functions import Now
from django.utils import timezone

from chatbot.operation.inserting import insert_one
from chatbot.operation.statement import Statement, columns
from sessions_app.inbox import opened
from sessions_app.models import Contact, InboxEvent, Session, Turn
from sessions_app.values import Claim, LostLease, NotDue, SessionView

LEASE = timedelta(seconds=6)  # renewed while the turn runs (`keeping`): a dead worker frees its lanes soon
MAX_ATTEMPTS = 3
_WINDOW_STEP = timedelta(
    minutes=1
)  # a window that is a minute short harms nobody and saves a write a message
_TYPING_CEILING = timedelta(seconds=3)
_SILENCE = timedelta(hours=24)
_WINDOW = timedelta(hours=24) - timedelta(minutes=5)
_LANE_KINDS = (InboxEvent.Kind.MESSAGE, InboxEvent.Kind.ECHO, InboxEvent.Kind.SYSTEM)

_SPAN_OF_WAITING = Statement(
    sql="""
        SELECT MIN(received_at), MAX(received_at), {now}, MAX(attempts) FROM sessions_app_inboxevent
        WHERE contact_id = %s AND state = 'WAITING' AND kind IN ('MESSAGE', 'ECHO', 'SYSTEM')""",
    columns=columns(InboxEvent, "received_at", "received_at", "received_at"),
)
_LEASE = Statement(
    sql="""
        UPDATE sessions_app_contact SET lease_owner = %s, lease_until = {lease}, fence = fence + 1
        WHERE id = %s AND (lease_until IS NULL OR lease_until <= {now}) RETURNING {columns}""",
    columns=columns(
        Contact, "id", "fence", "phone_number_id", "owner", "owner_version", "window_until", "opted_out_at",
        "merged_into", "name",
    ),
    later=(("lease", LEASE.total_seconds()),),
)  # fmt: skip
_HEAD = Statement(  # a burst is at most 20
    sql="""
        SELECT {columns}, CASE WHEN due_at > {now} THEN 1 ELSE 0 END FROM sessions_app_inboxevent
        WHERE contact_id = %s AND state = 'WAITING' AND kind IN ('MESSAGE', 'ECHO', 'SYSTEM')
        ORDER BY provider_at, id LIMIT 20""",
    columns=columns(
        InboxEvent, "id", "uuid", "kind", "type", "phone_number_id", "wamid", "payload", "attempts",
        "provider_at", "received_at",
    ),
)  # fmt: skip
_COUNT_ATTEMPT = Statement(
    sql="UPDATE sessions_app_inboxevent SET attempts = attempts + 1 WHERE id IN ({ids})"
)
_OPEN_SESSION = Statement(
    sql="SELECT {columns} FROM sessions_app_session WHERE contact_id = %s AND closed_at IS NULL",
    columns=columns(Session, "id", "turn", "state", "memory", "started_at", "active_at"),
)
_FREE = Statement(
    sql="UPDATE sessions_app_contact SET lease_owner = '', lease_until = NULL WHERE id = %s AND fence = %s"
)
_RENEW = Statement(  # a lane that was given back meanwhile stays free
    sql="UPDATE sessions_app_contact SET lease_until = {lease}"
    " WHERE id = %s AND fence = %s AND lease_until IS NOT NULL",
    later=(("lease", LEASE.total_seconds()),),
)
_SWAP = Statement(
    sql="UPDATE sessions_app_session SET turn = %s, state = %s, memory = %s, active_at = %s"
    " WHERE id = %s AND turn = %s AND closed_at IS NULL"
)
_FINISH_EVENTS = Statement(
    sql="UPDATE sessions_app_inboxevent SET state = 'DONE', done_at = {now}, turn_id = %s, due_at = NULL"
    " WHERE id IN ({ids})"
)


def _waiting(contact_id: UUID) -> Any:
    return InboxEvent.objects.filter(
        contact_id=contact_id, state=InboxEvent.State.WAITING, kind__in=_LANE_KINDS
    )


def claim(*, contact_id: UUID, worker: str, debounce_ms: int) -> Claim | NotDue | None:
    """Take the lane if it has work and is free: one burst of at most 20 events, attempts counted.

    None when nothing waits or somebody else has the lane; NotDue while the customer may still be typing.
    """
    wait_ms = _still_typing(contact_id, debounce_ms)
    if wait_ms is None:
        return None
    if wait_ms > 0:
        return NotDue(wait_ms=wait_ms)
    with transaction.atomic():
        return _take(contact_id, worker)


def renew(*, claim: Claim) -> bool:
    """Hold the lane for another lease; False when it is no longer ours."""
    return bool(_RENEW.count(claim.contact_id, claim.fence))


def _still_typing(contact_id: UUID, debounce_ms: int) -> int | None:
    oldest, newest, database_now, tried = _SPAN_OF_WAITING.rows(contact_id)[0]
    if newest is None:
        return None
    now = max(database_now, newest)  # both are the database's clock: a host may be hours off (G13)
    if not debounce_ms or tried or now - oldest >= _TYPING_CEILING:
        return 0
    return int(debounce_ms - (now - newest).total_seconds() * 1000)


def _take(contact_id: UUID, worker: str) -> Claim | None:
    leased = _LEASE.row(worker[:64], contact_id)
    if leased is None:
        return None
    contact: Contact = _LEASE.instance(leased)
    if _moved_on(contact):
        return None
    rows = _head(contact_id)
    parked = [row for row in rows if row.attempts >= MAX_ATTEMPTS]
    fresh = [row for row in rows if row.attempts < MAX_ATTEMPTS]
    if fresh and fresh[0].attempts:
        fresh = fresh[:1]  # one of a burst failed: alone, the poison shows itself and the others live
    if not rows:
        _FREE.count(contact_id, contact.fence)
        return None
    _count(fresh, parked)
    _refresh(contact, fresh)
    return Claim(
        contact_id=contact_id,
        fence=contact.fence,
        worker=worker,
        phone_number_id=contact.phone_number_id,
        owner=contact.owner,
        owner_version=contact.owner_version,
        window_until=contact.window_until,
        opted_out=contact.opted_out_at is not None,
        name=contact.name or "",
        session=_open_session(contact_id),
        events=tuple(opened(row) for row in fresh),
        parked=tuple(opened(row) for row in parked),
    )


def _head(contact_id: UUID) -> list[InboxEvent]:
    """The oldest waiting events up to one that must wait longer: nothing overtakes it (G3)."""
    ready = takewhile(lambda row: not row[-1], _HEAD.rows(contact_id))
    return [_HEAD.instance(row) for row in ready]


def _moved_on(contact: Contact) -> bool:
    """Send after a merged contact what was stored for it while it was being merged."""
    if contact.merged_into_id is None:
        return False
    _waiting(contact.pk).update(contact_id=contact.merged_into_id)
    Contact.objects.filter(pk=contact.pk).update(lease_owner="", lease_until=None)
    return True


def _count(fresh: list[InboxEvent], parked: list[InboxEvent]) -> None:
    # Committed before the work begins, so that a turn which kills its process is counted too.
    for row in fresh:
        row.attempts += 1
    if fresh:
        _COUNT_ATTEMPT.count(ids=[row.pk for row in fresh])
    if parked:
        InboxEvent.objects.filter(pk__in=[row.pk for row in parked]).update(
            state=InboxEvent.State.PARKED,
            parked_reason=f"{MAX_ATTEMPTS} tentativas sem sucesso",
            done_at=Now(),
        )


def _refresh(contact: Contact, rows: list[InboxEvent]) -> None:
    """Bring the 24 h window, the number written to and the profile name up to the newest message."""
    messages = [row for row in rows if row.kind == InboxEvent.Kind.MESSAGE]
    if not messages:
        return
    newest = messages[-1]
    changed = []
    window = min(newest.provider_at, newest.received_at) + _WINDOW
    if contact.window_until is None or window - contact.window_until >= _WINDOW_STEP:
        contact.window_until = window
        changed.append("window_until")
    if newest.phone_number_id and newest.phone_number_id != contact.phone_number_id:
        contact.phone_number_id = newest.phone_number_id
        changed.append("phone_number_id")
    name = newest.payload.get("_profile_name", "")
    if name and name != contact.name:
        contact.name = name
        changed.append("name")
    if changed:
        contact.save(update_fields=changed)


def _open_session(contact_id: UUID) -> SessionView:
    found = _OPEN_SESSION.row(contact_id)
    row: Session | None = _OPEN_SESSION.instance(found) if found else None
    if row is not None and row.active_at < timezone.now() - _SILENCE:
        Session.objects.filter(pk=row.pk, turn=row.turn).update(closed_at=timezone.now())
        row = None
    if row is None:
        row = Session.objects.create(contact_id=contact_id, active_at=timezone.now())
    return SessionView(
        id=row.pk,
        turn=row.turn,
        state=row.state,
        memory=row.memory,
        started_at=row.started_at,
        active_at=row.active_at,
    )


def finish(
    *,
    claim: Claim,
    state: str,
    memory: Mapping[str, Any],
    done: Iterable[int],
    journal: Mapping[str, Any],
    held: Iterable[int] = (),
    model_version: str = "",
    duration_ms: int = 0,
    owner: str | None = None,
    restart_session: bool = False,
) -> Turn:
    """Commit one turn, inside the caller's transaction: session, events, journal, owner, and the lease is free.

    With `restart_session` the session ends with this turn and the next message opens a new one.
    Raises LostLease when the fence or the session's turn moved since the claim; the caller's transaction must end.
    """
    if not _FREE.count(claim.contact_id, claim.fence):
        raise LostLease("unable to commit: another worker has taken the lane")
    if owner is not None and owner != claim.owner:
        Contact.objects.filter(pk=claim.contact_id).update(owner=owner, owner_version=F("owner_version") + 1)
    before = claim.session
    session = Session(
        pk=before.id, contact_id=claim.contact_id, turn=before.turn + 1, state=state, memory=dict(memory)
    )
    if not _swap(session, before.turn):
        raise LostLease("unable to commit: the session has moved on")
    turn = Turn(
        session=session,
        number=session.turn,
        state_before=before.state,
        state_after=state,
        model_version=model_version[:64],
        journal=dict(journal),
        duration_ms=duration_ms,
    )
    turn.pk = insert_one(turn)
    if restart_session:
        Session.objects.filter(pk=before.id).update(closed_at=timezone.now())
    held = set(held)
    finished = set(done) - held
    if held:
        InboxEvent.objects.filter(pk__in=held).update(state=InboxEvent.State.HELD, due_at=None)
    if finished:
        _FINISH_EVENTS.count(turn.pk, ids=finished)
    return turn


def _swap(session: Session, turn: int) -> bool:
    """Compare and swap on the turn number; sealed values are set by row, hence the sealed memory is made first."""
    memory = session._meta.get_field("memory").pre_save(session, add=False)
    return bool(_SWAP.count(session.turn, session.state, bytes(memory), timezone.now(), session.pk, turn))


def release(*, claim: Claim, retry_in_s: float) -> None:
    """Give the lane back after a failed turn; its events wait `retry_in_s` seconds."""
    with transaction.atomic():
        mine = Contact.objects.filter(pk=claim.contact_id, fence=claim.fence)
        if mine.update(lease_owner="", lease_until=None):
            InboxEvent.objects.filter(pk__in=[event.id for event in claim.events]).update(
                due_at=Now() + timedelta(seconds=retry_in_s)
            )


def lanes_waiting(*, older_than_s: float, limit: int = 200) -> list[UUID]:
    """Contacts whose oldest waiting event is older than so many seconds and whose lane is free, longest first."""
    rows = (
        InboxEvent.objects.filter(
            state=InboxEvent.State.WAITING,
            kind__in=_LANE_KINDS,
            contact__isnull=False,
            received_at__lte=Now() - timedelta(seconds=older_than_s),
        )
        .exclude(due_at__gt=Now())
        .exclude(contact__lease_until__gt=Now())
    )
    oldest = rows.order_by().values_list("contact_id").annotate(oldest=Min("received_at")).order_by("oldest")
    return [contact_id for contact_id, _ in oldest[:limit]]


def oldest_wait_s(*, now: datetime) -> float:
    """Seconds since the oldest message that still waits was received; 0 when nothing waits."""
    rows = InboxEvent.objects.filter(state=InboxEvent.State.WAITING, kind__in=_LANE_KINDS)
    oldest = rows.aggregate(oldest=Min("received_at"))["oldest"]
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
