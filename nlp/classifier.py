"""Scoring of the trained intent model with NumPy alone; scikit-learn is needed for training only."""

import json
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp import features

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Block:
    """One TF-IDF vocabulary: column of each gram, its weight, and the first column in the model."""

    vocabulary: dict[str, int]
    idf: Array
    offset: int

    def row(self, grams: list[str]) -> tuple[list[int], Array]:
        """Columns and L2-normed values of one text."""
        counts = Counter(gram for gram in grams if gram in self.vocabulary)
        columns = [self.vocabulary[gram] for gram in counts]
        values = np.array([1.0 + math.log(count) for count in counts.values()]) * self.idf[columns]
        norm = float(np.sqrt(values @ values)) if columns else 0.0
        return [column + self.offset for column in columns], values / norm if norm else values


@dataclass(frozen=True, slots=True)
class Model:
    """A trained intent model: immutable, safe to share between threads."""

    labels: tuple[str, ...]
    word: Block
    char: Block
    weights: Array
    bias: Array
    version: str

    def probabilities(self, text: str) -> dict[str, float]:
        """Probability of each label for a normalised text."""
        one = features.tokens(text)
        scores = self.bias.copy()
        for block, grams in ((self.word, features.word_grams(one)), (self.char, features.char_grams(one))):
            columns, values = block.row(grams)
            if columns:
                scores += values @ self.weights[columns]
        scores = np.exp(scores - scores.max())
        scores /= scores.sum()
        return dict(zip(self.labels, scores.tolist(), strict=True))

    def best(self, text: str) -> tuple[str, float]:
        """Likeliest label and its probability."""
        return max(self.probabilities(text).items(), key=lambda pair: pair[1])


def load(path: Path) -> Model:
    """Read a model artefact (`.npz`)."""
    with np.load(path, allow_pickle=False) as stored:
        meta: dict[str, Any] = json.loads(bytes(stored["meta"]).decode())
        words: list[str] = meta["words"]
        chars: list[str] = meta["chars"]
        return Model(
            labels=tuple(meta["labels"]),
            word=Block({gram: at for at, gram in enumerate(words)}, stored["idf_word"], 0),
            char=Block({gram: at for at, gram in enumerate(chars)}, stored["idf_char"], len(words)),
            weights=stored["weights"].astype(np.float64),
            bias=stored["bias"].astype(np.float64),
            version=str(meta["version"]),
        )
