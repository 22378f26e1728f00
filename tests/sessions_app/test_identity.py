"""Who is who: numbers with a new owner, merges, aliases (R1.9, RELIABILITY 6.2)."""

from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from sessions_app import services as sessions
from sessions_app.models import Contact, Identity, InboxEvent, Merge
from sessions_app.phone import match_key

pytestmark = pytest.mark.django_db


def event(wamid: str, **sender: str) -> sessions.IncomingEvent:
    return sessions.IncomingEvent(
        kind="MESSAGE",
        type="text",
        event_key=wamid,
        wamid=wamid,
        phone_number_id="100000000000001",
        payload={"text": {"body": "oi"}},
        provider_at=timezone.now(),
        sender=sessions.Sender(**sender),
    )


def write(wamid: str, **sender: str) -> UUID:
    stored = sessions.store_delivery(body=b"{}", events=[event(wamid, **sender)])
    (contact_id,) = stored.contacts
    return contact_id


@pytest.mark.parametrize(
    ("phone", "key"),
    [
        ("5531987654321", "553187654321"),
        ("553187654321", "553187654321"),
        ("+55 (31) 98765-4321", "553187654321"),
        ("5511941234567", "5511941234567"),
        ("551141234567", "551141234567"),
        ("5511962345678", "551162345678"),
        ("14155550123", "14155550123"),
        ("351912345678", "351912345678"),
        ("", ""),
        ("abc", ""),
    ],
)
def test_the_match_key(phone: str, key: str) -> None:
    """WHATSAPP 2.6: only the old mobile range may drop its ninth digit."""
    assert match_key(phone) == key


def test_a_number_with_a_new_owner_brings_no_old_conversation() -> None:
    """RELIABILITY 6.2: a phone that comes with another business-scoped id is another person."""
    before = write("a", phone="5511987654321", bsuid="BR.old")
    after = write("b", phone="5511987654321", bsuid="BR.new")
    assert after != before
    assert sessions.address_of(contact_id=after).to == "5511987654321"
    assert sessions.address_of(contact_id=before) == sessions.Address(recipient="BR.old")
    assert write("c", phone="5511987654321", bsuid="BR.new") == after
    assert not Merge.objects.exists()


def test_a_phone_first_seen_alone_gains_its_id() -> None:
    alone = write("a", phone="5511987654321")
    assert write("b", phone="5511987654321", bsuid="BR.1") == alone
    assert write("c", bsuid="BR.1") == alone


def test_a_merge_in_the_middle_of_a_batch_leaves_nobody_behind() -> None:
    write("a", phone="5511987654321")
    write("b", bsuid="BR.1")
    batch = [event("c", phone="5511987654321"), event("d", phone="5511987654321", bsuid="BR.1"),
             event("e", bsuid="BR.1")]  # fmt: skip
    stored = sessions.store_delivery(body=b"{}", events=batch)
    (kept,) = stored.contacts
    assert set(InboxEvent.objects.values_list("contact_id", flat=True)) == {kept}


def test_an_undone_merge_is_not_made_again() -> None:
    one, other = write("a", phone="5511987654321"), write("b", bsuid="BR.1")
    write("c", phone="5511987654321", bsuid="BR.1")
    merge = Merge.objects.get()
    sessions.undo_merge(merge_id=merge.pk, now=timezone.now())
    sessions.undo_merge(merge_id=merge.pk, now=timezone.now())
    write("d", phone="5511987654321", bsuid="BR.1")
    assert Merge.objects.count() == 1
    assert write("e", phone="5511987654321") == one
    assert write("f", bsuid="BR.1") == other


def test_opt_out_and_person_in_charge_survive_a_merge() -> None:
    """G15: a merge takes back no opt-out; I: the bot does not talk over a person."""
    one = write("a", phone="5511987654321")
    write("b", bsuid="BR.1")
    sessions.set_opted_out(contact_id=one, at=timezone.now())
    sessions.set_owner(contact_id=one, owner="PERSON", now=timezone.now())
    kept = write("c", phone="5511987654321", bsuid="BR.1")
    view = sessions.contact_snapshot(contact_id=kept)
    assert view.opted_out
    assert view.owner == "PERSON"


def test_what_was_queued_for_an_absorbed_contact_finds_its_address() -> None:
    one, other = write("a", phone="5511987654321"), write("b", bsuid="BR.1")
    kept = write("c", phone="5511987654321", bsuid="BR.1")
    absorbed = ({one, other} - {kept}).pop()
    assert sessions.address_of(contact_id=absorbed) == sessions.address_of(contact_id=kept)


def test_a_message_stored_during_a_merge_follows_it() -> None:
    one, other = write("a", phone="5511987654321"), write("b", bsuid="BR.1")
    kept = write("c", phone="5511987654321", bsuid="BR.1")
    absorbed = ({one, other} - {kept}).pop()
    InboxEvent.objects.filter(wamid="c").update(contact_id=absorbed)
    assert sessions.claim(contact_id=absorbed, worker="w", debounce_ms=0) is None
    claim = sessions.claim(contact_id=kept, worker="w", debounce_ms=0)
    assert isinstance(claim, sessions.Claim)
    assert {event.wamid for event in claim.events} == {"a", "b", "c"}


def test_a_sender_without_a_usable_name_makes_no_contact() -> None:
    stored = sessions.store_delivery(body=b"{}", events=[event("a", phone="abc")])
    assert not stored.contacts
    assert not Contact.objects.exists()
    assert InboxEvent.objects.get().state == "PARKED"


def test_another_number_from_the_answer_of_a_send_is_an_alias() -> None:
    contact_id = write("a", phone="5511987654321")
    sessions.link_identity(contact_id=contact_id, wa_id="351912345678", bsuid="BR.1")
    assert write("b", phone="351912345678") == contact_id
    assert write("c", bsuid="BR.1") == contact_id
    assert Identity.objects.count() == 3


def test_a_message_of_known_people_costs_two_statements(django_assert_num_queries) -> None:
    """The acknowledgement is fast: who it is, then body and events at once; SQLite needs a transaction for these."""
    write("a", phone="5511987654321")
    with django_assert_num_queries(2 if connection.vendor == "postgresql" else 5):
        write("b", phone="5511987654321")
