"""What people said in WhatsApp's own settings about being written to: `user_preferences` (R8.5, G15)."""

from collections.abc import Collection
from uuid import UUID

from sessions_app.models import Contact, InboxEvent

TYPE = "user_preferences"
_CATEGORY = "marketing_messages"


def honour(new: Collection[InboxEvent]) -> None:
    """Record or lift the opt-out of each contact, inside the transaction that stores these events.

    The newest word by the provider's time decides: a repeated webhook is no new event, and one that comes late does
    not overrule a younger one.
    """
    ids = {row.pk for row in new}
    for contact_id in {row.contact_id for row in new if row.contact_id}:
        last = _last_word(contact_id)
        if last is not None and last.pk in ids:
            _obey(contact_id, last)


def _last_word(contact_id: UUID) -> InboxEvent | None:
    Contact.objects.select_for_update().filter(
        pk=contact_id
    ).first()  # two webhooks about one person take turns
    rows = InboxEvent.objects.filter(contact_id=contact_id, type=TYPE).order_by("-provider_at", "-id")
    return next((row for row in rows[:20] if row.payload.get("category", _CATEGORY) == _CATEGORY), None)


def _obey(contact_id: UUID, word: InboxEvent) -> None:
    person = Contact.objects.filter(pk=contact_id)
    value = str(word.payload.get("value", "")).lower()
    if value == "stop":
        person.filter(opted_out_at=None).update(opted_out_at=word.provider_at)
    elif value == "resume":
        person.filter(opted_out_at__lte=word.provider_at).update(opted_out_at=None)
