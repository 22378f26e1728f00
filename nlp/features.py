"""Features of the intent classifier: words 1-2 and characters 2-5 of the delexicalised text."""

import re
from itertools import pairwise

from nlp.entities.extract import delexicalise

VERSION = "1"
"""Changes with any change of features or training, so that stored models are rebuilt."""

_TOKEN = re.compile(r"[a-z0-9]+|[?!]|[^\x00-\x7f]")


def tokens(text: str) -> list[str]:
    """Tokens of a normalised text with names and sums replaced; digits beside selections stay."""
    return _TOKEN.findall(delexicalise(text[:2000]))


def word_grams(one: list[str]) -> list[str]:
    """Single words and pairs, with the two ends of the message marked."""
    marked = ["<", *one, ">"]
    return one + [f"{left} {right}" for left, right in pairwise(marked)]


def char_grams(one: list[str]) -> list[str]:
    """Pieces of 2 to 5 characters within each padded word."""
    grams = []
    for word in one[:400]:
        padded = f" {word[:30]} "
        for size in range(2, 6):
            grams += [padded[at : at + size] for at in range(max(1, len(padded) - size + 1))]
    return grams
