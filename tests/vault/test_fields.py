"""Sealed model fields: nothing readable in the table, bound to their row."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection

from chatbot.vault import services as vault
from sessions_app.models import Contact, Delivery, Session

pytestmark = pytest.mark.django_db


def stored(table: str, column: str, clause: str = "1 = 1") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {clause}")
        return bytes(cursor.fetchone()[0])


def contact(name: str = "Ana") -> Contact:
    return Contact.objects.create(name=name, phone_number_id="1")


def test_the_table_holds_no_readable_value() -> None:
    """R10.2."""
    row = contact("Ana Clara de Souza")
    assert b"Ana" not in stored("sessions_app_contact", "name")
    assert Contact.objects.get(pk=row.pk).name == "Ana Clara de Souza"


@pytest.mark.parametrize("value", ["", "çãé 🚗", "a\x00b", "\ud83d", "x" * 100_000])
def test_any_text_survives(value: str) -> None:
    """Finding 7: what PostgreSQL refuses as text is kept as sealed bytes."""
    assert Contact.objects.get(pk=contact(value).pk).name == value


def test_nothing_stays_nothing() -> None:
    row = Contact.objects.create(name=None, phone_number_id="1")
    assert Contact.objects.get(pk=row.pk).name is None


def test_bytes_and_json_survive() -> None:
    delivery = Delivery.objects.create(body=b"\x00\xff{", digest="d", size=3)
    assert Delivery.objects.get(pk=delivery.pk).body == b"\x00\xff{"
    memory = {"budget": [None, 90_000], "cidade": "São Paulo"}
    session = Session.objects.create(contact=contact(), memory=memory, active_at=datetime.now(UTC))
    assert Session.objects.get(pk=session.pk).memory == memory


def test_a_value_moved_to_another_row_does_not_open() -> None:
    first, second = contact("Ana"), contact("Bia")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sessions_app_contact SET name = %s",
            [stored("sessions_app_contact", "name")],
        )
    opened = set()
    for row in (first, second):
        try:
            opened.add(Contact.objects.get(pk=row.pk).name)
        except vault.UnsealError:
            opened.add("refused")
    assert "refused" in opened
    assert len(opened) == 2


def test_an_update_without_the_row_is_refused() -> None:
    contact()
    with pytest.raises(TypeError, match="sealed by row"):
        Contact.objects.update(name="Eva")


def test_saving_what_was_not_read_keeps_it() -> None:
    row = Contact.objects.get(pk=contact("Ana").pk)
    before = stored("sessions_app_contact", "name")
    row.owner = Contact.Owner.PERSON
    row.save()
    assert stored("sessions_app_contact", "name") == before
    assert Contact.objects.get(pk=row.pk).name == "Ana"


def test_a_deferred_value_opens_later() -> None:
    row = Contact.objects.defer("name").get(pk=contact("Ana").pk)
    assert row.name == "Ana"


def test_many_rows_at_once_are_sealed_each_for_itself() -> None:
    Contact.objects.bulk_create([Contact(id=uuid.uuid4(), name=name, phone_number_id="1") for name in "abc"])
    assert {row.name for row in Contact.objects.all()} == {"a", "b", "c"}
