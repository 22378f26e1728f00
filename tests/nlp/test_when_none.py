"""R4.3: messages that name no visit time, and other moments than the page's."""

from datetime import datetime, timedelta, timezone

import pytest

from nlp.when import When, when
from tests.nlp.test_when import NOW, at

NONE = [
    "no feriado",
    "hoje não consigo",
    "fui aí sábado passado e ninguém me atendeu",
    "amanhã te falo",
    "quando der eu passo aí",
    "boa tarde, tudo bem?",
    "meu pagamento cai dia 5",
    "cancela minha visita de amanhã",
    "preciso cancelar a visita de sábado",
    "meu ipva vence em janeiro",
    "nasci em 10 de março de 1990",
    "meu carro é modelo 2015",
    "te chamo segunda",
    "vou pensar e amanhã respondo",
    "ontem passei aí e tava fechado",
    "qualquer dia desses",
    "ok obrigado, até amanhã",
    "bom fim de semana",
    "a garantia vai até dezembro?",
    "sem ser amanhã, qualquer dia",
    "hoje não",
    "me liga amanhã",
    "quero financiar em 48 meses",
    "tenho 10 mil de entrada e 20 dias de férias",
    "véspera de feriado",
    "pode ser dia 30 de fevereiro?",
    "quero ver a segunda opção",
    "na quinta marcha ele ronca",
    "o anúncio foi há 3 dias",
    "antes do natal",
    "financiei em janeiro e quero quitar",
    "nasci dia 20 de abril",
    "a parcela vence dia 10",
    "comprei meu carro em março",
    "me aguarda que na terça te dou retorno",
    "até semana que vem eu decido",
    "um dia eu passo aí",
    "qual o horário de funcionamento?",
    "assim que sair meu FGTS em dezembro eu compro",
    "vi o anúncio ontem à noite",
    "domingo passado passei na frente",
    "no dia seguinte ao feriado",
]


@pytest.mark.parametrize("text", NONE)
def test_nothing_to_go_by(text: str) -> None:
    assert when(text, NOW) is None


def test_the_offset_of_now_is_kept() -> None:
    manaus = timezone(timedelta(hours=-4))
    found = when("amanhã às 10", datetime(2026, 11, 12, 23, 30, tzinfo=manaus))
    assert found == When(datetime(2026, 11, 13, 10, tzinfo=manaus))


@pytest.mark.parametrize(
    ("text", "now", "start", "end"),
    [
        ("sábado", "2026-11-14 09:00", "2026-11-21 00:00", "2026-11-22 00:00"),
        ("hoje sábado às 15h", "2026-11-14 09:00", "2026-11-14 15:00", None),
        ("fim de semana", "2026-11-14 09:00", "2026-11-14 09:00", "2026-11-16 00:00"),
        ("à noite", "2026-11-12 22:00", "2026-11-13 18:00", "2026-11-13 21:00"),
        ("às 5", "2026-11-12 18:00", "2026-11-13 17:00", None),
        ("dia 31", "2026-01-31 12:00", "2026-01-31 00:00", "2026-02-01 00:00"),
        ("dia 30", "2026-02-10 12:00", "2026-03-30 00:00", "2026-03-31 00:00"),
        ("daqui um mês", "2026-01-31 12:00", "2026-02-28 00:00", "2026-03-01 00:00"),
        ("mês que vem", "2026-12-20 12:00", "2027-01-01 00:00", "2027-02-01 00:00"),
        ("domingo que vem", "2026-11-15 12:00", "2026-11-22 00:00", "2026-11-23 00:00"),
        ("29 de fevereiro", "2026-11-12 12:00", "2028-02-29 00:00", "2028-03-01 00:00"),
        ("páscoa", "2027-03-29 12:00", "2028-04-16 00:00", "2028-04-17 00:00"),
    ],
)
def test_other_moments(text: str, now: str, start: str, end: str | None) -> None:
    moment = at(now)
    assert moment
    found = when(text, moment)
    assert (found and found.start, found and found.end) == (at(start), at(end))
