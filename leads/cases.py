"""Opening, claiming and closing cases; the partial unique constraint keeps one open case a contact."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from leads.models import HandoffCase
from sessions_app import services as sessions


def open_one(*, contact_id: UUID, reason: str, now: datetime) -> HandoffCase:
    """Idempotent: two turns, or a turn and an attendant, end with the same row."""
    fresh = HandoffCase(contact_id=contact_id, reason=reason[:64], opened_at=now)
    with transaction.atomic():
        HandoffCase.objects.bulk_create([fresh], ignore_conflicts=True)
        return HandoffCase.objects.exclude(state=HandoffCase.State.CLOSED).get(contact_id=contact_id)


def claim(*, case_id: int, attendant_id: int, now: datetime) -> bool:
    """Claimed by conditional update, so that two attendants cannot both have it; the bot falls silent."""
    with transaction.atomic():
        taken = HandoffCase.objects.filter(pk=case_id, state=HandoffCase.State.WAITING).update(
            state=HandoffCase.State.CLAIMED, attendant_id=attendant_id, claimed_at=now
        )
        if taken:
            _set_owner(case_id=case_id, owner="PERSON", now=now)
    return bool(taken)


def close(*, case_id: int, now: datetime) -> bool:
    """The conversation goes back to the bot in the same transaction."""
    with transaction.atomic():
        closed = (
            HandoffCase.objects.filter(pk=case_id)
            .exclude(state=HandoffCase.State.CLOSED)
            .update(state=HandoffCase.State.CLOSED, closed_at=now)
        )
        if closed:
            _set_owner(case_id=case_id, owner="BOT", now=now)
    return bool(closed)


def _set_owner(*, case_id: int, owner: str, now: datetime) -> None:
    contact_id = HandoffCase.objects.values_list("contact_id", flat=True).get(pk=case_id)
    sessions.set_owner(contact_id=contact_id, owner=owner, now=now)
