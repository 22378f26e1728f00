"""The clustering job: each new message joins the cluster whose first message it resembles most."""

from django.db.models import Min
from django.utils import timezone

from nlp.review.likeness import Sketch, nearest, sketch
from nlp.review.models import ReviewItem

_AT_ONCE = 300
_LEADERS = 2000
"""Newest clusters that are compared with: a bound on the work of one run."""


def cluster() -> int:
    """Put waiting messages into clusters, the oldest first; how many. Done twice, it changes nothing."""
    waiting = list(ReviewItem.objects.filter(clustered_at=None).order_by("id")[:_AT_ONCE])
    if not waiting:
        return 0
    leaders = _leaders()
    for row in waiting:
        drawn = _drawn(row)
        key = nearest(drawn, leaders) or row.cluster
        if key == row.cluster:
            leaders.append((key, drawn))
        ReviewItem.objects.filter(pk=row.pk).update(cluster=key, clustered_at=timezone.now())
    return len(waiting)


def _leaders() -> list[tuple[str, Sketch]]:
    """The first message of each cluster that somebody still has to look at or has labelled."""
    clustered = ReviewItem.objects.filter(clustered_at__isnull=False)
    firsts = (
        clustered.values("cluster")
        .annotate(first=Min("id"))
        .order_by("-first")
        .values_list("first", flat=True)
    )
    rows = ReviewItem.objects.filter(pk__in=list(firsts[:_LEADERS])).order_by("id")
    return [(row.cluster, _drawn(row)) for row in rows]


def _drawn(row: ReviewItem) -> Sketch:
    return sketch(row.text, next(iter(row.labels), ""))
