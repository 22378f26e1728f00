# ruff: noqa: E501 - tables read better on one line
"""Intents of one message: whole-message rules, then the classifier over the message and its clauses."""

import re

from nlp import rules
from nlp.classifier import Model
from nlp.normalise import words
from nlp.understanding import Entities, Intent

FLOOR = 0.35
"""Below this the message counts as not understood."""
CLAUSE_FLOOR = 0.48
_STATED = frozenset({"budget_inquiry", "usage_inquiry", "preference_inquiry", "location_inquiry"})
_COURTESY = frozenset({"greeting", "unknown", "affirm", "farewell"})
_REQUEST = frozenset(
    """car_recommendation car_details compare_cars schedule_test_drive contact_dealer human_handoff financing_inquiry trade_in
    more_options restart data_privacy opt_out business_info""".split()
)
_SPLIT = re.compile(
    r"(?<=\?)\s+|[.!;\n]+|,(?!\d)| e (?=(?:da|qual|quanto|quais|aceita\w*|tem|onde|quero|queria|posso|como|voces|moro|sou|faz|fazem|me|o que|que)\b)| mas (?=\w)"
)


def _stated(entities: Entities) -> list[str]:
    """Intents that bare criteria of a clause state."""
    found = []
    if entities.budget:
        found.append("budget_inquiry")
    if entities.down_payment or entities.monthly_payment:
        found.append("financing_inquiry")
    if entities.usage:
        found.append("usage_inquiry")
    if entities.city or entities.state:
        found.append("location_inquiry")
    if entities.priorities or entities.category or entities.transmission or entities.fuel or entities.year:
        found.append("preference_inquiry")
    return found


def _expected(text: str, entities: Entities, expecting: str | None) -> str | None:
    """What a short answer says, given the question before it."""
    short = len(words(text)) <= 4
    if expecting == "selection" and entities.selection and short:
        return "car_details"
    if expecting == "budget" and entities.budget and short:
        return "budget_inquiry"
    if expecting == "location" and (entities.city or entities.state) and short:
        return "location_inquiry"
    if expecting == "usage" and entities.usage and short:
        return "usage_inquiry"
    if expecting == "priorities" and entities.priorities and short:
        return "preference_inquiry"
    if expecting == "rating" and entities.rating:
        return "feedback_negative" if entities.rating < 3 else "feedback_positive"
    anything = re.search(
        r"\b(?:tanto faz|qualquer um|qualquer uma|indiferente|sei la|nao sei|nao importa)\b", text
    )
    own = {
        "usage": "usage_inquiry",
        "budget": "budget_inquiry",
        "location": "location_inquiry",
        "priorities": "preference_inquiry",
    }
    return own.get(expecting or "") if anything and short else None


def _clauses(text: str, model: Model, read: "Reader") -> list[Intent]:
    found: list[Intent] = []
    parts = [part.strip() for part in _SPLIT.split(text)[:12]]
    for part in parts:
        if not words(part):
            continue
        label, sure = _one(part, model)
        tokens = words(part)
        stated = _stated(read(part)) if len(tokens) <= 6 and label not in _REQUEST else []
        if len(stated) == 1 and (sure < 0.75 or len(tokens) <= 2):
            label, sure = stated[0], max(sure, 0.6)
        floor = 0.4 if label in _REQUEST and part.endswith("?") else CLAUSE_FLOOR if len(tokens) > 1 else 0.6
        if sure >= floor and label not in {one.label for one in found}:
            found.append(Intent(label, sure))
    return found


def _one(text: str, model: Model) -> tuple[str, float]:
    rule = rules.whole(text)
    return (rule, 0.97) if rule else model.best(text)


class Reader:
    """Entities of a clause (a protocol kept as a class so that it can be typed simply)."""

    def __call__(self, text: str) -> Entities:
        from nlp.entities.extract import extract

        return extract(text)


def intents(
    text: str, *, model: Model, entities: Entities, expecting: str | None = None
) -> tuple[Intent, ...]:
    """Intents of a normalised text in the order in which it says them; never empty."""
    expected = _expected(text, entities, expecting)
    if expected:
        return (Intent(expected, 0.95),)
    rule = rules.whole(text)
    if rule:
        return (Intent(rule, 0.97),)
    if not words(text):
        return (Intent("unknown", 0.5),)
    label, sure = model.best(text)
    if rules.compares(text) and (len(entities.selection) > 1 or len(entities.model) > 1):
        label, sure = "compare_cars", max(sure, 0.9)
    found = _clauses(text, model, Reader()) if len(words(text)) > 3 and _SPLIT.search(text) else []
    kept = _merge(Intent(label, sure), found)
    if kept[0].confidence < FLOOR:
        stated = _stated(entities)
        return (Intent(stated[0], 0.5),) if stated else (Intent("unknown", 1 - kept[0].confidence),)
    return tuple(kept)


def _merge(main: Intent, found: list[Intent]) -> list[Intent]:
    """Courtesy before a request is none; stated criteria inside a request are entities."""
    labels = {one.label for one in found}
    if main.label not in labels and (main.confidence >= 0.6 or not found):
        if main.label in _REQUEST:
            found = [one for one in found if one.label in _REQUEST or one.label.startswith("feedback")]
        found = [main] if len(found) <= 1 else [*found]
    kept = [one for one in found if one.label not in _COURTESY] or found[:1]
    if any(one.label in _REQUEST for one in kept):
        kept = [one for one in kept if one.label not in _STATED]
    return kept[:4]
