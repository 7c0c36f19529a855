"""A spine and registers that change, linked at every moment as a full run would link them.

It keeps each row's own answer, from before a person is given to one of several rows that claim him, so that the next
one gets him when the first leaves.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

import polars as pl

from wasl.linkage.links import LINKED, UNLINKED, Links
from wasl.linkage.reach import Reach
from wasl.linkage.reading import Defaults
from wasl.linkage.shelf import Shelf
from wasl.linkage.standing import Standing, named

CHUNK = 100_000
LEAST_DEAD = 1_000
"""A table is packed when more of its rows, and more than so many, are gone than are there."""


@dataclass(frozen=True)
class Register:
    """How a table is linked. `once`: it holds a person at most once. `defaults`: which of its values stand for
    nothing (`table_defaults`), found once in the whole table and kept with the model."""

    once: bool = False
    defaults: Defaults = field(default_factory=dict)


class Cause(StrEnum):
    """Why a row's person changed."""

    NEW = "new"  # the row is new
    CHANGED = "changed"  # the row was replaced
    REMOVED = "removed"  # the row is gone
    SPINE = "spine"  # people in the spine came, went or changed
    CLAIM = "claim"  # another row of a table that holds a person once took the person, or left him


class Change(NamedTuple):
    """A row whose person is another than before."""

    table: str
    record: str
    former: str | None  # spine record
    new: str | None
    cause: Cause


class _Answer(NamedTuple):
    """What the spine says of a row, whoever else claims the same person."""

    link: tuple[Any, ...] | None  # a row of LINKED
    unsure: tuple[tuple[Any, ...], ...]
    cause: str | None

    @property
    def person(self) -> str | None:
        return self.link[1] if self.link else None

    def claim(self) -> tuple[float, float, str]:
        """The least claim wins: as `Links.once` has it."""
        if self.link is None:
            raise ValueError("linkage: a row without a link claims nobody")
        record, _, weight, probability, *_ = self.link
        return -weight, -probability, record


class _Held:
    """A table's rows, their answers, and who claims whom."""

    def __init__(self, rule: Register, shelf: Shelf) -> None:
        self.rule = rule
        self.shelf = shelf
        self.answers: dict[str, _Answer] = {}
        self.claims: dict[str, set[str]] = {}

    def person(self, record: str) -> str | None:
        """Whom a row is linked to."""
        answer = self.answers.get(record)
        if answer is None or answer.person is None:
            return None
        if not self.rule.once or len(self.claims[answer.person]) == 1:
            return answer.person
        best = min(self.answers[other].claim() for other in self.claims[answer.person])
        return answer.person if best[-1] == record else None

    def take(self, record: str, answer: _Answer | None) -> None:
        old = self.answers.pop(record, None)
        if old and old.person:
            self.claims[old.person].discard(record)
            if not self.claims[old.person]:
                del self.claims[old.person]
        if answer is None:
            return
        self.answers[record] = answer
        if answer.person:
            self.claims.setdefault(answer.person, set()).add(record)

    def rivals(self, answers: Iterable[_Answer | None]) -> set[str]:
        """Rows that claim one of the people that the answers name."""
        people = {answer.person for answer in answers if answer and answer.person}
        return {record for person in people for record in self.claims.get(person, ())}

    def put(self, names: pl.Series, facts: Any, gone: Sequence[str]) -> None:
        leaving = pl.Series("record", [*names.to_list(), *gone], pl.String)
        self.shelf = self.shelf.put(names, facts, self.shelf.rows_of(leaving))
        if len(self.shelf.dead) > max(self.shelf.size, LEAST_DEAD):
            self.shelf = self.shelf.compact()

    def links(self) -> Links:
        answers = self.answers
        linked = [answer.link for answer in answers.values() if answer.link]
        unsure = [pair for answer in answers.values() for pair in answer.unsure]
        unlinked = [(record, answer.cause) for record, answer in answers.items() if answer.cause]
        links = Links(_frame(linked, LINKED), _frame(unsure, LINKED), _frame(unlinked, UNLINKED))
        return links.once() if self.rule.once else links


def _frame(rows: Sequence[tuple[Any, ...]], schema: Mapping[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, dict(schema), orient="row")


def _answers(links: Links) -> dict[str, _Answer | None]:
    unsure: dict[str, list[tuple[Any, ...]]] = {}
    for pair in links.unsure.iter_rows():
        unsure.setdefault(pair[0], []).append(pair)
    out: dict[str, _Answer | None] = {link[0]: _Answer(link, (), None) for link in links.frame.iter_rows()}
    for record, cause in links.unlinked.iter_rows():
        out[record] = _Answer(None, tuple(unsure.get(record, ())), cause)
    return out


class Living:
    """A standing spine and registers in memory. Every change returns what it did to links; `links` tells the whole.

    Whatever the order in which rows came, changed and went, the links are those of a full run over the rows that are
    there, with the same model.
    """

    def __init__(self, standing: Standing, registers: Mapping[str, Register]) -> None:
        self.standing = standing
        nobody = pl.DataFrame(schema={"record": pl.String})
        self._held = {
            name: _Held(rule, Shelf(standing.read(nobody, {}), nobody.get_column("record")))
            for name, rule in registers.items()
        }

    def put(self, table: str, rows: pl.DataFrame) -> list[Change]:
        """Rows new or replaced, each record once. Raises ValueError for an unknown table or a record that repeats."""
        held = self._table(table)
        names = named(rows, f"table {table}")
        facts = self.standing.read(rows, held.rule.defaults)
        links = self.standing.answer(names, facts)
        held.put(names, facts, ())
        return self._settled(table, _answers(links), None)

    def remove(self, table: str, records: Sequence[str]) -> list[Change]:
        """Rows that are gone; one that is not there is gone already."""
        held = self._table(table)
        gone = [record for record in dict.fromkeys(records) if record in held.answers]
        nobody = pl.DataFrame(schema={"record": pl.String})
        held.put(nobody.get_column("record"), self.standing.read(nobody, {}), gone)
        return self._settled(table, dict.fromkeys(gone), Cause.REMOVED)

    def put_spine(self, rows: pl.DataFrame) -> list[Change]:
        """People new or replaced in the spine."""
        return self._spine(rows, (), named(rows, "the spine").to_list())

    def remove_spine(self, records: Sequence[str]) -> list[Change]:
        """People who are in the spine no more."""
        return self._spine(None, records, records)

    def links(self, table: str) -> Links:
        """All links of a table, as they stand."""
        return self._table(table).links()

    def nobody(self) -> dict[str, pl.Series]:
        """For each table the records that say something and fit nobody in the spine."""
        return {name: held.links().nobody() for name, held in self._held.items()}

    def _table(self, name: str) -> _Held:
        if name not in self._held:
            raise ValueError(f"linkage: no table {name!r}; there are {', '.join(sorted(self._held)) or 'none'}")
        return self._held[name]

    def _spine(self, rows: pl.DataFrame | None, removed: Sequence[str], records: Sequence[str]) -> list[Change]:
        before, self.standing = self.standing, self.standing.changed(rows, removed)
        reach = Reach.of(before, self.standing, records)
        return [change for name, held in self._held.items() for change in self._reached(name, held, reach)]

    def _reached(self, table: str, held: _Held, reach: Reach) -> Iterator[Change]:
        there = held.shelf.living
        touched = there[reach.touches_facts(held.shelf.facts)[there]]
        for at in range(0, len(touched), CHUNK):
            part = touched[at : at + CHUNK]
            links = self.standing.answer(held.shelf.names_of(part), held.shelf.facts.take(part))
            yield from self._settled(table, _answers(links), Cause.SPINE)

    def _settled(self, table: str, answers: dict[str, _Answer | None], cause: Cause | None) -> list[Change]:
        """Takes the answers in, and says whose person is another now; `cause` None: new or changed."""
        held = self._held[table]
        was = {record for record in answers if record in held.answers}
        seen = set(answers)
        if held.rule.once:
            seen |= held.rivals(held.answers.get(record) for record in answers) | held.rivals(answers.values())
        former = {record: held.person(record) for record in seen}
        for record, answer in answers.items():
            held.take(record, answer)
        now = {record: held.person(record) for record in sorted(seen)}
        causes = {record: cause or (Cause.CHANGED if record in was else Cause.NEW) for record in answers}
        return [
            Change(table, record, former[record], person, causes.get(record, Cause.CLAIM))
            for record, person in now.items()
            if person != former[record]
        ]
