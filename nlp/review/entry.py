"""Values as reviewers type them: one line a key, in the normalised form of the label guide. Pure."""

from collections.abc import Callable, Iterable
from typing import Any

KEYS: dict[str, tuple[str, str]] = {
    "budget": ("orçamento", "50000..70000, ..70000 ou 40000.."),
    "down_payment": ("entrada", "reais: 15000"),
    "monthly_payment": ("parcela", "reais: 1200"),
    "brand": ("marca", "Chevrolet, Fiat"),
    "model": ("modelo", "Onix, HB20"),
    "category": ("categoria", "Hatch, Sedan, SUV, Pickup, Compacto, Van"),
    "year": ("ano", "2018.., ..2020 ou 2019..2020"),
    "km_max": ("km até", "80000"),
    "fuel": ("combustível", "Flex, Gasolina, Etanol, Diesel, Elétrico, Híbrido ou GNV"),
    "transmission": ("câmbio", "Manual ou Automático"),
    "city": ("cidade", "Campinas"),
    "state": ("UF", "SP"),
    "usage": ("uso", "familia, trabalho, lazer, comercial, primeiro_carro ou transporte_passageiros"),
    "priorities": ("prioridades", "economia, espaco, conforto, …"),
    "urgency": ("urgência", "imediata, ate_30_dias, ate_3_meses ou pesquisando"),
    "family_size": ("pessoas", "5"),
    "selection": ("escolha", "1, 3"),
    "rating": ("nota", "1 a 5"),
}
_LONGEST = 120
_CHOICES: dict[str, tuple[str, ...]] = {
    "category": ("Hatch", "Sedan", "SUV", "Pickup", "Compacto", "Van"),
    "fuel": ("Flex", "Gasolina", "Etanol", "Diesel", "Elétrico", "Híbrido", "GNV"),
    "transmission": ("Manual", "Automático"),
    "usage": ("familia", "trabalho", "lazer", "comercial", "primeiro_carro", "transporte_passageiros"),
    "priorities": (
        "economia", "espaco", "performance", "conforto", "seguranca", "tecnologia", "revenda", "confiabilidade",
        "custo_manutencao",
    ),
    "urgency": ("imediata", "ate_30_dias", "ate_3_meses", "pesquisando"),
}  # fmt: skip


class EntryError(Exception):
    """Unable to read a typed value; the words are for the reviewer."""


def parse(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The record of typed (key, value) pairs; pairs without a value are left out. Raises EntryError."""
    record: dict[str, Any] = {}
    for key, typed in pairs:
        value = typed.strip()
        if not value:
            continue
        if key not in KEYS:
            raise EntryError("Valor de um tipo desconhecido.")
        if key in record:
            raise EntryError(f"“{KEYS[key][0]}” aparece duas vezes.")
        record[key] = _value(key, value[:_LONGEST])
    return record


def shown(record: dict[str, Any]) -> list[tuple[str, str]]:
    """The pairs that `parse` would read as this record."""
    return [(key, _shown(value)) for key, value in record.items() if key in KEYS]


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        low, high = ("" if value.get(end) is None else str(value[end]) for end in ("min", "max"))
        return low if low == high else f"{low}..{high}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _value(key: str, typed: str) -> Any:
    try:
        value = _READERS.get(key, str)(typed)
    except ValueError as error:
        raise EntryError(f"“{KEYS[key][0]}” se escreve assim: {KEYS[key][1]}") from error
    allowed = _CHOICES.get(key)
    if allowed and not set(value if isinstance(value, list) else [value]) <= set(allowed):
        raise EntryError(f"“{KEYS[key][0]}” é um destes: {', '.join(allowed)}")
    return value


def _range(typed: str) -> dict[str, int | None]:
    low, dots, high = typed.partition("..")
    if not dots:
        return {"min": _number(low), "max": _number(low)}
    if not (low.strip() or high.strip()):
        raise ValueError("an empty range")
    return {"min": _number(low) if low.strip() else None, "max": _number(high) if high.strip() else None}


def _number(typed: str) -> int:
    digits = typed.strip().removeprefix("R$").strip().replace(".", "")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 9:
        raise ValueError("not a number")
    return int(digits)


def _rating(typed: str) -> int:
    value = _number(typed)
    if not 1 <= value <= 5:
        raise ValueError("not a rating")
    return value


def _state(typed: str) -> str:
    if len(typed) != 2 or not typed.isalpha():
        raise ValueError("not a state")
    return typed.upper()


def _list(typed: str) -> list[str]:
    return [one.strip() for one in typed.split(",") if one.strip()]


_READERS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("budget", "year"), _range),
    **dict.fromkeys(("down_payment", "monthly_payment", "km_max", "family_size"), _number),
    **dict.fromkeys(("brand", "model", "category", "priorities"), _list),
    "selection": lambda typed: [_number(one) for one in _list(typed)],
    "rating": _rating,
    "state": _state,
}
