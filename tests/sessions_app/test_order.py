"""Order within a lane, sessions that end, and raw bodies that are pruned (G3, R6.3)."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from sessions_app import services as sessions
from sessions_app.models import Delivery, InboxEvent, Session
from tests.sessions_app.test_identity import write

pytestmark = pytest.mark.django_db


def take(contact_id):
    claim = sessions.claim(contact_id=contact_id, worker="w", debounce_ms=0)
    assert isinstance(claim, sessions.Claim)
    return claim


def commit(claim: sessions.Claim, **extra: object) -> None:
    with transaction.atomic():
        sessions.finish(
            claim=claim,
            state="consent",
            memory={},
            done=[event.id for event in claim.events],
            journal={},
            **extra,
        )


def test_nothing_overtakes_a_message_that_waits_for_its_next_attempt() -> None:
    """G3: the lane waits with its oldest message."""
    contact_id = write("a", phone="5511987654321")
    sessions.release(claim=take(contact_id), retry_in_s=60)
    write("b", phone="5511987654321")
    assert sessions.claim(contact_id=contact_id, worker="w", debounce_ms=0) is None
    InboxEvent.objects.update(due_at=None)
    assert [event.wamid for event in take(contact_id).events] == ["a"]


def test_a_lane_without_work_is_not_leased() -> None:
    contact_id = write("a", phone="5511987654321")
    commit(take(contact_id))
    fence = InboxEvent.objects.get().contact.fence
    assert sessions.claim(contact_id=contact_id, worker="w", debounce_ms=0) is None
    assert InboxEvent.objects.get().contact.fence == fence


def test_starting_again_opens_a_new_session() -> None:
    contact_id = write("a", phone="5511987654321")
    first = take(contact_id)
    commit(first, restart_session=True)
    write("b", phone="5511987654321")
    second = take(contact_id)
    assert second.session.id != first.session.id
    assert (second.session.turn, second.session.state) == (0, "greeting")


def test_a_day_of_silence_ends_the_session() -> None:
    contact_id = write("a", phone="5511987654321")
    first = take(contact_id)
    commit(first)
    Session.objects.update(active_at=timezone.now() - timedelta(hours=25))
    write("b", phone="5511987654321")
    assert take(contact_id).session.id != first.session.id
    assert Session.objects.filter(closed_at=None).count() == 1


def test_old_raw_bodies_go_and_their_events_stay() -> None:
    write("a", phone="5511987654321")
    Delivery.objects.update(received_at=timezone.now() - timedelta(days=31))
    write("b", phone="5511987654321")
    assert sessions.prune_deliveries() == 1
    assert Delivery.objects.count() == 1
    assert InboxEvent.objects.count() == 2
