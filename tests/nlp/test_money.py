"""R4.3: sums of money, and the numbers that are none."""

import pytest

from nlp.entities.extract import extract
from nlp.understanding import Range

BUDGETS = [
    ("até 90 mil", None, 90000),
    ("uns 60", 60000, 60000),
    ("até uns 60 conto", None, 60000),
    ("60k", 60000, 60000),
    ("entre 50 e 70", 50000, 70000),
    ("de 50 a 70 mil", 50000, 70000),
    ("a partir de 40", 40000, None),
    ("sessenta e cinco mil", 65000, 65000),
    ("quarenta e poucos mil", 40000, 45000),
    ("quarenta e poucos", 40000, 45000),
    ("meio milhão", 500000, 500000),
    ("1,2 milhão", 1200000, 1200000),
    ("54.900,00", 54900, 54900),
    ("R$ 60.000", 60000, 60000),
    ("50-60k", 50000, 60000),
    ("60/70 mil", 60000, 70000),
    ("uns 60, 65 mil", 60000, 65000),
    ("máximo 75k", None, 75000),
    ("70 mil no máximo", None, 70000),
    ("mínimo 30 máximo 40", 30000, 40000),
    ("entre cinquenta e setenta mil", 50000, 70000),
    ("na faixa de R$ 75.000,00 a R$ 85.000,00", 75000, 85000),
    ("tenho cinquentinha", 50000, 50000),
    ("uns trinta pau", 30000, 30000),
    ("60 barão", 60000, 60000),
    ("não passa de 55", None, 55000),
    ("que não custe mais que cinquenta mil", None, 50000),
    ("acima de 200 mil não", None, 200000),
    ("de 40 pra cima", 40000, None),
    ("meu limite subiu pra 50 mil", None, 50000),
    ("o máximo que eu e minha noiva conseguimos é 65", None, 65000),
    ("até 33, digo, até 35 mil", None, 35000),
    ("60 mil, na verdade 65", 65000, 65000),
    ("na verdade não é 70, é 85 que a gente tem", 85000, 85000),
    ("eu tenho 15 mil e meu pai me dá mais 20, então dá 35 no total", 35000, 35000),
    ("tenho 60 mil, mas se precisar estico até 65", 60000, 65000),
    ("é tudo que eu tenho: 18 mil", 18000, 18000),
    ("tenho 75 mil, 25 de entrada e o resto financiado", 75000, 75000),
    ("até 80 mil km e 60 mil reais", 60000, 60000),
]
NONE = [
    "até 80 mil km", "gol 1.0 2015", "meu tel 11 90000-0000", "até 2018", "2019/2020", "48x", "o 2", "somos em 5",
    "até 7 lugares", "tenho 15 mil de entrada", "parcela de até 1.200", "dois mil e dezoito",
    "o onix de 60 mil ainda tem?",
    "meu carro vale 35 mil na fipe", "score 650 aprova?", "rodo 200 km por dia", "tenho 35 anos", "fecha em 50?",
    "meu salário é 3.500, consigo financiar?", "12 mil no meu corsa? reavalia", "revisão de 60 mil já foi feita?",
    "quero falar com o 99", "trinta por cento de entrada", "umas 8 da noite", "minha CG 160", "placa abc1234",
    "aceitam minha biz + 5 mil pelo Celta?", "cep 13000-000", "vi um civic por 85 mil no site de vocês",
]  # fmt: skip


@pytest.mark.parametrize(("text", "low", "high"), BUDGETS)
def test_budget(text: str, low: int | None, high: int | None) -> None:
    assert extract(text).budget == Range(low, high)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_budget(text: str) -> None:
    assert extract(text).budget is None


@pytest.mark.parametrize(
    ("text", "down", "monthly"),
    [
        ("tenho 15 mil de entrada", 15000, None),
        ("entrada de 20 e 48x", 20000, None),
        ("parcela de até 1.200", None, 1200),
        ("um e meio por mês", None, 1500),
        ("48x de 900", None, 900),
        ("em 60 vezes de 899,90", None, 900),
        ("dou 10 de entrada e parcelas de 800", 10000, 800),
        ("entrada de 7 mil mais 36 de 800, fecha?", 7000, 800),
        ("tenho 20 mil na mão e o resto quero financiar", 20000, None),
        ("entrada de 10, não, 15 mil", 15000, None),
        ("parcela até 1.000, digo, 1.200", None, 1200),
        ("um barão por mês", None, 1000),
        ("um e duzentos por mês e 10 de entrada", 10000, 1200),
        ("a parcela tem que caber em mil e duzentos", None, 1200),
        ("entre 900 e 1.100 por mês", None, 1100),
        ("se eu der vinte mil fica quanto?", 20000, None),
        ("dou um sinal de quinhentos pra ninguém levar", None, None),
        ("com o que eu ganho no aplicativo, uns 3 mil por mês", None, None),
    ],
)
def test_down_payment_and_instalment(text: str, down: int | None, monthly: int | None) -> None:
    found = extract(text)
    assert (found.budget, found.down_payment, found.monthly_payment) == (None, down, monthly)


def test_cash_or_instalments_fill_each_its_own_slot() -> None:
    found = extract("até 50 à vista ou parcela de 900")
    assert (found.budget, found.monthly_payment) == (Range(None, 50000), 900)


@pytest.mark.parametrize(
    ("text", "expecting", "key", "value"),
    [
        ("60", "budget", "budget", Range(60000, 60000)),
        ("10", "down_payment", "down_payment", 10000),
        ("900", "monthly_payment", "monthly_payment", 900),
        ("um e meio", "parcela", "monthly_payment", 1500),
    ],
)
def test_a_bare_number_is_read_in_the_light_of_the_question(
    text: str, expecting: str, key: str, value: object
) -> None:
    assert getattr(extract(text, expecting=expecting), key) == value
