"""Which clauses of a message say which of its intents, when only their order is known."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nlp.clauses import LONGEST, Span

if TYPE_CHECKING:
    from nlp.fitting import Counts, Rows, Targets

Array = NDArray[np.float64]

_SKIPPED = -0.6
"""Score of a clause that says nothing."""

Step = tuple[float, tuple[tuple[int, int], ...]]
"""Score so far, and the chosen runs (row in the counts, label)."""


def aligned(scores: Array, counts: "Counts", targets: "Targets", several: "Rows") -> list[tuple[int, int]]:
    """Rows of runs and their labels for the messages `several`, by the best split in order."""
    size = len(counts.seen)
    starts = np.searchsorted(counts.owner, several)
    ends = np.searchsorted(counts.owner, several, side="right")
    found: list[tuple[int, int]] = []
    for message, start, end in zip(several, starts, ends, strict=True):
        rows = {counts.spans[row]: size + row for row in range(start, end)}
        found += _best(rows, scores, targets.intents[message], len(counts.seen[message].parts))
    return found


def _best(
    rows: dict[Span, int], scores: Array, labels: tuple[int, ...], count: int
) -> tuple[tuple[int, int], ...]:
    best: dict[tuple[int, int], Step] = {(0, 0): (0.0, ())}
    for said, label in enumerate(labels, 1):
        for end in range(said, count + 1):
            steps = [
                _taken(best[said - 1, start], rows[start, end], label, scores)
                for start in range(max(0, end - LONGEST), end)
                if (said - 1, start) in best and (start, end) in rows
            ]
            if (said, end - 1) in best:
                score, chosen = best[said, end - 1]
                steps.append((score + _SKIPPED, chosen))
            if steps:
                best[said, end] = max(steps)
    return best.get((len(labels), count), (0.0, ()))[1]


def _taken(before: Step, row: int, label: int, scores: Array) -> Step:
    return before[0] + float(scores[row, label]), (*before[1], (row, label))
