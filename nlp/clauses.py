"""Clauses of a message, and the runs of neighbouring clauses in which one intent may be said."""

import re

Span = tuple[int, int]
"""First clause and the clause behind the last."""

MOST = 10
"""Clauses that are kept apart; the rest of a longer message is one."""
LONGEST = 3
"""Clauses that a run may join: an intent with its reason is rarely longer."""

_SPLIT = re.compile(
    r"""(?<=[?!.;\n])\s*              # behind a sentence or line
    | ,(?!\d)\s*                      # a comma that is no decimal one
    | \ (?=(?:e|mas|ai|tambem|so\ que|porque|porem|queria|quero|me\ manda|me\ diz|inclusive)\b\ )""",
    re.VERBOSE,
)
_SAYS = re.compile(r"[a-z0-9]|[^\x00-\x7f]")


def clauses(text: str) -> list[str]:
    """Clauses of a normalised text in their order; never empty.

    >>> clauses("qual o km do argo e da pra financiar?")
    ['qual o km do argo', 'e da pra financiar?']
    """
    found: list[str] = []
    for part in _SPLIT.split(text):
        part = part.strip()
        if _SAYS.search(part):
            found.append(part)
        elif found:
            found[-1] += part
    if len(found) > MOST:
        found = [*found[: MOST - 1], " ".join(found[MOST - 1 :])]
    return found or [text]


def runs(count: int) -> list[Span]:
    """Spans of up to `LONGEST` neighbours among `count` clauses, without the whole message."""
    return [
        (start, end)
        for start in range(count)
        for end in range(start + 1, min(count, start + LONGEST) + 1)
        if (start, end) != (0, count)
    ]
