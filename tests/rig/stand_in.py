"""The provider's side: what the Cloud API stand-in took, and how it is to behave."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.rig.http import ask

_MARKS = re.compile(r"R\$\s?(\d{1,3}(?:\.\d{3})+)")


@dataclass(frozen=True)
class Taken:
    """One message the provider accepted."""

    to: str
    type: str
    text: str
    out_id: str
    at: float

    @property
    def sums(self) -> list[int]:
        """Sums of money in it, in order."""
        return [int(found.replace(".", "")) for found in _MARKS.findall(self.text)]


class StandIn:
    """Talks to the control API of `manage.py cloud_api`."""

    def __init__(self, address: str) -> None:
        self.address = f"{address}/_emu"

    def reset(self) -> None:
        """Forget messages, faults and switches."""
        ask(f"{self.address}/reset", {})

    def config(self, **switches: Any) -> None:
        """Turn switches."""
        ask(f"{self.address}/config", switches)

    def faults(self, **fault: Any) -> None:
        """Ask for faults of the next sends."""
        ask(f"{self.address}/faults", fault)

    def inbound(self, **message: Any) -> dict[str, Any]:
        """A customer writes, by the stand-in's own webhook."""
        return ask(f"{self.address}/inbound", message)  # type: ignore[no-any-return]

    def taken(self, to: str = "", *, since: int = 0) -> list[Taken]:
        """What it accepted, in order; all, or without the first `since`."""
        query = f"?to={quote(to)}&since={since}"
        return [_taken(record) for record in ask(f"{self.address}/messages{query}")]

    def requests(self, path: str = "") -> list[dict[str, Any]]:
        """Every request it saw, refused ones included."""
        return ask(f"{self.address}/requests?path={quote(path)}")  # type: ignore[no-any-return]

    def counters(self) -> dict[str, Any]:
        """Its counters."""
        return ask(f"{self.address}/counters")  # type: ignore[no-any-return]


def _taken(record: dict[str, Any]) -> Taken:
    body = record.get("body", record)
    return Taken(
        to=str(body.get("to") or body.get("recipient") or ""),
        type=str(body.get("type", "")),
        text=json.dumps({k: v for k, v in body.items() if k not in ("to", "recipient")}, ensure_ascii=False),
        out_id=str(body.get("biz_opaque_callback_data", "")),
        at=float(record.get("at") or 0),
    )
