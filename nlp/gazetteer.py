"""Car and place names, read once from the data files on first use."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlp.entities.numbers import with_digits
from nlp.normalise import fold, folded, words

DATA = Path(__file__).parent / "data"

Key = tuple[str, ...]


HARD_BRANDS = frozenset(
    {
        "ram",
        "mini",
        "smart",
        "seat",
        "bm",
        "effa",
        "mg",
        "neta",
        "asia",
        "reno",
        "mazda",
        "lada",
        "gipe",
        "cherry",
    }
)
"""Brands that are also words: a car cue is needed."""

EASY_MODELS = frozenset(
    """corsa siena golf fox uno pulse montana parati santana focus marea meriva polo gol mille voyage
    fusion linea verona pampa agile march commander comander variant quantum caravan titano towner versailles""".split()
)
"""Marked ambiguous in the data, yet in a dealer's chat nearly always the car: any cue in the message will do."""

HARD_MODELS = frozenset(
    """tipo idea bravo brava face premio is es hr x expert journey edge sonic rio tan king seal han tank bolt
    leaf soul accent daily apollo bora omega corona elba defender explorer discovery symbol laguna
    ipanema royale brasilia cordoba ibiza samurai 147 500 1500 2500 3500 2008 5 7 001 tt ml tl m3 d1 topic
    pointer prado hunter picasso lounge velar orion territory drive boreal spark weekend
    protege escort oggi campo cielo sport besta espero ora slk like
    320 530 620 626 718 911 850 156 164 405 406 407 408 306""".split()
)
"""Common words, numbers or place names: brand beside them, or a year, an engine or a version behind them."""


@dataclass(frozen=True, slots=True)
class CarName:
    """A model (or, with no model, a brand).

    `ease` 0: certain by itself, 1: needs a cue, 2: needs one beside it.
    """

    brand: str
    model: str
    ease: int


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality name with every state that has one, the likeliest first.

    `sure` when no cue is needed; `common` when the name is also an everyday word; `settled` when the name
    alone tells the state.
    """

    name: str
    states: tuple[str, ...]
    sure: bool
    common: bool
    settled: bool


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a data file."""
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _key(name: str) -> Key:
    """Words of a name with number words as digits."""
    return tuple(words(with_digits(folded(name)).text))


def _spoken(model: str) -> set[Key]:
    """A model name as written, hyphens read as spaces and as nothing, and with letters and digits apart."""
    folded = fold(model)
    joined = folded.replace("-", "").replace(" ", "").replace(".", "")
    keys = {tuple(words(folded)), tuple(words(joined))}
    head = joined.rstrip("0123456789")
    if head and head != joined and head.isalpha() and len(head) <= 3 and head not in ("a", "e", "o", "i"):
        keys |= {(head, joined[len(head) :])}
    return keys


def _ease(key: Key, ambiguous: bool) -> int:
    name = "".join(key)
    if len(key) == 1 and name in HARD_MODELS:
        return 2
    short = len(name) <= 2 or (len(key) == 2 and len(name) <= 3)
    return 1 if ambiguous or short else 0


@cache
def brands() -> dict[Key, CarName]:
    """Brand by the words of its name or nickname."""
    names = {row["brand"] for row in rows("car_models_br.csv")}
    known = {tuple(words(fold(name))): CarName(name, "", 0) for name in names}
    known |= {
        key: CarName(car.brand, "", 0) for key, car in _spellings(of_models=False) if car.brand in names
    }
    hard = {
        key: CarName(car.brand, "", 1)
        for key, car in known.items()
        if len(key) == 1 and key[0] in HARD_BRANDS
    }
    return known | hard


@cache
def models() -> dict[Key, CarName]:
    """Model by the words of its name or alias."""
    known: dict[Key, CarName] = {}
    aliases: list[tuple[Key, CarName]] = []
    for row in rows("car_models_br.csv"):
        ambiguous = row["ambiguous"] == "1"
        model = "Up" if row["model"] == "up!" else row["model"]
        for key in _spoken(model):
            known.setdefault(key, CarName(row["brand"], model, _ease(key, ambiguous)))
        for alias in filter(None, row["aliases"].split("|")):
            doubtful = ambiguous and len(fold(alias)) <= 4
            aliases += [
                (key, CarName(row["brand"], model, _ease(key, doubtful)))
                for key in {_key(alias), *_spoken(alias)}
            ]
    for key, car in (*aliases, *_spellings(of_models=True)):
        known.setdefault(key, car)
    known.pop((), None)
    return known


def _spellings(*, of_models: bool) -> list[tuple[Key, CarName]]:
    """Further spellings of brands or models, as heard, dictated and mistyped."""
    found = []
    for row in rows("car_spellings_br.csv"):
        if bool(row["model"]) is not of_models:
            continue
        for alias in row["spellings"].split("|"):
            key = _key(alias)
            found.append(
                (key, CarName(row["brand"], row["model"], _ease(key, len(key) == 1 and len(key[0]) <= 3)))
            )
    return found


@cache
def car_index() -> dict[str, tuple[tuple[Key, CarName], ...]]:
    """Models and brands by their first word, longest names first."""
    index: dict[str, list[tuple[Key, CarName]]] = {}
    for key, car in (*models().items(), *brands().items()):
        index.setdefault(key[0], []).append((key, car))
    return {first: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for first, found in index.items()}


@cache
def typo_targets() -> dict[str, tuple[str, ...]]:
    """Single-word names of five letters or more by their first letter: what a typo may be compared with."""
    names = {key[0] for key, car in (*models().items(), *brands().items()) if len(key) == 1 and car.ease == 0}
    targets: dict[str, list[str]] = {}
    for name in sorted(names):
        if len(name) >= 5 and name.isalpha():
            targets.setdefault(name[0], []).append(name)
    return {first: tuple(found) for first, found in targets.items()}


@cache
def everyday_words() -> frozenset[str]:
    """Common words that look like a car's or are a town's name."""
    lines = (DATA / "everyday_words_br.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
