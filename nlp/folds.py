"""Groups of writers that are left out of a fit together, and the processes that fit side by side."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from typing import Any

FOLDS = 2
"""Groups at most: leaving each writer out alone reads no better and takes several times as long."""
_MOST = 4
"""Processes at most: each takes about 500 MB."""
_MANY = 3000
"""Messages from which further processes pay for their start."""


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def processes(messages: int) -> Iterator[Executor | None]:
    """Processes for so many messages; None where one alone is as fast.

    Not threads: liblinear draws from one source of chance in a process, and threads would mix their draws. Started
    anew, not forked: the running program may have threads that hold locks.
    """
    if messages < _MANY or cores() < 2:
        yield None
        return
    with ProcessPoolExecutor(min(_MOST, cores()), mp_context=get_context("spawn")) as pool:
        yield pool


def voices(writers: Iterable[str], most: int = FOLDS) -> list[frozenset[str]]:
    """Writers in groups of about as many messages each, the same for the same writers.

    >>> [sorted(one) for one in voices(["a", "a", "a", "b", "c"], most=2)]
    [['a'], ['b', 'c']]
    """
    sizes = Counter(writers)
    groups: list[list[str]] = [[] for _ in range(min(most, len(sizes)))]
    for writer in sorted(sizes, key=lambda one: (-sizes[one], one)):
        least = min(groups, key=lambda group: sum(sizes[one] for one in group))
        least.append(writer)
    return [frozenset(group) for group in groups]


def each(
    pool: Executor | None, work: Callable[..., Any], given: Sequence[Any], chunk: int = 1
) -> Iterator[Any]:
    """Results of `work` in the order of what is given, by the processes if there are any."""
    return map(work, given) if pool is None else pool.map(work, given, chunksize=chunk)


def soon(pool: Executor | None, work: Callable[..., Any], *given: Any) -> Callable[[], Any]:
    """Begin `work(*given)` beside the caller if there are processes; a call waits for its result."""
    return partial(work, *given) if pool is None else pool.submit(work, *given).result
