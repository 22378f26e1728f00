"""How fast webhooks are acknowledged, beside bare views on the same server."""

import asyncio
import json
import sys
from typing import Any

import psycopg

from bench.figures import percentiles
from bench.load import Connections, saturate
from tests.rig.gun import envelope, text_message, value
from tests.rig.http import get
from tests.rig.processes import Process
from tests.rig.system import ROOT, System
from tests.servers import free_port, wait_until

AT_ONCE = 16
PEOPLE = 500


def bodies(count: int, *, first: int) -> list[bytes]:
    """Distinct one-message webhooks of 500 customers."""
    phones = [f"55119{70000000 + first + number % PEOPLE}" for number in range(count)]
    return [
        json.dumps(envelope(value([text_message(phone, "tem hb20 automático?")]))).encode()
        for phone in phones
    ]


def measure(address: str, secret: str, posts: list[bytes]) -> dict[str, Any]:
    """Throughput and latency of one address, saturated by 16 connections."""

    async def run() -> dict[str, Any]:
        connections = Connections(address, secret, AT_ONCE)
        seconds = await saturate(connections, posts, at_once=AT_ONCE)
        return {
            "per_s": round(len(posts) / seconds, 1),
            "ms": percentiles(connections.timings.seconds),
            "codes": connections.timings.codes,
        }

    return asyncio.run(run())


def compare(system: System, *, count: int, rounds: int = 3) -> dict[str, Any]:
    """The product's webhook (web process only) and the bare views, in turn, several rounds; medians and ratios."""
    bare, port = _bare(system)
    addresses = {
        "webhook": system.webhook,
        "bare_check": f"http://127.0.0.1:{port}/check",
        "bare_insert": f"http://127.0.0.1:{port}/insert",
    }
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in addresses}
    try:
        for turn in range(rounds + 1):
            for name, address in addresses.items():
                result = measure(address, system.secret, bodies(count, first=turn * 1_000))
                if turn:  # the first round warms up: connections, contacts, imports
                    found[name].append(result)
    finally:
        bare.kill()
    middle = {
        name: sorted(results, key=lambda one: one["per_s"])[len(results) // 2]
        for name, results in found.items()
    }
    ours = middle["webhook"]["per_s"]
    ratios = {name: round(ours / middle[name]["per_s"], 2) for name in ("bare_check", "bare_insert")}
    return middle | {"ratio_to": ratios}


def _bare(system: System) -> tuple[Process, int]:
    with psycopg.connect(system.environment["DATABASE_URL"], autocommit=True) as database:
        database.execute("CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, body bytea NOT NULL)")
    port = free_port()
    line = [
        sys.executable, "-m", "gunicorn", "bench.bare:application", "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", *system.web_options,
    ]  # fmt: skip
    process = Process("bare", line, system.environment, system.folder / "bare.log", ROOT)
    process.start()
    wait_until(lambda: get(f"http://127.0.0.1:{port}/check") == 401, seconds=20, what="bare view answers")
    return process, port
