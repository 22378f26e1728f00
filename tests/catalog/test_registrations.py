"""What the room registers, and its public API."""

import pytest
from django.test import RequestFactory
from ninja.errors import HttpError

from chatbot.catalog import api, importing, registrations, services
from tests.standins.faciliauto import FacilIAuto

pytestmark = pytest.mark.django_db


def test_a_missing_FacilIAuto_only_degrades(backend: FacilIAuto) -> None:
    assert registrations._check() == registrations.operation.Check(True, "answers")
    backend.fault = "500"
    found = registrations._check()
    assert found.ok
    assert "degraded" in found.detail


def test_the_sample_stays_away_where_FacilIAuto_is_set(backend: FacilIAuto) -> None:
    registrations._load_sample()
    registrations._synchronise()
    assert len(services.find_cars(limit=100)) == 12


def test_the_public_stock() -> None:
    importing.load_sample()
    request = RequestFactory().get("/api/catalog/cars")
    cars = api.list_cars(request, brand="Fiat", limit=3)
    assert len(cars) == 3
    assert api.one_car(request, cars[0].id) == cars[0]
    with pytest.raises(HttpError):
        api.one_car(request, "none")
    assert "/api/catalog/cars" in str(api.api.get_openapi_schema(path_prefix="/api/")["paths"])
