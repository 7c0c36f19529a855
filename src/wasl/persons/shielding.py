"""Which counts of a group of people may be shown: small ones are hidden, with others that would give them away."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from wasl.core.conf import settings
from wasl.core.figures import suppressed_list
from wasl.persons.fairness import Flag, Group

Place = tuple[str, str, str, str]
"""Register, role, dimension, code."""


@dataclass(frozen=True)
class Counted:
    """None is hidden. A rate is shown only where the counts that it comes from are."""

    records: int | None
    linked: int | None
    unsure: int | None

    @property
    def rates(self) -> bool:
        return self.records is not None and self.linked is not None


def place_of(group: Group) -> Place:
    return group.register, group.role, group.dimension, group.code


def counted(groups: Iterable[Group]) -> dict[Place, Counted]:
    """Each dimension of each register's role is one table. Its columns are lists of their own, each with its total: how
    many rows were neither linked nor unsure is told nowhere, so no sum joins the columns."""
    found: dict[Place, Counted] = {}
    for _, some in groupby(sorted(groups, key=place_of), key=lambda group: place_of(group)[:3]):
        table = list(some)
        columns = [[one.records for one in table], [one.linked for one in table], [one.unsure for one in table]]
        shown = [suppressed_list(column, settings().fewest)[0] for column in columns]
        found |= {place_of(one): Counted(*counts) for one, *counts in zip(table, *shown, strict=True)}
    return found


def tellable(flags: Iterable[Flag], shown: dict[Place, Counted]) -> list[Flag]:
    """Without the groups whose counts are hidden."""
    return [flag for flag in flags if shown[place_of(flag.group)].rates]
