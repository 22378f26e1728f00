"""Which contact a sender is: identities, aliases, and merges that can be undone.

The unique key on (kind, lookup) decides who was first; nobody is looked up by a number in the clear.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from chatbot.operation.statement import Statement, columns
from chatbot.vault import services as vault
from sessions_app.models import Contact, Identity, InboxEvent, Merge, Session
from sessions_app.phone import match_key
from sessions_app.values import Address, Sender

Key = tuple[str, str]
_KIND = Identity.Kind
_SAME_PERSON = "mesma pessoa em dois identificadores"


def keys_of(sender: Sender) -> dict[Key, str]:
    """The look-up keys of a sender, strongest first, each with the value as received."""
    named = (
        (_KIND.BSUID, sender.bsuid, sender.bsuid),
        (_KIND.PARENT_BSUID, sender.parent_bsuid, sender.parent_bsuid),
        (_KIND.PHONE, sender.phone, match_key(sender.phone)),
    )
    return {
        (kind.value, vault.blind(canonical, purpose=f"identity:{kind.value}")): value
        for kind, value, canonical in named
        if canonical
    }


def resolve(*, senders: Iterable[tuple[Sender, str]]) -> dict[Sender, UUID]:
    """Find, make or merge the contacts of these senders (each with the business number written to).

    Inside the caller's transaction. One query when everybody is known.
    """
    wanted = {sender: (keys_of(sender), number) for sender, number in senders if sender.known}
    known = _known({key for keys, _ in wanted.values() for key in keys})
    found: dict[Sender, Key] = {}
    # In one order everywhere, so that two batches with the same new people do not wait for each other.
    for sender, (keys, number) in sorted(wanted.items(), key=lambda item: sorted(item[1][0])):
        if not keys:
            continue
        if len(hits := {known.get(key) for key in keys}) > 1 or None in hits:
            _settle(keys, number, known)
        found[sender] = next(iter(keys))
    return {sender: known[key] for sender, key in found.items()}


def known(*, senders: Iterable[Sender]) -> dict[Sender, UUID] | None:
    """The contacts of these senders; None when one of them is new or goes by names of two contacts."""
    keys = {sender: keys_of(sender) for sender in senders if sender.known}
    found = _known({key for names in keys.values() for key in names})
    contacts: dict[Sender, UUID] = {}
    for sender, names in keys.items():
        hits = {found.get(key) for key in names}
        hit = hits.pop() if len(hits) == 1 else None
        if hit is not None:
            contacts[sender] = hit
        elif names:
            return None
    return contacts


def _settle(keys: dict[Key, str], number: str, known: dict[Key, UUID]) -> None:
    """Make these keys one contact's and say so in `known`: found, made, or merged."""
    _part_from_recycled(keys, known)
    hits = list(dict.fromkeys(known[key] for key in keys if key in known))
    contact_id = hits[0] if hits else Contact.objects.create(phone_number_id=number).pk
    missing = {key: value for key, value in keys.items() if key not in known}
    if missing:
        contact_id = _add(contact_id, missing, fresh=not hits)
    for other in hits[1:]:
        if _were_parted(contact_id, other):
            continue
        merge(kept_id=contact_id, absorbed_id=other, reason=_SAME_PERSON)
        known.update({key: contact_id for key, owner in known.items() if owner == other})
    known.update(dict.fromkeys(keys, contact_id))


def _part_from_recycled(keys: dict[Key, str], known: dict[Key, UUID]) -> None:
    """Free a phone whose contact has another business-scoped id: the number has a new owner (RELIABILITY 6.2).

    The old contact keeps its history and its id; nothing of it is shown to the new person.
    """
    bsuid = next((key for key in keys if key[0] == _KIND.BSUID), None)
    phone = next((key for key in keys if key[0] == _KIND.PHONE), None)
    if bsuid is None or phone not in known or known.get(bsuid) == known[phone]:
        return
    others = Identity.objects.filter(contact_id=known[phone], kind=_KIND.BSUID, retired_at=None)
    if others.exclude(lookup=bsuid[1]).exists():
        Identity.objects.filter(kind=phone[0], lookup=phone[1]).delete()
        del known[phone]


def _were_parted(one: UUID, other: UUID) -> bool:
    """Whether an operator undid a merge of these two; it is not made again."""
    undone = Merge.objects.filter(undone_at__isnull=False)
    return undone.filter(kept__in=(one, other), absorbed__in=(one, other)).exists()


def _known(keys: set[Key]) -> dict[Key, UUID]:
    if not keys:
        return {}
    # Both columns of the unique key are named, or its index could not be used.
    kinds = {kind for kind, _ in keys}
    lookups = {lookup for _, lookup in keys}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT kind, lookup, contact_id FROM {Identity._meta.db_table}"  # noqa: S608 - names of ours only
            f" WHERE kind IN ({_places(kinds)}) AND lookup IN ({_places(lookups)})",
            [*kinds, *lookups],
        )
        # SQLite keeps a UUID as text.
        return {(kind, lookup): UUID(str(contact)) for kind, lookup, contact in cursor.fetchall()}


def _places(values: Collection[str]) -> str:
    return ", ".join(["%s"] * len(values))


def _add(contact_id: UUID, missing: Mapping[Key, str], *, fresh: bool) -> UUID:
    """Add identities; when another process was first with one, its contact wins over a fresh one of ours."""
    rows = [
        Identity(contact_id=contact_id, kind=kind, lookup=lookup, value=value)
        for (kind, lookup), value in missing.items()
    ]
    Identity.objects.bulk_create(rows, ignore_conflicts=True)
    owners = set(_known(set(missing)).values()) - {contact_id}
    if not owners:
        return contact_id
    winner = owners.pop()
    if fresh:
        Identity.objects.filter(contact_id=contact_id).update(contact_id=winner)
        Contact.objects.filter(pk=contact_id).delete()
        return winner
    return merge(kept_id=winner, absorbed_id=contact_id, reason=_SAME_PERSON)


@transaction.atomic
def merge(*, kept_id: UUID, absorbed_id: UUID, reason: str) -> UUID:
    """Make one contact of two; everything that moves is listed in the Merge row. Returns the kept id."""
    if kept_id == absorbed_id:
        return kept_id
    moved: dict[str, list[Any]] = {
        "identities": _move(Identity.objects.filter(contact_id=absorbed_id), kept_id),
        "inbox": _move(InboxEvent.objects.filter(contact_id=absorbed_id), kept_id),
        "sessions": [],
    }
    # One open session a contact: the absorbed one ends, and moves with the closed ones.
    Session.objects.filter(contact_id=absorbed_id, closed_at=None).update(closed_at=timezone.now())
    moved["sessions"] = [str(pk) for pk in _move(Session.objects.filter(contact_id=absorbed_id), kept_id)]
    Contact.objects.filter(pk=absorbed_id).update(merged_into=kept_id)
    _carry_over(kept_id, absorbed_id)
    Merge.objects.create(kept_id=kept_id, absorbed_id=absorbed_id, reason=reason[:64], moved=moved)
    return kept_id


def _carry_over(kept_id: UUID, absorbed_id: UUID) -> None:
    """An opt-out and a person in charge hold for both; the later window counts."""
    kept, absorbed = Contact.objects.get(pk=kept_id), Contact.objects.get(pk=absorbed_id)
    kept.opted_out_at = kept.opted_out_at or absorbed.opted_out_at
    windows = [window for window in (kept.window_until, absorbed.window_until) if window]
    kept.window_until = max(windows, default=None)
    if absorbed.owner == Contact.Owner.PERSON and kept.owner == Contact.Owner.BOT:
        kept.owner = Contact.Owner.PERSON
        kept.owner_version += 1
    kept.save(update_fields=["opted_out_at", "window_until", "owner", "owner_version"])


def _move(rows: QuerySet[Any], contact_id: UUID) -> list[Any]:
    ids = list(rows.values_list("pk", flat=True))
    rows.model._default_manager.filter(pk__in=ids).update(contact_id=contact_id)
    return ids


@transaction.atomic
def undo_merge(*, merge_id: int, now: datetime) -> None:
    """Give the absorbed contact back what it brought; does nothing the second time."""
    done = Merge.objects.select_for_update().get(pk=merge_id)
    if done.undone_at is not None:
        return
    for model, name in ((Identity, "identities"), (InboxEvent, "inbox"), (Session, "sessions")):
        model._default_manager.filter(pk__in=done.moved.get(name, ())).update(contact_id=done.absorbed_id)
    Contact.objects.filter(pk=done.absorbed_id).update(merged_into=None)
    done.undone_at = now
    done.save(update_fields=["undone_at"])


def link_identity(*, contact_id: UUID, wa_id: str = "", bsuid: str = "") -> None:
    """Remember another name of this contact, as the provider's answer or a system message told it (R1.9).

    A name that belongs to somebody else merges the two.
    """
    with transaction.atomic():
        missing = keys_of(Sender(bsuid=bsuid, phone=wa_id))
        strangers = set(_known(set(missing)).values()) - {contact_id}
        rows = [
            Identity(contact_id=contact_id, kind=kind, lookup=lookup, value=value)
            for (kind, lookup), value in missing.items()
        ]
        Identity.objects.bulk_create(rows, ignore_conflicts=True)
        for other in strangers:
            merge(kept_id=contact_id, absorbed_id=other, reason="o WhatsApp informou outro número")


def address_of(*, contact_id: UUID) -> Address:
    """How to write to this contact; the newest phone as received, else the business-scoped id."""
    values = _values(contact_id)
    if not values:
        # Its identities went to the contact it was merged into; what was queued before still finds its way.
        kept_id = Contact.objects.filter(pk=contact_id).values_list("merged_into", flat=True).first()
        values = _values(kept_id) if kept_id else {}
    if _KIND.PHONE in values:
        return Address(to=values[_KIND.PHONE])
    return Address(recipient=values.get(_KIND.BSUID) or values.get(_KIND.PARENT_BSUID, ""))


_NAMES = Statement(
    sql="SELECT {columns} FROM sessions_app_identity WHERE contact_id = %s AND retired_at IS NULL ORDER BY id",
    columns=columns(Identity, "id", "uuid", "kind", "value"),
)


def _values(contact_id: UUID) -> dict[str, str]:
    rows: list[Identity] = [_NAMES.instance(row) for row in _NAMES.rows(contact_id)]
    return {row.kind: row.value for row in rows}
