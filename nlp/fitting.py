"""First stage of training with scikit-learn: counts of all messages and clauses, and linear models on some of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp import features
from nlp.alignment import aligned
from nlp.clauses import runs
from nlp.features import Seen
from nlp.linear import Scores

Rows = NDArray[np.intp]
Array = NDArray[np.float64]
_FACT_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Targets:
    """What people say about the messages: labels in order (as numbers), and moods (-1 where nobody said)."""

    intents: tuple[tuple[int, ...], ...]
    moods: NDArray[np.intp]
    labels: int

    @property
    def one(self) -> NDArray[np.bool_]:
        """Which messages say one thing only."""
        return np.array([len(labels) == 1 for labels in self.intents])

    @property
    def table(self) -> NDArray[np.intp]:
        """A row of zeros and ones for each message."""
        filled = np.zeros((len(self.intents), self.labels), dtype=np.intp)
        for row, labels in enumerate(self.intents):
            filled[row, list(labels)] = 1
        return filled


class Counts:
    """Gram counts of all messages, and behind them of all their runs of clauses."""

    def __init__(self, seen: list[Seen]) -> None:
        self.seen = seen
        pairs = [(at, span) for at, one in enumerate(seen) for span in runs(len(one.parts))]
        self.owner = np.array([owner for owner, _ in pairs], dtype=np.intp)
        self.spans = [span for _, span in pairs]
        whole = [one.whole for one in seen] + [tokens for one in seen for tokens in one.joined()]
        plain = [one.plain for one in seen]
        self.grams: dict[str, list[str]] = {}
        self.word = self._count("word", features.word_grams, whole, 2)
        self.char = self._count("char", features.char_grams, whole, 2)
        self.plain_word = self._count("plain_word", features.word_grams, plain, 1)
        self.plain_char = self._count("plain_char", features.char_grams, plain, 2)
        self.facts = np.array([one.facts for one in seen]) * _FACT_WEIGHT

    def _count(
        self, name: str, analyser: Callable[..., list[str]], texts: list[tuple[str, ...]], least: int
    ) -> Any:
        from sklearn.feature_extraction.text import CountVectorizer

        vectorizer = CountVectorizer(analyzer=analyser, min_df=least, dtype=np.float64)
        counted = vectorizer.fit_transform(texts).tocsr()
        counted.data = 1.0 + np.log(counted.data)
        self.grams[name] = [str(gram) for gram in vectorizer.get_feature_names_out()]
        return counted


@dataclass(frozen=True, slots=True)
class Fitted:
    """Linear models in the form of `linear.Linear`, and their scores of every message and run."""

    idf: dict[str, Array]
    shared: Array
    plain: Array
    facts: Array
    bias: Array
    whole: Array
    clause: Array
    runs: Array
    mood: Array

    def scores(self, row: int, runs: slice) -> Scores:
        """Scores of one message in the form of the running models."""
        kind = np.float32
        return Scores(
            whole=self.whole[row].astype(kind),
            clause=self.clause[row].astype(kind),
            runs=self.runs[runs].astype(kind),
            mood=self.mood[row].astype(kind),
        )


def _idf(counted: Any, rows: Rows) -> Array:
    frequency = np.bincount(counted[rows].indices, minlength=counted.shape[1])
    weight = np.log((1 + len(rows)) / (1 + frequency)) + 1.0
    return np.where(frequency > 0, weight, 0.0)


def _weighted(counted: Any, idf: Array) -> Any:
    from scipy.sparse import diags
    from sklearn.preprocessing import normalize

    return normalize(counted @ diags(idf))


def _svm(strength: float, weight: Any) -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=strength, class_weight=weight, random_state=0)


def fit(counts: Counts, targets: Targets, rows: Rows) -> Fitted:
    """Models fitted on the messages `rows`."""
    from scipy.sparse import csr_matrix, hstack

    named = {name: getattr(counts, name) for name in counts.grams}
    idf = {name: _idf(counted, rows) for name, counted in named.items()}
    row = {name: _weighted(counted, idf[name]) for name, counted in named.items()}
    shared = hstack([row["word"], row["char"]]).tocsr()
    size = len(counts.seen)
    given = hstack([shared[:size], row["plain_word"], row["plain_char"], csr_matrix(counts.facts)]).tocsr()
    whole = [_svm(0.3, {0: 1, 1: 3}).fit(given[rows], column[rows]) for column in targets.table.T]
    rated = rows[targets.moods[rows] >= 0]
    mood = _svm(0.15, "balanced").fit(given[rated], targets.moods[rated])
    clause = _clause_model(counts, targets, rows, shared)
    one = shared.shape[1]
    plain = one + row["plain_word"].shape[1] + row["plain_char"].shape[1]
    all_whole = np.vstack([model.coef_ for model in whole])
    extra = np.vstack([all_whole, mood.coef_])
    bias = np.concatenate([[model.intercept_[0] for model in whole], clause.intercept_, mood.intercept_])
    scored = clause.decision_function(shared)
    return Fitted(
        idf=idf,
        shared=np.vstack([all_whole[:, :one], clause.coef_, mood.coef_[:, :one]]).T,
        plain=extra[:, one:plain].T,
        facts=extra[:, plain:].T * _FACT_WEIGHT,
        bias=bias,
        whole=given @ all_whole.T + bias[: targets.labels],
        clause=scored[:size],
        runs=scored[size:],
        mood=mood.decision_function(given),
    )


def _clause_model(counts: Counts, targets: Targets, rows: Rows, shared: Any) -> Any:
    """A model of single clauses: first of messages that say one thing, then also of the clauses of the others."""
    single = rows[targets.one[rows]]
    labels = np.array([targets.intents[row][0] for row in single])
    first = _svm(0.4, "balanced").fit(shared[single], labels)
    several = rows[~targets.one[rows]]
    found = aligned(first.decision_function(shared), counts, targets, several)
    more = np.array([row for row, _ in found], dtype=np.intp)
    both = np.concatenate([single, more])
    return _svm(0.4, "balanced").fit(shared[both], np.concatenate([labels, [label for _, label in found]]))
