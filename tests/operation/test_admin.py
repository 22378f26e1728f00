"""Operators read alerts in Portuguese and can mark them as seen, nothing else."""

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory

from chatbot.operation import services as operation
from chatbot.operation.models import Alert

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.operation.admin_urls")]


def test_alerts_are_read_only(admin_user: object) -> None:
    page = admin.site._registry[Alert]
    request = RequestFactory().get("/")
    request.user = admin_user  # type: ignore[assignment]
    assert page.has_view_permission(request)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)


def test_alerts_are_listed_and_marked_as_seen(admin_client: Client) -> None:
    operation.alert(kind="poison", detail="parked after 3")
    row = Alert.objects.get()
    page = admin_client.get("/admin/operation/alert/")
    assert "Marcar como visto" in page.content.decode()
    admin_client.post("/admin/operation/alert/", {"action": "mark_seen", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.seen_at is not None
