# ruff: noqa: E501 - tables read better on one line
"""Year, mileage, fuel, gearbox and body of the wanted car."""

import re

from nlp.entities.numbers import digits
from nlp.understanding import Range

_YEAR = r"((?:19[5-9]|20[0-3])\d)"
_PAIR = re.compile(rf"\b{_YEAR} ?(?:/|-|a|e|ate|ou) ?(?:o )?{_YEAR}\b")
_SLASH = re.compile(r"\b((?:19|20)\d\d)/(\d\d)\b(?!/)")
_ONE = re.compile(rf"(?<![\d.,/$]){_YEAR}\b(?!,\d|\.\d| ?(?:reais|km|mil|conto|por mes))")
_FROM_LEFT = re.compile(
    r"(?:a partir d[eo]|acima d[eo]|de|desde|pelo menos|no minimo|minimo|mais novo que|depois de)(?: (?:ano|um|o))* ?$"
)
_FROM_RIGHT = re.compile(r" ?(?:para (?:cima|frente|ca)|em diante|adiante|ou mais|no minimo|acima|\+)")
_TO_LEFT = re.compile(r"(?:ate|no maximo|abaixo de|antes de)(?: (?:ano|o))* ?$")
_TO_RIGHT = re.compile(r" ?(?:para (?:baixo|tras)|no maximo)")
_KM = re.compile(
    r"(?:ate|menos de|maximo|max|abaixo de|no maximo|nao passe de|baixo de)(?: (?:uns|de|os|no))* ?(\d{1,3}(?:\.\d{3})*|\d{4,6}) ?(mil|k)? ?(?:km|kms|quilometros|rodados|kilometros)\b"
)
_KM_LEFT = re.compile(
    r"\b(?:km|quilometragem)(?: (?:de|maximo|baixa|no|abaixo))* (?:ate|menos de|maximo|abaixo de) (?:uns )?(\d{1,3}(?:\.\d{3})*|\d{4,6}) ?(mil|k)?"
)
FUELS = (
    ("Híbrido", re.compile(r"\b(?:hibrid[oa]s?|hybrid)\b")),
    ("Elétrico", re.compile(r"\b(?:carros? eletric[oa]s?|eletric[oa]s?)\b(?! (?:da|do|de))(?<!vidro eletrico)(?<!vidros eletricos)(?<!trava eletrica)(?<!travas eletricas)(?<!parte eletrica)(?<!direcao eletrica)")),
    ("Diesel", re.compile(r"\b(?:diesel|disel|dizel)\b")),
    ("GNV", re.compile(r"\b(?:gnv|kit gas|a gas|gas natural)\b")),
    ("Flex", re.compile(r"\b(?:flex|bicombustivel|total flex)\b")),
    ("Etanol", re.compile(r"\b(?:etanol|alcool)\b")),
    ("Gasolina", re.compile(r"\ba? ?gasolina\b(?! (?:esta|ta|subiu|cara))")),
)  # fmt: skip
GEARS = (
    (
        "Automático",
        re.compile(
            r"\b(?:automatic[oa]s?|automatiz\w+|cvt|automatco|altomatico|auto|at6|automatica|tiptronic)\b"
        ),
    ),
    (
        "Manual",
        re.compile(r"\b(?:manual|manuais|mecanico manual|cambio mecanico)\b(?! do (?:carro|proprietario))"),
    ),
)
BODIES = (
    ("SUV", re.compile(r"\b(?:suvs?|utilitario esportivo|jipe|jipinho|crossover)\b")),
    ("Pickup", re.compile(r"\b(?:pick ?-?ups?|picapes?|caminhonetes?|camionetes?|caminhonet\w*|caminhoneta)\b")),
    ("Sedan", re.compile(r"\b(?:sedans?|sedas?|sedanzinho|seda)\b")),
    ("Hatch", re.compile(r"\b(?:hatch(?:s|es|back)?|hatchs?|rati|hatchzinho)\b")),
    ("Compacto", re.compile(r"\b(?:compact[oa]s?|carro pequeno|carrinho pequeno|pequenininho|popular pequeno)\b")),
    ("Van", re.compile(r"\b(?:vans?|minivans?|kombi)\b")),
)  # fmt: skip


def year(text: str) -> Range | None:
    """Model years; a bound is kept open where the message leaves it open."""
    text = digits(text)
    pair = _PAIR.search(text)
    if pair:
        low, high = sorted((int(pair[1]), int(pair[2])))
        return Range(low, high)
    slash = _SLASH.search(text)
    if slash and abs(int(slash[2]) - int(slash[1]) % 100) <= 1:
        return Range(int(slash[1]), int(slash[1][:2] + slash[2]))
    match = _ONE.search(text)
    if match is None:
        return None
    value, left, right = (
        int(match[1]),
        text[max(0, match.start() - 30) : match.start()],
        text[match.end() : match.end() + 20],
    )
    if _FROM_RIGHT.match(right) or (_FROM_LEFT.search(left) and not left.endswith((" de ", "de "))):
        return Range(value, None)
    if re.search(r"a partir de ?(?:ano )?$|acima de ?$|minimo de ?$", left):
        return Range(value, None)
    if _TO_LEFT.search(left) or _TO_RIGHT.match(right):
        return Range(None, value)
    return Range(value, value)


def km_max(text: str) -> int | None:
    """Highest mileage wanted, in kilometres."""
    text = digits(text)
    match = _KM.search(text) or _KM_LEFT.search(text)
    if match is None:
        return None
    value = int(match[1].replace(".", ""))
    return value * 1000 if match[2] or value < 1000 else value


def named(text: str, table: tuple[tuple[str, re.Pattern[str]], ...]) -> list[tuple[str, int]]:
    """Values of `table` named in the text with the place of the first naming."""
    found = [(value, match.start()) for value, pattern in table if (match := pattern.search(text))]
    return sorted(found, key=lambda pair: pair[1])
