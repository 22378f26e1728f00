"""Between our words and FacilIAuto's: a wish as its profile, its cars as ours. Pure."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chatbot.catalog.values import USAGES, Car, Feedback, Shop, Wish, fold

PRIORITIES = (
    "economia", "espaco", "performance", "conforto", "seguranca", "revenda", "confiabilidade", "custo_manutencao",
)  # fmt: skip
# Above every price; the field is required, and a customer without a ceiling must still get an answer.
NO_CEILING = 10_000_000
_USUAL = 3
_ALIASES: dict[str, tuple[str, ...]] = {
    "vw": ("volkswagen",),
    "gm": ("chevrolet",),
    "land rover": ("land",),
    "caoa chery": ("caoa", "chery", "caoa chery"),
    "chery": ("chery", "caoa", "caoa chery"),
    "mercedes": ("mercedes benz",),
    "mercedes benz": ("mercedes",),
}
_UNSAID = ("", "nao informado", "n a")


@dataclass(frozen=True, slots=True)
class Words:
    """The values the server filters by, in its own spelling."""

    brands: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    fuels: tuple[str, ...] = ()
    transmissions: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A request body, and the wishes the server has no word for."""

    body: dict[str, Any]
    unknown: tuple[str, ...]


def profile_of(wish: Wish, words: Words) -> Profile:
    """The body of POST /recommend: numbers, closed lists and all eight priorities; nothing personal."""
    brands, categories = spelled(wish.brands, words.brands), spelled(wish.categories, words.categories)
    fuel = spelled([wish.fuel] if wish.fuel else [], words.fuels)
    gearbox = spelled([wish.transmission] if wish.transmission else [], words.transmissions)
    given = {
        "brands": wish.brands,
        "categories": wish.categories,
        "fuel": wish.fuel,
        "transmission": wish.transmission,
    }
    found = {"brands": brands, "categories": categories, "fuel": fuel, "transmission": gearbox}
    body: dict[str, Any] = {
        "orcamento_min": max(wish.budget_min or 0, 0),
        "orcamento_max": NO_CEILING if wish.budget_max is None else max(wish.budget_max, 0),
        "uso_principal": usage_of(wish.usage),
        "city": next(iter(spelled([wish.city] if wish.city else [], words.cities)), (wish.city or "").strip())
        or None,
        "state": (wish.state or "").strip().upper() or None,
        "priorizar_proximas": True,
        "tamanho_familia": max(wish.family_size or 1, 1),
        "necessita_espaco": (wish.family_size or 0) >= 5 or "espaco" in wish.priorities,
        "primeiro_carro": wish.usage == "primeiro_carro",
        "prioridades": priorities_of(wish),
        "marcas_preferidas": list(brands),
        "marcas_rejeitadas": list(spelled(wish.rejected_brands, words.brands)),
        "tipos_preferidos": list(categories),
        "combustivel_preferido": fuel[0] if fuel else None,
        "cambio_preferido": gearbox[0] if gearbox else None,
        "ano_minimo": wish.year_min,
        "ano_maximo": wish.year_max,
        "km_maxima": wish.km_max or None,
    }
    return Profile(body, tuple(name for name, wanted in given.items() if wanted and not found[name]))


def usage_of(usage: str | None) -> str:
    """One of the six words the server scores by, else 'geral', which it treats as no particular use."""
    plain = fold(usage or "").replace(" ", "_")
    return plain if plain in USAGES else "geral"


def priorities_of(wish: Wish) -> dict[str, int]:
    """All eight priorities from 1 to 5: the first two named 5, further ones 4, the rest 3, plus adjustments."""
    named = [
        name
        for name in dict.fromkeys(fold(p).replace(" ", "_") for p in wish.priorities)
        if name in PRIORITIES
    ]
    values = dict.fromkeys(PRIORITIES, _USUAL) | {
        name: 5 if place < 2 else 4 for place, name in enumerate(named)
    }
    return {name: max(1, min(5, value + wish.adjustments.get(name, 0))) for name, value in values.items()}


def spelled(wanted: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """The server's spellings of some words, in its order; unknown words are left out."""
    folded = {name for word in wanted for name in (fold(word), *_ALIASES.get(fold(word), ()))}
    return tuple(dict.fromkeys(word for word in known if fold(word) in folded))


def car_of(raw: Mapping[str, Any]) -> Car | None:
    """A car of any of the server's answers; None when id, name or price are missing."""
    price, year = _number(raw.get("preco")), _number(raw.get("ano"))
    car_id, name = _word(raw.get("id")), _word(raw.get("nome"))
    if not (car_id and name and price and price > 0 and year):
        return None
    km, doors = _number(raw.get("quilometragem")), _number(raw.get("portas"))
    return Car(
        id=car_id,
        name=name,
        brand=_word(raw.get("marca")),
        model=_word(raw.get("modelo")),
        version=_word(raw.get("versao")),
        year=int(year),
        price=math.ceil(price),
        # The source writes 0 when it does not know.
        km=int(km) if km and km > 0 else None,
        fuel=_word(raw.get("combustivel")),
        transmission=_word(raw.get("cambio")),
        color=_word(raw.get("cor")),
        doors=int(doors) if doors else None,
        category=_word(raw.get("categoria")),
        equipment=tuple(_words(raw.get("itens_seguranca")) + _words(raw.get("itens_conforto"))),
        photos=tuple(link for link in _words(raw.get("imagens")) if link.startswith("https://")),
        dealership=_shop(raw),
        consumption=_consumption(raw),
        scores=_scores(raw),
        available=raw.get("disponivel") is not False,
    )


def _shop(raw: Mapping[str, Any]) -> Shop:
    return Shop(
        id=_word(raw.get("dealership_id")) or "faciliauto",
        name=_word(raw.get("dealership_name")) or "Loja parceira",
        city=_word(raw.get("dealership_city")),
        state=_word(raw.get("dealership_state"))[:2].upper(),
        phone=_phone(raw.get("dealership_phone")),
        whatsapp=_phone(raw.get("dealership_whatsapp")),
    )


def _phone(value: Any) -> str:
    """A placeholder of nothing but nines is no number."""
    text = _word(value)[:30]
    digits = [c for c in text if c.isdigit()]
    return "" if digits and set(digits[2:]) <= {"9"} else text


def _consumption(raw: Mapping[str, Any]) -> dict[str, Any]:
    found = {"cidade": _number(raw.get("consumo_cidade")), "estrada": _number(raw.get("consumo_estrada"))}
    return {name: value for name, value in found.items() if value}


def _scores(raw: Mapping[str, Any]) -> dict[str, float]:
    names = {
        f"score_{name}": name for name in ("familia", "economia", "performance", "conforto", "seguranca")
    }
    names |= {"indice_revenda": "revenda", "indice_confiabilidade": "confiabilidade"}
    found = {name: _number(raw.get(key)) for key, name in names.items()}
    return {name: value for name, value in found.items() if value is not None}


def feedback_body(subject: str, feedback: Feedback, now: datetime) -> dict[str, Any]:
    """The body of POST /feedback, with a time of our own: the server's default is its start."""
    car = feedback.car
    body: dict[str, Any] = {
        "user_id": subject,
        "car_id": car.id,
        "action": feedback.action,
        "timestamp": (feedback.at or now).isoformat(),
        "car_marca": car.brand,
        "car_categoria": car.category,
        "car_preco": car.price,
        "car_ano": car.year,
    }
    return body if feedback.position is None else body | {"recommendation_position": feedback.position}


def _word(value: Any) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else str(value) if isinstance(value, int) else ""
    return "" if fold(text) in _UNSAID or "\ufffd" in text else text


def _words(value: Any) -> list[str]:
    return [text for text in map(_word, value) if text] if isinstance(value, list) else []


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)
