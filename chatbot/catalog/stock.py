"""Cars in the tables: read as values, written from values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet

from chatbot.catalog.models import Dealership, StockCar, StockStamp
from chatbot.catalog.values import Car, Shop, fold
from chatbot.operation.statement import Statement, columns


def car_of(row: StockCar) -> Car:
    """A row as the value that leaves the room; its dealership must be loaded."""
    shop = row.dealership
    return Car(
        id=row.id,
        name=row.name,
        brand=row.brand,
        model=row.model,
        version=row.version,
        year=row.year,
        price=row.price,
        km=row.km,
        fuel=row.fuel,
        transmission=row.transmission,
        color=row.color,
        doors=row.doors,
        category=row.category,
        equipment=tuple(row.equipment),
        photos=tuple(row.photos),
        dealership=Shop(shop.id, shop.name, shop.city, shop.state, shop.phone, shop.whatsapp, shop.address),
        consumption=dict(row.consumption),
        scores=dict(row.scores),
        available=row.available,
    )


def rows(source: str) -> QuerySet[StockCar]:
    """The cars of one source with their dealerships."""
    return StockCar.objects.filter(source=source).select_related("dealership")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The cars of one source, by id and on sale by price, as they were under one token of the stock."""

    token: UUID | None
    cars: dict[str, Car]
    on_sale: tuple[Car, ...]


_kept: dict[str, Snapshot] = {}
_TOKEN = Statement(sql="SELECT {columns} FROM catalog_stockstamp", columns=columns(StockStamp, "token"))


def snapshot(source: str) -> Snapshot:
    """All cars of a source as values; read anew only when the stock has changed, so that an answer costs one look."""
    found = _TOKEN.row()
    token: UUID | None = found[0] if found else None
    kept = _kept.get(source)
    if kept is None or token is None or kept.token != token:
        cars = {row.id: car_of(row) for row in rows(source)}
        on_sale = sorted((car for car in cars.values() if car.available), key=lambda car: (car.price, car.id))
        kept = _kept[source] = Snapshot(token, cars, tuple(on_sale))
    return kept


def touch() -> None:
    """Say that the stock has changed, in the transaction that changes it."""
    token = uuid4()
    if not StockStamp.objects.filter(pk=1).update(token=token):
        StockStamp.objects.update_or_create(pk=1, defaults={"token": token})


def matching(
    cars: Iterable[Car], *, brands: Iterable[str], models: Iterable[str], limit: int
) -> tuple[Car, ...]:
    """Available cars of some brands and models (whole words, accents and case ignored), cheapest first."""
    wanted_brands, wanted_models = {fold(name) for name in brands}, [fold(name) for name in models]
    found = [
        car
        for car in cars
        if car.available
        and (not wanted_brands or fold(car.brand) in wanted_brands)
        and (not wanted_models or any(_names(car, name) for name in wanted_models))
    ]
    return tuple(sorted(found, key=lambda car: (car.price, car.id))[: max(limit, 0)])


def _names(car: Car, model: str) -> bool:
    return f" {model} " in f" {fold(car.model)} {fold(car.name)} "


def save_shops(shops: Iterable[Shop]) -> None:
    """Write dealerships, new or changed."""
    named = {shop.id: shop for shop in shops}
    Dealership.objects.bulk_create(
        [
            Dealership(
                id=shop.id, name=shop.name, city=shop.city, state=shop.state, phone=shop.phone,
                whatsapp=shop.whatsapp, address=shop.address,
            )
            for shop in named.values()
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "city", "state", "phone", "whatsapp", "address"],
    )  # fmt: skip
    touch()


def save_cars(cars: Iterable[Car], *, source: str, now: datetime) -> None:
    """Write cars, new or changed; when a car was first seen stays."""
    fields = [
        "dealership", "name", "brand", "model", "version", "year", "price", "km", "fuel", "transmission",
        "color", "doors", "category", "equipment", "scores", "consumption", "photos", "available", "seen_at",
    ]  # fmt: skip
    StockCar.objects.bulk_create(
        [StockCar(id=car.id, source=source, seen_at=now, **_columns(car)) for car in cars],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=fields,
        batch_size=200,
    )
    touch()


def _columns(car: Car) -> dict[str, Any]:
    return {
        "dealership_id": car.dealership.id,
        "name": car.name[:200],
        "brand": car.brand[:60],
        "model": car.model[:120],
        "version": car.version[:120],
        "year": car.year,
        "price": car.price,
        "km": car.km,
        "fuel": car.fuel[:30],
        "transmission": car.transmission[:30],
        "color": car.color[:40],
        "doors": car.doors,
        "category": car.category[:30],
        "equipment": list(car.equipment),
        "scores": car.scores,
        "consumption": car.consumption,
        "photos": list(car.photos),
        "available": car.available,
    }
