"""What the models see of a message: words, pieces of words, clauses and the entities that were found."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from nlp import concepts
from nlp.clauses import Span, clauses, runs
from nlp.entities.extract import delexicalise
from nlp.understanding import Entities

VERSION = "7"
"""Changes with any change of features, models or training, so that stored models are rebuilt."""

READ = 2000
"""Characters of a message that the models look at."""

PRESENT = (
    "budget", "down_payment", "monthly_payment", "brand", "model", "category", "year", "km_max", "fuel",
    "transmission", "city", "state", "usage", "priorities", "urgency", "family_size", "selection", "rating",
)  # fmt: skip
LENGTHS = (1, 2, 4, 8)
"""Word counts up to which a message counts as that short."""

_CAR = "car"
"""The concept that a clause may name by the token of a car model."""
_TOKEN = re.compile(r"[a-z0-9]+|[?!]|[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as the models see it: plain tokens, tokens and concepts of each clause, concepts of all, and facts."""

    plain: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    concepts: tuple[str, ...]
    facts: tuple[float, ...]

    @property
    def whole(self) -> tuple[str, ...]:
        """Delexicalised tokens of the whole message."""
        return tuple(chain.from_iterable(self.parts))

    @property
    def spans(self) -> list[Span]:
        """Runs of clauses."""
        return runs(len(self.parts))

    def joined(self) -> list[tuple[str, ...]]:
        """Tokens of each run of clauses, in the order of `clauses.runs`."""
        return [tuple(chain.from_iterable(self.parts[start:end])) for start, end in self.spans]


def tokens(text: str) -> tuple[str, ...]:
    """Words, question and exclamation marks, and emoji of a normalised text."""
    return tuple(_TOKEN.findall(text))


def see(text: str, entities: Entities) -> Seen:
    """Features of a normalised text; names and sums are replaced, digits beside selections stay."""
    plain = tokens(text[:READ])
    names = concepts.named(text[:READ])
    said = clauses(delexicalise(text[:READ]))
    # Only what the whole message names is looked for in its clauses: all of it would take as long as all the rest.
    among = {*names, _CAR}
    parts = tuple((*tokens(one), *concepts.marked(concepts.named(one, among))) for one in said)
    return Seen(plain, parts, tuple(concepts.grams(names)), _facts(plain, entities))


def _facts(plain: tuple[str, ...], entities: Entities) -> tuple[float, ...]:
    present = [bool(getattr(entities, name)) for name in PRESENT]
    several = [len(entities.model) > 1, len(entities.selection) > 1]
    asked = plain.count("?")
    length = len(plain)
    short = [length <= most for most in LENGTHS]
    return tuple(map(float, (*present, *several, asked > 0, asked > 1, *short, length > 15, length > 30)))


FACTS = len(PRESENT) + 2 + 2 + len(LENGTHS) + 2


def word_grams(one: tuple[str, ...]) -> list[str]:
    """Single words and pairs, with the two ends of the text marked."""
    return [*one, *(f"{left} {right}" for left, right in pairwise(("<", *one, ">")))]


@lru_cache(maxsize=8192)
def _pieces(word: str) -> tuple[str, ...]:
    padded = f" {word[:30]} "
    return tuple(
        padded[at : at + size] for size in range(2, 5) for at in range(max(1, len(padded) - size + 1))
    )


def char_grams(one: tuple[str, ...]) -> list[str]:
    """Pieces of 2 to 4 characters within each padded word."""
    return list(chain.from_iterable(_pieces(word) for word in concepts.words_of(one[:400])))
