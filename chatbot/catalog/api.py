"""The public stock over HTTP, documented under /api/docs."""

from typing import Annotated

from django.http import HttpRequest
from ninja import NinjaAPI, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from chatbot.catalog import services

router = Router(tags=["catálogo"])


class ShopOut(Schema):
    """A dealership."""

    id: str
    name: str
    city: str
    state: str
    phone: str
    whatsapp: str
    address: str


class CarOut(Schema):
    """A car in stock; price in whole reais."""

    id: str
    name: str
    brand: str
    model: str
    version: str
    year: int
    price: int
    km: int | None
    fuel: str
    transmission: str
    color: str
    doors: int | None
    category: str
    equipment: list[str]
    photos: list[str]
    dealership: ShopOut
    available: bool


@router.get("/cars", response=list[CarOut], summary="Carros à venda")
def list_cars(
    request: HttpRequest, brand: str = "", model: str = "", limit: Annotated[int, Field(ge=1, le=200)] = 50
) -> list[services.Car]:
    """Cars on sale, cheapest first, at most `limit`."""
    del request
    try:
        found = services.find_cars(
            brands=[brand] if brand else [], models=[model] if model else [], limit=limit
        )
    except services.CatalogUnavailable:
        raise HttpError(503, "Estoque indisponível no momento.") from None
    return list(found)


@router.get("/cars/{car_id}", response=CarOut, summary="Um carro")
def one_car(request: HttpRequest, car_id: str) -> services.Car:
    """One car with its details, sold ones included."""
    del request
    try:
        car = services.find_car(car_id=car_id)
    except services.CatalogUnavailable:
        raise HttpError(503, "Estoque indisponível no momento.") from None
    if car is None:
        raise HttpError(404, "Carro não encontrado.")
    return car


api = NinjaAPI(title="Assistente de concessionárias", version="1", docs_url="/docs")
api.add_router("/catalog", router)
