"""What the engine answers."""

from dataclasses import dataclass

import polars as pl

LINKED = {
    "record": pl.String,
    "spine_record": pl.String,
    "weight": pl.Float64,
    "probability": pl.Float64,
    "method": pl.String,
    "reason": pl.String,
}
UNLINKED = {"record": pl.String, "cause": pl.String}


@dataclass(frozen=True)
class Links:
    """`frame`: accepted links, at most one a record: record, spine_record, weight (log2 of the Bayes factor),
    probability, method (number, number+facts, facts), reason (`given=; birth_date~swapped; mother-`: agrees, nearly,
    differs).

    `unsure`: the same columns; pairs that a person should decide. `unlinked`: record and cause: `empty` (nothing to
    link by), `no-candidate`, `ambiguous` (several people, or one not sure enough), `conflict` (its number belongs to
    somebody whose other facts differ, or the person is already taken by a better row of a table that holds a person
    once). Each record is in `frame` or in `unlinked`, once.
    """

    frame: pl.DataFrame
    unsure: pl.DataFrame
    unlinked: pl.DataFrame
