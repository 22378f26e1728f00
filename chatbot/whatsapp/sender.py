"""Delivers one lane: its oldest open row, then the next, each claimed and committed before the network is touched."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import F
from django.db.models.functions import Now

from chatbot.operation import services as operation
from chatbot.whatsapp import attempts, circuits, client, doubt, errors, media, outbox, payloads
from chatbot.whatsapp.attempts import Head
from chatbot.whatsapp.errors import Accepted, Kind, Refusal
from chatbot.whatsapp.metrics import ANSWER_SECONDS, RECORD_SECONDS, SENDS
from chatbot.whatsapp.models import OutboundMessage
from chatbot.whatsapp.outbox import State
from sessions_app import services as sessions

LANE_S = 25
_BUSY_S = 0.3
_LADDER_S = (1, 2, 5, 15, 30, 60)
_PAIR_S, _LONGEST_PAIR_S = 6, 600
_STALE = timedelta(minutes=10)
_REFUSALS_WORTH_TELLING = (3, 30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What to do with a head: `send`, `wait` (so many seconds), `blocked`, `follow` a merge, or DROPPED, FAILED."""

    action: str
    seconds: float = 0.0
    code: str = ""


_SEND = Verdict(action="send")
_BLOCKED = Verdict(action="blocked")


def judge(head: Head) -> Verdict:
    """May this row be sent now? Pure."""
    row = head.row
    if row.state != State.QUEUED:
        return _BLOCKED
    if head.merged_into is not None:
        return Verdict(action="follow")
    ending = _ending(head)
    if ending is not None:
        return ending
    if row.due_at > head.now:
        return Verdict(action="wait", seconds=(row.due_at - head.now).total_seconds())
    if head.paused_until is not None and head.paused_until > head.now:
        return Verdict(action="wait", seconds=(head.paused_until - head.now).total_seconds(), code="paused")
    return _SEND


def _ending(head: Head) -> Verdict | None:
    row = head.row
    if row.author == OutboundMessage.Author.BOT and row.owner_version != head.owner_version:
        return Verdict(action=State.DROPPED, code="owner_changed")
    if head.opted_out_at is not None and (row.paid_once or _was_overtaken(row, head.opted_out_at)):
        return Verdict(action=State.DROPPED, code="opted_out")
    if is_stale(head):
        return Verdict(action=State.DROPPED, code="stale")
    if row.type != "template" and (head.window_until is None or head.window_until <= head.now):
        # `window_until` has its five minutes of caution already taken off.
        return Verdict(action=State.FAILED, code="window")
    return None


def is_stale(head: Head) -> bool:
    """Whether a newer turn answers better than this row after an outage (G12). A person's words never are. Pure."""
    is_bots = head.row.author == OutboundMessage.Author.BOT and not head.row.paid_once
    return is_bots and head.overtaken_since is not None and head.now - head.overtaken_since > _STALE


def _was_overtaken(row: OutboundMessage, opted_out_at: datetime) -> bool:
    # The confirmation of the opt-out itself is written after it and still goes out; so does what a person writes.
    return row.author != OutboundMessage.Author.PERSON and row.created_at < opted_out_at


def deliver_lane(*, contact_id: UUID) -> float | None:
    """Send what waits in a lane; seconds until it is worth coming back, None when nothing waits for time alone."""
    until = time.monotonic() + LANE_S
    while time.monotonic() < until:
        head = attempts.head(contact_id)
        if head is None:
            return None
        verdict = judge(head)
        if verdict.action == "wait":
            return verdict.seconds
        if verdict.action == "blocked":
            # Another sender may have looked for younger rows just before ours was written: come back shortly.
            return _BUSY_S if head.row.state == State.SENDING else None
        if verdict.action == "follow":
            return _follow(head)
        if verdict.action == "send":
            after = _send(head)
            if after.pause_s is not None or after.is_last:
                return after.pause_s
        else:
            _end(head.row, verdict)
    return 0.0


def _follow(head: Head) -> float | None:
    """This contact was found to be another one: what waits moves to that lane, and obeys the owner there."""
    kept = _contacts().filter(pk=head.merged_into).values_list("pk", "owner", "owner_version").first()
    if kept is None:
        return None
    # Version 0 is older than every owner: the bot's words are dropped where a person answers.
    version = kept[2] if kept[1] == OutboundMessage.Author.BOT else 0
    lane = OutboundMessage.objects.filter(contact_id=head.row.contact_id, state=State.QUEUED)
    lane.filter(owner_version=head.owner_version).update(contact_id=kept[0], owner_version=version)
    lane.update(contact_id=kept[0], owner_version=0)
    return deliver_lane(contact_id=kept[0])


def _contacts() -> Any:
    return apps.get_model("sessions_app", "Contact")._default_manager


def _end(row: OutboundMessage, verdict: Verdict) -> None:
    if outbox.end(row, verdict.action, code=verdict.code, of=(State.QUEUED,)) and verdict.code == "window":
        operation.alert(kind="outbound_window", detail="a message was not sent: the 24 h window is closed")


@dataclass(frozen=True, kw_only=True, slots=True)
class After:
    """How a lane goes on after a message: at once, after a pause, or not at all because that was the last one."""

    pause_s: float | None = None
    is_last: bool = False


_GO_ON = After()


def _send(head: Head) -> After:
    """One attempt for a row that may be sent."""
    row = head.row
    address = sessions.address_of(contact_id=row.contact_id)
    if not address.to and not address.recipient:
        if outbox.end(row, State.FAILED, code="no_address", of=(State.QUEUED,)):
            operation.alert(kind="outbound_no_address", detail="a contact has no address to answer to")
        return _GO_ON
    pause = _permission(head)
    if pause is not None:
        return After(pause_s=pause)
    prepared = media.prepare(row)
    if isinstance(prepared, Refusal):
        return After(pause_s=_postpone(row, prepared))
    worker = operation.worker_name()
    began = time.monotonic()
    if not attempts.claim(row, worker):
        return _GO_ON
    if time.monotonic() - began > attempts.LEASE_S - client.DEADLINE_S:
        # This thread was stopped for seconds: its lease would end under the request, and another would send too.
        outbox.requeue(row, worker=worker, after_s=0, code="late", detail="claimed too slowly")
        return _GO_ON
    outcome, answered = _attempt(row, prepared, address)
    if isinstance(outcome, Refusal) and media.forget(row, prepared, outcome):
        outcome = replace(outcome, kind=Kind.FORGOTTEN)
    after = _record(head, outcome, worker, address)
    RECORD_SECONDS.observe(time.monotonic() - answered)
    return after


def _permission(head: Head) -> float | None:
    number = head.row.phone_number_id
    if head.pause_reason not in ("", Kind.THROTTLED) and not circuits.take_probe(phone_number_id=number):
        return 1.0
    if not circuits.within_rate(phone_number_id=number, rate=head.rate):
        return 0.2 + random.random()
    return None


def _postpone(row: OutboundMessage, refusal: Refusal) -> float:
    """The picture could not be uploaded; nothing was claimed or sent."""
    if refusal.kind in (Kind.CREDENTIALS, Kind.ACCOUNT):
        circuits.trip(phone_number_id=row.phone_number_id, kind=refusal.kind, code=refusal.code)
    pause = refusal.retry_after_s or _ladder(row.refusals)
    OutboundMessage.objects.filter(pk=row.pk, state=State.QUEUED).update(
        refusals=F("refusals") + 1, due_at=Now() + timedelta(seconds=pause), error_code=refusal.code[:32]
    )
    return pause


def _attempt(
    row: OutboundMessage, payload: payloads.Payload, address: sessions.Address
) -> tuple[Accepted | Refusal, float]:
    recipient = {"to": address.to} if address.to else {"recipient": address.recipient}
    body = {
        "recipient_type": "individual",
        **recipient,
        **payload,
        "biz_opaque_callback_data": f"{row.uuid}:{row.attempts}",
    }
    began = time.monotonic()
    outcome: Accepted | Refusal
    try:
        answer = client.post_message(phone_number_id=row.phone_number_id, body=body)
        outcome = errors.classify(status=answer.status, headers=answer.headers, body=answer.body)
    except client.Unreachable as error:
        outcome = errors.never_left(str(error))
    except client.NoAnswer as error:
        outcome = errors.unknown_outcome(str(error))
    answered = time.monotonic()
    ANSWER_SECONDS.observe(answered - began)
    SENDS.labels(outcome.kind.value if isinstance(outcome, Refusal) else "accepted").inc()
    return outcome, answered


def _record(head: Head, outcome: Accepted | Refusal, worker: str, address: sessions.Address) -> After:
    if isinstance(outcome, Refusal):
        return After(pause_s=_REACTIONS[outcome.kind](head.row, outcome, worker))
    has_younger = attempts.record_sent(head.row, outcome.wamid)
    if head.pause_reason:
        circuits.restore(phone_number_id=head.row.phone_number_id)
    _link(head.row.contact_id, outcome, address)
    return After(is_last=not has_younger)


_linked: dict[UUID, tuple[str, str]] = {}


def _link(contact_id: UUID, accepted: Accepted, address: sessions.Address) -> None:
    """Tell the inbox another id by which the provider knows this person (R1.9), once a process."""
    wa_id = "" if accepted.wa_id == address.to else accepted.wa_id
    bsuid = "" if accepted.user_id == address.recipient else accepted.user_id
    if not (wa_id or bsuid) or _linked.get(contact_id) == (wa_id, bsuid):
        return
    sessions.link_identity(contact_id=contact_id, wa_id=wa_id, bsuid=bsuid)
    if len(_linked) > 10_000:
        _linked.clear()
    _linked[contact_id] = (wa_id, bsuid)


# --- reactions to refusals ----------------------------------------------------------------------------------
def _ladder(refusals: int) -> float:
    step = _LADDER_S[min(refusals, len(_LADDER_S) - 1)]
    return step * random.uniform(0.85, 1.15)


def _give_back(row: OutboundMessage, refusal: Refusal, worker: str, pause: float) -> float | None:
    is_mine = outbox.requeue(row, worker=worker, after_s=pause, code=refusal.code, detail=refusal.detail)
    return pause if is_mine else None


def _unreachable(row: OutboundMessage, refusal: Refusal, worker: str) -> float | None:
    if row.refusals in _REFUSALS_WORTH_TELLING:
        operation.alert(kind="whatsapp_unreachable", detail=refusal.detail, severity="critical")
    return _give_back(row, refusal, worker, _ladder(row.refusals))


def _throttled(row: OutboundMessage, refusal: Refusal, worker: str) -> float | None:
    pause = refusal.retry_after_s or _ladder(row.refusals)
    circuits.throttle(phone_number_id=row.phone_number_id, pause_s=pause)
    operation.alert(kind="whatsapp_throttled", detail=f"code {refusal.code}: rate halved")
    return _give_back(row, refusal, worker, pause)


def _pair_limited(row: OutboundMessage, refusal: Refusal, worker: str) -> float | None:
    pause = min(_PAIR_S * 2 ** min(row.refusals, 10), _LONGEST_PAIR_S)
    return _give_back(row, refusal, worker, max(float(pause), refusal.retry_after_s))


def _ambiguous(row: OutboundMessage, refusal: Refusal, worker: str) -> float | None:
    doubt.enter(row, worker=worker, code=refusal.code, detail=refusal.detail)
    return None


def _stopped(row: OutboundMessage, refusal: Refusal, worker: str) -> float | None:
    circuits.trip(phone_number_id=row.phone_number_id, kind=refusal.kind, code=refusal.code)
    _give_back(row, refusal, worker, 0.0)
    return float(circuits.PROBE_S)


def _window_closed(row: OutboundMessage, refusal: Refusal, worker: str) -> float | None:
    if outbox.end(row, State.FAILED, code=refusal.code, detail=refusal.detail, of=(State.SENDING,)):
        operation.alert(kind="outbound_window", detail="the provider says the 24 h window is closed")
    return None


def _person_refused(row: OutboundMessage, refusal: Refusal, worker: str) -> float | None:
    outbox.end(row, State.FAILED, code=refusal.code, detail=refusal.detail, of=(State.SENDING,))
    return None


def _forgotten(row: OutboundMessage, refusal: Refusal, worker: str) -> float | None:
    return _give_back(row, refusal, worker, 0.0)


def _our_fault(row: OutboundMessage, refusal: Refusal, worker: str) -> float | None:
    if outbox.end(row, State.DEAD, code=refusal.code, detail=refusal.detail, of=(State.SENDING,)):
        operation.alert(kind="outbound_dead", detail=f"code {refusal.code}: {refusal.detail}"[:500])
        if refusal.code == errors.MEDIA_REFUSED or media.is_to_blame(row, refusal):
            outbox.queue_fallback(row)
    return None


_REACTIONS: dict[Kind, Callable[[OutboundMessage, Refusal, str], float | None]] = {
    Kind.NEVER_LEFT: _unreachable,
    Kind.THROTTLED: _throttled,
    Kind.PAIR: _pair_limited,
    Kind.AMBIGUOUS: _ambiguous,
    Kind.CREDENTIALS: _stopped,
    Kind.ACCOUNT: _stopped,
    Kind.WINDOW: _window_closed,
    Kind.PERSON: _person_refused,
    Kind.FORGOTTEN: _forgotten,
    Kind.BUG: _our_fault,
}
