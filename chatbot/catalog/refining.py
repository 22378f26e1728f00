"""What reactions to cars change in a wish. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from chatbot.catalog.values import Feedback, Wish

_LIMIT = 2


def reweigh(wish: Wish, feedback: Sequence[Feedback]) -> Wish:
    """Count more what stands out in liked cars, at most by two points; what is disliked is left out elsewhere."""
    changes = dict(wish.adjustments)
    for reaction in feedback:
        if reaction.action in ("liked", "clicked_whatsapp") and reaction.car.scores:
            best = max(sorted(reaction.car.scores), key=lambda name: reaction.car.scores[name])
            changes[best] = min(changes.get(best, 0) + 1, _LIMIT)
    return replace(wish, adjustments=changes)


def left_out(feedback: Sequence[Feedback], exclude: Collection[str]) -> frozenset[str]:
    """The ids that must not be shown again: what the caller excludes, and disliked cars."""
    return frozenset(exclude) | {reaction.car.id for reaction in feedback if reaction.action == "disliked"}
