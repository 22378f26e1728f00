"""A wish as FacilIAuto's profile (R5.1), and its answers as ours."""

import json

import pytest

from chatbot.catalog import mapping
from chatbot.catalog.mapping import Words
from chatbot.catalog.values import Wish
from tests.standins.faciliauto import stock

WORDS = Words(
    brands=("CAOA", "CITROEN", "Chery", "FIAT", "LAND", "VOLKSWAGEN"), categories=("Hatch", "SUV"),
    fuels=("Diesel", "Flex"), transmissions=("Automático", "Automático CVT", "Manual"), cities=("São Paulo",),
)  # fmt: skip


@pytest.mark.parametrize(
    ("wish", "key", "value"),
    [
        (Wish(budget_max=90_000), "orcamento_max", 90_000),
        (Wish(), "orcamento_max", mapping.NO_CEILING),
        (Wish(usage="família"), "uso_principal", "familia"),
        (Wish(usage="Primeiro Carro"), "uso_principal", "primeiro_carro"),
        (Wish(usage="x" * 1_000), "uso_principal", "geral"),
        (Wish(city=" sao paulo "), "city", "São Paulo"),
        (Wish(city=" Santos "), "city", "Santos"),
        (Wish(city=""), "city", None),
        (Wish(state="sp"), "state", "SP"),
        (Wish(brands=("Citroën", "vw")), "marcas_preferidas", ["CITROEN", "VOLKSWAGEN"]),
        (Wish(brands=("Caoa Chery",)), "marcas_preferidas", ["CAOA", "Chery"]),
        (Wish(rejected_brands=("land rover", "nobody")), "marcas_rejeitadas", ["LAND"]),
        (Wish(categories=("suv",)), "tipos_preferidos", ["SUV"]),
        (Wish(fuel="diesel"), "combustivel_preferido", "Diesel"),
        (Wish(transmission="automatico"), "cambio_preferido", "Automático"),
        (Wish(km_max=0), "km_maxima", None),
        (Wish(family_size=6), "necessita_espaco", True),
    ],
)
def test_each_wish_in_the_servers_words(wish: Wish, key: str, value: object) -> None:
    assert mapping.profile_of(wish, WORDS).body[key] == value


def test_priorities_are_eight_numbers_from_1_to_5() -> None:
    wish = Wish(
        priorities=("segurança", "economia", "revenda", "tecnologia"),
        adjustments={"espaco": -9, "economia": 3},
    )
    found = mapping.priorities_of(wish)
    assert set(found) == set(mapping.PRIORITIES)
    assert (found["seguranca"], found["economia"], found["revenda"], found["espaco"]) == (5, 5, 4, 1)


def test_a_word_the_server_lacks_is_told_and_not_sent() -> None:
    profile = mapping.profile_of(Wish(brands=("Ferrari",), fuel="Elétrico", categories=("SUV",)), WORDS)
    assert profile.unknown == ("brands", "fuel")
    assert profile.body["marcas_preferidas"] == []
    json.dumps(profile.body, allow_nan=False)


@pytest.mark.parametrize(
    "broken",
    [
        {"id": None},
        {"nome": ""},
        {"preco": None},
        {"preco": float("nan")},
        {"preco": "50.000"},
        {"ano": None},
    ],
)
def test_cars_without_the_essentials_are_left_out(broken: dict[str, object]) -> None:
    assert mapping.car_of(stock()["fa-01"] | broken) is None


def test_a_price_is_never_told_too_low() -> None:
    car = mapping.car_of(stock()["fa-05"])
    assert car is not None
    assert car.price == 66_501
