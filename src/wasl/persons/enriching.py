"""Facts that the spine lacks, lent by the register that has the last word on them, so that more rows find their person.

The civil register knows no telephones; the register of lines does, and says whose they are by number. With them, a row
that gives but a name and a telephone can be linked. What is lent serves linking alone: the index does not keep it.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import polars as pl

from wasl.core.log import event
from wasl.linkage import Settings, prepare
from wasl.persons.people import with_validity
from wasl.registers import api as registers
from wasl.registers.api import Manifest, RegisterUnavailable

LENDABLE = ("phone",)
"""Fields that few people share: a name and one of them make a person."""

SURE = 0.999
"""Least probability of a link over which a fact is lent."""


class Lender(NamedTuple):
    """The register, and the role in it, whose word on a field is the last."""

    field: str
    manifest: Manifest
    role: str


def lenders(spine: Manifest, manifests: Mapping[str, Manifest]) -> Iterator[Lender]:
    """One for each lendable field that the spine has not."""
    own = spine.persons[0].attributes()
    for field in LENDABLE:
        if field not in own:
            yield from (Lender(field, m, m.persons[0].role) for m in manifests.values() if _has_last_word(m, field))


def _has_last_word(manifest: Manifest, field: str) -> bool:
    attribute = manifest.persons[0].attributes().get(field) if manifest.persons else None
    return attribute is not None and manifest.column(attribute).authority


def enriched(
    rows: pl.DataFrame, spine: Manifest, manifests: Mapping[str, Manifest], settings: Settings
) -> pl.DataFrame:
    """The spine's rows with what others lend. A lender that cannot be read lends nothing."""
    standing = None
    for lender in lenders(spine, manifests):
        standing = standing or prepare(rows, settings)
        try:
            batches = list(registers.stream_persons(lender.manifest.id, lender.role))
        except RegisterUnavailable as error:
            event("linking.lender_unavailable", level="warning", register=lender.manifest.id, reason=error.reason)
            continue
        lent = pl.concat(
            batch.select("record", lender.field).join(
                standing.link(with_validity(batch)).frame.filter(pl.col("probability") >= SURE), on="record"
            )
            for batch in batches
        )
        first = lent.sort("record").drop_nulls(lender.field).unique("spine_record", keep="first")
        rows = rows.drop(lender.field, strict=False).join(
            first.select(pl.col("spine_record").alias("record"), lender.field),
            on="record",
            how="left",
            maintain_order="left",
        )
    return rows
