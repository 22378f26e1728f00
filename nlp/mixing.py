"""Messages with two intents, made of two messages of the same writer: real ones are too few to learn from.

Only pairs of intents that people really put into one message are made, as often as they do.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence

from nlp.corpus import Record

SHARE = 0.1
"""Mixed messages for each real one; with more of them the models see two intents everywhere."""
_LONGEST = 14
"""Words of a message that may be mixed."""
_LEAST = 3
"""Times that people must have said a pair."""
_BETWEEN = (". ", ", ", " e ", "\n", "; ", " ", ", e ", "! ", "? ")


def mixed(records: Sequence[Record]) -> list[Record]:
    """Mixed messages without id, sentiment or entities; the same for the same records."""
    chance = random.Random(0)
    pairs = Counter(pair for one in records for pair in zip(one.intents, one.intents[1:], strict=False))
    kinds = [pair for pair, times in pairs.items() if times >= _LEAST]
    writers = sorted({one.writer for one in records})
    if not kinds:
        return []
    weights = [pairs[pair] for pair in kinds]
    made = []
    for writer in writers:
        by_intent = defaultdict(list)
        for one in records:
            if one.writer == writer and len(one.intents) == 1 and len(one.text.split()) <= _LONGEST:
                by_intent[one.intents[0]].append(one.text)
        for first, second in chance.choices(kinds, weights, k=int(SHARE * len(records)) // len(writers)):
            if first in by_intent and second in by_intent:
                text = _joined(chance, chance.choice(by_intent[first]), chance.choice(by_intent[second]))
                made.append(Record(text=text, intents=(first, second), writer=writer))
    return made


def _joined(chance: random.Random, first: str, second: str) -> str:
    between = chance.choice(_BETWEEN)
    first = first.rstrip()
    if first.endswith((".", "!", "?", ",", ";")) and between != "\n":
        between = " "
    return f"{first}{between}{second}"
