"""Values of the reading of visit times."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class When:
    """The time of a visit: `end` is exclusive; None means the instant `start`."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """Days named at `start` to `end` of the text: from `first` to `last` (both included).

    `kind` is weekday, day, week, period or today; `begun` says that only what is left of the time counts.
    """

    kind: str
    first: date
    last: date
    start: int
    end: int
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """Minutes of the day named in the text; `kind` is hour, part, after, before or between.

    `part` is the part of the day said with an hour.
    """

    kind: str
    low: int
    high: int
    start: int
    end: int
    part: str = ""


@dataclass(frozen=True, slots=True)
class Exact:
    """A time counted from now."""

    value: When
    start: int
    end: int


Said = Days | Clock | Exact
