"""Counters, and ages of queues which the rooms tell when asked."""

from collections.abc import Callable, Iterable

import structlog
from prometheus_client import Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

_log = structlog.get_logger(__name__)

HINTS = Counter("assistant_hints_total", "Wake-up hints by what became of them", ["outcome"])
ALERTS = Counter("assistant_alerts_total", "Technical alerts raised", ["kind", "severity"])
TICKS = Counter("assistant_ticks_total", "Runs of periodic work", ["name", "outcome"])
BARE_SECONDS = Histogram(
    "assistant_bare_request_seconds",
    "Time to answer webhook and health requests",
    ["path", "status"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)

Age = Callable[[], float]
_backlogs: dict[str, Age] = {}


def backlog(name: str) -> Callable[[Age], Age]:
    """Register a function telling how many seconds the oldest waiting item has waited (0.0: none)."""

    def register(function: Age) -> Age:
        _backlogs[name] = function
        return function

    return register


def backlog_ages() -> dict[str, float]:
    """The age of each registered queue in seconds; raises what the functions raise."""
    return {name: function() for name, function in _backlogs.items()}


class BacklogCollector(Collector):
    """Asks for the ages when the metrics page is read; without a database the page still answers."""

    def collect(self) -> Iterable[Metric]:
        family = GaugeMetricFamily(
            "assistant_queue_age_seconds", "How long the oldest waiting item has waited", labels=["queue"]
        )
        try:
            for name, age in backlog_ages().items():
                family.add_metric([name], age)
        except Exception as error:  # noqa: BLE001 - a metrics page without ages is better than none
            _log.warning("queue_age_unknown", error=type(error).__name__)
        yield family
