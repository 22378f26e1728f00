"""What the sender asks of the outbox for each message: the lane's head, the claim, the record of an acceptance."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError

from chatbot.operation import services as operation
from chatbot.operation.statement import Statement, columns
from chatbot.whatsapp import circuits
from chatbot.whatsapp.metrics import LATE_ANSWERS
from chatbot.whatsapp.models import Circuit, OutboundMessage

LEASE_S = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """The oldest open row of a lane with all that decides whether it may leave; `now` is the database's clock.

    `overtaken_since` is when the message that it answers came in, if answers of a newer turn wait behind it.
    """

    row: OutboundMessage
    now: datetime
    owner_version: int
    window_until: datetime | None
    opted_out_at: datetime | None
    merged_into: UUID | None
    paused_until: datetime | None
    pause_reason: str
    rate: float
    overtaken_since: datetime | None = None


_ROW = columns(
    OutboundMessage, "id", "uuid", "contact", "turn", "phone_number_id", "author", "owner_version", "type",
    "paid_once", "payload", "state", "attempts", "doubts", "refusals", "created_at", "due_at",
)  # fmt: skip


@cache
def _head() -> Statement:
    contact = apps.get_model("sessions_app", "Contact")
    return Statement(
        sql="""
            SELECT {columns}, {now}, CASE WHEN EXISTS (
                SELECT 1 FROM whatsapp_outboundmessage AS younger
                WHERE younger.contact_id = whatsapp_outboundmessage.contact_id
                    AND younger.turn_id > whatsapp_outboundmessage.turn_id
                    AND younger.author = 'BOT' AND younger.state = 'QUEUED'
            ) THEN (
                SELECT MAX(answered.received_at) FROM sessions_app_inboxevent AS answered
                WHERE answered.turn_id = whatsapp_outboundmessage.turn_id
            ) END
            FROM whatsapp_outboundmessage
            JOIN sessions_app_contact ON sessions_app_contact.id = whatsapp_outboundmessage.contact_id
            LEFT JOIN whatsapp_circuit
                ON whatsapp_circuit.phone_number_id = whatsapp_outboundmessage.phone_number_id
            WHERE whatsapp_outboundmessage.contact_id = %s
                AND whatsapp_outboundmessage.state IN ('QUEUED', 'SENDING', 'IN_DOUBT')
            ORDER BY whatsapp_outboundmessage.id LIMIT 1""",
        columns=(
            *_ROW,
            *columns(contact, "owner_version", "window_until", "opted_out_at", "merged_into"),
            *columns(Circuit, "closed_until", "reason", "rate_per_second"),
        ),
        after=columns(OutboundMessage, "due_at", "due_at"),
    )


_CLAIM = Statement(
    sql="""
        UPDATE whatsapp_outboundmessage
        SET state = 'SENDING', attempts = attempts + 1, lease_owner = %s, lease_until = {lease}, started_at = {now}
        WHERE id = %s AND state = 'QUEUED' AND attempts = %s AND (author <> 'BOT' OR EXISTS (
            SELECT 1 FROM sessions_app_contact AS lane
            WHERE lane.id = whatsapp_outboundmessage.contact_id AND lane.owner_version = %s))
        AND (NOT paid_once OR EXISTS (
            SELECT 1 FROM sessions_app_contact AS person
            WHERE person.id = whatsapp_outboundmessage.contact_id AND person.opted_out_at IS NULL))""",
    later=(("lease", LEASE_S),),
)
_RECORD = """
    UPDATE whatsapp_outboundmessage
    SET state = 'SENT', sent_at = {{now}}, lease_owner = '', lease_until = NULL, error_code = '', error_detail = ''{0}
    WHERE id = %s AND attempts = %s AND state IN ('QUEUED', 'SENDING', 'IN_DOUBT')
    RETURNING EXISTS (
        SELECT 1 FROM whatsapp_outboundmessage AS younger
        WHERE younger.contact_id = whatsapp_outboundmessage.contact_id
            AND younger.id > whatsapp_outboundmessage.id
            AND younger.state IN ('QUEUED', 'SENDING', 'IN_DOUBT'))"""
_RECORD_SENT = Statement(sql=_RECORD.format(", wamid = %s"))
_RECORD_WITHOUT_ID = Statement(sql=_RECORD.format(""))


def head(contact_id: UUID) -> Head | None:
    """The lane's oldest open row; None when nothing is open."""
    found = _head().row(contact_id)
    if found is None:
        return None
    version, window, opted_out, merged, paused, reason, rate, now, overtaken = found[len(_ROW) :]
    return Head(
        row=_head().instance(found),
        now=now,
        owner_version=version,
        window_until=window,
        opted_out_at=opted_out,
        merged_into=merged,
        paused_until=paused,
        pause_reason=reason or "",
        rate=rate or circuits.FULL_RATE,
        overtaken_since=overtaken,
    )


def claim(row: OutboundMessage, worker: str) -> bool:
    """Take a queued row for one attempt.

    False when another sender has it, a person took the bot's lane over, or the person opted out meanwhile (G15).
    EXISTS and not a join: the row's own state must be tested again when the update had to wait for another sender.
    """
    is_mine = bool(_CLAIM.count(worker, row.pk, row.attempts, row.owner_version))
    row.attempts += is_mine
    return is_mine


def record_sent(row: OutboundMessage, wamid: str) -> bool:
    """Note that the provider took this attempt; whether the lane holds a younger open row.

    QUEUED too: a reconciler may have given up on this attempt while its answer was still on the way.
    """
    try:
        found = _RECORD_SENT.row(wamid, row.pk, row.attempts)
    except IntegrityError:
        operation.alert(kind="outbound_wamid_twice", detail="the provider gave one message id twice")
        found = _RECORD_WITHOUT_ID.row(row.pk, row.attempts)
    if found is not None:
        return bool(found[0])
    if not OutboundMessage.objects.filter(pk=row.pk, attempts=row.attempts).exists():
        LATE_ANSWERS.inc()
    return True
