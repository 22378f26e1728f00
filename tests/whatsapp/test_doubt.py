"""Messages of unknown outcome: held, resolved by their echo, else resent at most twice (G6, A5, E5, E19)."""

from datetime import timedelta
from unittest import mock

import httpx
import pytest
from django.utils import timezone

from chatbot.operation.models import Alert
from chatbot.whatsapp import doubt, jobs, statuses
from chatbot.whatsapp.models import OutboundMessage
from sessions_app.models import InboxEvent
from tests.whatsapp.conftest import Api, Lane, arrive, due_now, status

pytestmark = pytest.mark.django_db


def in_doubt(lane: Lane, api: Api) -> OutboundMessage:
    api.script = [httpx.ReadTimeout("silence")]
    (row,) = lane.queue("oi")
    lane.deliver()
    row.refresh_from_db()
    assert row.state == "IN_DOUBT"
    return row


def test_nothing_happens_before_the_hold_has_passed(lane: Lane, api: Api) -> None:
    row = in_doubt(lane, api)
    assert 18 < (row.due_at - timezone.now()).total_seconds() <= 20.5
    assert doubt.reconcile() == set()
    lane.deliver()
    assert len(api.requests) == 1


def test_the_echo_ends_the_doubt_without_a_second_message(lane: Lane, api: Api) -> None:
    """E5."""
    row = in_doubt(lane, api)
    arrive(status(row, "sent", wamid="wamid.echo"))
    due_now(row)
    assert doubt.reconcile() == {lane.id}
    lane.deliver()
    row.refresh_from_db()
    assert (row.state, row.wamid, len(api.requests)) == ("SENT", "wamid.echo", 1)


def test_silence_leads_to_two_resends_and_then_to_a_dead_letter(lane: Lane, api: Api) -> None:
    """R1.6: three tries, then parked and told."""
    row = in_doubt(lane, api)
    for _ in range(2):
        api.script = [httpx.ReadTimeout("silence")]
        due_now(row)
        assert doubt.reconcile() == {lane.id}
        lane.deliver()
    due_now(row)
    doubt.reconcile()
    row.refresh_from_db()
    assert (row.state, row.attempts, len(api.requests)) == ("DEAD", 3, 3)
    assert [body["biz_opaque_callback_data"][-2:] for body in api.bodies] == [":1", ":2", ":3"]
    assert Alert.objects.filter(kind="outbound_dead").exists()


def test_the_lane_goes_on_after_a_dead_letter(lane: Lane, api: Api) -> None:
    row = in_doubt(lane, api)
    lane.queue("depois")
    OutboundMessage.objects.filter(pk=row.pk).update(doubts=3)
    due_now(row)
    doubt.reconcile()
    lane.deliver()
    assert lane.states == ["DEAD", "SENT"]


def test_a_paid_message_in_doubt_waits_for_a_person(lane: Lane, api: Api) -> None:
    """G6: at most once."""
    row = in_doubt(lane, api)
    OutboundMessage.objects.filter(pk=row.pk).update(paid_once=True)
    due_now(row)
    doubt.reconcile()
    assert lane.states == ["DEAD"]


def test_a_dead_sender_leaves_a_doubt(lane: Lane, api: Api) -> None:
    """A5: killed between claim and record; the hold counts from the start of the attempt."""
    (row,) = lane.queue("oi")
    past = timezone.now() - timedelta(seconds=30)
    OutboundMessage.objects.filter(pk=row.pk).update(
        state="SENDING", attempts=1, lease_owner="dead", lease_until=past, started_at=past
    )
    assert doubt.reconcile() == {lane.id}
    lane.deliver()
    row.refresh_from_db()
    assert (row.state, row.attempts, row.doubts) == ("SENT", 2, 1)


def test_a_living_sender_is_left_alone(lane: Lane) -> None:
    (row,) = lane.queue("oi")
    OutboundMessage.objects.filter(pk=row.pk).update(
        state="SENDING", lease_owner="w", lease_until=timezone.now() + timedelta(seconds=9)
    )
    doubt.reconcile()
    assert lane.states == ["SENDING"]


def test_the_clock_stands_still_while_statuses_lie_unread(lane: Lane, api: Api) -> None:
    row = in_doubt(lane, api)
    due_now(row)
    arrive(status(row, "sent"))
    InboxEvent.objects.filter(kind="STATUS").update(received_at=timezone.now() - timedelta(seconds=6))
    with mock.patch.object(statuses, "drain", return_value=set()):
        assert doubt.reconcile() == set()
    row.refresh_from_db()
    assert row.state == "IN_DOUBT"
    assert row.due_at > timezone.now() + timedelta(seconds=3)


@pytest.mark.parametrize(
    ("lags", "seconds"),
    [([], 20), ([0.5] * 100, 20), ([10.0] * 100, 30), ([600.0] * 10, 120), ([1.0] * 95 + [15.0] * 5, 45)],
)
def test_the_hold_follows_the_lag_of_the_statuses(lags: list[float], seconds: float) -> None:
    assert doubt.hold(lags) == seconds


def test_the_lag_is_measured_from_the_attempt_to_the_arrival(lane: Lane, api: Api) -> None:
    (row,) = lane.queue("oi")
    lane.deliver()
    arrive(status(row, "sent"))
    OutboundMessage.objects.filter(pk=row.pk).update(started_at=timezone.now() - timedelta(seconds=15))
    statuses.drain()
    assert 40 < doubt.hold_seconds() < 60


def test_the_jobs_of_the_sweepers_are_harmless_when_nothing_waits(lane: Lane, api: Api) -> None:
    for tick in (
        jobs.sweep_outbox,
        jobs.sweep_statuses,
        jobs.reconcile_doubts,
        jobs.sweep_media,
        jobs.recover_rates,
    ):
        tick()
    jobs.deliver.fn(str(lane.id))
    assert api.requests == []
