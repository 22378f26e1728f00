"""Values that the meaning of the whole message rules out."""

from dataclasses import replace

from nlp import expectation
from nlp.classifier import Reading
from nlp.understanding import Entities

BUYING = (
    "budget_inquiry", "car_recommendation", "more_options", "preference_inquiry", "restart", "usage_inquiry",
)  # fmt: skip
"""Intents one of which 99 of 100 messages with a budget have, and hardly any with another sum."""
LEAST = 0.3
"""Chance that one of them needs; over new writers 0.2 to 0.4 do about as well."""


def plausible(entities: Entities, reading: Reading, *, expecting: str | None) -> Entities:
    """The entities without a budget, if the message is about something else: hours, a price, a salary, a score."""
    asked = expectation.question(expecting) == "budget"
    if entities.budget is None or asked or max(reading.chances[label] for label in BUYING) >= LEAST:
        return entities
    return replace(entities, budget=None)
