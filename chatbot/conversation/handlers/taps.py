"""Buttons and list rows: the id of a tap carries the answer, no understanding needed."""

from collections.abc import Callable

from chatbot.conversation.handlers import details, interests, people, profile, recommending, smalltalk
from chatbot.conversation.memory import SLOTS, Memory
from chatbot.conversation.profiles import relaxed
from chatbot.conversation.replies import words
from chatbot.conversation.values import Decision, Reply, Situation
from nlp import services as nlp

_LARGEST = 100_000_000
Handler = Callable[[Situation, Memory, str], Decision]


def typed(situation: Situation, memory: Memory) -> str | None:
    """The id of an offered option whose words, or whose number in the list, the customer typed instead."""
    if len(situation.heard.lines) != 1 or not memory.options:
        return None
    said = nlp.normalise(situation.heard.lines[0]).strip(" .!")
    for chosen, title in memory.options:
        if said == nlp.normalise(title):
            return chosen
    if said.isdecimal() and not memory.shown and 1 <= int(said[:3]) <= len(memory.options):
        return memory.options[int(said[:3]) - 1][0]
    return None


def fill(memory: Memory, choices: tuple[str, ...]) -> Memory:
    """The memory with the slots that these taps answer."""
    for choice in choices:
        kind, _, value = choice.partition(":")
        if kind in _FILLERS:
            memory = _FILLERS[kind](memory, value)
    return memory


def act(situation: Situation, memory: Memory, choices: tuple[str, ...]) -> Decision | None:
    """What the last tap that is no slot answer asks for; None when all were slot answers."""
    for choice in reversed(choices):
        kind, _, value = choice.partition(":")
        if kind in _ACTS:
            return _ACTS[kind](situation, memory, value)
    return None


def _budget(memory: Memory, value: str) -> Memory:
    low, _, high = value.partition("-")
    if not (low.isdecimal() and high.isdecimal()) or max(int(low), int(high)) > _LARGEST:
        return memory
    found = memory.profile.changed(budget_min=int(low) or None, budget_max=int(high) or None)
    return memory.changed(profile=found)


def _usage(memory: Memory, value: str) -> Memory:
    return (
        memory.changed(profile=memory.profile.changed(usage=value)) if value in words()["usage"] else memory
    )


def _priority(memory: Memory, value: str) -> Memory:
    if value not in words()["priority"]:
        return memory
    joined = tuple(dict.fromkeys((value, *memory.profile.priorities)))[:4]
    return memory.changed(profile=memory.profile.changed(priorities=joined))


def _skip(memory: Memory, value: str) -> Memory:
    return memory.skip(value) if value in SLOTS else memory


_FILLERS: dict[str, Callable[[Memory, str], Memory]] = {
    "budget": _budget,
    "usage": _usage,
    "priority": _priority,
    "skip": _skip,
}


def _car(situation: Situation, memory: Memory, value: str) -> Decision:
    return details.show(memory, value) if value else details.which(memory)


def _change(situation: Situation, memory: Memory, value: str) -> Decision:
    """'Mudar o valor' asks for it anew; 'aceitar outros tipos' drops what narrows the search."""
    if value == "budget":
        anew = memory.profile.changed(budget_min=None, budget_max=None)
        tries = memory.tries | {"budget": 0}
        skipped = tuple(slot for slot in memory.skipped if slot != "budget")
        return profile.ask("budget", memory.changed(profile=anew, tries=tries, skipped=skipped))
    return recommending.recommend(memory.changed(profile=relaxed(memory.profile)))


def _bot(situation: Situation, memory: Memory, value: str) -> Decision:
    """'Seguir por aqui', 'agora não': take the thread up again."""
    free = memory.changed(pending=None, misunderstood=0)
    if memory.shown:
        replies = (Reply(name="carry_on"), Reply(name="anything_else"))
        return Decision(move="show", memory=free, replies=replies)
    return profile.next_question(situation, free)


def _consent(situation: Situation, memory: Memory, value: str) -> Decision:
    """An old consent button, tapped again."""
    decision = profile.go_on(situation, memory)
    replies = (Reply(name="consent_already"), *decision.replies)
    return Decision(move=decision.move, memory=decision.memory, replies=replies, lookup=decision.lookup)


_ACTS: dict[str, Handler] = {
    "bot": _bot,
    "car": _car,
    "change": _change,
    "cheaper": lambda situation, memory, value: recommending.cheaper(situation, memory),
    "compare": lambda situation, memory, value: details.compare(situation, memory),
    "consent": _consent,
    "finance": lambda situation, memory, value: interests.finance(situation, memory),
    "more": lambda situation, memory, value: recommending.more(situation, memory),
    "person": lambda situation, memory, value: people.hand_off(
        situation, memory, reason=value or "requested"
    ),
    "restart": lambda situation, memory, value: smalltalk.restart(situation, memory),
    "search": lambda situation, memory, value: recommending.recommend(memory),
    "trade": lambda situation, memory, value: interests.trade_in(situation, memory),
    "visit": lambda situation, memory, value: interests.visit(situation, memory),
}
