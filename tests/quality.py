"""A linking quality to look at, without linking a nation: a few hundred made-up people, counted by the real engine.

`python -m tests.quality` puts it beside the last run of the platform whose home WASL_HOME names.
"""

from datetime import date
from functools import lru_cache

import polars as pl

from tests.linkage.people import crowd, table
from wasl.linkage import Settings, Standing, prepare

TODAY = date(2026, 11, 22)
SAYS = ("spine_record", "sex", "birth_date", "birth_governorate", "governorate")


@lru_cache
def spine(people: int = 400) -> pl.DataFrame:
    return table(*crowd(people))


def rows_of(people: pl.DataFrame) -> pl.DataFrame:
    """A register about them: a third without a number, some with little more than a common name."""
    place = pl.int_range(pl.len())
    poor = place % 7 == 3
    return people.with_columns(
        number=pl.when(place % 3 > 0).then("number"),
        full_name=pl.when(poor)
        .then(pl.col("full_name").str.split(" ").list.head(2).list.join(" "))
        .otherwise("full_name"),
        mother_name=pl.when(~poor).then("mother_name"),
        birth_date=pl.when(~poor).then("birth_date"),
    )


def persons_of(people: pl.DataFrame) -> pl.DataFrame:
    return people.rename({"record": "spine_record"}).select(SAYS)


@lru_cache
def standing(people: int = 400) -> Standing:
    """Their civil register, ready to link against."""
    return prepare(spine(people), Settings())


def beside_the_last_run(registers: int = 3) -> None:
    """Give the last run its quality, as if so many of its registers held `rows_of`."""
    from wasl.persons.models import LinkRun, QualityFigure
    from wasl.persons.quality import Tally, keep

    run = LinkRun.objects.latest()
    QualityFigure.objects.filter(run=run).delete()
    people = spine()
    rows = rows_of(people)
    found = standing().link(rows)
    chosen = [row for row in run.registers if row["register"] != run.spine and row["records"]][:registers]
    tallies = [Tally(str(row["register"]), str(row["role"]), TODAY, ["mother_name"]) for row in chosen]
    for tally in tallies:
        tally.add(rows, found, persons_of(people))
    keep(run, tallies, standing())
    run.save()


if __name__ == "__main__":
    from wasl.cli import setup_django

    setup_django()
    beside_the_last_run()
