"""Hello, thanks, goodbye, yes and no, starting anew."""

import re

from chatbot.conversation import profiles
from chatbot.conversation.handlers import profile
from chatbot.conversation.memory import Memory
from chatbot.conversation.values import Decision, Feedback, Reply, Situation

_LIKES = re.compile(r"\b(?:gostei|adorei|amei|curti|me interess|show esse|top esse)")


def greet(situation: Situation, memory: Memory) -> Decision:
    """A hello: with what is known when there is something, else with the first question."""
    if situation.consent is not None:
        return profile.next_question(situation, memory)
    if memory.pending in memory.tries:
        return _again(situation, memory)
    return welcome_back(situation, memory)


def welcome_back(situation: Situation, memory: Memory) -> Decision:
    """Take up the thread with what is known (R6.2)."""
    known = profiles.summary(memory.profile)
    if known:
        reply = Reply(name="hello_known", context={"summary": known})
        return Decision(move="collect", memory=memory.changed(pending=None), replies=(reply,))
    decision = profile.next_question(situation, memory, noted=False)
    return decision if decision.lookup else _before(decision, Reply(name="hello"))


def _again(situation: Situation, memory: Memory) -> Decision:
    """A hello in the middle of a question: say hello, ask the question once more."""
    return _before(profile.next_question(situation, memory, noted=False), Reply(name="hello"))


def _before(decision: Decision, reply: Reply) -> Decision:
    if decision.lookup:
        return decision
    return Decision(
        move=decision.move,
        memory=decision.memory,
        replies=(reply, *decision.replies),
        effects=decision.effects,
    )


def farewell(situation: Situation, memory: Memory) -> Decision:
    """Goodbye; what is known is kept for the session."""
    return Decision(move="close", memory=memory.changed(pending=None), replies=(Reply(name="goodbye"),))


def pleased(situation: Situation, memory: Memory) -> Decision:
    """Thanks, or a liking for a car: then the next step is offered (R3.5)."""
    car = _liked(situation, memory)
    if car is None:
        return Decision(move="stay", memory=memory, replies=(Reply(name="thanks"),))
    number = next((shown.number for shown in memory.shown if shown.id == car), None)
    return Decision(
        move="detail",
        memory=memory.changed(selected=car, pending=None),
        replies=(Reply(name="liked"),),
        effects=(Feedback(car=car, action="liked", position=number),),
    )


def _liked(situation: Situation, memory: Memory) -> str | None:
    understanding = situation.understanding
    if understanding is None:
        return None
    for number in understanding.entities.selection:
        if shown := memory.car(number):
            return shown.id
    return memory.selected if _LIKES.search(understanding.normalised) else None


def agree(situation: Situation, memory: Memory) -> Decision:
    """A yes that answers nothing particular: go on with what is missing, else offer to go on."""
    if memory.pending in memory.tries:
        return profile.unclear(situation, memory)
    if not memory.shown:
        return profile.next_question(situation, memory)
    return Decision(move="stay", memory=memory, replies=(Reply(name="ok"), Reply(name="anything_else")))


def decline(situation: Situation, memory: Memory) -> Decision:
    """A no that refuses nothing particular."""
    if not memory.shown:
        return profile.next_question(situation, memory)
    replies = (Reply(name="carry_on"), Reply(name="anything_else"))
    return Decision(move="stay", memory=memory.changed(pending=None), replies=replies)


def restart(situation: Situation, memory: Memory) -> Decision:
    """'Recomeçar' (R6.5): the wish and the cars are forgotten, consent and the last answers are not."""
    fresh = Memory(
        consented=True,
        consent_wording=memory.consent_wording,
        asked_consent=memory.asked_consent,
        answers=memory.answers,
        referrals=memory.referrals,
    )
    return profile.ask("budget", fresh, replies=(Reply(name="restarted"),))
