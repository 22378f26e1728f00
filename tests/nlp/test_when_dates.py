"""R4.6: which of several dates is the visit's, and dates said twice."""

from datetime import datetime, timedelta, timezone

import pytest

from nlp.when import When, when

ZONE = timezone(timedelta(hours=-3))
NOW = datetime(2026, 11, 12, 14, tzinfo=ZONE)
TIMES = [
    ("sexta 20/11 de manhã", "2026-11-20 08:00", "2026-11-20 12:00"),
    ("quarta, dia 18, no fim da tarde", "2026-11-18 16:00", "2026-11-18 18:00"),
    ("16/11, segunda, 9:30", "2026-11-16 09:30", None),
    ("recebo dia 5 e no dia 6 vou aí fechar", "2026-12-06 00:00", "2026-12-07 00:00"),
    ("o seguro vence em dezembro, dá pra ir aí amanhã?", "2026-11-13 00:00", "2026-11-14 00:00"),
    (
        "meu carro fica pronto terça e na quarta eu levo aí pra avaliar",
        "2026-11-18 00:00",
        "2026-11-19 00:00",
    ),
    ("dezembro, começo do mês", "2026-12-01 00:00", "2026-12-11 00:00"),
    ("em dezembro, mais pro fim", "2026-12-21 00:00", "2027-01-01 00:00"),
    ("janeiro, na primeira quinzena", "2027-01-01 00:00", "2027-01-16 00:00"),
    ("mês que vem, no comecinho", "2026-12-01 00:00", "2026-12-11 00:00"),
    ("na última semana de novembro", "2026-11-24 00:00", "2026-12-01 00:00"),
    ("quinta que vem não, na outra", "2026-11-26 00:00", "2026-11-27 00:00"),
    ("sem ser esse sábado, o próximo", "2026-11-21 00:00", "2026-11-22 00:00"),
    ("amanhã dez e quinze", "2026-11-13 10:15", None),
    ("amanhã uma e meia", "2026-11-13 13:30", None),
    ("já marco a visita pra amanhã", "2026-11-13 00:00", "2026-11-14 00:00"),
]


@pytest.mark.parametrize(("text", "start", "end"), TIMES)
def test_the_visit_s_date(text: str, start: str, end: str | None) -> None:
    def moment(said: str) -> datetime:
        return datetime.fromisoformat(said).replace(tzinfo=ZONE)

    assert when(text, NOW) == When(moment(start), moment(end) if end else None)


@pytest.mark.parametrize("text", ["até amanhã então!", "meu carro fica pronto na terça"])
def test_no_visit(text: str) -> None:
    assert when(text, NOW) is None
