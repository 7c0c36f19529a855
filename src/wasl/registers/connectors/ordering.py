"""Newest first, where the manifest says that the register is a log."""

from collections.abc import Sequence

from wasl.registers.connectors.base import RawRow
from wasl.registers.decode import decoder
from wasl.registers.manifest import Column, Manifest

MOST_ROWS = 5_000
"""Rows of one key that are looked at to find the newest, where the store cannot sort by itself."""


def sorts_as_stored(column: Column) -> bool:
    """Whether the store's own order is the order in time: real dates, ISO text and plain numbers."""
    if column.digits != "latin":
        return False
    if column.type in {"date", "datetime"}:
        return column.format is None or column.format.startswith(("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d"))
    return column.type in {"integer", "decimal"}


def newest_first(manifest: Manifest, rows: Sequence[RawRow], limit: int) -> list[RawRow]:
    """At most `limit` rows; those whose time cannot be read come last."""
    if manifest.newest is None or len(rows) < 2:
        return list(rows[:limit])
    column = manifest.column(manifest.newest)
    decode = decoder(column)

    def age(row: RawRow) -> tuple[bool, str]:
        value = decode(row[column.column]).value
        return value is not None, f"{value:020}" if isinstance(value, int) else str(value)

    return sorted(rows, key=age, reverse=True)[:limit]


def rows_to_look_at(manifest: Manifest, limit: int, *, store_sorts: bool = False) -> int:
    """How many rows to take from the store so that the newest `limit` are among them."""
    if manifest.newest is None or (store_sorts and sorts_as_stored(manifest.column(manifest.newest))):
        return limit
    return max(limit, MOST_ROWS)
