"""Personal data of the review: erasure, export, and who may be learned from at all."""

from collections.abc import Callable, Collection, Iterator
from itertools import islice
from uuid import UUID

from django.db.models import Q, QuerySet

from nlp.review.models import ReviewItem

_AT_ONCE = 500


class _Consent:
    """How to ask who consents; the room that knows it registers itself."""

    given_among: Callable[[Collection[UUID]], set[UUID]] | None = None


consent = _Consent()


def erase(contact_id: UUID) -> int:
    """Delete the contact's messages; how many went."""
    return _of(contact_id).delete()[0]


def export(contact_id: UUID) -> list[dict[str, object]]:
    """The contact's messages in plain values."""
    rows = _of(contact_id).order_by("id")
    return [
        {
            "mensagem": row.text,
            "motivo": row.get_reason_display(),
            "leitura": row.labels,
            "valores lidos": row.entities,
            "sentimento lido": row.sentiment,
            "situação": row.get_state_display(),
            "intenções certas": row.corrected_intents,
            "valores certos": row.corrected_entities,
            "sentimento certo": row.corrected_sentiment,
            "desde": row.created_at.isoformat(),
        }
        for row in rows
    ]


def drop_withdrawn() -> int:
    """Delete the messages of people who no longer consent; how many went. Nothing as long as it cannot be asked."""
    gone = 0
    if consent.given_among is None:
        return gone
    for contacts in _batches():
        refused = contacts - allowed(contacts)
        gone += ReviewItem.objects.filter(contact_id__in=refused).delete()[0] if refused else 0
    return gone


def allowed(contacts: Collection[UUID]) -> set[UUID]:
    """Those of the contacts who consent; nobody as long as it cannot be asked."""
    return consent.given_among(contacts) if consent.given_among else set()


def _of(contact_id: UUID) -> QuerySet[ReviewItem]:
    """Also what was written under another identity that was found to be the same person."""
    return ReviewItem.objects.filter(Q(contact_id=contact_id) | Q(contact__merged_into=contact_id))


def _batches() -> Iterator[set[UUID]]:
    contacts = iter(list(ReviewItem.objects.values_list("contact_id", flat=True).distinct()))
    while batch := set(islice(contacts, _AT_ONCE)):
        yield batch
