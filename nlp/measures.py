"""Measures of readings against what people say: pure functions over pairs and sets."""

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True)
class Rate:
    """Precision, recall and F1 of one label, and how often people gave it."""

    precision: float
    recall: float
    f1: float
    support: int


def rate(right: int, guessed: int, true: int) -> Rate:
    """Rate from counts; what never occurs and is never guessed counts as perfect."""
    precision = right / guessed if guessed else float(not true)
    recall = right / true if true else float(not guessed)
    both = precision + recall
    return Rate(precision, recall, 2 * precision * recall / both if both else 0.0, true)


def by_label(pairs: Sequence[tuple[str, str]]) -> dict[str, Rate]:
    """Rate of each label over (truth, guess) pairs."""
    right = Counter(truth for truth, guess in pairs if truth == guess)
    truths, guesses = Counter(truth for truth, _ in pairs), Counter(guess for _, guess in pairs)
    return {label: rate(right[label], guesses[label], truths[label]) for label in sorted({*truths, *guesses})}


def macro_f1(rates: dict[str, Rate]) -> float:
    """Mean F1 of the labels that people gave."""
    given = [one.f1 for one in rates.values() if one.support]
    return sum(given) / max(1, len(given))


def accuracy(pairs: Iterable[tuple[object, object]]) -> float | None:
    """Share of equal pairs; None without any."""
    judged = [truth == guess for truth, guess in pairs]
    return sum(judged) / len(judged) if judged else None


def over_sets(pairs: Iterable[tuple[AbstractSet[object], AbstractSet[object]]]) -> Rate:
    """Micro rate over (true, guessed) sets."""
    right = guessed = true = 0
    for truth, guess in pairs:
        right += len(truth & guess)
        guessed += len(guess)
        true += len(truth)
    return rate(right, guessed, true)


def calibration_error(judged: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error: mean gap of confidence and share of right readings over ten equal bins."""
    gaps = 0.0
    for step in range(BINS):
        inside = [(sure, right) for sure, right in judged if step == min(BINS - 1, int(sure * BINS))]
        gaps += abs(sum(sure for sure, _ in inside) - sum(right for _, right in inside))
    return gaps / max(1, len(judged))


def percentile(values: Sequence[float], share: float) -> float:
    """Value below which a share (0 to 1) of the values lies; 0 without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
