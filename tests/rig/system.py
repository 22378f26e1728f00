"""The whole production set-up on one machine: web, workers, scheduler, databases, stand-in."""

import base64
import json
import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests import language_model
from tests.rig.http import get
from tests.rig.processes import Process
from tests.rig.stand_in import StandIn
from tests.servers import Servers, free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
_DROPPED = ("DATABASE_URL", "REDIS_URL", "APP_ENV", "VAR_DIR", "FACILIAUTO_API_URL", "WEB_PORT", "SIMULATOR")


@dataclass
class System:
    """What runs, and the environment it runs in. Settings are those of production, except addresses."""

    servers: Servers
    folder: Path
    database: str = "rig"
    workers: int = 2
    settings: dict[str, str] = field(default_factory=dict)
    web_options: tuple[str, ...] = ("--workers", "2", "--threads", "8")
    stand_in_options: tuple[str, ...] = ("--lenient",)
    processes: dict[str, Process] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def prepare(self) -> None:
        """Database, tables, cars, ports and secrets; nothing is started yet."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port, self.stand_in_port = free_port(), free_port()
        self.secret = secrets.token_hex(16)
        kept = {name: value for name, value in os.environ.items() if name not in _DROPPED}
        self.environment = kept | self._settings() | self.settings
        self.manage("migrate", "--verbosity", "0")
        self.manage("import_cars", str(ROOT / "chatbot/catalog/data/sample_stock.csv"), "--verbosity", "0")
        language_model.provide(self.folder / "var")
        self._declare()

    def _settings(self) -> dict[str, str]:
        key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        return {
            "APP_ENV": "production",
            "SIMULATOR": "",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "FIELD_ENCRYPTION_KEYS": f"k1:{key}",
            "LOOKUP_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "DATABASE_URL": self.servers.postgres.create(self.database),
            "REDIS_URL": self.servers.redis.url,
            "WHATSAPP_API_URL": f"http://127.0.0.1:{self.stand_in_port}",
            "WHATSAPP_APP_SECRET": self.secret,
            "WHATSAPP_VERIFY_TOKEN": secrets.token_hex(8),
            "WHATSAPP_ACCESS_TOKEN": secrets.token_hex(24),
            "WHATSAPP_PHONE_NUMBER_ID": "100000000000001,100000000000009",
            "WHATSAPP_BUSINESS_ACCOUNT_ID": "200000000000001",
            "ALLOWED_HOSTS": "127.0.0.1",
            "VAR_DIR": str(self.folder / "var"),
            "WEB_PORT": str(self.port),
            "TURN_DEBOUNCE_MS": "0",
        }

    def _declare(self) -> None:
        self.add("web", "web", "--bind", f"127.0.0.1:{self.port}", *self.web_options)
        for number in range(1, self.workers + 1):
            self.add(f"worker{number}", "worker")
        self.add("scheduler", "scheduler")
        playing = {"APP_ENV": "test", "SIMULATOR": "true", "VAR_DIR": str(self.folder / "stand-in")}
        self.add(
            "stand-in", "cloud_api", "--port", str(self.stand_in_port), "--webhook-url", self.webhook,
            "--concurrency", "8", *self.stand_in_options, environment=self.environment | playing,
        )  # fmt: skip

    def add(self, name: str, *command: str, environment: dict[str, str] | None = None) -> Process:
        """Declare a process that runs `manage.py` with this command."""
        line = [sys.executable, "manage.py", *command]
        log = self.folder / f"{name}.log"
        self.processes[name] = Process(name, line, environment or self.environment, log, ROOT)
        return self.processes[name]

    def __getitem__(self, name: str) -> Process:
        return self.processes[name]

    @property
    def webhook(self) -> str:
        """Where the webhooks go."""
        return f"http://127.0.0.1:{self.port}/webhook/whatsapp"

    @property
    def stand_in(self) -> StandIn:
        """The provider, to be asked what it took."""
        return StandIn(f"http://127.0.0.1:{self.stand_in_port}")

    def start(self, *names: str) -> None:
        """Start these, or all; returns when the web and the stand-in answer."""
        wanted = names or tuple(self.processes)
        for name in wanted:
            self.processes[name].start()
        if "stand-in" in wanted:
            self._wait("stand-in", f"http://127.0.0.1:{self.stand_in_port}/_emu/health")
        if "web" in wanted:
            self._wait("web", f"http://127.0.0.1:{self.port}/health")

    def _wait(self, name: str, address: str) -> None:
        process = self.processes[name]
        try:
            wait_until(lambda: get(address) == 200, seconds=40, what=f"{name} answers")
        except TimeoutError:
            raise AssertionError(f"{name} does not answer (exit {process.code}):\n{process.tail()}") from None

    def restart(self, name: str) -> None:
        """kill -9, and start again as a service manager does."""
        self.processes[name].kill()
        self.start(name)

    def worker_runs(self, *names: str) -> None:
        """Wait until one of these workers, or of all, has loaded what it needs and takes work."""
        wanted = [
            p
            for name, p in self.processes.items()
            if name.startswith("worker") and (not names or name in names)
        ]
        wait_until(
            lambda: any(process.has_said("worker: ") for process in wanted), seconds=60, what="a worker runs"
        )

    @property
    def poison(self) -> Path:
        """A PYTHONPATH under which one text crashes the process."""
        return ROOT / "tests/faults/poison"

    @contextmanager
    def supervised(self, *names: str) -> Iterator[None]:
        """Inside the block these are started again whenever they end, as systemd or Kubernetes does."""
        stop = threading.Event()

        def watch() -> None:
            while not stop.wait(0.1):
                self.start(*names)

        with ThreadPoolExecutor(1) as pool:
            watching = pool.submit(watch)
            try:
                yield
            finally:
                stop.set()
                watching.result(10)

    def product(self) -> list[Process]:
        """Every process of the product, without the stand-in."""
        return [process for name, process in self.processes.items() if name != "stand-in"]

    @property
    def kills(self) -> int:
        """How many kill -9 the product has met."""
        return sum(process.kills for process in self.product())

    def stop(self) -> None:
        """End everything, at once."""
        for process in self.processes.values():
            if process.alive:
                process.kill()

    def manage(self, *command: str, seconds: float = 180) -> str:
        """Run a documented command and return its output; AssertionError with its last words if it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, text=True,
            capture_output=True, timeout=seconds, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"manage.py {command[0]}: {(done.stderr or done.stdout)[-2000:]}"
        return done.stdout

    def conversations(self, *names: str) -> list[dict[str, Any]]:
        """`manage.py conversation_log`: what became of every message of these people."""
        return self._log(*names) if names else []

    def waiting(self) -> list[dict[str, Any]]:
        """The conversations in which something has not ended yet."""
        return self._log("--waiting")

    def conversation(self, name: str) -> dict[str, Any]:
        """One conversation, by phone or business-scoped id."""
        return self._log(name)[0]

    def _log(self, *arguments: str) -> list[dict[str, Any]]:
        told = self.manage("conversation_log", "--json", *arguments)
        return [json.loads(line) for line in told.splitlines() if line.startswith("{")]

    def connections(self) -> list[str]:
        """The state of each connection to the product's database, as PostgreSQL tells it."""
        with psycopg.connect(self.servers.postgres.url(), connect_timeout=2) as asked:
            rows = asked.execute(
                "SELECT COALESCE(state, '') FROM pg_stat_activity WHERE datname = %s", [self.database]
            )
            return [str(state) for (state,) in rows.fetchall()]

    def log_files(self) -> list[Path]:
        """Where the product and its servers write their logs."""
        servers = [self.servers.folder / "postgres.log", self.servers.folder / "redis.log"]
        return [path for path in [*(process.log for process in self.product()), *servers] if path.exists()]

    def logs(self) -> str:
        """Everything the product wrote."""
        return "\n".join(path.read_text(errors="replace") for path in self.log_files())
