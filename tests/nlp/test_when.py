"""R4.3: visit times by the rules of nlu/WHEN.md, all said on Thursday 2026-11-12 at 14:00."""

from datetime import datetime, timedelta, timezone

import pytest

from nlp import services
from nlp.when import When

ZONE = timezone(timedelta(hours=-3))
NOW = datetime(2026, 11, 12, 14, tzinfo=ZONE)


def at(said: str | None) -> datetime | None:
    return datetime.strptime(said, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE) if said else None


GUIDE = [
    ("posso aparecer domingo?", "2026-11-15 00:00", "2026-11-16 00:00"),
    ("quinta eu vou aí", "2026-11-19 00:00", "2026-11-20 00:00"),
    ("terça que vem de manhã", "2026-11-17 08:00", "2026-11-17 12:00"),
    ("amanhã às 5", "2026-11-13 17:00", None),
    ("segunda, qualquer hora depois das 16", "2026-11-16 16:00", "2026-11-17 00:00"),
    ("hoje no fim da tarde", "2026-11-12 16:00", "2026-11-12 18:00"),
    ("meio da semana que vem dá?", "2026-11-18 00:00", "2026-11-19 00:00"),
    ("dia 9 às 8 da manhã", "2026-12-09 08:00", None),
    ("só em outubro", "2027-10-01 00:00", "2027-11-01 00:00"),
    ("meu seguro vence sexta, troco de carro antes?", None, None),
]
"""The examples of the page."""
TIMED = [
    ("bom dia, posso ir hoje?", "2026-11-12 00:00", "2026-11-13 00:00"),
    ("sábado de manhã", "2026-11-14 08:00", "2026-11-14 12:00"),
    ("sábado que vem", "2026-11-21 00:00", "2026-11-22 00:00"),
    ("semana que vem", "2026-11-16 00:00", "2026-11-23 00:00"),
    ("no começo da semana que vem", "2026-11-16 00:00", "2026-11-18 00:00"),
    ("fim da próxima semana", "2026-11-19 00:00", "2026-11-21 00:00"),
    ("fds eu passo aí", "2026-11-14 00:00", "2026-11-16 00:00"),
    ("fim de semana que vem", "2026-11-21 00:00", "2026-11-23 00:00"),
    ("amanhã cedinho", "2026-11-13 08:00", "2026-11-13 12:00"),
    ("amanhã depois do almoço", "2026-11-13 13:00", "2026-11-13 18:00"),
    ("hoje depois do trabalho", "2026-11-12 18:00", "2026-11-12 21:00"),
    ("amanhã ao meio-dia", "2026-11-13 12:00", None),
    ("na hora do almoço amanhã", "2026-11-13 12:00", "2026-11-13 14:00"),
    ("sexta na tardinha", "2026-11-13 16:00", "2026-11-13 18:00"),
    ("à noitinha", "2026-11-12 18:00", "2026-11-12 20:00"),
    ("de manhã", "2026-11-13 08:00", "2026-11-13 12:00"),
    ("à tarde", "2026-11-12 12:00", "2026-11-12 18:00"),
    ("às 10", "2026-11-13 10:00", None),
    ("às 3 da tarde", "2026-11-12 15:00", None),
    ("umas 7 da noite", "2026-11-12 19:00", None),
    ("lá pelas 4 de sexta", "2026-11-13 16:00", None),
    ("sábado entre 9 e 11", "2026-11-14 09:00", "2026-11-14 11:00"),
    ("amanhã das 14 às 16", "2026-11-13 14:00", "2026-11-13 16:00"),
    ("antes das 10", "2026-11-13 00:00", "2026-11-13 10:00"),
    ("sábado até as 11", "2026-11-14 00:00", "2026-11-14 11:00"),
    ("sábado de manhã depois das 10", "2026-11-14 10:00", "2026-11-14 12:00"),
    ("daqui a 3 dias", "2026-11-15 00:00", "2026-11-16 00:00"),
    ("daqui quinze dias", "2026-11-27 00:00", "2026-11-28 00:00"),
    ("daqui duas semanas", "2026-11-26 00:00", "2026-11-27 00:00"),
    ("daqui um mês", "2026-12-12 00:00", "2026-12-13 00:00"),
    ("de hoje a oito", "2026-11-19 00:00", "2026-11-20 00:00"),
    ("daqui 2 horas", "2026-11-12 16:00", None),
    ("chego em 40 minutos", "2026-11-12 14:40", None),
    ("tô indo aí agora", "2026-11-12 14:00", None),
    ("daqui a pouco passo aí", "2026-11-12 14:00", "2026-11-12 16:00"),
    ("hoje mais tarde", "2026-11-12 14:00", "2026-11-13 00:00"),
    ("ainda hoje", "2026-11-12 14:00", "2026-11-13 00:00"),
    ("dia 20", "2026-11-20 00:00", "2026-11-21 00:00"),
    ("dia 31", "2026-12-31 00:00", "2027-01-01 00:00"),
    ("20/12 às 15h", "2026-12-20 15:00", None),
    ("5 de dezembro", "2026-12-05 00:00", "2026-12-06 00:00"),
    ("último domingo de novembro", "2026-11-29 00:00", "2026-11-30 00:00"),
    ("mês que vem", "2026-12-01 00:00", "2027-01-01 00:00"),
    ("em novembro", "2027-11-01 00:00", "2027-12-01 00:00"),
    ("meados de dezembro", "2026-12-11 00:00", "2026-12-21 00:00"),
    ("fim do mês", "2026-11-21 00:00", "2026-12-01 00:00"),
    ("segunda quinzena de dezembro", "2026-12-16 00:00", "2027-01-01 00:00"),
    ("essa semana ainda", "2026-11-12 14:00", "2026-11-16 00:00"),
    ("esse mês", "2026-11-12 14:00", "2026-12-01 00:00"),
    ("sábado ou domingo", "2026-11-14 00:00", "2026-11-16 00:00"),
    ("de segunda a quarta", "2026-11-16 00:00", "2026-11-19 00:00"),
    ("quinta ou sexta", "2026-11-19 00:00", "2026-11-21 00:00"),
    ("véspera de natal", "2026-12-24 00:00", "2026-12-25 00:00"),
    ("dia da consciência negra", "2026-11-20 00:00", "2026-11-21 00:00"),
    ("carnaval", "2027-02-09 00:00", "2027-02-10 00:00"),
    ("sábado não posso, domingo dá", "2026-11-15 00:00", "2026-11-16 00:00"),
    ("sábado às 10, não, às 11", "2026-11-14 11:00", None),
    ("sexta, digo, sábado", "2026-11-14 00:00", "2026-11-15 00:00"),
    ("tinha marcado sábado às 10, dá pra passar pra segunda no mesmo horário?", "2026-11-16 10:00", None),
    ("remarcar de amanhã pra segunda às 9", "2026-11-16 09:00", None),
    ("amanhã às 10 e meia", "2026-11-13 10:30", None),
    ("14h30 hoje", "2026-11-12 14:30", None),
    ("9:15 amanhã", "2026-11-13 09:15", None),
    ("sábado meio dia e meia", "2026-11-14 12:30", None),
    ("15 pras 3 amanhã", "2026-11-13 14:45", None),
    ("segunda da semana que vem às 8", "2026-11-16 08:00", None),
    ("semana que vem, na terça", "2026-11-17 00:00", "2026-11-18 00:00"),
    ("quinta da semana que vem", "2026-11-19 00:00", "2026-11-20 00:00"),
    ("depois de amanhã à tarde", "2026-11-14 12:00", "2026-11-14 18:00"),
    ("pode ser amanhã ou depois?", "2026-11-13 00:00", "2026-11-15 00:00"),
    ("hoje às 9", "2026-11-12 21:00", None),
    ("uma da tarde de sábado", "2026-11-14 13:00", None),
    ("amanhã à uma", "2026-11-13 13:00", None),
    ("dia 20 ou 21", "2026-11-20 00:00", "2026-11-22 00:00"),
    ("em vez de sexta pode ser sábado?", "2026-11-14 00:00", "2026-11-15 00:00"),
    ("a partir das 17h", "2026-11-12 17:00", "2026-11-13 00:00"),
    ("não consigo amanhã, só segunda de tarde", "2026-11-16 12:00", "2026-11-16 18:00"),
    ("posso dar uma passada aí amanhã de tarde, umas 3h?", "2026-11-13 15:00", None),
    ("sexta feira 13h tá bom?", "2026-11-13 13:00", None),
    ("amanhã não dá, só na segunda mesmo", "2026-11-16 00:00", "2026-11-17 00:00"),
    ("vcs abrem sábado? queria ir ver o carro", "2026-11-14 00:00", "2026-11-15 00:00"),
    ("queria marcar um test drive pra terça às 9h", "2026-11-17 09:00", None),
    ("pode ser quarta ou quinta da semana que vem", "2026-11-18 00:00", "2026-11-20 00:00"),
    ("dá pra ir no domingo de manhã ou só sábado?", "2026-11-15 08:00", "2026-11-15 12:00"),
    ("desmarca o de amanhã, vou no sábado às 10", "2026-11-14 10:00", None),
    ("minha visita era hoje às 16, pode ser amanhã na mesma hora?", "2026-11-13 16:00", None),
    ("chego aí em meia hora", "2026-11-12 14:30", None),
    ("em uma hora tô aí", "2026-11-12 15:00", None),
    ("daqui uma hora e meia", "2026-11-12 15:30", None),
    ("daqui a 10 dias", "2026-11-22 00:00", "2026-11-23 00:00"),
    ("só consigo depois das seis", "2026-11-12 18:00", "2026-11-13 00:00"),
    ("depois das 6 da tarde na quarta", "2026-11-18 18:00", "2026-11-19 00:00"),
    ("amanhã antes do almoço", "2026-11-13 08:00", "2026-11-13 12:00"),
    ("amanhã antes das 11", "2026-11-13 00:00", "2026-11-13 11:00"),
    ("sábado começo da tarde", "2026-11-14 12:00", "2026-11-14 14:00"),
    ("fim da manhã de sexta", "2026-11-13 10:00", "2026-11-13 12:00"),
    ("sábado agora eu vou", "2026-11-14 00:00", "2026-11-15 00:00"),
    ("quinta que vem", "2026-11-19 00:00", "2026-11-20 00:00"),
    ("hoje quinta às 17h", "2026-11-12 17:00", None),
    ("dia das mães", "2027-05-09 00:00", "2027-05-10 00:00"),
    ("corpus christi", "2027-05-27 00:00", "2027-05-28 00:00"),
    ("sexta-feira santa", "2027-03-26 00:00", "2027-03-27 00:00"),
    ("na primeira quinzena de janeiro", "2027-01-01 00:00", "2027-01-16 00:00"),
    ("começo de dezembro", "2026-12-01 00:00", "2026-12-11 00:00"),
    ("final de novembro", "2026-11-21 00:00", "2026-12-01 00:00"),
    ("em janeiro eu apareço aí", "2027-01-01 00:00", "2027-02-01 00:00"),
    ("recebo dia 5, aí passo aí dia 6", "2026-12-06 00:00", "2026-12-07 00:00"),
    ("20 de novembro às 19h30", "2026-11-20 19:30", None),
    ("segunda às 8 e meia", "2026-11-16 08:30", None),
    ("das 8 às 10 da manhã de amanhã", "2026-11-13 08:00", "2026-11-13 10:00"),
    ("entre 2 e 4 da tarde", "2026-11-12 14:00", "2026-11-12 16:00"),
    ("amanhã entre meio dia e duas", "2026-11-13 12:00", "2026-11-13 14:00"),
    ("hoje à noite", "2026-11-12 18:00", "2026-11-12 21:00"),
    ("pode ser às 7 da noite?", "2026-11-12 19:00", None),
    ("vou aí às 7", "2026-11-13 07:00", None),
    ("12h de sábado", "2026-11-14 12:00", None),
    ("sabado 15:00", "2026-11-14 15:00", None),
    ("fim de semana, de preferência sábado", "2026-11-14 00:00", "2026-11-15 00:00"),
    ("amanhã ou sexta", "2026-11-13 00:00", "2026-11-14 00:00"),
    ("entre terça e quinta", "2026-11-17 00:00", "2026-11-20 00:00"),
    ("sexta e sábado", "2026-11-13 00:00", "2026-11-15 00:00"),
    ("dia 15 de manhã", "2026-11-15 08:00", "2026-11-15 12:00"),
    ("qto tá o onix? posso ir ver hj 17h", "2026-11-12 17:00", None),
    ("marquei pra sábado mas não vou conseguir, dá pra ser segunda?", "2026-11-16 00:00", "2026-11-17 00:00"),
    ("sábado eu viajo, então domingo", "2026-11-15 00:00", "2026-11-16 00:00"),
    ("não posso de manhã, só à tarde amanhã", "2026-11-13 12:00", "2026-11-13 18:00"),
    ("daqui a dois meses", "2027-01-12 00:00", "2027-01-13 00:00"),
    ("lá pro dia 25", "2026-11-25 00:00", "2026-11-26 00:00"),
    ("2a feira", "2026-11-16 00:00", "2026-11-17 00:00"),
    ("seg às 9", "2026-11-16 09:00", None),
    ("terça ou quarta à noite", "2026-11-17 18:00", "2026-11-18 21:00"),
    ("essa sexta", "2026-11-13 00:00", "2026-11-14 00:00"),
    ("na outra semana", "2026-11-16 00:00", "2026-11-23 00:00"),
    ("tem horário pra hoje ainda?", "2026-11-12 14:00", "2026-11-13 00:00"),
    ("às 18h30 saio do trabalho, chego aí umas 19h", "2026-11-12 19:00", None),
    ("sábado, meio-dia", "2026-11-14 12:00", None),
    ("amanhã 10h da manhã, pode confirmar", "2026-11-13 10:00", None),
    ("tô livre na parte da tarde", "2026-11-12 12:00", "2026-11-12 18:00"),
    ("depois do expediente de amanhã", "2026-11-13 18:00", "2026-11-13 21:00"),
    ("reveillon", "2026-12-31 00:00", "2027-01-01 00:00"),
    ("dia 1º de dezembro", "2026-12-01 00:00", "2026-12-02 00:00"),
    ("segunda vcs tem como me atender cedo?", "2026-11-16 08:00", "2026-11-16 12:00"),
    ("amanhã lá pelas duas e meia", "2026-11-13 14:30", None),
    ("na sexta até umas 5", "2026-11-13 00:00", "2026-11-13 17:00"),
    ("final de semana que vem no sábado", "2026-11-21 00:00", "2026-11-22 00:00"),
]
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
]


@pytest.mark.parametrize(("text", "start", "end"), [*GUIDE, *TIMED])
def test_a_visit_time_is_read(text: str, start: str | None, end: str | None) -> None:
    found = services.when(text=text, now=NOW)
    assert (found and found.start, found and found.end) == (at(start), at(end))


@pytest.mark.parametrize("text", NONE)
def test_nothing_to_go_by(text: str) -> None:
    assert services.when(text=text, now=NOW) is None


def test_the_offset_of_now_is_kept() -> None:
    manaus = timezone(timedelta(hours=-4))
    found = services.when(text="amanhã às 10", now=datetime(2026, 11, 12, 23, 30, tzinfo=manaus))
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
    found = services.when(text=text, now=moment)
    assert (found and found.start, found and found.end) == (at(start), at(end))
