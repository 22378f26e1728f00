"""Storing webhooks: the raw body and its events in one transaction, duplicates refused by a unique key."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import DataError, IntegrityError, OperationalError, transaction
from django.db.models.functions import Now

from chatbot.operation.inserting import insert_family
from chatbot.operation.statement import Statement, columns
from sessions_app import identity, orphans, preferences
from sessions_app.models import Delivery, InboxEvent
from sessions_app.values import Inbound, IncomingEvent, Sender, Stored

_KIND = InboxEvent.Kind
_STATE = InboxEvent.State
_NO_SENDER = "remetente ausente"
_FOR_LANES = (_KIND.MESSAGE, _KIND.ECHO, _KIND.SYSTEM)
# Deadlock, serialisation, and a contact that went away meanwhile: two webhooks about the same people met.
_WORTH_REPEATING = frozenset(("40P01", "40001", "23503"))
# Nothing is answered to these; they are kept for the history and for figures.
_WITH_CONSEQUENCES = frozenset(("system", preferences.TYPE))
_SILENT_TYPES = frozenset(("reaction", "edit", "revoke", "request_welcome", "system"))


def store_delivery(*, body: bytes, events: Sequence[IncomingEvent], parked_reason: str = "") -> Stored:
    """Keep a signed webhook: the body sealed as it came, and each new event in its contact's lane.

    One transaction; raises DatabaseError when nothing could be kept. Events for a number that is not ours are parked.
    """
    events = [orphans.marked(event) for event in events]
    stored = _store_surely(body, events, parked_reason)
    orphans.tell(events)
    return stored


def _store_surely(body: bytes, events: Sequence[IncomingEvent], parked_reason: str) -> Stored:
    try:
        return _store(body, events, parked_reason)
    except DataError:
        # What was signed is kept whatever is in it: refused again and again, it would be lost after 7 days.
        return _store(body, (), parked_reason or "o banco de dados recusou o conteúdo")
    except (OperationalError, IntegrityError) as error:
        if getattr(error.__cause__, "sqlstate", None) not in _WORTH_REPEATING:
            raise
        return _store(body, events, parked_reason)


def _store(body: bytes, events: Sequence[IncomingEvent], parked_reason: str) -> Stored:
    contacts = identity.known(senders=(event.sender for event in events if event.sender))
    if contacts is None or any(event.type in _WITH_CONSEQUENCES for event in events):
        with transaction.atomic():
            contacts = _contacts(events)
            if _follow_changes(events, contacts):
                contacts = _contacts(events)  # a merge may have moved some of them
            return _keep(body, events, contacts, parked_reason)
    return _keep(body, events, contacts, parked_reason)


def _keep(
    body: bytes, events: Sequence[IncomingEvent], contacts: dict[Sender, UUID], parked_reason: str
) -> Stored:
    delivery = Delivery(
        body=body, digest=hashlib.sha256(body).hexdigest(), size=len(body), parked_reason=parked_reason[:200]
    )
    rows = [_row(event, contacts) for event in events]
    insert_family(delivery, rows, link="delivery_id")
    if any(row.type == preferences.TYPE for row in rows):
        preferences.honour(InboxEvent.objects.filter(delivery__uuid=delivery.uuid, type=preferences.TYPE))
    waiting = [row for row in rows if row.state == _STATE.WAITING]
    return Stored(
        contacts=frozenset(row.contact_id for row in waiting if row.contact_id and row.kind != _KIND.STATUS),
        statuses=any(row.kind == _KIND.STATUS for row in waiting),
    )


def _row(event: IncomingEvent, contacts: dict[Sender, UUID]) -> InboxEvent:
    contact_id = contacts.get(event.sender) if event.sender else None
    return InboxEvent(
        contact_id=contact_id,
        kind=event.kind,
        type=event.type[:64],
        phone_number_id=event.phone_number_id[:64],
        event_key=event.event_key,
        wamid=event.wamid[:300],
        payload=event.payload,
        state=_first_state(event, contact_id),
        parked_reason=event.parked_reason
        or ("" if contact_id or event.kind != _KIND.MESSAGE else _NO_SENDER),
        provider_at=event.provider_at,
    )


def _first_state(event: IncomingEvent, contact_id: UUID | None) -> str:
    if event.parked_reason:
        return _STATE.PARKED
    if event.kind == _KIND.STATUS:
        return _STATE.WAITING
    if event.kind == _KIND.MESSAGE and contact_id is None:
        return _STATE.PARKED
    if event.kind not in _FOR_LANES or contact_id is None or event.type in _SILENT_TYPES:
        return _STATE.DONE
    return _STATE.WAITING


def _contacts(events: Iterable[IncomingEvent]) -> dict[Sender, UUID]:
    return identity.resolve(
        senders=((event.sender, event.phone_number_id) for event in events if event.sender)
    )


def _follow_changes(events: Iterable[IncomingEvent], contacts: dict[Sender, UUID]) -> bool:
    """A changed number or id is another name of the same person (R1.9); whether there was one."""
    changed = False
    for event in events:
        change = event.payload.get("system") if event.type == "system" else None
        if not isinstance(change, dict) or event.sender not in contacts:
            continue
        wa_id, bsuid = change.get("wa_id"), change.get("user_id")
        identity.link_identity(
            contact_id=contacts[event.sender],
            wa_id=wa_id if isinstance(wa_id, str) else "",
            bsuid=bsuid if isinstance(bsuid, str) else "",
        )
        changed = True
    return changed


def opened(row: InboxEvent) -> Inbound:
    """The stored event as a value, its payload decrypted."""
    return Inbound(
        id=row.pk,
        uuid=row.uuid,
        kind=row.kind,
        type=row.type,
        wamid=row.wamid,
        payload=row.payload,
        provider_at=row.provider_at,
        received_at=row.received_at,
        attempts=row.attempts,
    )


def held(*, contact_id: UUID) -> tuple[Inbound, ...]:
    """What the contact wrote before consent, unread until now, oldest first."""
    rows = InboxEvent.objects.filter(contact_id=contact_id, state=_STATE.HELD).order_by("provider_at", "id")
    return tuple(opened(row) for row in rows)


_STATUSES = Statement(
    sql="""
        SELECT {columns} FROM sessions_app_inboxevent
        WHERE kind = 'STATUS' AND state = 'WAITING' AND (due_at IS NULL OR due_at <= {now})
        ORDER BY id LIMIT %s""",
    columns=columns(
        InboxEvent, "id", "uuid", "kind", "type", "wamid", "payload", "provider_at", "received_at", "attempts"
    ),
)


def waiting_statuses(*, limit: int) -> list[Inbound]:
    """Delivery states that were not applied yet, oldest first."""
    return [opened(_STATUSES.instance(row)) for row in _STATUSES.rows(limit)]


def close_events(*, ids: Collection[int], state: str = "DONE", reason: str = "") -> int:
    """End waiting events; how many were still waiting."""
    rows = InboxEvent.objects.filter(pk__in=ids, state=_STATE.WAITING)
    return rows.update(state=state, parked_reason=reason[:200], done_at=Now())


def postpone(*, ids: Collection[int], seconds: float) -> None:
    """Look at these events again later."""
    InboxEvent.objects.filter(pk__in=ids).update(due_at=Now() + timedelta(seconds=seconds))


def parked_events(*, limit: int = 200) -> list[InboxEvent]:
    """Events that were given up, newest first, for operators."""
    return list(InboxEvent.objects.filter(state=_STATE.PARKED).order_by("-id")[:limit])


def retry_parked(*, ids: Collection[int]) -> int:
    """Give parked events another three attempts if their contact is known or their number is ours by now; how many."""
    rows = InboxEvent.objects.filter(pk__in=ids, state=_STATE.PARKED, contact__isnull=False)
    again = rows.update(state=_STATE.WAITING, attempts=0, parked_reason="", due_at=None)
    return again + _adopt(ids)


@transaction.atomic
def _adopt(ids: Collection[int]) -> int:
    """Store parked orphans once more, as if they came in now."""
    rows = list(orphans.adoptable(ids).select_for_update())
    events = [orphans.as_event(row) for row in rows]
    contacts = _contacts(events)
    if _follow_changes(events, contacts):
        contacts = _contacts(events)
    for row, event in zip(rows, events, strict=True):
        row.contact_id = contacts.get(event.sender) if event.sender else None
        row.state = _first_state(event, row.contact_id)
        row.parked_reason = _NO_SENDER if row.state == _STATE.PARKED else ""
        row.save(update_fields=["contact_id", "state", "parked_reason"])
    preferences.honour([row for row in rows if row.type == preferences.TYPE])
    return sum(row.state != _STATE.PARKED for row in rows)
