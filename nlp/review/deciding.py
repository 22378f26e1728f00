"""What people decide about messages: labels, nothing to learn, for one message or its whole cluster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from nlp.corpus import SENTIMENTS
from nlp.review.models import ReviewItem
from nlp.understanding import INTENTS

MOST_INTENTS = 5


class DecisionError(Exception):
    """Unable to take a decision as it stands; the words are for the reviewer."""


@dataclass(frozen=True, kw_only=True)
class Labels:
    """What a message means: intents in order, the values it states, its mood."""

    intents: tuple[str, ...]
    sentiment: str
    entities: dict[str, Any]


@transaction.atomic
def label(*, item: ReviewItem, labels: Labels, whole_cluster: bool, reviewer_id: int, now: datetime) -> int:
    """Label a message, or all open ones of its cluster; how many. Raises DecisionError.

    The others of a cluster take intents and sentiment; the values are each message's own.
    """
    _check(labels)
    rows = _rows(item, whole_cluster)
    for row in rows:
        row.state = ReviewItem.State.LABELLED
        row.corrected_intents = list(labels.intents)
        row.corrected_sentiment = labels.sentiment
        fields = ["state", "corrected_intents", "corrected_sentiment", "reviewer", "reviewed_at"]
        if row.pk == item.pk:
            row.corrected_entities = labels.entities
            fields.append("corrected_entities")
        row.reviewer_id, row.reviewed_at = reviewer_id, now
        row.save(update_fields=fields)
    return len(rows)


@transaction.atomic
def ignore(*, item: ReviewItem, whole_cluster: bool, reviewer_id: int, now: datetime) -> int:
    """Nothing to learn from a message, or from all open ones of its cluster; how many."""
    chosen = [row.pk for row in _rows(item, whole_cluster)]
    return ReviewItem.objects.filter(pk__in=chosen).update(
        state=ReviewItem.State.IGNORED, reviewer=reviewer_id, reviewed_at=now
    )


def _check(labels: Labels) -> None:
    if not labels.intents:
        raise DecisionError("Escolha ao menos uma intenção.")
    if len(labels.intents) > MOST_INTENTS or len(set(labels.intents)) != len(labels.intents):
        raise DecisionError(f"Até {MOST_INTENTS} intenções, cada uma uma vez.")
    if not set(labels.intents) <= set(INTENTS):
        raise DecisionError("Intenção desconhecida.")
    if labels.sentiment not in SENTIMENTS:
        raise DecisionError("Escolha o sentimento.")


def _rows(item: ReviewItem, whole_cluster: bool) -> Sequence[ReviewItem]:
    """Locked in the order of their keys, so that two reviewers cannot wait for each other."""
    chosen = Q(pk=item.pk)
    if whole_cluster:
        chosen |= Q(cluster=item.cluster, state=ReviewItem.State.OPEN)
    rows: QuerySet[ReviewItem] = ReviewItem.objects.select_for_update().filter(chosen).order_by("pk")
    return list(rows)
