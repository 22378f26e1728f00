"""Rows into their table with one plain statement.

The webhook's answer waits for these; building the same statement through the ORM took most of its time. Values are
still prepared by the model's own fields, so sealed columns stay sealed.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models

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
        _insert(rows[start : start + _ROWS_A_STATEMENT], " ON CONFLICT DO NOTHING")


def insert_one(row: models.Model) -> int:
    """Insert one row and return its number."""
    return int(_insert((row,), " RETURNING id")[0])


def _insert(rows: Sequence[models.Model], end: str) -> Any:
    fields, begin = _columns(type(rows[0]))
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows for field in fields
    ]
    places = f"({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        cursor.execute(begin + ", ".join([places] * len(rows)) + end, values)
        return cursor.fetchone() if cursor.description else None
