"""Groups of rows that come together and part, and the person ids that outlive them.

An id never changes its meaning. It stays with the group that holds most of its rows. Where several ids would stay
with one group, the one with most rows there stays and the others are merged into it: from then on they point to it.
A group with which no id stays gets an id that was never used, or gets back the one that its rows had before.

Ties, in this order: what an id held before (`before`); then the group that is made of the id's rows to the greater
part; then the lesser id, or the group with the least row. No answer hangs on the order of the input.

What an undo guarantees: after `told = lineage(old, new, ...)`, `lineage(told.groups, old.values(), before=old)` gives
every group its old id again where the change only brought whole groups together or only took groups apart. Where rows
were also exchanged between groups that live on, an id comes back with its group if it holds more of that group's rows
than any other id holds of them, and if most of the rows it now holds are that group's; else it follows its rows.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

Row = tuple[str, str]
"""Table and record."""
Rows = frozenset[Row]
Weight = Callable[[Row], float]


class Fate(StrEnum):
    """What became of an id."""

    CREATED = "created"  # a new id for rows that had none
    SPLIT = "split"  # a new id for rows that were other ids' (`others`), which live on or are merged elsewhere
    RESTORED = "restored"  # an id that had been merged or ended has its rows again
    KEPT = "kept"
    MERGED = "merged"  # it points to `into` from now on
    ENDED = "ended"  # none of its rows is left anywhere


@dataclass(frozen=True)
class Event:
    """`rows`: what the id holds from now on. `into`: the id that a merged one points to. `others`: for a new or
    restored id, the ids whose rows it holds."""

    fate: Fate
    person: str
    rows: Rows = frozenset()
    into: str | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lineage:
    """`groups`: each id that lives, with its rows; `events`: one for each old id, and one for each new or restored."""

    groups: dict[str, Rows]
    events: list[Event]


def lineage(
    old: Mapping[str, Collection[Row]],
    new: Iterable[Collection[Row]],
    *,
    mint: Iterator[str],
    settled: Mapping[str, Collection[Row]] | None = None,
    before: Mapping[str, Collection[Row]] | None = None,
    weight: Weight | None = None,
) -> Lineage:
    """Which id each new group gets, and what became of the old ones.

    `settled`: rows that now belong to a person whose id is fixed (one of the spine); ids that go there are merged into
    it. `before`: what ids, living or not, once held; a dead one among them may be restored. `weight`: how much a row's
    membership counts; those that were verified count more. `mint`: ids never used. Raises ValueError when a group is
    empty, rows are in two groups, or an id is minted twice.
    """
    case = _Case(old, _checked(new, settled or {}), settled or {}, before or {}, weight or _alike)
    owners = case.owners()
    known = {*old, *case.before, *case.settled}
    groups, events = {}, []
    for place in sorted(case.free, key=lambda place: min(case.groups[place])):
        rows = case.groups[place]
        others = tuple(sorted({case.was[row] for row in rows if row in case.was}))
        if place not in owners:
            person = owners[place] = _minted(mint, known)
            events.append(Event(Fate.SPLIT if others else Fate.CREATED, person, rows, others=others))
        elif owners[place] not in old:
            events.append(Event(Fate.RESTORED, owners[place], rows, others=others))
        groups[owners[place]] = rows
    return Lineage(groups, [*(case.ending(person, owners) for person in sorted(old)), *events])


def applied(old: Mapping[str, Collection[Row]], events: Iterable[Event]) -> dict[str, Rows]:
    """The groups after the events: what anybody who keeps a copy of them does."""
    state = {person: frozenset(rows) for person, rows in old.items()}
    for event in events:
        if event.fate in (Fate.MERGED, Fate.ENDED):
            state.pop(event.person, None)
        else:
            state[event.person] = event.rows
    return state


def _alike(row: Row) -> float:
    return 1.0


def _minted(mint: Iterator[str], known: set[str]) -> str:
    person = next(mint)
    if person in known:
        raise ValueError(f"linkage: the id {person} was used before; mint ids that never were")
    known.add(person)
    return person


def _checked(new: Iterable[Collection[Row]], settled: Mapping[str, Collection[Row]]) -> list[Rows]:
    groups = [frozenset(rows) for rows in new]
    size = sum(map(len, [*groups, *settled.values()]))
    if not all(groups) or size != len({row for rows in [*groups, *settled.values()] for row in rows}):
        raise ValueError("linkage: a row belongs to one group, and a group has rows")
    return groups


class _Case:
    """The old ids and the new groups. A place is a number of a free group, or the id of a settled person."""

    def __init__(
        self,
        old: Mapping[str, Collection[Row]],
        groups: list[Rows],
        settled: Mapping[str, Collection[Row]],
        before: Mapping[str, Collection[Row]],
        weight: Weight,
    ) -> None:
        self.old, self.before, self.weight = old, before, weight
        self.settled = frozenset(settled)
        self.groups: dict[int | str, Rows] = {
            **{person: frozenset(rows) for person, rows in settled.items()},
            **dict(enumerate(groups)),
        }
        self.free = range(len(groups))
        self.place = {row: place for place, rows in self.groups.items() for row in rows}
        self.was = {row: person for person, rows in old.items() for row in rows}
        self.homes = {person: self._home(person, rows) for person, rows in old.items()}

    def owners(self) -> dict[int | str, str]:
        """For each group with which an id stays, that id."""
        claims: dict[int | str, list[str]] = {}
        for person, home in self.homes.items():
            claims.setdefault(home, []).append(person) if home is not None else None
        for person in sorted(set(self.before) - set(self.old) - self.settled):
            if (home := self._home(person, self.before[person])) is not None and self._most(person, home):
                claims.setdefault(home, []).append(person)
        out = {place: min((self._rank(one, place), one) for one in persons)[1] for place, persons in claims.items()}
        return out | {person: person for person in self.settled}

    def ending(self, person: str, owners: dict[int | str, str]) -> Event:
        """What became of an old id."""
        home = self.homes[person]
        if home is None:
            return Event(Fate.ENDED, person)
        if owners[home] != person:
            return Event(Fate.MERGED, person, into=owners[home])
        return Event(Fate.KEPT, person, self.groups[home])

    def _home(self, person: str, rows: Collection[Row]) -> int | str | None:
        """The group that holds most of an id's rows."""
        held: dict[int | str, float] = {}
        for row in rows:
            if row in self.place:
                held[self.place[row]] = held.get(self.place[row], 0.0) + self.weight(row)
        if not held:
            return None
        return min(held, key=lambda place: (-held[place], *self._nearness(person, place)))

    def _nearness(self, person: str, place: int | str) -> tuple[float, float, Row]:
        group = self.groups[place]
        own = sum(map(self.weight, group & frozenset(self.old.get(person, ()))))
        once = sum(map(self.weight, group & frozenset(self.before.get(person, ()))))
        return -once, -own / sum(map(self.weight, group)), min(group)

    def _rank(self, person: str, place: int | str) -> tuple[float, bool, float, str]:
        """The least stays with the group."""
        group = self.groups[place]
        rows = self.old.get(person, self.before.get(person, ()))
        once = sum(map(self.weight, group & frozenset(self.before.get(person, ()))))
        return -sum(map(self.weight, group & frozenset(rows))), person not in self.old, -once, person

    def _most(self, person: str, place: int | str) -> bool:
        """Whether a dead id's rows are for the greater part here."""
        rows = frozenset(self.before[person])
        return 2 * sum(map(self.weight, rows & self.groups[place])) > sum(map(self.weight, rows))
