"""What a car of an imported file is good at, from 0 to 1, derived from its facts. Pure."""

from collections.abc import Sequence

from chatbot.catalog.values import fold

_SPACE = {"Van": 0.95, "SUV": 0.75, "Pickup": 0.75, "Sedan": 0.7, "Hatch": 0.45, "Compacto": 0.3}
_UPKEEP = {"Compacto": 0.85, "Hatch": 0.75, "Sedan": 0.65, "SUV": 0.5, "Van": 0.5, "Pickup": 0.4}
_RELIABLE = {
    "toyota": 0.95,
    "honda": 0.9,
    "hyundai": 0.75,
    "nissan": 0.75,
    "chevrolet": 0.7,
    "volkswagen": 0.7,
}
_RESELLS = {"toyota": 0.95, "honda": 0.85, "chevrolet": 0.8, "volkswagen": 0.8, "hyundai": 0.8, "fiat": 0.75}
_IMPORTED_UPKEEP = ("bmw", "audi", "mercedes benz", "land rover", "volvo", "mini")
_COMFORT = ("ar", "banco", "couro", "automatic", "teto", "camera", "sensor", "piloto", "direcao")
_SAFETY = ("airbag", "abs", "estabilidade", "isofix", "frenagem", "faixa", "camera", "rampa")
_TECHNOLOGY = ("tela", "multimidia", "android", "carplay", "camera", "sensor", "digital", "chave")


def scores_of(
    *,
    brand: str,
    category: str,
    equipment: Sequence[str],
    city_km_l: float | None,
    trunk_l: int | None,
    power_cv: int | None,
) -> dict[str, float]:
    """Scores of the priorities a customer can name; 0.5 where the file tells nothing."""
    maker = fold(brand)
    upkeep = _UPKEEP.get(category, 0.5) * (0.6 if maker in _IMPORTED_UPKEEP else 1.0)
    return {
        "economia": _between(city_km_l, 6.0, 14.5),
        "espaco": _between(trunk_l, 150, 520)
        if trunk_l and category != "Pickup"
        else _SPACE.get(category, 0.5),
        "performance": _between(power_cv, 65, 190),
        "conforto": _share(equipment, _COMFORT, enough=4),
        "seguranca": _share(equipment, _SAFETY, enough=4),
        "tecnologia": _share(equipment, _TECHNOLOGY, enough=3),
        "revenda": _RESELLS.get(maker, 0.6),
        "confiabilidade": _RELIABLE.get(maker, 0.6),
        "custo_manutencao": round(upkeep, 2),
    }


def _between(value: float | None, low: float, high: float) -> float:
    if value is None:
        return 0.5
    return round(max(0.0, min(1.0, (value - low) / (high - low))), 2)


def _share(equipment: Sequence[str], words: Sequence[str], *, enough: int) -> float:
    if not equipment:
        return 0.5
    listed = [f" {fold(item)}" for item in equipment]
    hits = sum(any(f" {word}" in item for word in words) for item in listed)
    return round(min(1.0, 0.2 + 0.8 * hits / enough), 2)
