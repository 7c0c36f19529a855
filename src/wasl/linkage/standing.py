"""The spine, kept ready: linked against row by row or in batches, with the same answer."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from wasl.linkage.compare import BITS, LEVELS, Comparer, Frequencies, Levels, Number
from wasl.linkage.explain import reasons
from wasl.linkage.facts import FEW, Facts, standardise
from wasl.linkage.keys import Finder, Rows, distinct_pairs, neighbours
from wasl.linkage.learn import SAMPLE, Sample, first_model, learned, random_pairs
from wasl.linkage.links import LINKED, UNLINKED, Links
from wasl.linkage.model import Floats, Model, unpacked
from wasl.linkage.settings import Settings
from wasl.linkage.vocabulary import Vocabulary

CHUNK = 20_000
PAIRS = 250_000
MANY = 20_000
HOPELESS = -8.0  # bits; what weighs less can change no probability


def prepare(spine: pl.DataFrame, settings: Settings) -> "Standing":
    """Index a spine by its numbers and keys, and learn how alike different people are. `record` must be unique."""
    records = spine.get_column("record").cast(pl.String)
    if records.null_count() or records.n_unique() != len(records):
        raise ValueError("linkage: the spine's column 'record' must be there in each row and differ in each")
    facts = standardise(spine, settings, Vocabulary())
    comparer = Comparer(settings, Frequencies(facts, settings))
    finder = Finder(facts, settings)
    return Standing(settings, records, facts, comparer, finder, first_model(facts, finder, comparer, settings))


@dataclass(frozen=True)
class _Scored:
    """Candidate pairs, sorted by row, with what was found."""

    who: Rows
    found: Rows
    patterns: Levels
    weight: Floats
    probability: Floats

    def keep(self, chosen: npt.NDArray[np.bool_] | Rows) -> "_Scored":
        return _Scored(
            self.who[chosen], self.found[chosen], self.patterns[chosen], self.weight[chosen], self.probability[chosen]
        )


@dataclass(frozen=True)
class Standing:
    """A spine to link against. Linking changes nothing in it, so a row's link does not hang on what came before."""

    settings: Settings
    records: pl.Series
    facts: Facts
    comparer: Comparer
    finder: Finder
    model: Model

    def link(self, records: pl.DataFrame, *, once: bool = False) -> Links:
        """Link rows, one or up to a few hundred thousand. `once`: the table holds a person at most once, so of two rows
        that claim one person only the better one is linked."""
        names = records.get_column("record")
        names = names if names.dtype == pl.String else names.cast(pl.String)
        facts = standardise(records, self.settings, self.facts.words)
        scored = self._scored(facts)
        best = scored.keep(_best(scored))
        accepted = best.keep(best.probability >= self.settings.accept)
        if once:
            accepted = accepted.keep(_first_claims(accepted))
        unsure = self._unsure(scored, accepted)
        return Links(
            self._frame(names, accepted),
            self._frame(names, unsure),
            self._unlinked(names, facts, scored, accepted),
        )

    def learn(self, records: pl.DataFrame) -> "Standing":
        """The same spine with the weights that this table's number-borne matches teach: how often *its* names, dates
        and places are right. Use a sample of each register."""
        few = records.sample(min(SAMPLE, records.height), seed=self.settings.seed)
        facts = standardise(few, self.settings, self.facts.words)
        who, found = self.finder.by_facts(facts)
        owner, owned = self.finder.by_number(facts.number)
        who, found = distinct_pairs([who, owner], [found, owned])
        sample = Sample.of(self.comparer.patterns(facts, who, self.facts, found), facts.size)
        strangers = random_pairs(self.facts, self.comparer, np.random.default_rng(self.settings.seed))
        model, _ = learned(sample, self.model, strangers, self.comparer, self.settings)
        return replace(self, model=model)

    def _scored(self, facts: Facts) -> _Scored:
        """Rows whose number is borne out by their facts need no search; the others are looked for by every key."""
        by_number = self._score(facts, *self.finder.by_number(facts.number))
        clear = _clear(by_number, facts.size, self.comparer)
        rest = np.flatnonzero(~clear)
        if not len(rest):
            return by_number
        doubtful = by_number.keep(~clear[by_number.who])
        parts = [self._searched(facts, rest[at : at + CHUNK], doubtful) for at in range(0, len(rest), CHUNK)]
        return _merged([by_number.keep(clear[by_number.who]), *parts])

    def _searched(self, facts: Facts, rest: Rows, doubtful: _Scored) -> _Scored:
        """Some rows looked for by facts, by numbers that are nearly theirs, and among the doubtful owners of theirs."""
        part = facts.take(rest)
        who, found = self.finder.by_facts(part)
        hope = self._hoped(part, who, found)
        by, near = neighbours(part.number)
        place, row = self.finder.by_number(near)
        own = (doubtful.who >= rest[0]) & (doubtful.who <= rest[-1])
        rows = [rest[who[hope]], rest[by[place]], doubtful.who[own]]
        return self._score(facts, *distinct_pairs(rows, [found[hope], row, doubtful.found[own]]))

    def _hoped(self, part: Facts, who: Rows, found: Rows) -> npt.NDArray[np.bool_]:
        """Which of many pairs are worth comparing letter by letter; all of them where they are few."""
        if len(who) < MANY:
            return np.ones(len(who), np.bool_)
        cuts = range(0, len(who), PAIRS)
        spans = [(who[at : at + PAIRS], found[at : at + PAIRS]) for at in cuts]
        bounds = [self.comparer.patterns(part, one, self.facts, two, hopeful=True) for one, two in spans]
        return np.asarray(self.model.weights(np.concatenate(bounds)) > HOPELESS)

    def _score(self, facts: Facts, who: Rows, found: Rows) -> _Scored:
        patterns = self.comparer.patterns(facts, who, self.facts, found)
        weight = self.model.weights(patterns)
        factor = np.exp2(np.clip(weight, -60, 200))
        total = np.bincount(who, weights=factor, minlength=facts.size) + self.model.nobody
        return _Scored(who, found, patterns, weight, factor / total[who])

    def _unsure(self, scored: _Scored, accepted: _Scored) -> _Scored:
        settled = np.isin(scored.who, accepted.who)
        tied = scored.probability >= min(self.settings.unsure, 0.05)
        return scored.keep(~settled & tied & (scored.weight > 0))

    def _frame(self, names: pl.Series, scored: _Scored) -> pl.DataFrame:
        if not len(scored.who):
            return pl.DataFrame(schema=LINKED)
        columns = {
            "record": _picked(names, scored.who),
            "spine_record": _picked(self.records, scored.found),
            "weight": pl.Series(scored.weight),
            "probability": pl.Series(scored.probability),
            "method": _methods(scored.patterns),
            "reason": reasons(scored.patterns, self.comparer),
        }
        return pl.DataFrame(columns, schema=LINKED)

    def _unlinked(self, names: pl.Series, facts: Facts, scored: _Scored, accepted: _Scored) -> pl.DataFrame:
        cause = np.full(facts.size, "no-candidate", object)
        cause[np.setdiff1d(scored.who[scored.weight > 0], accepted.who)] = "ambiguous"
        same_number = (scored.patterns & LEVELS - 1) == Number.SAME
        cause[scored.who[same_number & (scored.probability < 0.05)]] = "conflict"
        cause[scored.who[scored.probability >= self.settings.accept]] = "conflict"  # taken by a better row
        cause[_empty(facts)] = "empty"
        left = np.setdiff1d(np.arange(facts.size), accepted.who)
        if not len(left):
            return pl.DataFrame(schema=UNLINKED)
        return pl.DataFrame({"record": _picked(names, left), "cause": cause[left].tolist()}, schema=UNLINKED)


def _picked(values: pl.Series, rows: Rows) -> pl.Series:
    """A few values are had sooner one by one."""
    if len(rows) < FEW:
        return pl.Series([values[place] for place in rows.tolist()], dtype=pl.String)
    return values.gather(rows)


def _clear(scored: _Scored, size: int, comparer: Comparer) -> npt.NDArray[np.bool_]:
    """Rows with exactly one owner of their number, whose other facts speak for him and nowhere against."""
    owners = np.bincount(scored.who, minlength=size)
    sure = (scored.probability > 0.9999) & (owners[scored.who] == 1)
    sure &= ~comparer.disagreeing(unpacked(scored.patterns, comparer.size))
    clear = np.zeros(size, np.bool_)
    clear[scored.who[sure]] = True
    return clear


def _merged(parts: list[_Scored]) -> _Scored:
    return _Scored(*(np.concatenate([getattr(part, name) for part in parts]) for name in _Scored.__annotations__))


def _best(scored: _Scored) -> Rows:
    """The place of each row's likeliest candidate."""
    order = np.lexsort((scored.found, -scored.probability, scored.who))
    first = np.ones(len(order), np.bool_)
    first[1:] = scored.who[order][1:] != scored.who[order][:-1]
    return order[first]


def _first_claims(accepted: _Scored) -> Rows:
    """Of the rows that claim one person, the place of the one with the greatest weight; none where two are equal."""
    order = np.lexsort((accepted.who, -accepted.weight, accepted.found))
    found, weight = accepted.found[order], accepted.weight[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = found[1:] != found[:-1]
    return np.sort(order[first & (weight > -np.inf)])


def _methods(patterns: Levels) -> pl.Series:
    number = (patterns & LEVELS - 1) == Number.SAME
    facts = (patterns >> BITS) > 0
    names = np.where(number, np.where(facts, "number+facts", "number"), "facts")
    return pl.Series("method", names.tolist(), pl.String)


def _empty(facts: Facts) -> npt.NDArray[np.bool_]:
    """Rows without number and without any name."""
    return np.asarray((facts.number == 0) & (facts.column("given") == 0) & (facts.column("family") == 0))
