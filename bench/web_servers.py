"""`make bench-web`: web servers for the webhook of the real project, side by side; prints one JSON object.

Each server runs the production web process against the same PostgreSQL and Redis. The rounds go round robin, so
that noise of the machine meets all alike; medians are printed. Processor time a request hardly depends on noise.
"""

import argparse
import json
import os
import signal
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.__main__ import say
from bench.acknowledgement import bodies, measure
from tests.rig.http import get
from tests.rig.processes import Process
from tests.rig.system import System
from tests.servers import free_port, running, wait_until

CANDIDATES = {
    "gunicorn gthread 2 × 8": ("--server", "gunicorn", "--workers", "2", "--threads", "8"),
    "gunicorn gthread 2 × 4": ("--server", "gunicorn", "--workers", "2", "--threads", "4"),
    "granian wsgi 2 × 8": ("--server", "granian", "--workers", "2", "--threads", "8"),
    "granian wsgi 2 × 4": ("--server", "granian", "--workers", "2", "--threads", "4"),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.web_servers", epilog="example: python -m bench.web_servers --requests 500"
    )
    parser.add_argument("--requests", type=int, default=1_500, help="requests a server and round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running(durable=True, given=False) as servers:
        os.chmod(folder, 0o755)
        system = System(servers, Path(folder))
        say(f"preparing: {servers.describe()}")
        system.prepare()
        figures = _compare(system, requests=options.requests, rounds=options.rounds)
    print(json.dumps({"cores": os.cpu_count(), "servers": figures}, ensure_ascii=False, indent=1))


def _compare(system: System, *, requests: int, rounds: int) -> dict[str, Any]:
    started = {name: _start(system, name) for name in CANDIDATES}
    found: dict[str, list[dict[str, float]]] = {name: [] for name in CANDIDATES}
    try:
        for number in range(rounds + 1):
            for name, (process, address) in started.items():
                result = _round(process, address, system.secret, requests)
                if number:  # the first round warms up: connections, contacts, imports
                    found[name].append(result)
                    say(f"round {number}, {name}: {result['per_s']:.0f}/s, {result['cpu_ms']:.2f} ms CPU")
        return {
            name: {key: round(statistics.median(one[key] for one in results), 2) for key in results[0]}
            | {"memory_mb": round(started[name][0].memory_mb()), "stop_s": round(_stop(started[name][0]), 2)}
            for name, results in found.items()
        }
    finally:
        for process, _ in started.values():
            process.kill()


def _start(system: System, name: str) -> tuple[Process, str]:
    port = free_port()
    process = system.add(name, "web", "--bind", f"127.0.0.1:{port}", *CANDIDATES[name])
    process.start()
    wait_until(lambda: get(f"http://127.0.0.1:{port}/health") == 200, seconds=40, what=f"{name} answers")
    return process, f"http://127.0.0.1:{port}/webhook/whatsapp"


def _round(process: Process, address: str, secret: str, requests: int) -> dict[str, float]:
    before = process.cpu_seconds()
    result = measure(address, secret, bodies(requests, first=0))
    refused = sum(count for code, count in result["codes"].items() if code != 200)
    return {
        "per_s": result["per_s"],
        **{f"{name}_ms": value for name, value in result["ms"].items()},
        "cpu_ms": (process.cpu_seconds() - before) / requests * 1000,
        "refused": refused,
    }


def _stop(process: Process) -> float:
    began = time.monotonic()
    process.send(signal.SIGTERM, group=False)
    wait_until(lambda: not process.alive, seconds=60, what="exit after SIGTERM")
    return time.monotonic() - began


if __name__ == "__main__":
    main()
