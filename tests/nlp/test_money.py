# ruff: noqa: E501 - tables read better on one line
"""R4.3: sums of money, and the numbers that are none."""

import pytest

from nlp.entities import money
from nlp.normalise import normalise
from nlp.understanding import Range

BUDGETS = [
    ("até 90 mil", None, 90000), ("uns 60", 60000, 60000), ("até uns 60 conto", None, 60000), ("60k", 60000, 60000),
    ("entre 50 e 70", 50000, 70000), ("de 50 a 70 mil", 50000, 70000), ("a partir de 40", 40000, None),
    ("sessenta e cinco mil", 65000, 65000), ("quarenta e poucos mil", 40000, 45000), ("meio milhão", 500000, 500000),
    ("54.900,00", 54900, 54900), ("R$ 60.000", 60000, 60000), ("50-60k", 50000, 60000), ("máximo 75k", None, 75000),
    ("70 mil no máximo", None, 70000), ("entre cinquenta e setenta mil", 50000, 70000),
]  # fmt: skip
NONE = [
    "até 80 mil km", "gol 1.0 2015", "meu tel 11987654321", "até 2018", "2019/2020", "48x", "o 2", "somos em 5", "até 7 lugares",
    "tenho 15 mil de entrada", "parcela de até 1.200", "dois mil e dezoito",
]  # fmt: skip


@pytest.mark.parametrize(("text", "low", "high"), BUDGETS)
def test_budget(text: str, low: int | None, high: int | None) -> None:
    assert money.find(normalise(text)).budget == Range(low, high)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_budget(text: str) -> None:
    assert money.find(normalise(text)).budget is None


@pytest.mark.parametrize(
    ("text", "down", "monthly"),
    [
        ("tenho 15 mil de entrada", 15000, None), ("entrada de 20 e 48x", 20000, None), ("parcela de até 1.200", None, 1200),
        ("um e meio por mês", None, 1500), ("48x de 900", None, 900), ("dou 10 de entrada e parcelas de 800", 10000, 800),
    ],
)  # fmt: skip
def test_down_payment_and_instalment(text: str, down: int | None, monthly: int | None) -> None:
    found = money.find(normalise(text))
    assert (found.down_payment, found.monthly_payment) == (down, monthly)


def test_a_bare_number_after_the_question_is_thousands() -> None:
    assert money.find("60", expecting="budget").budget == Range(60000, 60000)
    assert money.find("60").budget is None
