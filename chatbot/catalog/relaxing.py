"""Which wishes are given up, and in which order, when nothing fits. Pure; the ceiling of the budget never is."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from chatbot.catalog import scoring
from chatbot.catalog.values import Car, Wish

_PREFERENCES = (
    "models", "km_max", "year_max", "year_min", "fuel", "transmission", "categories", "brands", "budget_min",
)  # fmt: skip
_WORDS = {
    "city": "cidade",
    "state": "estado",
    "models": "modelo",
    "km_max": "quilometragem",
    "year_max": "ano máximo",
    "year_min": "ano mínimo",
    "fuel": "combustível",
    "transmission": "câmbio",
    "categories": "tipo de carro",
    "brands": "marca",
    "budget_min": "valor mínimo",
}


def steps(wish: Wish) -> Iterator[tuple[Wish, tuple[str, ...]]]:
    """The wish as it is, without its city, without its state, then without each preference alone, then together.

    Each step comes with the names of what it gave up. The ceiling of the budget and rejected brands always stay.
    """
    yield wish, ()
    place: tuple[str, ...] = ()
    for name in ("city", "state"):
        if getattr(wish, name):
            place = (*place, name)
            yield without(wish, place), place
    asked = tuple(name for name in _PREFERENCES if getattr(wish, name))
    for name in asked:
        yield without(wish, (*place, name)), (*place, name)
    for count in range(2, len(asked) + 1):
        names = (*place, *asked[:count])
        yield without(wish, names), names


def given_up(relaxed: tuple[str, ...], *, wish: Wish, cars: Collection[Car]) -> tuple[str, ...]:
    """What of `relaxed` these cars really do without.

    The place is given up before the preferences, so a later step may find cars that stand in it after all.
    """
    places = (("city", wish), ("state", without(wish, ("city",))))
    kept = [name for name, place in places if any(scoring.is_in_place(place, car) for car in cars)]
    return tuple(name for name in relaxed if name not in kept)


def without(wish: Wish, names: tuple[str, ...]) -> Wish:
    """The wish with some of its members emptied."""
    empty: dict[str, Any] = {name: () if isinstance(getattr(wish, name), tuple) else None for name in names}
    return replace(wish, **empty)


def note(relaxed: tuple[str, ...]) -> str:
    """Say in Portuguese which wishes were given up; empty when none was."""
    if not relaxed:
        return ""
    words = [_WORDS[name] for name in relaxed]
    listed = words[0] if len(words) == 1 else ", ".join(words[:-1]) + " e " + words[-1]
    return f"Não encontrei com tudo o que você pediu, então ampliei a busca: {listed}."
