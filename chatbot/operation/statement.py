"""Statements of the hot path, written once as SQL that PostgreSQL and SQLite both run.

Building the same query through the ORM for each message took more time than the database needs for it. Columns
are still read and written as the models' own fields say, so sealed columns stay sealed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models

_NOW = {"postgresql": "STATEMENT_TIMESTAMP()", "sqlite": "STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW')"}
_LATER = {
    "postgresql": "(STATEMENT_TIMESTAMP() + INTERVAL '{0} seconds')",
    "sqlite": "STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW', '{0:+} seconds')",
}


def columns(model: type[models.Model], *names: str) -> "tuple[models.Field[Any, Any], ...]":
    """Fields of a model by name, for `Statement.columns`."""
    found = (model._meta.get_field(name) for name in names)
    return tuple(field for field in found if isinstance(field, models.Field))


@dataclass(frozen=True, kw_only=True, eq=False)
class Statement:
    """One statement with `%s` for each value.

    `{now}` stands for the database's clock, `{name}` for the clock plus `later[name]` seconds, `{ids}` for the places
    of a list, `{columns}` for the columns of `columns`. These are the model fields of what it returns, in order;
    `after` are the fields by which further values are read, those beyond come as they are.
    """

    sql: str
    columns: "tuple[models.Field[Any, Any], ...]" = ()
    after: "tuple[models.Field[Any, Any], ...]" = ()
    later: tuple[tuple[str, float], ...] = ()

    @cached_property
    def _own(self) -> list[tuple[int, str]]:
        """Places and attributes of the first column's model, in the order in which `Model.from_db` wants them."""
        fields = list(self.columns[0].model._meta.concrete_fields)
        own = [(fields.index(column), at) for at, column in enumerate(self.columns) if column in fields]
        return [(at, self.columns[at].attname) for _, at in sorted(own)]

    def instance(self, row: tuple[Any, ...]) -> Any:
        """A row as an instance of the model of its first column; what was not asked for is deferred."""
        names = [name for _, name in self._own]
        return self.columns[0].model.from_db(connection.alias, names, [row[at] for at, _ in self._own])

    def rows(self, *values: Any, ids: Collection[Any] = ()) -> list[tuple[Any, ...]]:
        """Run it and return all rows, each value as its field reads it."""
        with connection.cursor() as cursor:
            self._execute(cursor, values, ids)
            found = cursor.fetchall()
        converters = _converters((*self.columns, *self.after), connection.vendor)
        return [_converted(row, converters) for row in found] if converters else found

    def row(self, *values: Any) -> tuple[Any, ...] | None:
        """The first row, None when there is none."""
        return next(iter(self.rows(*values)), None)

    def count(self, *values: Any, ids: Collection[Any] = ()) -> int:
        """Run it and return how many rows it changed."""
        with connection.cursor() as cursor:
            self._execute(cursor, values, ids)
            return int(cursor.rowcount)

    def _execute(self, cursor: Any, values: tuple[Any, ...], ids: Collection[Any]) -> None:
        text = _text(self, connection.vendor, len(ids))
        cursor.execute(text, [_parameter(value) for value in (*values, *ids)])


@lru_cache(maxsize=256)
def _text(statement: Statement, vendor: str, ids: int) -> str:
    later = {name: _LATER[vendor].format(seconds) for name, seconds in statement.later}
    clock = later | {"now": _NOW[vendor]}
    return statement.sql.format(
        # The percent signs of SQLite's clock are doubled: values are put in by `%`.
        **{name: text.replace("%", "%%") for name, text in clock.items()},
        ids=", ".join(["%s"] * ids),
        columns=", ".join(f"{column.model._meta.db_table}.{column.column}" for column in statement.columns),
    )


def _parameter(value: Any) -> Any:
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


Converters = tuple[tuple[int, Any, Any], ...]


@lru_cache(maxsize=256)
def _converters(columns: "tuple[models.Field[Any, Any], ...]", vendor: str) -> Converters:
    """Position, converter and column for each value that does not come ready from this kind of database."""
    return tuple(
        (at, convert, column.cached_col)
        for at, column in enumerate(columns)
        for convert in (
            *connection.ops.get_db_converters(column.cached_col),
            *column.get_db_converters(connection),
        )
    )


def _converted(row: tuple[Any, ...], converters: Converters) -> tuple[Any, ...]:
    values = list(row)
    for at, convert, column in converters:
        values[at] = convert(values[at], column, connection)
    return tuple(values)
