"""Intents of one message: the bare answer to a question, whole-message rules, then the trained models."""

from nlp import expectation, rules
from nlp.choice import chosen_rows
from nlp.classifier import Model, Reading
from nlp.normalise import words
from nlp.understanding import Entities, Intent

FLOOR = 0.2
"""Confidence below which a message counts as not understood; a higher one lost three right readings for each gained."""
BY_ANSWER = 0.95
BY_RULE = 0.97
_STATED = (
    ("budget_inquiry", ("budget",)),
    ("financing_inquiry", ("down_payment", "monthly_payment")),
    ("usage_inquiry", ("usage",)),
    ("location_inquiry", ("city", "state")),
    ("preference_inquiry", ("priorities", "category", "transmission", "fuel", "year", "km_max")),
)
"""What a message says that is nothing but a value."""


def intents(
    text: str, *, entities: Entities, model: Model, reading: Reading, expecting: str | None = None
) -> tuple[Intent, ...]:
    """Intents of a normalised text in the order in which it says them; never empty."""
    answered = expectation.answer(text, entities, expecting)
    if answered:
        return (Intent(answered, BY_ANSWER),)
    ruled = rules.whole(text)
    if ruled:
        return (Intent(ruled, BY_RULE),)
    found = _read(model, reading)
    if found[0].confidence < FLOOR:
        return _doubtful(text, entities, found)
    return found


def _read(model: Model, reading: Reading) -> tuple[Intent, ...]:
    labels = list(reading.chances)
    chances, places = list(reading.chances.values()), list(reading.places.values())
    return tuple(Intent(labels[row], model.sure(chances[row])) for row in chosen_rows(chances, places))


def runner_up(found: tuple[Intent, ...], *, model: Model, reading: Reading) -> Intent | None:
    """The likeliest label beside those found; None where no model decided."""
    if found[0].confidence in (BY_ANSWER, BY_RULE):
        return None
    chosen = {one.label for one in found}
    others = [label for label in reading.chances if label not in chosen]
    label = max(others, key=lambda one: reading.chances[one])
    return Intent(label, model.sure(reading.chances[label]))


def _doubtful(text: str, entities: Entities, found: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """What the values alone say, or that the message was not understood."""
    stated = next((label for label, names in _STATED if any(getattr(entities, name) for name in names)), None)
    if stated and len(words(text)) <= 6:
        return (Intent(stated, max(0.5, found[0].confidence)),)
    return (Intent("unknown", 1 - found[0].confidence),)
