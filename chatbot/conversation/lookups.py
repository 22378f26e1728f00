"""Asking the catalogue for what a decision needs, outside any transaction."""

from dataclasses import dataclass, field

from chatbot.catalog import services as catalog
from chatbot.conversation import flow
from chatbot.conversation.values import (
    Decision,
    FindByName,
    Found,
    Lookup,
    Recommend,
    ShowCars,
    Situation,
    Unavailable,
)

_ROUNDS = 3  # a name that is not in stock leads to a recommendation; nothing leads further
_CARS_BY_NAME = 5


class EndlessLookup(Exception):
    """A decision asked the catalogue again and again: a mistake in the handlers."""


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A decision with nothing left to look up, and what was asked on the way, for the journal."""

    decision: Decision
    calls: tuple[dict[str, object], ...] = field(default=())


def finish(*, situation: Situation, decision: Decision) -> Finished:
    """Look up what the decision asks for, until it asks for nothing more."""
    calls: list[dict[str, object]] = []
    for _ in range(_ROUNDS):
        if decision.lookup is None:
            return Finished(decision=decision, calls=tuple(calls))
        found = find(decision.lookup)
        calls.append(_call(decision.lookup, found))
        decision = flow.proceed(situation=situation, decision=decision, found=found)
    if decision.lookup is not None:
        raise EndlessLookup(type(decision.lookup).__name__)
    return Finished(decision=decision, calls=tuple(calls))


def find(lookup: Lookup) -> Found:
    """One question to the catalogue; a catalogue that is away is an answer too."""
    try:
        return _ask(lookup)
    except catalog.CatalogUnavailable:
        return Unavailable()


def _ask(lookup: Lookup) -> Found:
    if isinstance(lookup, Recommend):
        return catalog.recommend(wish=lookup.wish, exclude=lookup.exclude, limit=lookup.limit)
    if isinstance(lookup, FindByName):
        return catalog.find_cars(brands=lookup.brands, models=lookup.models, limit=_CARS_BY_NAME)
    assert isinstance(lookup, ShowCars)
    cars = (catalog.find_car(car_id=car_id) for car_id in lookup.ids)
    return tuple(car for car in cars if car is not None)


def _call(lookup: Lookup, found: Found) -> dict[str, object]:
    call: dict[str, object] = {"asked": type(lookup).__name__}
    if isinstance(found, Unavailable):
        return call | {"unavailable": True}
    if isinstance(found, tuple):
        return call | {"cars": [car.id for car in found]}
    return call | {
        "cars": [match.car.id for match in found.matches],
        "stale": found.stale,
        "relaxed": list(found.relaxed),
        "source": found.source,
    }
