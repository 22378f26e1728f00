import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Model, Q, QuerySet

from sessions_app.identity import keys_of
from sessions_app.models import Contact, Identity, InboxEvent, Turn
from sessions_app.values import Sender

_OUTBOUND = ("uuid", "state", "type", "attempts", "doubts", "wamid", "turn_id", "author", "error_code",
             "error_detail", "created_at", "due_at", "sent_at", "ended_at", "lease_until")  # fmt: skip
_OPEN_OUTBOX = ("QUEUED", "SENDING", "IN_DOUBT")
_INBOUND = ("uuid", "wamid", "kind", "type", "state", "attempts", "turn_id", "parked_reason", "provider_at",
            "received_at", "done_at")  # fmt: skip


class Command(BaseCommand):
    help = (
        "Show what became of a contact's messages: received, turns, sent. One JSON object a line with --json. "
        "Texts only with --texts. Example: manage.py conversation_log 5511987654321 --json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("contact", nargs="*", help="phones, business-scoped ids, or uuids of contacts")
        parser.add_argument("--all", action="store_true", help="every contact")
        parser.add_argument(
            "--waiting", action="store_true", help="contacts with something that has not ended yet"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a contact and line")
        parser.add_argument("--texts", action="store_true", help="with the decrypted payloads")

    def handle(self, *_: Any, **options: Any) -> None:
        contacts = (
            _with_open_work()
            if options["waiting"]
            else _contacts(options["contact"], everyone=options["all"])
        )
        for contact in contacts.order_by("created_at").iterator():
            record = _record(contact, texts=options["texts"])
            for line in [json.dumps(record, default=str)] if options["json"] else _lines(record):
                self.stdout.write(line)


def _with_open_work() -> QuerySet[Contact]:
    waiting = InboxEvent.objects.filter(state=InboxEvent.State.WAITING).exclude(kind=InboxEvent.Kind.STATUS)
    inbound = Q(pk__in=waiting.values("contact_id"))
    return Contact.objects.filter(inbound | Q(outbox__state__in=_OPEN_OUTBOX)).distinct()


def _contacts(names: list[str], *, everyone: bool) -> QuerySet[Contact]:
    if everyone:
        return Contact.objects.filter(merged_into=None)
    if not names:
        raise CommandError("name a contact, or use --all or --waiting", returncode=2)
    senders = [sender for name in names for sender in (Sender(phone=name), Sender(bsuid=name))]
    lookups = [lookup for sender in senders for _, lookup in keys_of(sender)]
    ids = set(Identity.objects.filter(lookup__in=lookups).values_list("contact_id", flat=True))
    for name in names:
        with suppress(ValueError):
            ids.add(UUID(name))
    found = Contact.objects.filter(pk__in=ids)
    if not found.exists():
        raise CommandError("no such contact", returncode=1)
    return found


def _record(contact: Contact, *, texts: bool) -> dict[str, Any]:
    session = contact.sessions.filter(closed_at=None).first()
    turns = Turn.objects.filter(session__contact=contact).order_by("id")
    outbox: QuerySet[Any] = contact.outbox.order_by("id")  # rows of the whatsapp room
    return {
        "contact": str(contact.pk),
        "identities": [row.value for row in contact.identities.order_by("id")],
        "owner": contact.owner,
        "lease_until": contact.lease_until,
        "session": {"state": session.state, "turn": session.turn} if session else None,
        "inbound": [
            _fields(row, _INBOUND, texts=texts)
            for row in InboxEvent.objects.filter(contact=contact).order_by("id")
        ],
        "turns": [
            {
                "id": turn.pk,
                "number": turn.number,
                "state_before": turn.state_before,
                "state_after": turn.state_after,
                "duration_ms": turn.duration_ms,
            }
            for turn in turns
        ],
        "outbound": [_fields(row, _OUTBOUND, texts=texts) for row in outbox],
    }


def _fields(row: Model, names: tuple[str, ...], *, texts: bool) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in names}
    return shown | {"payload": row.payload} if texts else shown  # type: ignore[attr-defined]


def _lines(record: dict[str, Any]) -> Iterator[str]:
    yield f"contact {record['contact']}  owner {record['owner']}  session {record['session']}"
    for row in record["inbound"]:
        yield (
            f"  in   {row['provider_at']:%d/%m %H:%M:%S}  {row['type']:<12} {row['state']:<8} "
            f"turn {row['turn_id']}  attempts {row['attempts']}  {row['parked_reason']}".rstrip()
        )
    for row in record["outbound"]:
        yield (
            f"  out  {row['created_at']:%d/%m %H:%M:%S}  {row['type']:<12} {row['state']:<8} "
            f"turn {row['turn_id']}  attempts {row['attempts']}  {row['error_detail']}".rstrip()
        )
