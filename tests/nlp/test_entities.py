"""R4.3: cars, places and wishes, with their traps."""

import pytest

from nlp.entities.extract import delexicalise, extract, find
from nlp.understanding import Range


@pytest.mark.parametrize(
    ("text", "brand", "model"),
    [
        ("vw gol 2015", "Volkswagen", "Gol"), ("corola xei", "Toyota", "Corolla"),
        ("quero um up", "Volkswagen", "Up"),
        ("celtinha", "Chevrolet", "Celta"), ("tem hb20 aí", "Hyundai", "HB20"),
        ("xevrolet onix", "Chevrolet", "Onix"),
        ("quanto ta o honix?", "Chevrolet", "Onix"), ("e o sandeiro?", "Renault", "Sandero"),
        ("tem agá bê vinte?", "Hyundai", "HB20"), ("vcs têm tê cross?", "Volkswagen", "T-Cross"),
        ("hb vinte prata", "Hyundai", "HB20"),
        ("quanto é o cê três", "Citroën", "C3"), ("tenho um tipo 95 pra troca", "Fiat", "Tipo"),
        ("o 208 tá quanto?", "Peugeot", "208"), ("esse 208 ja foi batido?", "Peugeot", "208"),
        ("honda fit 2012", "Honda", "Fit"), ("quero um carro da GM", "Chevrolet", None),
    ],
)  # fmt: skip
def test_cars(text: str, brand: str, model: str | None) -> None:
    found = extract(text)
    assert (found.brand, found.model) == ((brand,), (model,) if model else ())


@pytest.mark.parametrize(
    "text",
    [
        "fez um gol lindo", "quero falar com uma pessoa", "aceito", "bora fechar o negócio", "compara o 1 com o 2",
        "que tipo de carro vcs tem", "tive uma idea", "carretinha", "espero resposta", "vou dar um up no visual",
        "sou de Feira de Santana", "até 208 mil", "esse 147 aí da lista", "moro no 208, bloco b",
    ],
)  # fmt: skip
def test_what_is_no_car(text: str) -> None:
    assert extract(text).model == ()


@pytest.mark.parametrize(
    ("text", "city", "state"),
    [
        ("sou de BH", "Belo Horizonte", "MG"), ("moro em cps", "Campinas", "SP"),
        ("moro em Feliz", "Feliz", "RS"),
        ("São Paulo", "São Paulo", "SP"), ("sou de sp", None, "SP"), ("Fortaleza CE", "Fortaleza", "CE"),
        ("feliz natal", None, None), ("economia e espaço", None, None),
        ("muito feliz com o carro", None, None),
        ("tô em Lajeado RS", "Lajeado", "RS"), ("moro em Bonito, MS", "Bonito", "MS"),
        ("to no Piauí, Picos", "Picos", "PI"),
        ("a gasolina aqui no Pará tá cara", None, "PA"), ("mano, bora fechar", None, None),
        ("minha cidade é Sete Lagoas", "Sete Lagoas", "MG"),
        ("nasci em assis mas vivo em marília", "Marília", "SP"), ("se eu voltar", None, None),
        ("rs", None, None),
    ],
)  # fmt: skip
def test_places(text: str, city: str | None, state: str | None) -> None:
    found = extract(text)
    assert (found.city, found.state) == (city, state)


def test_the_expected_answer_is_read_in_its_light() -> None:
    assert extract("sp", expecting="location").state == "SP"
    assert extract("natal", expecting="city").city == "Natal"
    assert extract("2", expecting="selection").selection == (2,)
    assert extract("60", expecting="budget").selection == ()
    assert extract("5", expecting="rating").rating == 5
    assert extract("4", expecting="family_size").family_size == 4


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("nada de renault", "brand", "Renault"), ("a diesel, jamais", "fuel", "Diesel"),
        ("sem ser Renault", "brand", "Renault"),
        ("não precisa ser automático", "transmission", "Automático"),
        ("diesel não! barulhento", "fuel", "Diesel"),
        ("GNV não", "fuel", "GNV"), ("detesto câmbio automatizado", "transmission", "Automático"),
    ],
)  # fmt: skip
def test_what_is_ruled_out(text: str, key: str, value: str) -> None:
    found = extract(text)
    assert found.excluded[key] == (value,)
    assert not getattr(found, key)


def test_a_refused_list_is_refused_whole_and_the_wish_behind_it_stays() -> None:
    found = extract("elétrico ou híbrido nem pensar, gasolina")
    assert (found.fuel, set(found.excluded["fuel"])) == ("Gasolina", {"Elétrico", "Híbrido"})


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("de 2018 pra cima", "year", Range(2018, None)), ("2019/2020", "year", Range(2019, 2020)),
        ("até 80 mil km", "km_max", 80000),
        ("Corolla 2015 ou Civic 2016?", "year", Range(2015, 2016)),
        ("meu uno dois mil e oito", "year", Range(2008, 2008)),
        ("minha pampa 96", "year", Range(1996, 1996)),
        ("de 2018, com menos de 60 mil rodados", "km_max", 60000),
        ("somos em 5", "family_size", 5), ("eu, meu pai e minha filha", "family_size", 3),
        ("somos seis em casa", "family_size", 6),
        ("o 2", "selection", (2,)), ("segunda opção", "selection", (2,)), ("1 e 3", "selection", (1, 3)),
        ("compara o 1 com o 2", "selection", (1, 2)), ("o primeiro e o terceiro", "selection", (1, 3)),
        ("quero ver o 3, digo, o 4", "selection", (4,)),
        ("qual dos dois é melhor?", "selection", ()), ("segunda a sexta", "selection", ()),
        ("até 90 mil, família, São Paulo, economia", "usage", "familia"),
        ("rodar de uber", "usage", "transporte_passageiros"),
        ("faço entrega de marmita, preciso de van", "category", ("Van",)),
        ("é pra fazer frete", "usage", "comercial"), ("caminhonete", "category", ("Pickup",)),
        ("fiesta sedan 2011", "category", ()),
        ("economia e espaço", "priorities", ("economia", "espaco")),
        ("cabe todo mundo folgado", "priorities", ("espaco",)),
        ("não me deixe na mão", "priorities", ("confiabilidade",)),
        ("tem isofix no Virtus?", "priorities", ()),
        ("tem que ter airbag e abs", "priorities", ("seguranca",)),
        ("preciso pra essa semana", "urgency", "imediata"),
        ("só pesquisando", "urgency", "pesquisando"), ("flex ou diesel, qual compensa?", "fuel", None),
        ("nota 4, muito bom", "rating", 4), ("duas estrelas pra vcs", "rating", 2),
        ("prefiro manual", "transmission", "Manual"),
    ],
)  # fmt: skip
def test_wishes(text: str, key: str, value: object) -> None:
    assert getattr(extract(text), key) == value


def test_spans_point_into_the_original() -> None:
    text = "Olá\u200b! Tem HB20 até sessenta mil em São Paulo?"
    spans = {one.key: text[one.start : one.end] for one in find(text)}
    assert (spans["model"], spans["budget"], spans["city"]) == ("HB20", "sessenta mil", "São Paulo")


def test_delexicalised_text_keeps_no_names() -> None:
    assert delexicalise("tem onix em campinas até 60 mil?").split() == [
        "tem",
        "tokcar",
        "em",
        "tokcity",
        "ate",
        "toksum",
        "?",
    ]


@pytest.mark.parametrize(
    ("text", "expecting", "key", "value"),
    [
        ("família", "usage", "usage", "familia"),
        ("99", "usage", "usage", "transporte_passageiros"),
        ("trabalho e família", "usage", "usage", "trabalho"),
        ("consumo", "priorities", "priorities", ("economia",)),
        ("18", "year", "year", Range(2018, 2018)),
        ("50 mil", "km", "km_max", 50000),
        ("rio grande do sul", "location", "state", "RS"),
        ("⭐⭐⭐", "rating", "rating", 3),
    ],
)
def test_bare_answers(text: str, expecting: str, key: str, value: object) -> None:
    found = extract(text, expecting=expecting)
    assert getattr(found, key) == value
    assert found.budget is None
