"""One case number behind many people who have nothing to do with each other."""

import math
from collections.abc import Callable, Collection, Iterable, Iterator

import polars as pl

from wasl.protection.watching.finding import Finding, Ground, entries_of, told
from wasl.protection.watching.measure import surprise, usual_further
from wasl.protection.watching.peers import Measured

Relatives = Callable[[Collection[str]], Iterable[tuple[str, str]]]
_MOST_ASKED_ABOUT = 300
"""Cases for whose people the index is asked who is related; the largest first."""


def find(ground: Ground, relatives: Relatives) -> Iterator[Finding]:
    """Each account's case with most unrelated people, beside how many people stand behind anybody's case."""
    cases = (
        ground.visits.filter(pl.col("case").is_not_null())
        .group_by("actor", "case")
        .agg(people=pl.col("person").unique(), count=pl.col("person").n_unique())
    )
    if not len(cases):
        return
    mean, spread = usual_further(cases["count"].to_numpy() - 1.0, ground.terms.watch.spread_least)
    large = cases.filter(pl.col("count") >= ground.terms.watch.case_persons).sort("count", descending=True)
    large = large.head(_MOST_ASKED_ABOUT)
    if not len(large):
        return
    tried = dict(cases.group_by("actor").agg(pl.len()).iter_rows())
    pairs = frozenset(relatives(set(large["people"].explode().to_list())))
    homes = dict(ground.homes.select("handle", "building").iter_rows())
    best: dict[str, tuple[float, str, int, int]] = {}
    for actor, case, people, count in large.iter_rows():
        groups = _groups(people, pairs, homes)
        strength = max(0.0, surprise(groups - 1, mean, spread) - math.log10(tried[actor]))
        best[actor] = max(best.get(actor, (0.0, "", 0, 0)), (strength, case, groups, count))
    for actor, (strength, case, groups, count) in best.items():
        if groups >= ground.terms.watch.case_persons:
            yield _finding(ground, actor, case, Measured(strength, mean + 1, 0), groups, count)


def _finding(ground: Ground, actor: str, case: str, measured: Measured, groups: int, count: int) -> Finding:
    words = told(
        "رقم طلب واحد ({case}) وراء {count} من الأشخاص، منهم {groups} بلا صلة بينهم. المعتاد: {expected}.",
        "One case number ({case}) behind {count} people, {groups} of them unrelated. Usual: {expected}.",
        case=case,
        count=count,
        groups=groups,
        expected=measured.expected,
    )
    visits = ground.visits.filter((pl.col("actor") == actor) & (pl.col("case") == case))
    return ground.finding(actor, "borrowed-case", measured, words, entries_of(visits))


def _groups(people: Collection[str], pairs: frozenset[tuple[str, str]], homes: dict[str, str | None]) -> int:
    """How many groups of people who are related or share a building, by joining whatever is tied.

    >>> _groups(["a", "b", "c", "d"], frozenset({("a", "b")}), {"c": "x", "d": "x"})
    2
    """
    leader = {person: person for person in people}

    def first(person: str) -> str:
        while leader[person] != person:
            person = leader[person]
        return person

    for one, other in pairs:
        if one in leader and other in leader:
            leader[first(one)] = first(other)
    by_home: dict[str, str] = {}
    for person in people:
        if home := homes.get(person):
            leader[first(person)] = first(by_home.setdefault(home, person))
    return len({first(person) for person in people})
