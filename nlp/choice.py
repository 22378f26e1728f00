"""Which of the likely intents a message says, and in which order."""

from collections.abc import Sequence

from nlp.understanding import INTENTS

THRESHOLD = 0.42
"""Chance from which a further intent counts; by cross-validation over writers."""
MOST = 4
_ALONE = frozenset({"greeting", "unknown"})
"""Beside anything else these are courtesy or noise, by the label guide."""
_SHIFT = {
    "affirm": -99.0,
    "deny": -99.0,
    "farewell": 99.0,
    "feedback_positive": -0.25,
    "feedback_negative": -0.25,
}
"""Clauses by which an intent comes before its words: answers lead, goodbyes end, judgements tend to come first."""


def chosen_rows(chances: Sequence[float], places: Sequence[float]) -> list[int]:
    """Numbers (in `INTENTS`) of the chosen labels in the order in which the message says them; never empty."""
    likely = sorted(range(len(chances)), key=lambda row: -chances[row])[:MOST]
    kept = [row for row in likely if chances[row] > THRESHOLD] or likely[:1]
    kept = [row for row in kept if INTENTS[row] not in _ALONE] or kept[:1]
    return sorted(kept, key=lambda row: (places[row] + _SHIFT.get(INTENTS[row], 0.0), -chances[row]))
