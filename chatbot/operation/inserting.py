"""Rows into their table with one plain statement.

The webhook's answer waits for these; building the same statement through the ORM took most of its time. Values are
still prepared by the model's own fields, so sealed columns stay sealed.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models, transaction

_ROWS_A_STATEMENT = (
    500  # PostgreSQL and SQLite take 65,535 and 250,000 parameters; a webhook has up to 1,000 rows
)


@cache
def _columns(model: type[models.Model]) -> "tuple[tuple[models.Field[Any, Any], ...], str]":
    """The fields that the caller fills, and the beginning of the statement."""
    fields = tuple(
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField) and not field.has_db_default()
    )
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    return fields, f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) VALUES "  # noqa: S608 - own names


def insert_new(rows: Sequence[models.Model]) -> None:
    """Insert these rows of one model; those that a unique key refuses are left out."""
    for start in range(0, len(rows), _ROWS_A_STATEMENT):
        _insert(rows[start : start + _ROWS_A_STATEMENT], end=" ON CONFLICT DO NOTHING")


def insert_one(row: models.Model) -> int:
    """Insert one row and return its number."""
    return int(_insert((row,), end=" RETURNING id")[0])


def insert_family(parent: models.Model, rows: Sequence[models.Model], *, link: str) -> None:
    """Insert a row and rows that point at it by their column `link`; those that a unique key refuses are left out.

    All or nothing: where the database can, in one statement, and so in one trip and one commit.
    """
    if connection.vendor == "postgresql" and 0 < len(rows) <= _ROWS_A_STATEMENT:
        begin, values = _statement((parent,))
        _insert(
            rows,
            begin=f"WITH parent AS ({begin} RETURNING id) ",
            before=values,
            end=" ON CONFLICT DO NOTHING",
            link=link,
        )
        return
    with transaction.atomic():
        number = insert_one(parent)
        for row in rows:
            setattr(row, link, number)
        insert_new(rows)


def _insert(
    rows: Sequence[models.Model], *, end: str, begin: str = "", before: Sequence[Any] = (), link: str = ""
) -> Any:
    text, values = _statement(rows, link=link)
    with connection.cursor() as cursor:
        cursor.execute(begin + text + end, [*before, *values])
        return cursor.fetchone() if cursor.description else None


def _statement(rows: Sequence[models.Model], *, link: str = "") -> tuple[str, list[Any]]:
    """The INSERT of these rows and its values; the column `link` is the number of the row `parent`."""
    fields, begin = _columns(type(rows[0]))
    given = [field for field in fields if field.attname != link]
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows for field in given
    ]
    places = ("(SELECT id FROM parent)" if field.attname == link else "%s" for field in fields)
    return begin + ", ".join([f"({', '.join(places)})"] * len(rows)), values
