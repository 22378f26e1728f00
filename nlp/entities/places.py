# ruff: noqa: E501 - tables read better on one line
"""City and state of the customer: municipalities, nicknames, state names and abbreviations."""

import re
from dataclasses import dataclass

from nlp import gazetteer
from nlp.normalise import words

_STRONG = re.compile(
    r"\b(?:sou(?: aqui)? d[eoa]?|moro|moramos|resido|vivo|estou|aqui|loja|lojas|perto|regiao|cidade|falo|falando|venho|fico|interior|municipio|"
    r"natural|buscar|entregam?)(?: (?:em|de|do|da|no|na|aqui|d|fica|para|e))* $"
)
_WEAK = re.compile(r"\b(?:em|para|ate|ir a|de|do|da|no|na) $")
_CITY_CUE = re.compile(r"\bem $")
_BREAK = re.compile(r"[,;!?.\n/()]+")


@dataclass(frozen=True, slots=True)
class Where:
    """City (municipality name with accents) and state (two letters), either None; `start`/`end` in words."""

    city: str | None = None
    state: str | None = None
    start: int = 0
    end: int = 0


def _uf(token: str) -> str | None:
    upper = token.upper()
    return upper if upper in gazetteer.UFS else None


def _accept(
    place: gazetteer.Place, key: tuple[str, ...], left: str, rest: list[str], alone: bool, asked: bool
) -> bool:
    state_after = bool(rest) and _uf(rest[0]) in place.states
    strong = bool(_STRONG.search(left)) or asked or state_after
    if strong:
        return len("".join(key)) > 2 or not place.common
    if place.sure:
        return True
    if len(key) == 2 and not place.common and key[0] in {"sao", "santa", "santo", "campo", "nova", "porto"}:
        return True
    if alone:
        return (
            not place.common
            and len("".join(key)) >= 2
            and (key in gazetteer.BIG or len(key) > 1 or len(key[0]) > 4)
        )
    return bool(_CITY_CUE.search(left)) and not place.common


def _segment(tokens: list[str], asked: bool, whole: bool) -> Where | None:
    known = gazetteer.places()
    for at in range(len(tokens)):
        left = " ".join(tokens[max(0, at - 5) : at]) + " " if at else ""
        for size in (5, 4, 3, 2, 1):
            key = tuple(tokens[at : at + size])
            place = known.get(key) if len(key) == size else None
            if place is None:
                continue
            rest = tokens[at + size : at + size + 1]
            alone = len(tokens) == size or (
                len(tokens) == size + 1 and bool(rest) and _uf(rest[0]) is not None
            )
            if not _accept(place, key, left, rest, alone, asked):
                continue
            after = _uf(rest[0]) if rest else None
            state = after if after in place.states else (place.states[0] if len(place.states) == 1 else None)
            return Where(place.name, state, at, at + size + (after is not None))
    return _state(tokens, asked, whole)


def _state(tokens: list[str], asked: bool, whole: bool) -> Where | None:
    for at in range(len(tokens)):
        left = " ".join(tokens[max(0, at - 5) : at]) + " " if at else ""
        strong = (
            asked
            or bool(_STRONG.search(left))
            or bool(_CITY_CUE.search(left))
            or (whole and len(tokens) == 1)
        )
        for size in (4, 3, 2, 1):
            name = " ".join(tokens[at : at + size])
            state = gazetteer.STATES.get(name)
            if (
                state
                and (strong or size > 1 or (len(tokens) == size and name != "para"))
                and (name != "para" or asked)
            ):
                return Where(None, state, at, at + size)
        uf = _uf(tokens[at])
        word_like = tokens[at] in {"to", "se", "pa", "al", "ma", "am", "ac", "ce"}
        if uf and (strong or len(tokens) == 1) and (not word_like or len(tokens) == 1 or asked):
            return Where(None, uf, at, at + 1)
    return None


def find(text: str, *, expecting: str | None = None) -> Where:
    """City and state of a normalised text; after the question for the place a bare name or UF is one."""
    asked = expecting == "location"
    parts = _BREAK.split(text)[:60]
    found = Where()
    for number, part in enumerate(parts):
        tokens = words(part)[:250]
        if not tokens:
            continue
        short = asked and len(tokens) <= 6
        one = _segment(tokens, short, len(parts) == 1)
        if one is None:
            continue
        if one.city and one.state is None and number + 1 < len(parts):
            follow = words(parts[number + 1])
            uf = _uf(follow[0]) if follow else None
            one = Where(one.city, uf, one.start, one.end)
        if one.city:
            return one
        found = found if found.state else one
    return found
