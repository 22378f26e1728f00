"""The door of compliance."""

from datetime import datetime
from uuid import UUID

from compliance import consent, documents
from compliance.consent import ChainReport
from compliance.models import ConsentRecord
from compliance.registry import Keeper, keepers, register

__all__ = [
    "ChainReport",
    "Keeper",
    "consent_given",
    "keepers",
    "mask_documents",
    "record_consent",
    "register",
    "verify_chain",
]


def consent_given(*, contact_id: UUID, purpose: str = "conversation") -> bool:
    """Whether the contact's latest answer for this purpose is a yes; never asked means no."""
    return consent.is_given(contact_id=contact_id, purpose=purpose)


def record_consent(
    *,
    contact_id: UUID,
    purpose: str,
    action: str,
    wording: str,
    wording_version: str,
    question_wamid: str,
    answer_wamid: str,
    answer: str,
    phone_number_id: str,
    answered_at: datetime,
) -> ConsentRecord:
    """Store the proof of one answer (`action` GIVEN, REFUSED or WITHDRAWN); rows are never changed.

    `wording` is the exact text that was shown, kept as its hash; `question_wamid` may be empty where WhatsApp did
    not say which message was answered. Raises ValueError for an unknown action.
    """
    record = ConsentRecord(
        contact_id=contact_id,
        purpose=purpose,
        action=ConsentRecord.Action(action),
        wording_version=wording_version,
        question_wamid=question_wamid,
        answer_wamid=answer_wamid,
        answer=answer,
        phone_number_id=phone_number_id,
        answered_at=answered_at,
    )
    return consent.add(record, wording=wording)


def mask_documents(text: str) -> str:
    """The text with CPF, CNPJ and card numbers (check digits right) masked."""
    return documents.mask(text)


def verify_chain() -> ChainReport:
    """Recompute the chain of consent proofs; `broken` lists the rows at which it does not hold."""
    return consent.verify()
