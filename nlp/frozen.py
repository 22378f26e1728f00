"""The messages that models are compared on, and never learn from."""

import hashlib

from nlp.corpus import Record
from nlp.gazetteer import DATA
from nlp.normalise import normalise

FROZEN = DATA / "eval.jsonl"
HELD_OUT = "held out"
"""Name of the split of our own messages that stands in where no evaluation set is published."""
_ONE_IN = 10
"""One message in so many belongs to it."""


def is_held_out(record: Record) -> bool:
    """Whether a message belongs to the split; it depends on its text alone."""
    return hashlib.sha256(normalise(record.text).encode("utf-8", "replace")).digest()[0] % _ONE_IN == 0
