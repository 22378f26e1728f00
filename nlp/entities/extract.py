"""All entities of one message."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from nlp.entities import cars, family, money, picks, places, prices, priorities, traits, urgency, usage, years
from nlp.entities.exclusion import mark
from nlp.entities.message import Found, Message, message
from nlp.understanding import Entities

_LISTS = ("brand", "model", "category", "priorities", "selection")
_ANSWERS = {
    "orcamento": "budget",
    "price": "budget",
    "price_range": "budget",
    "valor": "budget",
    "entrada": "down_payment",
    "parcela": "monthly_payment",
    "installment": "monthly_payment",
    "place": "location",
    "city": "location",
    "cidade": "location",
    "state": "location",
    "estado": "location",
    "uso": "usage",
    "purpose": "usage",
    "prioridades": "priorities",
    "priority": "priorities",
    "escolha": "selection",
    "choice": "selection",
    "car": "selection",
    "nota": "rating",
    "avaliacao": "rating",
    "feedback": "rating",
    "ano": "year",
    "quilometragem": "km",
    "mileage": "km",
    "km_max": "km",
}
"""Other names of what the bot may have asked for."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A message, and the names in it that several readings need."""

    read: Message
    names: tuple[Found, ...]
    places: tuple[Found, ...]

    @property
    def spans(self) -> list[prices.Span]:
        """Where the cars stand."""
        return [prices.Span(one.start, one.end) for one in self.names]


@lru_cache(maxsize=2)
def _opened(text: str) -> _Opened:
    """The text as the extractors read it; kept for a moment, because a training reads everything twice."""
    read = message(text)
    opened = _Opened(read, tuple(cars.find(read)), ())
    return replace(opened, places=tuple(places.find(read, cars=opened.spans)))


def _found(opened: _Opened, expecting: str | None) -> list[Found]:
    asked = _ANSWERS.get(expecting or "", expecting)
    read, spans = opened.read, opened.spans
    names = mark(read.text, list(opened.names))
    selection = picks.selection(read, expecting=asked)
    return [
        *names,
        *money.find(read, expecting=asked, cars=spans),
        *traits.find(read, cars=spans),
        *years.find(read, expecting=asked, cars=spans),
        *(places.find(read, expecting=asked, cars=spans) if asked else opened.places),
        *usage.find(read, expecting=asked),
        *priorities.find(read, expecting=asked, cars=spans),
        *urgency.find(read),
        *family.find(read, expecting=asked),
        *selection,
        *picks.rating(read, expecting=asked),
    ]


def find(text: str, *, expecting: str | None = None) -> list[Found]:
    """Every value of an original message, in its order, with the span in the original text."""
    opened = _opened(text)
    found = []
    for one in sorted(_found(opened, expecting), key=lambda one: (one.start, one.key)):
        start, end = opened.read.plain.origin(one.start, max(one.end, one.start + 1))
        found.append(replace(one, start=start, end=end))
    return found


def extract(text: str, *, expecting: str | None = None) -> Entities:
    """Entities of an original or normalised text; only what the message itself says."""
    values: dict[str, Any] = {}
    excluded: dict[str, tuple[str, ...]] = {}
    for one in _found(_opened(text), expecting):
        if one.excluded:
            known = excluded.get(one.key, ())
            excluded[one.key] = known if one.value in known else (*known, str(one.value))
        elif one.key in _LISTS:
            known = values.get(one.key, ())
            values[one.key] = known if one.value in known else (*known, one.value)
        else:
            values.setdefault(one.key, one.value)
    return Entities(**values, excluded=excluded)


def delexicalise(text: str) -> str:
    """The plain text with cars, sums and cities each as one token, so that the classifier learns phrases, not names."""
    opened = _opened(text)
    read = opened.read
    marks = [(one.start, one.end, "tokcar") for one in opened.names if one.key == "brand"]
    marks += [(*span, "toksum") for span in money.spans(read, opened.spans)]
    marks += [(one.start, one.end, "tokcity") for one in opened.places if one.key == "city"]
    pieces, at = [], 0
    for start, end, token in sorted(marks):
        if start >= at:
            pieces += [read.text[at:start], f" {token} "]
            at = end
    return "".join((*pieces, read.text[at:]))
