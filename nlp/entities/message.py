"""What every extractor reads: the plain text with number words as digits, its words, and the values found in it."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from nlp.entities.numbers import with_digits
from nlp.normalise import Plain, read
from nlp.understanding import Range

READ = 2500
"""Characters that are searched for values: the longest message of a phone is shorter."""
_WORD = re.compile(r"[a-z0-9]+")


class Token(NamedTuple):
    """A word and its span in the text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A value of the message: entity `key`, span in `Message.text`, confidence from 0 to 1.

    `excluded` says that the words around it rule it out.
    """

    key: str
    value: int | str | Range
    start: int
    end: int
    confidence: float = 0.9
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the extractors read it."""

    plain: Plain
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        """Plain text with number words as digits."""
        return self.plain.text


def message(text: str) -> Message:
    """Read an original (or already normalised) text."""
    plain = read(text)
    if len(plain.text) > READ:
        plain = Plain(plain.text[:READ], text, plain.starts[:READ], plain.ends[:READ])
    plain = with_digits(plain)
    tokens = tuple(Token(m.group(), m.start(), m.end()) for m in _WORD.finditer(plain.text))
    return Message(plain, tokens)
