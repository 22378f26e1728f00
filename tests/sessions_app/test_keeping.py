"""Leases are short and kept while a turn runs: a dead worker's lanes are free soon, a long turn's are not (G9, A9)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sessions_app import keeping, lane
from sessions_app import services as sessions
from sessions_app.models import Contact
from tests.sessions_app.test_lane import arrive, commit, lapse, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own connection stays open."""
    monkeypatch.setattr(keeping.connection, "close", lambda: None)


def left_s() -> float:
    until = Contact.objects.get().lease_until
    return (until - timezone.now()).total_seconds() if until else 0.0


def test_g9_a_lease_is_short_enough_for_15_s_of_recovery() -> None:
    take(arrive("a"))
    assert left_s() <= 7


def test_a9_a_running_turn_keeps_its_lane(closed: None) -> None:
    contact_id = arrive("a")
    claim = take(contact_id)
    keeper = keeping.Keeper(every_s=0.0)
    with keeper.keeping(claim=claim):
        Contact.objects.update(lease_until=timezone.now() + timedelta(milliseconds=50))
        keeper.renew_all()
        assert left_s() > 5
        assert sessions.claim(contact_id=contact_id, worker="w2", debounce_ms=0) is None
    lapse(contact_id)
    keeper.renew_all()
    assert left_s() < 0, "the block has ended"


def test_a_turn_that_never_ends_is_given_up(closed: None) -> None:
    contact_id = arrive("a")
    keeper = keeping.Keeper(every_s=0.0, longest_s=-1.0)
    with keeper.keeping(claim=take(contact_id)):
        lapse(contact_id)
        keeper.renew_all()
        assert left_s() < 0


def test_a_lane_that_was_given_back_or_lost_is_not_held_again() -> None:
    contact_id = arrive("a")
    claim = take(contact_id)
    commit(claim)
    assert not lane.renew(claim=claim)
    assert Contact.objects.get().lease_until is None
    arrive("b")
    take(contact_id, "w2")
    assert not lane.renew(claim=claim)


def test_without_a_database_the_turn_goes_on(closed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_: Any) -> None:
        raise keeping.InterfaceError

    monkeypatch.setattr(keeping, "renew", away)
    keeper = keeping.Keeper(every_s=0.0)
    with keeper.keeping(claim=take(arrive("a"))):
        keeper.renew_all()


@pytest.mark.django_db(transaction=True)
def test_the_thread_renews_by_itself(wait: Any) -> None:
    claim = take(arrive("a"))
    keeper = keeping.Keeper(every_s=0.05)
    with keeper.keeping(claim=claim):
        Contact.objects.update(lease_until=timezone.now() + timedelta(seconds=1))
        wait(lambda: left_s() > 5, seconds=5)
