"""What `manage.py doctor` tries out."""

import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import run_checks
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from chatbot.operation.broker import load_jobs
from chatbot.operation.readiness import check_names, run_check
from chatbot.vault import services as vault

_REACH_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing tried, how it went, and what to do if badly."""

    name: str
    ok: bool
    detail: str
    hint: str = ""


_HINTS = {
    "database": "is the server of DATABASE_URL up, and are name and password right?",
    "redis": "is the server of REDIS_URL up? Without it replies come later but come",
    "queue age": "is a worker running? manage.py worker",
}


def findings() -> list[Finding]:
    """Try everything; takes a few seconds at most when things are away."""
    load_jobs()
    found = [_registered(name) for name in check_names()]
    database_ok = all(finding.ok for finding in found if finding.name == "database")
    found.append(_migrations() if database_ok else Finding("migrations", False, "no database"))
    found += [_keys(), *_reachable(), *_folders(), *_settings()]
    return found


def _registered(name: str) -> Finding:
    outcome = run_check(name)
    return Finding(name, outcome.ok, outcome.detail, _HINTS.get(name, "see the log"))


def _migrations() -> Finding:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Finding("migrations", False, type(error).__name__, "manage.py migrate")
    return Finding("migrations", not waiting, f"{len(waiting)} not applied", "manage.py migrate")


def _keys() -> Finding:
    try:
        whole = vault.unseal(vault.seal(b"probe", place="doctor"), place="doctor") == b"probe"
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the keys is the finding
        return Finding("keys", False, type(error).__name__, "FIELD_ENCRYPTION_KEYS=NAME:BASE64 of 32 bytes")
    return Finding("keys", whole, "seal and unseal", "FIELD_ENCRYPTION_KEYS")


def _reachable() -> Iterator[Finding]:
    yield _reach("WhatsApp", settings.WHATSAPP_API_URL, "WHATSAPP_API_URL")
    if settings.FACILIAUTO_API_URL:
        yield _reach("FacilIAuto", settings.FACILIAUTO_API_URL, "FACILIAUTO_API_URL")
    else:
        yield Finding("FacilIAuto", True, "embedded catalogue")


def _reach(name: str, address: str, variable: str) -> Finding:
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if settings.SIMULATOR_ON and parts.path.startswith("/simulador/"):
        return Finding(name, True, "simulator of this installation")
    try:
        socket.create_connection((parts.hostname or "", port), _REACH_SECONDS).close()
    except OSError as error:
        detail = f"{parts.hostname}:{port} {type(error).__name__}"
        return Finding(name, False, detail, f"check {variable} and the network")
    return Finding(name, True, f"{parts.hostname}:{port} reachable")


def _folders() -> Iterator[Finding]:
    folders = {
        "VAR_DIR": settings.VAR_DIR,
        "MEDIA_ROOT": settings.MEDIA_ROOT,
        "ANALYTICS_DIR": settings.ANALYTICS_DIR,
    }
    for name, folder in folders.items():
        yield Finding(name, _writable(Path(folder)), str(folder), "make it writable for this user")


def _writable(folder: Path) -> bool:
    nearest = next((place for place in (folder, *folder.parents) if place.exists()), folder)
    try:
        with tempfile.TemporaryFile(dir=nearest):
            return True
    except OSError:
        return False


def _settings() -> list[Finding]:
    try:
        return list(_checked())
    except Exception as error:  # noqa: BLE001 - a check that breaks is itself what is wrong
        return [Finding("settings", False, type(error).__name__, "manage.py check")]


def _checked() -> Iterator[Finding]:
    production = settings.APP_ENV == "production"
    problems = [
        message for message in run_checks(include_deployment_checks=production) if message.is_serious()
    ]
    if not problems:
        yield Finding("settings", True, settings.APP_ENV)
    for problem in problems:
        yield Finding(f"settings {problem.id}", False, str(problem.msg), str(problem.hint or ""))
