"""Not understood: rephrase with examples that fit the moment; after three in a row, a person (R4.6, R7.2)."""

from chatbot.conversation.handlers import people, profile
from chatbot.conversation.memory import Memory
from chatbot.conversation.values import Decision, Reply, Situation

_ABOUT_CARS = frozenset(("showing_recommendations", "comparing"))
_ABOUT_ONE = frozenset(("car_details", "financing", "booking_visit", "trade_in"))


def rephrase(situation: Situation, memory: Memory) -> Decision:
    """Ask again; the count of misunderstandings in a row goes up."""
    counted = memory.changed(misunderstood=memory.misunderstood + 1)
    if counted.misunderstood >= people.MISUNDERSTOOD_AT_MOST:
        return people.offer(situation, counted)
    if counted.pending in counted.tries:
        decision = profile.unclear(situation, counted)
        kept = decision.memory.changed(misunderstood=counted.misunderstood)
        return Decision(move=decision.move, memory=kept, replies=decision.replies, lookup=decision.lookup)
    return Decision(move="stay", memory=counted, replies=(Reply(name=_example(situation.state, counted)),))


def _example(state: str, memory: Memory) -> str:
    if state in _ABOUT_ONE and memory.selected:
        return "unknown_car"
    return "unknown_showing" if memory.shown or state in _ABOUT_CARS else "unknown_collecting"
