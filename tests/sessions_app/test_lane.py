"""A contact's lane: lease, fence, attempts, order and the compare-and-swap of the commit (R6.3, G2, G3, G8)."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from sessions_app import services as sessions
from sessions_app.models import Contact, InboxEvent, Session, Turn

pytestmark = pytest.mark.django_db


def arrive(*wamids: str, phone: str = "5511987654321", kind: str = "MESSAGE", ago_s: float = 0) -> UUID:
    now = timezone.now()
    events = [
        sessions.IncomingEvent(
            kind=kind,
            type="text",
            event_key=wamid,
            wamid=wamid,
            phone_number_id="100000000000001",
            payload={"text": {"body": wamid}, "_profile_name": "Ana"},
            provider_at=now - timedelta(seconds=ago_s) + timedelta(milliseconds=number),
            sender=sessions.Sender(phone=phone),
        )
        for number, wamid in enumerate(wamids)
    ]
    (contact_id,) = sessions.store_delivery(body=b"{}", events=events).contacts
    return contact_id


def take(contact_id: UUID, worker: str = "w1", debounce_ms: int = 0) -> sessions.Claim:
    claim = sessions.claim(contact_id=contact_id, worker=worker, debounce_ms=debounce_ms)
    assert isinstance(claim, sessions.Claim)
    return claim


def commit(claim: sessions.Claim, **extra: object) -> Turn:
    with transaction.atomic():
        return sessions.finish(
            claim=claim,
            state="consent",
            memory={"a": 1},
            done=[event.id for event in claim.events],
            journal={"answers": []},
            **extra,
        )


def lapse(contact_id: UUID) -> None:
    Contact.objects.filter(pk=contact_id).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_burst_is_one_claim_in_order() -> None:
    claim = take(arrive("a", "b", "c"))
    assert [event.wamid for event in claim.events] == ["a", "b", "c"]
    assert claim.name == "Ana"
    assert claim.session.turn == 0


def test_the_lane_is_held_by_one() -> None:
    contact_id = arrive("a")
    take(contact_id)
    assert sessions.claim(contact_id=contact_id, worker="w2", debounce_ms=0) is None
    assert sessions.lanes_waiting(older_than_s=0) == []


def test_a_commit_ends_the_events_and_frees_the_lane() -> None:
    contact_id = arrive("a")
    turn = commit(take(contact_id), owner="PERSON")
    assert (turn.number, turn.state_before, turn.state_after) == (1, "greeting", "consent")
    assert InboxEvent.objects.get().state == "DONE"
    session, contact = Session.objects.get(), Contact.objects.get()
    assert (session.turn, session.memory) == (1, {"a": 1})
    assert (contact.owner, contact.owner_version, contact.lease_until) == ("PERSON", 2, None)
    assert sessions.claim(contact_id=contact_id, worker="w1", debounce_ms=0) is None


def test_a_paused_worker_cannot_commit_after_another_took_the_lane() -> None:
    """A10"""
    contact_id = arrive("a")
    slow = take(contact_id)
    lapse(contact_id)
    quick = take(contact_id, "w2")
    commit(quick)
    with pytest.raises(sessions.LostLease):
        commit(slow)
    assert Turn.objects.count() == 1


def test_a_session_that_moved_on_refuses_the_commit() -> None:
    claim = take(arrive("a"))
    Session.objects.update(turn=7)
    with pytest.raises(sessions.LostLease):
        commit(claim)
    assert InboxEvent.objects.get().state == "WAITING"


def test_three_attempts_are_counted_before_the_work_and_then_the_event_is_parked() -> None:
    """G8, A12: a turn that kills its worker each time ends too."""
    contact_id = arrive("poison")
    for attempt in range(1, 4):
        assert take(contact_id).events[0].attempts == attempt
        assert InboxEvent.objects.get().attempts == attempt
        lapse(contact_id)
    last = take(contact_id)
    assert (last.events, [event.wamid for event in last.parked]) == ((), ["poison"])
    parked = InboxEvent.objects.get()
    assert parked.state == "PARKED"
    assert parked.parked_reason


def test_after_a_failure_the_oldest_goes_alone() -> None:
    contact_id = arrive("poison", "b")
    take(contact_id)
    lapse(contact_id)
    assert [event.wamid for event in take(contact_id).events] == ["poison"]


def test_a_released_lane_waits_as_told() -> None:
    contact_id = arrive("a")
    sessions.release(claim=take(contact_id), retry_in_s=60)
    assert sessions.claim(contact_id=contact_id, worker="w1", debounce_ms=0) is None
    InboxEvent.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert sessions.lanes_waiting(older_than_s=0) == [contact_id]


def test_one_who_types_on_is_waited_for_up_to_three_seconds() -> None:
    """R6.8"""
    contact_id = arrive("a")
    due = sessions.claim(contact_id=contact_id, worker="w1", debounce_ms=800)
    assert isinstance(due, sessions.NotDue)
    assert 0 < due.wait_ms <= 800
    InboxEvent.objects.update(received_at=timezone.now() - timedelta(seconds=4))
    assert take(contact_id, debounce_ms=5_000).events


def test_the_window_follows_the_provider_and_never_shrinks() -> None:
    """WHATSAPP.md 7.2: 24 h from the message, five minutes early."""
    contact_id = arrive("a")
    commit(take(contact_id))
    until = Contact.objects.get().window_until
    assert until is not None
    assert timedelta(hours=23, minutes=54) < until - timezone.now() < timedelta(hours=23, minutes=56)
    arrive("late", ago_s=3_600)
    commit(take(contact_id))
    assert Contact.objects.get().window_until == until


def test_held_messages_wait_unread() -> None:
    """R10.1"""
    contact_id = arrive("a")
    claim = take(contact_id)
    commit(claim, held=[claim.events[0].id])
    assert sessions.claim(contact_id=contact_id, worker="w1", debounce_ms=0) is None
    assert [event.wamid for event in sessions.held(contact_id=contact_id)] == ["a"]


def test_parked_events_can_be_retried() -> None:
    contact_id = arrive("a")
    InboxEvent.objects.update(state="PARKED", attempts=3)
    assert sessions.retry_parked(ids=[InboxEvent.objects.get().pk]) == 1
    assert take(contact_id).events


def test_conversations_do_not_mix() -> None:
    """R1.4"""
    one, other = arrive("a"), arrive("b", phone="5521976543210")
    assert [event.wamid for event in take(one).events] == ["a"]
    assert [event.wamid for event in take(other).events] == ["b"]
