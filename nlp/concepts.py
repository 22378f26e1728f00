"""Concepts that a message names, whatever its words: a hand-written table lets the models learn from few examples."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache

from nlp.gazetteer import DATA

FILE = DATA / "concepts_br.txt"
_MARK = "@"
"""Sets concepts off from words; no word of a normalised message begins with it."""
_LINE = re.compile(r"^(\w+) = (.+)$", re.MULTILINE)
_NOT = re.compile(r"\b(?:nao|nem|nunca|sem|jamais)\b")


@cache
def table() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Names and patterns, in the order of the file."""
    rows = _LINE.findall(FILE.read_text(encoding="utf-8"))
    return tuple((name, _pattern(alternatives)) for name, alternatives in rows)


def _pattern(alternatives: str) -> re.Pattern[str]:
    # A bar inside brackets belongs to one alternative: only bars with spaces around split them.
    parts = [re.sub(r"(?<=\w)\*", r"\\w*", part.strip()) for part in alternatives.split(" | ")]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")


def named(text: str, among: Collection[str] | None = None) -> list[str]:
    """Concepts (only some if asked so) in the order in which a normalised text first names them, 'not' among them."""
    found = [
        (match.start(), name)
        for name, pattern in table()
        if (among is None or name in among) and (match := pattern.search(text))
    ]
    denied = _NOT.search(text)
    if denied:
        found.append((denied.start(), "not"))
    return [name for _, name in sorted(found)]


def grams(names: Sequence[str]) -> list[str]:
    """Named concepts and their ordered pairs; the signs mark them off from words."""
    pairs = [f"{_MARK}{left}>{right}" for at, left in enumerate(names) for right in names[at + 1 :]]
    return [*marked(names), *pairs]


def marked(names: Iterable[str]) -> list[str]:
    """Named concepts as tokens beside words."""
    return [_MARK + name for name in names]


def words_of(tokens: Iterable[str]) -> tuple[str, ...]:
    """The tokens that are no concepts."""
    return tuple(token for token in tokens if not token.startswith(_MARK))
