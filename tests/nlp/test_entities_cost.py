"""R4.3: 64 KB of anything stay cheap; measured generously, since machines differ."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from nlp.entities.extract import delexicalise, extract
from nlp.entities.message import READ, message
from nlp.normalise import normalise
from nlp.when import when

FLOODS = [
    "1", "1.", "1 ", "((((", "60 mil ", "o 1 e ", "sao paulo ", "nao quero um gol ", "a", "2019/", "\x00\ud800", "de ",
    "corolx ", " ", ",", "eu e meu pai ", "sou de ", "e ", "ate ", "para ", "😀", "é", "as 10 e ", "segunda ou ",
    "dia 1 ", "10 da noite ", "entre ", "a partir de ", "menos ", "parcela de ", "viajar com ", "nao pode ", "1/", "\n",
]  # fmt: skip


@pytest.mark.parametrize("piece", FLOODS)
@pytest.mark.parametrize(
    "work", [normalise, extract, delexicalise, lambda text: when(text, datetime.now(UTC))]
)
def test_a_flood_is_cheap(work: Callable[[str], object], piece: str) -> None:
    extract("onix em campinas")  # the gazetteers are read once
    text = piece * (65536 // len(piece))
    started = time.process_time()
    work(text)
    assert time.process_time() - started < 1.0


def test_only_the_beginning_of_a_flood_is_searched() -> None:
    assert len(message("um gol " * 10000).text) <= READ
    assert extract("a " * 40000 + "onix").model == ()
