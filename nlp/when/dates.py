"""Dates by the calendar: weekdays, months, feasts. Everything from `today` on."""

from collections.abc import Callable
from datetime import date, timedelta

WEEKDAYS = ("segunda", "terca", "quarta", "quinta", "sexta", "sabado", "domingo")
MONTHS = (
    "janeiro",
    "fevereiro",
    "marco",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
)


def day(count: int) -> timedelta:
    """So many days."""
    return timedelta(days=count)


def next_weekday(today: date, weekday: int) -> date:
    """The first such weekday after today (Monday is 0)."""
    return today + day((weekday - today.weekday() - 1) % 7 + 1)


def monday(today: date, weeks: int = 0) -> date:
    """Monday of this week, or of the week so many weeks on."""
    return today - day(today.weekday()) + day(7 * weeks)


def add_months(first: date, months: int) -> date:
    """The same day so many months on, or the last day of a shorter month."""
    index = first.month - 1 + months
    year, month = first.year + index // 12, index % 12 + 1
    return date(year, month, min(first.day, last_of_month(year, month).day))


def last_of_month(year: int, month: int) -> date:
    """The month's last day."""
    return date(year + month // 12, month % 12 + 1, 1) - day(1)


def next_day_of_month(today: date, number: int) -> date | None:
    """The next date with this day number; months that lack it are skipped."""
    if not 1 <= number <= 31:
        return None
    first = today.replace(day=1)
    for months in range(4):
        month = add_months(first, months)
        if number <= last_of_month(month.year, month.month).day and month.replace(day=number) >= today:
            return month.replace(day=number)
    return None


def next_date(today: date, number: int, month: int, year: int | None = None) -> date | None:
    """The next such day and month (29 February waits for a leap year)."""
    if not (1 <= number <= 31 and 1 <= month <= 12):
        return None
    for candidate in [year] if year else range(today.year, today.year + 9):
        if number <= last_of_month(candidate, month).day:
            found = date(candidate, month, number)
            if found >= today or year:
                return found
    return None


def month_span(today: date, month: int, part: str) -> tuple[date, date]:
    """A month or its part: the next that begins for a whole month, the next that is not over for a part."""
    year = today.year
    if not part:
        year += (year, month) <= (today.year, today.month)
        return date(year, month, 1), last_of_month(year, month)
    first, last = month_part(date(year, month, 1), part)
    return (first, last) if last >= today else month_part(date(year + 1, month, 1), part)


_PARTS = {
    "comeco": (1, 10),
    "meio": (11, 20),
    "fim": (21, 31),
    "primeira": (1, 15),
    "segunda": (16, 31),
    "": (1, 31),
}


def month_part(first: date, part: str) -> tuple[date, date]:
    """First and last day of a part of the month that starts at `first`."""
    low, high = _PARTS[part]
    last = last_of_month(first.year, first.month).day
    return first.replace(day=low), first.replace(day=min(high, last))


def nth_weekday(year: int, month: int, weekday: int, count: int) -> date | None:
    """The `count`-th such weekday of a month; -1 is the last."""
    if count < 0:
        last = last_of_month(year, month)
        return last - day((last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    found = first + day((weekday - first.weekday()) % 7 + 7 * (count - 1))
    return found if found.month == month else None


def easter(year: int) -> date:
    """Easter Sunday (anonymous Gregorian computus)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    offset = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * offset) // 451
    total = epact + offset - 7 * shift + 114
    return date(year, total // 31, total % 31 + 1)


def _fixed(month: int, number: int) -> Callable[[int], date]:
    return lambda year: date(year, month, number)


def _from_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + day(days)


def _sunday(month: int, count: int) -> Callable[[int], date]:
    return lambda year: nth_weekday(year, month, 6, count) or date(year, month, 1)


def _black_friday(year: int) -> date:
    return (nth_weekday(year, 11, 3, 4) or date(year, 11, 22)) + day(1)


FEASTS: dict[str, Callable[[int], date]] = {
    "vespera de natal": _fixed(12, 24),
    "vespera de ano novo": _fixed(12, 31),
    "reveillon": _fixed(12, 31),
    "virada do ano": _fixed(12, 31),
    "natal": _fixed(12, 25),
    "ano novo": _fixed(1, 1),
    "confraternizacao universal": _fixed(1, 1),
    "dia de reis": _fixed(1, 6),
    "tiradentes": _fixed(4, 21),
    "dia do trabalho": _fixed(5, 1),
    "dia do trabalhador": _fixed(5, 1),
    "dia dos namorados": _fixed(6, 12),
    "sao joao": _fixed(6, 24),
    "sao pedro": _fixed(6, 29),
    "independencia": _fixed(9, 7),
    "dia da patria": _fixed(9, 7),
    "nossa senhora aparecida": _fixed(10, 12),
    "nossa senhora": _fixed(10, 12),
    "dia das criancas": _fixed(10, 12),
    "dia dos professores": _fixed(10, 15),
    "dia do professor": _fixed(10, 15),
    "halloween": _fixed(10, 31),
    "todos os santos": _fixed(11, 1),
    "finados": _fixed(11, 2),
    "proclamacao da republica": _fixed(11, 15),
    "proclamacao": _fixed(11, 15),
    "consciencia negra": _fixed(11, 20),
    "zumbi": _fixed(11, 20),
    "imaculada conceicao": _fixed(12, 8),
    "dia da mulher": _fixed(3, 8),
    "segunda de carnaval": _from_easter(-48),
    "terca de carnaval": _from_easter(-47),
    "sabado de carnaval": _from_easter(-50),
    "domingo de carnaval": _from_easter(-49),
    "sexta de carnaval": _from_easter(-51),
    "carnaval": _from_easter(-47),
    "quarta de cinzas": _from_easter(-46),
    "cinzas": _from_easter(-46),
    "domingo de ramos": _from_easter(-7),
    "quinta santa": _from_easter(-3),
    "sexta santa": _from_easter(-2),
    "sexta-feira santa": _from_easter(-2),
    "sexta feira santa": _from_easter(-2),
    "paixao de cristo": _from_easter(-2),
    "sexta da paixao": _from_easter(-2),
    "sabado de aleluia": _from_easter(-1),
    "domingo de pascoa": easter,
    "pascoa": easter,
    "corpus christi": _from_easter(60),
    "corpus cristi": _from_easter(60),
    "dia das maes": _sunday(5, 2),
    "dia dos pais": _sunday(8, 2),
    "black friday": _black_friday,
}
"""Feasts by the words of a chat; most are holidays, all are dates people name."""


def next_feast(today: date, name: str, before: int = 0) -> date:
    """The next date of a feast, or so many days before it."""
    found = [FEASTS[name](year) - day(before) for year in (today.year, today.year + 1, today.year + 2)]
    return next(one for one in found if one >= today)
