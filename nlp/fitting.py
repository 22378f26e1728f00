"""First stage of training with scikit-learn: counts of all messages and clauses, and linear models on some of them."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp import features, folds
from nlp.alignment import aligned
from nlp.clauses import runs
from nlp.features import Seen
from nlp.linear import Scores

Rows = NDArray[np.intp]
Array = NDArray[np.float64]
_FACT_WEIGHT = 0.3
_CONCEPT_WEIGHT, _CLAIM_CONCEPT_WEIGHT = 0.5, 2.0
_TOLERANCE = 0.3
"""Scores differ by 0.002 from those of the library's 0.0001, in half of the time."""
_RARITY, _NO_CLAIM = 0.25, 0.3


@dataclass(frozen=True, slots=True)
class Targets:
    """What people say about the messages: intents in order, moods and rights, as numbers (-1 where nobody said)."""

    intents: tuple[tuple[int, ...], ...]
    moods: NDArray[np.intp]
    rights: NDArray[np.intp]
    labels: int

    @property
    def one(self) -> NDArray[np.bool_]:
        """Which messages say one thing only."""
        return np.array([len(labels) == 1 for labels in self.intents])

    @property
    def said(self) -> NDArray[np.bool_]:
        """Which messages have intents at all."""
        return np.array([bool(labels) for labels in self.intents])

    @property
    def table(self) -> NDArray[np.intp]:
        """A row of zeros and ones for each message."""
        filled = np.zeros((len(self.intents), self.labels), dtype=np.intp)
        for row, labels in enumerate(self.intents):
            filled[row, list(labels)] = 1
        return filled


class Counts:
    """Gram counts of all messages, and behind them of all their runs of clauses."""

    def __init__(self, seen: list[Seen], pool: Executor | None = None) -> None:
        self.seen = seen
        pairs = [(at, span) for at, one in enumerate(seen) for span in runs(len(one.parts))]
        self.owner = np.array([owner for owner, _ in pairs], dtype=np.intp)
        self.spans = [span for _, span in pairs]
        whole = [one.whole for one in seen] + [tokens for one in seen for tokens in one.joined()]
        plain = [one.plain for one in seen]
        work: list[_Work] = [
            (features.char_grams, [part for one in seen for part in one.parts], 1),
            (features.word_grams, whole, 2),
            (features.word_grams, plain, 2),
            (list, [one.concepts for one in seen], 2),
        ]
        pieces, word, plain_word, concept = folds.each(pool, _counted, work)
        found = {
            "word": word,
            "char": _frequent(self._members() @ pieces[0], pieces[1], least=3),
            "plain_word": plain_word,
            "concept": concept,
        }
        self.grams = {name: grams for name, (_, grams) in found.items()}
        self.counted = {name: _damped(counted) for name, (counted, _) in found.items()}
        self.facts = np.array([one.facts for one in seen]) * _FACT_WEIGHT

    def _members(self) -> Any:
        """Which clauses each message has, and each run."""
        from scipy.sparse import csr_matrix

        first = np.concatenate([[0], np.cumsum([len(one.parts) for one in self.seen])])
        starts, ends = np.array(self.spans, dtype=np.intp).reshape(-1, 2).T + first[self.owner]
        bounds = np.concatenate([first[:-1], starts]), np.concatenate([first[1:], ends])
        columns = np.concatenate([np.arange(start, end) for start, end in zip(*bounds, strict=True)])
        rows = np.concatenate([[0], np.cumsum(bounds[1] - bounds[0])])
        return csr_matrix((np.ones(len(columns)), columns, rows), shape=(len(bounds[0]), first[-1]))


_Work = tuple[Callable[..., list[str]], list[tuple[str, ...]], int]
"""How texts fall into grams, the texts, and in how many of them a gram must occur."""


def _counted(given: _Work) -> tuple[Any, list[str]]:
    """Counts of the grams, and their names."""
    from sklearn.feature_extraction.text import CountVectorizer

    analyser, texts, least = given
    vectorizer = CountVectorizer(analyzer=analyser, min_df=least, dtype=np.float64)
    counted = vectorizer.fit_transform(texts).tocsr()
    return counted, [str(gram) for gram in vectorizer.get_feature_names_out()]


def _frequent(counted: Any, grams: list[str], least: int) -> tuple[Any, list[str]]:
    """The columns of grams that occur in at least so many rows."""
    kept = np.flatnonzero(np.bincount(counted.indices, minlength=counted.shape[1]) >= least)
    return counted[:, kept], [grams[at] for at in kept]


def _damped(counted: Any) -> Any:
    counted.data = 1.0 + np.log(counted.data)
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

    return LinearSVC(C=strength, class_weight=weight, random_state=0, tol=_TOLERANCE)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """TF-IDF rows of all messages by the frequencies in some of them: `shared` has the runs of clauses behind."""

    idf: dict[str, Array]
    shared: Any
    plain: list[Any]
    concepts: Any

    @property
    def edges(self) -> Array:
        """Columns where the blocks of the plain text, and of the concepts, end."""
        return np.cumsum([part.shape[1] for part in (*self.plain, self.concepts)])


def _weighed(counts: Counts, rows: Rows) -> _Weighed:
    from scipy.sparse import hstack

    idf = {name: _idf(counted, rows) for name, counted in counts.counted.items()}
    row = {name: _weighted(counted, idf[name]) for name, counted in counts.counted.items()}
    shared = hstack([row["word"], row["char"]]).tocsr()
    plain = [shared[: len(counts.seen)], row["plain_word"]]
    return _Weighed(idf, shared, plain, row["concept"])


def fit(counts: Counts, targets: Targets, rows: Rows) -> Fitted:
    """Models of intents and moods fitted on the messages `rows`."""
    from scipy.sparse import csr_matrix, hstack

    made = _weighed(counts, rows)
    shared, edges, size = made.shared, made.edges, len(counts.seen)
    given = hstack([*made.plain, made.concepts * _CONCEPT_WEIGHT, csr_matrix(counts.facts)]).tocsr()
    said = rows[targets.said[rows]]
    whole = [_svm(0.3, {0: 1, 1: 3}).fit(given[said], column[said]) for column in targets.table.T]
    mood = _mood_model(given, targets, rows)
    clause = _clause_model(counts, targets, said, shared)
    all_whole = np.vstack([model.coef_ for model in whole])
    scored = clause.decision_function(shared)
    both = np.vstack([all_whole, mood.coef_])
    return Fitted(
        idf=made.idf,
        shared=np.vstack([one[:, : edges[0]] for one in (all_whole, clause.coef_, mood.coef_)]).T,
        plain=_scaled(both, edges, _CONCEPT_WEIGHT).T,
        facts=both[:, edges[-1] :].T * _FACT_WEIGHT,
        bias=np.concatenate([[model.intercept_[0] for model in whole], clause.intercept_, mood.intercept_]),
        whole=given @ all_whole.T + [model.intercept_[0] for model in whole],
        clause=scored[:size],
        runs=scored[size:],
        mood=mood.decision_function(given),
    )


@dataclass(frozen=True, slots=True)
class Claims:
    """The model of rights, over the same columns as the others; facts tell nothing about them.

    `scores` has a row for each message.
    """

    shared: Array
    plain: Array
    bias: Array
    scores: Array


def fit_claims(counts: Counts, targets: Targets) -> Claims:
    """The model of rights fitted on all messages."""
    from scipy.sparse import hstack

    rows = np.arange(len(counts.seen))
    made = _weighed(counts, rows)
    telling = hstack([*made.plain, made.concepts * _CLAIM_CONCEPT_WEIGHT]).tocsr()
    model = _claim_model(telling, targets, rows)
    plain = _scaled(model.coef_, made.edges, _CLAIM_CONCEPT_WEIGHT)
    shared = model.coef_[:, : made.edges[0]]
    return Claims(shared.T, plain.T, model.intercept_, model.decision_function(telling))


def _scaled(weights: Array, edges: Array, factor: float) -> Array:
    """Weights of the plain blocks, those of the concepts with their factor."""
    return np.hstack([weights[:, edges[0] : edges[1]], weights[:, edges[1] : edges[2]] * factor])


def _mood_model(given: Any, targets: Targets, rows: Rows) -> Any:
    rated = rows[targets.moods[rows] >= 0]
    return _svm(0.15, "balanced").fit(given[rated], targets.moods[rated])


def _claim_model(telling: Any, targets: Targets, rows: Rows) -> Any:
    """Rare rights weigh more, but less than in proportion: else common words would claim them."""
    known = rows[targets.rights[rows] >= 0]
    labels = targets.rights[known]
    kinds, times = np.unique(labels, return_counts=True)
    weights = {kind: _RARITY * np.sqrt(len(known) / count) for kind, count in zip(kinds, times, strict=True)}
    weights[0] = _NO_CLAIM
    return _svm(1.0, weights).fit(telling[known], labels)


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
