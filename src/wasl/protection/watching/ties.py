"""Looks at people whom the account's holder knows: themselves, family, neighbours, colleagues.

What is expected is how often peers met the very same people, drawn towards chance: an officer of a small town meets
the neighbours of a colleague as often as their own.
"""

from collections.abc import Iterable, Iterator

import polars as pl

from wasl.protection.watching.finding import Finding, Ground, entries_of, strongest, told
from wasl.protection.watching.measure import surprise
from wasl.protection.watching.peers import Measured

_LEAST_POOL = 1000
"""So many people at least are taken for those whom an office may meet."""

_OFFICE = 2.0
"""So many expected meetings in an office weigh as much as what is usual everywhere."""

_SAID: dict[str, tuple[str, str]] = {
    "own-record": (
        "فُتح ملف صاحب الحساب نفسه. عدد الأيام: {count}. المتوقع بالمصادفة: {expected}.",
        "The holder's own record was opened. Days: {count}. Expected by chance: {expected}.",
    ),
    "own-family": (
        "اطلاعات على أشخاص من أسرة صاحب الحساب: {count}. المتوقع بالمصادفة: {expected}.",
        "Looks at people of the holder's own family: {count}. Expected by chance: {expected}.",
    ),
    "colleagues": (
        "أشخاص من موظفي المكتب نفسه: {count}. المتوقع مما عند غيره: {expected}.",
        "People who work in the same office: {count}. Expected from what others do: {expected}.",
    ),
    "building": (
        "أشخاص يسكنون في مبنى صاحب الحساب: {count}. المتوقع مما عند زملائه: {expected}.",
        "People who live in the holder's building: {count}. Expected from what colleagues do: {expected}.",
    ),
    "street": (
        "أشخاص يسكنون في شارع صاحب الحساب: {count}. المتوقع مما عند زملائه: {expected}.",
        "People who live in the holder's street: {count}. Expected from what colleagues do: {expected}.",
    ),
}


def find(ground: Ground) -> Iterator[Finding]:
    own, family = _own(ground), _family(ground)
    close = pl.concat([own, family])
    yield from _met(ground, "own-record", own, "own-record")
    yield from _met(ground, "own-family", family, "own-family")
    yield from _met(
        ground, "colleagues", _colleagues(ground).join(close, on=["account", "person"], how="anti"), "colleagues"
    )
    yield from strongest(
        [
            *_met(ground, "neighbours", _near(ground, "building", close), "building"),
            *_met(ground, "neighbours", _near(ground, "street", close), "street"),
        ]
    )


def _own(ground: Ground) -> pl.DataFrame:
    return _targets((a.name, a.person) for a in ground.accounts if a.person)


def _family(ground: Ground) -> pl.DataFrame:
    of: dict[str, list[str]] = {}
    for one, other in ground.relatives:
        of.setdefault(one, []).append(other)
    return _targets((a.name, other) for a in ground.accounts if a.person for other in of.get(a.person, ()))


def _colleagues(ground: Ground) -> pl.DataFrame:
    """Staff of one office who are known as persons; an office of hundreds is a town, not a team."""
    people = pl.DataFrame(
        [(a.name, a.office, a.person) for a in ground.accounts if a.person and a.office],
        schema={"account": pl.String, "office": pl.String, "person": pl.String},
        orient="row",
    )
    pairs = people.select("account", "office").join(people.select("office", "person", other="account"), on="office")
    return pairs.filter(pl.col("account") != pl.col("other")).select("account", "person").unique()


def _near(ground: Ground, place: str, close: pl.DataFrame) -> pl.DataFrame:
    """People at the same building or street, without the holder and the family."""
    mine = _own(ground).join(ground.homes, left_on="person", right_on="handle").select("account", place)
    near = mine.join(ground.homes.select(place, person="handle"), on=place, nulls_equal=False)
    return near.select("account", "person").unique().join(close, on=["account", "person"], how="anti")


def _targets(pairs: Iterator[tuple[str, str]]) -> pl.DataFrame:
    return pl.DataFrame(list(pairs), schema={"account": pl.String, "person": pl.String}, orient="row").unique()


def _met(ground: Ground, kind: str, targets: pl.DataFrame, said: str) -> Iterator[Finding]:
    """Accounts that met their targets, with the visits that they met them on."""
    hits = ground.visits.join(targets, on="person")
    met: dict[str, dict[str, int]] = {}
    for account, actor, count in hits.group_by("account", "actor").agg(pl.len()).iter_rows():
        met.setdefault(account, {})[actor] = count
    sizes = dict(targets.group_by("account").agg(pl.len()).iter_rows())
    by_chance = {account: _by_chance(ground, account, met.get(account, {}), size) for account, size in sizes.items()}
    own = {account: float(met.get(account, {}).get(account, 0)) for account in sizes}
    usual = _Usual(ground, own, by_chance)
    for account, count in own.items():
        if not count:
            continue
        measured = usual.measured(account)
        words = told(*_SAID[said], count=count, expected=measured.expected)
        mine = hits.filter((pl.col("account") == account) & (pl.col("actor") == account))
        yield ground.finding(account, kind, measured, words, entries_of(mine))


def _by_chance(ground: Ground, account: str, met: dict[str, int], size: int) -> float:
    """Visits to its targets that the account would make if it met them as its peers do."""
    who, drawn = ground.named[account], ground.terms.watch.peer_visits
    circle = [ground.accounts[place] for circle in ground.peers.circles(who)[:1] for place in circle]
    at_random = size / max(_LEAST_POOL, ground.people)
    seen = sum(met.get(peer.name, 0) for peer in circle)
    rate: float = (seen + drawn * at_random) / (sum(peer.visits for peer in circle) + drawn)
    return who.visits * rate


class _Usual:
    """How often honest accounts meet their own people, for each meeting that chance would bring.

    Where everybody leaves their own family to a colleague, one meeting says more than where nobody does; and where an
    office as a whole meets its own more often, as a small one with one public does, that is its habit.
    """

    def __init__(self, ground: Ground, own: dict[str, float], by_chance: dict[str, float]) -> None:
        self.own, self.by_chance, self.spread = own, by_chance, ground.terms.watch.spread_ties
        self.trimmed = ground.terms.watch.trimmed
        self.everybody = self._trimmed(own)
        offices: dict[str | None, list[str]] = {}
        for account in own:
            offices.setdefault(ground.named[account].office, []).append(account)
        self.office = {account: group for group in offices.values() for account in group}

    def measured(self, account: str) -> Measured:
        ratio = max(0.02, self._ratio(self.everybody, account, 0.5, 1.0))
        ratio = max(ratio, self._ratio(self._trimmed(self.office[account]), account, _OFFICE, ratio))
        likely = self.by_chance[account] * ratio
        return Measured(surprise(self.own[account], likely, self.spread), likely, len(self.own) - 1)

    def _trimmed(self, accounts: Iterable[str]) -> list[str]:
        """Without those that met most of their own: some of them may be what is looked for."""
        ordered = sorted(accounts, key=lambda account: self.own[account] - self.by_chance[account])
        return ordered[: max(1, round(len(ordered) * (1 - self.trimmed)))]

    def _ratio(self, accounts: Iterable[str], but: str, drawn: float, towards: float) -> float:
        others = [account for account in accounts if account != but]
        met = sum(self.own[account] for account in others)
        return (met + drawn * towards) / (sum(self.by_chance[account] for account in others) + drawn)
