"""The spine, kept ready: linked against row by row or in batches, with the same answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl

from wasl.linkage.compare import Comparer, Frequencies
from wasl.linkage.facts import Facts
from wasl.linkage.keys import Finder, Rows, distinct_pairs, neighbours
from wasl.linkage.layers import changed, check_steps
from wasl.linkage.learn import SAMPLE, Sample, first_model, learned, random_pairs
from wasl.linkage.links import Links
from wasl.linkage.model import Model
from wasl.linkage.reading import Defaults, defaults_in, read, undiscerning, without
from wasl.linkage.saved import SavedModel
from wasl.linkage.scored import Scored, Scorer
from wasl.linkage.settings import Settings
from wasl.linkage.shelf import Shelf
from wasl.linkage.teaching import Lessons, taught
from wasl.linkage.vocabulary import Vocabulary

CHUNK = 20_000
PAIRS = 250_000
OVERLAY = 20
"""An index is built anew when more than one in so many of its rows has come or gone."""
LEAST_OVERLAY = 2_000


def prepare(spine: pl.DataFrame, settings: Settings, model: SavedModel | None = None) -> "Standing":
    """Index a spine by its numbers and keys, and learn how alike different people are; or take over what was learned
    before, so that the same rows get the same links. `record` must be unique."""
    check_steps(settings)
    records = named(spine, "the spine")
    words, plain = Vocabulary(), undiscerning(settings)
    facts = read(spine, plain, words)
    defaults = defaults_in(facts, settings) if model is None else model.spine
    facts = without(facts, defaults)
    finder = Finder(facts, settings)
    if model is None:
        comparer = Comparer(settings, Frequencies(facts, settings))
        weights = first_model(facts, finder, comparer, settings)
    else:
        comparer = Comparer(settings, model.frequencies(words, settings))
        weights = model.model
    return Standing(settings, Shelf(facts, records), comparer, finder, weights, defaults)


def named(rows: pl.DataFrame, what: str) -> pl.Series:
    """The column `record` as text. Raises ValueError where it is not there in each row and differs in each."""
    records = rows.get_column("record")
    records = records if records.dtype == pl.String else records.cast(pl.String)
    if records.null_count() or records.n_unique() != len(records):
        raise ValueError(f"linkage: {what}'s column 'record' must be there in each row and differ in each")
    return records


@dataclass(frozen=True)
class Standing:
    """A spine to link against. Linking changes nothing in it, so a row's link does not hang on what came before;
    `changed` gives another.

    Between trainings the model is frozen: the weights, how frequent each name is, and which values are defaults. All
    spines with one model and the same rows give the same links, in whatever order the rows came.
    """

    settings: Settings
    shelf: Shelf
    comparer: Comparer
    finder: Finder
    model: Model
    defaults: Defaults

    @property
    def facts(self) -> Facts:
        """Rows by number, those that are gone among them (`shelf.dead`)."""
        return self.shelf.facts

    @cached_property
    def _plain(self) -> Settings:
        return undiscerning(self.settings)

    @cached_property
    def _scorer(self) -> Scorer:
        return Scorer(self.settings, self.comparer, self.model)

    def saved(self) -> SavedModel:
        """What was learned, to be written to a file."""
        return SavedModel.of(self.settings, self.model, self.comparer.frequencies, self.facts.words, self.defaults)

    def read(self, rows: pl.DataFrame, defaults: Defaults | None = None) -> Facts:
        """Rows as this spine compares them. `defaults`: which values of their table stand for nothing (None: those
        that stand in a large share of these rows)."""
        facts = read(rows, self._plain, self.facts.words)
        return without(facts, defaults_in(facts, self.settings) if defaults is None else defaults)

    def link(self, records: pl.DataFrame, *, once: bool = False, defaults: Defaults | None = None) -> Links:
        """Link rows, one or up to a few hundred thousand. `once`: the table holds a person at most once, so of two rows
        that claim one person only the better one is linked. `defaults`: as in `read`; where a table comes in parts it
        must be given, for a part does not show what the whole does."""
        names = records.get_column("record")
        names = names if names.dtype == pl.String else names.cast(pl.String)
        links = self.answer(names, self.read(records, defaults))
        return links.once() if once else links

    def answer(self, names: pl.Series, facts: Facts) -> Links:
        """The links of rows that have been read, each row for itself."""
        scored = self._scored(facts)
        return self._scorer.links(scored, names, self.shelf.names_of, facts)

    def changed(self, upserts: pl.DataFrame | None = None, removed: Sequence[str] = ()) -> "Standing":
        """The spine with rows new or replaced (`upserts`) and others removed, as if prepared of them all with this
        model. A record that is not here is removed already; one that is in both is put."""
        upserts = pl.DataFrame({"record": []}, {"record": pl.String}) if upserts is None else upserts
        records = named(upserts, "a change")
        leaving = pl.concat([records.rename("record"), pl.Series("record", list(removed), pl.String)]).unique()
        gone = self.shelf.rows_of(leaving)
        facts = without(read(upserts, self._plain, self.facts.words), self.defaults)
        after = self.shelf.put(records, facts, gone)
        born = np.arange(self.facts.size, after.facts.size)
        if len(after.dead) + after.ours > max(LEAST_OVERLAY, len(after.names) // OVERLAY):
            return replace(self, shelf=after).compact()
        return replace(self, shelf=after, finder=changed(self.finder, after.facts, after.dead, gone, born))

    def compact(self) -> "Standing":
        """The same with its index built anew, if anything has changed in it."""
        if not (len(self.shelf.dead) or self.shelf.ours):
            return self
        shelf = self.shelf.compact()
        return replace(self, shelf=shelf, finder=Finder(shelf.facts, self.settings))

    def learn(self, records: pl.DataFrame) -> "Standing":
        """The same spine with the weights that this table's number-borne matches teach: how often *its* names, dates
        and places are right. Use a sample of each register."""
        whole = self.compact()
        few = records.sample(min(SAMPLE, records.height), seed=self.settings.seed)
        facts = self.read(few)
        who, found = whole.finder.by_facts(facts)
        owner, owned = whole.finder.by_number(facts.number)
        who, found = distinct_pairs([who, owner], [found, owned])
        sample = Sample.of(self.comparer.patterns(facts, who, whole.facts, found), facts.size)
        strangers = random_pairs(whole.facts, self.comparer, np.random.default_rng(self.settings.seed))
        model, _ = learned(sample, self.model, strangers, self.comparer, self.settings)
        return replace(whole, model=model)

    def taught(self, lessons: Lessons) -> "Standing":
        """The same spine with what stewards' verdicts add to the weights."""
        return replace(self, model=taught(self.model, lessons))

    def lessons(self, rows: pl.DataFrame, found: Links, verdicts: pl.DataFrame, defaults: Defaults) -> pl.DataFrame:
        """LESSONS out of verdicts (record, spine_record, match) on rows of one table that this spine has answered
        (`found`); pairs that it did not think of teach nothing."""
        pairs = pl.concat([found.frame, found.unsure]).select("record", "spine_record", "probability")
        told = rows.with_row_index("row").join(verdicts, on="record").join(pairs, on=["record", "spine_record"])
        facts = self.read(rows, defaults)
        one, two = told["row"].to_numpy().astype(np.intp), self.shelf.rows_of(told["spine_record"])
        patterns = self.comparer.patterns(facts, one, self.facts, two)
        return Lessons.read(self.model, patterns, told["probability"].to_numpy(), told["match"].to_numpy())

    def _scored(self, facts: Facts) -> Scored:
        """Rows whose number is borne out by their facts need no search; the others are looked for by every key."""
        by_number = self._score(facts, *self._owners(facts.number))
        clear = self._scorer.clear(by_number, facts.size)
        rest = np.flatnonzero(~clear)
        if not len(rest):
            return by_number
        doubtful = by_number.keep(~clear[by_number.who])
        parts = [self._searched(facts, rest[at : at + CHUNK], doubtful) for at in range(0, len(rest), CHUNK)]
        return Scored.together([by_number.keep(clear[by_number.who]), *parts])

    def _searched(self, facts: Facts, rest: Rows, doubtful: Scored) -> Scored:
        """Some rows looked for by facts, by numbers that are nearly theirs, and among the doubtful owners of theirs."""
        part = facts.take(rest) if len(rest) < facts.size else facts
        who, found = self._hopeful(part, *self.finder.by_facts(part))
        by, near = neighbours(part.number)
        place, row = self._owners(near)
        own = (doubtful.who >= rest[0]) & (doubtful.who <= rest[-1])
        rows = [rest[who], rest[by[place]], doubtful.who[own]]
        return self._score(facts, *distinct_pairs(rows, [found, row, doubtful.found[own]]))

    def _owners(self, numbers: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> tuple[Rows, Rows]:
        """Rows of the spine with the same number; where they are many, the first by name: whoever came when."""
        if not len(numbers):
            return np.zeros(0, np.intp), np.zeros(0, np.intp)
        who, rows, over = self.finder.number.served(numbers, self.finder.cap)
        crowded = np.flatnonzero(over)
        if not len(crowded):
            return who, rows
        first = {int(number): self._first(int(number)) for number in np.unique(numbers[crowded])}
        more = [first[int(number)] for number in numbers[crowded]]
        who = np.concatenate([who, np.repeat(crowded, [len(some) for some in more])])
        order = np.argsort(who, kind="stable")
        return who[order], np.concatenate([rows, *more])[order]

    def _first(self, number: int) -> Rows:
        rows = self.finder.number.block(number, self.finder.number_cap)
        if rows is None:  # nobody's number
            return np.zeros(0, np.intp)
        return np.array(sorted(rows.tolist(), key=self.shelf.name)[: self.finder.cap], np.intp)

    def _hopeful(self, part: Facts, who: Rows, found: Rows) -> tuple[Rows, Rows]:
        """The pairs that are worth comparing letter by letter."""
        cuts = range(0, len(who), PAIRS)
        spans = [slice(at, at + PAIRS) for at in cuts]
        hope = [self._scorer.hopeful(part, who[span], self.facts, found[span]) for span in spans]
        chosen = np.concatenate([np.zeros(0, np.bool_), *hope])
        return who[chosen], found[chosen]

    def _score(self, facts: Facts, who: Rows, found: Rows) -> Scored:
        return self._scorer.score(facts, who, self.facts, found)
