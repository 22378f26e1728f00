# ruff: noqa: E501 - tables read better on one line
"""R4.1, R4.2, R4.4, R4.8: intents, answers, tones, rights and consent."""

import subprocess
import sys

import pytest

from nlp import services
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


ANSWERS = [
    ("2", "selection", "car_details"), ("2", "rating", "feedback_negative"), ("5", "nota", "feedback_positive"),
    ("sp", "city", "location_inquiry"), ("tanto faz", "budget", "budget_inquiry"), ("tanto faz", "usage", "usage_inquiry"),
    ("tanto faz", "preferences", "preference_inquiry"), ("sim", "confirmation", "affirm"), ("nenhum", "selection", "feedback_negative"),
    ("não", "consent", "deny"), ("amanhã 10h", "visit_time", "schedule_test_drive"), ("60", "orçamento", "budget_inquiry"),
    ("sair", "budget", "opt_out"), ("quero falar com uma pessoa", "usage", "human_handoff"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "asked", "label"), ANSWERS)
def test_bare_answers_follow_the_question(read: Read, text: str, asked: str, label: str) -> None:
    """R4.2: the same words mean different things after different questions."""
    assert read(text, asked).primary == label


@pytest.mark.parametrize("asked", [None, "weather", "", "🤔", "x" * 9999])
def test_an_unknown_question_changes_nothing(read: Read, asked: str | None) -> None:
    assert read("tem hilux aí?", asked).primary == "car_recommendation"


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("amei esse carro, lindo demais 😍", "delight"), ("que palhaçada, já falei isso três vezes 😡", "frustration"),
        ("será que é confiável? tô com medo", "doubt"), ("qual o km do onix?", None),
    ],
)  # fmt: skip
def test_tones(read: Read, text: str, tone: str | None) -> None:
    """R4.4: the replies can take up frustration, delight and doubt."""
    assert read(text).tone == tone


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
