"""R7.1: one open case a contact; claiming silences the bot, closing gives the conversation back."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from compliance import services as compliance
from leads import services as leads
from leads.models import HandoffCase
from sessions_app.models import Contact

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def ana(db: None) -> UUID:
    return Contact.objects.create(phone_number_id="1").pk


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser("bia", password="uma senha bem longa")


def test_opening_twice_is_one_case(ana: UUID) -> None:
    first = leads.open_case(contact_id=ana, reason="requested", now=NOW)
    again = leads.open_case(contact_id=ana, reason="visit", now=NOW)
    assert first.pk == again.pk
    assert again.reason == "requested"


def test_after_closing_a_new_case_can_be_opened(ana: UUID) -> None:
    first = leads.open_case(contact_id=ana, reason="requested", now=NOW)
    assert leads.close_case(case_id=first.pk, now=NOW)
    assert not leads.close_case(case_id=first.pk, now=NOW)
    assert leads.open_case(contact_id=ana, reason="visit", now=NOW).pk != first.pk


def test_only_one_attendant_gets_it(ana: UUID, boss: User) -> None:
    case = leads.open_case(contact_id=ana, reason="requested", now=NOW)
    assert leads.claim_case(case_id=case.pk, attendant_id=boss.pk, now=NOW)
    assert not leads.claim_case(case_id=case.pk, attendant_id=boss.pk, now=NOW)
    assert Contact.objects.get(pk=ana).owner == "PERSON"


def test_closing_gives_the_conversation_back(ana: UUID, boss: User) -> None:
    case = leads.open_case(contact_id=ana, reason="requested", now=NOW)
    leads.claim_case(case_id=case.pk, attendant_id=boss.pk, now=NOW)
    leads.close_case(case_id=case.pk, now=NOW)
    contact = Contact.objects.get(pk=ana)
    assert (contact.owner, contact.owner_version) == ("BOT", 3)


def test_staff_work_the_queue_in_the_admin(ana: UUID, boss: User, client: Client) -> None:
    case = leads.open_case(contact_id=ana, reason="requested", now=NOW)
    client.force_login(boss)
    page = reverse("admin:leads_handoffcase_changelist")
    assert "pediu uma pessoa" in client.get(page).content.decode()
    client.post(page, {"action": "claim_cases", "_selected_action": [case.pk]})
    assert HandoffCase.objects.get(pk=case.pk).attendant_id == boss.pk
    client.post(page, {"action": "close_cases", "_selected_action": [case.pk]})
    assert HandoffCase.objects.get(pk=case.pk).state == "CLOSED"
    assert client.get(reverse("admin:leads_handoffcase_change", args=[case.pk])).status_code == 200


def test_cases_are_exported_and_erased(ana: UUID) -> None:
    """R10.3."""
    leads.open_case(contact_id=ana, reason="visit", now=NOW)
    keeper = compliance.keepers()["leads.HandoffCase"]
    assert keeper.export(ana)[0]["motivo"] == "visita ou test drive"
    assert keeper.erase(ana) == 1
    assert keeper.export(ana) == []


def test_receipts_are_read_only(boss: User, client: Client) -> None:
    client.force_login(boss)
    assert client.get(reverse("admin:compliance_consentrecord_changelist")).status_code == 200
    assert client.get(reverse("admin:compliance_consentrecord_add")).status_code == 403
