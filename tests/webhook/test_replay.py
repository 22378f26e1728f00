"""G2, F3: the unique key refuses a replay however old our rows are, whether or not their raw body was pruned."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from sessions_app import services as sessions
from sessions_app.models import Delivery, InboxEvent
from tests.webhook.wire import envelope, message, post, raw

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("days", [7, 29, 400])
def test_f3_a_replay_makes_no_second_event(days: int) -> None:
    body = raw(envelope(message()))
    post(body)
    InboxEvent.objects.update(state="DONE")
    past = timezone.now() - timedelta(days=days)
    InboxEvent.objects.update(received_at=past)
    Delivery.objects.update(received_at=past)
    sessions.prune_deliveries()
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        assert post(body).status_code == 200
    event = InboxEvent.objects.get()
    assert event.state == "DONE"
    assert sessions.lanes_waiting(older_than_s=0) == []


def test_f3_the_key_is_the_databases_not_pythons() -> None:
    post(raw(envelope(message())))
    copy = InboxEvent.objects.get()
    copy.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)
