"""Events for business numbers that are not ours: kept and parked, nobody's contact is touched, operators are told."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, replace

from django.conf import settings
from django.db.models import QuerySet
from prometheus_client import Counter

from chatbot.operation import services as operation
from sessions_app.models import InboxEvent
from sessions_app.values import IncomingEvent, Sender

REASON = "número da loja desconhecido"
ORPHANS = Counter("inbox_orphans_total", "Events for business numbers that are not ours")
_KIND = InboxEvent.Kind
_SENDER = "_sender"


def marked(event: IncomingEvent) -> IncomingEvent:
    """The event as it is to be stored: one for a foreign number is parked and belongs to no contact.

    Its sender is kept in the sealed payload, so that it can be given to its contact once the number is ours. Delivery
    states are let through: they find a message of ours or nothing.
    """
    if event.kind == _KIND.STATUS or event.phone_number_id in settings.WHATSAPP_PHONE_NUMBER_IDS:
        return event
    if event.kind == _KIND.OTHER and not event.phone_number_id:
        return event  # about the account, not about a number
    payload = event.payload | ({_SENDER: asdict(event.sender)} if event.sender else {})
    reason = event.parked_reason or REASON
    return replace(event, sender=None, payload=payload, parked_reason=reason)


def tell(events: Iterable[IncomingEvent]) -> None:
    """Count orphans; one alert for each number and day."""
    orphans = [event.phone_number_id for event in events if event.parked_reason == REASON]
    ORPHANS.inc(len(orphans))
    for number in sorted(set(orphans)):
        operation.alert(
            kind="orphan_number",
            about=number,
            detail=f"webhooks for the number {number or '(none)'}, which is not in WHATSAPP_PHONE_NUMBER_ID: parked",
        )


def adoptable(ids: Collection[int]) -> QuerySet[InboxEvent]:
    """Those of the parked events whose number is ours by now."""
    return InboxEvent.objects.filter(
        pk__in=ids,
        state=InboxEvent.State.PARKED,
        contact=None,
        parked_reason=REASON,
        phone_number_id__in=settings.WHATSAPP_PHONE_NUMBER_IDS,
    )


def as_event(row: InboxEvent) -> IncomingEvent:
    """A parked orphan as the event it was when it came in."""
    kept = row.payload.get(_SENDER)
    return IncomingEvent(
        kind=row.kind,
        type=row.type,
        event_key=row.event_key,
        payload=row.payload,
        provider_at=row.provider_at,
        wamid=row.wamid,
        phone_number_id=row.phone_number_id,
        sender=Sender(**kept) if kept else None,
    )
