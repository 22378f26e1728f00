"""`manage.py run`: one line when the port is taken, one admin login for ever, steps in their order."""

import os
import socket
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from chatbot.operation import readiness
from chatbot.operation.management.commands.run import Command

ROOT = Path(__file__).resolve().parents[2]


def test_a_taken_port_ends_with_one_line_and_2(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = subprocess.run(
            [sys.executable, "manage.py", "run"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "WEB_PORT": port},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert port in ended.stderr


@pytest.mark.django_db
def test_the_admin_login_is_made_and_shown_once() -> None:
    output = StringIO()
    command = Command(stdout=output)
    command._create_admin()
    password = output.getvalue().split(" / ")[1].strip()
    assert get_user_model().objects.get(username="admin").check_password(password)
    command._create_admin()
    assert output.getvalue().count("admin / ") == 1


def test_a_failing_background_step_does_not_stop_serving(capsys: pytest.CaptureFixture[str]) -> None:
    step = readiness.Preparation("model", 1, lambda: 1 / 0, background=True)
    Command(stdout=StringIO())._in_background(step)


def test_a_step_shows_its_label() -> None:
    output, done = StringIO(), []
    step = readiness.Preparation("Carregando o catálogo", 1, lambda: done.append(1), background=False)
    Command(stdout=output)._prepare(step)
    assert done == [1]
    assert "Carregando o catálogo" in output.getvalue()
