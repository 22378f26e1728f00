"""Finding out what the customer needs: one missing thing at a time, at most two tries, then on without it."""

import re

from chatbot.conversation import profiles
from chatbot.conversation.handlers import recommending
from chatbot.conversation.memory import Memory, Slot
from chatbot.conversation.values import Decision, Reply, Situation

_NO_MATTER = re.compile(
    r"\b(?:tanto faz|qualquer (?:um|uma|coisa|lugar|cidade)?|nao sei|sei la|indiferente|nao importa|nenhuma?|pula|"
    r"pular|proxima|deixa pra la|nao quero (?:dizer|informar|falar)|prefiro nao|um pouco de tudo|de tudo um pouco)\b"
)
_DENIALS = frozenset(("deny",))


def go_on(situation: Situation, memory: Memory) -> Decision:
    """The next step towards cars: recommend as soon as there is enough, else ask for what is missing."""
    before = situation.memory
    changed = memory.profile != before.profile
    if _wants_cars_now(situation, memory) or (changed and memory.shown):
        return recommending.recommend(memory)
    if memory.shown and memory.pending is None:
        name = "ok" if changed else "anything_else"
        return Decision(move="stay", memory=memory, replies=(Reply(name=name),))
    return next_question(situation, memory)


def next_question(situation: Situation, memory: Memory, *, noted: bool = True) -> Decision:
    """Ask the first missing thing, saying back what was just learned; recommend when nothing is missing."""
    slot = memory.next_slot()
    if slot is None:
        return recommending.recommend(memory)
    learned = _noted(situation, memory) if noted else ()
    return ask(
        slot, memory, replies=learned, unclear=noted and not learned and slot == situation.memory.pending
    )


def ask(slot: Slot, memory: Memory, *, replies: tuple[Reply, ...] = (), unclear: bool = False) -> Decision:
    """Put one question, the clarifying form when the last answer was not clear."""
    tries = memory.tries | {slot: memory.tries.get(slot, 0) + 1}
    name = f"clarify_{slot}" if unclear else f"ask_{slot}"
    asked = memory.changed(tries=tries, pending=slot)
    return Decision(move="collect", memory=asked, replies=(*replies, Reply(name=name)))


def unclear(situation: Situation, memory: Memory) -> Decision:
    """No answer to the open question: once more with options, then on without it (R2.2)."""
    slot = memory.next_slot()
    if slot is None:
        return recommending.recommend(memory)
    return ask(slot, memory, unclear=slot == memory.pending)


def skipped(situation: Situation, memory: Memory) -> Memory:
    """The memory after 'tanto faz' or 'prefiro não dizer': the open question is not asked again."""
    understanding = situation.understanding
    if memory.pending is None or understanding is None or memory.pending not in memory.tries:
        return memory
    refused = set(_labels(situation)) <= _DENIALS and bool(_labels(situation))
    if refused or _NO_MATTER.search(understanding.normalised):
        return memory.skip(memory.pending)
    return memory


def _labels(situation: Situation) -> tuple[str, ...]:
    understanding = situation.understanding
    return tuple(intent.label for intent in understanding.intents) if understanding else ()


def _wants_cars_now(situation: Situation, memory: Memory) -> bool:
    """A request for cars with enough in it is answered with cars, not with questions."""
    profile = memory.profile
    enough = profile.knows("budget") or bool(profile.models)
    return enough and "car_recommendation" in _labels(situation)


def _noted(situation: Situation, memory: Memory) -> tuple[Reply, ...]:
    words = profiles.summary(profiles.news(situation.memory.profile, memory.profile))
    return (Reply(name="noted", context={"summary": words}),) if words else ()
