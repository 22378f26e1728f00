# ruff: noqa: E501 - tables read better on one line
"""R4.1, R4.2: intents, rights, consent and the life of the model."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from nlp import classifier, evaluation, features, services, training
from nlp.gazetteer import DATA
from nlp.normalise import normalise
from nlp.understanding import INTENTS
from tests.nlp.conftest import Read

JOURNEY = [
    ("oi", ["greeting"]), ("aceito", ["affirm"]),
    ("até 90 mil, família, São Paulo, economia e espaço", ["budget_inquiry", "usage_inquiry", "location_inquiry", "preference_inquiry"]),
    ("o 2", ["car_details"]), ("compara o 1 com o 2", ["compare_cars"]), ("quero falar com uma pessoa", ["human_handoff"]),
    ("recomeçar", ["restart"]), ("tem mais?", ["more_options"]), ("não gostei do 1", ["feedback_negative"]),
    ("sou de BH", ["location_inquiry"]), ("tenho 15 mil de entrada", ["financing_inquiry"]),
    ("opa tem hb20 aut ate uns 60 conto pra rodar de uber em bh?", ["car_recommendation"]),
    ("qual o consumo do argo e da pra financiar?", ["car_details", "financing_inquiry"]),
    ("oi, tudo bem? aceita troca?", ["trade_in"]), ("sair", ["opt_out"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "labels"), JOURNEY)
def test_the_journey_is_understood(read: Read, text: str, labels: list[str]) -> None:
    assert read(text).to_record()["intents"] == labels


def test_accuracy_on_the_set_written_apart(read: Read) -> None:
    """R4.1: primary intent on messages that were never trained on."""
    figures = evaluation.evaluate(training.records(DATA / "eval.jsonl"), now=datetime.now(UTC))
    assert figures.accuracy >= 0.85, figures.mistakes


def test_data_is_sound() -> None:
    train, apart = training.records(training.TRAIN), training.records(DATA / "eval.jsonl")
    assert {one["intents"][0] for one in train} == set(INTENTS)
    counts = [sum(one["intents"][0] == label for one in train) for label in INTENTS]
    assert min(counts) >= 25
    assert {one["intents"][0] for one in apart} == set(INTENTS)


def test_no_near_duplicates_between_the_sets() -> None:
    """R4.1: an evaluation message that resembles a training message measures memory."""
    from rapidfuzz import fuzz

    known = [normalise(one["text"]) for one in training.records(training.TRAIN)]
    for one in training.records(DATA / "eval.jsonl"):
        text = normalise(one["text"])
        assert max(fuzz.ratio(text, other) for other in known) < 90, text


def test_scoring_equals_scikit_learn_and_training_is_deterministic(
    tmp_path: Path,
) -> None:
    first = training.train(tmp_path / "first")
    assert _equal(first, training.train(tmp_path / "second"))
    rows = training.records(training.TRAIN)
    word, char, fitted = training.fit([one["text"] for one in rows], [one["intents"][0] for one in rows])
    from scipy.sparse import hstack

    own = classifier.load(first)
    for text in ["tem onix em bh até 60 mil?", "não gostei do 2", "xyz", ""]:
        tokens = [features.tokens(normalise(text))]
        expected = fitted.predict_proba(hstack([word.transform(tokens), char.transform(tokens)]))[0]
        assert np.allclose(expected, list(own.probabilities(normalise(text)).values()), atol=1e-5)


def _equal(left: Path, right: Path) -> bool:
    with np.load(left) as one, np.load(right) as other:
        return all(np.array_equal(one[key], other[key]) for key in one.files)


@pytest.mark.parametrize(
    "text",
    ["aceito", "sim", "pode", "ok pode ser", "claro", "concordo", "aceito sim", "Aceito!", "👍", "sim, pode"],
)
def test_consent_given(text: str) -> None:
    assert services.consent_answer(text) == "yes"


@pytest.mark.parametrize(
    "text", ["não aceito", "nao", "não quero", "n", "agora não", "👎", "recuso", "não autorizo"]
)
def test_consent_refused(text: str) -> None:
    assert services.consent_answer(text) == "no"


@pytest.mark.parametrize(
    "text",
    ["oi", "até 90 mil", "sim quero um onix", "por quê?", "sair", "parar", "pode parar", "aceito?", ""],
)
def test_anything_else_is_no_answer(text: str) -> None:
    assert services.consent_answer(text) is None


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("sair", "opt_out"), ("PARAR", "opt_out"), ("não me mande mais mensagem", "opt_out"), ("me deixa em paz", "opt_out"),
        ("apagar meus dados", "delete"), ("quais dados vocês têm sobre mim", "access"), ("revogo", "withdraw_consent"),
        ("atendente", "human"), ("onde posso parar o carro?", "none"), ("o carro pode sair hoje?", "none"),
        ("quero cancelar a visita", "none"),
    ],
)  # fmt: skip
def test_rights(read: Read, text: str, right: str) -> None:
    """R4.8: whole messages act, words inside a sentence do not."""
    assert read(text).right == right


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "?", "🤔", "a" * 70000, "é" * 70000])
def test_bad_input_is_read_without_failing(read: Read, text: str) -> None:
    assert read(text).intents


def test_the_door_is_light_to_import() -> None:
    code = "import sys, nlp.services; sys.exit(any(m in sys.modules for m in ('numpy', 'sklearn', 'django', 'rapidfuzz')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
