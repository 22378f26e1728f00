"""Files of cars (R5.6), good and bad."""

import io
import json
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from PIL import Image

from chatbot.catalog import columns, importing, reading, services
from chatbot.catalog.models import Dealership, StockCar

pytestmark = pytest.mark.django_db
HEAD = "loja;cidade;uf;marca;modelo;ano;preço;km;combustível;câmbio;categoria\n"
GOOD = "Loja X;São Paulo;SP;Fiat;Argo;2021;R$ 62.900,00;41.000;flex;automático;hatch\n"


def _file(tmp_path: Path, text: str | bytes, name: str = "cars.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("54.900,00", 54_900), ("R$ 54.900", 54_900), ("54900", 54_900), ("54900.0", 54_900), ("54900,5", 54_900),
        ("r$54.900,99", 54_900), ("1.254.900,00", 1_254_900), ("54,900.00", 54_900),
    ],
)  # fmt: skip
def test_prices_as_brazilians_write_them(text: str, value: int) -> None:
    assert columns.money(text) == value


@pytest.mark.parametrize("text", ["", "consultar", "54.9", "-54900", "1e9", "999999999", "54.90.0", "NaN"])
def test_prices_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="preço"):
        columns.money(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("mark", [";", ","])
def test_encodings_and_separators(tmp_path: Path, encoding: str, mark: str) -> None:
    text = (HEAD + GOOD).replace("62.900,00", "62.900").replace(";", mark)
    report = services.import_file(_file(tmp_path, text.encode(encoding)))
    assert (report.loaded, report.problems) == (1, ())
    car = StockCar.objects.get()
    assert (car.price, car.km, car.transmission, car.fuel) == (62_900, 41_000, "Automático", "Flex")
    assert car.dealership.city == "São Paulo"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("L;SP;SP;;Argo;2021;50000;;;;", "marca"),
        ("L;SP;SP;Fiat;Argo;21;50000;;;;", "ano"),
        ("L;SP;SP;Fiat;Argo;2021;caro;;;;", "preço"),
        ("L;SP;SP;Fiat;Argo;2021;50000;muito;;;", "km"),
        ("L;SP;SP;Fiat;Argo;2021;50000;;querosene;;", "combustivel"),
        ("L;SP;XX;Fiat;Argo;2021;50000;;;;", "UF"),
        ("L;SP;SP;Fiat;Argo;2021;50000;;;;;;x", "colunas"),
        ("L;SP;SP;Fiat;Argo\0;2021;50000;;;;", "texto"),
    ],
)
def test_bad_lines_have_number_and_reason(tmp_path: Path, line: str, reason: str) -> None:
    path = _file(tmp_path, HEAD + GOOD + line + "\n" + GOOD.replace("Argo", "Uno"))
    if "\0" in line:
        with pytest.raises(reading.ImportRefused, match=reason):
            services.import_file(path)
        assert not StockCar.objects.exists()
        return
    report = services.import_file(path)
    (problem,) = report.problems
    assert (problem.line, report.loaded) == (3, 2)
    assert reason in problem.reason


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "a;b\n1;2\n", "Faltam as colunas obrigatórias: marca, modelo, ano, preco"),
        ("a.csv", "", "vazio"),
        ("a.csv", HEAD, "nenhum carro"),
        ("a.json", "{", "JSON"),
        ("a.json", '{"x": 1}', "lista"),
        ("a.json", "[" * 100_000, "JSON"),
        ("a.json", "[]", "nenhum carro"),
        ("a.xlsx", "PK\x03\x04\0\0", "XLSX"),
    ],
)
def test_unreadable_files_are_one_clear_error(tmp_path: Path, name: str, content: str, words: str) -> None:
    with pytest.raises(CommandError, match=words) as caught:
        call_command("import_cars", str(_file(tmp_path, content, name)), stdout=io.StringIO())
    assert "\n" not in str(caught.value)
    assert caught.value.returncode == 1


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Não consegui ler"):
        call_command("import_cars", str(tmp_path / "none.csv"), stdout=io.StringIO())


def test_nothing_is_half_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(importing.stock, "save_cars", fail)
    with pytest.raises(RuntimeError):
        services.import_file(_file(tmp_path, HEAD + GOOD))
    assert not Dealership.objects.exists()


def test_json_dry_run_and_a_second_import(tmp_path: Path) -> None:
    cars = [
        {"marca": "Fiat", "modelo": "Argo", "ano": 2021, "preco": 62900.0, "itens": ["ar", "ABS"], "km": None}
    ]
    path = _file(tmp_path, json.dumps({"carros": cars}), "cars.json")
    out = io.StringIO()
    call_command("import_cars", str(path), "--dry-run", stdout=out)
    assert "nada foi gravado" in out.getvalue()
    assert not StockCar.objects.exists()
    assert services.import_file(path).new == 1
    assert services.import_file(path).new == 0
    assert StockCar.objects.get().equipment == ["ar", "ABS"]


def test_R5_6_the_sample_stock_answers_the_first_conversation() -> None:
    begun = time.monotonic()
    assert importing.load_sample() >= 80
    assert time.monotonic() - begun < 10
    assert importing.load_sample() == 0
    assert Dealership.objects.count() == 3
    wish = services.Wish(
        budget_max=90_000, usage="familia", city="São Paulo", state="SP", priorities=("economia", "espaco")
    )
    answer = services.recommend(wish=wish)
    assert len(answer.matches) == 5
    assert (answer.relaxed, answer.source) == ((), "EMBEDDED")
    for match in answer.matches:
        assert match.car.price <= 90_000
        assert match.reason.startswith("Cabe nos R$ 90 mil")
        with Image.open(Path(settings.MEDIA_ROOT) / match.car.photos[0]) as photo:
            assert photo.size == (800, 600)
    more = services.recommend(wish=wish, exclude=[match.car.id for match in answer.matches])
    assert not {m.car.id for m in more.matches} & {m.car.id for m in answer.matches}
    assert services.find_cars(brands=["fiat"], models=["argo"])
    assert services.find_car(car_id="nope") is None
    assert services.synchronise().seen == 0
