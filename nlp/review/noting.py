"""Writing doubtful readings: one row a text, counted up when it comes again."""

from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID, uuid4

from django.db.models import F
from django.db.models.functions import Now

from chatbot.vault import services as vault
from nlp.normalise import normalise
from nlp.review.models import ReviewItem
from nlp.understanding import Understanding

_LONGEST = 2000


@dataclass(frozen=True, kw_only=True)
class Found:
    """A reading as it is kept."""

    text: str
    expecting: str = ""
    intents: list[tuple[str, float]]
    runner_up: str = ""
    entities: dict[str, Any] = field(default_factory=dict)
    sentiment: str = "neutral"
    right: str = "none"
    model_version: str = ""

    @classmethod
    def of(cls, read: Understanding, *, text: str, expecting: str) -> Self:
        """What was understood just now."""
        return cls(
            text=text[:_LONGEST],
            expecting=expecting,
            intents=[(one.label, round(one.confidence, 4)) for one in read.intents],
            runner_up=read.runner_up.label if read.runner_up else "",
            entities=read.entities.to_record(),
            sentiment=read.sentiment,
            right=read.right,
            model_version=read.model_version,
        )

    @classmethod
    def of_journal(cls, journal: dict[str, Any], *, model_version: str) -> "Self | None":
        """What an earlier turn wrote down; None when it read nothing."""
        read, text = journal.get("understanding"), journal.get("text")
        if not read or not text:
            return None
        return cls(
            text=text[:_LONGEST],
            intents=[(label, read["confidence"]) for label in read["intents"]],
            entities=read["entities"],
            sentiment=read["sentiment"],
            right=read["right"],
            model_version=model_version,
        )


def text_key(text: str) -> str:
    """Blind index of what a text says, however it is typed."""
    said = normalise(text).encode("utf-8", "backslashreplace").decode()
    return vault.blind(said, purpose="review")


def note(found: Found, *, contact_id: UUID, turn_id: int | None, reason: str) -> None:
    """Write a row, or count up the one that has this text; no savepoint, so a turn's other rows are not at risk."""
    key = text_key(found.text)
    if _again(key, count=F("count") + 1):
        return
    uuid = uuid4()
    row = ReviewItem(
        uuid=uuid,
        contact_id=contact_id,
        turn_id=turn_id,
        text=found.text,
        text_key=key,
        expecting=found.expecting[:32],
        reason=reason,
        intents=[list(one) for one in found.intents],
        confidence=found.intents[0][1],
        runner_up=found.runner_up,
        entities=found.entities,
        sentiment=found.sentiment,
        right=found.right,
        model_version=found.model_version[:64],
        cluster=uuid.hex,
    )
    # Written by another turn a moment ago: that row stays, and this one time is not counted.
    ReviewItem.objects.bulk_create([row], ignore_conflicts=True)


def note_before(turn: Any, *, contact_id: UUID) -> None:
    """Put the message of the turn before up for review: the customer said that it was misread."""
    before = turn.session.turns.filter(number=turn.number - 1).first()
    found = Found.of_journal(before.journal, model_version=before.model_version) if before else None
    if found is None or _again(text_key(found.text), reason=ReviewItem.Reason.MISUNDERSTOOD):
        return
    note(found, contact_id=contact_id, turn_id=before.pk, reason=ReviewItem.Reason.MISUNDERSTOOD)


def _again(key: str, **changes: Any) -> int:
    return ReviewItem.objects.filter(text_key=key).update(last_at=Now(), **changes)
