"""Words and phrases of rights (RELIABILITY.md 5.5), read from a table."""

import re
from collections.abc import Iterator
from functools import cache

from nlp.gazetteer import DATA

FILE = DATA / "rights_br.txt"
DENIED = re.compile(r"\b(?:nao|nem|nunca|jamais|num)\b")
"""With these words a wish to receive is none."""

_NAME = re.compile(r"\{([a-z]+)\}")


@cache
def _blocks() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Kind, right or name, and lines of each block of the table."""
    found: list[tuple[str, str, tuple[str, ...]]] = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind, _, name = line.strip("[]").partition(" ")
            found.append((kind, name, ()))
        elif line.strip() and not line.startswith("#"):
            kind, name, lines = found[-1]
            found[-1] = (kind, name, (*lines, line))
    return tuple(found)


def _of(wanted: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    return ((name, lines) for kind, name, lines in _blocks() if kind == wanted)


def _pattern(lines: tuple[str, ...]) -> re.Pattern[str]:
    names = {name: "|".join(own) for name, own in _of("name")}
    full = "|".join(_NAME.sub(lambda match: names[match[1]], line) for line in lines)
    return re.compile(rf"\b(?:{full})")


@cache
def whole() -> dict[str, str]:
    """Right of messages that say nothing else."""
    return {
        phrase.strip(): right for right, lines in _of("whole") for line in lines for phrase in line.split("|")
    }


@cache
def phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Patterns of each right; a message claims the first one that it names."""
    return tuple((right, _pattern(lines)) for right, lines in _of("phrase"))


@cache
def trap() -> re.Pattern[str]:
    """What only sounds like a right: a car, a visit or a search is meant."""
    return _pattern(next(lines for _, lines in _of("trap")))
