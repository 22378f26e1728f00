"""Alerts count up instead of piling up; scheduled work is done once however many schedulers run."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from chatbot.operation import readiness, schedule
from chatbot.operation import services as operation
from chatbot.operation.models import Alert, JobSlot
from tests.operation.conftest import wait_until

NOON = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # 12:00 in São Paulo


@pytest.fixture
def own_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_jobs", {})
    monkeypatch.setattr(schedule, "_ticks", {})


@pytest.mark.django_db
def test_equal_alerts_within_ten_minutes_count_up() -> None:
    for number in range(3):
        operation.alert(kind="poison", detail=f"time {number}")
    operation.alert(kind="other", detail="")
    row = Alert.objects.get(kind="poison")
    assert (row.count, row.detail) == (3, "time 2")
    assert Alert.objects.count() == 2


@pytest.mark.django_db
def test_after_ten_minutes_there_is_a_new_row() -> None:
    operation.alert(kind="poison", detail="then")
    Alert.objects.update(last_at=timezone.now() - timedelta(minutes=11))
    operation.alert(kind="poison", detail="now")
    assert Alert.objects.filter(kind="poison").count() == 2


@pytest.mark.django_db
def test_alerts_about_one_of_several_are_one_row_a_day() -> None:
    operation.alert(kind="orphan", about="1", detail="")
    Alert.objects.update(last_at=timezone.now() - timedelta(minutes=30))
    operation.alert(kind="orphan", about="1", detail="")
    operation.alert(kind="orphan", about="2", detail="")
    assert list(Alert.objects.order_by("id").values_list("kind", "count")) == [
        ("orphan:1", 2),
        ("orphan:2", 1),
    ]
    Alert.objects.update(first_at=timezone.now() - timedelta(days=1))
    operation.alert(kind="orphan", about="1", detail="")
    assert Alert.objects.filter(kind="orphan:1").count() == 2


@pytest.mark.django_db
def test_a_new_alert_is_mailed_once(settings: Any) -> None:
    settings.TECHNICAL_ALERT_EMAIL = "ops@example.com"
    operation.alert(kind="poison", detail="x", severity="critical")
    operation.alert(kind="poison", detail="x", severity="critical")
    wait_until(lambda: len(mail.outbox) == 1)
    assert mail.outbox[0].subject == "[critical] poison"


@pytest.mark.django_db
def test_an_alert_never_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction.atomic():
        transaction.set_rollback(True)
        operation.alert(kind="k", detail="in a transaction that cannot be used any more")
    operation.alert(kind="k" * 200, detail="d" * 2000)
    assert Alert.objects.get().kind == "k" * 64


@pytest.mark.django_db
def test_hourly_work_is_done_once_in_an_hour(own_jobs: None) -> None:
    done: list[int] = []
    schedule.hourly("count")(lambda: done.append(1))
    assert schedule.run_due(NOON) == ["count"]
    assert schedule.run_due(NOON + timedelta(minutes=59)) == []
    assert schedule.run_due(NOON + timedelta(hours=1)) == ["count"]
    assert len(done) == 2


@pytest.mark.django_db
def test_daily_work_waits_for_its_local_hour_and_is_caught_up(own_jobs: None) -> None:
    done: list[int] = []
    schedule.daily("report", 12)(lambda: done.append(1))
    assert schedule.run_due(NOON - timedelta(minutes=1)) == []
    assert schedule.run_due(NOON + timedelta(hours=7)) == ["report"]
    assert schedule.run_due(NOON + timedelta(hours=8)) == []


@pytest.mark.django_db
def test_failed_work_is_told_and_tried_three_times_in_all(own_jobs: None) -> None:
    tries: list[int] = []

    def fail() -> None:
        tries.append(1)
        raise RuntimeError

    schedule.daily("report", 0)(fail)
    for minutes in range(0, 60, 1):
        schedule.run_due(NOON + timedelta(minutes=minutes))
    assert len(tries) == 3
    assert Alert.objects.get().kind == "job:report"
    assert JobSlot.objects.get().finished_at is None


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_do_it_once(own_jobs: None) -> None:
    """A6: the unique row decides."""
    done: list[int] = []
    schedule.hourly("count")(lambda: done.append(1))
    both = threading.Barrier(4)

    def scheduler() -> None:
        both.wait(5)
        schedule.run_due(NOON)
        connection.close()

    threads = [threading.Thread(target=scheduler) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert done == [1]


@pytest.mark.django_db(transaction=True)
def test_a_ticker_repeats_survives_failures_and_does_not_overlap(own_jobs: None) -> None:
    fine: list[int] = []
    running = threading.Semaphore(1)
    overlaps: list[int] = []
    go = threading.Event()

    def slow() -> None:
        if not running.acquire(blocking=False):
            overlaps.append(1)
        go.wait(5)
        running.release()

    schedule.every(0.02, name="fine")(lambda: fine.append(1))
    schedule.every(0.02, name="slow")(slow)
    schedule.every(0.02, name="bad")(lambda: 1 / 0)
    ticker = schedule.Ticker(schedule.ticks(in_worker=True))
    ticker.start()
    wait_until(lambda: len(fine) > 3)
    go.set()
    ticker.stop(seconds=5)
    assert not overlaps


def test_ticks_kept_from_workers_run_in_the_scheduler_only(own_jobs: None) -> None:
    schedule.every(5, name="all")(lambda: None)
    schedule.every(5, name="scheduler only", in_worker=False)(lambda: None)
    assert [tick.name for tick in schedule.ticks(in_worker=True)] == ["all"]
    assert len(schedule.ticks(in_worker=False)) == 2


def test_preparations_come_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_preparations", {})
    readiness.preparation("b", order=20)(lambda: None)
    readiness.preparation("a", order=10, background=True)(lambda: None)
    assert [(step.label, step.background) for step in readiness.preparations()] == [("a", True), ("b", False)]
