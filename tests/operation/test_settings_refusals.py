"""Wrong settings: one line on standard error and exit code 2, before anything is touched."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = "k1:" + base64.urlsafe_b64encode(bytes(32)).decode()
PRODUCTION = {
    "APP_ENV": "production",
    "SECRET_KEY": "s" * 60,
    "FIELD_ENCRYPTION_KEYS": KEY,
    "LOOKUP_KEY": "l" * 44,
    "DATABASE_URL": "postgresql://bot:secret@db.internal:5432/bot",
    "REDIS_URL": "rediss://:secret@redis.internal:6379/0",
    "WHATSAPP_APP_SECRET": "a",
    "WHATSAPP_VERIFY_TOKEN": "v",
    "WHATSAPP_ACCESS_TOKEN": "t",
    "WHATSAPP_PHONE_NUMBER_ID": "1",
    "ALLOWED_HOSTS": "bot.example.com",
}


def read_settings(folder: Path, given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Import the settings alone in a fresh process."""
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(folder / "var")} | given
    return subprocess.run(
        [sys.executable, "-c", "import chatbot.settings"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"WEB_PORT": "abc"}, "WEB_PORT"),
        ({"WEB_PORT": "0"}, "WEB_PORT"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://localhost:port/x"}, "DATABASE_URL"),
        ({"REDIS_URL": "http://localhost"}, "REDIS_URL"),
        ({"TURN_DEBOUNCE_MS": "-1"}, "TURN_DEBOUNCE_MS"),
        ({"WHATSAPP_API_URL": "graph.facebook.com"}, "WHATSAPP_API_URL"),
        ({"WHATSAPP_API_VERSION": "26"}, "WHATSAPP_API_VERSION"),
        ({"WHATSAPP_PHONE_NUMBER_ID": "1,,2"}, "WHATSAPP_PHONE_NUMBER_ID"),
        ({"WHATSAPP_PHONE_NUMBER_ID": "+55 11 98765-4321"}, "WHATSAPP_PHONE_NUMBER_ID"),
        ({"WHATSAPP_ACCESS_TOKEN_FILE": "/nowhere/token"}, "WHATSAPP_ACCESS_TOKEN_FILE"),
        (PRODUCTION | {"WHATSAPP_ACCESS_TOKEN": ""}, "WHATSAPP_ACCESS_TOKEN"),
        ({"FIELD_ENCRYPTION_KEYS": "no-colon"}, "FIELD_ENCRYPTION_KEYS"),
        ({"FIELD_ENCRYPTION_KEYS": "k1:dG9vIHNob3J0"}, "FIELD_ENCRYPTION_KEYS"),
        ({"FIELD_ENCRYPTION_KEYS": "k1:!!not base64!!"}, "FIELD_ENCRYPTION_KEYS"),
        ({"FIELD_ENCRYPTION_KEYS": " , "}, "FIELD_ENCRYPTION_KEYS"),
        ({"APP_ENV": "production"}, "SECRET_KEY"),
        (PRODUCTION | {"FIELD_ENCRYPTION_KEYS": ""}, "FIELD_ENCRYPTION_KEYS"),
        (PRODUCTION | {"DATABASE_URL": "sqlite:///x.sqlite3"}, "PostgreSQL"),
        (PRODUCTION | {"SIMULATOR": "1"}, "SIMULATOR"),
        (PRODUCTION | {"DEBUG": "1"}, "DEBUG"),
        ({"VAR_DIR": "/proc/nowhere"}, "VAR_DIR"),
    ],
)
def test_nonsense_is_refused_in_one_line(tmp_path: Path, given: dict[str, str], named: str) -> None:
    """A14."""
    ended = read_settings(tmp_path, given)
    assert ended.returncode == 2, ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert named in ended.stderr
    assert ended.stdout == ""
    assert not (tmp_path / "var").exists()
    assert "secret@" not in ended.stderr


@pytest.mark.parametrize("given", [{}, PRODUCTION], ids=["embedded", "production"])
def test_sense_is_accepted(tmp_path: Path, given: dict[str, str]) -> None:
    ended = read_settings(tmp_path, given)
    assert ended.returncode == 0, ended.stderr
