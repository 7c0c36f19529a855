"""People who are in no spine: the rows that fit nobody in it, grouped among themselves.

With a model that was learned before, the groups are a function of the set of rows: neither the order in which they
came nor what stood among them earlier has a say.
"""

from collections.abc import Sequence

import polars as pl

from wasl.linkage.resolve import Table, resolve
from wasl.linkage.saved import SavedModel
from wasl.linkage.settings import Settings

UNSURE = {
    "table": pl.String,
    "record": pl.String,
    "other_table": pl.String,
    "other_record": pl.String,
    "weight": pl.Float64,
    "probability": pl.Float64,
    "reason": pl.String,
}
Group = frozenset[tuple[str, str]]
"""Rows (table, record) of one person."""


def provisional(tables: Sequence[Table], settings: Settings, model: SavedModel) -> tuple[list[Group], pl.DataFrame]:
    """The groups, a lone row being one too, by their least row; and the pairs that a person should decide, as
    `Resolution.unsure` has them. A record must be unique in its table."""
    ordered = sorted(tables, key=lambda table: table.name)
    frames = {table.name: _ordered(table) for table in ordered}
    there = [Table(table.name, frames[table.name], table.once) for table in ordered if frames[table.name].height]
    if sum(frame.height for frame in frames.values()) < 2:
        lone = [(name, record) for name, frame in frames.items() for record in frame.get_column("record")]
        return [frozenset({row}) for row in lone], pl.DataFrame(schema=UNSURE)
    found = resolve(there, settings, model)
    rows: dict[int, set[tuple[str, str]]] = {}
    for table, record, cluster in found.frame.iter_rows():
        rows.setdefault(cluster, set()).add((table, record))
    return sorted(map(frozenset, rows.values()), key=min), found.unsure


def _ordered(table: Table) -> pl.DataFrame:
    frame = table.frame.lazy().with_columns(pl.col("record").cast(pl.String)).sort("record").collect()
    if not frame.get_column("record").is_unique().all():
        raise ValueError(f"linkage: the column 'record' of {table.name} must differ in each row")
    return frame
