"""What is wrong with labelled data: near-duplicates and contradictory labels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.corpus import Record
from nlp.normalise import normalise

NEAR = 90
"""Likeness (0 to 100, share of equal characters in order) from which two messages count as the same."""
_SHORTEST = 12
"""Shorter messages resemble each other by chance: they count as the same only when they are equal."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two messages that are nearly the same."""

    one: Record
    other: Record
    likeness: float

    @property
    def contradicts(self) -> bool:
        """Whether the two carry different intents."""
        return bool(self.one.intents and self.other.intents and self.one.intents != self.other.intents)


def twins(records: Sequence[Record]) -> list[Pair]:
    """Near-duplicates within one set."""
    return list(_pairs(records, records, within=True))


def shared(one: Sequence[Record], other: Sequence[Record]) -> list[Pair]:
    """Near-duplicates between two sets: with them, an evaluation measures memory."""
    return list(_pairs(one, other, within=False))


def _pairs(one: Sequence[Record], other: Sequence[Record], *, within: bool) -> Iterator[Pair]:
    from rapidfuzz import fuzz, process

    texts = [normalise(record.text) for record in other]
    for at, record in enumerate(one):
        text = texts[at] if within else normalise(record.text)
        choices = texts[at + 1 :] if within else texts
        first = at + 1 if within else 0
        least = NEAR if len(text) >= _SHORTEST else 100
        for _, likeness, place in process.extract(
            text, choices, scorer=fuzz.ratio, score_cutoff=least, limit=5
        ):
            yield Pair(record, other[first + place], likeness)
