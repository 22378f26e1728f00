"""The door of the catalogue: recommendations, cars, feedback, synchronisation and import.

Behind it stands FacilIAuto over HTTP when `FACILIAUTO_API_URL` is set, else our own stock.
"""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import structlog
from django.conf import settings
from django.utils import timezone

from chatbot.catalog.embedded import Embedded
from chatbot.catalog.faciliauto import provider_for
from chatbot.catalog.importing import import_file as _import_file
from chatbot.catalog.provider import Provider
from chatbot.catalog.synchronising import synchronise_from
from chatbot.catalog.values import (
    ACTIONS,
    Answer,
    Car,
    CatalogUnavailable,
    Feedback,
    ImportReport,
    LineProblem,
    Match,
    Shop,
    SyncReport,
    Wish,
)

__all__ = [
    "Answer", "Car", "CatalogUnavailable", "Feedback", "ImportReport", "LineProblem", "Match", "Shop",
    "SyncReport", "Wish", "find_car", "find_cars", "import_file", "recommend", "refine", "send_feedback",
    "synchronise",
]  # fmt: skip

_log = structlog.get_logger(__name__)


def _provider() -> Provider:
    """The source the settings name; asked for at every call, so that a changed setting holds at once."""
    address = settings.FACILIAUTO_API_URL
    return provider_for(address) if address else Embedded()


def recommend(*, wish: Wish, exclude: Collection[str] = (), limit: int = 5) -> Answer:
    """At most `limit` cars for a wish, without those of `exclude`; `budget_max` is never exceeded (R3.1).

    Raises CatalogUnavailable when the source is down and no earlier answer is kept.
    """
    return _provider().recommend(wish=wish, exclude=frozenset(exclude), limit=limit)


def find_car(*, car_id: str) -> Car | None:
    """One car with all details, None when unknown. Look at `available`. Raises CatalogUnavailable."""
    return _provider().find_car(car_id=car_id)


def find_cars(
    *, brands: Collection[str] = (), models: Collection[str] = (), limit: int = 10
) -> tuple[Car, ...]:
    """Cars on sale of some brands and models, cheapest first. Raises CatalogUnavailable."""
    return _provider().find_cars(brands=brands, models=models, limit=limit)


def refine(
    *, subject: str, wish: Wish, feedback: Sequence[Feedback], exclude: Collection[str] = ()
) -> Answer:
    """Recommend again after reactions; disliked cars never come back (R3.4). `subject` is a pseudonym.

    Raises CatalogUnavailable.
    """
    provider = _provider()
    if not feedback:
        return provider.recommend(wish=wish, exclude=frozenset(exclude), limit=5)
    return provider.refine(subject=subject, wish=wish, feedback=feedback, exclude=frozenset(exclude))


def send_feedback(*, subject: str, car: Car, action: str, position: int | None = None) -> None:
    """Tell the source what a customer did with a car (R5.3). Best effort: never raises. `subject` is a pseudonym."""
    if action not in ACTIONS:
        _log.warning("feedback_unknown", action=action)
        return
    reaction = Feedback(car=car, action=action, at=timezone.now(), position=position)
    try:
        _provider().send_feedback(subject=subject, feedback=reaction)
    except Exception as error:  # noqa: BLE001 - losing a reaction must not cost the customer an answer
        _log.warning("feedback_lost", error=type(error).__name__)


def synchronise() -> SyncReport:
    """Fetch the stock and note new cars, new prices and cars that left (R5.4). Raises CatalogUnavailable."""
    return synchronise_from(_provider(), now=timezone.now())


def import_file(
    path: str | Path, *, dry_run: bool = False, progress: Callable[[int, int], None] | None = None
) -> ImportReport:
    """Load cars of a CSV or JSON file into our own stock; good lines in one transaction, refused ones reported.

    `progress(done, of)` is called now and then. Raises `importing.ImportRefused` (a message in Portuguese) when the
    file as a whole cannot be read.
    """
    return _import_file(Path(path), dry_run=dry_run, now=timezone.now(), progress=progress)
