"""The one transaction of a turn: session, events, journal, outbox, consent, case, owner."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from chatbot.conversation import consent, feedback, flow, memory
from chatbot.conversation.memory import Memory
from chatbot.conversation.replies import Rendered
from chatbot.conversation.values import (
    Decision,
    DropHeld,
    Effect,
    OpenCase,
    OptIn,
    OptOut,
    RecordConsent,
    Situation,
)
from chatbot.whatsapp import services as whatsapp
from compliance import services as compliance
from leads import services as leads
from nlp.review import services as review
from sessions_app import services as sessions

_MEDIA = frozenset(("audio", "document", "image", "sticker", "video"))
_NOT_UNDERSTOOD = frozenset(("offer_person", "unknown_car", "unknown_collecting", "unknown_showing"))


@dataclass(frozen=True, kw_only=True)
class Work:
    """A turn that is ready to be committed; `held` are the unread events from before consent."""

    situation: Situation
    decision: Decision
    rendered: Rendered
    state: str
    now: datetime
    started: float
    held: tuple[sessions.Inbound, ...] = ()
    calls: tuple[dict[str, object], ...] = ()


def commit(*, claim: sessions.Claim, work: Work) -> None:
    """Commit a turn. Raises LostLease, and nothing is written then."""
    decision = work.decision
    is_handed_over = any(isinstance(effect, OpenCase) for effect in decision.effects)
    events = [event.id for event in claim.events]
    with transaction.atomic():
        turn = sessions.finish(
            claim=claim,
            state=work.state,
            memory=memory.dump(_remembered(work)),
            done=[] if decision.hold else [*events, *_released(work)],
            held=events if decision.hold else [],
            journal=journal(work),
            model_version=work.situation.understanding.model_version if work.situation.understanding else "",
            duration_ms=_elapsed_ms(work.started),
            owner="PERSON" if is_handed_over else None,
        )
        whatsapp.queue(
            contact_id=claim.contact_id,
            messages=work.rendered.messages,
            # The acknowledgement of a handover is written under the version that the handover makes.
            owner_version=claim.owner_version + is_handed_over,
            phone_number_id=claim.phone_number_id,
            turn=turn,
        )
        if work.situation.consented:
            _keep_media((*work.held, *claim.events))
        for effect in decision.effects:
            _carry_out(effect, claim=claim, work=work)
        # Last: it may wait for a row that turns of others write too, and nothing is locked after it.
        _note_for_review(claim, work, turn)
    _observe(work)
    feedback.pass_on(contact_id=claim.contact_id, effects=decision.effects)


def keep_silent(*, claim: sessions.Claim, now: datetime, started: float) -> None:
    """A person has the conversation: the events are done, nothing is answered.

    An echo from the seller's own app is what takes the conversation from the bot (R1.10); a case is opened, so that
    it can be given back.
    """
    is_taken = claim.owner == "BOT"
    with transaction.atomic():
        sessions.finish(
            claim=claim,
            state="human_handoff" if is_taken else claim.session.state,
            memory=claim.session.memory,
            done=[event.id for event in claim.events],
            journal={"silent": True, "kinds": [event.type for event in claim.events]},
            duration_ms=_elapsed_ms(started),
            owner="PERSON",
        )
        _keep_media(claim.events)
        if is_taken:
            leads.open_case(contact_id=claim.contact_id, reason="answered_in_app", now=now)


def journal(work: Work) -> dict[str, Any]:
    """What the turn was made of (R6.7). Without consent no word of the customer's is in it."""
    situation, decision = work.situation, work.decision
    record: dict[str, Any] = {
        "replies": [reply.name for reply in decision.replies],
        "move": decision.move,
        "effects": [type(effect).__name__ for effect in decision.effects],
        "calls": list(work.calls),
        "messages": len(work.rendered.messages),
        "kinds": list(situation.heard.kinds),
    }
    if situation.consented:
        record |= {"text": situation.heard.text, "choices": list(situation.heard.choices)}
        if situation.understanding is not None:
            record["understanding"] = situation.understanding.to_record()
    return record


def _remembered(work: Work) -> Memory:
    kept = work.decision.memory
    if work.rendered.messages:
        kept = kept.with_answers(work.rendered.texts).changed(options=work.rendered.options)
    if work.situation.late:
        kept = kept.changed(apologised=True)
    return kept


def _released(work: Work) -> Iterable[int]:
    """Held events end with the answer to the question: read after a yes, dropped unread after a no."""
    is_answered = work.situation.consented or any(isinstance(one, DropHeld) for one in work.decision.effects)
    return [event.id for event in work.held] if is_answered else []


def _keep_media(events: Iterable[sessions.Inbound]) -> None:
    for event in events:
        if event.type in _MEDIA and event.kind == "MESSAGE":
            whatsapp.queue_media(event_id=event.id, payload=event.payload)


def _carry_out(effect: Effect, *, claim: sessions.Claim, work: Work) -> None:
    contact_id = claim.contact_id
    if isinstance(effect, OpenCase):
        leads.open_case(contact_id=contact_id, reason=effect.reason, now=work.now)
    elif isinstance(effect, OptOut):
        sessions.set_opted_out(contact_id=contact_id, at=work.now)
    elif isinstance(effect, OptIn):
        sessions.set_opted_out(contact_id=contact_id, at=None)
    elif isinstance(effect, RecordConsent):
        _record_consent(effect, claim=claim, now=work.now)


def _record_consent(effect: RecordConsent, *, claim: sessions.Claim, now: datetime) -> None:
    answered = next((event for event in claim.events if event.wamid == effect.answer_wamid), None)
    compliance.record_consent(
        contact_id=claim.contact_id,
        purpose=consent.PURPOSE,
        action=effect.action,
        wording=effect.wording,
        wording_version=consent.WORDING_VERSION,
        question_wamid=effect.question_wamid,
        answer_wamid=effect.answer_wamid,
        answer=effect.answer,
        phone_number_id=claim.phone_number_id,
        answered_at=answered.provider_at if answered else now,
    )


def _note_for_review(claim: sessions.Claim, work: Work, turn: object) -> None:
    """Doubtful readings are kept for people (R4.9), unless the customer has just taken the consent back."""
    situation, effects = work.situation, work.decision.effects
    is_withdrawn = any(isinstance(one, RecordConsent) and one.action != "GIVEN" for one in effects)
    if situation.understanding is None or not situation.consented or is_withdrawn:
        return
    review.note(
        contact_id=claim.contact_id,
        turn=turn,
        text=situation.heard.text,
        understanding=situation.understanding,
        outcome=review.Outcome(rephrased=_asks_again(work)),
        expecting=flow.expecting(situation.memory),
    )


def _asks_again(work: Work) -> bool:
    is_counted = work.decision.memory.misunderstood > work.situation.memory.misunderstood
    return is_counted or any(reply.name in _NOT_UNDERSTOOD for reply in work.decision.replies)


def _observe(work: Work) -> None:
    situation = work.situation
    if situation.understanding is not None and situation.consented:
        review.observe(
            text=situation.heard.text,
            understanding=situation.understanding,
            now=work.now,
            expecting=flow.expecting(situation.memory),
        )


def _elapsed_ms(started: float) -> int:
    return int((time.monotonic() - started) * 1000)
