"""All entities of one message."""

from dataclasses import replace
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


def _found(read: Message, expecting: str | None) -> list[Found]:
    asked = _ANSWERS.get(expecting or "", expecting)
    names = mark(read.text, cars.find(read))
    spans = [prices.Span(one.start, one.end) for one in names]
    selection = picks.selection(read, expecting=asked)
    return [
        *names,
        *money.find(read, expecting=asked, cars=spans),
        *traits.find(read, cars=spans),
        *years.find(read, expecting=asked, cars=spans),
        *places.find(read, expecting=asked, cars=spans),
        *usage.find(read, expecting=asked),
        *priorities.find(read, expecting=asked, cars=spans),
        *urgency.find(read),
        *family.find(read, expecting=asked),
        *selection,
        *picks.rating(read, expecting=asked),
    ]


def find(text: str, *, expecting: str | None = None) -> list[Found]:
    """Every value of an original message, in its order, with the span in the original text."""
    read = message(text)
    found = []
    for one in sorted(_found(read, expecting), key=lambda one: (one.start, one.key)):
        start, end = read.plain.origin(one.start, max(one.end, one.start + 1))
        found.append(replace(one, start=start, end=end))
    return found


def extract(text: str, *, expecting: str | None = None) -> Entities:
    """Entities of an original or normalised text; only what the message itself says."""
    values: dict[str, Any] = {}
    excluded: dict[str, tuple[str, ...]] = {}
    for one in _found(message(text), expecting):
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
    read = message(text)
    names = cars.find(read)
    spans = [prices.Span(one.start, one.end) for one in names]
    marks = [(one.start, one.end, "tokcar") for one in names if one.key == "brand"]
    marks += [(*span, "toksum") for span in money.spans(read, spans)]
    marks += [(one.start, one.end, "tokcity") for one in places.find(read, cars=spans) if one.key == "city"]
    pieces, at = [], 0
    for start, end, token in sorted(marks):
        if start >= at:
            pieces += [read.text[at:start], f" {token} "]
            at = end
    return "".join((*pieces, read.text[at:]))
