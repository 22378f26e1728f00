"""The engine of a turn: lock, claim, understand, decide, look up, render, commit, wake the sender.

Whatever dies on the way, the lane's events are still waiting and are claimed again; attempts were counted before.
"""

import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.utils import timezone

from chatbot.conversation import committing, consent, flow, incoming, lookups, memory, replies
from chatbot.conversation.machine import INITIAL, after
from chatbot.conversation.memory import Memory
from chatbot.conversation.values import ConsentAnswer, Decision, DropHeld, Heard, Reply, Situation
from chatbot.operation import services as operation
from chatbot.whatsapp import services as whatsapp
from compliance import services as compliance
from nlp import services as nlp
from sessions_app import services as sessions

_LOCK_S = 5.0  # saves double work only, so it may end before the turn; the lane's lease is what decides
_BUDGET_S = 8.0  # then the next in line has the thread; what is left over is rung for again
_BUSY_MS = 250
_BACK_OFF_S = (2.0, 5.0)
_LATE = timedelta(hours=2)
_SESSION = timedelta(hours=24)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Listening:
    """What a claim says, and what of it may be read."""

    situation: Situation
    held: tuple[sessions.Inbound, ...] = ()


def run(*, contact_id: UUID) -> int | None:
    """Work through a contact's lane; the milliseconds after which to come again, None when nothing waits."""
    with (
        operation.conversation_context(contact_id=contact_id),
        operation.lock(f"turn:{contact_id}", seconds=_LOCK_S) as is_ours,
    ):
        if not is_ours:
            return _BUSY_MS
        until = time.monotonic() + _BUDGET_S
        while time.monotonic() < until:
            claim = sessions.claim(
                contact_id=contact_id,
                worker=operation.worker_name(),
                debounce_ms=settings.TURN_DEBOUNCE_MS,
            )
            if claim is None:
                return None
            if isinstance(claim, sessions.NotDue):
                return claim.wait_ms
            _take(claim)
    return 0


def _take(claim: sessions.Claim) -> None:
    """One turn; a failure gives the lane back and lets the events wait, a lost lease is somebody else's turn now."""
    for event in claim.parked:
        operation.alert(
            kind="turn_parked", detail=f"event {event.id} gave up after 3 attempts", severity="critical"
        )
    try:
        with sessions.keeping(claim=claim):
            _make(claim)
    except sessions.LostLease:
        _log.info("turn_lost_lease", session=str(claim.session.id))
    except Exception as error:  # noqa: BLE001 - whatever a turn raises, the lane must go on
        attempt = max((event.attempts for event in claim.events), default=1)
        # The exception's own words may quote the customer: its type and place are enough to find it.
        _log.error("turn_failed", error=type(error).__name__, at=_place(error), attempt=attempt)
        sessions.release(claim=claim, retry_in_s=_BACK_OFF_S[min(attempt, len(_BACK_OFF_S)) - 1])


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""


def _make(claim: sessions.Claim) -> None:
    started = time.monotonic()
    now = timezone.now()
    if claim.owner != "BOT" or any(event.kind == "ECHO" for event in claim.events):
        committing.keep_silent(claim=claim, now=now, started=started)
        return
    messages = [event for event in claim.events if event.kind == "MESSAGE"]
    if messages:
        whatsapp.mark_read(phone_number_id=claim.phone_number_id, wamid=messages[-1].wamid)
    listening = listen(claim=claim, messages=messages, now=now)
    situation = listening.situation
    finished = lookups.finish(situation=situation, decision=flow.decide(situation=situation))
    decision = _with_apology(claim, finished.decision)
    rendered = replies.render(replies=decision.replies, turn=situation.turn, recent=situation.memory.answers)
    committing.commit(
        claim=claim,
        work=committing.Work(
            situation=situation,
            decision=decision,
            rendered=rendered,
            state=after(situation.state, decision.move),
            held=listening.held or _to_drop(claim, decision),
            calls=finished.calls,
            now=now,
            started=started,
        ),
    )


def _to_drop(claim: sessions.Claim, decision: Decision) -> tuple[sessions.Inbound, ...]:
    if any(isinstance(effect, DropHeld) for effect in decision.effects):
        return sessions.held(contact_id=claim.contact_id)
    return ()


def listen(*, claim: sessions.Claim, messages: list[sessions.Inbound], now: datetime) -> Listening:
    """Read what may be read: without consent nothing but its answer, with it also what was held before."""
    state, known = _thread(claim, now)
    parts = incoming.read(messages)
    consented = known.consented or compliance.consent_given(contact_id=claim.contact_id)
    answer: ConsentAnswer | None = None
    held: tuple[sessions.Inbound, ...] = ()
    if not consented:
        answer, parts = consent.answer_in(parts, memory=known)
        if answer is not None:
            consented = answer.given
            held = sessions.held(contact_id=claim.contact_id)
            parts = (*incoming.read(held), *parts) if answer.given else parts
    heard, is_masked = _masked(incoming.join(parts))
    understanding = None
    if consented and heard.lines:
        understanding = nlp.understand(text=heard.text, now=now, expecting=flow.expecting(known))
    is_late = any(now - event.provider_at > _LATE for event in messages) and not heard.is_empty
    situation = Situation(
        state=state,
        memory=known,
        heard=heard,
        understanding=understanding,
        consented=consented,
        consent=answer,
        late=is_late and not known.apologised,
        masked=is_masked and consented,
        turn=claim.session.turn + 1,
    )
    return Listening(situation=situation, held=held)


def _thread(claim: sessions.Claim, now: datetime) -> tuple[str, Memory]:
    """State and memory to go on from; after 24 h of silence it is a new conversation (R1.2)."""
    known = memory.load(dict(claim.session.memory))
    if claim.session.turn and now - claim.session.active_at > _SESSION:
        return INITIAL, Memory(consented=known.consented, answers=known.answers, referrals=known.referrals)
    return claim.session.state, known


def _masked(heard: Heard) -> tuple[Heard, bool]:
    """Documents and card numbers are hidden before anything else sees them (R10.8)."""
    lines = tuple(compliance.mask_documents(line) for line in heard.lines)
    return (replace(heard, lines=lines), True) if lines != heard.lines else (heard, False)


def _with_apology(claim: sessions.Claim, decision: Decision) -> Decision:
    """One fixed sentence for a message that was given up, in front of whatever else is said."""
    if not claim.parked:
        return decision
    return replace(decision, replies=(Reply(name="parked"), *decision.replies))
