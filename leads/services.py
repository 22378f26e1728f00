"""The door of leads: cases that wait for a person."""

from datetime import datetime
from uuid import UUID

from leads import cases
from leads.models import HandoffCase

__all__ = ["claim_case", "close_case", "open_case"]


def open_case(*, contact_id: UUID, reason: str, now: datetime) -> HandoffCase:
    """The contact's open case, opened now if there is none; the reason of an open case stays the first one."""
    return cases.open_one(contact_id=contact_id, reason=reason, now=now)


def claim_case(*, case_id: int, attendant_id: int, now: datetime) -> bool:
    """Give a waiting case to an attendant; False when somebody was faster or it is closed."""
    return cases.claim(case_id=case_id, attendant_id=attendant_id, now=now)


def close_case(*, case_id: int, now: datetime) -> bool:
    """Close a case and give the conversation back to the bot; False when it was closed before."""
    return cases.close(case_id=case_id, now=now)
