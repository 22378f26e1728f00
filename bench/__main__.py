"""`make bench`: the load generator against the production set-up; prints one JSON object."""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import acknowledgement
from bench.conversations import JOURNEY, Crowd
from bench.figures import percentiles
from bench.load import Connections
from tests.rig.processes import cpu_seconds, with_children
from tests.rig.system import System
from tests.servers import running, wait_until

SIZES = (1, 10, 100, 1_000)
CROWD = 300
_GAP_S = 5.0  # between two messages of one person: somebody who reads and types quickly


def say(text: str) -> None:
    """Progress, apart from the figures."""
    print(f"• {text}", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", epilog="example: python -m bench --quick")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it works")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running(durable=True, given=False) as servers:
        os.chmod(folder, 0o755)
        system = System(servers, Path(folder), stand_in_options=("--lenient",))
        say(f"preparing: {servers.describe()}")
        system.prepare()
        try:
            figures = _measure(system, quick=options.quick)
        finally:
            system.stop()
    print(json.dumps(figures, ensure_ascii=False, indent=1))


def _measure(system: System, *, quick: bool) -> dict[str, Any]:
    system.start()
    _talk(
        system, 8, first=90_000, interval=_GAP_S
    )  # language model loaded, photos uploaded, connections open
    talks = {}
    for number, size in enumerate(SIZES[:3] if quick else SIZES):
        say(f"{size} conversations")
        # A thousand people write 100 messages a second together.
        interval = max(_GAP_S, size / 100)
        talks[str(size)] = {"offered_per_s": round(size / interval, 1)} | _talk(
            system, size, first=number * 10_000, interval=interval
        )
    size = 100 if quick else CROWD
    say(f"{size} conversations at once, as fast as they are answered")
    capacity = _talk(system, size, first=60_000, interval=0.5)
    memory = {process.name: round(process.memory_mb()) for process in system.product()}
    for name in ("worker1", "worker2", "scheduler"):
        system[name].kill()
    say("acknowledgement beside bare views")
    return {
        "cores": os.cpu_count(),
        "debounce_ms": 0,
        "at": talks,
        "capacity": capacity,
        "memory_mb": memory,
        "acknowledgement": acknowledgement.compare(system, count=300 if quick else 2_000),
    }


def _talk(system: System, size: int, *, first: int, interval: float) -> dict[str, Any]:
    """Everybody has the whole conversation; latencies, what went wrong, and the processor time of a turn."""
    crowd = Crowd(size, first)
    before = system.stand_in.counters()["messages"]
    spent = _processor_time(system)
    connections = Connections(system.webhook, system.secret, 32)

    def wait_for(answers: int) -> None:
        try:
            wait_until(lambda: system.stand_in.counters()["messages"] >= before + answers, seconds=60)
        except TimeoutError:
            say("not everything was answered within 60 s")

    async def run() -> float:
        return await crowd.talk(
            connections, interval=interval, answered=lambda answers: asyncio.to_thread(wait_for, answers)
        )

    busy = asyncio.run(run())
    turns = size * len(JOURNEY)
    used = {name: value - spent[name] for name, value in _processor_time(system).items()}
    return crowd.judge(system.stand_in.taken()) | {
        "turns_per_s": round(turns / busy, 1),
        "acknowledgement_ms": percentiles(connections.timings.seconds),
        "acknowledgement_codes": connections.timings.codes,
        "cpu_ms_per_turn": {name: round(value / turns * 1000, 2) for name, value in used.items()},
    }


def _processor_time(system: System) -> dict[str, float]:
    """Seconds of processor time so far: the product's processes, the databases, the provider's stand-in."""
    found = {name: process.cpu_seconds() for name, process in system.processes.items()}
    for name, server in (("postgres", system.servers.postgres), ("redis", system.servers.redis)):
        found[name] = sum(map(cpu_seconds, with_children(server.pid))) if server.pid else 0.0
    return found


if __name__ == "__main__":
    main()
