"""When a customer wants to come, by the rules of nlu/WHEN.md: pure, with `now` as a parameter.

`days` and `clock` find what is said of days and of hours, `holding` drops what does not hold (refused, past,
other things' dates, corrected), `reading` puts the rest together. Always in the zone of `now`; no opening hours.
"""

from nlp.when.reading import when
from nlp.when.values import When

__all__ = ["When", "when"]
