"""R4.9: a candidate learns from customers' messages, but not a word that only one of them writes."""

import json
from pathlib import Path

import numpy as np

from nlp import anonymous, candidate, corpus, services, store
from nlp.corpus import Record


def test_rare_words_names_and_numbers_are_left_out() -> None:
    known = anonymous.vocabulary(["quero ver o carro", "meu nome e"])
    messages = [
        ("ana", "meu nome é Zulmira Xavantina, quero ver o onix"),
        ("ana", "xavantina xavantina xavantina"),
        ("bia", "liga 11987654321 ou 63512"),
        *[(person, "topzera") for person in "abc"],
    ]
    found = anonymous.without_rare(messages, known=known)
    assert "zulmira" not in found[0]
    assert "onix" in found[0]
    assert found[1] == ""
    assert "11987654321" not in found[2]
    assert "63512" not in found[2]
    assert "60000" in found[2]
    assert found[3] == "topzera"


def test_what_is_measured_on_is_not_learned() -> None:
    given = [
        Record(text="Quero ver o Onix!", intents=("car_details",)),
        Record(text="oi", intents=("greeting",)),
    ]
    own = [Record(text="quero ver o onix oi")]
    kept = candidate.learnable(given, own=own, frozen=[Record(text="quero ver o onix!")])
    assert [one.text for one in kept] == ["oi"]


def test_the_data_hash_does_not_depend_on_the_order() -> None:
    one, other = Record(text="a", intents=("greeting",)), Record(text="b", intents=("farewell",))
    assert candidate.data_hash([one, other]) == candidate.data_hash([other, one])
    assert candidate.data_hash([one]) != candidate.data_hash([other])


def few(folder: Path) -> Path:
    """A small training set of two writers."""
    folder.mkdir()
    for name in ("a", "b"):
        lines = (corpus.TRAIN / f"{name}.jsonl").read_text().splitlines()[::6]
        (folder / f"{name}.jsonl").write_text("\n".join(lines))
    return folder


def test_a_candidate_is_trained_and_compared(tmp_path: Path, model_folder: Path) -> None:
    services.use_folder(model_folder)
    services.prepare()
    frozen = tmp_path / "eval.jsonl"
    frozen.write_text("\n".join((corpus.TRAIN / "c.jsonl").read_text().splitlines()[:40]))
    data = few(tmp_path / "few")
    lines = [
        json.dumps({"text": f"manda foto {word}", "intents": ["car_details"], "person": str(n)}).encode()
        for n, word in enumerate(("zulmira", "do carro", "agora", "pfv"))
    ]
    heard: list[float] = []
    job = candidate.Job(folder=model_folder, data=data, frozen=frozen)
    figures = candidate.run(job, lines, lambda percent, line: heard.append(percent))
    path = model_folder / f"{figures['version']}.npz"
    assert figures["customers_messages"] == 4
    assert figures["frozen_set"] == "eval.jsonl"
    assert 0 <= figures["mcnemar"]["p"] <= 1
    assert {row["label"] for row in figures["intents"]}
    assert heard == sorted(heard)
    with np.load(path) as stored:
        meta = bytes(stored["meta"]).decode()
    assert "zulmira" not in meta
    assert store.current(model_folder) != path
    path.unlink()
