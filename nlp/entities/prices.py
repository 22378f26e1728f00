"""Sums beside a car's name: its price or its model year, not what the customer has."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from nlp.entities.amounts import Amount

_CASH_BESIDE = re.compile(r"(?: [\w.]+){0,4},? ?(?:e|mais|e mais|\+) (?:uns |tenho |mais )?(?:r\$ ?)?")
_OWN = re.compile(r"\b(?:tenho|possuo|pegam?|aceita\w*|troc\w+|meu|minha)(?: (?:um|uma|o|a|meu|minha))* $")
"""'tenho um Voyage e 10 mil': cash beside a car in exchange is not the whole budget."""
_VERSION_GAP = re.compile(
    r" (?:(?:srx|srv|sr|lt|ltz|ls|lx|exl?|xei|gli|sport|limited|premier|highline|turbo|tsi"
    r"|flex|sedan?|hatch|\d\.\d) )?"
)
_OFFER_RIGHT = re.compile(
    r"^ ?(?:reais )?(?:n?ess[ea]|n?est[ea]|naquel[ea]|no|na|pelo|pela|no seu|do|da"
    r"|em um)(?: (?:meu|minha|seu))? (?:\w+ )?$"
)


class Span(NamedTuple):
    """A stretch of the text."""

    start: int
    end: int


def price_of_car(amount: Amount, cars: Sequence[Span], text: str) -> bool:
    """'o onix de 60 mil', 'esse civic por 80', '12 mil no meu corsa', 'gol 93': the price (or year) of a given car."""
    for car in cars:
        if _CASH_BESIDE.fullmatch(text[car.end : amount.start]) and _OWN.search(
            text[max(0, car.start - 16) : car.start]
        ):
            return True
        offered = (
            _OFFER_RIGHT.match(text[amount.end : car.start]) if 0 <= car.start - amount.end < 25 else None
        )
        if offered or (amount.bare and _VERSION_GAP.fullmatch(text[car.end : amount.start])):
            return True
        gap = text[car.end : amount.start]
        if 0 <= amount.start - car.end < 30 and re.fullmatch(
            r"(?: [\w.]+){0,3} (?:de|por|a|e|esta|estava|esta por|sai por|vale|em) (?:r\$ ?)?", gap
        ):
            before = text[max(0, car.start - 14) : car.start]
            if not re.search(r"\b(?:ate|maximo|partir|um|uma|algum|outro)\b", before + gap):
                return (
                    re.search(
                        r"\b(?:o|a|os|esse|essa|este|aquele|aquela|do|da|no|na|ao|desse|meu|minha|seu|nesse"
                        r"|pelo) $",
                        before,
                    )
                    is not None
                )
    return False


def year_of_car(amount: Amount, cars: Sequence[Span], text: str) -> bool:
    """'Topic 97, serve de entrada?'."""
    return (
        amount.bare
        and 60 <= amount.number < 100
        and any(_VERSION_GAP.fullmatch(text[car.end : amount.start]) for car in cars)
    )
