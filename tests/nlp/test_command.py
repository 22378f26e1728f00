"""R4.1: `manage.py nlu` with good and bad input."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.nlp.conftest import Read


def run(*arguments: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("nlu", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_predict_prints_a_record(read: Read) -> None:
    (one,) = lines(run("predict", "aceita meu gol 2012 na troca?")[0])
    assert one["intents"] == ["trade_in"]
    assert one["entities"]["model"] == ["Gol"]
    assert {"confidence", "sentiment", "right"} <= one.keys()


def test_predict_reads_what_was_asked(read: Read, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(
        '{"id": "x1", "text": "2", "expecting": "selection"}\n{"id": "x2", "text": "5", "expecting": "rating"}\n'
    )
    first, second = lines(run("predict", "--file", file)[0])
    assert (first["id"], first["intents"]) == ("x1", ["car_details"])
    assert (second["id"], second["intents"]) == ("x2", ["feedback_positive"])


def test_when_prints_start_and_end(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(
        '{"id": "1", "text": "posso aparecer domingo?", "now": "2026-11-12T14:00:00-03:00"}\n'
        '{"id": "2", "text": "qual o preço?", "now": "2026-11-12T14:00:00-03:00"}\n'
    )
    dated, undated = lines(run("when", "--file", file)[0])
    assert dated == {"id": "1", "start": "2026-11-15T00:00:00-03:00", "end": "2026-11-16T00:00:00-03:00"}
    assert undated == {"id": "2", "none": True}


def test_bad_lines_are_named_and_the_rest_is_read(read: Read, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    good = b'{"text": "oi", "intents": ["greeting"]}'
    broken = [
        b"{",
        b"\xff\xfe\x00",
        b'{"text": 5}',
        b"[1]",
        b'{"text": "' + b"a" * 1_000_000 + b'"}',
        b"[" * 50_000,
    ]
    broken += [b'{"text": "oi", "intents": ["hello"]}', b'{"text": "oi", "intents": "greeting"}']
    file.write_bytes(b"\n".join([*broken, b"", good]))
    out, err = run("evaluate", "--file", file, "--json")
    assert json.loads(out)["messages"] == 1
    assert [line.split(":")[1] for line in err.splitlines()] == [str(at) for at in range(1, 9)]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x00\x01"])
def test_a_file_without_records_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(content)
    with pytest.raises(CommandError, match="nenhuma linha"):
        run("evaluate", "--file", file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run("predict", "--file", tmp_path / "none.jsonl")
    with pytest.raises(CommandError, match="texto ou --file"):
        run("predict")


def test_evaluate_prints_a_table_and_a_picture(read: Read, tmp_path: Path) -> None:
    file, picture = tmp_path / "a.jsonl", tmp_path / "a.png"
    file.write_text('{"text": "oi", "intents": ["greeting"], "sentiment": "neutral", "entities": {}}\n')
    out, _ = run("evaluate", "--file", file, "--picture", picture)
    assert "| accuracy of the primary intent | 1.0 |" in out
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("evaluate", "--help")
    assert "example: manage.py nlu evaluate" in capsys.readouterr().out
