"""Labelled messages: one JSON object a line in the form of the label guide."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nlp.gazetteer import DATA
from nlp.understanding import INTENTS

TRAIN = DATA / "train"
"""One file per writer, so that a model can be judged on a voice that it never heard."""
RIGHTS_TRAIN = DATA / "rights_train.jsonl"
FROZEN = DATA / "held_out" / "eval.jsonl"
"""The messages that models are compared on, and never learn from."""
LONGEST_LINE = 256 * 1024
"""Bytes; a message has at most 64 KB, so anything longer is no record."""

SENTIMENTS = ("negative", "neutral", "positive")
RIGHTS = (
    "none", "opt_out", "opt_in", "delete", "access", "correct", "shared_with", "portability", "withdraw_consent", "dpo",
    "wrong_person", "minor", "human",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """A message and what a person says about it; None or empty where the file does not say."""

    text: str
    id: str | None = None
    intents: tuple[str, ...] = ()
    sentiment: str | None = None
    entities: dict[str, Any] | None = None
    right: str | None = None
    expecting: str | None = None
    now: str | None = None
    writer: str = ""
    rest: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that is no record."""

    line: int
    reason: str


def parse(line: bytes, writer: str = "") -> Record:
    """The record of one line; ValueError says why it is none."""
    if len(line) > LONGEST_LINE:
        raise ValueError(f"a line of {len(line)} bytes is longer than {LONGEST_LINE}")
    try:
        raw = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError("not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise ValueError("not JSON") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str):
        raise ValueError("no object with a 'text'")
    return _record(raw, writer)


def _record(raw: dict[str, Any], writer: str) -> Record:
    intents = raw.get("intents", [])
    if not isinstance(intents, list) or not all(isinstance(one, str) for one in intents):
        raise ValueError("'intents' is not a list of labels")
    unknown = [one for one in intents if one not in INTENTS]
    if unknown:
        raise ValueError(f"no such intent: {unknown[0]!r}")
    if raw.get("sentiment") not in (*SENTIMENTS, None):
        raise ValueError("'sentiment' is not one of the guide's")
    if not isinstance(raw.get("entities", {}), dict):
        raise ValueError("'entities' is not an object")
    for name in ("id", "right", "expecting", "now"):
        if not isinstance(raw.get(name), str | int | None):
            raise ValueError(f"{name!r} is not text")
    named = {
        name: None if raw.get(name) is None else str(raw[name])
        for name in ("id", "right", "expecting", "now")
    }
    known = {"text", "intents", "sentiment", "entities", *named}
    return Record(
        text=raw["text"],
        intents=tuple(intents),
        sentiment=raw.get("sentiment"),
        entities=raw.get("entities"),
        writer=writer,
        rest={key: value for key, value in raw.items() if key not in known},
        **named,
    )


def read(path: Path) -> tuple[list[Record], list[Problem]]:
    """Records of a JSONL file and the lines that are none; OSError if it cannot be read."""
    records, problems = [], []
    for number, line in _lines(path):
        try:
            records.append(parse(line, path.stem))
        except ValueError as error:
            problems.append(Problem(number, str(error)))
    return records, problems


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if line.strip():
            yield number, line


def load(path: Path) -> list[Record]:
    """Records of our own data (a file, or all files of a folder); ValueError names a line that is none."""
    found = []
    for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
        records, problems = read(file)
        if problems:
            raise ValueError(f"{file.name}:{problems[0].line}: {problems[0].reason}")
        found += records
    return found


def digest(*paths: Path) -> str:
    """Hash of the contents of files and of the folders' JSONL and Python files."""
    seen = hashlib.sha256()
    for path in paths:
        files = (
            [path]
            if path.is_file()
            else sorted([*path.rglob("*.jsonl"), *path.rglob("*.py"), *path.rglob("*.csv")])
        )
        for file in files:
            seen.update(file.name.encode() + b"\0" + file.read_bytes())
    return seen.hexdigest()[:12]
