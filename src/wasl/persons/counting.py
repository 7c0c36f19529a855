"""Counts of how rows were linked, by who they are about, and what is strange in a register's columns."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from wasl.linkage import Links

AGE_BANDS = ((0, 5), (6, 17), (18, 39), (40, 64), (65, None))
"""Years, both included. Young children, those at school, and three ages of adults."""

SAYS = ("sex", "birth_date", "birth_governorate", "governorate")
BIN = 2  # bits
LEAST, MOST = -20, 98  # bits; weights beyond are counted with these
PATTERNS = 60
"""Kinds of pairs that are kept for the comparison viewer, the most frequent ones."""

SUMS = ("records", "linked", "unsure", "right", "missed", "own_governorate", "own_sex", "own_age")
"""`own_…`: rows that say so themselves."""


def band_of(age: int) -> str:
    """
    >>> band_of(17), band_of(80)
    ('6-17', '65+')
    """
    least, most = next((least, most) for least, most in reversed(AGE_BANDS) if age >= least)
    return f"{least}+" if most is None else f"{least}-{most}"


AGES = tuple(band_of(least) for least, _ in AGE_BANDS)


@dataclass
class Counts:
    """What a register in a role adds up to, batch by batch. Nobody can be told from it."""

    today: date
    groups: list[pl.DataFrame] = field(default_factory=list)
    weights: list[pl.DataFrame] = field(default_factory=list)
    patterns: list[pl.DataFrame] = field(default_factory=list)
    causes: list[pl.DataFrame] = field(default_factory=list)

    def add(self, rows: pl.DataFrame, found: Links, persons: pl.DataFrame | None) -> None:
        """`persons`: spine_record and SAYS of each person, for rows that do not say so themselves."""
        answers = _answers(found)
        told = _told(rows, answers, persons).with_columns(_age(self.today))
        self.groups.append(_summed(told, ["governorate", "sex", "age"]))
        self.weights.append(_by_weight(answers))
        self.patterns.append(_by_pattern(found))
        self.causes.append(found.unlinked.group_by("cause").len("rows"))

    def by(self, *columns: str) -> pl.DataFrame:
        """SUMS by group."""
        if not self.groups:
            return pl.DataFrame(schema={**dict.fromkeys(columns, pl.String), **dict.fromkeys(SUMS, pl.Float64)})
        every = pl.concat(self.groups)
        sums = [pl.col(name).sum() for name in SUMS]
        return every.group_by(*columns).agg(sums).sort(columns) if columns else every.select(sums)

    def kinds_of_pairs(self) -> pl.DataFrame:
        """reason, method, linked, rows, weight, probability: the most frequent ones first."""
        if not self.patterns:
            return pl.DataFrame(schema={"reason": pl.String, "method": pl.String, "linked": pl.Boolean})
        sums = pl.concat(self.patterns).group_by("reason", "method", "linked").agg(pl.all().sum())
        return sums.sort("rows", "reason", descending=[True, False]).head(PATTERNS)

    def methods(self) -> dict[str, int]:
        """Links by how they were found."""
        if not self.patterns:
            return {}
        linked = pl.concat(self.patterns).filter("linked").group_by("method").agg(pl.col("rows").sum())
        return dict(linked.sort("method").iter_rows())


def _answers(found: Links) -> pl.DataFrame:
    """One line a record that was linked or is unsure: its best candidate, and how likely any of them is the person."""
    linked = found.frame.select("record", "spine_record", "weight", right="probability", maybe=pl.lit(None, pl.Float64))
    best = found.unsure.sort("probability", descending=True).group_by("record", maintain_order=True)
    unsure = best.agg(
        pl.col("spine_record", "weight").first(),
        right=pl.lit(None, pl.Float64),
        maybe=pl.col("probability").sum().clip(upper_bound=1.0),
    )
    return pl.concat([linked, unsure]).unique("record", keep="first")


def _told(rows: pl.DataFrame, answers: pl.DataFrame, persons: pl.DataFrame | None) -> pl.DataFrame:
    """Each row with whom it is about: as it says itself, else as its person does."""
    texts = [pl.col(name) if name in rows.columns else pl.lit(None, pl.Date).alias(name) for name in SAYS]
    told = rows.select(pl.col("record").cast(pl.String), *texts).join(answers, on="record", how="left")
    home = pl.coalesce(pl.col("governorate").cast(pl.String), pl.col("birth_governorate").cast(pl.String))
    told = told.with_columns(governorate=home, sex=pl.col("sex").cast(pl.String))
    told = told.with_columns(
        own_governorate=pl.col("governorate").is_not_null(),
        own_sex=pl.col("sex").is_not_null(),
        own_age=pl.col("birth_date").is_not_null(),
    )
    if persons is None:
        return told
    known = persons.select(
        "spine_record", "sex", "birth_date", governorate=pl.coalesce("governorate", "birth_governorate")
    )
    told = told.join(known, on="spine_record", how="left", suffix="_known")
    return told.with_columns(
        pl.coalesce(name, f"{name}_known").alias(name) for name in ("sex", "birth_date", "governorate")
    )


def _age(today: date) -> pl.Expr:
    """The place of the band of whole years today; none for a date in the future."""
    born = pl.col("birth_date")
    reached = [(born <= _years_before(today, least)).cast(pl.Int8) for least, _ in AGE_BANDS]
    return (pl.sum_horizontal(reached, ignore_nulls=False) - 1).alias("age")


def _years_before(today: date, years: int) -> date:
    """
    >>> _years_before(date(2028, 2, 29), 6)
    datetime.date(2022, 2, 28)
    """
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return date(today.year - years, today.month, day if years else today.day)


def _summed(told: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Each group once; what nobody says is an empty text."""
    sums = told.group_by(columns).agg(
        pl.col("own_governorate", "own_sex", "own_age").sum().cast(pl.Int64),
        records=pl.len().cast(pl.Int64),
        linked=pl.col("right").is_not_null().sum().cast(pl.Int64),
        unsure=pl.col("maybe").is_not_null().sum().cast(pl.Int64),
        right=pl.col("right").sum(),
        missed=pl.col("maybe").sum(),
    )
    bands = pl.col("age").replace_strict(dict(enumerate(AGES)), default=None, return_dtype=pl.String)
    return sums.with_columns(bands).with_columns(pl.col(columns).fill_null(""))


def _by_weight(answers: pl.DataFrame) -> pl.DataFrame:
    at = ((pl.col("weight") / BIN).floor() * BIN).clip(LEAST, MOST).cast(pl.Int32).alias("bits")
    return answers.group_by(at).agg(
        linked=pl.col("right").is_not_null().sum().cast(pl.Int64),
        unsure=pl.col("maybe").is_not_null().sum().cast(pl.Int64),
        right=pl.col("right").sum(),
        missed=pl.col("maybe").sum(),
    )


def _by_pattern(found: Links) -> pl.DataFrame:
    """`weight` and `probability` summed over the rows."""
    both = pl.concat([found.frame.with_columns(linked=True), found.unsure.with_columns(linked=False)])
    return both.group_by("reason", "method", "linked").agg(
        rows=pl.len().cast(pl.Int64), weight=pl.col("weight").sum(), probability=pl.col("probability").sum()
    )
