"""Second stage of the models in NumPy alone: what the scores of a message and its clauses mean together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.clauses import runs
from nlp.features import Seen
from nlp.linear import Array, Scores

NEVER = -3.0
"""Score of a clause that is not there."""
SHARPNESS = 3.0
"""How strongly the place and the share of a label follow its score."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Weights and bias of one layer."""

    weights: Array
    bias: Array


@dataclass(frozen=True, slots=True)
class Network:
    """Several small networks (one hidden layer each) whose outputs are averaged, over standardised inputs."""

    mean: Array
    scale: Array
    hidden: Layer
    outer: Layer
    members: int
    exclusive: bool

    def probabilities(self, inputs: Array) -> NDArray[np.float64]:
        """Probability of each label: each by itself, or one of all if `exclusive`."""
        standard = (inputs - self.mean) / self.scale
        inner = np.maximum(standard @ self.hidden.weights + self.hidden.bias, 0.0).reshape(self.members, -1)
        size = inner.shape[1]
        outer = self.outer.weights.reshape(self.members, size, -1)
        scores = np.einsum("mh,mhl->ml", inner, outer).astype(np.float64) + self.outer.bias
        if self.exclusive:
            scores = np.exp(scores - scores.max(axis=1, keepdims=True))
            shares: NDArray[np.float64] = (scores / scores.sum(axis=1, keepdims=True)).mean(axis=0)
            return shares
        chances: NDArray[np.float64] = (1.0 / (1.0 + np.exp(-np.clip(scores, -40, 40)))).mean(axis=0)
        return chances


def inputs(scores: Scores, seen: Seen) -> Array:
    """What the second stage reads: scores and shares of the message, its best run and its clauses, and facts."""
    count = len(seen.parts)
    single = single_clauses(scores, count)
    best = np.maximum(scores.clause, scores.runs.max(axis=0)) if len(scores.runs) else scores.clause
    return np.concatenate(
        (
            scores.whole,
            scores.clause,
            best,
            single.max(axis=0),
            single[0],
            single[-1],
            shares(scores.whole),
            shares(scores.clause),
            shares(single).max(axis=0),
            np.array([min(count, 6) / 3, count == 1], dtype=np.float32),
            np.array(seen.facts, dtype=np.float32),
            scores.mood,
        )
    )


def shares(scores: Array) -> Array:
    """Scores of each row as shares of one: a label that is far ahead of the others is said even if its score is low."""
    powers = np.exp(SHARPNESS * (scores - scores.max(axis=-1, keepdims=True)))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)


def single_clauses(scores: Scores, count: int) -> Array:
    """Scores of each clause by itself, in order."""
    if count == 1:
        return scores.clause[None, :]
    own = [row for row, (start, end) in enumerate(runs(count)) if end - start == 1]
    return scores.runs[own]


def places(scores: Scores, count: int) -> NDArray[np.float64]:
    """Where in the message each label is said: the centre of its clauses, counted from 0."""
    if count == 1:
        return np.zeros(len(scores.clause))
    weight = np.exp(SHARPNESS * single_clauses(scores, count).astype(np.float64))
    centre: NDArray[np.float64] = (np.arange(count) @ weight) / weight.sum(axis=0)
    return centre
