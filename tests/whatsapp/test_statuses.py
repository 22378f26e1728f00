"""Delivery states only go forward, whatever order they come in (R1.8, G14, E19, E20)."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chatbot.operation.models import Alert
from chatbot.whatsapp import outbox, statuses
from chatbot.whatsapp import services as whatsapp
from chatbot.whatsapp.models import OutboundMessage, StatusEvent, Upload
from sessions_app.models import InboxEvent
from tests.whatsapp.conftest import NUMBER, Api, Lane, arrive, status

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("before", "told", "after"),
    [
        ("SENDING", "accepted", "SENT"),
        ("SENDING", "sent", "SENT"),
        ("IN_DOUBT", "sent", "SENT"),
        ("IN_DOUBT", "delivered", "DELIVERED"),
        ("QUEUED", "sent", "SENT"),
        ("DEAD", "delivered", "DELIVERED"),
        ("SENT", "accepted", "SENT"),
        ("SENT", "delivered", "DELIVERED"),
        ("SENT", "read", "READ"),
        ("DELIVERED", "sent", "DELIVERED"),
        ("READ", "delivered", "READ"),
        ("READ", "played", "PLAYED"),
        ("PLAYED", "read", "PLAYED"),
        ("SENT", "failed", "FAILED"),
        ("IN_DOUBT", "failed", "FAILED"),
        ("DELIVERED", "failed", "DELIVERED"),
        ("READ", "failed", "READ"),
        ("FAILED", "sent", "FAILED"),
        ("FAILED", "delivered", "DELIVERED"),
        ("FAILED", "read", "READ"),
        ("FAILED", "failed", "FAILED"),
        ("SENT", "deleted", "SENT"),
        ("SENT", "quantum", "SENT"),
    ],
)
def test_the_table_of_states(before: str, told: str, after: str) -> None:
    assert statuses.advance(before, told) == after


@pytest.mark.parametrize("order", list(permutations(("sent", "delivered", "read"))))
def test_any_order_ends_read(lane: Lane, api: Api, order: tuple[str, ...]) -> None:
    (row,) = lane.queue("oi")
    lane.deliver()
    for state in order:
        arrive(status(row, state))
        statuses.drain()
    row.refresh_from_db()
    assert row.state == "READ"
    assert row.read_at
    assert StatusEvent.objects.filter(message=row).count() == 3


def test_a_batch_is_applied_in_few_statements(lane: Lane, api: Api) -> None:
    rows = lane.queue(*(f"m{number}" for number in range(40)))
    lane.deliver()
    arrive(*(status(row, state) for row in rows for state in ("read", "sent", "delivered")))
    batch = whatsapp_batch()
    with CaptureQueriesContext(connection) as queries:
        statuses.apply(batch, now=timezone.now())
    assert len(queries) <= 6
    assert set(lane.states) == {"READ"}
    assert not InboxEvent.objects.filter(kind="STATUS", state="WAITING").exists()


def whatsapp_batch() -> Any:
    from sessions_app import services as sessions

    return sessions.waiting_statuses(limit=500)


def test_the_cost_is_kept(lane: Lane, api: Api) -> None:
    (row,) = lane.queue("oi")
    lane.deliver()
    pricing = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "service"}
    arrive(status(row, "sent", pricing=pricing))
    statuses.drain()
    row.refresh_from_db()
    assert row.pricing == pricing


def test_without_our_echo_the_wamid_matches(lane: Lane, api: Api) -> None:
    (row,) = lane.queue("oi")
    lane.deliver()
    row.refresh_from_db()
    arrive(status(row.wamid, "delivered"))
    statuses.drain()
    assert lane.states == ["DELIVERED"]


def test_a_state_before_the_answer_of_the_send_decides_the_message(lane: Lane) -> None:
    """The webhook overtakes the HTTP answer: the wamid is taken from it."""
    (row,) = lane.queue("oi")
    OutboundMessage.objects.filter(pk=row.pk).update(state="SENDING", attempts=1, lease_owner="w")
    arrive(status(row, "sent", wamid="wamid.x"))
    assert statuses.drain() == {lane.id}
    row.refresh_from_db()
    assert (row.state, row.wamid, row.lease_owner) == ("SENT", "wamid.x", "")


def test_a_state_of_an_unknown_message_waits_and_ends_as_foreign(lane: Lane) -> None:
    arrive(status("wamid.unknown", "sent"))
    statuses.drain()
    event = InboxEvent.objects.get(wamid="wamid.unknown")
    assert (event.state, event.due_at is not None) == ("WAITING", True)
    past = timezone.now() - timedelta(minutes=11)
    InboxEvent.objects.filter(pk=event.pk).update(received_at=past, due_at=past)
    statuses.drain()
    event.refresh_from_db()
    assert (event.state, event.parked_reason) == ("DONE", "foreign")


def test_a_parked_state_joins_its_message_later(lane: Lane, api: Api) -> None:
    arrive(status("wamid.1", "delivered"))
    statuses.drain()
    lane.queue("oi")
    lane.deliver()
    InboxEvent.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    statuses.drain()
    assert lane.states == ["DELIVERED"]


def failed(code: int) -> dict[str, Any]:
    return {"errors": [{"code": code, "title": "x", "error_data": {"details": "y"}}]}


@pytest.mark.parametrize(("code", "told"), [(131047, True), (131026, False), (131042, True)])
def test_a_late_refusal_ends_the_message_and_is_told(lane: Lane, api: Api, code: int, told: bool) -> None:
    """E20."""
    ended: list[outbox.Ended] = []
    outbox.when_ended(ended.append)
    (row,) = lane.queue("oi")
    lane.deliver()
    row.refresh_from_db()
    arrive(status(row, "failed", wamid=row.wamid, **failed(code)))
    statuses.drain()
    outbox._listeners.remove(ended.append)
    row.refresh_from_db()
    assert (row.state, row.error_code) == ("FAILED", str(code))
    assert Alert.objects.filter(kind="outbound_failed").exists() is told
    assert [end.code for end in ended] == [str(code)]


def test_a_refused_picture_is_followed_by_its_words(lane: Lane, api: Api) -> None:
    (row,) = lane.queue(whatsapp.image(asset="stock/a.jpg", caption="Onix 2020"))
    Upload.objects.create(
        asset="stock/a.jpg", phone_number_id=NUMBER, media_id="m1", uploaded_at=timezone.now()
    )
    lane.deliver()
    row.refresh_from_db()
    arrive(status(row, "failed", wamid=row.wamid, **failed(131053)))
    assert statuses.drain() == {lane.id}
    lane.deliver()
    assert api.texts == ["Onix 2020"]
    assert not Upload.objects.exists()


def test_a_passing_late_refusal_goes_back_into_the_lane_within_bounds(lane: Lane, api: Api) -> None:
    (row,) = lane.queue("oi")
    for attempt in range(3):
        OutboundMessage.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(seconds=1))
        lane.deliver()
        row.refresh_from_db()
        arrive(status(row, "failed", wamid=row.wamid, key=str(attempt), **failed(131000)))
        statuses.drain()
    row.refresh_from_db()
    assert (row.state, len(api.requests)) == ("DEAD", 3)


def test_a_failure_of_an_earlier_attempt_changes_nothing(lane: Lane, api: Api) -> None:
    (row,) = lane.queue("oi")
    lane.deliver()
    arrive(status(row, "failed", wamid="wamid.of.attempt.0", **failed(131000)))
    statuses.drain()
    assert lane.states == ["SENT"]


def test_applying_twice_changes_nothing(lane: Lane, api: Api) -> None:
    (row,) = lane.queue("oi")
    lane.deliver()
    arrive(status(row, "delivered"))
    batch = whatsapp_batch()
    statuses.apply(batch, now=timezone.now())
    statuses.apply(batch, now=timezone.now())
    assert (lane.states, StatusEvent.objects.count()) == (["DELIVERED"], 1)


def test_hostile_members_do_not_hold_up_the_others(lane: Lane, api: Api) -> None:
    odd, plain = lane.queue("um", "dois")
    lane.deliver()
    arrive(
        status(odd, "sent", pricing={"type": "a\0\ud800", "category": ["x"], "z": "\0"}),
        status(odd, "odd", key="odd", status="quantum\0\ud800"),
        status(plain, "read", errors="x", pricing="x"),
        status(odd, "failed", key="odder", errors=[{"code": {"a": 1}, "message": "\0"}]),
    )
    statuses.drain()
    assert lane.states[1] == "READ"
    assert not InboxEvent.objects.filter(kind="STATUS", state="WAITING").exists()


def test_a_status_that_cannot_be_applied_is_parked_alone(
    lane: Lane, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison, plain = lane.queue("um", "dois")
    lane.deliver()
    take = statuses._Work.take

    def fail(work: Any, event: Any, row: OutboundMessage) -> None:
        if row.pk == poison.pk:
            raise ValueError
        take(work, event, row)

    monkeypatch.setattr(statuses._Work, "take", fail)
    arrive(status(poison, "read"), status(plain, "read"))
    statuses.drain()
    assert lane.states == ["SENT", "READ"]
    assert InboxEvent.objects.filter(state="PARKED", kind="STATUS").count() == 1
