"""An index that rows come to and go from: sorted additions and the keys of the gone beside a sorted base that stays.

What it answers is what an index built anew would answer, block counts included. A row that is replaced goes, and comes
again as another. When much has changed the whole is better built anew, which is for the owner to do.
"""

from copy import copy
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Self

import numpy as np
import numpy.typing as npt

from wasl.linkage.facts import Facts
from wasl.linkage.keys import Blocks, Family, Finder, Hashes, Index, Rows, cap_of, hashed
from wasl.linkage.settings import Settings, key_steps

Flags = npt.NDArray[np.bool_]
_NO_KEYS: Hashes = np.zeros(0, np.uint64)
_NO_ROWS: Rows = np.zeros(0, np.intp)


def check_steps(settings: Settings) -> None:
    """Each tighter key must contain the wider one: the blocks of the one are then parts of the blocks of the other,
    and a row tells by its keys alone which changes can concern it. Raises ValueError."""
    for key in settings.keys:
        steps = key_steps(key)
        for wide, tight in pairwise(steps):
            if lost := sorted(set(wide) - set(tight)):
                raise ValueError(
                    f"linkage settings: key '{key}' falls back from '{'+'.join(wide)}' on '{'+'.join(tight)}', which"
                    f" lacks {', '.join(lost)}; a tighter key must hold all parts of the wider one"
                )


@dataclass(frozen=True)
class Layered:
    """`base` and what came (`more`) and went (`gone`: keys of the rows `dead`, of base or more) since."""

    base: Index
    more: Index = field(default_factory=lambda: Index(_NO_KEYS, _NO_ROWS.astype(np.int32)))
    gone: Hashes = field(default_factory=lambda: _NO_KEYS)
    dead: Rows = field(default_factory=lambda: _NO_ROWS)

    @property
    def keys(self) -> Hashes:
        kept = [layer.keys[living(layer.rows, self.dead)] for layer in (self.base, self.more)]
        return np.sort(np.concatenate(kept))

    def counts(self, wanted: Hashes) -> Rows:
        """How many living rows each wanted key has."""
        return np.asarray(self.base.counts(wanted) + self.more.counts(wanted) - _counted(self.gone, wanted))

    def served(self, wanted: Hashes, most: int) -> tuple[Rows, Rows, Flags]:
        over = self.counts(wanted) > most
        who, rows = self.all_of(np.where(over, np.uint64(0), wanted))
        return who, rows, over

    def all_of(self, wanted: Hashes) -> tuple[Rows, Rows]:
        """All (wanted place, living row) pairs, by place."""
        parts = [layer.pairs(*layer.spans(wanted)) for layer in (self.base, self.more)]
        who, rows = (np.concatenate(both) for both in zip(*parts, strict=True))
        alive = living(rows, self.dead)
        who, rows = who[alive], rows[alive]
        order = np.argsort(who, kind="stable")
        return who[order], rows[order]

    def first(self, wanted: Hashes, most: int) -> tuple[Rows, Rows]:
        who, rows = self.all_of(wanted)
        counts = np.bincount(who, minlength=len(wanted))
        place = np.arange(len(who)) - np.repeat(np.cumsum(counts) - counts, counts)
        return who[place < most], rows[place < most]

    def block(self, key: int, most: int) -> Rows | None:
        layers = [part for layer in (self.base, self.more) if (part := _span(layer, key)) is not None]
        gone = int(self.gone.searchsorted(np.uint64(key), "right") - self.gone.searchsorted(np.uint64(key)))
        if sum(map(len, layers)) - gone > most:
            return None
        rows = np.concatenate([_NO_ROWS, *layers])
        return rows[living(rows, self.dead)] if gone else rows

    def changed(self, gone: Hashes, dead: Rows, keys: Hashes, rows: Rows) -> Self:
        """The same after rows of these keys went, and rows came. `dead`: all rows that are gone by now, sorted."""
        said = keys > 0
        order = np.argsort(keys[said], kind="stable")
        keys, rows = keys[said][order], rows[said][order]
        at = self.more.keys.searchsorted(keys, "right")
        more = Index(np.insert(self.more.keys, at, keys), np.insert(self.more.rows, at, rows.astype(np.int32)))
        return replace(self, more=more, gone=np.sort(np.concatenate([self.gone, gone[gone > 0]])), dead=dead)


def _span(index: Index, key: int) -> Rows | None:
    wanted = np.uint64(key)
    start, stop = index.keys.searchsorted(wanted), index.keys.searchsorted(wanted, "right")
    return index.rows[start:stop].astype(np.intp) if stop > start else None


def living(rows: npt.NDArray[np.integer], dead: Rows) -> Flags:
    """Which rows are not among the dead (sorted)."""
    if not len(dead):
        return np.ones(len(rows), np.bool_)
    return np.asarray(dead[np.minimum(dead.searchsorted(rows), len(dead) - 1)] != rows)


def _counted(keys: Hashes, wanted: Hashes) -> Rows:
    return np.asarray(keys.searchsorted(wanted, "right") - keys.searchsorted(wanted)) if len(keys) else _zeros(wanted)


def _zeros(wanted: Hashes) -> Rows:
    return np.zeros(len(wanted), np.intp)


@dataclass(frozen=True)
class Step(Layered):
    """A key of a family. A block that has once been over the cap is `opened`: all its rows, later ones too, stand
    under the tighter key as well, whether or not the block is over the cap now."""

    opened: Hashes = field(default_factory=lambda: _NO_KEYS)

    def is_open(self, keys: Hashes, most: int) -> Flags:
        """`most`: the cap, at which the base was built."""
        return np.asarray((self.base.counts(keys) > most) | np.isin(keys, self.opened))


def _step(blocks: Blocks) -> Step:
    if isinstance(blocks, Step):
        return blocks
    if isinstance(blocks, Index):
        return Step(blocks)
    raise TypeError(f"linkage: {type(blocks).__name__} cannot be changed")


def changed(finder: Finder, facts: Facts, dead: Rows, died: Rows, born: Rows) -> Finder:
    """A finder after the rows `died` went and the rows `born` of `facts` came; `dead`: all that are gone, sorted."""
    out = copy(finder)
    out.number = _step(finder.number).changed(facts.number[died], dead, facts.number[born], born)
    out.families = [_changed(facts, family, finder.cap, (dead, died, born)) for family in finder.families]
    return out


def _changed(facts: Facts, family: Family, cap: int, rows: tuple[Rows, Rows, Rows]) -> Family:
    dead, died, born = rows
    out: Family = []
    for place, (parts, blocks) in enumerate(family):
        old, most = _step(blocks), cap_of(parts, cap)
        went, came = hashed(facts.take(died), parts), hashed(facts.take(born), parts)
        new = old.changed(went, dead, came, born)
        if place < len(family) - 1:
            new, promoted = _opened(new, came, most)
            died = died[old.is_open(went, most) & (went > 0)]
            born = np.concatenate([born[old.is_open(came, most) & (came > 0)], promoted])
        out.append((parts, new))
    return out


def _opened(step: Step, came: Hashes, most: int) -> tuple[Step, Rows]:
    """The step with the blocks opened that have grown over the cap, and all rows of these."""
    touched = np.unique(came[came > 0])
    grown = touched[(step.counts(touched) > most) & ~step.is_open(touched, most)]
    if not len(grown):
        return step, _NO_ROWS
    return replace(step, opened=np.union1d(step.opened, grown)), step.all_of(grown)[1]
