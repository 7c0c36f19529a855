"""Learning what agreement is worth.

Non-matches show themselves in any spine, where two rows are two people. Matches are shown by identifiers: one model
with the number as one of its fields is fitted by expectation-maximisation, begun from what the numbers say. So it
also learns what a number is worth: how often one person's rows carry two, and how often a number is a relative's.
Without identifiers the same fit begins from the settings' first guess.
"""

from dataclasses import dataclass, replace

import numpy as np

from wasl.linkage.compare import LEVELS, Comparer, Date, Digits, Levels, Name, Number, Scripts
from wasl.linkage.facts import Facts
from wasl.linkage.keys import Family, Finder, Rows, distinct_pairs, indexed
from wasl.linkage.model import Encoded, Floats, Mixture, Model, fitted, tallied, unpacked
from wasl.linkage.settings import Field, Kind, Settings, key_steps
from wasl.linkage.vocabulary import Flags

SAMPLE = 20_000  # rows whose candidates are looked at, fewer where
PAIRS = 400_000  # so many pairs are reached
PILOT = 1_000
OTHER_CLASSES = 8
MATCH_CLASSES = 2
ROUNDS = 25
ENOUGH = 300  # labelled pairs of each sort
MOST_DIFFERING = 0.3
BELIEVED = 20.0  # odds that two rows with one number are one person, before anything is learned
LEAST_SHARE = 1e-6
APART = 0.3  # pairs of one table are not quite like pairs of two: what one of them counts
STARTS = 4
STILL = 2e-5  # share of the matches that changes sides in a round; below it nothing more is learned
STRANGERS = 0.02
LEAST_STRANGERS = 1e-3
"""Candidates that have nothing in common with one but a number: the first guess, and the least even if a sample has
none."""
LEAST_CHANCE = 1e-5
"""Candidates that are somebody else bear one's number at least so often: a slip of the pen is seldom seen in a
sample."""


@dataclass(frozen=True)
class Labels:
    """Pairs of which somebody has said whether they are one person: their patterns, and for how many pairs each
    counts. A steward sees the doubtful pairs, which are no fair sample of all: a weight of one to ten each moves the
    model by what was learned without throwing it over."""

    patterns: Levels
    match: Flags
    weight: Floats


@dataclass(frozen=True)
class Sample:
    """Distinct patterns of candidate pairs with their counts, and wrong and right candidates a row.

    `apart` and `right`: how many pairs of each pattern are certainly two people, and certainly one. They are not among
    `counts`, of which nothing is known.
    """

    patterns: Levels
    counts: Floats
    a_row: float
    apart: Floats
    right: Floats

    @classmethod
    def of(cls, patterns: Levels, rows: int, apart: Flags | None = None) -> "Sample":
        """`apart`: which pairs are certainly two people."""
        distinct, inverse = np.unique(patterns, return_inverse=True)
        sure = np.zeros(len(patterns), np.bool_) if apart is None else apart
        size = len(distinct)
        open_, certain = (np.bincount(inverse[part], minlength=size).astype(np.float64) for part in (~sure, sure))
        return cls(distinct, open_, float(open_.sum()) / max(1, rows), certain * APART, np.zeros(size))

    def with_labels(self, labels: Labels) -> "Sample":
        """The same with pairs of which somebody has said what they are."""
        distinct, place = np.unique(np.concatenate([self.patterns, labels.patterns]), return_inverse=True)
        old, new = place[: len(self.patterns)], place[len(self.patterns) :]

        def spread(values: Floats, where: Rows) -> Floats:
            return np.bincount(where, weights=values, minlength=len(distinct)).astype(np.float64)

        said = [spread(np.where(labels.match == match, labels.weight, 0.0), new) for match in (False, True)]
        counts, apart, right = (spread(values, old) for values in (self.counts, self.apart, self.right))
        return Sample(distinct, counts, self.a_row, apart + said[0], right + said[1])


def sampled(facts: Facts, finder: Finder, comparer: Comparer, settings: Settings) -> Sample:
    """Candidates of some rows among all: by facts, by number, and the rows of their households."""
    order = np.random.default_rng(settings.seed).permutation(facts.size)[:SAMPLE]
    household = [indexed(facts, key_steps(key), finder.cap) for key in settings.household]
    who, _ = _around(facts, order[:PILOT], finder, household)
    wanted = int(PAIRS / max(1.0, len(who) / PILOT))
    chosen = np.sort(order[: max(PILOT, wanted)])
    who, other = _around(facts, chosen, finder, household)
    return Sample.of(comparer.patterns(facts, chosen[who], facts, other), len(chosen))


def _around(facts: Facts, chosen: Rows, finder: Finder, household: list[Family]) -> tuple[Rows, Rows]:
    part = facts.take(chosen)
    found = [finder.by_facts(part), finder.by_number(part.number)]
    found += [finder.in_family(part, family) for family in household]
    who, other = distinct_pairs([who for who, _ in found], [other for _, other in found])
    apart = chosen[who] != other
    return who[apart], other[apart]


def blind_model(facts: Facts, comparer: Comparer, settings: Settings) -> tuple[Model, Floats]:
    """Where a fit begins: matches as the settings guess, non-matches as pairs at random; and the latter's shares."""
    strangers = random_pairs(facts, comparer, np.random.default_rng(settings.seed))
    other = Mixture(np.ones(1), strangers[None].copy()).with_field(0, _number_by_chance(settings.number_chance))
    return Model(_guessed(comparer, settings), other, 1.0, settings.coverage), strangers


def first_model(spine: Facts, finder: Finder, comparer: Comparer, settings: Settings) -> Model:
    """The model before any register has been seen: matches as the settings guess, non-matches as the spine shows."""
    strangers = random_pairs(spine, comparer, np.random.default_rng(settings.seed))
    sample = sampled(spine, finder, comparer, settings)
    encoded = Encoded.of(unpacked(sample.patterns, comparer.size))
    other = fitted(encoded, sample.counts, strangers, classes=OTHER_CLASSES, seed=settings.seed)
    hit = strangers.copy()
    hit[0] = _number_by_chance(0.2)
    other = other.with_field(0, _number_by_chance(settings.number_chance)).with_class(hit, STRANGERS)
    other = other.with_field(
        comparer.size - 1, _guessed(comparer, settings).level[0, -1]
    )  # a spine knows one script only
    return Model(_guessed(comparer, settings), other, sample.a_row, settings.coverage)


def random_pairs(facts: Facts, comparer: Comparer, rng: np.random.Generator) -> Floats:
    """Share of each level of each field (fields x levels) among two rows taken at random."""
    one, two = rng.integers(0, max(1, facts.size), (2, SAMPLE))
    apart = (one != two) & (facts.size > 1)
    levels = unpacked(comparer.patterns(facts, one[apart], facts, two[apart]), comparer.size)
    out = np.ones((levels.shape[1], LEVELS))
    for field in range(levels.shape[1]):
        out[field, 1:] = np.bincount(levels[:, field], minlength=LEVELS)[1:] + 0.5
    for place, fact in enumerate(comparer.fields, start=1):
        if fact.kind is Kind.NAME:  # chance agreement on rare names is too rare to be sampled, but can be reckoned
            told = out[place, 1:].sum()
            out[place, 1 : Name.CLOSE] = told * np.maximum(comparer.frequencies.chance[fact.name], LEAST_SHARE)
    out[:, 1:] /= out[:, 1:].sum(axis=1, keepdims=True)
    return out


def learned(
    sample: Sample,
    first: Model,
    strangers: Floats,
    comparer: Comparer,
    settings: Settings,
    labels: Labels | None = None,
) -> tuple[Model, float]:
    """The model fitted to candidate pairs, and the share of matches among them. `labels`: pairs of which it is known
    what they are; without any the model is the same as if there were none."""
    sample = sample.with_labels(labels) if labels is not None and len(labels.patterns) else sample
    levels = unpacked(sample.patterns, first.fields)
    encoded = Encoded.of(levels)
    counts, guess = sample.counts, first.match.level[0]
    others, match, trust = _first_opinion(levels, encoded, sample, first, strangers, comparer, settings)
    begun = counts * trust
    right = begun * match + sample.right
    matches = fitted(encoded, right, guess, classes=MATCH_CLASSES, seed=settings.seed, rounds=5, strength=20.0)
    share = _share(match, begun)
    for _ in range(ROUNDS):
        before = match
        sorts, likely = matches.shares(encoded)
        other_sorts, unlikely = others.shares(encoded)
        match = _probability(likely.astype(np.float64) - unlikely + np.log(share / (1 - share)))
        share = _share(match, counts)
        right, wrong = counts * match + sample.right, counts * (1 - match) + sample.apart
        matches = _plausible(tallied(encoded, sorts * right.astype(np.float32), guess, 20.0), comparer)
        others = tallied(encoded, other_sorts * wrong.astype(np.float32), strangers, 1.0)
        others = others.with_least(0, Number.SAME, LEAST_CHANCE)
        if (counts * abs(match - before)).sum() < STILL * right.sum():
            break
    others = others.with_class(strangers, LEAST_STRANGERS).with_least(0, Number.SAME, LEAST_CHANCE)
    return replace(first, match=matches, other=others, candidates=sample.a_row * (1 - share)), share


def _share(match: Floats, counts: Floats) -> float:
    return float(np.clip((match * counts).sum() / max(1.0, counts.sum()), 1e-6, 1 - 1e-6))


def _probability(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -50, 50))))


def _plausible(matches: Mixture, comparer: Comparer) -> Mixture:
    """Rows of one person carry one number whatever else they say; a sort that mostly differs would be brothers."""
    matches = matches.with_tied(0).with_most(0, [int(Number.DIFFERENT)], MOST_DIFFERING)
    for place, least in comparer.telling().items():
        matches = matches.with_most(place, list(range(least, LEVELS)), MOST_DIFFERING)
    return matches


def _first_opinion(
    levels: Levels,
    encoded: Encoded,
    sample: Sample,
    first: Model,
    strangers: Floats,
    comparer: Comparer,
    settings: Settings,
) -> tuple[Mixture, Floats, Floats]:
    """Non-matches as they are first seen, how likely each pattern is a match, and whether to begin with it.

    Different numbers: no match, if the facts differ anywhere. So it is learned what relatives look like; then the same
    number is a match, unless the facts are rather those of a relative or a stranger.
    """
    same, different = levels[:, 0] == Number.SAME, levels[:, 0] == Number.DIFFERENT
    apart = different & comparer.disagreeing(levels)
    facts = np.exp2(np.clip(first.weights(sample.patterns & ~(LEVELS - 1)), -40, 40))
    blind = facts / (facts + max(1.0, sample.a_row))
    told = sample.counts[apart].sum() >= ENOUGH
    known = apart.astype(np.float64) if told else 1 - blind
    wrong = sample.counts * known + sample.apart
    others = fitted(encoded, wrong, strangers, classes=OTHER_CLASSES, seed=settings.seed, rounds=20, starts=STARTS)
    silent = Encoded.of(np.where(np.arange(levels.shape[1]) == 0, 0, levels))
    odds = first.match.log_likelihood(silent) - others.log_likelihood(silent)
    odds += np.log(np.where(same, BELIEVED, 1 / max(1.0, sample.a_row)))
    opinion = _probability(odds)
    if told and sample.counts[same].sum() >= ENOUGH:
        return others, np.where(same, opinion, 0.0), (same | apart).astype(np.float64)
    return others, np.where(apart & told, 0.0, opinion), np.ones(len(opinion))


def _number_by_chance(same: float) -> Floats:
    """The number's levels among candidates that are somebody else, so many of whom bear the same one."""
    table = np.full(LEVELS, LEAST_SHARE)
    table[[Number.SAME, Number.CLOSE, Number.SAME_DOUBTFUL]] = same, same / 10, same
    table[Number.DIFFERENT] = 1 - 2.1 * same
    table[0] = 1
    return table


def _guessed(comparer: Comparer, settings: Settings) -> Mixture:
    table = np.full((1, comparer.size, LEVELS), LEAST_SHARE)
    table[:, :, 0] = 1
    table[:, -1, [Scripts.ONE, Scripts.TWO]] = 0.5
    rest = 1 - settings.number_same
    for level, share in (
        (Number.SAME, settings.number_same),
        (Number.CLOSE, rest * 0.6),
        (Number.DIFFERENT, rest * 0.3),
        (Number.SAME_DOUBTFUL, rest * 0.1),
    ):
        table[0, 0, level] = share
    for place, field in enumerate(settings.fields, start=1):
        table[0, place, 1:] = _guess(field, comparer)
    return Mixture(np.ones(1), table)


def _guess(field: Field, comparer: Comparer) -> Floats:
    """The levels of a field among rows of one person, by the settings' first guess."""
    wrong = 1 - field.same - field.close
    out = np.full(LEVELS - 1, LEAST_SHARE)
    if field.kind is Kind.NAME:
        met = comparer.frequencies.met[field.name] + LEAST_SHARE
        out[: Name.SAME_RAREST] = field.same * met / met.sum()
        out[Name.CLOSE - 1], out[Name.DIFFERENT - 1] = field.close, wrong
    elif field.kind is Kind.DATE:
        out[: Date.DIFFERENT] = [field.same - 0.01, 0.01, *(field.close * np.array([0.4, 0.35, 0.15, 0.1])), wrong]
    elif field.kind is Kind.CODE:
        out[:2] = field.same, 1 - field.same
    elif field.kind is Kind.DIGITS:
        out[Digits.SAME - 1], out[Digits.CLOSE - 1], out[Digits.DIFFERENT - 1] = field.same, field.close, wrong
    else:
        out[:4] = field.same, field.close, wrong / 2, wrong / 2
    return out
