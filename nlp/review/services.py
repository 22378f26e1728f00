"""The door of the review: readings in doubt are noted, read along with, erased and exported."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from nlp import services as nlp
from nlp.review import keeping, noting, shadows
from nlp.review.choosing import Outcome, corrects, worth_reviewing
from nlp.understanding import Understanding

__all__ = ["Outcome", "ask_consent_of", "erase", "export", "note", "observe"]

_log = structlog.get_logger(__name__)


def note(
    *,
    contact_id: UUID,
    turn: Any,
    text: str,
    understanding: Understanding,
    outcome: Outcome,
    expecting: str | None = None,
) -> None:
    """Keep a doubtful reading for people, within the caller's transaction; the last thing that it writes.

    Only with the customer's consent, and with documents masked. `turn` is the sessions_app.Turn that was just written.
    A message that says so ('não foi isso que perguntei') puts the one before it up for review.
    """
    reason = worth_reviewing(understanding, outcome)
    if reason is not None:
        found = noting.Found.of(understanding, text=text, expecting=expecting or "")
        noting.note(found, contact_id=contact_id, turn_id=turn.pk, reason=reason)
    if corrects(understanding.normalised):
        noting.note_before(turn, contact_id=contact_id)


def observe(*, text: str, understanding: Understanding, now: datetime, expecting: str | None = None) -> None:
    """Let models in the shadow read along and count whether they agree. Never raises; not within a transaction."""
    try:
        other = nlp.second_opinion(text=text, now=now, expecting=expecting)
        if other is not None:
            shadows.count(version=other.model_version, live=understanding.primary, candidate=other.primary)
    except Exception as error:  # noqa: BLE001 - promised: reading along disturbs no turn
        _log.warning("shadow_failed", error=type(error).__name__)


def erase(contact_id: UUID) -> int:
    """Delete the contact's messages from the review; how many went."""
    return keeping.erase(contact_id)


def export(contact_id: UUID) -> list[dict[str, object]]:
    """The contact's messages in the review, in plain values."""
    return keeping.export(contact_id)


def ask_consent_of(*, given_among: Callable[[Collection[UUID]], set[UUID]]) -> None:
    """Take the function that says which of these contacts consent; until then nobody's messages are learned from."""
    keeping.consent.given_among = given_among
