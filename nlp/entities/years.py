"""Model years and mileage."""

import re
from collections.abc import Sequence

from nlp.entities.message import Found, Message
from nlp.understanding import Range

_YEAR = r"(?:19[5-9]|20[0-3])\d"
_NOISE = re.compile(
    r"\d{1,2}/\d{1,2}/(?:19|20)\d\d|(?:nasc\w+|formei|casei|desde|copa|eleic\w+|em dezembro"
    r"|natal|cliente) (?:em |de |desde |d[oa] ){0,8}(?:19|20)\d\d|(?:r\$ ?)(?:19|20)\d\d"
)
_FOUND = re.compile(
    rf"(?<![\d.,/$-])(?P<a>{_YEAR})(?: ?[/-] ?(?P<b>{_YEAR}|\d\d(?![\d/])))?(?![\d]|[.,]\d"
    rf"| ?(?:reais|km|kms|mil|conto|por mes|de entrada|de parcela|por parcela|cilindradas|cc"
    rf"|rotac))"
)
_DATED = re.compile(r"(?<!ano )(?<!modelo )\bem $|\b(?:nascimento|botei) $")
"""'em 2019' is when something happened."""
_SHORT = re.compile(
    r"\b(?:ano|anos|modelo|safra)(?: (?:e|de|do|dela|dele|deve ser|ate"
    r"|uns)){0,8} (?P<y>\d\d)(?:/(?P<z>\d\d))?\b(?! ?(?:mil|km|anos|x|vezes))"
)
_SHORT_PAIR = re.compile(r"(?<![\d/.,])(?P<y>0\d|1\d|2[0-7])/(?P<z>0\d|1\d|2[0-7])(?![\d/])")
_GAP = re.compile(r"^,? ?(?:a|ate|e|ou|-|/|ou ate|,|e ate)(?: (?:o|uns|no maximo|ano)){0,8} ?$")
_FROM_LEFT = re.compile(
    r"(?:a partir d[eo]|acima d[eo]|desde|pelo menos|no minimo|minimo|min"
    r"|mais nov[oa]s? (?:que|do que)|depois d[eo]|pos|superior a|comecando (?:em|de|por)"
    r"|maior que|mais de)(?: (?:ano|um|o|de|uns|seja|e)){0,8} ?:?$"
)
_FROM_RIGHT = re.compile(
    r"^ ?(?:,? ?(?:e |ou )?(?:para|pra|p) (?:cima|frente|ca|la|diante)|,? ?em diante|adiante"
    r"|,? ?(?:ou|para) (?:mais|superior|acima|mais nov\w+)|,? ?no minimo|,? ?acima|\+(?! ?\d)"
    r"|mais nov\w+|para mais|a mais)"
)
_TO_LEFT = re.compile(
    r"(?:ate|no maximo|maximo|abaixo d[eo]|antes d[eo]|mais (?:velh|antig)\w+ (?:que|do que)"
    r"|inferior a)(?: (?:ano|o|uns|de|modelo)){0,8} ?$"
)
_TO_RIGHT = re.compile(r"^ ?(?:para (?:baixo|tras)|no maximo|ou (?:menos|mais (?:velh|antig)\w+|anterior))")
_OLDER = re.compile(r"\bmais (?:antig|velh|usad)\w+,? (?:\w+ )?$")
_CAR_YEAR = re.compile(
    r"^ (?:(?:srx|srv|sr|lt|ltz|ls|lx|exl?|xei|gli|sport|limited|premier|highline|turbo|tsi"
    r"|flex|sedan?|hatch|\d\.\d) )?(?P<y>0\d|[6-9]\d|1\d|2[0-6])(?:/(?P<z>\d\d))?\b(?! ?(?:mil"
    r"|k\b|km|reais|conto|vezes|x\b|anos|meses|de entrada|parcel|pila|%|horas|h\b|[.,]\d|/))"
)

_CAR_YEARS = re.compile(r"^ de (?P<y>0\d|1\d|2[0-7]) a (?P<z>0\d|1\d|2[0-7])\b(?! ?(?:mil|k\b|conto))")

_KM_NUMBER = r"(?P<n>\d{1,3}(?:\.\d{3})+|\d{1,3} 000|\d{1,6}) ?(?P<k>mil|k)?"
_KM = re.compile(
    r"\b(?:ate|menos de|menos que|maximo|max|abaixo d[eo]|passe d[eo]|passem d[eo]"
    r"|passando d[eo]|passar d[eo]|baixo d[eo]|mais (?:de|que|do que)|inferior a"
    r"|acima d[eo])(?: (?:uns|de|os|no|km|ate|a|maximo|dos)){0,8} ?"
    + _KM_NUMBER
    + r" ?(?:de )?(?:km|kms|quilometr\w+|kilometr\w+|quilometros|rodad\w+|kilometragem"
    r"|de km)\b(?! (?:por|/) ?(?:dia|mes|semana|litro|l)\b|/l)"
)
_KM_LEFT = re.compile(
    r"\b(?:km|kms|quilometragem|kilometragem|rodagem|rodad[oa]s?)\b[^.;!?\d\n]{0,24}?\b(?:ate"
    r"|menos d[eo]|menos que|maximo|max|abaixo d[eo]|inferior a|passe d[eo]"
    r"|passar d[eo])(?: (?:uns|de|os)){0,8} ?" + _KM_NUMBER + r"(?! ?(?:reais|conto))"
)
_KM_RIGHT = re.compile(
    _KM_NUMBER + r" ?(?:de )?(?:km|kms|quilometr\w+|rodad\w+)(?: rodad\w+)? (?:no maximo|max|maximo"
    r"|para baixo|ou menos)\b"
)
_KM_BARE = re.compile(
    r"^\W*(?:ate |uns |no maximo |max ){0,8}" + _KM_NUMBER + r" ?(?:km|quilometros|rodados)?\W*$"
)


def _full(short: str) -> int:
    """Four digits of a two-digit model year."""
    return int(short) + (1900 if int(short) > 40 else 2000)


def _bounded(value: Range, left: str, right: str) -> Range:
    low, high = value.min, value.max
    if low != high:
        return Range(low, None) if _FROM_RIGHT.match(right) else value
    if _FROM_RIGHT.match(right) or _FROM_LEFT.search(left):
        return Range(low, None)
    if _TO_LEFT.search(left) or _TO_RIGHT.match(right):
        return Range(low, None) if _OLDER.search(_TO_LEFT.sub("", left)) else Range(None, high)
    return value


def _spans(text: str, cars: Sequence[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """(start, end, low, high) of every year named."""
    found: list[tuple[int, int, int, int]] = []
    noise = [match.span() for match in _NOISE.finditer(text)]
    for match in _FOUND.finditer(text):
        dated = _DATED.search(text[max(0, match.start() - 12) : match.start()])
        if dated or any(start <= match.start() < end for start, end in (*noise, *cars)):
            continue
        low, second = int(match["a"]), match["b"] or match["a"]
        high = int(second) if len(second) == 4 else _full(second)
        found.append((*match.span(), *((low, high) if 0 <= high - low <= 40 else (low, low))))
    for pattern in (_SHORT, _SHORT_PAIR):
        for match in pattern.finditer(text):
            low, high = _full(match["y"]), _full(match["z"] or match["y"])
            if 0 <= high - low <= 2 and not (pattern is _SHORT_PAIR and match["z"] < "13" and not cars):
                found.append((*match.span(), low, high))
    for _, end in cars:
        ranged = _CAR_YEARS.match(text[end : end + 16])
        if ranged and ranged["y"] < ranged["z"]:
            found.append((end, end + ranged.end(), _full(ranged["y"]), _full(ranged["z"])))
        short = _CAR_YEAR.match(text[end : end + 12])
        if short:
            found.append((end + 1, end + short.end(), _full(short["y"]), _full(short["z"] or short["y"])))
    return sorted(set(found))


def _years(text: str, cars: Sequence[tuple[int, int]]) -> Found | None:
    spans = _spans(text, cars)[:12]
    if not spans:
        return None
    values: list[Range] = []
    start, end = spans[0][0], spans[-1][1]
    for at, (first, last, low, high) in enumerate(spans):
        right = text[last : last + 22]
        left = text[max(0, first - 34) : first].rstrip() + " "
        if text[first:last].startswith(("ano", "modelo")) and " ate " in text[first:last]:
            left += "ate "
        joined = at > 0 and _GAP.match(text[spans[at - 1][1] : first])
        value = _bounded(Range(low, high), "" if joined else left, right)
        values.append(value)
        if re.search(
            r"\b(?:digo|alias|na verdade|ou melhor|corrigindo)\b",
            text[spans[at - 1][1] : first] if at else "",
        ):
            values = [Range(value.min, values[-2].max) if values[-2].max is None and value.min else value]
        elif joined and len(values) > 1 and (values[-2].min is None) != (values[-2].max is None):
            before = values[-2]
            values[-2:] = [Range(before.min if before.min is not None else before.max, high)]
    lows = [one.min for one in values]
    highs = [one.max for one in values]
    if len(values) > 1 and (None in lows or None in highs):
        opened = [one for one in values if one.min is None or one.max is None]
        return Found("year", opened[0], start, end)
    return Found(
        "year",
        Range(min((x for x in lows if x), default=None), max((x for x in highs if x), default=None)),
        start,
        end,
    )


def _kilometres(match: re.Match[str]) -> int:
    value = int(match["n"].replace(".", "").replace(" ", ""))
    return value * 1000 if match["k"] or value < 1000 else value


def _km(text: str, asked: bool) -> Found | None:
    match = (
        _KM.search(text)
        or _KM_LEFT.search(text)
        or _KM_RIGHT.search(text)
        or (_KM_BARE.match(text) if asked else None)
    )
    if match is None:
        return None
    value = _kilometres(match)
    return Found("km_max", value, *match.span()) if 1000 <= value <= 900_000 else None


def find(
    message: Message, *, expecting: str | None = None, cars: Sequence[tuple[int, int]] = ()
) -> list[Found]:
    """Years (own car's too) and the highest mileage wanted. `cars` are the spans of car names."""
    text = message.text
    short = re.fullmatch(r"\W*(?:ano |de |do ){0,8}(\d\d)\W*", text) if expecting in ("year", "ano") else None
    if short:
        return [Found("year", Range(_full(short[1]), _full(short[1])), *short.span(1))]
    asked = expecting in ("km", "km_max", "mileage", "quilometragem")
    return [one for one in (_years(text, cars) if not asked else None, _km(text, asked)) if one]
