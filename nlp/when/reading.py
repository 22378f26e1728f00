"""The reading of a visit time: days and hours put together."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice

from nlp.entities.message import message
from nlp.when import clock, days, holding
from nlp.when.clock import H, settled
from nlp.when.dates import day, monday
from nlp.when.values import Clock, Days, Exact, Said, When

READ = 1500
"""Characters that are searched for a time."""
KEPT = 16
"""Times of each sort that are looked at: nobody names more."""
_NEXT_WEEK = re.compile(r"\b(?:semana que vem|proxima semana)\b")
_JOINED = re.compile(
    r"^(?:,? ?(?:de manha|a tarde|a noite|cedo|que vem))?,? ?(?:ou|e|a|ate|/|-|ou ate|ou entao"
    r"|ou no|ou na|e no|ou talvez|,|ou dia|e dia|e na|ate a|ate o|para|talvez)(?: (?:no|na|a|o"
    r"|dia|ate|depois|talvez|mesmo)){0,8} ?$"
)
_BESIDE = re.compile(
    r"^ ?(?:feira)?[,(]? ?\(?(?:agora |que e |e |uma |numa |no |na |o |agora no )?(?:dia )?$"
)
_FROM_TO = re.compile(r"^ (?:a|ate)(?: a| o| dia){0,8} $")
_BETWEEN = re.compile(r"\bentre (?:o |a |os |as )?$")
_TO_DAY = re.compile(r"\b(?:ate|ate a|ate o|ate dia)(?: (?:a|o|n[oa]))? $")


def _midnight(one: date, now: datetime) -> datetime:
    return datetime.combine(one, time(), now.tzinfo)


def _at(one: date, minutes: int, now: datetime) -> datetime:
    return _midnight(one, now) + timedelta(minutes=minutes)


def when(text: str, now: datetime) -> When | None:
    """The time that an original message names for a visit, in the zone of `now`; None when it names none."""
    plain = holding.greeted(message(text[: READ * 2]).text[:READ])
    exact = list(islice(clock.counted(plain, now), KEPT))
    free = _blanked(plain, exact)
    named = list(islice(days.find(free, now.date()), KEPT))
    named = _in_next_week(plain, named, now.date())
    hours = list(islice(clock.find(_blanked(free, named)), KEPT))
    said = holding.held(plain, [*exact, *named, *hours])
    return _together(plain, said, now)


def _blanked(text: str, said: Sequence[Said]) -> str:
    """The text without what was found, so that nothing is read twice."""
    for one in said:
        text = text[: one.start] + "_" * (one.end - one.start) + text[one.end :]
    return text


def _in_next_week(text: str, named: list[Days], today: date) -> list[Days]:
    """'semana que vem, na terça': the weekday of that week."""
    week = next(
        (one for one in named if one.kind == "week" and not one.begun and (one.last - one.first).days == 6),
        None,
    )
    weekend = next(
        (
            one
            for one in named
            if one.kind == "period" and one.first > today + day(7) and (one.last - one.first).days == 1
        ),
        None,
    )
    week = week or weekend
    others = [one for one in named if one.kind == "weekday"]
    if week is None or not others:
        return named
    near = [one for one in others if abs(one.start - week.start) < 40]
    if not near:
        return named
    moved = []
    for one in named:
        if one in near:
            found = monday(today, 1) + day(one.first.weekday())
            moved.append(Days("weekday", found, found, min(one.start, one.start), one.end))
        elif one is not week:
            moved.append(one)
    return moved


def _together(text: str, said: Sequence[Said], now: datetime) -> When | None:
    named = [one for one in said if isinstance(one, Days)]
    hours = [one for one in said if isinstance(one, Clock)]
    exact = [one for one in said if isinstance(one, Exact)]
    if (
        exact
        and not any(one.kind != "part" for one in hours)
        and not [one for one in named if one.kind != "today"]
    ):
        return (
            exact[-1].value
            if not hours or exact[-1].value.end is None
            else _timed(_days(text, named, now), hours, now)
        )
    if not named and not hours:
        return None
    return _timed(_days(text, named, now), hours, now)


def _joined(text: str, last: Days, one: Days) -> bool:
    """Whether `one` carries on the stretch of days that ends with `last`."""
    gap = text[last.end : one.start].removeprefix(" feira")
    if _FROM_TO.match(gap):
        return True
    between = gap.strip() in ("e", "e o", "e a") and _BETWEEN.search(
        text[max(0, last.start - 14) : last.start]
    )
    return bool(between) or (_JOINED.match(gap) is not None and (one.first - last.last).days <= 1)


def _dated(text: str, named: Sequence[Days]) -> list[Days]:
    """'sexta 20/11', 'dia 15, uma terça': the date settles the weekday beside it."""
    kept: list[Days] = []
    for one in named:
        last = kept[-1] if kept else None
        pair = (
            last and {last.kind, one.kind} == {"weekday", "day"} and _BESIDE.match(text[last.end : one.start])
        )
        if not last or not pair:
            kept.append(one)
        elif last.kind == "weekday":
            kept[-1] = one
    return kept


def _stretches(text: str, named: Sequence[Days]) -> list[list[Days]]:
    """Days that belong together."""
    groups: list[list[Days]] = []
    for one in named:
        if groups and _joined(text, groups[-1][-1], one):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _days(text: str, named: Sequence[Days], now: datetime) -> Days | None:
    """The day or days meant: neighbours and 'from … to …' are one stretch; else those on which a visit is planned."""
    if not named:
        return None
    groups = _stretches(text, _dated(text, named))
    chosen = next(
        (group for group in groups if any(holding.plans_visit(text, one) for one in group)), groups[0]
    )
    first, last = chosen[0], chosen[-1]
    if len(chosen) == 1:
        narrower = next((one for group in groups for one in group if _within(one, first)), None)
        return _until(text, narrower or first, now)
    end = last.last + day(7) if last.last < first.first else last.last
    return Days("stretch", first.first, end, first.start, last.end, first.begun)


def _within(one: Days, period: Days) -> bool:
    """Whether a weekday is named inside a longer time ('fim de semana, de preferência sábado')."""
    return (
        one.kind in ("weekday", "day")
        and period.kind in ("period", "week")
        and period.first <= one.first <= period.last
    )


def _until(text: str, one: Days, now: datetime) -> Days:
    """'até sexta': from now to the end of that day."""
    if one.kind not in ("weekday", "day") or not _TO_DAY.search(text[max(0, one.start - 12) : one.start]):
        return one
    return Days("period", now.date(), one.last, one.start, one.end, begun=True)


def _timed(named: Days | None, hours: Sequence[Clock], now: datetime) -> When | None:
    if not hours:
        return _whole(named, now) if named else None
    part = next((one for one in reversed(hours) if one.kind == "part"), None)
    precise = next((one for one in reversed(hours) if one.kind != "part"), None)
    if precise:
        return _precise(named, precise, part, now)
    if part is None:
        return None
    if named and (named.last - named.first).days > 2:
        return _whole(named, now)
    first, last = _when_day(named, part.high, now)
    return When(_at(first, part.low, now), _at(last, part.high, now))


def _whole(named: Days, now: datetime) -> When:
    start = _midnight(named.first, now)
    return When(max(start, now) if named.begun else start, _midnight(named.last + day(1), now))


def _when_day(named: Days | None, over: int, now: datetime) -> tuple[date, date]:
    """The days meant; without any, today if the minute `over` of it is still to come, else tomorrow."""
    if named:
        return named.first, named.last
    today = now.date()
    found = today if _at(today, over, now) > now else today + day(1)
    return found, found


def _precise(named: Days | None, said: Clock, part: Clock | None, now: datetime) -> When:
    name = said.part or (part.part if part else "")
    low, high = settled(said.low, name), settled(said.high, name)
    if said.kind == "hour":
        if named and named.kind == "today" and _at(named.first, low, now) < now and low < 12 * H:
            low += 12 * H
        first, _ = _when_day(named, low, now)
        return When(_at(first, low, now))
    low, high = _window(said.kind, low, high, part)
    first, last = _when_day(named, high, now)
    return When(_at(first, low, now), _at(last, high, now))


def _window(kind: str, low: int, high: int, part: Clock | None) -> tuple[int, int]:
    """Minutes from and to; a named part of the day cuts an open side."""
    if kind == "after":
        return low, part.high if part and part.high > low else 24 * H
    if kind == "before":
        return part.low if part and part.low < high else 0, high
    return (low, high) if high > low else (low, high + 12 * H if high + 12 * H > low else 24 * H)
