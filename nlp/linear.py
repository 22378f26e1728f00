"""First stage of the models in NumPy alone: TF-IDF rows and linear scores of a message and its runs of clauses."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp import features
from nlp.features import Seen

Array = NDArray[np.float32]
Columns = NDArray[np.int32]


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

    def row(self, grams: Sequence[str]) -> Row:
        """L2-normed row of one text."""
        known = self.columns
        counts = Counter(known[gram] for gram in grams if gram in known)
        at = np.fromiter(counts, dtype=np.int32, count=len(counts))
        values = (
            np.array([1.0 + math.log(count) for count in counts.values()], dtype=np.float32) * self.idf[at]
        )
        norm = math.sqrt(float(values @ values))
        return Row(at + self.offset, values / norm if norm else values)


@dataclass(frozen=True, slots=True)
class Linear:
    """Three linear models over shared vocabularies.

    `whole` knows all that a message says (one against the rest), `clause` the one thing that a clause says, `mood` the
    sentiment. Rows of `shared` belong to the delexicalised text, of `plain` to the plain one, of `facts` to the facts.
    """

    shared_blocks: tuple[Block, Block]
    plain_blocks: tuple[Block, Block]
    shared: Array
    plain: Array
    facts: Array
    bias: Array
    labels: int

    def _shared(self, tokens: tuple[str, ...]) -> Array:
        word, char = self.shared_blocks
        scored = word.row(features.word_grams(tokens)).times(self.shared)
        return scored + char.row(features.char_grams(tokens)).times(self.shared)

    def score(self, seen: Seen) -> "Scores":
        """Scores of the three models."""
        shared = self._shared(seen.whole)
        word, char = self.plain_blocks
        extra = word.row(features.word_grams(seen.plain)).times(self.plain)
        extra += char.row(features.char_grams(seen.plain)).times(self.plain)
        extra += np.array(seen.facts, dtype=np.float32) @ self.facts
        one, two = self.labels, 2 * self.labels
        joined = [self._shared(tokens)[one:two] for tokens in seen.joined()]
        runs = np.array(joined, dtype=np.float32).reshape(-1, one) + self.bias[one:two]
        return Scores(
            whole=shared[:one] + extra[:one] + self.bias[:one],
            clause=shared[one:two] + self.bias[one:two],
            runs=runs,
            mood=shared[two:] + extra[one:] + self.bias[two:],
        )


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one message: `runs` has a row for each run of clauses."""

    whole: Array
    clause: Array
    runs: Array
    mood: Array
