import os
import shutil
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

_APPLICATION = "chatbot.wsgi:application"


def gunicorn(*, bind: str, workers: int, threads: int) -> list[str]:
    """The command line of the default server."""
    memory = Path("/dev/shm")  # noqa: S108 - heartbeat files on a disk stall with the disk
    return [
        *("gunicorn", "--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)),
        # Loaded once before the port opens: a start takes half the time, and nobody waits in line for it meanwhile.
        "--preload",
        *("--bind", bind, "--graceful-timeout", "25", "--timeout", "60", "--keep-alive", "30"),
        *("--log-level", "warning", *(("--worker-tmp-dir", str(memory)) if memory.is_dir() else ())),
        _APPLICATION,
    ]


def granian(*, bind: str, workers: int, threads: int) -> list[str]:
    """The command line of the other server."""
    host, _, port = bind.rpartition(":")
    return [
        *("granian", "--interface", "wsgi", "--workers", str(workers), "--blocking-threads", str(threads)),
        *("--host", host, "--port", port, "--workers-kill-timeout", "25", "--log-level", "warning"),
        # Workers end when their idle threads have; the default of 30 s would use up the whole kill time-out.
        *("--blocking-threads-idle-timeout", "5"),
        _APPLICATION,
    ]


class Command(BaseCommand):
    help = "Serve HTTP in production: webhook, admin, health. Example: manage.py web --workers 2 --threads 8"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--server", choices=("gunicorn", "granian"), default="gunicorn")
        parser.add_argument("--workers", type=int, default=2, help="processes")
        parser.add_argument("--threads", type=int, default=8, help="threads a process")
        parser.add_argument("--bind", default=f"0.0.0.0:{settings.WEB_PORT}", help="address:port")

    def handle(self, *_: Any, **options: Any) -> None:
        line = granian if options["server"] == "granian" else gunicorn
        arguments = line(bind=options["bind"], workers=options["workers"], threads=options["threads"])
        folder = settings.VAR_DIR / f"metrics-{options['bind'].rpartition(':')[2]}"
        Path(str(settings.STATIC_ROOT)).mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
        os.execve(sys.executable, [sys.executable, "-m", *arguments], environment)  # noqa: S606
