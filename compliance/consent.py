"""Consent and its proof: rows that are only ever added, each sealed to the one before by a hash."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection, transaction

from compliance.models import ConsentRecord

_CHAIN_LOCK = 7_301_955  # any constant of our own: the advisory lock that orders the chain on PostgreSQL


@dataclass(frozen=True, kw_only=True)
class ChainReport:
    """How many rows the chain has, and the ids at which it does not hold."""

    rows: int
    broken: tuple[int, ...]

    @property
    def ok(self) -> bool:
        return not self.broken


def is_given(*, contact_id: UUID, purpose: str) -> bool:
    """Whether the latest answer of this contact for this purpose was a yes."""
    latest = (
        ConsentRecord.objects.filter(contact_id=contact_id, purpose=purpose)
        .order_by("-id")
        .values_list("action", flat=True)
        .first()
    )
    return latest == ConsentRecord.Action.GIVEN


def given_among(contacts: Collection[UUID], *, purpose: str = "conversation") -> set[UUID]:
    """Those of the contacts whose latest answer for this purpose was a yes."""
    answers = ConsentRecord.objects.filter(contact_id__in=contacts, purpose=purpose).order_by("id")
    latest = dict(answers.values_list("contact_id", "action"))
    return {contact for contact, action in latest.items() if action == ConsentRecord.Action.GIVEN}


def add(record: ConsentRecord, *, wording: str) -> ConsentRecord:
    """Append one answer to the chain, within the caller's transaction where there is one."""
    with transaction.atomic():
        _queue_for_chain()
        record.wording_hash = digest(wording)
        record.previous_hash = (
            ConsentRecord.objects.order_by("-id").values_list("row_hash", flat=True).first() or ""
        )
        record.row_hash = row_hash(record)
        record.save(force_insert=True)
    return record


def verify() -> ChainReport:
    """Recompute the whole chain; a removed, altered or inserted row shows up in `broken`."""
    previous, rows, broken = "", 0, []
    for record in ConsentRecord.objects.order_by("id").iterator(chunk_size=500):
        rows += 1
        if record.previous_hash != previous or record.row_hash != row_hash(record):
            broken.append(record.pk)
        previous = record.row_hash
    return ChainReport(rows=rows, broken=tuple(broken))


def row_hash(record: ConsentRecord) -> str:
    """The hash of all that the row says; the answer goes in as its own hash."""
    parts = [
        str(record.uuid),
        str(record.contact_id),
        record.purpose,
        record.action,
        record.wording_version,
        record.wording_hash,
        record.question_wamid,
        record.answer_wamid,
        digest(record.answer),
        record.phone_number_id,
        _instant(record.answered_at),
        record.previous_hash,
    ]
    return digest(json.dumps(parts, ensure_ascii=True, separators=(",", ":")))


def digest(text: str) -> str:
    """SHA-256 in hex; lone surrogates do not break it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _queue_for_chain() -> None:
    """One writer at a time: without it two turns could read the same last row and fork the chain."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
