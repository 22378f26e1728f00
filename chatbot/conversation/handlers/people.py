"""Handing over to a person, offering one, and the rating afterwards (R7.1, R7.2, R7.5)."""

from chatbot.conversation.handlers import smalltalk
from chatbot.conversation.memory import Memory
from chatbot.conversation.values import Decision, Feedback, OpenCase, Reply, Situation

MISUNDERSTOOD_AT_MOST = 3
REASONS = frozenset(
    ("requested", "misunderstood", "financing", "visit", "trade_in", "deal", "privacy", "complaint")
)


def hand_off(situation: Situation, memory: Memory, *, reason: str = "requested") -> Decision:
    """Open the case and say one sentence; from the commit on the bot is silent."""
    effects: tuple[OpenCase | Feedback, ...] = (
        OpenCase(reason=reason if reason in REASONS else "requested"),
    )
    if memory.selected:
        effects = (*effects, Feedback(car=memory.selected, action="clicked_whatsapp"))
    name = "handed_over_privacy" if reason == "privacy" else "handed_over"
    return Decision(
        move="hand_off",
        memory=memory.changed(pending=None, misunderstood=0),
        replies=(Reply(name=name),),
        effects=effects,
    )


def offer(situation: Situation, memory: Memory) -> Decision:
    """After three misunderstandings in a row: offer a person, unasked."""
    offered = memory.changed(misunderstood=0, pending="person")
    return Decision(move="stay", memory=offered, replies=(Reply(name="offer_person"),))


def complaint(situation: Situation, memory: Memory) -> Decision:
    """Something went wrong with the shop or the service: say sorry, offer a person."""
    replies = (Reply(name="sorry_mood"), Reply(name="complaint"))
    return Decision(move="stay", memory=memory.changed(pending="complaint"), replies=replies)


def returned(situation: Situation, memory: Memory) -> Decision:
    """A person closed the case and the customer writes again: the bot is back."""
    return smalltalk.welcome_back(situation, memory)


def rate(situation: Situation, memory: Memory) -> Decision:
    """A mark from 1 to 5 ends the rating; anything else is dealt with as usual."""
    understanding = situation.understanding
    if understanding is not None and understanding.entities.rating is not None:
        return Decision(move="close", memory=memory, replies=(Reply(name="rated"),))
    return smalltalk.welcome_back(situation, memory)
