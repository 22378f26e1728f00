"""System checks and `manage.py doctor`."""

import socket
from io import StringIO
from pathlib import Path
from typing import Any

import dramatiq
import pytest
from django.core.management import call_command
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker

from chatbot.operation import checks, diagnosis
from chatbot.operation.management.commands import web
from tests.operation.conftest import free_port


def test_a_small_body_limit_is_an_error(settings: Any) -> None:
    """Finding 6: Meta's webhooks may be 3 MB."""
    assert checks.body_limit() == []
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
    assert [message.id for message in checks.body_limit()] == ["operation.E001"]


def test_sqlite_is_an_error_in_production(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DATABASES, "default", {"ENGINE": "chatbot.operation.sqlite"})
    assert [message.id for message in checks.production_database()] == ["operation.E002"]
    monkeypatch.setitem(settings.DATABASES, "default", {"ENGINE": "django.db.backends.postgresql"})
    assert checks.production_database() == []


def test_the_queue_in_production_is_redis_with_soon_noticed_deaths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Finding 1: Dramatiq's own defaults notice a dead worker after minutes."""
    monkeypatch.setattr(dramatiq, "get_broker", lambda: StubBroker(middleware=[]))
    assert [message.id for message in checks.production_queue()] == ["operation.E003"]
    monkeypatch.setattr(dramatiq, "get_broker", lambda: RedisBroker(middleware=[]))
    assert [message.id for message in checks.production_queue()] == ["operation.E004"]
    ours = RedisBroker(middleware=[], maintenance_chance=1_000_000, heartbeat_timeout=10_000)
    monkeypatch.setattr(dramatiq, "get_broker", lambda: ours)
    assert checks.production_queue() == []


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("", False),
        ("redis://127.0.0.1:6379/0", False),
        ("unix:///run/redis.sock", False),
        ("rediss://:secret@redis.internal/0", False),
        ("redis://redis.internal/0", True),
    ],
)
def test_an_open_redis_is_warned_about(settings: Any, url: str, warned: bool) -> None:
    settings.REDIS_URL = url
    assert bool(checks.redis_password()) is warned


def test_lossy_commits_are_an_error(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"options": "-c synchronous_commit=off"}
    monkeypatch.setitem(settings.DATABASES, "default", {"OPTIONS": options})
    assert [message.id for message in checks.durable_commits()] == ["operation.E005"]


def test_embedded_keys_are_warned_about_in_production_checks(settings: Any) -> None:
    settings.APP_ENV = "embedded"
    assert checks.production_keys()
    settings.APP_ENV = "production"
    assert not checks.production_keys()


@pytest.fixture
def only_own_findings(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(diagnosis, "load_jobs", lambda: None)
    monkeypatch.setattr(diagnosis, "_migrations", lambda: diagnosis.Finding("migrations", True, ""))
    monkeypatch.setattr(diagnosis, "_settings", list)
    monkeypatch.setattr(diagnosis, "check_names", lambda: ["database"])
    settings.VAR_DIR = settings.MEDIA_ROOT = settings.ANALYTICS_DIR = tmp_path
    settings.FACILIAUTO_API_URL = ""


@pytest.mark.django_db(transaction=True)
def test_doctor_is_content(settings: Any, only_own_findings: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as provider:
        settings.WHATSAPP_API_URL = f"http://127.0.0.1:{provider.getsockname()[1]}"
        output = StringIO()
        call_command("doctor", stdout=output)
    assert "all well" in output.getvalue()


@pytest.mark.django_db(transaction=True)
def test_doctor_names_problems_and_hints_and_exits_1(settings: Any, only_own_findings: None) -> None:
    settings.WHATSAPP_API_URL = f"http://127.0.0.1:{free_port()}"
    settings.FIELD_ENCRYPTION_KEYS = "broken"
    settings.MEDIA_ROOT = Path("/proc/nowhere")
    output = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", stdout=output)
    assert ended.value.code == 1
    bad = [line for line in output.getvalue().splitlines() if "PROBLEM" in line]
    assert [line.split("  ")[0] for line in bad] == ["keys", "WhatsApp", "MEDIA_ROOT"]
    assert all("->" in line for line in bad)


@pytest.mark.parametrize("command", ["run", "web", "worker", "scheduler", "doctor"])
def test_each_command_helps_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command(command, "--help")
    assert f"manage.py {command}" in capsys.readouterr().out


def test_web_servers_drain_for_25_seconds() -> None:
    """A8."""
    assert "--graceful-timeout 25" in " ".join(web.gunicorn(bind="0.0.0.0:1", workers=2, threads=8))
    line = " ".join(web.granian(bind="0.0.0.0:8000", workers=2, threads=8))
    assert "--interface wsgi" in line
    assert "--host 0.0.0.0 --port 8000" in line
