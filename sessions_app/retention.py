"""How long raw webhooks are kept."""

from datetime import timedelta

from django.db.models.functions import Now

from sessions_app.models import Delivery, InboxEvent

_BATCH = 500


def prune_deliveries(*, older_than_days: int = 30) -> int:
    """Delete raw bodies older than so many days; how many. Their events stay, and keep refusing duplicates.

    In short steps, each its own transaction, so that the webhook never waits for it.
    """
    old = Delivery.objects.filter(received_at__lt=Now() - timedelta(days=older_than_days)).order_by("id")
    pruned = 0
    while ids := list(old.values_list("pk", flat=True)[:_BATCH]):
        InboxEvent.objects.filter(delivery__in=ids).update(delivery=None)
        Delivery.objects.filter(pk__in=ids).delete()
        pruned += len(ids)
    return pruned
