"""Stop, start again and the rights of the LGPD (R4.8, R10): understood as sentences, acted on at once."""

from collections.abc import Callable

from chatbot.conversation import consent
from chatbot.conversation.handlers import people, smalltalk
from chatbot.conversation.memory import Memory
from chatbot.conversation.values import Decision, OptIn, OptOut, Reply, Situation

Handler = Callable[[Situation, Memory], Decision]


def leave(situation: Situation, memory: Memory) -> Decision:
    """'Sair': no message any more that was not asked for."""
    left = memory.changed(pending=None)
    return Decision(move="close", memory=left, replies=(Reply(name="opted_out"),), effects=(OptOut(),))


def come_back(situation: Situation, memory: Memory) -> Decision:
    """'Voltar': the opt-out ends."""
    decision = smalltalk.welcome_back(situation, memory)
    return Decision(
        move=decision.move,
        memory=decision.memory,
        replies=decision.replies,
        effects=(*decision.effects, OptIn()),
        lookup=decision.lookup,
    )


def privacy(situation: Situation, memory: Memory) -> Decision:
    """See, correct, delete, …: the person in charge answers; the request is a case of its own kind."""
    return people.hand_off(situation, memory, reason="privacy")


def withdraw(situation: Situation, memory: Memory) -> Decision:
    """Consent taken back, as easily as it was given: what was remembered of the wish goes."""
    forgotten = Memory(
        refused=True,
        asked_consent=max(1, memory.asked_consent),
        consent_wording=memory.consent_wording,
        answers=memory.answers,
    )
    effects = (consent.proof(situation, action="WITHDRAWN"),)
    return Decision(move="close", memory=forgotten, replies=(Reply(name="withdrawn"),), effects=effects)


def wrong_person(situation: Situation, memory: Memory) -> Decision:
    """Somebody else's number: say sorry and write no more."""
    effects = (OptOut(),)
    return Decision(move="close", memory=memory, replies=(Reply(name="wrong_person"),), effects=effects)


def minor(situation: Situation, memory: Memory) -> Decision:
    """A child or teenager: an adult has to go on."""
    return Decision(move="close", memory=memory, replies=(Reply(name="minor"),))


HANDLERS: dict[str, Handler] = {
    "opt_out": leave,
    "opt_in": come_back,
    "delete": privacy,
    "access": privacy,
    "correct": privacy,
    "shared_with": privacy,
    "portability": privacy,
    "dpo": privacy,
    "withdraw_consent": withdraw,
    "wrong_person": wrong_person,
    "minor": minor,
    "human": people.hand_off,
}
