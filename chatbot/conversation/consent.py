"""Consent comes first (R10.1): before it nothing is understood, and nothing is kept but the unread message. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.conversation.memory import Memory
from chatbot.conversation.replies import wording
from chatbot.conversation.values import (
    ConsentAnswer,
    Decision,
    DropHeld,
    Heard,
    OptOut,
    RecordConsent,
    Reply,
    Situation,
)
from nlp import services as nlp

PURPOSE = "conversation"
WORDING_VERSION = "2026-11-1"
_WORDS_OF_SILENCE = frozenset(("sair", "parar", "pare", "stop", "chega"))
# A clear word says yes even with a request behind it; everything weaker only as the whole message.
_CLEAR_YES = re.compile(
    r"(?:(?:oi|ola|sim|claro|ok|eu|bom dia|boa tarde|boa noite)[\s,.!]+)*(?:sim|aceito|aceitamos|concordo|autorizo)\b"
)
_DOUBT = re.compile(r"[\s,.!]*(?:mas\b|so que\b|porem\b|se\b|depende)")


def answer_in(parts: Sequence[Heard], *, memory: Memory) -> tuple[ConsentAnswer | None, tuple[Heard, ...]]:
    """The answer to the question of consent, and what was said besides it.

    Only where the question was asked: a yes to nothing is no consent. A button says it, or clear words.
    """
    if not memory.asked_consent:
        return None, tuple(parts)
    for index, part in enumerate(parts):
        given, words, rest = _answer(part)
        if given is not None:
            answer = ConsentAnswer(
                given=given, words=words, answer_wamid=part.last_wamid, question_wamid=part.context_wamid
            )
            return answer, (*parts[:index], rest, *parts[index + 1 :])
    return None, tuple(parts)


def _answer(part: Heard) -> tuple[bool | None, str, Heard]:
    for choice in part.choices:
        if choice in ("consent:yes", "consent:no"):
            left = tuple(one for one in part.choices if not one.startswith("consent:"))
            return choice == "consent:yes", choice, replace(part, choices=left)
    for line in part.lines:
        given, rest = read_words(line)
        if given is not None:
            return given, line, replace(part, lines=(rest,) if rest else ())
    return None, "", part


def read_words(line: str) -> tuple[bool | None, str]:
    """Whether a message says yes or no to the question, and what it says besides; None when it is not clear.

    >>> read_words("Aceito, quero um suv até 90 mil")
    (True, 'quero um suv até 90 mil')
    >>> read_words("pode ser"), read_words("quero um suv"), read_words("não aceito")
    ((True, ''), (None, ''), (False, ''))
    """
    whole = nlp.consent_answer(line)
    if whole is not None:
        return whole == "yes", ""
    plain = nlp.normalise(line)
    clear = _CLEAR_YES.match(plain)
    if clear is None or _DOUBT.match(plain, clear.end()):
        return None, ""
    return True, _after(line, clear.group().split()[-1])


def _after(line: str, last_word: str) -> str:
    """The rest of the message as it was written, behind the word of consent."""
    for found in re.finditer(r"\w+", line):
        if nlp.normalise(found.group()) == last_word.strip(" ,.!"):
            rest = re.sub(r"^[\s,.;:!-]+", "", line[found.end() :])
            if rest and not _CLEAR_YES.fullmatch(nlp.normalise(rest).strip()):
                return rest
            return ""
    return ""


def decide(situation: Situation) -> Decision:
    """What to do as long as there is no consent."""
    memory, heard = situation.memory, situation.heard
    if situation.consent is not None and not situation.consent.given:
        return Decision(
            move="refuse",
            memory=memory.changed(refused=True),
            replies=(Reply(name="consent_refused"),),
            effects=(proof(situation, action="REFUSED"), DropHeld()),
        )
    if heard.is_empty:
        return Decision(move="stay", memory=memory)
    if any(line.strip(" .!").casefold() in _WORDS_OF_SILENCE for line in heard.lines):
        # The one word that is read before consent, because the first message promises that it works.
        left = memory.changed(refused=True)
        effects = (DropHeld(), OptOut())
        return Decision(move="refuse", memory=left, replies=(Reply(name="opted_out"),), effects=effects)
    name = "consent_reminder" if memory.asked_consent and not memory.refused else "consent_welcome"
    asked = memory.changed(
        asked_consent=memory.asked_consent + 1,
        consent_wording=wording(name, turn=situation.turn),
        refused=False,
    )
    late = (Reply(name="late"),) if situation.late else ()
    return Decision(move="ask_consent", memory=asked, replies=(*late, Reply(name=name)), hold=True)


def proof(situation: Situation, *, action: str) -> RecordConsent:
    """The record of this answer, with the words of the question it answers."""
    answer = situation.consent
    heard = situation.heard
    return RecordConsent(
        action=action,
        wording=situation.memory.consent_wording,
        answer=answer.words if answer else heard.text,
        answer_wamid=(answer.answer_wamid if answer else "") or heard.last_wamid,
        question_wamid=answer.question_wamid if answer else "",
    )
