"""Days, weeks, months and feasts named in a normalised text."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from nlp.when import dates
from nlp.when.dates import FEASTS, MONTHS, WEEKDAYS, day
from nlp.when.values import Days

_WEEKDAY = (
    r"(?P<weekday>segunda|terca|quarta|quinta|sexta|sabado|domingo|sabadao|sabadinho|domingao"
    r"|domingueira|sextou|sextinha|segundona|seg|qua|qui|sex|sab|dom"
    r"|[2-6]a(?=[ -]feira)|ter(?=[ -]feira| e qui| ou qua|\.))"
)
_FEIRA = r"(?:(?: |-| - )?feira)?\b\.?"
_NOT_DAY = (
    r"(?! (?:opcao|quinzena|via|parcela|semana(?! que vem)|mao|marcha|vez|geracao|pergunta"
    r"|coisa|foto|casa|dose|linha|metade|filha|de carnaval|santa|de cinzas|da paixao))"
)
_COMING = (
    r"(?P<coming>,? ?(?:que vem|q vem|d[ao] (?:semana que vem|proxima semana|outra semana"
    r"|semana q vem)|(?:na|da) semana que vem|na proxima semana|semana que vem"
    r"|proxima semana))?"
)
_VERB = r"(?<!\bem )(?<!\bde )(?<!\bate )(?=marco (?:a|o|uma?|para|na|no|com|sim|ess[ea]|visita|ja|ai)\b)"
"""'marco a visita' is no March."""
_MONTH = rf"(?!{_VERB})(?P<month>" + "|".join(MONTHS) + ")"
_PART = (
    r"(?P<part>comec\w+|inicio|comecinho|meio|meados|metade|fim|final|finalzinho|fimzinho"
    r"|primeira quinzena|1a quinzena|segunda quinzena|2a quinzena|1 quinzena|2 quinzena)"
)
_LATER = (
    r"(?:,? ?(?:(?:mas|so|mais|bem|logo|la|tipo|ja|ai) ){0,3}(?:(?:n[oa]|para|pel[oa]|d[oa]|em|o|a) ){1,3}"
    + _PART.replace("<part>", "<later>")
    + r"\b(?! d[aeo]))?"
)
"""'dezembro, mais pro fim': the part behind the month."""
_PART_NAMES = (
    (re.compile(r"(?:primeira|1a?) quinzena"), "primeira"),
    (re.compile(r"(?:segunda|2a?) quinzena"), "segunda"),
    (re.compile(r"comec|inicio"), "comeco"),
    (re.compile(r"meio|mead|metade"), "meio"),
    (re.compile(r"fim|final"), "fim"),
)
_ORDINALS = {"primeir": 1, "segund": 2, "terceir": 3, "quart": 4, "quint": 5, "ultim": -1}

Finder = Callable[[re.Match[str], date], Days | None]


def _part(*said: str | None) -> str:
    """Name of a part of a week or month, said before or behind."""
    return _named_part(next(filter(None, said), None))


def _named_part(said: str | None) -> str:
    return next((name for pattern, name in _PART_NAMES if said and pattern.match(said)), "")


def weekday_number(said: str) -> int:
    """0 for Monday to 6 for Sunday."""
    if said[0].isdigit():
        return int(said[0]) - 2
    return next(number for number, name in enumerate(WEEKDAYS) if name[:3] == said[:3])


def _weekday_named(match: re.Match[str], today: date) -> date:
    number = weekday_number(match["weekday"])
    return dates.monday(today, 1) + day(number) if match["coming"] else dates.next_weekday(today, number)


def _weekday(match: re.Match[str], today: date) -> Days | None:
    found = _weekday_named(match, today)
    if match["other"] and not match["coming"]:
        found += day(7)
    return Days("weekday", found, found, *match.span())


def _after_next(match: re.Match[str], today: date) -> Days | None:
    """'esse sábado não, no outro': a week after the one that is named."""
    named = _weekday_named(match, today) + day(7)
    return Days("weekday", named, named, *match.span())


def _relative(match: re.Match[str], today: date) -> Days | None:
    said = match.group()
    shift = 2 if said.startswith("depois") else 1 if said.startswith("aman") else 0
    return Days("today" if not shift else "day", today + day(shift), today + day(shift), *match.span())


def _tomorrow_or_after(match: re.Match[str], today: date) -> Days | None:
    return Days("stretch", today + day(1), today + day(2), *match.span())


def _week_of_month(match: re.Match[str], today: date) -> Days | None:
    """'primeira semana de dezembro': its days 1 to 7."""
    month = MONTHS.index(match["month"]) + 1 if match["month"] else today.month % 12 + 1
    weeks = {"primeira": 0, "segunda": 1, "terceira": 2}.get(match["ordinal"])
    for year in (today.year, today.year + 1):
        start = date(year, month, 1 + 7 * (weeks or 0))
        start = dates.last_of_month(year, month) - day(6) if weeks is None else start
        if start + day(6) >= today:
            break
    return Days("period", start, start + day(6), *match.span(), begun=True)


_SIZES = {"dia": 1, "seman": 7}


def _ahead(match: re.Match[str], today: date) -> Days | None:
    """'daqui 15 dias', 'em duas semanas', 'daqui um mês'."""
    count = int(match["count"]) if match["count"].isdigit() else 1
    unit = match["unit"]
    if unit.startswith("me"):
        found = dates.add_months(today, min(count, 60))
    else:
        found = today + day(
            min(count, 999) * next(size for name, size in _SIZES.items() if unit.startswith(name))
        )
    return Days("day", found, found, *match.span())


def _to_eight(match: re.Match[str], today: date) -> Days | None:
    """'de hoje a oito' counts today in."""
    days = {"8": 7, "15": 14}[match["count"]]
    base = dates.next_weekday(today, weekday_number(match["day"])) if match["day"] else today
    return Days("day", base + day(days), base + day(days), *match.span())


def _week(match: re.Match[str], today: date) -> Days | None:
    start = dates.monday(today, 1)
    low, high = {"": (0, 6), "comeco": (0, 1), "meio": (2, 2), "fim": (3, 4)}[_part(match["part"])]
    return Days("week", start + day(low), start + day(high), *match.span())


def _this_week_part(match: re.Match[str], today: date) -> Days | None:
    """Part of a week that is not called the next: this week's unless it is over."""
    low, high = {"comeco": (0, 1), "meio": (2, 2), "fim": (3, 4)}[_part(match["part"])]
    start = dates.monday(today)
    start = start if start + day(high) >= today else start + day(7)
    return Days("week", start + day(low), start + day(high), *match.span(), begun=True)


def _this_week(match: re.Match[str], today: date) -> Days | None:
    return Days("week", today, dates.monday(today, 1) - day(1), *match.span(), begun=True)


def _weekend(match: re.Match[str], today: date) -> Days | None:
    saturday = dates.monday(today, 1 if match["coming"] else 0) + day(5)
    return Days("period", saturday, saturday + day(1), *match.span(), begun=True)


def _next_month(match: re.Match[str], today: date) -> Days | None:
    first, last = dates.month_part(
        dates.add_months(today.replace(day=1), 1), _part(match["part"], match["later"])
    )
    return Days("period", first, last, *match.span())


def _this_month(match: re.Match[str], today: date) -> Days | None:
    part = _part(match["part"])
    first, last = dates.month_part(today.replace(day=1), part)
    if last < today:
        first, last = dates.month_part(dates.add_months(today.replace(day=1), 1), part)
    return Days("period", first, last, *match.span(), begun=True)


def _month(match: re.Match[str], today: date) -> Days | None:
    first, last = dates.month_span(
        today, MONTHS.index(match["month"]) + 1, _part(match["part"], match["later"])
    )
    return Days("period", first, last, *match.span(), begun=True)


def _number(said: str) -> int:
    """The day's number; 'primeiro' is 1."""
    return int(said) if said.isdigit() else 1


def _number_days(match: re.Match[str], today: date) -> Days | None:
    first = dates.next_day_of_month(today, int(match["number"]))
    last = dates.next_day_of_month(first, int(match["last"])) if first else None
    return Days("day", first, last, *match.span()) if first and last else None


def _number_day(match: re.Match[str], today: date) -> Days | None:
    if match["next_month"]:
        first = dates.add_months(today.replace(day=1), 1)
        number = _number(match["number"])
        valid = 1 <= number <= dates.last_of_month(first.year, first.month).day
        found = first.replace(day=number) if valid else None
    else:
        found = dates.next_day_of_month(today, _number(match["number"]))
    return Days("day", found, found, *match.span()) if found else None


def _date(match: re.Match[str], today: date) -> Days | None:
    groups = match.groupdict()
    month = MONTHS.index(groups["month"]) + 1 if groups.get("month") else int(match["month_number"])
    year = groups.get("year")
    full = int(year) + 2000 * (int(year) < 100) if year else None
    found = dates.next_date(today, _number(match["number"]), month, full)
    return Days("day", found, found, *match.span()) if found and found >= today else None


def _nth(match: re.Match[str], today: date) -> Days | None:
    """'último domingo de novembro', 'primeira segunda do mês que vem'."""
    count = next(number for stem, number in _ORDINALS.items() if match["ordinal"].startswith(stem))
    weekday = weekday_number(match["weekday"])
    start = today.replace(day=1)
    if match["of"] and match["of"] != "mes":
        start = dates.add_months(start, 1)
    for ahead in range(14):
        first = dates.add_months(start, ahead)
        if match["month"] and first.month != MONTHS.index(match["month"]) + 1:
            continue
        found = dates.nth_weekday(first.year, first.month, weekday, count)
        if found and found >= today:
            return Days("day", found, found, *match.span())
    return None


def _feast(match: re.Match[str], today: date) -> Days | None:
    found = dates.next_feast(today, match["feast"], 1 if match["eve"] else 0)
    return Days("day", found, found, *match.span())


_FEAST_NAMES = "|".join(sorted(map(re.escape, FEASTS), key=len, reverse=True))
_FINDERS: tuple[tuple[re.Pattern[str], Finder], ...] = tuple(
    (re.compile(pattern), finder)
    for pattern, finder in (
        (
            rf"\b(?P<eve>vesperas? d[eoa]s? (?:dia d[eoa] )?"
            rf"|antevespera d[eo] )?(?P<feast>{_FEAST_NAMES})\b",
            _feast,
        ),
        (
            rf"\b(?P<ordinal>primeir[oa]|segund[oa]|terceir[oa]|quart[oa]"
            rf"|ultim[oa]) {_WEEKDAY}{_FEIRA} (?:de|do|d) (?:{_MONTH}|(?P<of>mes que vem|proximo mes"
            rf"|mes|outro mes))\b",
            _nth,
        ),
        (
            r"\b(?:daqui|daki|dentro d[e]?|depois de passar|em|de aqui)(?: (?:a|ha|uns|umas|mais|por"
            r"|cerca de|de)){0,8} ?(?P<count>\d{1,3}|uma?) (?P<unit>dias?|seman\w+|mes(?:es)?)\b",
            _ahead,
        ),
        (
            r"\b(?:de )?(?:hoje|(?P<day>segunda|terca|quarta|quinta|sexta|sabado|domingo)) (?:a"
            r"|ha) (?P<count>8|15)\b(?: dias)?",
            _to_eight,
        ),
        (r"\bamanha ou (?:depois(?! d[eoa])|depois de amanha)\b", _tomorrow_or_after),
        (
            rf"\b(?P<ordinal>primeira|segunda|terceira|ultima) semana (?:de {_MONTH}"
            rf"|d[eo] (?P<of>mes que vem|proximo mes))\b",
            _week_of_month,
        ),
        (r"\bdepois de amanha\b|\bdepois d amanha\b|\bamanha\b|\bamanhan\b|\bhoje\b", _relative),
        (
            rf"\b(?:(?:sem ser|nao) )?(?:n?[oa] |n?ess[ea] )?{_WEEKDAY}{_FEIRA}{_COMING}"
            r"(?:,? ?(?:eu |ja )?nao(?: (?:da|posso|rola|consigo|vai dar|vou poder)){0,2})?,? ?(?:so "
            r"|mas |e sim |e ){0,2}"
            r"(?:n?[oa]) (?:outr[oa]|proxim[oa]|seguinte)\b(?! (?:semana|mes|dia|final|fim|hora|loja"
            r"|segunda|terca|quarta"
            r"|quinta|sexta|sabado|domingo))",
            _after_next,
        ),
        (rf"\b(?P<other>no outro |na outra |outro |outra )?{_WEEKDAY}{_FEIRA}{_NOT_DAY}{_COMING}", _weekday),
        (r"\b(?P<part>x)?semana nao[^.;!?]{0,20}\bna (?:proxima|outra)\b", _week),
        (
            r"\b(?:fim|final|finais) de semana(?P<coming>,? (?:que vem|da semana que vem|seguinte"
            r"|da proxima semana))?\b",
            _weekend,
        ),
        (
            rf"\b(?:{_PART} d[ae] )?(?:(?:semana|sem) (?:que|q) vem|proxima semana|outra semana"
            rf"|semana seguinte|semana proxima)\b",
            _week,
        ),
        (rf"\b{_PART} d[ae] semana\b", _this_week_part),
        (
            r"\b(?:ainda |ainda n?|n|d)?(?:ess[ea]|est[ea]) semana\b|\bsemana (?:atual|corrente)\b"
            r"|\bdurante a semana\b",
            _this_week,
        ),
        (
            rf"\b(?:dia )?(?P<number>\d{{1,2}}|primeiro|1o) d[eo]? ?{_MONTH}(?: d[eo] (?P<year>(?:19"
            rf"|20)\d\d))?\b",
            _date,
        ),
        (
            r"(?<![\d/])(?:dia )?(?P<number>\d{1,2})/(?P<month_number>\d{1,2})(?:/(?P<year>(?:19"
            r"|20)\d\d|\d\d))?(?![\d/])",
            _date,
        ),
        (r"\bdia (?P<number>\d{1,2}) do (?P<month_number>\d{1,2})\b", _date),
        (
            r"\bdias? (?P<number>\d{1,2}) (?:e|ou|a|ate)(?: o"
            r"| dia){0,8} (?P<last>\d{1,2})\b(?! ?(?:h\b|hs|:|horas|/|d[aeo]))",
            _number_days,
        ),
        (
            r"\bdias? (?P<number>\d{1,2}|primeiro|1o)\b(?! ?(?:por|vezes"
            r"|x\b))(?P<next_month>,? (?:do mes (?:que|q) vem|do proximo mes|de mes que vem"
            r"|mes que vem))?",
            _number_day,
        ),
        (
            rf"\b(?:{_PART} d[eo] )?(?:mes (?:que|q) vem|proximo mes|mes seguinte|outro mes)\b{_LATER}",
            _next_month,
        ),
        (
            rf"\b{_PART} d[eo](?:ss[ea]|st[ea])? mes\b|\b(?:n|d)?(?:ess[ea]|est[ea]) (?P<whole>mes)\b",
            _this_month,
        ),
        (rf"\b(?:{_PART} (?:de|do mes de|d) )?(?:mes de )?{_MONTH}\b{_LATER}", _month),
    )
)


def find(text: str, today: date) -> Iterator[Days]:
    """Days in the order of the patterns; later patterns do not read over earlier finds."""
    taken: list[tuple[int, int]] = []
    for pattern, finder in _FINDERS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            found = finder(match, today)
            taken.append(match.span())
            if found:
                yield found
