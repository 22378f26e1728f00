"""`make bench`: the load generator against the production set-up; prints one JSON object."""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import acknowledgement
from bench.conversations import ANSWERS, Crowd
from bench.figures import percentiles
from bench.load import Connections
from tests.rig.system import System
from tests.servers import running, wait_until

SIZES = (1, 10, 100, 1_000)
_GAP_S = 2.0  # between two messages of one person; real people are slower


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
    _warm(system)
    talks = {}
    for number, size in enumerate(SIZES[:3] if quick else SIZES):
        say(f"{size} conversations")
        talks[str(size)] = _talk(system, size, first=number * 10_000)
    memory = {process.name: round(process.memory_mb()) for process in system.product()}
    for name in ("worker1", "worker2", "scheduler"):
        system[name].kill()
    say("acknowledgement beside bare views")
    return {
        "cores": os.cpu_count(),
        "debounce_ms": 0,
        "at": talks,
        "memory_mb": memory,
        "acknowledgement": acknowledgement.compare(system, count=300 if quick else 2_000),
    }


def _warm(system: System) -> None:
    """A few conversations first: language model loaded, photos uploaded, connections open."""
    _talk(system, 8, first=90_000)


def _talk(system: System, size: int, *, first: int) -> dict[str, Any]:
    crowd = Crowd(size, first)
    before = system.stand_in.counters()["messages"]
    # A thousand people write 100 messages a second together; fewer write each second second.
    interval = max(_GAP_S, size / 100)

    async def run() -> Connections:
        connections = Connections(system.webhook, system.secret, 32)
        await crowd.talk(connections, interval=interval)
        return connections

    connections = asyncio.run(run())
    expected = before + size * len(ANSWERS)
    began = time.monotonic()
    try:
        wait_until(lambda: system.stand_in.counters()["messages"] >= expected, seconds=30)
    except TimeoutError:
        say(f"not everything was answered in {time.monotonic() - began:.0f} s")
    judged = crowd.judge(system.stand_in.taken())
    return judged | {
        "acknowledgement_ms": percentiles(connections.timings.seconds),
        "acknowledgement_codes": connections.timings.codes,
    }


if __name__ == "__main__":
    main()
