"""McNemar's test: do two models that read the same messages differ by more than chance?"""

from dataclasses import dataclass
from math import comb, erfc, sqrt

FEW = 25
"""Discordant pairs below which the distribution is counted out instead of approximated."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Two-sided p-value, and whether it is exact or by chi-square with continuity correction."""

    p: float
    exact: bool


def mcnemar(only_one: int, only_other: int) -> Verdict:
    """Test the messages that just one of the two read right; ValueError for negative counts."""
    if only_one < 0 or only_other < 0:
        raise ValueError("counts cannot be negative")
    discordant = only_one + only_other
    if discordant < FEW:
        return Verdict(_binomial(min(only_one, only_other), discordant), exact=True)
    statistic = max(0, abs(only_one - only_other) - 1) ** 2 / discordant
    return Verdict(erfc(sqrt(statistic / 2)), exact=False)


def _binomial(fewer: int, tries: int) -> float:
    """Chance of a split of fair throws that is at least as uneven."""
    tail = float(sum(comb(tries, hits) for hits in range(fewer + 1))) / 2.0**tries
    return min(1.0, 2 * tail)
