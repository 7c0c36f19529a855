"""Rows that every sign-in reads, by statements written out: building them anew would cost more than asking."""

from datetime import datetime
from functools import cache
from typing import TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def row(model: type[Row], where: str, *values: str | datetime, locked: bool = False) -> Row | None:
    """The one that fits, or None; `locked` until the transaction ends. `where` has %s for each value."""
    statement = _select(model, where, " FOR UPDATE" if locked and connection.features.has_select_for_update else "")
    return next(iter(model._default_manager.raw(statement, [_adapted(value) for value in values])), None)


@cache
def _select(model: type[models.Model], where: str, end: str) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    return f'SELECT {columns} FROM "{model._meta.db_table}" WHERE {where}{end}'  # noqa: S608  our own words


def _adapted(value: str | datetime) -> object:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
