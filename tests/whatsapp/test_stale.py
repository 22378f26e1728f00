"""G12, E3: after an outage a newer turn's answers replace those of older turns; a person's words always go."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from chatbot.whatsapp import sender
from chatbot.whatsapp import services as whatsapp
from chatbot.whatsapp.attempts import Head
from chatbot.whatsapp.models import OutboundMessage
from sessions_app.models import InboxEvent, Session, Turn
from tests.whatsapp.conftest import NUMBER, Api, Lane

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=timezone.get_default_timezone())


def head(*, ago: timedelta | None, author: str = "BOT", paid_once: bool = False) -> Head:
    row = OutboundMessage(author=author, paid_once=paid_once)
    return Head(
        row=row, now=NOW, owner_version=1, window_until=None, opted_out_at=None, merged_into=None,
        paused_until=None, pause_reason="", rate=70, overtaken_since=None if ago is None else NOW - ago,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "stale"),
    [
        (head(ago=timedelta(minutes=11)), True),
        (head(ago=timedelta(minutes=9)), False),
        (head(ago=None), False),
        (head(ago=timedelta(hours=5), author="PERSON"), False),
        (head(ago=timedelta(hours=5), author="SYSTEM"), False),
        (head(ago=timedelta(hours=5), paid_once=True), False),
    ],
    ids=["overtaken", "not long", "nothing newer", "a person", "the system", "a template"],
)
def test_g12_the_rule(asked: Head, stale: bool) -> None:
    assert sender.is_stale(asked) is stale


def answered(lane: Lane, *texts: str, minutes_ago: float, author: str = "BOT") -> None:
    """A turn that was made so long ago, with its answers still queued."""
    session, _ = Session.objects.get_or_create(
        contact_id=lane.id, closed_at=None, defaults={"active_at": timezone.now()}
    )
    turn = Turn.objects.create(
        session=session, number=session.turns.count() + 1, state_before="a", state_after="a"
    )
    event = InboxEvent.objects.create(
        contact_id=lane.id, kind="MESSAGE", type="text", phone_number_id=NUMBER, event_key=f"of{turn.pk}", payload={},
        state="DONE", provider_at=timezone.now(), turn=turn,
    )  # fmt: skip
    past = timezone.now() - timedelta(minutes=minutes_ago)
    InboxEvent.objects.filter(pk=event.pk).update(received_at=past)
    whatsapp.queue(
        contact_id=lane.id, messages=[whatsapp.text(text) for text in texts], owner_version=1, phone_number_id=NUMBER,
        turn=turn, author=author,
    )  # fmt: skip


def codes(lane: Lane) -> list[Any]:
    return list(
        OutboundMessage.objects.filter(contact_id=lane.id).order_by("id").values_list("error_code", flat=True)
    )


@pytest.mark.django_db
def test_g12_older_answers_are_dropped_and_the_newest_turn_is_sent(lane: Lane, api: Api) -> None:
    answered(lane, "velho 1", "velho 2", minutes_ago=40)
    answered(lane, "meio", minutes_ago=20)
    answered(lane, "novo 1", "novo 2", minutes_ago=15)
    lane.deliver()
    assert api.texts == ["novo 1", "novo 2"]
    assert lane.states == ["DROPPED"] * 3 + ["SENT"] * 2
    assert codes(lane)[:3] == ["stale"] * 3


@pytest.mark.django_db
def test_g12_within_ten_minutes_everything_is_sent_in_order(lane: Lane, api: Api) -> None:
    answered(lane, "a", minutes_ago=9)
    answered(lane, "b", minutes_ago=1)
    lane.deliver()
    assert api.texts == ["a", "b"]


@pytest.mark.django_db
def test_g12_a_persons_words_are_never_dropped(lane: Lane, api: Api) -> None:
    answered(lane, "da Carla", minutes_ago=60, author="PERSON")
    answered(lane, "do bot", minutes_ago=30)
    whatsapp.queue(
        contact_id=lane.id, messages=[whatsapp.text("de novo Carla")], owner_version=1, phone_number_id=NUMBER,
        author="PERSON",
    )  # fmt: skip
    lane.deliver()
    assert api.texts == ["da Carla", "do bot", "de novo Carla"]


@pytest.mark.django_db
def test_g12_one_turn_alone_is_sent_however_old(lane: Lane, api: Api) -> None:
    answered(lane, "a", "b", minutes_ago=300)
    lane.deliver()
    assert api.texts == ["a", "b"]
