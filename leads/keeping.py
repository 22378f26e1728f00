"""Personal data of this room: what erasure clears and what an export shows."""

from uuid import UUID

from leads.models import HandoffCase


def erase(contact_id: UUID) -> int:
    """Cases are history of the shop's work: who it was goes with the contact, the case itself is removed."""
    return HandoffCase.objects.filter(contact_id=contact_id).delete()[0]


def export(contact_id: UUID) -> list[dict[str, object]]:
    """The contact's cases in plain values."""
    cases = HandoffCase.objects.filter(contact_id=contact_id).order_by("id")
    return [
        {
            "motivo": case.reason_in_words(),
            "situação": case.get_state_display(),
            "aberto em": case.opened_at.isoformat(),
            "encerrado em": case.closed_at.isoformat() if case.closed_at else None,
        }
        for case in cases
    ]
