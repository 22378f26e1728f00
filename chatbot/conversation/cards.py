"""Cars in words: cards, details and comparisons that read well on a phone. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from chatbot.conversation.replies import word, wording
from chatbot.conversation.values import Reply

if TYPE_CHECKING:
    from chatbot.catalog.services import Car, Match

_REASON_LENGTH = 280
_NAME_LENGTH = 60
_EQUIPMENT_SHOWN = 8
_LABEL_WIDTH, _COLUMN_WIDTH = 8, 8  # 8 + 3 × 8 = 32 characters: what a phone shows in one line of fixed width


def thousands(number: int) -> str:
    """'84.990'."""
    return f"{number:,}".replace(",", ".")


def money(reais: int) -> str:
    """'R$ 84.990'."""
    return f"R$ {thousands(reais)}"


def title(car: "Car") -> str:
    """The car's name as its source writes it; brand and model are for comparing, not for showing."""
    return plain(car.name)[:_NAME_LENGTH]


def card(match: "Match", *, number: int, closing: str = "") -> Reply:
    """A recommended car: photo and caption; the last card of a turn carries the closing line."""
    car = match.car
    return Reply(
        name="card",
        photo=car.photos[0] if car.photos else "",
        context={
            "number": number,
            "name": title(car),
            "year": car.year,
            "price": money(car.price),
            "facts": _facts(car),
            "percent": match.percent,
            "place": place(car),
            "reason": plain(match.reason)[:_REASON_LENGTH],
            "tail": f"\n\n{closing}" if closing else "",
        },
    )


def closing(turn: int) -> str:
    """The line under the last card: what can be answered now."""
    return wording("card_tail", turn=turn)


def place(car: "Car") -> str:
    """Where the car is: 'Campinas/SP'."""
    return word("fact", "place").format(city=car.dealership.city, state=car.dealership.state)


def details(car: "Car") -> Reply:
    """Everything worth knowing about one car in one message."""
    lines = [
        " · ".join(
            part for part in (_facts(car), _value("color", car.color), _value("doors", car.doors)) if part
        ),
        _consumption_words(car),
        _value("equipment", ", ".join(car.equipment[:_EQUIPMENT_SHOWN])),
        "📍 " + word("details", "shop").format(name=plain(car.dealership.name), place=place(car)),
    ]
    return Reply(
        name="details",
        photo=car.photos[0] if car.photos else "",
        context={
            "name": title(car),
            "year": car.year,
            "price": money(car.price),
            "lines": "\n".join(line for line in lines if line),
        },
    )


def comparison(cars: Sequence[tuple[int, "Car"]], *, priorities: Sequence[str]) -> Reply:
    """Up to three cars side by side, on the figures that matter and on this customer's priorities."""
    names = [f"*{number}* {title(car)} {car.year}" for number, car in cars]
    table = [_row("", [str(number) for number, _ in cars])]
    for key, value in _ROWS:
        table.append(_row(word("compare", key), [value(car) for _, car in cars]))
    for priority in priorities[:3]:
        scores = [_score(car, priority) for _, car in cars]
        if any(scores):
            table.append(_row(word("score", priority), [score or "-" for score in scores]))
    text = "\n".join([*names, "```", *table, "```", *_verdict(cars, priorities)])
    return Reply(name="compare", context={"table": text})


def _row(label: str, values: list[str]) -> str:
    return (label.ljust(_LABEL_WIDTH) + "".join(value.rjust(_COLUMN_WIDTH) for value in values)).rstrip()


def _short(value: str | None) -> str:
    return word("short", value)[: _COLUMN_WIDTH - 1] if value else word("compare", "unknown")


def _short_km(car: "Car") -> str:
    if car.km is None:
        return word("compare", "unknown")
    return word("compare", "thousand").format(km=round(car.km / 1000))


def _city_consumption(car: "Car") -> str:
    value = _number(car.consumption, "city", "cidade", "urbano")
    return f"{value:.1f}".replace(".", ",") if value else word("compare", "unknown")


_ROWS: tuple[tuple[str, Callable[["Car"], str]], ...] = (
    ("price", lambda car: thousands(car.price)),
    ("year", lambda car: str(car.year)),
    ("km", _short_km),
    ("transmission", lambda car: _short(car.transmission)),
    ("fuel", lambda car: _short(car.fuel)),
    ("consumption", _city_consumption),
)


def _score(car: "Car", priority: str) -> str:
    value = _number(car.scores, priority)  # from 0 to 1; a customer reads marks up to ten
    return f"{value * 10:.1f}".replace(".", ",") if value else ""


def _verdict(cars: Sequence[tuple[int, "Car"]], priorities: Sequence[str]) -> list[str]:
    lines = []
    for priority in priorities[:2]:
        ranked = sorted(cars, key=lambda pair: -_number(pair[1].scores, priority))
        if len(ranked) > 1 and _number(ranked[0][1].scores, priority) > _number(
            ranked[1][1].scores, priority
        ):
            what = word("priority", priority)
            lines.append(word("compare", "best").format(what=what, number=ranked[0][0]))
    by_price = sorted(cars, key=lambda pair: pair[1].price)
    if len(by_price) > 1 and by_price[0][1].price < by_price[1][1].price:
        lines.append(word("compare", "cheapest").format(number=by_price[0][0]))
    by_year = sorted(cars, key=lambda pair: -pair[1].year)
    if len(by_year) > 1 and by_year[0][1].year > by_year[1][1].year:
        lines.append(word("compare", "newest").format(number=by_year[0][0]))
    return lines[:3]


def _number(values: Mapping[str, object], *names: str) -> float:
    for name in names:
        value = values.get(name)
        if isinstance(value, (int, float)):
            return float(value)
    return 0.0


def _facts(car: "Car") -> str:
    km = word("fact", "km_none") if car.km is None else word("fact", "km").format(km=thousands(car.km))
    return " · ".join(part for part in (km, car.transmission or "", car.fuel or "") if part)


def _value(kind: str, value: object) -> str:
    return word("details", kind).format(value=value) if value else ""


def _consumption_words(car: "Car") -> str:
    city = _number(car.consumption, "city", "cidade", "urbano")
    road = _number(car.consumption, "highway", "road", "estrada", "rodoviario")
    parts = []
    if city:
        parts.append(word("details", "city_consumption").format(value=f"{city:.1f}".replace(".", ",")))
        if road:
            parts.append(word("details", "road_consumption").format(value=f"{road:.1f}".replace(".", ",")))
    return ", ".join(parts)


def plain(text: str) -> str:
    """Without the characters that WhatsApp takes for formatting, and in one line."""
    return " ".join(text.replace("*", "").replace("_", " ").replace("`", "").replace("~", "").split())
