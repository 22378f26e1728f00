"""The order of review: clusters by weight, and within a cluster what was seen most."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Avg, Count, Q, QuerySet, Sum

from nlp.review import wording
from nlp.review.models import ReviewItem

EXAMPLES = 3
PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Messages that one decision may label, with the first of them as examples."""

    items: int
    times: int
    confidence: float
    examples: tuple[ReviewItem, ...]

    @property
    def first(self) -> ReviewItem:
        return self.examples[0]

    @property
    def more(self) -> int:
        """Messages beside the examples."""
        return self.items - len(self.examples)

    @property
    def reading(self) -> list[str]:
        """The most frequent reading among the examples, in words."""
        labels = Counter(tuple(one.labels) for one in self.examples).most_common(1)[0][0]
        return [wording.intent(label) for label in labels]

    @property
    def percent(self) -> int:
        """Mean confidence in per cent."""
        return round(self.confidence * 100)

    @property
    def reasons(self) -> list[str]:
        """Why they are here, each reason once."""
        return list(dict.fromkeys(one.get_reason_display() for one in self.examples))


def rows(*, state: str, reason: str = "") -> QuerySet[ReviewItem]:
    """Messages in this state, of this reason if one is given."""
    found = ReviewItem.objects.filter(state=state)
    return found.filter(reason=reason) if reason else found


def clusters(found: QuerySet[ReviewItem], *, page: int) -> list[Cluster]:
    """One page of clusters, the heaviest first."""
    weighed = (
        found.values("cluster")
        .annotate(items=Count("id"), times=Sum("count"), confidence=Avg("confidence"))
        .order_by("-items", "-times", "cluster")[(page - 1) * PAGE : page * PAGE]
    )
    return [
        Cluster(
            items=one["items"],
            times=one["times"],
            confidence=one["confidence"],
            examples=tuple(found.filter(cluster=one["cluster"]).order_by("-count", "id")[:EXAMPLES]),
        )
        for one in list(weighed)
    ]


def tally() -> dict[str, int]:
    """Messages by state, and clusters that are open."""
    states = {state.lower(): Count("id", filter=Q(state=state)) for state in ReviewItem.State.values}
    open_clusters = Count("cluster", filter=Q(state=ReviewItem.State.OPEN), distinct=True)
    return ReviewItem.objects.aggregate(**states, clusters=open_clusters)


def order() -> list[int]:
    """Keys of all open messages in the order of review."""
    found = list(ReviewItem.objects.filter(state=ReviewItem.State.OPEN).values_list("pk", "cluster", "count"))
    sizes = Counter(cluster for _, cluster, _ in found)
    times: Counter[str] = Counter()
    for _, cluster, count in found:
        times[cluster] += count
    found.sort(key=lambda one: (-sizes[one[1]], -times[one[1]], one[1], -one[2], one[0]))
    return [key for key, _, _ in found]


def neighbours(item: ReviewItem) -> tuple[int | None, int | None, int, int]:
    """Keys of the open messages before and after this one, its place (0 when decided), and how many are open."""
    keys = order()
    if item.pk not in keys:
        return None, keys[0] if keys else None, 0, len(keys)
    at = keys.index(item.pk)
    before = keys[at - 1] if at else None
    after = keys[at + 1] if at + 1 < len(keys) else None
    return before, after, at + 1, len(keys)


def after(item: ReviewItem, *, planned: list[int]) -> int | None:
    """The next open message in an order that was made before a decision, skipping what it decided with it."""
    still = set(ReviewItem.objects.filter(state=ReviewItem.State.OPEN).values_list("pk", flat=True))
    start = planned.index(item.pk) + 1 if item.pk in planned else 0
    return next(
        (key for key in (*planned[start:], *planned[:start]) if key in still and key != item.pk), None
    )
