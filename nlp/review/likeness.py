"""Which messages resemble each other: cosine of delexicalised words and pieces of words. Pure and deterministic."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import log, sqrt

from nlp import concepts, features
from nlp.normalise import normalise
from nlp.understanding import Entities

ALIKE = 0.55
"""Cosine from which two messages share a cluster; on our own short messages four of five neighbours mean the same."""
ALIKE_IN_READING = 0.45
"""The same for messages that were read alike."""
_WORD_WEIGHT = 1.5


@dataclass(frozen=True, slots=True)
class Sketch:
    """Weights of a message's grams, of length one, and how the message was read."""

    weights: dict[str, float]
    reading: str = ""

    def likeness(self, other: "Sketch") -> float:
        """Cosine, 0 to 1."""
        one, two = sorted((self.weights, other.weights), key=len)
        return sum(weight * two.get(gram, 0.0) for gram, weight in one.items())

    def is_like(self, other: "Sketch", likeness: float) -> bool:
        """Whether this likeness is enough for one cluster."""
        agree = self.reading and self.reading == other.reading
        return likeness >= (ALIKE_IN_READING if agree else ALIKE)


def sketch(text: str, reading: str = "") -> Sketch:
    """Sketch of a message: car names, sums and places count as what they are, not which."""
    seen = features.see(normalise(text), Entities()).whole
    tokens = concepts.words_of(seen)  # concepts would join what is only related
    grams = Counter(features.char_grams(tokens))
    weights = {f"c{gram}": 1.0 + log(times) for gram, times in grams.items() if len(gram) >= 3}
    weights |= {f"w{word}": _WORD_WEIGHT for word in tokens}
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return Sketch({gram: weight / length for gram, weight in weights.items()}, reading)


def nearest(one: Sketch, leaders: Iterable[tuple[str, Sketch]]) -> str | None:
    """Name of the leader that is most alike, the first of equals; None when none is alike enough."""
    best, found = 0.0, None
    for name, leader in leaders:
        likeness = one.likeness(leader)
        if likeness > best and one.is_like(leader, likeness):
            best, found = likeness, name
    return found
