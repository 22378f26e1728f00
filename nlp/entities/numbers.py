"""Number words written as digits ('sessenta e cinco mil' → '65 mil')."""

import re

_UNITS = {
    "um": 1, "uma": 1, "dois": 2, "duas": 2, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7, "oito": 8,
    "nove": 9, "dez": 10, "onze": 11, "doze": 12, "treze": 13, "quatorze": 14, "catorze": 14, "quinze": 15,
    "dezesseis": 16, "dezessete": 17, "dezoito": 18, "dezenove": 19, "vinte": 20, "trinta": 30, "quarenta": 40,
    "cinquenta": 50, "cinquentinha": 50, "cinqenta": 50, "sessenta": 60, "setenta": 70, "oitenta": 80,
    "noventa": 90, "cem": 100, "cento": 100, "duzentos": 200, "trezentos": 300, "quatrocentos": 400,
    "quinhentos": 500, "seiscentos": 600, "setecentos": 700, "oitocentos": 800, "novecentos": 900,
    "trintinha": 30, "quarentinha": 40, "vintinho": 20, "sessentinha": 60,
}  # fmt: skip
_TOKEN = re.compile(r"[a-z]+|\d+|[^\sa-z\d]|\s+")
_FEW = re.compile(r"\b(\d{2,3}) ?e (?:poucos?|uns quebrados|pouquinhos?)(?: mil)?\b")
_HALF_MILLION = re.compile(r"\bmeio milhao\b")
_HALF = re.compile(r"\b(\d{1,2}) (mil )?e meio\b")


def _below(value: int) -> int:
    """Largest value, exclusive, that may be added after `value` ('cinquenta e' takes units only)."""
    if value >= 1000:
        return 1000
    if value >= 100:
        return 100
    return 10 if value >= 20 else 0


def _run(tokens: list[str], start: int) -> tuple[int, int]:
    """Value and end of the number-word run at `start`; an 'e' joins only a smaller value."""
    total, current, room, at, end = 0, 0, 10**6, start, start
    while at < len(tokens):
        word = tokens[at]
        if word == "mil" and total == 0:
            total, current, room = (current or 1) * 1000, 0, 1000
        elif word in _UNITS and _UNITS[word] < room:
            current, room = current + _UNITS[word], _below(_UNITS[word])
        else:
            break
        end = at + 1
        at = end + 1 if end < len(tokens) and tokens[end].isspace() else end
        if at < len(tokens) and tokens[at] == "e":
            at += 2
    return total + current, end


def digits(text: str) -> str:
    """Write number words of a normalised text as digits; 'um' and 'uma' alone stay articles."""
    if not any(part in text for part in ("mil", "meio")) and not any(part in _UNITS for part in text.split()):
        return _finish(text)
    tokens = _TOKEN.findall(text)
    out: list[str] = []
    at = 0
    while at < len(tokens):
        word = tokens[at]
        after_digit = len(out) > 1 and (out[-1].isdigit() or (out[-1].isspace() and out[-2].isdigit()))
        if word in _UNITS or (word == "mil" and not after_digit):
            value, end = _run(tokens, at)
            follows = tokens[end + 1 : end + 4]
            article = (
                word in ("um", "uma")
                and end == at + 1
                and follows[:1] != ["milhao"]
                and follows[2:] != ["meio"]
            )
            thousand = value >= 1000 and value % 1000 == 0 and word != "mil"
            out.append(word if article else f"{value // 1000} mil" if thousand else str(value))
            at = end
        else:
            out.append(word)
            at += 1
    return _finish("".join(out))


def _finish(text: str) -> str:
    text = _HALF_MILLION.sub("500 mil", text)
    text = _FEW.sub(lambda m: f"{m[1]} a {int(m[1]) + 5} mil", text)
    return _HALF.sub(lambda m: f"{m[1]}500", text)
