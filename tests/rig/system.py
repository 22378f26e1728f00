"""The whole production set-up on one machine: web, workers, scheduler, databases, stand-in."""

import base64
import json
import os
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
        self.manage("nlu", "train")
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
            "WHATSAPP_PHONE_NUMBER_ID": "100000000000001",
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

    def manage(self, *command: str) -> str:
        """Run a documented command and return its output; AssertionError with its last words if it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, text=True,
            capture_output=True, timeout=180, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"manage.py {command[0]}: {(done.stderr or done.stdout)[-2000:]}"
        return done.stdout

    def conversations(self) -> list[dict[str, Any]]:
        """`manage.py conversation_log --all`: what became of every message, per contact."""
        told = self.manage("conversation_log", "--all", "--json", "--texts")
        return [json.loads(line) for line in told.splitlines() if line.startswith("{")]

    def conversation(self, name: str) -> dict[str, Any]:
        """The same for one phone or business-scoped id."""
        told = self.manage("conversation_log", name, "--json", "--texts")
        return json.loads(next(line for line in told.splitlines() if line.startswith("{")))  # type: ignore[no-any-return]

    def logs(self) -> str:
        """Everything the product wrote."""
        return "\n".join(
            process.log.read_text(errors="replace") for process in self.product() if process.log.exists()
        )
