"""How well a car of our own stock fits a wish. Pure: no Django, no clock (the year is passed in)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from chatbot.catalog.values import Car, Match, Wish, fold
from chatbot.catalog.wording import reason_for

# What each use asks of a car; together with the priorities these are the weights of the scores.
USAGE_WEIGHTS: dict[str, dict[str, float]] = {
    "familia": {"espaco": 3, "seguranca": 3, "conforto": 2},
    "trabalho": {"economia": 3, "confiabilidade": 2, "custo_manutencao": 2},
    "lazer": {"conforto": 2, "performance": 2, "espaco": 2},
    "comercial": {"espaco": 3, "custo_manutencao": 3, "economia": 2},
    "primeiro_carro": {"economia": 3, "custo_manutencao": 3, "seguranca": 2},
    "transporte_passageiros": {"economia": 3, "conforto": 2, "confiabilidade": 2, "custo_manutencao": 2},
}
USAGE_CATEGORIES: dict[str, dict[str, float]] = {
    "familia": {"SUV": 1.0, "Van": 1.0, "Sedan": 0.85, "Pickup": 0.55, "Hatch": 0.45, "Compacto": 0.25},
    "trabalho": {"Hatch": 0.9, "Sedan": 1.0, "Compacto": 0.9, "SUV": 0.7, "Pickup": 0.7, "Van": 0.5},
    "lazer": {"SUV": 1.0, "Pickup": 0.9, "Sedan": 0.7, "Hatch": 0.7, "Van": 0.6, "Compacto": 0.5},
    "comercial": {"Pickup": 1.0, "Van": 1.0, "Hatch": 0.5, "Sedan": 0.5, "Compacto": 0.5, "SUV": 0.4},
    "primeiro_carro": {"Compacto": 1.0, "Hatch": 1.0, "Sedan": 0.7, "SUV": 0.5, "Pickup": 0.3, "Van": 0.2},
    "transporte_passageiros": {
        "Sedan": 1.0,
        "Hatch": 0.8,
        "SUV": 0.7,
        "Compacto": 0.6,
        "Van": 0.6,
        "Pickup": 0.1,
    },
}
_PRIORITY_WEIGHT = 5.0
_NEUTRAL = 0.5
_AGE_LIMIT = 15
_KM_LIMIT = 180_000


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a score, each from 0 to 1; `liking` is the weighted mean of the car's own scores."""

    liking: float
    usage: float
    place: float
    budget: float
    age: float
    km: float

    @property
    def total(self) -> float:
        """The weighted mean of the parts."""
        return (
            0.40 * self.liking + 0.20 * self.usage + 0.10 * self.place
            + 0.10 * self.budget + 0.10 * self.age + 0.10 * self.km
        )  # fmt: skip


def rank(
    *, cars: Iterable[Car], wish: Wish, year_now: int, exclude: Collection[str] = (), limit: int = 5
) -> tuple[Match, ...]:
    """The best cars that keep every wish, best first; equal ones by price and id, so that the order is stable."""
    fitting = [car for car in cars if car.id not in exclude and allows(wish, car)]
    scored = sorted(((parts_of(car, wish, year_now).total, car) for car in fitting), key=_order)
    return tuple(
        Match(car=car, percent=percent(total), reason=reason_for(car=car, wish=wish, weights=weights(wish)))
        for total, car in scored[: max(limit, 0)]
    )


def _order(item: tuple[float, Car]) -> tuple[float, int, str]:
    total, car = item
    return -round(total, 4), car.price, car.id


def allows(wish: Wish, car: Car) -> bool:
    """Whether a car keeps every hard wish: money, availability, place, brand, model, body, fuel, gearbox, year, km."""
    return (
        car.available
        and within(car.price, wish.budget_min, wish.budget_max)
        and within(car.year, wish.year_min, wish.year_max)
        and (wish.km_max is None or (car.km is not None and car.km <= wish.km_max))
        and is_in_place(wish, car)
        and _is_one_of(car.brand, wish.brands)
        and not (wish.rejected_brands and _is_one_of(car.brand, wish.rejected_brands))
        and _is_model(car, wish.models)
        and _is_one_of(car.category, wish.categories)
        and (not wish.fuel or fold(car.fuel) == fold(wish.fuel))
        and (not wish.transmission or is_automatic(car.transmission) == is_automatic(wish.transmission))
    )


def within(value: int, low: int | None, high: int | None) -> bool:
    """Whether a value lies between two bounds, either of which may be open."""
    return (low is None or value >= low) and (high is None or value <= high)


def is_automatic(transmission: str) -> bool:
    """CVT and automated gearboxes count as automatic."""
    return fold(transmission).startswith(("auto", "cvt"))


def _is_one_of(value: str, wanted: Collection[str]) -> bool:
    return not wanted or fold(value) in {fold(name) for name in wanted}


def _is_model(car: Car, wanted: Collection[str]) -> bool:
    """Whole words only: 'Up' is not found in 'Cupra'."""
    text = f" {fold(car.model)} {fold(car.name)} "
    return not wanted or any(f" {fold(name)} " in text for name in wanted)


def is_in_place(wish: Wish, car: Car) -> bool:
    """Whether the car stands in the wanted city and state; both are open if none is wanted."""
    if wish.city:
        return fold(car.dealership.city) == fold(wish.city) and (
            not wish.state or car.dealership.state.upper() == wish.state.upper()
        )
    return not wish.state or car.dealership.state.upper() == wish.state.upper()


def weights(wish: Wish) -> dict[str, float]:
    """What counts for this customer and how much: the use's weights, the priorities in order, the adjustments."""
    counted: dict[str, float] = dict(USAGE_WEIGHTS.get(wish.usage or "", {}))
    for place, name in enumerate(dict.fromkeys(wish.priorities)):
        counted[name] = counted.get(name, 0.0) + max(_PRIORITY_WEIGHT - place, 2.0)
    for name, change in wish.adjustments.items():
        counted[name] = counted.get(name, 1.0) + change
    return {name: weight for name, weight in counted.items() if weight > 0}


def parts_of(car: Car, wish: Wish, year_now: int) -> Parts:
    """Score one car that keeps the hard wishes."""
    counted = weights(wish)
    return Parts(
        liking=_mean(car.scores, counted),
        usage=USAGE_CATEGORIES.get(wish.usage or "", {}).get(car.category, _NEUTRAL) * _room(car, wish),
        place=_place(car, wish),
        budget=_budget(car.price, wish.budget_max),
        age=1 - min(max(year_now - car.year, 0), _AGE_LIMIT) / _AGE_LIMIT,
        km=_NEUTRAL if car.km is None else 1 - min(car.km, _KM_LIMIT) / _KM_LIMIT,
    )


def _mean(scores: Mapping[str, float], counted: Mapping[str, float]) -> float:
    total = sum(counted.values())
    if not total:
        return sum(scores.values()) / len(scores) if scores else _NEUTRAL
    return sum(scores.get(name, _NEUTRAL) * weight for name, weight in counted.items()) / total


def _room(car: Car, wish: Wish) -> float:
    """A car with too few seats for the family is worth half; without the number of seats nothing is known."""
    if not wish.family_size or wish.family_size <= 5:
        return 1.0
    return 1.0 if any("7 lugares" in item.casefold() for item in car.equipment) else 0.5


def _place(car: Car, wish: Wish) -> float:
    if wish.city and fold(wish.city) == fold(car.dealership.city):
        return 1.0
    if wish.state:
        return 0.6 if wish.state.upper() == car.dealership.state.upper() else 0.1
    return _NEUTRAL


def _budget(price: int, ceiling: int | None) -> float:
    """Best a little below the ceiling; a car at a third of it is hardly what was meant."""
    if not ceiling:
        return _NEUTRAL
    share = price / ceiling
    return 1.0 if 0.75 <= share <= 0.97 else max(0.2, min(1.0, share / 0.75)) if share < 0.75 else 0.8


def percent(total: float) -> int:
    """A score from 0 to 1 as whole per cent, cut and never 100: nothing is perfect."""
    return max(0, min(99, int(total * 100)))
