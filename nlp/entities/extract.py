"""All entities of one message."""

import re

from nlp.entities import cars, money, places, traits, wishes
from nlp.entities.exclusion import ruled_out
from nlp.normalise import words
from nlp.understanding import Entities

_ANY = re.compile(r"[a-z0-9]+")


def _offsets(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _ANY.finditer(text)]


def _cars(text: str, excluded: dict[str, tuple[str, ...]]) -> tuple[list[str], list[str]]:
    offsets = _offsets(text)
    brands: list[str] = []
    models: list[str] = []
    for one in cars.find(text):
        start, end = offsets[one.start][0], offsets[one.end - 1][1]
        if ruled_out(text, start, end):
            key, value = ("model", one.model) if one.model else ("brand", one.brand)
            excluded[key] = (*excluded.get(key, ()), value)
            continue
        brands += [one.brand] * (one.brand not in brands)
        models += [one.model] * (bool(one.model) and one.model not in models)
    return brands, models


def _traits(
    text: str, key: str, table: tuple[tuple[str, re.Pattern[str]], ...], excluded: dict[str, tuple[str, ...]]
) -> list[str]:
    wanted = []
    for value, start in traits.named(text, table):
        match = dict(table)[value].search(text)
        end = match.end() if match else start
        if ruled_out(text, start, end):
            excluded[key] = (*excluded.get(key, ()), value)
        else:
            wanted.append(value)
    return wanted


def extract(text: str, *, expecting: str | None = None) -> Entities:
    """Entities of a normalised text; only what the message itself says."""
    excluded: dict[str, tuple[str, ...]] = {}
    brands, models = _cars(text, excluded)
    sums = money.find(text, expecting=expecting)
    where = places.find(text, expecting=expecting)
    fuels = _traits(text, "fuel", traits.FUELS, excluded)
    gears = _traits(text, "transmission", traits.GEARS, excluded)
    bodies = _traits(text, "category", traits.BODIES, excluded)
    return Entities(
        budget=sums.budget,
        down_payment=sums.down_payment,
        monthly_payment=sums.monthly_payment,
        brand=tuple(brands),
        model=tuple(models),
        category=tuple(bodies),
        year=traits.year(text),
        km_max=traits.km_max(text),
        fuel=fuels[0] if fuels else None,
        transmission=gears[0] if gears else None,
        city=where.city,
        state=where.state,
        usage=wishes.usage(text),
        priorities=tuple(value for value, _ in traits.named(text, wishes.PRIORITIES)),
        urgency=wishes.urgency(text),
        family_size=wishes.family_size(text),
        selection=wishes.selection(text, expecting=expecting),
        rating=wishes.rating(text, expecting=expecting),
        excluded=excluded,
    )


def delexicalise(text: str) -> str:
    """The text with cars, sums and cities each as one token, so that the classifier learns phrases, not names."""
    tokens, spans = words(text), _offsets(text)
    marks = [(spans[one.start][0], spans[one.end - 1][1], "tokcar") for one in cars.find(text)]
    for start, end, token in reversed(marks):
        text = f"{text[:start]} {token} {text[end:]}"
    where = places.find(text) if len(tokens) <= 250 else places.Where()
    if where.city:
        name = r"\s*[^a-z0-9]\s*".join([r"\b" + re.escape(word) + r"\b" for word in _city_words(text, where)])
        text = re.sub(name, " tokcity ", text, count=1) if name else text
    return money.spans(text)


def _city_words(text: str, where: places.Where) -> list[str]:
    for part in re.split(r"[,;!?.\n/()]+", text)[:60]:
        tokens = words(part)
        one = places.find(part)
        if one.city == where.city and one.end <= len(tokens):
            return tokens[one.start : one.end]
    return []
