"""Why a car fits, in the customer's own terms, and money as Brazilians write it. Pure."""

from collections.abc import Mapping

from chatbot.catalog.values import Car, Wish, fold

_GOOD = 0.65
_PRAISE = {
    "economia": "bom consumo",
    "espaco": "porta-malas grande",
    "performance": "motor esperto",
    "conforto": "bem confortável",
    "seguranca": "bem equipado em segurança",
    "tecnologia": "boa tecnologia a bordo",
    "revenda": "fácil de revender",
    "confiabilidade": "mecânica confiável",
    "custo_manutencao": "manutenção barata",
}
_FOR_USE = {
    "familia": "pra família",
    "trabalho": "pro trabalho",
    "lazer": "pros passeios",
    "comercial": "pro serviço",
    "primeiro_carro": "pro primeiro carro",
    "transporte_passageiros": "pra rodar com passageiros",
}
_USE_PRAISE = {
    "familia": ("espaco", "seguranca", "conforto"),
    "trabalho": ("economia", "confiabilidade"),
    "lazer": ("conforto", "performance", "espaco"),
    "comercial": ("espaco", "custo_manutencao"),
    "primeiro_carro": ("economia", "custo_manutencao"),
    "transporte_passageiros": ("economia", "conforto"),
}


def reais(amount: int) -> str:
    """'R$ 54.900'."""
    return "R$ " + f"{amount:,}".replace(",", ".")


def short_reais(amount: int) -> str:
    """'R$ 90 mil' for round thousands, else the whole amount."""
    if amount >= 1_000 and amount % 1_000 == 0 and amount < 1_000_000:
        return f"R$ {amount // 1_000} mil"
    return reais(amount)


def reason_for(*, car: Car, wish: Wish, weights: Mapping[str, float]) -> str:
    """One sentence without a full stop; only what is true of this car and was asked for."""
    parts = _budget(car, wish) + _praises(car, wish, weights)[:3] + _asked(car, wish)
    if wish.city and fold(wish.city) == fold(car.dealership.city):
        parts.append(f"está em {car.dealership.city}")
    if not parts:
        parts = [f"{car.category or 'carro'} {car.year} com preço de {reais(car.price)}"]
    joined = parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " e " + parts[-1]
    return joined[0].upper() + joined[1:] if not joined.startswith("R$") else joined


def _budget(car: Car, wish: Wish) -> list[str]:
    if wish.budget_max and car.price <= wish.budget_max:
        return [f"cabe nos {short_reais(wish.budget_max)}"]
    return []


def _praise(name: str, car: Car) -> str:
    return "caçamba grande" if name == "espaco" and car.category == "Pickup" else _PRAISE[name]


def _praises(car: Car, wish: Wish, weights: Mapping[str, float]) -> list[str]:
    """Good scores among what counts, what was asked for first; the first that suits the use names it."""
    names = [
        name
        for name in sorted(weights, key=lambda n: (n not in wish.priorities, -weights[n]))
        if name in _PRAISE
    ]
    said = [name for name in names if car.scores.get(name, 0.0) >= _GOOD][:3]
    suited = next((name for name in said if name in _USE_PRAISE.get(wish.usage or "", ())), None)
    return [
        f"{_praise(name, car)} {_FOR_USE[wish.usage or '']}" if name == suited else _praise(name, car)
        for name in said
    ]


def _asked(car: Car, wish: Wish) -> list[str]:
    found: list[str] = []
    if wish.transmission and car.transmission:
        found.append(f"câmbio {car.transmission.lower()}")
    if wish.km_max and car.km is not None and car.km <= wish.km_max:
        found.append(f"só {car.km:,} km".replace(",", "."))
    return found
