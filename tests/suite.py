"""Runs the suite on SQLite and on real servers; `--only faults` kills real processes; `python -m tests.suite`."""

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.rig import report
from tests.servers import NoServerError, Servers, running

ROOT = Path(__file__).resolve().parent.parent
_REDIS_DATABASE = "/1"


@dataclass(frozen=True)
class Lane:
    """One run of pytest."""

    name: str
    select: str
    environment: dict[str, str]
    measured: bool = True
    folder: str = ""


@dataclass(frozen=True)
class Result:
    """How it ended, with pytest's own closing line."""

    lane: Lane
    code: int
    closing: str


def main() -> int:
    """Run the lanes that were asked for; 0 when all passed and coverage holds."""
    parser = argparse.ArgumentParser(prog="python -m tests.suite")
    parser.add_argument("--only", choices=("sqlite", "real", "faults"), action="append")
    parser.add_argument("--no-coverage", action="store_true")
    parser.add_argument("--table", type=Path, help="write the figures of the faults into this page")
    parser.add_argument("rest", nargs="*", help="passed to pytest")
    options = parser.parse_args()
    wanted = options.only or ["sqlite", "real"]
    try:
        with running() as servers:
            say(servers.describe())
            with tempfile.TemporaryDirectory(prefix="assistant-faults-") as folder:
                figures = Path(folder) / "rows.jsonl"
                os.environ[report.VARIABLE] = str(figures)
                results = _run_lanes(wanted, servers, options)
                _publish(figures, options, servers)
    except NoServerError as error:
        say(f"FAILED: {error}")
        return 2
    whole = not options.only and not options.rest and not options.no_coverage
    covered = _coverage() if whole else 0
    say("\n".join(f"{result.lane.name}: {result.closing}" for result in results))
    if covered:
        say("FAILED: coverage is below the limit of pyproject.toml")
    return max([result.code for result in results] + [covered])


def _publish(results: Path, options: argparse.Namespace, servers: Servers) -> None:
    """Write the table of the faults, if asked to."""
    if options.table:
        machine = f"{os.cpu_count()} cores, {servers.describe()}; `make faults`."
        report.write_table(results, options.table, machine=machine)
        say(f"figures in {options.table}")


def say(text: str) -> None:
    """Print at once, so that it stands in order with pytest's own output."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _run_lanes(wanted: list[str], servers: Servers, options: argparse.Namespace) -> list[Result]:
    for old in ROOT.glob(".coverage*"):
        old.unlink()
    lanes = {lane.name: lane for lane in _lanes(servers)}
    return [
        _run(lanes[name], rest=options.rest, coverage=not options.no_coverage)
        for name in wanted
    ]  # fmt: skip


def _lanes(servers: Servers) -> list[Lane]:
    described = {"TEST_SERVERS": servers.describe()}
    real = described | {
        "DATABASE_URL": servers.postgres.url("assistant"),
        "REDIS_URL": servers.redis.url.rpartition("/")[0] + _REDIS_DATABASE,
    }
    return [
        Lane("sqlite", "not faults and not servers", {"TEST_SERVERS": "servers: SQLite, in-process queue"}),
        Lane("real", "not faults and not browser", real),
        Lane("faults", "faults", described, measured=False, folder="tests/faults"),
    ]


def _run(lane: Lane, *, rest: list[str], coverage: bool) -> Result:
    """One pytest process with an environment of its own; its output is passed on as it comes."""
    kept = {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "APP_ENV", "VAR_DIR")
    }
    measured = lane.measured and coverage
    begin = ["-m", "coverage", "run", "-m", "pytest"] if measured else ["-m", "pytest"]
    folder = [lane.folder] if lane.folder and not any(part.startswith("tests/") for part in rest) else []
    line = [sys.executable, *begin, "-m", lane.select, *folder, *rest]
    say(f"\n=== {lane.name}: {lane.environment['TEST_SERVERS']}")
    closing = "did not finish"
    with tempfile.TemporaryDirectory(prefix="assistant-tests-") as folder:
        environment = kept | lane.environment | {
            "VAR_DIR": folder, "COVERAGE_FILE": str(ROOT / f".coverage.{lane.name}"), "PY_COLORS": "0",
        }  # fmt: skip
        with subprocess.Popen(
            line, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process:
            for text in process.stdout or ():
                sys.stdout.write(text)
                sys.stdout.flush()
                closing = text.strip() or closing
    return Result(lane, process.returncode, closing)


def _coverage() -> int:
    """Both measured runs together; the limit stands in pyproject.toml."""
    coverage = [sys.executable, "-m", "coverage"]
    combined = subprocess.run([*coverage, "combine", "--quiet"], cwd=ROOT, check=False).returncode
    report = [*coverage, "report", "--skip-covered"]
    return combined or subprocess.run(report, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
