"""'Não gostei': of a car, of the price, of the service (R3.4, R4.4)."""

import re
from collections.abc import Callable

from chatbot.conversation.handlers import details, people, recommending
from chatbot.conversation.memory import Memory
from chatbot.conversation.values import Decision, Reply, Situation

_DEAR = re.compile(
    r"\b(?:car[oa]s?|salgad[oa]s?|puxad[oa]|fora do (?:meu )?orcamento|mais em conta|mais barat[oa]s?)\b"
)
_DISLIKES = re.compile(
    r"\bnao (?:gostei|curti|quero|me agradou|me interess\w+|serve|rolou)\b"
    r"|\b(?:detest\w+|odei\w+|tira|remove|descarta|dispenso)\b"
)


def of_a_shown_car(situation: Situation, memory: Memory) -> Callable[[Situation, Memory], Decision] | None:
    """What a message that points at a shown car means, whatever it was taken for; None when it points at none."""
    understanding = situation.understanding
    if understanding is None or not details.meant(situation, memory):
        return None
    if _DISLIKES.search(understanding.normalised):
        return displeased
    return details.pick if understanding.primary == "unknown" else None


def displeased(situation: Situation, memory: Memory) -> Decision:
    """Leave out the car that is meant; else look for cheaper ones, ask why, or say sorry."""
    chosen = details.meant(situation, memory)
    if chosen:
        return recommending.reject(memory, chosen)
    normalised = situation.understanding.normalised if situation.understanding else ""
    if memory.shown and _DEAR.search(normalised):
        return recommending.cheaper(situation, memory)
    selected = tuple(car for car in memory.shown if car.id == memory.selected)
    if selected and situation.state == "car_details":
        return recommending.reject(memory, selected)
    if memory.shown and situation.state in ("showing_recommendations", "comparing", "car_details"):
        return Decision(move="stay", memory=memory, replies=(Reply(name="why_not"),))
    return people.complaint(situation, memory)
