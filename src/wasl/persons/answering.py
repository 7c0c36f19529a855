"""What the engine answers for one register in one role: for all of its rows, or only for those that a change concerns.

The answer is the same either way: a row's link hangs on that row, on the spine and on what was learned, and of two rows
that claim one person in a register that holds a person once the better one wins, whichever came first.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from wasl.linkage import Defaults, Links, Reach, Standing, table_defaults
from wasl.persons import people
from wasl.persons.kept import PRINT, prints
from wasl.persons.order import Task
from wasl.persons.quality import Tally
from wasl.persons.staging import LINK, LONGEST_KEY, UNSURE
from wasl.registers import api as registers

SAMPLED = 20_000
"""Rows at the head of a register that show which values stand for nothing in it."""

NOBODY = "nobody"
"""The cause kept with a row that says something and fits nobody."""


Loader = Callable[[], pl.DataFrame]


@dataclass(frozen=True)
class Former:
    """How a role stood before: prints of its rows, and what the index held of it, loaded when something has changed.
    Empty for a run in full."""

    prints: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PRINT))
    load_links: Loader = lambda: pl.DataFrame(schema=LINK)
    load_unsure: Loader = lambda: pl.DataFrame(schema=UNSURE)

    @cached_property
    def links(self) -> pl.DataFrame:
        return self.load_links()

    @cached_property
    def unsure(self) -> pl.DataFrame:
        return self.load_unsure()


@dataclass(frozen=True)
class Answer:
    """Of the whole role: links (LINK), unsure pairs (UNSURE without use), prints, the rows of which nobody is known in
    the standard shape, how many rows there are, how many were linked anew, and which of the records asked for exist."""

    links: pl.DataFrame
    unsure: pl.DataFrame
    prints: pl.DataFrame
    nobody: pl.DataFrame
    records: int
    relinked: int
    there: frozenset[str]
    unchanged: bool = False  # all stands as it stood; links and unsure pairs were not even looked at


@dataclass(frozen=True)
class Asker:
    """The engine, ready to be asked register by register. `reach`: what a change of the spine concerns; `ids`:
    spine_record and person_id; `persons`: what groups rows fall into that do not say so themselves."""

    standing: Standing
    ids: pl.DataFrame
    persons: pl.DataFrame
    reach: Reach | None = None

    def ask(
        self, task: Task, former: Former, defaults: Defaults | None, spoken: Collection[str], tally: Tally | None
    ) -> tuple[Answer, Defaults]:
        """`spoken`: records on which stewards have spoken; they are always linked anew. `defaults`: None where they
        are still to be seen."""
        gathered = _Gathered()
        for batch in _usable(task, gathered):
            if defaults is None:
                defaults = table_defaults(batch.head(SAMPLED), self.standing.settings)
            fresh = batch.filter(self._fresh(batch, former, defaults, spoken))
            found = self.standing.link(fresh, defaults=defaults)
            gathered.add(batch, fresh, found, former.prints, spoken)
            if tally is not None:
                tally.add(fresh, found, self.persons)
        if late := gathered.late(former.prints):
            gathered.forget(late)
            for batch in _usable(task, _Gathered()):
                rows = batch.filter(pl.col("record").is_in(late))
                gathered.found.append(self.standing.link(rows, defaults=defaults or {}))
        return self._whole(task, former, gathered), defaults or {}

    def _fresh(self, batch: pl.DataFrame, former: Former, defaults: Defaults, spoken: Collection[str]) -> pl.Series:
        """Rows that are new or changed since, or that a change of the spine may concern."""
        known = former.prints.select("record", "print", pl.lit(value=False).alias("fresh")).unique()
        told = prints(batch).join(known, on=["record", "print"], how="left", maintain_order="left")
        fresh = told["fresh"].fill_null(value=True) | batch["record"].is_in(list(spoken))
        if self.reach is not None and not fresh.all():
            fresh |= pl.Series(self.reach.touches(batch, defaults))
        return fresh

    def _whole(self, task: Task, former: Former, gathered: "_Gathered") -> Answer:
        """What was linked anew beside what still stands."""
        told = gathered.told()
        nobody = pl.concat([pl.DataFrame(schema={"record": pl.String}), *gathered.nobody], how="diagonal_relaxed")
        records, there = told.height + gathered.unusable, frozenset(gathered.there)
        gone = former.prints.join(told, on=["record", "print"], how="anti")
        if former.prints.height and gone.is_empty() and not any(map(len, gathered.relinked)):
            empty = pl.DataFrame(schema=UNSURE).drop("use")
            return Answer(pl.DataFrame(schema=LINK), empty, told, nobody, records, 0, there, unchanged=True)
        stays = told.select("record").unique().join(gathered.relinked_records(), on="record", how="anti")
        links = former.links.join(stays, left_on="key", right_on="record", how="semi")
        unsure = former.unsure.drop("use").join(stays, on="record", how="semi")
        found = Links.together(gathered.found)
        links = pl.concat([links, self._of_persons(found.frame).rename({"record": "key"}).select(LINK.names())])
        unsure = pl.concat([unsure, self._of_persons(found.unsure).select(unsure.columns)])
        if task.role.once:
            links, unsure = _one_claim_each(links, unsure, self.standing.settings.accept)
        return Answer(
            links,
            unsure,
            told,
            nobody,
            records,
            sum(len(part) for part in gathered.relinked),
            there,
        )

    def _of_persons(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.join(self.ids, on="spine_record")


@dataclass
class _Gathered:
    """What batches have left behind."""

    found: list[Links] = field(default_factory=list)
    prints: list[pl.DataFrame] = field(default_factory=list)
    nobody: list[pl.DataFrame] = field(default_factory=list)
    relinked: list[pl.Series] = field(default_factory=list)
    there: set[str] = field(default_factory=set)
    unusable: int = 0

    def add(
        self, batch: pl.DataFrame, fresh: pl.DataFrame, found: Links, former: pl.DataFrame, spoken: Collection[str]
    ) -> None:
        self.found.append(found)
        self.relinked.append(fresh["record"])
        stays = former.join(fresh.select("record"), on="record", how="anti")
        causes = pl.concat([stays.select("record", "cause"), _causes(found)]).unique("record")
        told = prints(batch).join(causes, on="record", how="left", maintain_order="left")
        self.prints.append(told)
        nobody = told.filter(pl.col("cause") == NOBODY).select("record").unique()
        self.nobody.append(batch.join(nobody, on="record", how="semi"))
        if spoken:
            self.there.update(batch.filter(pl.col("record").is_in(list(spoken)))["record"])

    def told(self) -> pl.DataFrame:
        """Prints of all rows."""
        return pl.concat([pl.DataFrame(schema=PRINT), *self.prints])

    def late(self, former: pl.DataFrame) -> list[str]:
        """Records under which several rows stand, or stood, of which some have changed: they are linked together."""
        if former.is_empty():
            return []
        told = self.told()
        several = pl.concat(rows.filter(pl.col("record").is_duplicated()).select("record") for rows in (told, former))
        gone = former.join(told, on=["record", "print"], how="anti").select("record")
        changed = pl.concat([self.relinked_records(), gone])
        found = told.select("record").join(several, on="record", how="semi").join(changed, on="record", how="semi")
        return found["record"].unique().to_list()

    def forget(self, records: list[str]) -> None:
        """What was found for some records, which are to be linked again."""
        theirs = pl.col("record").is_in(records)
        self.found = [
            Links(*(frame.filter(~theirs) for frame in (part.frame, part.unsure, part.unlinked))) for part in self.found
        ]
        self.relinked.append(pl.Series(records, dtype=pl.String))

    def relinked_records(self) -> pl.DataFrame:
        return pl.DataFrame({"record": pl.concat([pl.Series(dtype=pl.String), *self.relinked])})


def _causes(found: Links) -> pl.DataFrame:
    """`record` and `cause` of rows that are not linked."""
    nobody = pl.col("record").is_in(found.nobody().to_list())
    return found.unlinked.with_columns(pl.when(nobody).then(pl.lit(NOBODY)).otherwise("cause").alias("cause"))


def _usable(task: Task, gathered: _Gathered) -> Iterator[pl.DataFrame]:
    """Batches without rows that no table of ours could hold; those are counted."""
    usable = pl.col("record").str.len_chars().is_between(1, LONGEST_KEY) & ~pl.col("record").str.contains("\x00")
    for batch in registers.stream_persons(task.register, task.role.role):
        kept = batch.filter(usable)
        gathered.unusable += batch.height - kept.height
        yield people.with_validity(kept)


def _one_claim_each(links: pl.DataFrame, unsure: pl.DataFrame, accept: float) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The register holds a person once: all that claim a person come forward again, those that lost before too."""
    lost = pl.col("probability") >= accept
    claims = pl.concat([links, unsure.filter(lost).rename({"record": "key"}).select(LINK.names())])
    named = claims.rename({"key": "record"}).with_columns(pl.col("person_id").cast(pl.String).alias("spine_record"))
    winners = Links(named, named.clear(), pl.DataFrame(schema={"record": pl.String, "cause": pl.String})).once()
    return (
        winners.frame.rename({"record": "key"}).select(LINK.names()),
        pl.concat([unsure.filter(~lost), winners.unsure.select(unsure.columns)]),
    )
