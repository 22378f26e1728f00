"""What staff see and may do: texts only on the pages of single rows, escaped; actions only with the right to change."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from chatbot.whatsapp.models import OutboundMessage
from sessions_app import identity
from sessions_app.models import Contact, InboxEvent, Merge, Session, Turn

pytestmark = pytest.mark.django_db
EVIL = "<script>alert('oi')</script>"
ESCAPED = "&lt;script&gt;"


def staff(*permissions: str) -> Client:
    user = User.objects.create_user(f"user{User.objects.count()}", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ana() -> Contact:
    return Contact.objects.create(name=f"Ana {EVIL}", phone_number_id="1")


def event_of(contact: Contact | None, *, journal: dict[str, Any] | None = None, **columns: Any) -> InboxEvent:
    turn = None
    if journal is not None:
        session = Session.objects.create(contact=contact, active_at=timezone.now())
        turn = Turn.objects.create(
            session=session, number=1, state_before="a", state_after="b", journal=journal
        )
    given = {
        "kind": "MESSAGE", "type": "text", "event_key": f"k{InboxEvent.objects.count()}", "provider_at": timezone.now(),
        "payload": {"text": {"body": f"quero um Onix {EVIL}"}}, "state": "DONE",
    }  # fmt: skip
    return InboxEvent.objects.create(contact=contact, turn=turn, **(given | columns))


def page(client: Client, path: str) -> str:
    answer = client.get(f"/admin/{path}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_page_of_a_contact_shows_the_name_escaped(ana: Contact) -> None:
    """J1."""
    shown = page(staff("view_contact"), f"sessions_app/contact/{ana.pk}/change/")
    assert "Ana " + ESCAPED in shown
    assert EVIL not in shown
    assert 'name="name"' not in shown, "read-only"


def test_the_page_of_a_message_shows_its_text_escaped(ana: Contact) -> None:
    """J2."""
    event = event_of(ana, journal={"text": "quero um Onix"})
    shown = page(staff("view_inboxevent"), f"sessions_app/inboxevent/{event.pk}/change/")
    assert "quero um Onix " + ESCAPED in shown
    assert EVIL not in shown


def test_the_page_of_an_answer_shows_its_text_escaped(ana: Contact) -> None:
    row = OutboundMessage.objects.create(
        contact=ana, phone_number_id="1", owner_version=1, type="text",
        payload={"type": "text", "text": {"body": f"Olá {EVIL}"}},
    )  # fmt: skip
    shown = page(staff("view_outboundmessage"), f"whatsapp/outboundmessage/{row.pk}/change/")
    assert "Olá " + ESCAPED in shown
    assert EVIL not in shown
    assert "Olá" not in page(staff("view_outboundmessage"), "whatsapp/outboundmessage/")


def test_what_was_written_before_consent_stays_unread(ana: Contact) -> None:
    """R10.1: held, waiting, dropped after a no, and what belongs to another business number."""
    client = staff("view_inboxevent")
    unread = [
        event_of(ana, state="HELD"),
        event_of(ana, state="WAITING"),
        event_of(ana, journal={"kinds": ["text"]}),
        event_of(None, state="PARKED", parked_reason="x"),
    ]
    for event in unread:
        shown = page(client, f"sessions_app/inboxevent/{event.pk}/change/")
        assert "Onix" not in shown
        assert "guardada sem ler" in shown


@pytest.mark.parametrize("journal", [None, {"silent": True}])
def test_what_a_person_must_work_on_is_shown(ana: Contact, journal: dict[str, Any] | None) -> None:
    event = event_of(ana, journal=journal, state="PARKED" if journal is None else "DONE")
    assert "Onix" in page(staff("view_inboxevent"), f"sessions_app/inboxevent/{event.pk}/change/")


def test_other_kinds_show_all_that_came(ana: Contact) -> None:
    event = event_of(
        ana,
        journal={"text": ""},
        type="location",
        payload={"location": {"latitude": -23}, "_profile_name": "A"},
    )
    shown = page(staff("view_inboxevent"), f"sessions_app/inboxevent/{event.pk}/change/")
    assert "latitude" in shown
    assert "_profile_name" not in shown


def test_the_pages_are_closed_without_the_right_to_view(ana: Contact) -> None:
    event = event_of(ana)
    for path in (f"contact/{ana.pk}", f"inboxevent/{event.pk}"):
        assert staff("view_merge").get(f"/admin/sessions_app/{path}/change/").status_code == 403


def retry(client: Client, event: InboxEvent) -> str:
    client.post("/admin/sessions_app/inboxevent/", {"action": "retry", "_selected_action": [event.pk]})
    event.refresh_from_db()
    return event.state


def test_trying_again_needs_the_right_to_change(ana: Contact) -> None:
    event = event_of(ana, state="PARKED")
    viewer = staff("view_inboxevent")
    assert "Tentar de novo" not in page(viewer, "sessions_app/inboxevent/")
    assert retry(viewer, event) == "PARKED"
    assert retry(staff("view_inboxevent", "change_inboxevent"), event) == "WAITING"


def test_parting_a_merge_needs_the_right_to_change(ana: Contact) -> None:
    other = Contact.objects.create(phone_number_id="1")
    identity.merge(kept_id=ana.pk, absorbed_id=other.pk, reason="teste")
    chosen = {"action": "undo", "_selected_action": [Merge.objects.get().pk]}
    staff("view_merge").post("/admin/sessions_app/merge/", chosen)
    assert Merge.objects.get().undone_at is None
    staff("view_merge", "change_merge").post("/admin/sessions_app/merge/", chosen)
    assert Merge.objects.get().undone_at is not None


def test_with_the_right_to_change_the_pages_still_cannot_be_edited(ana: Contact) -> None:
    client = staff("view_contact", "change_contact")
    client.post(f"/admin/sessions_app/contact/{ana.pk}/change/", {"name": "Bia", "owner": "PERSON"})
    ana.refresh_from_db()
    assert (ana.name, ana.owner) == (f"Ana {EVIL}", "BOT")
