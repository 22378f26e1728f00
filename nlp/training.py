"""Training with scikit-learn, exported for NumPy. Deterministic: equal data and code, equal weights.

The first stage is fitted once for each group of writers without their messages; the second stage learns from those
scores how far the first can be trusted on a voice that it never heard.
"""

import json
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp import corpus, features, fitting, folds, mixing, network, store
from nlp.choice import chosen_rows
from nlp.corpus import RIGHTS, SENTIMENTS, Record
from nlp.entities.extract import extract
from nlp.features import Seen
from nlp.fitting import Claims, Counts, Fitted, Rows, Targets
from nlp.normalise import normalise
from nlp.understanding import INTENTS

MEMBERS = 3
HIDDEN = 96
_ROUNDS = 14

Table = NDArray[Any]
Told = Callable[[float], None]
"""Hears which share (0 to 1) of a training is done."""


def _silent(share: float) -> None:
    pass


def targets_of(records: Sequence[Record]) -> Targets:
    """Labels as numbers."""
    number = {label: at for at, label in enumerate(INTENTS)}
    moods = [SENTIMENTS.index(one.sentiment) if one.sentiment else -1 for one in records]
    intents = tuple(tuple(number[label] for label in one.intents) for one in records)
    rights = np.array([_right_of(one) for one in records], dtype=np.intp)
    return Targets(intents, np.array(moods, dtype=np.intp), rights, len(INTENTS))


def _right_of(record: Record) -> int:
    """The right that a record names or, where its one intent settles it, implies; -1 for open ones."""
    if record.right:
        return RIGHTS.index(record.right)
    implied = {"opt_out": "opt_out", "human_handoff": "human", "data_privacy": None}
    found = {implied.get(label, "none") for label in record.intents}
    only = found.pop() if len(found) == 1 else None
    return RIGHTS.index(only) if only else -1


def all_records(data: Path = corpus.TRAIN) -> list[Record]:
    """Messages of `data`, mixed ones made of them, and requests and traps of the rights."""
    records = corpus.load(data)
    known = {one.text for one in corpus.load(corpus.TRAIN)}
    claims = corpus.load(corpus.RIGHTS_TRAIN)
    # What a writer also labelled with intents comes with his messages only, so that it stays out of his evaluation.
    named = {one.text: one.right for one in claims}
    told = [replace(one, right=named.get(one.text)) for one in records]
    apart = [one for one in claims if one.text not in known]
    return [*told, *mixing.mixed(records), *apart]


def _see(text: str) -> Seen:
    plain = normalise(text)
    return features.see(plain, extract(plain))


def counts_of(records: Sequence[Record], pool: Executor | None = None) -> Counts:
    """Gram counts of the messages."""
    return Counts(list(folds.each(pool, _see, [one.text for one in records], chunk=200)), pool)


@dataclass(frozen=True, slots=True)
class _Fold:
    """A fit on some messages, and the messages that it has to score."""

    counts: Counts
    targets: Targets
    heard: Rows
    scored: Rows

    def score(self) -> tuple[Table, Table]:
        return second_inputs(self.counts, fitting.fit(self.counts, self.targets, self.heard), self.scored)


def unheard(
    counts: Counts,
    targets: Targets,
    writers: NDArray[np.str_],
    rows: Rows,
    told: Told = _silent,
    pool: Executor | None = None,
) -> tuple[Table, Table]:
    """Inputs of the second stage and places of the labels of `rows`, each scored without its writer's messages."""
    made = []
    for group in folds.voices(writers[rows].tolist()):
        theirs = np.isin(writers, sorted(group))
        made.append(_Fold(counts, targets, np.flatnonzero(~theirs), rows[theirs[rows]]))
    given, where = [], []
    for number, (one, two) in enumerate(folds.each(pool, _Fold.score, made), 1):
        given.append(one)
        where.append(two)
        told(0.1 + 0.6 * number / len(made))
    back = np.argsort(np.concatenate([fold.scored for fold in made]), kind="stable")
    return np.vstack(given)[back], np.vstack(where)[back]


def second_inputs(counts: Counts, fitted: Fitted, rows: Rows) -> tuple[Table, Table]:
    """Inputs of the second stage and places of the labels, by models that are already fitted."""
    starts = np.searchsorted(counts.owner, rows)
    ends = np.searchsorted(counts.owner, rows, side="right")
    given, where = [], []
    for row, start, end in zip(rows, starts, ends, strict=True):
        scores = fitted.scores(row, slice(start, end))
        seen = counts.seen[row]
        given.append(network.inputs(scores, seen))
        where.append(network.places(scores, len(seen.parts)))
    return np.array(given, dtype=np.float32), np.array(where)


@dataclass(frozen=True, slots=True)
class Second:
    """Networks of the second stage, over inputs standardised by `mean` and `scale`."""

    mean: Table
    scale: Table
    members: tuple[Any, ...]

    def probabilities(self, given: Table) -> Table:
        """Mean of the members' probabilities."""
        standard = (given - self.mean) / self.scale
        averaged: Table = np.mean([one.predict_proba(standard) for one in self.members], axis=0)
        return averaged


def _network(given: Table, labels: NDArray[np.intp], seed: int) -> Any:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier
    from threadpoolctl import threadpool_limits

    # One thread: the processes side by side share the processors already.
    with threadpool_limits(1), warnings.catch_warnings():
        # Stopped early on purpose: further rounds learn the writers by heart.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return MLPClassifier(
            (HIDDEN,),
            alpha=0.5,
            max_iter=_ROUNDS,
            random_state=seed,
            learning_rate_init=0.002,
            batch_size=128,
        ).fit(given, labels)


def fit_second(
    given: Table, labels: NDArray[np.intp], members: int = MEMBERS, pool: Executor | None = None
) -> Second:
    """Networks fitted on inputs that the first stage gave for voices it had not heard."""
    mean, scale = given.mean(axis=0), given.std(axis=0) + 1e-6
    fit = partial(_network, (given - mean) / scale, labels)
    return Second(mean, scale, tuple(folds.each(pool, fit, range(members))))


def calibration(chances: Table, right: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and bias that turn a chance into the share of right readings."""
    from sklearn.linear_model import LogisticRegression

    bounded = np.clip(chances, 1e-4, 1 - 1e-4)
    if right.all() or not right.any():
        return 1.0, 0.0
    fitted = LogisticRegression(C=10.0).fit(np.log(bounded / (1 - bounded))[:, None], right)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def _calibrated(
    given: Table,
    where: Table,
    targets: Targets,
    writers: NDArray[np.str_],
    rows: Rows,
    real: NDArray[np.bool_],
    pool: Executor | None = None,
) -> tuple[float, float]:
    """Calibration on real messages by networks that each leave a group of writers out."""
    heard, table = writers[rows], targets.table[rows]
    groups = [np.isin(heard, sorted(group)) for group in folds.voices(heard.tolist())]
    fits = [(given[~theirs], table[~theirs], 1) for theirs in groups]
    chances, right = [], []
    for theirs, second in zip(groups, folds.each(pool, _fit_second, fits), strict=True):
        left = theirs & real
        found = second.probabilities(given[left])
        for row, chance, place in zip(rows[left], found, where[left], strict=True):
            first = chosen_rows(chance.tolist(), place.tolist())[0]
            chances.append(chance[first])
            right.append(first == targets.intents[row][0])
    return calibration(np.array(chances), np.array(right))


def _fit_second(given: tuple[Table, NDArray[np.intp], int]) -> Second:
    return fit_second(*given)


def train(folder: Path, data: Path = corpus.TRAIN) -> Path:
    """Train on `data`, write the artefact into `folder` at once or not at all, and make it the current one."""
    target = build(all_records(data), target=store.artefact(folder, data))
    store.point(folder, target, data)
    return target


def build(records: Sequence[Record], *, target: Path, told: Told = _silent) -> Path:
    """Train on these messages and write the artefact; its name is the version of the models."""
    targets = targets_of(records)
    writers = np.array([one.writer for one in records])
    rows = np.flatnonzero(targets.said)
    with folds.processes(len(records)) as pool:
        counts = counts_of(records, pool)
        everything = folds.soon(pool, fitting.fit, counts, targets, np.arange(len(records)))
        rights = folds.soon(pool, fitting.fit_claims, counts, targets)
        given, where = unheard(counts, targets, writers, rows, told, pool)
        told(0.7)
        rated = targets.moods[rows] >= 0
        intent = fit_second(given, targets.table[rows], pool=pool)
        mood = fit_second(given[rated], targets.moods[rows][rated], pool=pool)
        real = np.array([records[int(row)].id is not None for row in rows])
        sureness = _calibrated(given, where, targets, writers, rows, real, pool)
        fitted, claims = everything(), rights()
    meta = {
        "labels": INTENTS,
        "moods": SENTIMENTS,
        "grams": counts.grams,
        "members": MEMBERS,
        "rights": RIGHTS,
        "calibration": sureness,
        "version": target.stem,
    }
    return _write(target, meta, fitted, claims, {"intent": intent, "mood": mood})


def _write(
    target: Path, meta: dict[str, Any], fitted: Fitted, claims: Claims, seconds: dict[str, Second]
) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {f"idf_{name}": idf.astype(np.float32) for name, idf in fitted.idf.items()}
    for name in ("shared", "plain"):
        both = np.hstack([getattr(fitted, name), getattr(claims, name)])
        arrays[name] = both.astype(np.float16)
    arrays["facts"] = fitted.facts.astype(np.float32)
    arrays["bias"] = np.concatenate([fitted.bias, claims.bias]).astype(np.float32)
    for name, second in seconds.items():
        layers = {
            "mean": second.mean,
            "scale": second.scale,
            "hidden": np.hstack([one.coefs_[0] for one in second.members]),
            "hidden_bias": np.concatenate([one.intercepts_[0] for one in second.members]),
            "outer": np.vstack([one.coefs_[1] for one in second.members]),
            "outer_bias": np.vstack([one.intercepts_[1] for one in second.members]),
        }
        arrays |= {f"{name}_{key}": value.astype(np.float32) for key, value in layers.items()}
    packed = np.frombuffer(json.dumps(meta, ensure_ascii=False).encode(), dtype=np.uint8)
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as file:
        np.savez_compressed(file, meta=packed, **arrays)
    os.replace(file.name, target)
    return target


if __name__ == "__main__":
    train(Path(sys.argv[1]))
