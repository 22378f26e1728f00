"""Counting whether models in the shadow agree with those in use."""

from dataclasses import dataclass

from django.db.models import F

from nlp.review.models import ShadowPair

_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How often both read the same first intent, and where they differ most."""

    messages: int
    agreed: int
    disagreements: tuple[ShadowPair, ...]

    @property
    def percent(self) -> float:
        """Share of equal readings in per cent."""
        return 100 * self.agreed / self.messages if self.messages else 0.0


def count(*, version: str, live: str, candidate: str) -> None:
    """Count one message."""
    pair = {"version": version, "live": live, "candidate": candidate}
    if not ShadowPair.objects.filter(**pair).update(count=F("count") + 1):
        ShadowPair.objects.bulk_create([ShadowPair(**pair)], ignore_conflicts=True)


def agreement(version: str) -> Agreement:
    """What was counted for a version."""
    pairs = list(ShadowPair.objects.filter(version=version).order_by("-count", "live", "candidate"))
    differing = [pair for pair in pairs if pair.live != pair.candidate]
    return Agreement(
        messages=sum(pair.count for pair in pairs),
        agreed=sum(pair.count for pair in pairs if pair.live == pair.candidate),
        disagreements=tuple(differing[:_SHOWN]),
    )
