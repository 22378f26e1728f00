"""F23: webhooks for a business number that is not ours are kept and parked, and touch nobody."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from chatbot.operation.models import Alert
from chatbot.whatsapp.models import OutboundMessage
from sessions_app import orphans
from sessions_app import services as sessions
from sessions_app.models import Contact, Delivery, InboxEvent
from tests.webhook.wire import NUMBER, envelope, message, post, raw

pytestmark = pytest.mark.django_db
FOREIGN = "100000000000077"


def arrive(number: str = FOREIGN, **members: Any) -> InboxEvent:
    assert post(raw(envelope(message(**members), number=number))).status_code == 200
    return InboxEvent.objects.latest("id")


@pytest.mark.parametrize("number", [FOREIGN, "", "x" * 200, "1000000000000011"])
def test_f23_a_message_for_another_number_is_stored_and_parked(number: str) -> None:
    event = arrive(number)
    assert (event.state, event.parked_reason, event.contact) == ("PARKED", orphans.REASON, None)
    assert Delivery.objects.count() == 1
    assert not Contact.objects.exists()
    assert not OutboundMessage.objects.exists()
    assert sessions.lanes_waiting(older_than_s=0) == []


def test_f23_it_touches_no_contact_of_ours_with_the_same_phone() -> None:
    ours = arrive(NUMBER).contact
    before = Contact.objects.values().get()
    event = arrive(FOREIGN)
    assert (ours is None, event.contact) == (False, None)
    assert Contact.objects.values().get() == before


@pytest.mark.parametrize(
    "document",
    [
        envelope(
            message(type="system", system={"type": "user_changed_number", "wa_id": "5511900000000"}),
            number=FOREIGN,
        ),
        envelope(field="smb_message_echoes", number=FOREIGN, message_echoes=[{"id": "e", "to": "5511987654321"}]),
        envelope(
            field="user_preferences",
            number=FOREIGN,
            user_preferences=[{"wa_id": "5511987654321", "category": "marketing_messages", "value": "stop"}],
        ),
    ],
    ids=["system", "echo", "preference"],
)  # fmt: skip
def test_f23_other_events_of_a_foreign_number_touch_nobody(document: dict[str, Any]) -> None:
    arrive(NUMBER)
    before = Contact.objects.values().get()
    assert post(raw(document)).status_code == 200
    assert InboxEvent.objects.latest("id").state == "PARKED"
    assert Contact.objects.values().get() == before


def test_f23_neighbours_in_the_same_post_are_worked_on() -> None:
    both = envelope(message(), number=NUMBER)
    both["entry"] += envelope(message("5511912345678"), number=FOREIGN)["entry"]
    assert post(raw(both)).status_code == 200
    assert sorted(InboxEvent.objects.values_list("state", flat=True)) == ["PARKED", "WAITING"]


def test_f23_one_alert_for_each_number_and_day_and_all_are_counted() -> None:
    counted = orphans.ORPHANS._value.get()
    for number in (FOREIGN, FOREIGN, "100000000000078"):
        arrive(number)
    assert sorted(Alert.objects.values_list("kind", "count")) == [
        (f"orphan_number:{FOREIGN}", 2), ("orphan_number:100000000000078", 1),
    ]  # fmt: skip
    assert orphans.ORPHANS._value.get() - counted == 3
    Alert.objects.update(
        first_at=timezone.now() - timedelta(days=1), last_at=timezone.now() - timedelta(days=1)
    )
    arrive()
    assert Alert.objects.filter(kind=f"orphan_number:{FOREIGN}").count() == 2


def test_f23_several_numbers_may_be_ours(settings: Any) -> None:
    settings.WHATSAPP_PHONE_NUMBER_IDS = (NUMBER, FOREIGN)
    event = arrive()
    assert (event.state, event.contact is None) == ("WAITING", False)


def retry(event: InboxEvent) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser(f"op{User.objects.count()}", password="x"))
    client.post("/admin/sessions_app/inboxevent/", {"action": "retry", "_selected_action": [event.pk]})
    event.refresh_from_db()


def test_f23_an_orphan_is_taken_up_from_the_admin_once_its_number_is_ours(settings: Any) -> None:
    event = arrive(text={"body": "tem Onix?"})
    retry(event)
    assert event.state == "PARKED", "not while the number is foreign"
    settings.WHATSAPP_PHONE_NUMBER_IDS = (NUMBER, FOREIGN)
    retry(event)
    assert (event.state, event.parked_reason) == ("WAITING", "")
    contact = Contact.objects.get()
    assert (event.contact, contact.phone_number_id) == (contact, FOREIGN)
    assert sessions.lanes_waiting(older_than_s=0) == [contact.pk]


def test_f23_an_orphan_without_a_sender_stays_parked(settings: Any) -> None:
    event = arrive(phone=None)
    settings.WHATSAPP_PHONE_NUMBER_IDS = (NUMBER, FOREIGN)
    retry(event)
    assert (event.state, event.parked_reason) == ("PARKED", "remetente ausente")
