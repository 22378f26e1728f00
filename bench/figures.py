"""Percentiles."""

from collections.abc import Sequence


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds."""
    ordered = sorted(seconds) or [0.0]
    return {
        f"p{share}": round(ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))] * 1000, 1)
        for share in (50, 95, 99)
    }
