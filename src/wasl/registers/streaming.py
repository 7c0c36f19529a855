"""All rows of a register, for linking: in the standard shape of docs/architecture.md, or as plain columns."""

from collections.abc import Iterator, Sequence

import polars as pl

from wasl.core.digits import normalise_digits_expr
from wasl.registers.catalogue import Catalogue
from wasl.registers.connectors.base import Connector
from wasl.registers.decode import decoded, text_of
from wasl.registers.decode.columns import latin
from wasl.registers.manifest import KEY_SEPARATOR, Column, Manifest, Role

BATCH = 50_000

SHAPE: dict[str, pl.DataType] = {
    "record": pl.String(),
    "number": pl.String(),
    "full_name": pl.String(),
    "given_name": pl.String(),
    "father_name": pl.String(),
    "grandfather_name": pl.String(),
    "family_name": pl.String(),
    "birth_date": pl.Date(),
    "sex": pl.String(),
    "birth_governorate": pl.String(),
    "governorate": pl.String(),
    "mother_name": pl.String(),
    "phone": pl.String(),
    "address": pl.String(),
}
"""One row for each row-and-role."""

NAME_PARTS = ("given_name", "father_name", "grandfather_name", "family_name")
_CODES = frozenset({"sex", "birth_governorate", "governorate"})


def persons(
    connector: Connector, manifest: Manifest, role: Role, catalogue: Catalogue, *, batch: int
) -> Iterator[pl.DataFrame]:
    """Batches in the standard shape."""
    fields = {field: manifest.column(attribute) for field, attribute in role.attributes().items()}
    key = _columns(manifest, manifest.key)
    shape = [_field(name, kind, fields, catalogue) for name, kind in SHAPE.items() if name != "record"]
    natives = _natives([*key, *fields.values()])
    for table in connector.stream(natives, batch=batch):
        yield table.select(joined(key).alias("record"), *shape)


def plain(
    connector: Connector, columns: Sequence[Column], catalogue: Catalogue, *, raw: bool, batch: int
) -> Iterator[pl.DataFrame]:
    """Batches with a column for each attribute: native text as it is, or canonical values."""
    for table in connector.stream(_natives(columns), batch=batch):
        yield table.select(_plain(column, catalogue, raw=raw) for column in columns)


def matched(connector: Connector, key: Sequence[Column], by: Column, *, batch: int) -> Iterator[pl.DataFrame]:
    """Batches of `key` (native text) and `match`: the text that is held against that of another register."""
    for table in connector.stream(_natives([*key, by]), batch=batch):
        yield table.select(joined(key).alias("key"), match_text(by).alias("match"))


def match_text(column: Column) -> pl.Expr:
    """Equal in two registers that write the same thing with other digits, blanks or types."""
    text = text_of(column, pl.col(column.column))
    if column.type in {"number", "phone"}:
        return normalise_digits_expr(text)
    if column.type == "integer":
        return decoded(column, pl.col(column.column)).cast(pl.String)
    return latin(text)


def joined(key: Sequence[Column]) -> pl.Expr:
    """A row's key as one text."""
    return pl.concat_str([pl.col(column.column).fill_null("") for column in key], separator=KEY_SEPARATOR)


def _field(name: str, kind: pl.DataType, fields: dict[str, Column], catalogue: Catalogue) -> pl.Expr:
    if name == "full_name" and name not in fields and "given_name" in fields:
        parts = [text_of(fields[part], pl.col(fields[part].column)) for part in NAME_PARTS if part in fields]
        return pl.concat_str(parts, separator=" ", ignore_nulls=True).replace("", None).alias(name)
    if (column := fields.get(name)) is None:
        return pl.lit(None, kind).alias(name)
    return _linking(name, column, catalogue).alias(name)


def _linking(name: str, column: Column, catalogue: Catalogue) -> pl.Expr:
    native = pl.col(column.column)
    if name == "birth_date":
        return decoded(column, native).cast(pl.Date) if column.type in {"date", "datetime"} else pl.lit(None, pl.Date)
    if name in _CODES:
        codes = catalogue.codes_of(column)
        return decoded(column, native, codes=codes) if column.type == "code" else text_of(column, native)
    text = text_of(column, native)
    return normalise_digits_expr(text).replace("", None) if name == "number" else text


def _plain(column: Column, catalogue: Catalogue, *, raw: bool) -> pl.Expr:
    native = pl.col(column.column)
    if raw:
        return native.alias(column.attribute)
    codes = catalogue.codes_of(column)
    return decoded(column, native, codes=codes, minor_digits=catalogue.minor_digits).alias(column.attribute)


def _columns(manifest: Manifest, attributes: Sequence[str]) -> list[Column]:
    return [manifest.column(attribute) for attribute in attributes]


def _natives(columns: Sequence[Column]) -> list[str]:
    return list(dict.fromkeys(column.column for column in columns))
