"""What a person finishes: financing, visit, trade-in, deal; and what only the shop can tell.

First honest version: the interest is noted, nothing is promised, the team confirms.
"""

import re

from chatbot.conversation import cards, profiles
from chatbot.conversation.handlers import details, people, smalltalk
from chatbot.conversation.memory import Memory
from chatbot.conversation.replies import word
from chatbot.conversation.values import Decision, Reply, Situation

_ASKS_WHO = re.compile(
    r"\b(?:robo|quem e voce|quem esta falando|com quem (?:eu )?falo|e (?:um )?bot|e humano)\b"
)
_COMES = re.compile(
    r"\b(?:test|drive|visit\w*|agend\w*|marc\w*|conhecer|pessoalmente|de perto|ao vivo|dirig\w*|ai|amanha|hoje"
    r"|sabado|domingo|segunda|terca|quarta|quinta|sexta|loja)\b"
)


def finance(situation: Situation, memory: Memory) -> Decision:
    """Instalments, down payment, credit: said back, to be worked out by the team."""
    words = _sums(situation, memory)
    reply = Reply(name="finance_noted", context={"summary": words}) if words else Reply(name="finance")
    return _interest("finance", "financing", memory, reply)


def visit(situation: Situation, memory: Memory) -> Decision:
    """A visit or test drive: the team confirms day and hour. 'Quero ver o Onix' alone means its details."""
    understanding = situation.understanding
    is_asked_for = understanding is None or _COMES.search(understanding.normalised)
    if not is_asked_for and details.meant(situation, memory):
        return details.pick(situation, memory)
    return _interest("visit", "visit", memory, Reply(name="visit"))


def trade_in(situation: Situation, memory: Memory) -> Decision:
    """The customer's own car in exchange; its value is for a person to say."""
    told = situation.state == "trade_in" or _tells_a_car(situation)
    return _interest("trade", "trade_in", memory, Reply(name="trade_in_noted" if told else "trade_in"))


def deal(situation: Situation, memory: Memory) -> Decision:
    """Reserve, close, the salesperson's contact: a person does that."""
    return _interest("stay", "deal", memory, Reply(name="deal"))


def business(situation: Situation, memory: Memory) -> Decision:
    """Opening hours, guarantee, documents: never invented; who is writing is told."""
    name = "who_are_you" if asks_who(situation) else "business_info"
    return Decision(move="stay", memory=memory, replies=(Reply(name=name),))


def asks_who(situation: Situation) -> bool:
    """Whether the customer asks who, or what, is writing."""
    understanding = situation.understanding
    return understanding is not None and bool(_ASKS_WHO.search(understanding.normalised))


def place(situation: Situation, memory: Memory) -> Decision:
    """'Onde fica a loja?'"""
    return details.address(situation, memory)


def more_about(situation: Situation, memory: Memory) -> Decision:
    """Another message within one of these topics: a yes calls a person, a no goes on."""
    reason = {"financing": "financing", "booking_visit": "visit", "trade_in": "trade_in"}[situation.state]
    label = situation.understanding.primary if situation.understanding else ""
    if label == "affirm":
        return people.hand_off(situation, memory, reason=reason)
    if label == "deny":
        return smalltalk.decline(situation, memory)
    return {"financing": finance, "visit": visit, "trade_in": trade_in}[reason](situation, memory)


def _interest(move: str, kind: str, memory: Memory, reply: Reply) -> Decision:
    noted = memory.changed(interests=tuple(dict.fromkeys((*memory.interests, kind))), pending=kind)
    return Decision(move=move, memory=noted, replies=(reply,))


def _sums(situation: Situation, memory: Memory) -> str:
    """'R$ 15.000 de entrada e parcelas de R$ 900', only what this message says."""
    if situation.understanding is None:
        return ""
    entities = situation.understanding.entities
    parts = []
    if entities.down_payment:
        parts.append(word("finance", "down").format(sum=cards.money(entities.down_payment)))
    if entities.monthly_payment:
        parts.append(word("finance", "monthly").format(sum=cards.money(entities.monthly_payment)))
    return profiles.listing(parts)


def _tells_a_car(situation: Situation) -> bool:
    if situation.understanding is None:
        return False
    entities = situation.understanding.entities
    return bool(entities.model and entities.year)
