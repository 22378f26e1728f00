# ruff: noqa: E501 - tables read better on one line
"""R4.3: cars, places and wishes, with their traps."""

import time

import pytest

from nlp.entities.extract import delexicalise, extract
from nlp.normalise import normalise
from nlp.understanding import Range


@pytest.mark.parametrize(
    ("text", "brand", "model"),
    [
        ("vw gol 2015", "Volkswagen", "Gol"), ("corola xei", "Toyota", "Corolla"), ("quero um up", "Volkswagen", "Up"),
        ("celtinha", "Chevrolet", "Celta"), ("tem hb20 aí", "Hyundai", "HB20"), ("xevrolet onix", "Chevrolet", "Onix"),
        ("quanto ta o honix?", "Chevrolet", "Onix"), ("e o sandeiro?", "Renault", "Sandero"),
    ],
)  # fmt: skip
def test_cars(text: str, brand: str, model: str) -> None:
    found = extract(normalise(text))
    assert (found.brand, found.model) == ((brand,), (model,))


@pytest.mark.parametrize(
    "text",
    [
        "fez um gol lindo",
        "quero falar com uma pessoa",
        "aceito",
        "bora fechar o negócio",
        "compara o 1 com o 2",
    ],
)
def test_what_is_no_car(text: str) -> None:
    assert extract(normalise(text)).model == ()


@pytest.mark.parametrize(
    ("text", "city", "state"),
    [
        ("sou de BH", "Belo Horizonte", "MG"), ("moro em cps", "Campinas", "SP"), ("moro em Feliz", "Feliz", "RS"),
        ("São Paulo", "São Paulo", "SP"), ("sou de sp", None, "SP"), ("Fortaleza CE", "Fortaleza", "CE"),
        ("feliz natal", None, None), ("economia e espaço", None, None), ("muito feliz com o carro", None, None),
    ],
)  # fmt: skip
def test_places(text: str, city: str | None, state: str | None) -> None:
    found = extract(normalise(text))
    assert (found.city, found.state) == (city, state)


def test_the_expected_answer_is_read_in_its_light() -> None:
    assert extract("sp", expecting="location").state == "SP"
    assert extract("2", expecting="selection").selection == (2,)
    assert extract("60", expecting="budget").selection == ()
    assert extract("5", expecting="rating").rating == 5


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("nada de renault", "brand", "Renault"), ("a diesel, jamais", "fuel", "Diesel"),
        ("não precisa ser automático", "transmission", "Automático"), ("sem ser Renault", "brand", "Renault"),
    ],
)  # fmt: skip
def test_what_is_ruled_out(text: str, key: str, value: str) -> None:
    found = extract(normalise(text))
    assert found.excluded[key] == (value,)
    assert not getattr(found, key)


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("de 2018 pra cima", "year", Range(2018, None)), ("2019/2020", "year", Range(2019, 2020)), ("até 80 mil km", "km_max", 80000),
        ("somos em 5", "family_size", 5), ("eu, meu pai e minha filha", "family_size", 3), ("o 2", "selection", (2,)),
        ("segunda opção", "selection", (2,)), ("1 e 3", "selection", (1, 3)), ("compara o 1 com o 2", "selection", (1, 2)),
        ("rodar de uber", "usage", "transporte_passageiros"), ("caminhonete", "category", ("Pickup",)),
        ("economia e espaço", "priorities", ("economia", "espaco")), ("preciso pra essa semana", "urgency", "imediata"),
    ],
)  # fmt: skip
def test_wishes(text: str, key: str, value: object) -> None:
    assert getattr(extract(normalise(text)), key) == value


FLOODS = [
    "1",
    "1.",
    "60 mil ",
    "o 1 e ",
    "sao paulo ",
    "nao quero um gol ",
    "a",
    "2019/",
    "\x00\ud800",
    "de ",
    "corolx ",
    " ",
    ",",
    "eu e meu pai ",
    "sou de ",
]


@pytest.mark.parametrize("piece", FLOODS)
def test_64_kb_of_anything_stays_cheap(piece: str) -> None:
    started = time.process_time()
    text = normalise(piece * (65536 // len(piece)))
    extract(text)
    delexicalise(text)
    assert time.process_time() - started < 1.0
