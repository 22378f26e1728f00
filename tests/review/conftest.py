"""Customers whose messages are in doubt, and the people who label them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from compliance import services as compliance
from nlp import services as nlp
from nlp.review import noting
from nlp.review.models import ReviewItem
from sessions_app.models import Contact

Doubt = Callable[..., ReviewItem]


@pytest.fixture(scope="session", autouse=True)
def models() -> None:
    """Trained before any test opens a transaction: PostgreSQL ends one that stands idle for that long."""
    nlp.prepare()


def consenting(action: str = "GIVEN", contact: Contact | None = None) -> UUID:
    """A contact who answered the question for consent."""
    contact = contact or Contact.objects.create(phone_number_id="1")
    compliance.record_consent(
        contact_id=contact.pk,
        purpose="conversation",
        action=action,
        wording="Posso?",
        wording_version="1",
        question_wamid="",
        answer_wamid="wamid.1",
        answer="sim",
        phone_number_id="1",
        answered_at=timezone.now(),
    )
    return contact.pk


@pytest.fixture
def doubt(db: None) -> Doubt:
    """Write a doubtful message; with `contact_id` of a given person."""

    def write(text: str = "me ve ai", *, contact_id: UUID | None = None, **changes: Any) -> ReviewItem:
        intents = changes.pop("intents", [("car_details", 0.4)])
        found = noting.Found(
            text=text, intents=intents, entities=changes.pop("entities", {}), model_version="3-x"
        )
        reason = changes.pop("reason", "LOW_CONFIDENCE")
        noting.note(found, contact_id=contact_id or consenting(), turn_id=None, reason=reason)
        row = ReviewItem.objects.get(text_key=noting.text_key(text))
        for name, value in changes.items():
            setattr(row, name, value)
        row.save()
        return row

    return write


def staff(*permissions: str) -> Client:
    """A browser of somebody with these permissions on the language room."""
    user = User.objects.create_user(f"staff{User.objects.count()}", password="x", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=permissions, content_type__app_label="nlp")
    )
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def reviewer(db: None) -> Client:
    return staff("view_reviewitem", "change_reviewitem")


@pytest.fixture
def onlooker(db: None) -> Client:
    return staff("view_reviewitem", "view_trainingrun")


@pytest.fixture
def trainer(db: None) -> Client:
    return staff("view_trainingrun", "change_trainingrun")
