"""A file of cars as values: CSV or JSON, in the encodings and spellings dealerships use. Pure."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chatbot.catalog import columns
from chatbot.catalog.deriving import scores_of
from chatbot.catalog.values import Car, LineProblem, Shop, fold

FIELD_LIMIT = 20_000


class ImportRefused(Exception):
    """The file as a whole cannot be read; the message is one line in Portuguese."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The good cars of a file and the refused lines."""

    cars: tuple[Car, ...]
    problems: tuple[LineProblem, ...]
    encoding: str


def read(data: bytes, *, suffix: str, year_now: int) -> Reading:
    """Read a whole file; raises ImportRefused when its form or its columns are wrong."""
    text, encoding = decode(data)
    rows = list(_json_rows(text) if _is_json(text, suffix) else _csv_rows(text))
    cars: dict[str, Car] = {}
    problems: list[LineProblem] = []
    for line, row in rows:
        if isinstance(row, str):
            problems.append(LineProblem(line, row))
            continue
        try:
            car = car_of(row, year_now=year_now, taken=cars)
        except ValueError as error:
            problems.append(LineProblem(line, str(error)))
        else:
            cars[car.id] = car
    if not cars and not problems:
        raise ImportRefused("O arquivo não tem nenhum carro.")
    return Reading(tuple(cars.values()), tuple(problems), encoding)


def decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8 with or without mark, UTF-16 with mark, else Latin-1 as spreadsheets write."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16"), "utf-16"
        except UnicodeDecodeError:
            raise ImportRefused("O arquivo não é um texto legível (UTF-16 quebrado).") from None
    if b"\x00" in data:
        raise ImportRefused("O arquivo não é um texto: envie CSV ou JSON (não XLSX nem imagem).")
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "latin-1"


def _is_json(text: str, suffix: str) -> bool:
    return suffix.lower() == ".json" or text.lstrip()[:1] in ("[", "{")


Row = tuple[int, dict[str, str] | str]


def _csv_rows(text: str) -> Iterator[Row]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        headers = next(row for row in reader if any(cell.strip() for cell in row))
    except (StopIteration, csv.Error):
        raise ImportRefused("O arquivo está vazio.") from None
    known = columns.recognise(header.strip() for header in headers)
    _require(known, headers)
    names = [known.get(header.strip()) for header in headers]
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield start, "linha ilegível (aspas abertas ou campo grande demais)"
            continue
        if any(cell.strip() for cell in cells):
            yield start, _row(names, cells)


def _row(names: list[str | None], cells: list[str]) -> dict[str, str] | str:
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        return f"tem {len(cells)} colunas, mas o cabeçalho tem {len(names)} (falta pôr aspas em algum texto?)"
    return {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}


def _json_rows(text: str) -> Iterator[Row]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise ImportRefused(f"O JSON está quebrado{f' na linha {line}' if line else ''}.") from None
    if isinstance(content, dict):
        content = next((content[key] for key in ("carros", "cars", "veiculos") if key in content), None)
    if not isinstance(content, list):
        raise ImportRefused('O JSON deve ser uma lista de carros, ou um objeto com a lista em "carros".')
    headers = {str(key) for item in content if isinstance(item, dict) for key in item}
    known = columns.recognise(headers)
    if content:
        _require(known, sorted(headers))
    for number, item in enumerate(content, start=1):
        if isinstance(item, dict):
            yield number, {known[key]: _plain(value) for key, value in item.items() if key in known}
        else:
            yield number, "não é um objeto com os dados de um carro"


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "sim" if value else "não"
    if isinstance(value, list):
        return "|".join(str(part) for part in value)
    return str(value).strip()


def _require(known: dict[str, str], headers: list[str]) -> None:
    lacking = columns.missing(known.values())
    if lacking:
        seen = ", ".join(header.strip()[:30] for header in headers[:12] if header.strip()) or "nenhuma"
        raise ImportRefused(
            f"Faltam as colunas obrigatórias: {', '.join(lacking)}. Colunas encontradas: {seen}."
        )


def car_of(row: dict[str, str], *, year_now: int, taken: dict[str, Car]) -> Car:
    """One line as a car; raises ValueError with the reason in Portuguese."""
    if any(len(value) > FIELD_LIMIT or "\x00" in value for value in row.values()):
        raise ValueError("tem um campo ilegível")
    brand, model = _text(row, "brand", 60), _text(row, "model", 120)
    if not brand or not model:
        raise ValueError(f"sem {'marca' if not brand else 'modelo'}")
    shop = _shop(row)
    made, version = columns.year(row.get("year", ""), year_now=year_now), _text(row, "version", 120)
    color = _text(row, "color", 40)
    category = columns.closed("category", row.get("category", ""))
    equipment = columns.listed(row.get("equipment", ""))
    consumption = {
        "cidade": columns.decimal(row.get("city_km_l", ""), label="consumo na cidade"),
        "estrada": columns.decimal(row.get("road_km_l", ""), label="consumo na estrada"),
    }
    car_id = _id(row, (shop.id, brand, model, version, str(made), color), taken)
    return Car(
        id=car_id,
        name=_text(row, "name", 200) or _name(brand, model, version),
        brand=brand,
        model=model,
        version=version,
        year=made,
        price=columns.money(row.get("price", "")),
        km=columns.whole(row.get("km", ""), label="km", top=2_000_000),
        fuel=columns.closed("fuel", row.get("fuel", "")),
        transmission=columns.closed("transmission", row.get("transmission", "")),
        color=color,
        doors=columns.whole(row.get("doors", ""), label="portas", top=9),
        category=category,
        equipment=equipment,
        photos=_photos(row),
        dealership=shop,
        consumption={name: value for name, value in consumption.items() if value is not None},
        scores=scores_of(
            brand=brand,
            category=category,
            equipment=equipment,
            city_km_l=consumption["cidade"],
            trunk_l=columns.whole(row.get("trunk_l", ""), label="porta-malas", top=10_000),
            power_cv=columns.whole(row.get("power_cv", ""), label="potência", top=2_000),
        ),
        available=fold(row.get("available", "")) not in ("nao", "n", "0", "false", "vendido"),
    )


def _text(row: dict[str, str], name: str, limit: int) -> str:
    value = " ".join(row.get(name, "").split())
    if len(value) > limit:
        raise ValueError(f"{columns.LABELS[name]} tem mais de {limit} letras")
    return value


def _name(brand: str, model: str, version: str) -> str:
    start = model if fold(model).startswith(fold(brand)) else f"{brand} {model}"
    return f"{start} {version}".strip()


def _shop(row: dict[str, str]) -> Shop:
    name = _text(row, "shop", 200) or "Minha loja"
    state = columns.state(row.get("state", ""))
    city = _text(row, "city", 120)
    return Shop(
        id=_slug(f"{name} {city}")[:100],
        name=name,
        city=city,
        state=state,
        phone=_text(row, "phone", 30),
        whatsapp=_text(row, "whatsapp", 30),
        address=_text(row, "address", 200),
    )


def _id(row: dict[str, str], facts: tuple[str, ...], taken: dict[str, Car]) -> str:
    """The id the file gives, else one made of the car's facts, so that the next import finds the same car."""
    given = row.get("id", "")
    if given:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", given):
            raise ValueError(f"código '{given[:30]}' inválido (letras, números, ponto e hífen, até 80)")
        if given in taken:
            raise ValueError(f"código '{given[:30]}' repetido no arquivo")
        return given
    for occurrence in range(1, 10_000):
        digest = hashlib.sha256("\n".join((*facts, str(occurrence))).encode()).hexdigest()[:12]
        if f"carro-{digest}" not in taken:
            return f"carro-{digest}"
    raise ValueError("repetido vezes demais no arquivo")


def _photos(row: dict[str, str]) -> tuple[str, ...]:
    found = tuple(part for part in re.split(r"[|;,\s]+", row.get("photos", "")) if part)
    if any(not part.startswith("https://") for part in found):
        raise ValueError("fotos devem ser endereços que começam com https://")
    return found[:10]


def _slug(text: str) -> str:
    return fold(text).replace(" ", "-") or "loja"
