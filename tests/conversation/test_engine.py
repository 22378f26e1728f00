"""The engine: poison, lost leases, owners, late messages, one read mark a turn."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chatbot.conversation import flow, turn
from chatbot.operation.models import Alert
from leads import services as leads
from leads.models import HandoffCase
from sessions_app import services as sessions
from sessions_app.models import InboxEvent, Session
from tests.conversation.chat import Customer
from tests.conversation.conftest import Hints


def _fail(**_: Any) -> Any:
    raise RuntimeError("the customer wrote: meu segredo")


def _now_due(customer: Customer) -> None:
    InboxEvent.objects.filter(contact_id=customer.contact_id).update(due_at=None)


def test_poison_is_parked_after_three_attempts_and_the_lane_goes_on(
    talking: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R1.1, G8: an alert, one fixed sentence, and the next message is answered."""
    with monkeypatch.context() as broken:
        broken.setattr(flow, "decide", _fail)
        talking.sends("veneno")
        for _ in range(3):
            assert talking.hears() == []
            _now_due(talking)
    (answer,) = talking.says("até 80 mil")
    assert "problema com uma mensagem" in answer
    assert "PARKED" in talking.events()
    assert talking.memory["profile"]["budget_max"] == 80_000
    assert Alert.objects.filter(kind="turn_parked").exists()


def test_poison_alone_gets_the_sentence_too(talking: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(flow, "decide", _fail)
        talking.sends("veneno")
        for _ in range(3):
            talking.hears()
            _now_due(talking)
    (answer,) = talking.hears()
    assert "problema com uma mensagem" in answer
    assert talking.hears() == []


def test_a_failed_turn_waits_and_is_logged_without_text(
    talking: Customer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(flow, "decide", _fail)
        talking.sends("até 80 mil")
        talking.hears()
    event = InboxEvent.objects.filter(contact_id=talking.contact_id).latest("id")
    assert event.state == "WAITING"
    assert event.due_at is not None
    assert "segredo" not in caplog.text
    assert "80 mil" not in caplog.text
    _now_due(talking)
    assert len(talking.hears()) == 1


def test_a_lost_lease_is_dropped_silently(talking: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    real = flow.decide

    def overtaken(**parts: Any) -> Any:
        Session.objects.filter(contact_id=talking.contact_id).update(turn=99)
        return real(**parts)

    before = len(talking.outbox())
    with monkeypatch.context() as raced:
        raced.setattr(flow, "decide", overtaken)
        raced.setattr(turn, "_BUDGET_S", 0.01)
        talking.sends("até 80 mil")
        talking.hears()
    assert len(talking.outbox()) == before


def test_a_burst_is_one_turn_with_one_read_mark(talking: Customer, hints: Hints) -> None:
    """R1.7, R6.8."""
    marks = len(hints.of("read_mark"))
    talking.says("até 90 mil", "pra família")
    assert talking.memory["profile"]["usage"] == "familia"
    assert len(hints.of("read_mark")) == marks + 1


def test_an_echo_of_the_sellers_app_silences_the_bot(talking: Customer) -> None:
    """R1.10: and the case can be closed, which gives the conversation back."""
    talking.sends({"type": "text", "text": {"body": "oi, aqui é o Beto"}}, kind="ECHO")
    assert talking.hears() == []
    assert talking.contact.owner == "PERSON"
    assert talking.says("oi Beto") == []
    case = HandoffCase.objects.get(contact_id=talking.contact_id)
    leads.close_case(case_id=case.pk, now=timezone.now())
    assert len(talking.says("até 80 mil")) == 1


def test_a_late_message_is_answered_once_with_an_apology(talking: Customer) -> None:
    """R1.11."""
    long_ago = timezone.now() - timedelta(hours=3)
    (first,) = talking.says("até 80 mil", at=long_ago)
    (second,) = talking.says("pra família", at=long_ago)
    words = ("demora", "atraso", "fora do ar")
    assert any(word in first for word in words)
    assert not any(word in second for word in words)


def test_after_a_day_of_silence_it_is_a_new_conversation(choosing: Customer) -> None:
    """R1.2."""
    Session.objects.filter(contact_id=choosing.contact_id).update(
        active_at=timezone.now() - timedelta(hours=25)
    )
    choosing.says("oi")
    assert "shown" not in choosing.memory
    assert choosing.memory["consented"] is True


def test_a_lane_in_other_hands_is_left_alone(talking: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import nullcontext

    monkeypatch.setattr("chatbot.operation.services.lock", lambda name, seconds: nullcontext(False))
    assert turn.run(contact_id=talking.contact_id) == 250  # type: ignore[arg-type]


def test_the_sweeper_rings_for_waiting_lanes(talking: Customer, hints: Hints) -> None:
    from chatbot.conversation import jobs

    talking.sends("oi")
    InboxEvent.objects.update(received_at=timezone.now() - timedelta(seconds=10))
    jobs.ring_for_waiting_lanes()
    assert hints.of("run_turn") == [(str(talking.contact_id),)]


def test_a_turn_costs_few_statements(talking: Customer, django_assert_max_num_queries: Any) -> None:
    talking.sends("até 80 mil")
    with django_assert_max_num_queries(15):
        turn.run(contact_id=talking.contact_id)  # type: ignore[arg-type]


def test_documents_are_hidden_before_anything_sees_them(talking: Customer) -> None:
    """R10.8."""
    answers = talking.says("meu cpf é 529.982.247-25, quero até 80 mil")
    assert "documentos" in answers[0]
    journal = Session.objects.get(contact_id=talking.contact_id).turns.latest("number").journal
    assert "529" not in journal["text"]
    assert sessions.held(contact_id=talking.contact_id) == ()  # type: ignore[arg-type]
