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


@pytest.mark.parametrize("asked", ["usage", "location", "priorities"])
def test_a_sum_named_as_money_corrects_the_budget_at_another_question(asked: str) -> None:
    assert extract("até R$ 65.203", expecting=asked).budget == Range(None, 65203)
    assert extract("65", expecting=asked).budget is None


SLOTS = [
    ("tava pensando em algo na casa dos 45 mil", (45000, 45000), None, None),
    ("consigo uma entrada boa, tipo 30 mil, e umas parcelas de mil e pouco", None, 30000, 1000),
    ("dou 12 mil agora e financio o resto em 48 vezes de no máximo 980", None, 12000, 980),
    ("meu carro tá na fipe por 32, quero pegar um de até 70", (None, 70000), None, None),
    ("nossa faixa é 55~65 mil", (55000, 65000), None, None),
    ("tenho 25 mil guardados mais 15 do fgts, total 40 mil", (40000, 40000), None, None),
    ("a parcela cabe até 1300, a entrada é 18", None, 18000, 1300),
    ("vcs tem carro de 30 e poucos mil?", (30000, 35000), None, None),
    ("até 1,2 mil de parcela", None, None, 1200),
    ("pago no máximo R$ 850,00 mensais", None, None, 850),
    ("85.000 à vista ou 20.000 de entrada + 60x 1.450", (85000, 85000), 20000, 1450),
    ("nao passo de cinquenta e cinco mil nem a pau", (None, 55000), None, None),
    ("o corolla 2018 tá anunciado por 92.900", None, None, None),
    ("meu budget é 120k", (120000, 120000), None, None),
    ("preciso de um carro barato, no maximo uns vinte e dois mil", (None, 22000), None, None),
    ("tenho 10 pra dar de entrada", None, 10000, None),
    ("dez de entrada e oitocentos por mês", None, 10000, 800),
    ("o gol tá com 120 mil km rodados, aceita por 28?", None, None, None),
    ("queria ver opções entre 70 e 90 mil reais automáticas", (70000, 90000), None, None),
    ("se der pra fazer em 60x de mil e cem eu fecho", None, None, 1100),
    ("minha renda é 4.500 e posso comprometer 1.200 por mês", None, None, 1200),
    ("tô com 38 no banco e posso arrumar mais uns 5", (38000, 38000), None, None),
    ("entre trinta e cinco e quarenta mil", (35000, 40000), None, None),
    ("de vinte e cinco a trinta mil", (25000, 30000), None, None),
    ("tem algo por menos de 40 mil?", (None, 40000), None, None),
    ("algo abaixo dos 60", (None, 60000), None, None),
    ("posso subir pra 65 se valer a pena", (None, 65000), None, None),
    ("20% de entrada e o resto em 48x", None, None, None),
    ("quinze mil de sinal e o restante no financiamento", None, 15000, None),
    ("não quero parcela maior que 1.000", None, None, 1000),
    ("prestação em torno de mil", None, None, 1000),
    ("dá pra dar 8 mil de entrada? a parcela pode ser uns 650", None, 8000, 650),
    ("tenho só 9.500 pra entrada", None, 9500, None),
    ("25000", (25000, 25000), None, None),
    ("R$ 35 mil", (35000, 35000), None, None),
    ("cem mil redondos", (100000, 100000), None, None),
    ("um carrinho de uns 18 a 20 mil", (18000, 20000), None, None),
    ("a gente pode pagar por mês mil e trezentos", None, None, 1300),
    ("pode ser 48 de mil e duzentos", None, None, 1200),
    ("tenho uma s10 e um hb20 2020, quero ver algo de 100 mil", (100000, 100000), None, None),
    ("o onix 1.0 tá 58.900 né? faz por 56?", None, None, None),
    ("qual a parcela de um carro de 50 mil com 15 de entrada?", (50000, 50000), 15000, None),
    ("disse 50 mas quis dizer 60 mil", (60000, 60000), None, None),
    ("não é 40 de entrada, é 14", None, 14000, None),
    ("uns 2 mil por mês é meu limite, entrada não tenho", None, None, 2000),
    ("o máximo de parcela é novecentos e cinquenta", None, None, 950),
    ("parcelas entre 700 e 900", None, None, 900),
    ("quanto fica 40 mil em 36 vezes?", None, None, None),
    ("recebi 90 mil de herança e quero investir 60 no carro", (60000, 60000), None, None),
    ("cinquenta mil pratas", (50000, 50000), None, None),
    ("sessenta paus e tá bom demais", (60000, 60000), None, None),
    ("até R$70.000,00 (setenta mil reais)", (None, 70000), None, None),
    ("quero um de 80 pra cima", (80000, None), None, None),
    ("acima de 90 até 110", (90000, 110000), None, None),
    ("no mínimo 60 e no máximo 80", (60000, 80000), None, None),
    ("1.500 por mês, 30 mil de entrada, carro de até 95 mil", (None, 95000), 30000, 1500),
]


@pytest.mark.parametrize(("text", "budget", "down", "monthly"), SLOTS)
def test_the_three_slots_together(
    text: str, budget: tuple[int | None, int | None] | None, down: int | None, monthly: int | None
) -> None:
    found = extract(text)
    assert (found.budget, found.down_payment, found.monthly_payment) == (
        budget and Range(*budget),
        down,
        monthly,
    )
