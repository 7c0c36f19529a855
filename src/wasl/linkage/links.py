"""What the engine answers."""

from dataclasses import dataclass, replace

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

    @classmethod
    def none(cls) -> "Links":
        return cls(pl.DataFrame(schema=LINKED), pl.DataFrame(schema=LINKED), pl.DataFrame(schema=UNLINKED))

    @classmethod
    def together(cls, parts: list["Links"]) -> "Links":
        """The answers for several batches of one table."""
        parts = parts or [cls.none()]
        return cls(*(pl.concat([getattr(part, name) for part in parts]) for name in cls.__annotations__))

    def once(self) -> "Links":
        """The same for a table that holds a person at most once: of the rows that claim one person the best keeps
        him, and the pairs that lose are for a person to look at.

        It wants the whole table, or all the rows that claim the people in it.
        """
        if self.frame.get_column("spine_record").is_unique().all():
            return self
        ordered = self.frame.sort(BETTER_FIRST, descending=[False, True, True, False])
        kept = ordered.get_column("spine_record").is_first_distinct()
        lost = ordered.filter(~kept)
        causes = lost.select("record", pl.lit(TAKEN).alias("cause"))
        return replace(
            self,
            frame=ordered.filter(kept),
            unsure=pl.concat([self.unsure, lost]),
            unlinked=pl.concat([self.unlinked, causes]),
        )

    def nobody(self) -> pl.Series:
        """Records that say something and fit nobody: not linked, and no pair to be decided."""
        said = self.unlinked.filter(pl.col("cause") != EMPTY).get_column("record")
        return said.filter(~said.is_in(self.unsure.get_column("record").to_list()))


EMPTY = "empty"
TAKEN = "conflict"
BETTER_FIRST = ["spine_record", "weight", "probability", "record"]
"""How rows that claim one person are ranked: weight, then probability, greatest first; then record, least first. So
the winner does not hang on who came first."""
