"""The statements of reading: SELECT, built by SQLAlchemy and compiled once.

Values are always bound, never written into the text, and every column is named together with its table: some stores
take a quoted name that they do not know for a text.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Dialect, and_, bindparam, column, or_, select, table
from sqlalchemy.sql import Select, TableClause
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import Boolean, Date, DateTime, Float, Integer, Numeric, Time, TypeEngine, Uuid

Key = tuple[str, ...]
Binder = Callable[[str], object]
Parameters = tuple[object, ...] | dict[str, object]

SIZES = (1, 4, 16, 64, 256)
"""Keys in one statement: a few sizes, each compiled and prepared once; the rest is filled up by repeating."""


@dataclass(frozen=True)
class Statement:
    """Compiled text and the way to give it its parameters."""

    text: str
    names: tuple[str, ...] | None  # order of the parameters; None = passed by name
    own: dict[str, object]  # parameters that SQLAlchemy adds by itself

    def parameters(self, values: dict[str, object]) -> Parameters:
        if self.names is None:
            return {**self.own, **values}
        return tuple([values[name] if name in values else self.own[name] for name in self.names])


def table_named(name: str, columns: Sequence[str]) -> TableClause:
    """`schema.table` or a bare table."""
    schema, _, bare = name.rpartition(".")
    return table(bare, *(column(c) for c in columns), schema=schema or None)


def all_rows(source: TableClause, columns: Sequence[str]) -> Select[tuple[object, ...]]:
    """SELECT of columns in the given order."""
    return select(*(source.c[name] for name in columns))


def some_rows(source: TableClause, columns: Sequence[str]) -> Select[tuple[object, ...]]:
    """At most `most` rows."""
    return all_rows(source, columns).limit(bindparam("most", type_=Integer))


def rows_by_key(
    source: TableClause, columns: Sequence[str], by: Sequence[str], *, keys: int, newest: str | None
) -> Select[tuple[object, ...]]:
    """At most `most` rows of `keys` keys, whose parts are the parameters k0_0, k0_1, ..."""
    matches = _matches([source.c[name] for name in by], keys)
    found = all_rows(source, columns).where(matches).limit(bindparam("most", type_=Integer))
    return found.order_by(source.c[newest].desc()) if newest else found


def _matches(columns: Sequence[ColumnElement[object]], keys: int) -> ColumnElement[bool]:
    if len(columns) == 1:
        return columns[0].in_([bindparam(f"k{key}_0") for key in range(keys)])
    parts = ([c == bindparam(f"k{key}_{place}") for place, c in enumerate(columns)] for key in range(keys))
    return or_(*(and_(*equal) for equal in parts))


def compiled(statement: Select[tuple[object, ...]], dialect: Dialect) -> Statement:
    text = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    assert isinstance(text, SQLCompiler)  # noqa: S101  what a SELECT compiles to
    own = {name: value for name, value in text.params.items() if value is not None}
    return Statement(str(text), None if text.positiontup is None else tuple(text.positiontup), own)


def key_parameters(keys: Sequence[Sequence[object]]) -> dict[str, object]:
    return {f"k{key}_{place}": part for key, parts in enumerate(keys) for place, part in enumerate(parts)}


def binder(kind: TypeEngine[Any]) -> Binder:
    """Text to what the column really holds, so that its index is used. It raises ValueError for what cannot be held."""
    for known, bind in _BINDERS:
        if isinstance(kind, known):
            return bind
    return str


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None


def _boolean(text: str) -> bool:
    return {"true": True, "false": False, "1": True, "0": False}.get(text.lower(), False)


_BINDERS: tuple[tuple[type[TypeEngine[Any]], Binder], ...] = (  # the narrower first: Float is a Numeric
    (Integer, int),
    (Float, float),
    (Numeric, _decimal),
    (Boolean, _boolean),
    (DateTime, datetime.fromisoformat),
    (Date, date.fromisoformat),
    (Time, time.fromisoformat),
    (Uuid, UUID),
)
