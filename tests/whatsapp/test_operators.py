"""What operators see and do: dead letters, the admin, stopped numbers; and the read mark."""

import json
from io import StringIO
from typing import Any

import httpx
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from chatbot.whatsapp import presence
from chatbot.whatsapp import services as whatsapp
from chatbot.whatsapp.models import Circuit, OutboundMessage
from sessions_app.models import InboxEvent
from tests.whatsapp.conftest import Api, Lane, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead(lane: Lane, api: Api) -> OutboundMessage:
    api.script = [refused(131009, error_data={"details": "too long"})]
    (row,) = lane.queue("segredo da Ana")
    lane.deliver()
    row.refresh_from_db()
    return row


def run(*args: str) -> str:
    out = StringIO()
    call_command("deadletters", *args, stdout=out)
    return out.getvalue()


def test_dead_letters_are_listed_with_their_reason_and_without_their_text(dead: OutboundMessage) -> None:
    """R1.6."""
    listed = json.loads(run("list", "--json"))
    (letter,) = listed["dead_letters"]
    assert (letter["id"], letter["type"]) == (f"out:{dead.pk}", "text")
    assert letter["reason"].startswith("131009 too long")
    assert "segredo" not in run("list")


def test_a_dead_letter_is_tried_again(dead: OutboundMessage, lane: Lane, api: Api) -> None:
    assert json.loads(run("retry", f"out:{dead.pk}", "--json"))["retried"] == {"out": 1, "in": 0}
    lane.deliver()
    assert lane.states == ["SENT"]
    assert json.loads(run("retry", f"out:{dead.pk}", "--json"))["retried"]["out"] == 0


def test_parked_messages_of_customers_are_there_too(lane: Lane) -> None:
    InboxEvent.objects.filter(contact_id=lane.id).update(state="PARKED", parked_reason="crash", attempts=3)
    assert "crash" in run()
    assert json.loads(run("retry", "--all", "--json"))["retried"]["in"] == 1


@pytest.mark.parametrize(
    "args", [("retry",), ("retry", "12"), ("retry", "out:x"), ("retry", "--all", "out:1"), ("list", "out:1")]
)
def test_wrong_words_are_refused(lane: Lane, args: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run(*args)


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("op", password="x"))
    return client


def test_the_admin_shows_reasons_and_tries_again(dead: OutboundMessage, staff: Client, lane: Lane) -> None:
    page = staff.get("/admin/whatsapp/outboundmessage/?state__exact=DEAD").content.decode()
    assert "131009" in page
    assert "Tentar de novo" in page
    assert "segredo" not in page
    staff.post("/admin/whatsapp/outboundmessage/", {"action": "retry", "_selected_action": [dead.pk]})
    assert lane.states == ["QUEUED"]


def test_a_stopped_number_is_shown_and_released(staff: Client) -> None:
    Circuit.objects.create(phone_number_id="1", reason="credentials", closed_until=timezone.now())
    assert "credentials" in staff.get("/admin/whatsapp/circuit/").content.decode()
    staff.post("/admin/whatsapp/circuit/", {"action": "release", "_selected_action": ["1"]})
    assert Circuit.objects.get().reason == ""


def test_the_page_of_files_opens(staff: Client) -> None:
    assert staff.get("/admin/whatsapp/inboundmedia/").status_code == 200


def test_read_and_typing_are_one_call(api: Api) -> None:
    """R1.7."""
    assert presence.mark_read(phone_number_id="1", wamid="wamid.in")
    assert api.bodies == [
        {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": "wamid.in",
            "typing_indicator": {"type": "text"},
        }
    ]


@pytest.mark.parametrize("fault", [httpx.ConnectError("x"), httpx.ReadTimeout("x"), httpx.Response(500)])
def test_a_failing_read_mark_disturbs_nobody(api: Api, fault: Any) -> None:
    api.script = [fault]
    assert not presence.mark_read(phone_number_id="1", wamid="wamid.in")


def test_the_door_hints_without_raising(lane: Lane) -> None:
    whatsapp.wake_lane(contact_id=lane.id)
    whatsapp.wake_statuses()
    whatsapp.mark_read(phone_number_id="1", wamid="wamid.in")
