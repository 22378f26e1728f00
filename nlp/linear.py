"""First stage of the models in NumPy alone: TF-IDF rows and linear scores of a message and its runs of clauses."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from nlp import features
from nlp.features import Seen

Array = NDArray[np.float32]
Columns = NDArray[np.int32]


@cache
def _damped(count: int) -> float:
    return 1.0 + math.log(count)


@dataclass(frozen=True, slots=True)
class Row:
    """The entries of a sparse row that are not zero."""

    columns: Columns
    values: Array

    def times(self, weights: Array) -> Array:
        """Product with a matrix."""
        product: Array = self.values @ weights[self.columns]
        return product


@dataclass(frozen=True, slots=True)
class Block:
    """One TF-IDF vocabulary: column of each gram and its weight, and the first column in the matrix."""

    columns: dict[str, int]
    idf: Array
    offset: int

    def known(self, grams: Sequence[str]) -> list[int]:
        """Columns of the grams, with repeats; what was never seen has none."""
        columns = self.columns
        return [columns[gram] for gram in grams if gram in columns]

    def row(self, grams: Sequence[str]) -> Row:
        """L2-normed row of one text."""
        return self.normed(self.known(grams))

    def normed(self, columns: Iterable[int]) -> Row:
        """L2-normed row of columns with repeats."""
        counts = Counter(columns)
        at = np.fromiter(counts, dtype=np.int32, count=len(counts))
        values = np.array([_damped(count) for count in counts.values()], dtype=np.float32) * self.idf[at]
        norm = math.sqrt(float(values @ values))
        return Row(at + self.offset, values / norm if norm else values)


@dataclass(frozen=True, slots=True)
class Linear:
    """Four linear models over shared vocabularies.

    `whole` knows all that a message says (one against the rest), `clause` the one thing that a clause says, `mood` the
    sentiment, `claims` the rights. Rows of `shared` belong to the delexicalised text, of `plain` to the plain one and
    its concepts, of `facts` to the facts; `clause` is the clauses' part of `shared` by itself. `sizes` counts the
    labels of whole (and clause), mood and claims.
    """

    shared_blocks: tuple[Block, Block]
    plain_blocks: tuple[Block, Block]
    shared: Array
    clause: Array
    plain: Array
    facts: Array
    bias: Array
    sizes: tuple[int, int, int]

    def _runs(self, seen: Seen, pieces: list[list[int]]) -> Array:
        """Clause scores of each run; the columns of a clause's characters are looked up once for all its runs."""
        word, char = self.shared_blocks
        one = self.sizes[0]
        scored = np.empty((len(seen.spans), one), dtype=np.float32)
        for at, (start, end) in enumerate(seen.spans):
            tokens = tuple(chain.from_iterable(seen.parts[start:end]))
            scored[at] = word.row(features.word_grams(tokens)).times(self.clause)
            scored[at] += char.normed(chain.from_iterable(pieces[start:end])).times(self.clause)
        return scored + self.bias[one : 2 * one]

    def score(self, seen: Seen) -> tuple["Scores", Array]:
        """Scores of the intents and moods, and of the rights."""
        word, char = self.shared_blocks
        pieces = [char.known(features.char_grams(part)) for part in seen.parts]
        shared = word.row(features.word_grams(seen.whole)).times(self.shared)
        shared += char.normed(chain.from_iterable(pieces)).times(self.shared)
        word, concept = self.plain_blocks
        extra = word.row(features.word_grams(seen.plain)).times(self.plain)
        extra += concept.row(seen.concepts).times(self.plain)
        one, moods, _ = self.sizes
        extra[: one + moods] += np.array(seen.facts, dtype=np.float32) @ self.facts
        two, three = 2 * one, 2 * one + moods
        scores = Scores(
            whole=shared[:one] + extra[:one] + self.bias[:one],
            clause=shared[one:two] + self.bias[one:two],
            runs=self._runs(seen, pieces),
            mood=shared[two:three] + extra[one : one + moods] + self.bias[two:three],
        )
        return scores, shared[three:] + extra[one + moods :] + self.bias[three:]


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one message: `runs` has a row for each run of clauses."""

    whole: Array
    clause: Array
    runs: Array
    mood: Array
