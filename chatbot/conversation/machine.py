"""The table of moves: which state follows which, and nothing else. Checked when imported.

`transitions` is used as a table only (no model, no callbacks): handlers name a move, `after` looks up where it leads.
"""

from typing import Any

from transitions import Machine

INITIAL = "greeting"
STATES = (
    INITIAL,
    "consent",
    "collecting_profile",
    "recommending",
    "showing_recommendations",
    "car_details",
    "comparing",
    "financing",
    "booking_visit",
    "trade_in",
    "human_handoff",
    "rating",
    "closed",
)
BEFORE_CONSENT = (INITIAL, "consent", "closed")
# Where a customer with consent can be; from each of these every topic can be raised at any time.
TALKING = tuple(state for state in STATES if state not in (INITIAL, "consent"))
# Consent given in an earlier session is still good: a new session starts talking at once.
OPEN = (INITIAL, "consent", *TALKING)

_TABLE: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("stay", STATES, "="),
    ("ask_consent", BEFORE_CONSENT, "consent"),
    ("refuse", BEFORE_CONSENT, "closed"),
    ("collect", OPEN, "collecting_profile"),
    ("search", OPEN, "recommending"),
    ("show", OPEN, "showing_recommendations"),
    ("detail", OPEN, "car_details"),
    ("compare", OPEN, "comparing"),
    ("finance", OPEN, "financing"),
    ("visit", OPEN, "booking_visit"),
    ("trade", OPEN, "trade_in"),
    ("hand_off", OPEN, "human_handoff"),
    ("ask_rating", ("human_handoff",), "rating"),
    ("close", OPEN, "closed"),
)


class TableError(Exception):
    """The table of moves is wrong, or a move was asked for that it does not have."""


def _build() -> Machine:
    machine = Machine(model=None, states=list(STATES), initial=INITIAL, auto_transitions=False)
    for move, sources, target in _TABLE:
        machine.add_transition(move, list(sources), target)
    return machine


def _moves(machine: Machine) -> dict[tuple[str, str], str]:
    moves: dict[tuple[str, str], str] = {}
    for name, event in machine.events.items():
        for source, transitions in event.transitions.items():
            if len(transitions) != 1:
                raise TableError(f"{name} from {source} is not unique")
            moves[source, name] = transitions[0].dest or source
    return moves


def check(moves: dict[tuple[str, str], str], handlers: dict[str, Any] | None = None) -> None:
    """Raise TableError unless every state can be reached from the initial one and has a handler."""
    reached, waiting = {INITIAL}, [INITIAL]
    while waiting:
        state = waiting.pop()
        for (source, _), target in moves.items():
            if source == state and target not in reached:
                reached.add(target)
                waiting.append(target)
    if missing := set(STATES) - reached:
        raise TableError(f"unreachable: {sorted(missing)}")
    if handlers is not None and set(handlers) != set(STATES):
        raise TableError(f"states and handlers differ: {sorted(set(handlers) ^ set(STATES))}")


MACHINE = _build()
MOVES = _moves(MACHINE)
check(MOVES)


def after(state: str, move: str) -> str:
    """The state to which `move` leads from `state`; raises TableError where the table has no such move."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise TableError(f"no move {move!r} from {state!r}") from None


def diagram() -> str:
    """The table as a Mermaid state diagram, moves into one state joined in one label."""
    labels: dict[tuple[str, str], list[str]] = {}
    for (source, move), target in MOVES.items():
        if source != target:
            labels.setdefault((source, target), []).append(move)
    lines = [f"    {source} --> {target}: {', '.join(moves)}" for (source, target), moves in labels.items()]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {INITIAL}", *lines])
