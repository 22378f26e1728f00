"""Customers' messages before a model learns from them: no word stays that hardly anybody else writes.

A model file keeps the words it learned from. Names, streets and numbers of one person must not be among them: they
could not be taken out again when that person asks for erasure.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from nlp.gazetteer import car_index
from nlp.normalise import normalise

PEOPLE = 3
"""How many different people must have written a word that our own texts do not have."""
_WORD = re.compile(r"\w+")
_DIGITS = 6
"""Longer digit strings are telephone numbers, postcodes, documents; rare shorter ones are rounded."""


def vocabulary(texts: Iterable[str]) -> frozenset[str]:
    """Words of our own texts, normalised."""
    return frozenset(word for text in texts for word in _WORD.findall(normalise(text)))


def without_rare(messages: Sequence[tuple[str, str]], *, known: Collection[str]) -> list[str]:
    """The normalised texts of (person, text) pairs with words left out that are not known and said by few."""
    texts = [normalise(text) for _, text in messages]
    people: dict[str, set[str]] = defaultdict(set)
    for (person, _), text in zip(messages, texts, strict=True):
        for word in _WORD.findall(text):
            people[word].add(person)
    cars = car_index()

    def kept(found: re.Match[str]) -> str:
        word = found[0]
        if word in known or word in cars or len(people[word]) >= PEOPLE:
            return word
        return word[0].ljust(len(word), "0") if word.isdecimal() and len(word) <= _DIGITS else ""

    return [" ".join(_WORD.sub(kept, text).split()) for text in texts]
