"""The figures of a fault run: one JSON line a row while it runs, one table in the documentation afterwards (3.3)."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.rig.verdict import Verdict

VARIABLE = "FAULTS_RESULTS"
_BEGIN, _END = "<!-- faults: begin -->", "<!-- faults: end -->"
_COLUMNS = {
    "date": "date", "row": "row", "result": "result", "kills": "kills", "accepted": "accepted", "turns": "turns",
    "attempts": "attempts", "taken": "taken", "doubts": "doubts", "duplicates": "duplicates", "lost": "lost",
    "recovery_s": "recovery s", "doubtful_s": "in doubt s", "ack_p99_ms": "ack p99 ms",
}  # fmt: skip


def note(row: str, *, passed: bool, verdict: Verdict | None) -> None:
    """Append one row to the file that the suite named, if it named one."""
    target = os.environ.get(VARIABLE)
    if not target:
        return
    figures = asdict(verdict or Verdict())
    record = {"date": time.strftime("%Y-%m-%d"), "row": row, "result": "pass" if passed else "FAIL"} | figures
    with Path(target).open("a") as file:
        file.write(json.dumps(record) + "\n")


def write_table(results: Path, page: Path, *, machine: str) -> None:
    """Replace the table between the two marks of the page; failing rows stay in it."""
    records = [json.loads(line) for line in results.read_text().splitlines()] if results.exists() else []
    before, _, rest = page.read_text().partition(_BEGIN)
    _, mark, after = rest.partition(_END)
    if not mark:
        raise ValueError(f"{page} has no marks {_BEGIN} and {_END}")
    table = "\n".join([_line(_COLUMNS), _line(dict.fromkeys(_COLUMNS, "---")), *map(_line, records)])
    page.write_text(f"{before}{_BEGIN}\n{machine}\n\n{table}\n{_END}{after}")


def _line(record: Mapping[str, Any]) -> str:
    cells = (record.get(name, "") for name in _COLUMNS)
    return "| " + " | ".join(f"{cell:.1f}" if isinstance(cell, float) else str(cell) for cell in cells) + " |"
