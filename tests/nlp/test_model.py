"""R4.1: training, scoring with NumPy alone, and the life of the models on disk."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from nlp import classifier, corpus, evaluation, features, fitting, network, store, training
from nlp.corpus import Record
from nlp.entities.extract import extract
from nlp.normalise import normalise
from tests.nlp.conftest import Read

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small training set of two writers."""
    folder = tmp_path_factory.mktemp("few")
    for name in ("a", "b"):
        lines = (corpus.TRAIN / f"{name}.jsonl").read_text().splitlines()[::4]
        (folder / f"{name}.jsonl").write_text("\n".join(lines))
    return folder


@pytest.fixture(scope="module")
def small(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Models of the small training set."""
    return training.train(tmp_path_factory.mktemp("small"), few)


def test_training_is_deterministic(few: Path, small: Path, tmp_path: Path) -> None:
    with np.load(small) as one, np.load(training.train(tmp_path, few)) as other:
        assert all(np.array_equal(one[key], other[key]) for key in one.files)


def test_scoring_equals_scikit_learn(few: Path, small: Path) -> None:
    records = training.all_records(few)
    counts, targets = training.counts_of(records), training.targets_of(records)
    rows = np.arange(len(records))
    given, _ = training.second_inputs(counts, fitting.fit(counts, targets, rows), rows)
    claimed = fitting.fit_claims(counts, targets).scores
    model = classifier.load(small)
    for row in range(0, len(records), 37):
        plain = normalise(records[row].text)
        seen = features.see(plain, extract(plain))
        scores, claims = model.linear.score(seen)
        assert np.allclose(network.inputs(scores, seen), given[row], atol=0.02), records[row].text
        assert np.allclose(claims, claimed[row], atol=0.02), records[row].text


def test_the_model_is_small(read: Read, model_folder: Path) -> None:
    read("oi")
    path = store.current(model_folder)
    assert path is not None
    assert path.stat().st_size < 20_000_000


def test_a_swapped_model_is_picked_up_without_restart(small: Path, read: Read, model_folder: Path) -> None:
    before = read("oi").model_version
    current = store.current(model_folder)
    assert current is not None
    other = Path(shutil.copy(small, model_folder))
    store.point(model_folder, other)
    try:
        assert read("oi").model_version != before
    finally:
        store.point(model_folder, current)
    assert read("oi").model_version == before


def test_models_of_other_data_or_code_are_not_used(model_folder: Path, read: Read, tmp_path: Path) -> None:
    read("oi")
    shutil.copytree(model_folder, tmp_path / "models")
    (tmp_path / "models" / "current").write_text("old.npz\nold\n")
    assert store.current(tmp_path / "models") is None
    os.unlink(tmp_path / "models" / "current")
    assert store.current(tmp_path / "models") is None


def test_figures_on_what_is_held_out(read: Read) -> None:
    """R4.1: no worse on messages that nobody building this has seen than what was reached before."""
    found = evaluation.evaluate(corpus.load(corpus.FROZEN), now=NOW)
    assert found["accuracy"] >= 0.865, found["worst"]
    assert found["macro_f1"] >= 0.88
    assert found["exact_list_multi"] >= 0.76
    assert found["sentiment_accuracy"] >= 0.87
    assert found["entities"]["micro"]["f1"] >= 0.92
    assert found["entities"]["budget"]["f1"] >= 0.9
    assert found["opt_out"]["recall"] >= 0.97


def test_figures_count_right(read: Read) -> None:
    records = [
        Record(text="oi", intents=("greeting",), sentiment="neutral", entities={}, right="none"),
        Record(text="sair", intents=("opt_out",), sentiment="neutral", right="opt_out"),
        Record(
            text="quanto tá o onix?", intents=("unknown",), entities={"brand": ["Fiat"], "model": ["Onix"]}
        ),
    ]
    found = evaluation.evaluate(records, now=NOW)
    assert found["accuracy"] == pytest.approx(2 / 3, abs=1e-3)
    assert found["entities"]["brand"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "support": 1}
    assert found["entities"]["model"]["f1"] == 1.0
    assert found["rights"]["micro"]["f1"] == 1.0
    assert found["worst"][0]["guess"] == ["car_details"]
