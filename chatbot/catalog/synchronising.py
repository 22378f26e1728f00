"""The hourly look at the source's stock: what is new, what changed its price, what left."""

from collections.abc import Mapping
from datetime import datetime

import structlog
from django.db import transaction

from chatbot.catalog import stock
from chatbot.catalog.models import StockCar, StockChange
from chatbot.catalog.provider import Provider
from chatbot.catalog.values import Car, SyncReport

_log = structlog.get_logger(__name__)
_SOURCE = StockCar.Source.FACILIAUTO
_Kind = StockChange.Kind


def synchronise_from(provider: Provider, *, now: datetime) -> SyncReport:
    """Fetch first, then write in one transaction. The very first look fills the table without news."""
    cars = provider.fetch_stock()
    if cars is None:
        return SyncReport()
    seen = {car.id: car for car in cars}
    with transaction.atomic():
        known = {row.id: row for row in StockCar.objects.select_for_update().filter(source=_SOURCE)}
        if known and not seen:
            # An empty list from a server that had cars is far likelier a fault than a sold-out house.
            _log.warning("stock_empty_ignored", known=len(known))
            return SyncReport()
        changes = _changes(known, seen, now)
        stock.save_shops(car.dealership for car in cars)
        stock.save_cars(seen.values(), source=_SOURCE, now=now)
        StockCar.objects.filter(source=_SOURCE).exclude(pk__in=seen).update(available=False)
        stock.touch()
        StockChange.objects.bulk_create(changes if known else [])
    return SyncReport(
        seen=len(seen),
        new=sum(change.kind == _Kind.NEW for change in changes),
        repriced=sum(change.kind == _Kind.PRICE for change in changes),
        gone=sum(change.kind == _Kind.GONE for change in changes),
    )


def _changes(known: Mapping[str, StockCar], seen: Mapping[str, Car], now: datetime) -> list[StockChange]:
    changes: list[StockChange] = []
    for car in seen.values():
        row = known.get(car.id)
        if row is None or not row.available:
            changes.append(_change(car.id, _Kind.NEW, None, car.price, now))
        elif row.price != car.price:
            changes.append(_change(car.id, _Kind.PRICE, row.price, car.price, now))
    gone = [row for row in known.values() if row.available and row.id not in seen]
    return changes + [_change(row.id, _Kind.GONE, row.price, None, now) for row in gone]


def _change(car_id: str, kind: str, old: int | None, new: int | None, now: datetime) -> StockChange:
    return StockChange(car_id=car_id, kind=kind, old_price=old, new_price=new, noticed_at=now)
