"""The hourly look at the stock (R5.4)."""

import pytest

from chatbot.catalog import services
from chatbot.catalog.models import StockCar, StockChange
from tests.standins.faciliauto import FacilIAuto

pytestmark = pytest.mark.django_db


def _changes() -> set[tuple[str, str, int | None, int | None]]:
    return set(StockChange.objects.values_list("car_id", "kind", "old_price", "new_price"))


def test_R5_4_new_cars_prices_and_departures_are_noticed(backend: FacilIAuto) -> None:
    assert services.synchronise().seen == 12
    assert not _changes()
    backend.cars["fa-01"]["preco"] = 59_990.0
    backend.cars["fa-02"]["disponivel"] = False
    backend.cars["fa-99"] = backend.cars["fa-03"] | {"id": "fa-99"}
    report = services.synchronise()
    assert (report.new, report.repriced, report.gone) == (1, 1, 1)
    assert _changes() == {
        ("fa-01", "PRICE", 62_990, 59_990), ("fa-02", "GONE", 74_900, None), ("fa-99", "NEW", None, 79_900),
    }  # fmt: skip
    assert not StockCar.objects.get(pk="fa-02").available
    services.synchronise()
    assert len(_changes()) == 3


def test_R5_4_an_empty_list_or_a_failure_takes_nothing_away(backend: FacilIAuto) -> None:
    services.synchronise()
    backend.cars.clear()
    services.synchronise()
    backend.fault = "500"
    with pytest.raises(services.CatalogUnavailable):
        services.synchronise()
    assert StockCar.objects.filter(available=True).count() == 12
