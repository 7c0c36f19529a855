"""A population over generations: births, marriages, divorces, moves and deaths, a year at a time, everybody in bulk.

The first people are between 0 and 30 years old and have no known parents; everybody later has both. Years run to the
anniversary of the as-of day, so the last one is whole. Days are counted from 1970. A home is a dwelling at one address;
a family that moves gets a new home, so a person's present and previous home tell where they lived.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wasl.synthetic.simulation.draw import Flags, Floats, Ints, pick

NEVER = np.int32(2_000_000_000)
NOBODY = np.int32(-1)
SINGLE, MARRIED, DIVORCED, WIDOWED = range(4)
MALE, FEMALE = 0, 1
EPOCH = date(1970, 1, 1)
YEAR = 365.25


class Table:
    """Columns of numpy arrays that grow together."""

    def __init__(self, **columns: Any) -> None:
        self._types = {name: np.dtype(kind) for name, kind in columns.items()}
        self._columns = {name: np.empty(1024, dtype=kind) for name, kind in self._types.items()}
        self.rows = 0

    def add(self, count: int, **values: Any) -> Ints:
        """Append rows; answers their numbers."""
        first, self.rows = self.rows, self.rows + count
        if self.rows > len(next(iter(self._columns.values()))):
            size = int(self.rows * 1.3)
            self._columns = {name: _grown(column, size) for name, column in self._columns.items()}
        for name, column in self._columns.items():
            column[first : self.rows] = values[name]
        return np.arange(first, self.rows)

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._columns[name][: self.rows]


def _grown(column: NDArray[Any], size: int) -> NDArray[Any]:
    larger = np.empty(size, dtype=column.dtype)
    larger[: len(column)] = column
    return larger


@dataclass(frozen=True)
class Rules:
    """What the simulation needs to know of the country."""

    population: dict[int, float]  # year -> share of the people of the last day
    places: Floats  # share of people by governorate, in the pack's order
    cities: Ints  # number of cities of each governorate
    given: tuple[Floats, ...]  # weights of given names: two tables, rows religions: [sex][religion, name]
    families: Floats  # weights of family names: rows religions
    religions: Floats


@dataclass
class Lives:
    """Everybody who ever lived, in order of birth year; a person's number is the row."""

    rules: Rules
    rng: np.random.Generator
    people: Table = field(
        default_factory=lambda: Table(
            born="i4",
            died="i4",
            sex="i1",
            mother="i4",
            father="i4",
            place="i1",
            religion="i1",
            given="i2",
            father_given="i2",
            grand_given="i2",
            family="i2",
            marital="i1",
            spouse="i4",
            home="i4",
            old_home="i4",
            moved="i4",
            last_child="i4",
            children="i1",
        )
    )
    homes: Table = field(default_factory=lambda: Table(place="i1", city="i2", owner="i4"))
    marriages: Table = field(default_factory=lambda: Table(husband="i4", wife="i4", on="i4", divorced="i4", open="?"))
    moves: list[tuple[Ints, Ints, Ints, Ints]] = field(default_factory=list)  # pid, from, to, day

    # ---- beginnings

    def found(self, count: int, day: int) -> None:
        """The first people: none older than 30."""
        ages = 30 * self.rng.random(count) ** 1.3
        place = pick(self.rng, count, self.rules.places)
        home = self.new_homes(place, np.arange(count))
        self._born(
            np.sort((day - ages * YEAR).astype(np.int64)),
            mother=np.full(count, NOBODY),
            father=np.full(count, NOBODY),
            place=place,
            home=home,
            religion=pick(self.rng, count, self.rules.religions),
            family=None,
            father_given=None,
            grand_given=None,
        )

    def _born(
        self,
        day: Ints,
        *,
        mother: Ints,
        father: Ints,
        place: Ints,
        home: Ints,
        religion: Ints,
        family: Ints | None,
        father_given: Ints | None,
        grand_given: Ints | None,
    ) -> Ints:
        count = len(day)
        sex = (self.rng.random(count) > 0.512).astype(np.int8)
        return self.people.add(
            count,
            born=day,
            died=NEVER,
            sex=sex,
            mother=mother,
            father=father,
            place=place,
            religion=religion,
            given=self.given_names(sex, religion),
            marital=SINGLE,
            spouse=NOBODY,
            home=home,
            old_home=NOBODY,
            moved=NEVER,
            father_given=self.given_names(np.zeros(count, int), religion) if father_given is None else father_given,
            grand_given=self.given_names(np.zeros(count, int), religion) if grand_given is None else grand_given,
            family=self._by_religion(self.rules.families, religion) if family is None else family,
            last_child=-NEVER,
            children=0,
        )

    def given_names(self, sex: NDArray[Any], religion: Ints) -> Ints:
        """Given names as positions in the list of the sex."""
        return np.where(
            sex == MALE,
            self._by_religion(self.rules.given[MALE], religion),
            self._by_religion(self.rules.given[FEMALE], religion),
        )

    def _by_religion(self, weights: Floats, religion: Ints) -> Ints:
        drawn = np.zeros(len(religion), dtype=np.int64)
        for code in range(len(weights)):
            members = np.flatnonzero(religion == code)
            drawn[members] = pick(self.rng, len(members), weights[code])
        return drawn

    def new_homes(self, place: NDArray[Any], owner: NDArray[Any]) -> Ints:
        """Homes in the given governorates; larger cities come first in the pack's list of a governorate's cities."""
        count = len(place)
        skewed = self.rng.random(count) ** 1.6 * self.rules.cities[place]
        return self.homes.add(count, place=place, city=skewed.astype(np.int64), owner=owner)

    # ---- a year

    def year(self, start: int, wanted: int) -> None:
        """Live one year from day `start`; as many births as bring the living to about `wanted`."""
        p = self.people
        living = np.flatnonzero(p["died"] == NEVER)
        dying = self._deaths(living, start)
        self._births(start, wanted - (len(living) - len(dying)))
        self._separate(start)
        self._marry(start)
        self._move(start)
        self._widow(dying)

    def _deaths(self, living: Ints, start: int) -> Ints:
        age = (start - self.people["born"][living]) / YEAR
        year = 1970 + start / YEAR
        infant = np.where(age < 1, 0.015 + 0.09 * np.clip((2000 - year) / 70, 0, 1), 0.0)
        hazard = 0.0006 + infant + 0.00003 * np.exp(0.098 * age)
        dying = living[self.rng.random(len(living)) < np.where(age > 101, 0.9, hazard)]
        first = np.maximum(start, self.people["born"][dying] + 1)
        self.people["died"][dying] = self.rng.integers(first, start + 365)
        return dying

    def _births(self, start: int, wanted: int) -> None:
        p, m = self.people, self.marriages
        wedded = np.flatnonzero(m["open"])
        wives, husbands = m["wife"][wedded], m["husband"][wedded]
        day = start + self.rng.integers(0, 365, len(wedded))
        age = (day - p["born"][wives]) / YEAR
        can = (age > 17) & (age < 46) & (m["on"][wedded] + 275 < day) & (p["last_child"][wives] + 480 < day)
        can &= (p["died"][wives] > day) & (p["died"][husbands] > day)
        likely = np.where(can, np.exp(-(((age - 26) / 8.0) ** 2)) * 0.75 ** p["children"][wives], 0.0)
        chance = _scaled(likely, wanted * 0.99)
        chosen = np.flatnonzero(self.rng.random(len(chance)) < chance)
        twins = chosen[self.rng.random(len(chosen)) < 0.01]
        chosen = np.sort(np.concatenate([chosen, twins]))
        self._children(day[chosen], wives[chosen], husbands[chosen])

    def _children(self, day: Ints, mother: Ints, father: Ints) -> None:
        p = self.people
        home = p["home"][father]
        self._born(
            day,
            mother=mother,
            father=father,
            place=self.homes["place"][home],
            home=home,
            religion=p["religion"][father],
            family=p["family"][father],
            father_given=p["given"][father],
            grand_given=p["father_given"][father],
        )
        p["last_child"][mother] = day
        np.add.at(p["children"], mother, 1)

    def _separate(self, start: int) -> None:
        p, m = self.people, self.marriages
        wedded = np.flatnonzero(m["open"])
        since = (start - m["on"][wedded]) / YEAR
        chance = 0.004 + 0.016 * np.exp(-np.maximum(since, 0) / 5)
        alive = (p["died"][m["husband"][wedded]] == NEVER) & (p["died"][m["wife"][wedded]] == NEVER)
        ending = wedded[(self.rng.random(len(wedded)) < chance) & alive & (since > 0)]
        day = start + self.rng.integers(0, 365, len(ending))
        m["divorced"][ending], m["open"][ending] = day, False
        for side in ("husband", "wife"):
            p["marital"][m[side][ending]], p["spouse"][m[side][ending]] = DIVORCED, NOBODY
        wives = m["wife"][ending]
        fathers = p["father"][wives]
        back = (fathers != NOBODY) & (p["died"][fathers] == NEVER)
        target = np.where(back, p["home"][fathers], 0)
        target[~back] = self.new_homes(self.homes["place"][p["home"][wives[~back]]], wives[~back])
        self._relocate(wives, target, day)

    def _marry(self, start: int) -> None:
        men, women = (self._seeking(sex, start) for sex in (MALE, FEMALE))
        husbands, wives = self._couples(men, women)
        p, count = self.people, len(husbands)
        day = start + self.rng.integers(0, 365, count)
        # nobody remarries before the former marriage has ended
        day = np.where(self._free_since(husbands, wives) < day, day, start + 364)
        self.marriages.add(count, husband=husbands, wife=wives, on=day, divorced=NEVER, open=True)
        p["marital"][husbands] = p["marital"][wives] = MARRIED
        p["spouse"][husbands], p["spouse"][wives] = wives, husbands
        own = self.homes["owner"][p["home"][husbands]] == husbands
        stays = own | (self.rng.random(count) < 0.22)
        target = p["home"][husbands].astype(np.int64)
        target[~stays] = self.new_homes(self.homes["place"][target[~stays]], husbands[~stays])
        self._relocate(husbands[~stays], target[~stays], day[~stays])
        self._relocate(wives, target, day)

    def _free_since(self, husbands: Ints, wives: Ints) -> Ints:
        ended = np.full(self.people.rows, -NEVER, dtype=np.int64)
        m = self.marriages
        over = np.flatnonzero(m["divorced"] != NEVER)
        for side in ("husband", "wife"):
            np.maximum.at(ended, m[side][over], m["divorced"][over])
        return np.maximum(ended[husbands], ended[wives])

    def _seeking(self, sex: int, start: int) -> Ints:
        p = self.people
        free = np.flatnonzero((p["sex"] == sex) & (p["died"] == NEVER) & (p["spouse"] == NOBODY))
        age = (start - p["born"][free]) / YEAR
        peak, spread = (28.0, 5.0) if sex == MALE else (22.5, 4.5)
        first = 0.24 * np.exp(-(((age - peak) / spread) ** 2)) + 0.05 * ((age > peak) & (age < 42))
        again = np.where(age < 60, 0.07, 0.01) if sex == MALE else np.where(age < 40, 0.05, 0.004)
        chance = np.where(p["marital"][free] == SINGLE, first, again)
        chance[age < (20 if sex == MALE else 18)] = 0
        return free[self.rng.random(len(free)) < chance]

    def _couples(self, men: Ints, women: Ints) -> tuple[Ints, Ints]:
        """Pairs of one religion and of fitting ages, who are no close kin; of one governorate where that can be."""
        near = self._pairs(men, women, 8)
        far = self._pairs(np.setdiff1d(men, near[0]), np.setdiff1d(women, near[1]), 0)
        return np.concatenate([near[0], far[0]]), np.concatenate([near[1], far[1]])

    def _pairs(self, men: Ints, women: Ints, by_place: int) -> tuple[Ints, Ints]:
        p = self.people
        groups = [self._group(who, by_place) for who in (men, women)]
        wished = p["born"][men] + self.rng.normal(4.5, 2.0, len(men)) * YEAR
        order = [np.lexsort((wished, groups[0])), np.lexsort((p["born"][women], groups[1]))]
        ranks = [_rank_key(group[o]) for group, o in zip(groups, order, strict=True)]
        _, left, right = np.intersect1d(ranks[0], ranks[1], assume_unique=True, return_indices=True)
        husbands, wives = men[order[0][left]], women[order[1][right]]
        gap = (p["born"][wives] - p["born"][husbands]) / YEAR
        fit = (gap > -5) & (gap < 18) & ~self._kin(husbands, wives)
        return husbands[fit], wives[fit]

    def _group(self, people: Ints, by_place: int) -> Ints:
        p = self.people
        place = self.homes["place"][p["home"][people]].astype(np.int64)
        return np.asarray(place * by_place + p["religion"][people])

    def _kin(self, one: Ints, other: Ints) -> Flags:
        p = self.people
        siblings = np.zeros(len(one), dtype=bool)
        for parent in ("mother", "father"):
            siblings |= (p[parent][one] == p[parent][other]) & (p[parent][one] != NOBODY)
        nephew = (p["mother"][p["mother"][other]] == p["mother"][one]) & (p["mother"][one] != NOBODY)
        return np.asarray(siblings | nephew | (p["father"][other] == one) | (p["mother"][one] == other))

    def _move(self, start: int) -> None:
        """Whole homes move together, sometimes to another governorate."""
        p = self.people
        living = np.flatnonzero(p["died"] == NEVER)
        kept = np.zeros(self.homes.rows, dtype=bool)
        kept[p["home"][living[p["born"][living] < start - 18 * YEAR]]] = True
        moving = np.flatnonzero(kept & (self.rng.random(len(kept)) < 0.022))
        old = self.homes["place"][moving].astype(np.int64)
        far = self.rng.random(len(moving)) < 0.35
        place = np.where(far, pick(self.rng, len(moving), self.rules.places), old)
        successor = np.full(len(kept), -1, dtype=np.int64)
        owners = self.homes["owner"][moving]
        day = np.zeros(len(kept), dtype=np.int64)
        day[moving] = start + self.rng.integers(0, 365, len(moving))
        successor[moving] = self.new_homes(place, owners)
        movers = living[successor[p["home"][living]] >= 0]
        homes = p["home"][movers]
        ok = (p["born"][movers] < day[homes]) & ((p["moved"][movers] == NEVER) | (p["moved"][movers] < day[homes]))
        # who came to this home later in the same year comes along on that day
        when = np.where(
            ok, day[homes], np.maximum(p["born"][movers], p["moved"][movers] * (p["moved"][movers] != NEVER))
        )
        self._relocate(movers, successor[homes], when)

    def _relocate(self, who: Ints, home: Ints, day: Ints) -> None:
        p = self.people
        before = p["home"][who]
        leaving = before != home
        who, home, day, before = who[leaving], home[leaving], day[leaving], before[leaving]
        p["old_home"][who], p["home"][who], p["moved"][who] = before, home, day
        origin, target = self.homes["place"][before], self.homes["place"][home]
        far = origin != target
        self.moves.append((who[far], origin[far].astype(np.int64), target[far].astype(np.int64), day[far]))

    def _widow(self, dying: Ints) -> None:
        p, m = self.people, self.marriages
        left = p["spouse"][dying]
        left = left[left != NOBODY]
        left = left[p["died"][left] == NEVER]
        p["marital"][left], p["spouse"][left] = WIDOWED, NOBODY
        m["open"][:] &= (p["died"][m["husband"]] == NEVER) & (p["died"][m["wife"]] == NEVER)


def _scaled(likely: Floats, wanted: float) -> Floats:
    """Chances in proportion, none above 0.7, that add up to what is wanted as far as they can."""
    chance = np.zeros(len(likely))
    scale = 1.0
    for _ in range(8):
        chance = np.minimum(0.7, likely * scale)
        scale = min(scale * max(wanted, 0.0) / max(float(chance.sum()), 1e-9), 1e6)
    return np.minimum(0.7, likely * scale)


def _rank_key(groups: Ints) -> Ints:
    """A key of group and rank in the group, for sorted groups."""
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    rank = np.arange(len(groups)) - np.repeat(starts, np.diff(starts, append=len(groups)))
    return groups * 10_000_000 + rank


def days(day: date) -> int:
    """Days since 1970."""
    return (day - EPOCH).days


def live(people: int, rules: Rules, today: date, rng: np.random.Generator) -> Lives:
    """A population of about `people` living on the day `today`."""
    years = sorted(rules.population)
    starts = [days(date(year, today.month, today.day)) for year in range(years[0], today.year)]
    lives = Lives(rules, rng)
    lives.found(max(12, round(people * _share(rules, years[0]))), starts[0])
    for start in starts:
        year = date.fromordinal(EPOCH.toordinal() + start).year
        lives.year(start, round(people * _share(rules, year + 1)))
    return lives


def _share(rules: Rules, year: int) -> float:
    points: Iterable[int] = sorted(rules.population)
    return float(np.interp(year, list(points), [rules.population[point] for point in points]))
