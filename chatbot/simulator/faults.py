"""Faults on demand: the next k sends meet an error, a silence, a broken line."""

from dataclasses import dataclass

from chatbot.simulator.wire import Json

MODES = frozenset(
    [
        "error",
        "timeout_before",
        "timeout_after",
        "html",
        "empty",
        "garbage",
        "slow",
        "reset",
        "reset_after",
        "failed",
    ]
)


@dataclass
class Fault:
    """What happens to the next `left` sends (of one recipient, if `to` is given).

    `timeout_before` and `reset` lose the message, `timeout_after` and `reset_after` take it and lose the
    answer; `failed` takes it with 200 and lets it end as a failed status with `code`.
    """

    mode: str = "error"
    left: int = 1
    code: int = 131000
    status: int = 0
    to: str = ""
    hold_s: float | None = None


class Faults:
    """The waiting faults, oldest first."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, wish: Json) -> Fault:
        """Take one over from the control API; raises ValueError for an unknown mode."""
        mode = str(wish.get("mode") or "error")
        if mode not in MODES:
            raise ValueError(f"unknown mode {mode!r}; one of {', '.join(sorted(MODES))}")
        fault = Fault(
            mode=mode,
            left=int(wish.get("next", 1)),
            code=int(wish.get("code") or 131000),
            status=int(wish.get("status") or 0),
            to=str(wish.get("to") or ""),
            hold_s=float(wish["hold_s"]) if wish.get("hold_s") is not None else None,
        )
        self.waiting.append(fault)
        return fault

    def take(self, to: str) -> Fault | None:
        """The fault this send meets, counted down."""
        for fault in self.waiting:
            if not fault.to or fault.to == to:
                fault.left -= 1
                if fault.left <= 0:
                    self.waiting.remove(fault)
                return fault
        return None
