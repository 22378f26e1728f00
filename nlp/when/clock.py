"""Hours, parts of the day and times counted from now, named in a normalised text."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from nlp.when.values import Clock, Exact, When

H = 60
PARTS = {
    "manha": (8 * H, 12 * H),
    "tarde": (12 * H, 18 * H),
    "noite": (18 * H, 21 * H),
    "depois do almoco": (13 * H, 18 * H),
    "almoco": (12 * H, 14 * H),
}
"""Minutes of the day, end exclusive."""

_BEGIN = r"(?:comec\w+|inicio|comecinho|iniciozinho)"
_END = r"(?:fim|final|finalzinho|fimzinho|finzinho|fins)"
_PART_PATTERNS = tuple(
    (re.compile(pattern), part, edge)
    for pattern, part, edge in (
        (rf"\b{_BEGIN} d[ae] manha\b", "manha", "begin"),
        (rf"\b{_END} d[ae] manha\b", "manha", "end"),
        (rf"\b{_BEGIN} d[ae] tarde\b", "tarde", "begin"),
        (
            rf"\b{_END} d[ae] tarde\b|\btardinha\b|\btardezinha\b|\b{_END} d[eo] (?:dia|expediente)\b"
            rf"|\bde tardinha\b|\bboquinha da noite\b|\bpor do sol\b",
            "tarde",
            "end",
        ),
        (rf"\b{_BEGIN} d[ae] noite\b|\bnoitinha\b|\bnoitezinha\b", "noite", "begin"),
        (rf"\b{_END} d[ae] noite\b", "noite", "end"),
        (
            r"\bdepois (?:d[eo] |que eu )?(?:meu |o )?almoc\w+|\bapos (?:o )?almoco\b|\blogo apos o almoco",
            "depois do almoco",
            "",
        ),
        (r"\b(?:antes (?:d[eo] )?(?:o )?almoco|antes de almocar)\b", "manha", ""),
        (r"\b(?:hor\w+ d[eo]|no|n[oa] hora do|intervalo d[eo]|na) (?:meu )?almoco\b", "almoco", ""),
        (
            r"\b(?:depois|saindo|saida|apos|saio|quando eu sair|quando sair)(?: (?:d[eo]|que|eu|saio"
            r"|sair|o|meu|acaba)){0,8} (?:trabalho|servico|expediente|trampo|batente)\b",
            "noite",
            "",
        ),
        (
            r"\b(?:de|da|pela|na|a|amanha de|por|parte da|periodo da|turno da) (?:parte da "
            r"|minha )?manha\b|\bmanhazinha\b|\bmanhanzinha\b|\bmatutino\b|\b(?:bem |logo |mais "
            r"|de manha )?(?:cedo|cedinho|cedin)\b|\bprimeira hora\b|\bmanha$|\bmanha\b(?= (?:ou|eu|dá"
            r"|da\b|posso|pode|seria|cedo|mesmo))|(?<=, )manha\b|(?<=so )manha\b",
            "manha",
            "",
        ),
        (
            r"\b(?:de|da|pela|na|a|por|parte da|periodo da|agora a|hoje a|amanha a"
            r"|so a) (?:parte da )?tarde\b|\bvespertino\b|(?<=sabado )tarde\b|(?<=hoje )tarde\b"
            r"|(?<=amanha )tarde\b|(?<=sexta )tarde\b|(?<=domingo )tarde\b|(?<=segunda )tarde\b"
            r"|(?<=feira )tarde\b|^tarde$|\btarde ou\b|\bou tarde\b",
            "tarde",
            "",
        ),
        (
            r"\b(?:de|da|pela|na|a|por|hoje|amanha|agora a) (?:parte da )?noite\b|\bnoturno\b"
            r"|(?<=sabado )noite\b|(?<=sexta )noite\b|(?<=feira )noite\b",
            "noite",
            "",
        ),
    )
)
_CLOCK = (
    r"(?P<hour{0}>\d{{1,2}}|meio[ -]dia|uma)(?:(?::|h|hs|hrs)(?P<minute{0}>[0-5]\d)(?:h"
    r"|min)?)?(?P<unit{0}> ?(?:horas?|hrs?|hs|h)\b)?(?: e (?P<past{0}>meia|[1-5][05]"
    r"|5)(?! ?(?:dias|mil|pessoas))\b(?: minutos)?)?(?: em ponto)?"
)
_OF = (
    r"(?: ?,? ?(?:da|de|na|a|pela) (?P<part{0}>manha|manhazinha|tarde|tardinha|noite|noitinha"
    r"|madrugada))?"
)
_LEAD = (
    r"(?:mais ou menos |por volta (?:d[aeo]s?|das) |umas |uns |as |a |la pelas |la para "
    r"|la por |pelas |das |cerca das |tipo |tipo as |la pelas |os |horas? |la ){0,8}"
)
_TO = r" ?(?:as|a|ate as|ate a|ate|e|-|e as|ate umas|ate o|ao|e a|ate la pelas|ou) "
_RANGE = re.compile(
    r"\b(?P<lead>entre|das|de|da)(?: (?:as|umas|a|o|a partir das)){0,8} "
    + _CLOCK.format(1)
    + _OF.format(1)
    + _TO
    + r"(?:as |umas |a |o )?"
    + _CLOCK.format(2)
    + _OF.format(2)
)
_AFTER = re.compile(
    r"\b(?:depois|a partir|apos|so depois|passando|passad[ao]|de)(?: (?:d[aeo]s?|as|umas"
    r"|la pelas|que der|que bater)){0,8} "
    + _CLOCK.format("")
    + _OF.format("")
    + r"(?P<on> (?:em diante|para frente|para ca))?"
)
_BEFORE = re.compile(
    r"\b(?:antes|ate|no maximo ate|no maximo)(?: (?:d[aeo]s?|as|a|umas|la pelas|o|no maximo|la)){0,8} "
    + _CLOCK.format("")
    + _OF.format("")
)
_TO_HOUR = re.compile(
    r"\b(?P<less>5|10|15|20|25) (?:para|min para|minutos para)(?: (?:as?|o))? "
    + _CLOCK.format("")
    + _OF.format("")
)
_HOUR = re.compile(
    r"(?<![\d/.,$])\b(?P<lead>"
    + _LEAD
    + r")"
    + _CLOCK.format("")
    + _OF.format("")
    + r"(?![\d/]|[.,]\d| ?(?:mil\b|km|anos?\b|reais|dias?\b|seman|mes|pessoas|portas|opc|%|x\b"
    r"|vezes|k\b|conto|min\b|minutos|lugares|por cento|carros?|parcel|primeir|ultim|marchas))"
)
_MARK = re.compile(r"\b(?:as|umas|pelas|das|la pelas|tipo as|por volta|la para as|cerca das|tipo|a) $")
_REPAIRED = re.compile(r"(?:digo|alias|ou melhor|na verdade|quer dizer|nao)[ ,.]*(?:as |melhor |umas )?$")
_MINUTES = (
    r"(?P<half>meia hora|meia horinha)|(?:(?P<count>\d{1,3}|uma|um|hora)(?: ?(?P<unit>horas?"
    r"|horinhas?|hrs?|hs|h|minut\w+|min|mins)\b)?(?: e (?P<more>meia|\d{1,2})\b)?)"
)
_IN = re.compile(
    rf"\b(?:daqui|daki|dentro d[e]|em|chego em|de aqui)(?: (?:a|ha|uns|umas|mais|por volta de"
    rf"|cerca de|no maximo|mais ou menos)){{0,8}} ?(?:{_MINUTES})"
)
_SOON = re.compile(
    r"\bdaqui (?:a |um )?(?:pouco|pouquinho|pouqinho|instante|bocadinho)\b|\bja ja\b"
    r"|\blogo mais\b|\bdaqui apouco\b|\bdaqui pouquinho\b|\bdaqui a um tiquinho\b"
    r"|\bem instantes\b|\bdaqui um cadinho\b"
)
_LATER = re.compile(
    r"\bhoje(?: \w+)? mais tarde\b|\bmais tarde(?: (?:ainda )?hoje)?\b|\bainda hoje\b|\bhoje ainda\b"
)
_NOW = re.compile(
    r"\bagora(?: mesmo| ja)?\b(?! (?:de|a|pela|nao|so|que|eu|e\b|sim|sei|vi\b|entendi|quero"
    r"|preciso|tem|estou sem|em|na|no|pouco|cedo|vou ter|minha|meu|o\b|mudei|ja vi))"
    r"|\bneste momento\b|\bnesse momento\b|\bestou (?:indo|a caminho|chegando|na porta"
    r"|aqui na frente)\b|\bindo ai\b|\bimediatamente\b"
)


def _minutes(match: re.Match[str], group: str = "") -> tuple[int, str] | None:
    """Minutes of the day as written (no half of the day settled), and the part said with them."""
    hour = match[f"hour{group}"]
    part = match[f"part{group}"] or ""
    if hour.startswith("meio"):
        value, part = 12 * H, "meio dia"
    else:
        value = (1 if hour == "uma" else int(hour)) * H
    past = match[f"past{group}"]
    value += int(match[f"minute{group}"] or 0) + (30 if past == "meia" else int(past or 0))
    return (value, part) if value < 24 * H + 1 else None


def settled(minutes: int, part: str) -> int:
    """The hour meant: 1 to 6 without a part are the afternoon's; a part of the day wins."""
    if minutes >= 13 * H or part == "meio dia":
        return minutes
    if part.startswith(("noit", "tard", "depois")):
        return minutes + 12 * H if minutes < 12 * H else minutes
    if part.startswith(("manh", "madr")):
        return minutes % (12 * H) if part.startswith("madr") else minutes
    return minutes + 12 * H if H <= minutes < 7 * H else minutes


def _is_hour(match: re.Match[str], text: str) -> bool:
    if match["past"] and text[: match.start()].endswith("_ ") and text[match.end() : match.end() + 2] != " e":
        return True
    if match["hour"] == "uma":
        if re.search(r"\ba $", match["lead"]) and re.match(r" ?(?:$|[.,;!?])", text[match.end() :]):
            return True
        marked = _MARK.search(match["lead"]) and "tipo" not in match["lead"]
        return (
            bool(match["unit"] and re.search(r"\b(?:as|a|la pel)", match["lead"]))
            or bool(match["part"])
            or bool(marked and match["past"] == "meia")
        )
    if match["minute"] or match["unit"] or match["part"] or match["hour"].startswith("meio"):
        return True
    if match["past"] == "meia" and re.match(r" ?(?:$|[.,;!?])", text[match.end() :]):
        return True
    lead = match["lead"]
    if re.search(r"\b(?:as|umas|pelas|das|volta)", lead):
        return int(match["hour"]) <= 24
    return (
        bool(_REPAIRED.search(text[max(0, match.start() - 22) : match.start("hour")]))
        and int(match["hour"]) <= 24
    )


def _ranges(text: str) -> Iterator[Clock]:
    for match in _RANGE.finditer(text):
        low, high = _minutes(match, "1"), _minutes(match, "2")
        if (
            low is None
            or high is None
            or low[0] > 24 * H
            or (
                match["lead"] in ("de", "da")
                and not (match["unit2"] or match["minute2"] or match["part2"] or match["unit1"])
            )
        ):
            continue
        yield Clock("between", low[0], high[0], *match.span(), low[1] or high[1])


def _bounds(text: str) -> Iterator[Clock]:
    for kind, pattern in (("after", _AFTER), ("before", _BEFORE)):
        for match in pattern.finditer(text):
            found = _minutes(match)
            said = match.group()
            plain = (
                match["unit"]
                or match["minute"]
                or match["part"]
                or re.search(r"\b(?:d?as|umas|pelas|o) ", said)
                or match["hour"].startswith("meio")
            )
            if (
                found is None
                or not plain
                or match["hour"] == "uma"
                or re.match(r" ?(?:mil|km|anos|reais|k\b|dias|x\b)", text[match.end() :])
                or (said.startswith("de ") and not match["on"])
            ):
                continue
            yield Clock(kind, found[0], found[0], *match.span(), found[1])


def _hours(text: str) -> Iterator[Clock]:
    for match in _TO_HOUR.finditer(text):
        found = _minutes(match)
        if found and match["hour"] != "uma":
            yield Clock(
                "hour", found[0] - int(match["less"]), found[0] - int(match["less"]), *match.span(), found[1]
            )
    for match in _HOUR.finditer(text):
        found = _minutes(match)
        if found and _is_hour(match, text):
            yield Clock("hour", found[0], found[0], match.start(), match.end(), found[1])


def _parts(text: str) -> Iterator[Clock]:
    for pattern, part, edge in _PART_PATTERNS:
        low, high = PARTS[part]
        low, high = (
            (low, low + 2 * H) if edge == "begin" else (high - 2 * H, high) if edge == "end" else (low, high)
        )
        for match in pattern.finditer(text):
            yield Clock("part", low, high, *match.span(), part)


def find(text: str) -> Iterator[Clock]:
    """Hours and parts of the day; a longer reading keeps the shorter ones within it out."""
    taken: list[tuple[int, int]] = []
    for source in (_ranges, _bounds, _hours, _parts):
        for found in source(text):
            if not any(found.start < end and start < found.end for start, end in taken):
                taken.append((found.start, found.end))
                yield found


def _length(match: re.Match[str]) -> timedelta | None:
    if match["half"]:
        return timedelta(minutes=30)
    count = int(match["count"]) if match["count"].isdigit() else 1
    unit = match["unit"] or ("hora" if match["count"] == "hora" else "")
    if not unit:
        return None
    more = 30 if match["more"] == "meia" else int(match["more"] or 0)
    return timedelta(minutes=count) if unit.startswith("min") else timedelta(hours=count, minutes=more)


def counted(text: str, now: datetime) -> Iterator[Exact]:
    """Times counted from now."""
    for match in _IN.finditer(text):
        length = _length(match)
        if length:
            yield Exact(When(now + length), *match.span())
    for match in _SOON.finditer(text):
        yield Exact(When(now, now + timedelta(hours=2)), *match.span())
    for match in _LATER.finditer(text):
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        yield Exact(When(now, midnight), *match.span())
    for match in _NOW.finditer(text):
        yield Exact(When(now), *match.span())
