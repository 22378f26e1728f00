"""The sender of one lane: what may leave, in which order, and what each refusal does (R1.6, G6-G8)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chatbot.operation.models import Alert
from chatbot.whatsapp import attempts, lanes, outbox
from chatbot.whatsapp import services as whatsapp
from chatbot.whatsapp.models import Circuit, OutboundMessage
from sessions_app.models import Identity
from tests.whatsapp.conftest import NUMBER, Api, Lane, accepted, due_now, lane_of, refused

pytestmark = pytest.mark.django_db


def alerts() -> set[str]:
    return set(Alert.objects.values_list("kind", flat=True))


def test_a_lane_is_sent_in_order(lane: Lane, api: Api) -> None:
    """G7."""
    rows = lane.queue("um", "dois", "três")
    assert lane.deliver() is None
    assert api.texts == ["um", "dois", "três"]
    assert lane.states == ["SENT"] * 3
    body = api.bodies[0]
    assert body["biz_opaque_callback_data"] == f"{rows[0].uuid}:1"
    assert (body["to"], body["messaging_product"]) == ("5511987654321", "whatsapp")
    assert api.requests[0].url.path == f"/v26.0/{NUMBER}/messages"
    assert api.requests[0].headers["authorization"] == "Bearer secret-token"


def test_a_person_without_a_phone_is_reached_by_business_scoped_id(lane: Lane, api: Api) -> None:
    """R1.9."""
    Identity.objects.filter(contact_id=lane.id).delete()
    Identity.objects.create(contact_id=lane.id, kind="BSUID", lookup="x", value="BR.abc")
    lane.queue("oi")
    lane.deliver()
    assert api.bodies[0]["recipient"] == "BR.abc"
    assert "to" not in api.bodies[0]


def test_another_id_in_the_answer_is_linked(lane: Lane, api: Api) -> None:
    """E21: the ninth digit went missing; it is one person."""
    api.script = [accepted("wamid.9", wa_id="553187654321")]
    lane.queue("oi")
    lane.deliver()
    kinds = Identity.objects.filter(contact_id=lane.id, kind="PHONE").count()
    assert kinds == 2


def test_few_statements_a_send(lane: Lane, api: Api) -> None:
    lane.queue("oi")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        lane.deliver()
    assert len(queries) <= 5, [query["sql"][:80] for query in queries]


def test_bot_words_of_an_older_owner_are_dropped(lane: Lane, api: Api) -> None:
    """A person took over: the bot does not talk over them, the person's own words go out."""
    lane.queue("robô")
    lane.queue("pessoa", author="PERSON")
    lane.set(owner="PERSON", owner_version=2)
    lane.deliver()
    assert api.texts == ["pessoa"]
    assert lane.states == ["DROPPED", "SENT"]


def test_a_take_over_between_reading_and_claiming_is_seen(lane: Lane, api: Api) -> None:
    (row,) = lane.queue("robô")
    lane.set(owner_version=2)
    assert not attempts.claim(row, "me")


def test_a_row_is_claimed_once(lane: Lane) -> None:
    (row,) = lane.queue("oi")
    stale = OutboundMessage.objects.get(pk=row.pk)
    assert attempts.claim(row, "a")
    assert not attempts.claim(stale, "b")


@pytest.mark.parametrize(("state", "pause"), [("SENDING", 0.3), ("IN_DOUBT", None)])
def test_an_undecided_message_blocks_its_lane(lane: Lane, api: Api, state: str, pause: float | None) -> None:
    """G7: while another sender is at it, this one comes back; in doubt, the reconciler decides."""
    first, _ = lane.queue("um", "dois")
    OutboundMessage.objects.filter(pk=first.pk).update(state=state)
    assert lane.deliver() == pause
    assert api.requests == []


@pytest.mark.parametrize("until", [None, timedelta(seconds=-1)])
def test_outside_the_window_nothing_leaves(lane: Lane, api: Api, until: timedelta | None) -> None:
    """E4, E10."""
    ended: list[outbox.Ended] = []
    outbox.when_ended(ended.append)
    lane.set(window_until=until and timezone.now() + until)
    lane.queue("oi")
    lane.deliver()
    outbox._listeners.remove(ended.append)
    assert (api.requests, lane.states) == ([], ["FAILED"])
    assert "outbound_window" in alerts()
    assert ended[0].code == "window"


def test_after_an_opt_out_only_newer_words_leave(lane: Lane, api: Api) -> None:
    """G15."""
    lane.queue("antiga")
    lane.set(opted_out_at=timezone.now())
    lane.queue("confirmação")
    lane.deliver()
    assert api.texts == ["confirmação"]
    assert lane.states == ["DROPPED", "SENT"]


@pytest.mark.parametrize(
    ("fault", "state", "attempts"),
    [
        (httpx.ConnectError("refused"), "QUEUED", 0),
        (httpx.ConnectTimeout("slow"), "QUEUED", 0),
        (refused(130429), "QUEUED", 0),
        (refused(4), "QUEUED", 0),
        (refused(131056), "QUEUED", 0),
        (refused(190, status=401), "QUEUED", 0),
        (refused(131042), "QUEUED", 0),
        (httpx.ReadTimeout("silence"), "IN_DOUBT", 1),
        (httpx.ReadError("reset"), "IN_DOUBT", 1),
        (httpx.RemoteProtocolError("odd"), "IN_DOUBT", 1),
        (httpx.Response(500), "IN_DOUBT", 1),
        (httpx.Response(200, content=b"<html>"), "IN_DOUBT", 1),
        (httpx.Response(302, headers={"location": "http://169.254.169.254/"}), "IN_DOUBT", 1),
        (refused(131000, status=500), "IN_DOUBT", 1),
        (refused(131047), "FAILED", 1),
        (refused(131026), "FAILED", 1),
        (refused(131009), "DEAD", 1),
        (refused(132000), "DEAD", 1),
    ],
)
def test_each_refusal_leads_to_its_state(lane: Lane, api: Api, fault: Any, state: str, attempts: int) -> None:
    """R1.6, E1-E15: certain refusals spend no attempt, nothing goes round for ever."""
    api.script = [fault]
    (row,) = lane.queue("oi")
    lane.deliver()
    row.refresh_from_db()
    assert (row.state, row.attempts) == (state, attempts)
    assert len(api.requests) == 1


def test_an_unreachable_provider_is_tried_at_growing_intervals(lane: Lane, api: Api) -> None:
    """E3."""
    (row,) = lane.queue("oi")
    pauses = []
    for _ in range(7):
        api.script = [httpx.ConnectError("refused")]
        pauses.append(round(lane.deliver() or 0))
        due_now(row)
    assert pauses[:2] == [1, 2]
    assert all(51 <= pause <= 69 for pause in pauses[5:])
    assert "whatsapp_unreachable" in alerts()
    lane.deliver()
    assert lane.states == ["SENT"]


def test_the_pair_limit_pauses_one_lane_longer_and_longer(lane: Lane, api: Api) -> None:
    """E11."""
    (row,) = lane.queue("oi")
    pauses = []
    for _ in range(3):
        api.script = [refused(131056)]
        pauses.append(lane.deliver())
        due_now(row)
    assert pauses == [6, 12, 24]
    other = lane_of("5511911112222")
    other.queue("livre")
    assert other.deliver() is None
    assert not Circuit.objects.exists()


def test_throttling_halves_the_rate_once_and_obeys_retry_after(lane: Lane, api: Api) -> None:
    """E1, E12."""
    api.script = [refused(130429, headers={"Retry-After": "5"})]
    lane.queue("oi")
    assert lane.deliver() == 5
    circuit = Circuit.objects.get()
    assert circuit.rate_per_second == 35
    other = lane_of("5511911112222")
    other.queue("espera")
    pause = other.deliver()
    assert pause is not None
    assert 3 < pause <= 5
    assert len(api.requests) == 1


def test_a_dead_token_stops_its_number_only(lane: Lane, api: Api, settings: Any) -> None:
    """E9: no attempt is spent, one probe a minute, and it resumes when the token works."""
    api.script = [refused(190, status=401)]
    lane.queue("um", "dois")
    assert lane.deliver() == 60
    assert "whatsapp_credentials" in alerts()
    assert lane.deliver()
    assert len(api.requests) == 1
    assert lanes.lanes_due(older_than_s=-1) == []
    elsewhere = lane_of("5511911112222")
    elsewhere.queue("outro número")
    OutboundMessage.objects.filter(contact_id=elsewhere.id).update(phone_number_id="999")
    assert elsewhere.deliver() is None
    Circuit.objects.update(closed_until=timezone.now() - timedelta(seconds=1))
    lane.deliver()
    assert lane.states == ["SENT", "SENT"]
    assert Circuit.objects.get().reason == ""


def test_a_number_over_its_rate_waits_without_spending_anything(lane: Lane, api: Api) -> None:
    number = str(uuid4())
    Circuit.objects.create(phone_number_id=number, rate_per_second=1)
    lane.queue(*(f"m{each}" for each in range(6)))
    OutboundMessage.objects.update(phone_number_id=number)
    pause = lane.deliver()
    assert pause is not None
    assert pause <= 1.2
    assert 1 <= len(api.requests) <= 2


def test_the_sweeper_sees_heads_only(lane: Lane) -> None:
    first, _ = lane.queue("um", "dois")
    assert lanes.lanes_due(older_than_s=-1) == [lane.id]
    OutboundMessage.objects.filter(pk=first.pk).update(state="IN_DOUBT")
    assert lanes.lanes_due(older_than_s=-1) == []


def test_an_invalid_payload_leaves_as_plain_text(lane: Lane, api: Api) -> None:
    lane.queue(whatsapp.buttons("Escolha", [("1", "um título comprido demais"), ("2", "outro")]))
    lane.deliver()
    assert "1. um título comprido demais" in api.texts[0]
    assert "outbound_invalid" in alerts()


@pytest.mark.parametrize(
    ("owner", "states"), [("BOT", ["DROPPED", "SENT"]), ("PERSON", ["DROPPED", "DROPPED"])]
)
def test_what_waits_follows_a_merge_and_obeys_the_owner_there(
    lane: Lane, api: Api, owner: str, states: list[str]
) -> None:
    """R1.9."""
    other = lane_of("5511911112222", owner_version=3)
    other.queue("velha", version=2)
    other.queue("oi", version=3)
    lane.set(owner=owner, owner_version=7)
    other.set(merged_into=lane.id)
    other.deliver()
    assert (lane.states, other.states) == (states, [])


def test_a_late_acceptance_still_counts(lane: Lane, api: Api) -> None:
    """The reconciler gave up on an attempt whose answer then came: no second message."""
    (row,) = lane.queue("oi")
    attempts.claim(row, "me")
    OutboundMessage.objects.filter(pk=row.pk).update(state="QUEUED")
    attempts.record_sent(row, "wamid.late")
    lane.deliver()
    assert (api.requests, lane.states) == ([], ["SENT"])
