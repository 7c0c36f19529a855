"""Whom officers may look at: the nation's living who are in the index, and who is near to whom."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import TypeVar

import polars as pl

T = TypeVar("T")
COLUMNS = (
    "pid", "birth_date", "given", "father", "full_name", "latin_name", "mother_pid", "father_pid", "household",
    "governorate", "previous_governorate", "address", "abroad",
)  # fmt: skip


class People:
    """Everybody by a number of their own, 0..n-1 in the order of the nation's persons; handles are kept apart."""

    def __init__(self, persons: pl.DataFrame, marriages: pl.DataFrame, handles: Mapping[int, str]) -> None:
        """`handles` by the nation's person number (`pid`)."""
        rows = persons.filter(pl.col("alive") & pl.col("pid").is_in(list(handles))).sort("pid").select(COLUMNS)
        self.handles = [handles[pid] for pid in rows["pid"].to_list()]
        self.governorate: list[str] = rows["governorate"].to_list()
        self.previous: list[str | None] = rows["previous_governorate"].to_list()
        self.household: list[int | None] = rows["household"].to_list()
        self.street = [re.sub(r"\d+", "", address or "") for address in rows["address"].to_list()]
        self.address: list[str] = rows["address"].fill_null("").to_list()
        self.names: list[tuple[str, str]] = list(zip(rows["full_name"], rows["latin_name"], strict=True))
        self.called: list[tuple[str, str]] = list(zip(rows["given"], rows["father"], strict=True))
        self.born: list[int] = rows["birth_date"].dt.year().to_list()
        self.here: list[bool] = (~rows["abroad"]).to_list()
        self._pids: list[int] = rows["pid"].to_list()
        self._places = {pid: place for place, pid in enumerate(self._pids)}
        self._families = Families(persons, marriages)

    def __len__(self) -> int:
        return len(self.handles)

    @cached_property
    def of_governorate(self) -> dict[str, list[int]]:
        return _groups(self.governorate)

    @cached_property
    def moved_from(self) -> dict[str | None, list[int]]:
        """Who lived there before."""
        return _groups(self.previous)

    @cached_property
    def of_household(self) -> dict[int | None, list[int]]:
        return _groups(self.household)

    @cached_property
    def of_street(self) -> dict[str, list[int]]:
        return _groups(self.street)

    @cached_property
    def namesakes(self) -> dict[tuple[str, str], list[int]]:
        """Who bears the same given name and father's name."""
        return _groups(self.called)

    def kin(self, person: int) -> list[int]:
        """Living parents, spouses (former ones too), children, brothers and sisters."""
        return self._living(self._families.kin(self._pids[person]), person)

    def clan(self, person: int) -> list[int]:
        """Living kin, their kin, and the children of those: grandparents, in-laws, uncles, cousins, nephews."""
        return self._living(self._families.clan(self._pids[person]), person)

    def _living(self, pids: set[int], but: int) -> list[int]:
        return sorted({self._places[pid] for pid in pids if pid in self._places} - {but})

    def own_circle(self, person: int) -> set[int]:
        """Kin, and whoever lives in the same household."""
        return {*self.kin(person), *self.of_household.get(self.household[person], ())} - {person}

    def neighbours(self, person: int) -> list[int]:
        """Who lives in the same street and is no kin, the nearest house first."""
        circle = self.own_circle(person)
        number = _house(self.address[person])
        found = [one for one in self.of_street[self.street[person]] if one != person and one not in circle]
        return sorted(found, key=lambda one: (abs(_house(self.address[one]) - number), one))


class Families:
    """Who is kin to whom by `pid`. The dead count: brothers and sisters stay so when their parents have died."""

    def __init__(self, persons: pl.DataFrame, marriages: pl.DataFrame) -> None:
        self._parents: dict[int, tuple[int, ...]] = {}
        self._children: dict[int, set[int]] = defaultdict(set)
        self._spouses: dict[int, set[int]] = defaultdict(set)
        for child, *parents in persons.select("pid", "mother_pid", "father_pid").iter_rows():
            self._parents[child] = tuple(parent for parent in parents if parent is not None)
            for parent in self._parents[child]:
                self._children[parent].add(child)
        for husband, wife in marriages.select("husband", "wife").iter_rows():
            self._spouses[husband].add(wife)
            self._spouses[wife].add(husband)

    def kin(self, pid: int) -> set[int]:
        parents = self._parents.get(pid, ())
        siblings = set[int]().union(*(self._children[parent] for parent in parents))
        return {*parents, *siblings, *self._spouses[pid], *self._children[pid]} - {pid}

    def clan(self, pid: int) -> set[int]:
        near = self.kin(pid)
        near |= set[int]().union(*(self.kin(one) for one in near))
        return near | set[int]().union(*(self._children[one] for one in near))


def _groups(values: list[T]) -> dict[T, list[int]]:
    found: dict[T, list[int]] = defaultdict(list)
    for place, value in enumerate(values):
        found[value].append(place)
    return found


def _house(address: str) -> int:
    found = re.search(r"\d+", address)
    return int(found[0]) if found else 0
