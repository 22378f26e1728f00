"""Loads a file of cars into our own stock, and the sample stock into an empty one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from chatbot.catalog import photos, stock
from chatbot.catalog.models import StockCar
from chatbot.catalog.reading import ImportRefused, read
from chatbot.catalog.values import Car, ImportReport

__all__ = ["SAMPLE", "ImportRefused", "import_file", "load_sample"]

SAMPLE = Path(__file__).parent / "data" / "sample_stock.csv"
_SIZE_LIMIT = 50 * 1024 * 1024
_STEP = 250
Progress = Callable[[int, int], None]


def import_file(
    path: Path, *, dry_run: bool = False, now: datetime, progress: Progress | None = None
) -> ImportReport:
    """Load the good lines of a CSV or JSON file in one transaction and report the others.

    `progress(done, of)` is called now and then while pictures are drawn.
    Raises ImportRefused when the file cannot be read at all.
    """
    reading = read(_bytes(path), suffix=path.suffix, year_now=now.year)
    cars = [car if car.photos else replace(car, photos=(photos.path_of(car.id),)) for car in reading.cars]
    ids = [car.id for car in cars]
    known = {
        car_id
        for start in range(0, len(ids), 500)
        for car_id in StockCar.objects.filter(pk__in=ids[start : start + 500]).values_list("pk", flat=True)
    }
    if not dry_run:
        _save(cars, now)
        for done, car in enumerate(cars, start=1):
            photos.ensure(car)
            if progress and done % _STEP == 0:
                progress(done, len(cars))
    return ImportReport(
        loaded=len(cars),
        new=len(cars) - len(known),
        problems=reading.problems,
        encoding=reading.encoding,
        dry_run=dry_run,
    )


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _SIZE_LIMIT:
            raise ImportRefused("O arquivo tem mais de 50 MB.")
        return path.read_bytes()
    except OSError as error:
        raise ImportRefused(f"Não consegui ler o arquivo {path.name}: {error.strerror}.") from None


@transaction.atomic
def _save(cars: list[Car], now: datetime) -> None:
    stock.save_shops(car.dealership for car in cars)
    stock.save_cars(cars, source=StockCar.Source.EMBEDDED, now=now)


def load_sample() -> int:
    """Load the sample stock when there is no car at all; returns how many were loaded."""
    if StockCar.objects.exists():
        return 0
    return import_file(SAMPLE, now=timezone.now()).loaded
