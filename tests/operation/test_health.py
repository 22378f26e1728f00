"""/health, /ready, /metrics, and the short way past the middleware."""

import threading
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from chatbot.operation import metrics as measured
from chatbot.operation import middleware, readiness, views
from tests.operation.conftest import OwnRedis

pytestmark = pytest.mark.urls("chatbot.operation.urls")


@pytest.fixture(autouse=True)
def _without_other_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "load_jobs", lambda: None)


@pytest.fixture
def own_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_checks", {})


def test_health_asks_nobody(client: Client) -> None:
    """Passes without a database: pytest would refuse the access."""
    response = client.get("/health")
    assert (response.status_code, response.content) == (200, b"ok")


def test_ready_names_what_fails(client: Client, own_checks: None) -> None:
    readiness.readiness("well")(lambda: readiness.Check(True))
    readiness.readiness("ill")(lambda: readiness.Check(False, "no model"))
    readiness.readiness("broken")(lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    response = client.get("/ready")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "failing": {"ill": "no model", "broken": "ZeroDivisionError"},
    }


def test_ready_when_all_is_well(client: Client, own_checks: None) -> None:
    readiness.readiness("well")(lambda: readiness.Check(True))
    assert client.get("/ready").json() == {"ready": True, "failing": {}}


def test_a_check_that_hangs_is_not_waited_for(own_checks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_CHECK_SECONDS", 0.05)
    never = threading.Event()
    readiness.readiness("hangs")(lambda: readiness.Check(never.wait(5)))
    assert not readiness.run_check("hangs").ok
    never.set()


@pytest.mark.django_db(transaction=True)
def test_database_and_redis_are_checked(settings: Any, own_redis: OwnRedis) -> None:
    settings.REDIS_URL = own_redis.url
    assert readiness.run_check("database").ok
    assert readiness.run_check("redis").ok
    own_redis.kill()
    assert not readiness.run_check("redis").ok


def test_an_old_queue_is_not_ready_and_is_measured(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "_backlogs", {"inbox": lambda: 3600.0, "outbox": lambda: 1.0})
    outcome = readiness.run_check("queue age")
    assert (outcome.ok, outcome.detail) == (False, "inbox: 3600 s")
    page = client.get("/metrics").content.decode()
    assert 'assistant_queue_age_seconds{queue="inbox"} 3600.0' in page
    assert "assistant_bare_request_seconds_count" in page


def test_metrics_answer_without_ages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "_backlogs", {"inbox": lambda: 1 / 0})
    assert client.get("/metrics").status_code == 200


def test_machine_paths_pass_no_other_middleware() -> None:
    def unreachable(_: HttpRequest) -> HttpResponse:
        raise AssertionError("other middleware was asked")

    request = HttpRequest()
    request.path_info = "/health"
    assert middleware.bare_paths(unreachable)(request).status_code == 200


@pytest.mark.parametrize(
    ("given", "kept"), [("abc-12345", True), ("short", False), ("x" * 65, False), ("a b\tc d e f", False)]
)
def test_a_request_id_is_kept_only_if_it_is_harmless(client: Client, given: str, kept: bool) -> None:
    answered = client.get("/health", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert (answered == given) is kept
    assert 8 <= len(answered) <= 64
