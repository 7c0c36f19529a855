"""What the standing index holds of a role, as frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl
from django.db import connection

from wasl.persons.answering import Former
from wasl.persons.kept import Kept
from wasl.persons.staging import LINK, UNSURE

SOME = 500
"""Values named in one statement."""

PROVISIONAL = "provisional"
"""The method of links to people whom the spine does not know; they are not the engine's word on the spine."""


def former_of(kept: Kept, register: str, role: str) -> Former:
    """How a role stood after the last run, and what stewards have made of it since."""
    return Former(kept.prints(register, role), partial(links_of, register, role), partial(pairs_of, register, role))


def links_of(register: str, role: str) -> pl.DataFrame:
    """As LINK of staging, without links to provisional people."""
    return _read("persons_link", LINK, register, role, f" AND method <> '{PROVISIONAL}'")


def links_among(register: str, role: str, keys: list[str]) -> pl.DataFrame:
    """As `links_of`, of some rows alone."""
    parts = [pl.DataFrame(schema=LINK)]
    for at in range(0, len(keys), SOME):
        marks = ", ".join(["%s"] * len(keys[at : at + SOME]))
        more = f" AND method <> '{PROVISIONAL}' AND key IN ({marks})"
        parts.append(_read("persons_link", LINK, register, role, more, keys[at : at + SOME]))
    return pl.concat(parts)


def pairs_of(register: str, role: str) -> pl.DataFrame:
    """As UNSURE of staging."""
    return _read("persons_unsurepair", UNSURE, register, role)


def provisional_links() -> pl.DataFrame:
    """Links to provisional people: register, role and LINK."""
    schema = pl.Schema([("register", pl.String), ("role", pl.String), *LINK.items()])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(schema.names())} FROM persons_link WHERE method = %s",  # noqa: S608  our names
            [PROVISIONAL],
        )
        return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")


def _read(
    table: str, schema: pl.Schema, register: str, role: str, more: str = "", values: Sequence[str] = ()
) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(schema.names())} FROM {table} WHERE register = %s AND role = %s{more}",  # noqa: S608
            [register, role, *values],
        )
        return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")


@dataclass(frozen=True)
class Difference:
    """Rows that go and rows that come; one that only says something else does both."""

    gone: pl.DataFrame
    come: pl.DataFrame

    @classmethod
    def between(cls, before: pl.DataFrame, after: pl.DataFrame) -> "Difference":
        columns = before.columns
        now = after.select(columns).unique()
        return cls(
            before.join(now, on=columns, how="anti", nulls_equal=True),
            now.join(before, on=columns, how="anti", nulls_equal=True),
        )

    def __bool__(self) -> bool:
        return bool(self.gone.height or self.come.height)
