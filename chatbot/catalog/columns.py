"""How the columns of a file of cars may be called, and how its values are read. Pure; errors are in Portuguese."""

import re
from collections.abc import Iterable

from chatbot.catalog.values import fold

_ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("id", "codigo", "cod", "codigo do veiculo"),
    "shop": ("loja", "revenda", "concessionaria", "nome da loja", "dealership", "dealership name"),
    "city": ("cidade", "city", "municipio", "dealership city"),
    "state": ("uf", "estado", "state", "dealership state"),
    "phone": ("telefone", "fone", "phone", "dealership phone"),
    "whatsapp": ("whatsapp", "zap", "dealership whatsapp"),
    "address": ("endereco", "address"),
    "name": ("nome", "titulo", "name", "veiculo", "descricao"),
    "brand": ("marca", "montadora", "fabricante", "brand"),
    "model": ("modelo", "model"),
    "version": ("versao", "version", "acabamento"),
    "year": ("ano", "ano modelo", "year"),
    "price": ("preco", "valor", "preco r", "valor r", "price", "preco de venda"),
    "km": ("km", "quilometragem", "kilometragem", "odometro", "mileage"),
    "fuel": ("combustivel", "fuel"),
    "transmission": ("cambio", "transmissao", "transmission"),
    "color": ("cor", "color"),
    "doors": ("portas", "numero de portas", "doors"),
    "category": ("categoria", "carroceria", "tipo", "category"),
    "equipment": ("itens", "opcionais", "equipamentos", "acessorios", "equipment"),
    "photos": ("fotos", "imagens", "foto", "photos"),
    "city_km_l": ("consumo cidade", "consumo urbano", "km l cidade"),
    "road_km_l": ("consumo estrada", "consumo rodoviario", "km l estrada"),
    "trunk_l": ("porta malas", "porta malas l", "porta malas litros"),
    "power_cv": ("potencia", "potencia cv", "cv"),
    "available": ("disponivel", "available"),
}
REQUIRED = ("brand", "model", "year", "price")
LABELS = {name: aliases[0] for name, aliases in _ALIASES.items()}
_BY_ALIAS = {alias: name for name, aliases in _ALIASES.items() for alias in aliases}
_CLOSED: dict[str, dict[str, str]] = {
    "fuel": {
        "flex": "Flex", "gasolina": "Gasolina", "etanol": "Etanol", "alcool": "Etanol", "diesel": "Diesel",
        "eletrico": "Elétrico", "hibrido": "Híbrido", "gnv": "GNV",
    },
    "transmission": {
        "manual": "Manual", "automatico": "Automático", "automatica": "Automático", "cvt": "Automático",
        "automatico cvt": "Automático", "automatizado": "Automático", "aut": "Automático", "mecanico": "Manual",
    },
    "category": {
        "hatch": "Hatch", "hatchback": "Hatch", "sedan": "Sedan", "seda": "Sedan", "suv": "SUV", "pickup": "Pickup",
        "picape": "Pickup", "caminhonete": "Pickup", "compacto": "Compacto", "van": "Van", "minivan": "Van",
    },
}  # fmt: skip
_MONEY = re.compile(
    r"^\d{1,3}(\.\d{3})+(,\d{1,2})?$|^\d+(,\d{1,2})?$|^\d{1,3}(,\d{3})+(\.\d{1,2})?$|^\d+\.\d{1,2}$"
)
_UFS = frozenset("AC AL AM AP BA CE DF ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO".split())


def recognise(headers: Iterable[str]) -> dict[str, str]:
    """Map each known header of a file to the member it fills."""
    found = {header: _BY_ALIAS.get(fold(header.replace("_", " "))) for header in headers if header}
    return {header: name for header, name in found.items() if name}


def missing(recognised: Iterable[str]) -> list[str]:
    """The labels of the required columns that a file lacks."""
    have = set(recognised)
    return [LABELS[name] for name in REQUIRED if name not in have]


def money(text: str) -> int:
    """Whole reais from '54.900,00', 'R$ 54.900', '54900' or '54900.0'. Raises ValueError with the reason."""
    plain = re.sub(r"^R\$|\s", "", text.strip().replace("\u00a0", " "), flags=re.IGNORECASE)
    if not _MONEY.match(plain):
        raise ValueError(f"preço '{text.strip()[:30]}' não é um valor em reais")
    if re.search(r"[.,]\d{1,2}$", plain):
        plain = plain[: max(plain.rfind("."), plain.rfind(","))]
    amount = int(re.sub(r"\D", "", plain))
    if not 1_000 <= amount <= 20_000_000:
        raise ValueError(f"preço {amount} fora do esperado (de 1.000 a 20.000.000 reais)")
    return amount


def year(text: str, *, year_now: int) -> int:
    """The model year of '2019' or '2018/2019' (the second one). Raises ValueError with the reason."""
    found = re.fullmatch(r"(?:\d{4}\s*/\s*)?(\d{4})(?:\.0)?", text.strip())
    if not found or not 1950 <= int(found[1]) <= year_now + 1:
        raise ValueError(
            f"ano '{text.strip()[:20]}' inválido (use quatro algarismos, de 1950 a {year_now + 1})"
        )
    return int(found[1])


def whole(text: str, *, label: str, top: int) -> int | None:
    """A whole number such as '45.000 km'; None when empty. Raises ValueError with the reason."""
    plain = re.sub(r"(?i)\s*(km|l|cv|litros)$", "", text.strip())
    if not plain:
        return None
    if not re.fullmatch(r"\d{1,3}([.\s]\d{3})+|\d+(\.0)?", plain):
        raise ValueError(f"{label} '{text.strip()[:20]}' não é um número inteiro")
    number = int(re.sub(r"\D", "", plain.removesuffix(".0")))
    if number > top:
        raise ValueError(f"{label} {number} é maior que {top}")
    return number


def decimal(text: str, *, label: str) -> float | None:
    """A number such as '12,4'; None when empty. Raises ValueError with the reason."""
    plain = re.sub(r"(?i)\s*km/l$", "", text.strip()).replace(",", ".")
    if not plain:
        return None
    if not re.fullmatch(r"\d{1,2}(\.\d+)?", plain):
        raise ValueError(f"{label} '{text.strip()[:20]}' não é um número")
    return float(plain)


def closed(name: str, text: str) -> str:
    """The canonical word of a closed list; empty stays empty. Raises ValueError with the reason."""
    words = _CLOSED[name]
    if not text.strip():
        return ""
    found = words.get(fold(text))
    if not found:
        raise ValueError(
            f"{LABELS[name]} '{text.strip()[:30]}' desconhecido (use {', '.join(sorted(set(words.values())))})"
        )
    return found


def state(text: str) -> str:
    """A two-letter UF; empty stays empty. Raises ValueError with the reason."""
    plain = text.strip().upper()
    if plain and plain not in _UFS:
        raise ValueError(f"UF '{text.strip()[:20]}' inválida (use a sigla, por exemplo SP)")
    return plain


def listed(text: str) -> tuple[str, ...]:
    """The parts of a list written with ';' or '|' (or ',' when neither is there)."""
    mark = "|" if "|" in text else ";" if ";" in text else ","
    return tuple(part.strip() for part in text.split(mark) if part.strip())
