"""Who answers a contact, and whether they may be written to."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from sessions_app.models import Contact
from sessions_app.values import ContactView


def contact_snapshot(*, contact_id: UUID) -> ContactView:
    """What the sender must know now; raises Contact.DoesNotExist."""
    fields = ("owner", "owner_version", "window_until", "opted_out_at", "phone_number_id")
    row = Contact.objects.only(*fields).get(pk=contact_id)
    return ContactView(
        owner=row.owner,
        owner_version=row.owner_version,
        window_until=row.window_until,
        opted_out=row.opted_out_at is not None,
        phone_number_id=row.phone_number_id,
    )


def set_owner(*, contact_id: UUID, owner: str, now: datetime) -> int:
    """Say who answers from `now` on; the new version, under which older bot messages are dropped."""
    rows = Contact.objects.filter(pk=contact_id)
    rows.exclude(owner=owner).update(owner=owner, owner_version=F("owner_version") + 1)
    return rows.values_list("owner_version", flat=True).get()


def set_opted_out(*, contact_id: UUID, at: datetime | None) -> None:
    """Record, or with None lift, the wish not to be written to."""
    Contact.objects.filter(pk=contact_id).update(opted_out_at=at)
