"""R4.1: the labelled data is sound, and what is held out stays out of training."""

from collections import Counter

import pytest

from nlp import audit, corpus
from nlp.corpus import Record
from nlp.understanding import INTENTS

HELD_OUT = ("eval.jsonl", "rights.jsonl", "rights_b.jsonl")


@pytest.fixture(scope="module")
def train() -> list[Record]:
    return corpus.load(corpus.TRAIN)


def test_there_is_enough_of_everything(train: list[Record]) -> None:
    primary = Counter(one.intents[0] for one in train)
    assert len(train) >= 6000
    assert set(primary) == set(INTENTS)
    assert min(primary.values()) >= 120, primary


def test_every_record_is_labelled_in_full(train: list[Record]) -> None:
    assert all(one.intents and one.sentiment and one.entities is not None for one in train)


def test_ids_are_unique(train: list[Record]) -> None:
    assert len({one.id for one in train}) == len(train)


def test_training_messages_do_not_repeat(train: list[Record]) -> None:
    repeated = [pair for pair in audit.twins(train) if pair.contradicts]
    assert not repeated


@pytest.mark.parametrize("name", HELD_OUT)
def test_no_near_duplicates_with_what_is_held_out(train: list[Record], name: str) -> None:
    """An evaluation message that resembles a training message measures memory."""
    apart = corpus.load(corpus.FROZEN.with_name(name))
    trained = train if name == "eval.jsonl" else corpus.load(corpus.RIGHTS_TRAIN)
    # Few words leave no choice: everybody says hello or stop in the same ones.
    shared = [pair for pair in audit.shared(apart, trained) if len(pair.one.text.split()) > 3]
    assert not shared, [(pair.one.text, pair.other.text) for pair in shared]


def test_near_duplicates_are_found() -> None:
    one, other = (
        Record(text="qual o preço do onix preto?", intents=("car_details",)),
        Record(text="Qual o preco do Onix preto"),
    )
    assert audit.shared([one], [other])
    assert not audit.shared([one], [Record(text="qual o preço do civic?")])
    assert audit.twins([one, other])
