"""R4.3: what the words around a sum make of it: the means of the customer, or another matter."""

import pytest

from nlp.entities.extract import extract
from nlp.understanding import Range

NOT_MEANS = [
    "o de 84.990 tem quantos km?",
    "esse de 62 mil ainda tem?",
    "me interessei pelo preto de 47.900",
    "posso ir a partir das 18",
    "chego aí umas 15",
    "quantos km tem? 80 mil?",
    "quanto vale meu uno 2010 com 150 mil?",
    "a revisão dos 40 mil foi feita na concessionária?",
    "o HB20 tá por quanto, 54 mil?",
    "o anúncio dizia 42 e o vendedor falou 45",
    "se baixar pra 50 eu levo hoje",
    "chega em 48 mil que eu fecho",
    "pago 45 nele agora",
    "faz 38 pra mim?",
    "to negociando uma casa de 300 mil, depois falo do carro",
    "o conserto ficou 4 mil, não compensa mais arrumar",
    "caí num golpe e perdi 12 mil",
    "me passaram 450 de documentação, confere?",
    "o mesmo carro tá 5 mil mais barato na loja X",
    "eu volto até 15 mil na troca",
    "aceitam carta de consórcio de 70 mil?",
    "juros de 1,9 ao mês tá bom?",
    "pago 890 de parcela no meu atual e quero trocar",
    "60 mil? tá doido",
]
SLOTS = [
    ("juntei 6 mil e quero dar de entrada", None, 6000, None),
    ("vendi minha moto por 9 mil, dá pra usar isso de entrada?", None, 9000, None),
    ("de entrada consigo levantar uns 12", None, 12000, None),
    ("guardei 14 mil, quero usar como entrada e financiar em 48", None, 14000, None),
    ("a entrada pode ser de quanto? só tenho 3 mil", None, 3000, None),
    ("posso dar minha moto mais 12 mil", None, 12000, None),
    ("tenho 22 e quinhentos pra gastar", (22500, 22500), None, None),
    ("entrada de dezoito e quinhentos", None, 18500, None),
    ("dois e duzentos mensal eu consigo pagar", None, None, 2200),
    ("consigo 1.3 por mês", None, None, 1300),
    ("cabe 1100 no meu bolso por mês", None, None, 1100),
    ("ganho 3.200 por mês e queria uma parcela que não pese, tipo 700", None, None, 700),
    ("dá pra baixar a parcela de 1.300 pra 1.100?", None, None, 1100),
    ("12 mil de entrada mais 24 cheques de 900", None, 12000, 900),
    ("entre entrada e parcelas não quero passar de 60", (None, 60000), None, None),
    ("recebi uma rescisão de 18 mil e quero um carro até esse valor", (None, 18000), None, None),
    ("uns 70 mil de orçamento, mas se for zero posso subir pra 85", (70000, 85000), None, None),
    ("trinta mil, não mais que isso", (None, 30000), None, None),
    ("faixa de preço: 90 a 110 mil", (90000, 110000), None, None),
    ("posso pagar uns 55 nele, vai ser meu primeiro carro", (55000, 55000), None, None),
    ("manda os carros de até 20 mil", (None, 20000), None, None),
    ("minha carta de crédito é 70 mil", (70000, 70000), None, None),
    (
        "vendi meu terreno por cento e vinte mil mas pro carro só vou usar cinquenta",
        (50000, 50000),
        None,
        None,
    ),
]


@pytest.mark.parametrize("text", NOT_MEANS)
def test_a_sum_that_nobody_means_to_spend(text: str) -> None:
    found = extract(text)
    assert (found.budget, found.down_payment, found.monthly_payment) == (None, None, None)


@pytest.mark.parametrize(("text", "budget", "down", "monthly"), SLOTS)
def test_cues_on_both_sides_decide(
    text: str, budget: tuple[int | None, int | None] | None, down: int | None, monthly: int | None
) -> None:
    found = extract(text)
    assert (found.budget, found.down_payment, found.monthly_payment) == (
        budget and Range(*budget),
        down,
        monthly,
    )


@pytest.mark.parametrize(
    ("text", "budget", "down", "monthly"),
    [
        ("oitentinha, talvez oitenta e cinco esticando", (80000, 85000), None, None),
        ("Setentao e acabou", (70000, 70000), None, None),
        ("oitocentão por mês eu aguento", None, None, 800),
        ("vendi minha motinha por 22 conto e é isso aí que eu tenho na mão", (22000, 22000), None, None),
        ("1oo mil no maximo", (None, 100000), None, None),
        ("na verdade 55, não 65 como eu tinha dito", (55000, 55000), None, None),
        ("mais de 80 eu não passo nem amarrado", (None, 80000), None, None),
        ("sessenta e um mil, nem um centavo a mais", (None, 61000), None, None),
        ("com 25 da pra sonhar ou é piada?", (25000, 25000), None, None),
        ("uns 19 e pouco", (19000, 20000), None, None),
        ("uns 140, podendo ir a 150 se valer a pena", (140000, 150000), None, None),
        ("a minha mãe ajuda com 5 mil e eu com 10, então 15 no total de entrada", None, 15000, None),
        ("na vdd a entrada é 12 e nao 10", None, 12000, None),
        ("Tenho 19, tirei a cnh semana passada, quero um carro até 28k", (None, 28000), None, None),
        ("pago em cheque pré pra 30, 60 e 90, serve?", None, None, None),
        ("dá pra adiantar de 16 pra 14h?", None, None, None),
        ("Tem uma Topic 97 parada, serve de entrada?", None, None, None),
        ("que juro é esse?! 2,4 ao mês é roubo", None, None, None),
        ("o frete até o Acre passa de 5 mil?", None, None, None),
        ("tem hatch de 40?", (40000, 40000), None, None),
        ("no máximo dou 22 mil", (None, 22000), None, None),
        ("Que seja confortável e que caiba em 45 mil", (None, 45000), None, None),
        ("a princípio gastaria 80, dos quais 25 de entrada", (80000, 80000), 25000, None),
        ("vou dar 12 de entrada e no carro inteiro não quero passar de 55 mil", (None, 55000), 12000, None),
        ("agora tenho 90 mil e não mais 60", (90000, 90000), None, None),
        ("entrada eu arrumo uns 5 mil com meu pai", None, 5000, None),
        ("por mês meu limite é oitocentos, acima disso não durmo", None, None, 800),
        ("o que faltar eu vou pagando, mas não pode passar de seiscentos e cinquenta", None, None, 650),
        ("tô no serasa por causa da conta da tim, 187 real", None, None, None),
        ("acima de 40 não, abaixo de 25 não presta", (25000, 40000), None, None),
        ("pra mais de 80 já é luxo, tô fora", (None, 80000), None, None),
        ("já adianto que acima de 50 eu corro", (None, 50000), None, None),
        ("só quero ver automático e nada acima de 70", (None, 70000), None, None),
        ("Algum na casa de 30 q sai andando hoje?", (30000, 30000), None, None),
        ("20k e olhe lá", (None, 20000), None, None),
        ("hoje não dá. quais carros de até 35 vcs têm?", (None, 35000), None, None),
        ("meu orçamento fechou em 58 mil", (58000, 58000), None, None),
        ("A Zafira me serve, mas só se for pra pagar em 48", None, None, None),
        ("minha faixa é 90 mil fechado", (90000, 90000), None, None),
    ],
)
def test_what_people_write(
    text: str, budget: tuple[int | None, int | None] | None, down: int | None, monthly: int | None
) -> None:
    test_cues_on_both_sides_decide(text, budget, down, monthly)
