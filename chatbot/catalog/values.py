"""What the catalogue's door takes and gives: plain frozen values, no Django."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

USAGES = ("familia", "trabalho", "lazer", "comercial", "primeiro_carro", "transporte_passageiros")
ACTIONS = ("liked", "disliked", "clicked_whatsapp", "viewed_details", "compared")


class CatalogUnavailable(Exception):
    """Neither the source of cars nor a copy of an earlier answer is at hand."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A dealership as a customer sees it."""

    id: str
    name: str
    city: str = ""
    state: str = ""
    phone: str = ""
    whatsapp: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Car:
    """One car in stock; `price` in whole reais, `km` None when the source does not tell it.

    `photos` are https addresses or paths relative to MEDIA_ROOT. `scores` run from 0 to 1. `name` is the text to
    show: brand and model are for comparing only, since sources repeat the brand inside the model.
    """

    id: str
    name: str
    brand: str
    model: str
    version: str
    year: int
    price: int
    km: int | None
    fuel: str
    transmission: str
    color: str
    doors: int | None
    category: str
    equipment: tuple[str, ...]
    photos: tuple[str, ...]
    dealership: Shop
    consumption: dict[str, Any] = field(default_factory=dict, hash=False)
    scores: dict[str, float] = field(default_factory=dict, hash=False)
    available: bool = True


@dataclass(frozen=True, slots=True)
class Wish:
    """What a customer looks for; money in whole reais. `budget_max` is never exceeded.

    `adjustments` adds to the weight of a priority (economia, espaco, ...) after a rejection.
    """

    budget_min: int | None = None
    budget_max: int | None = None
    usage: str | None = None
    city: str | None = None
    state: str | None = None
    priorities: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    rejected_brands: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    fuel: str | None = None
    transmission: str | None = None
    year_min: int | None = None
    year_max: int | None = None
    km_max: int | None = None
    family_size: int | None = None
    adjustments: dict[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Match:
    """A recommended car, how well it fits (0 to 99) and why, in Portuguese."""

    car: Car
    percent: int
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Recommended cars in the source's order.

    `relaxed` names the wishes that were dropped to find them ("city", "state", "brands" ...); `note` says in
    Portuguese what the customer should know about the answer; `stale` marks a copy of an earlier answer.
    """

    matches: tuple[Match, ...] = ()
    stale: bool = False
    relaxed: tuple[str, ...] = ()
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a customer did with a car; `action` is one of ACTIONS."""

    car: Car
    action: str
    at: datetime | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class SyncReport:
    """How many cars a synchronisation saw, found new, found at another price, and missed."""

    seen: int = 0
    new: int = 0
    repriced: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class LineProblem:
    """Why one line of a file was refused, in Portuguese; `line` counts from 1, the header included."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file of cars."""

    loaded: int = 0
    new: int = 0
    problems: tuple[LineProblem, ...] = ()
    encoding: str = "utf-8"
    dry_run: bool = False


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without accents, punctuation or doubled spaces, for comparing."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())
