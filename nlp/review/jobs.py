"""Doorbells of the review: clusters are made beside the traffic, candidates trained on the low queue."""

import dramatiq

from chatbot.operation import services as operation
from nlp.review import clustering, keeping, retraining


@dramatiq.actor(queue_name="low", max_retries=0)
def train_candidate() -> None:
    """Run the training that waits, if any; harmless when run twice, late or never."""
    retraining.work()


def wake() -> None:
    """Hint that a training waits."""
    operation.hint(train_candidate)


@operation.every(20, name="cluster review items")
def cluster_items() -> None:
    """Group what came since."""
    with operation.lock("review:clusters", seconds=60) as is_ours:
        if is_ours:
            clustering.cluster()


@operation.every(15, name="sweep trainings")
def sweep_trainings() -> None:
    """Give up what died, ring again for what waits."""
    retraining.abandon_lost()
    if retraining.is_waiting():
        wake()


@operation.hourly("drop review items without consent")
def drop_withdrawn() -> None:
    """What people who withdrew their consent wrote goes."""
    keeping.drop_withdrawn()
