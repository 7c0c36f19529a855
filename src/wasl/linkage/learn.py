"""Learning what agreement is worth.

Non-matches show themselves in any spine, where two rows are two people. Matches are shown by identifiers: one model with the number
as one of its fields is fitted by expectation-maximisation, begun from what the numbers say. So it also learns what a number is worth:
how often one person's rows carry two, and how often a number is a relative's. Without identifiers the same fit begins
from the settings' first guess.
"""

from dataclasses import dataclass, replace

import numpy as np

from wasl.linkage.compare import LEVELS, Comparer, Digits, Levels, Name, Number
from wasl.linkage.facts import Facts
from wasl.linkage.keys import Finder, Rows
from wasl.linkage.model import Encoded, Floats, Mixture, Model, fitted, unpacked
from wasl.linkage.settings import Field, Kind, Settings

SAMPLE = 20_000
OTHER_CLASSES = 6
MATCH_CLASSES = 2
ROUNDS = 25
LEAST_SHARE = 1e-6


@dataclass(frozen=True)
class Sample:
    """Distinct patterns of candidate pairs with their counts, and wrong and right candidates a row."""

    patterns: Levels
    counts: Floats
    a_row: float

    @classmethod
    def of(cls, patterns: Levels, rows: int) -> "Sample":
        distinct, counts = np.unique(patterns, return_counts=True)
        return cls(distinct, counts.astype(np.float64), len(patterns) / max(1, rows))


def first_model(spine: Facts, finder: Finder, comparer: Comparer, settings: Settings) -> Model:
    """The model before any register has been seen: matches as the settings guess, non-matches as the spine shows."""
    rng = np.random.default_rng(settings.seed)
    fields = 1 + len(settings.fields)
    strangers = random_pairs(spine, comparer, rng)
    chosen = np.sort(rng.choice(spine.size, min(SAMPLE, spine.size), replace=False))
    who, found = finder.by_facts(spine.take(chosen))
    apart = chosen[who] != found
    sample = Sample.of(comparer.patterns(spine, chosen[who[apart]], spine, found[apart]), len(chosen))
    encoded = Encoded.of(unpacked(sample.patterns, fields))
    other = fitted(encoded, sample.counts, strangers, classes=OTHER_CLASSES, seed=settings.seed)
    other = other.with_field(0, _number_by_chance(settings))
    return Model(_guessed(spine, comparer, settings), other, sample.a_row, settings.coverage)


def random_pairs(facts: Facts, comparer: Comparer, rng: np.random.Generator) -> Floats:
    """Share of each level of each field (fields x levels) among two rows taken at random."""
    one, two = rng.integers(0, max(1, facts.size), (2, SAMPLE))
    apart = (one != two) & (facts.size > 1)
    levels = unpacked(comparer.patterns(facts, one[apart], facts, two[apart]), 1 + len(comparer.fields))
    out = np.ones((levels.shape[1], LEVELS))
    for field in range(levels.shape[1]):
        seen = np.bincount(levels[:, field], minlength=LEVELS)[1:] + 0.5
        out[field, 1:] = seen / seen.sum()
    return out


def learned(sample: Sample, first: Model, strangers: Floats, settings: Settings) -> tuple[Model, float]:
    """The model fitted to candidate pairs, and the share of matches among them."""
    levels = unpacked(sample.patterns, first.fields)
    encoded = Encoded.of(levels)
    match = _first_opinion(levels, sample, first)
    guess = first.match.level[0]
    share = float((match * sample.counts).sum() / max(1.0, sample.counts.sum()))
    matches = fitted(
        encoded, sample.counts * match, guess, classes=MATCH_CLASSES, seed=settings.seed, rounds=5, strength=20.0
    )
    others = fitted(
        encoded, sample.counts * (1 - match), strangers, classes=OTHER_CLASSES, seed=settings.seed, rounds=15
    )
    for _ in range(ROUNDS):
        odds = matches.log_likelihood(encoded) - others.log_likelihood(encoded) + np.log(share / (1 - share))
        match = 1 / (1 + np.exp(-np.clip(odds, -50, 50)))
        share = float(np.clip((match * sample.counts).sum() / max(1.0, sample.counts.sum()), 1e-6, 1 - 1e-6))
        matches = matches.refitted(encoded, sample.counts * match, guess, 20.0)
        others = others.refitted(encoded, sample.counts * (1 - match), strangers, 1.0)
    return replace(first, match=matches, other=others, candidates=sample.a_row * (1 - share)), share


def _first_opinion(levels: Levels, sample: Sample, first: Model) -> Floats:
    """Same number: a match, different: none; where the numbers are silent or nearly the same, as the first model says."""
    weight = first.weights(sample.patterns)
    odds = np.exp2(np.clip(weight, -40, 40)) / max(1.0, sample.a_row)
    opinion = odds / (1 + odds)
    number = levels[:, 0]
    opinion = np.where(number == Number.SAME, np.maximum(opinion, 0.95), opinion)
    return np.where(number == Number.DIFFERENT, np.minimum(opinion, 0.02), opinion)


def _number_by_chance(settings: Settings) -> Floats:
    table = np.full(LEVELS, LEAST_SHARE)
    table[0] = 1
    table[Number.SAME] = table[Number.CLOSE] = settings.number_chance
    table[Number.SAME_DOUBTFUL] = 10 * settings.number_chance
    table[Number.DIFFERENT] = 1 - 12 * settings.number_chance
    return table


def _guessed(spine: Facts, comparer: Comparer, settings: Settings) -> Mixture:
    table = np.full((1, 1 + len(settings.fields), LEVELS), LEAST_SHARE)
    table[:, :, 0] = 1
    rest = 1 - settings.number_same
    for level, share in (
        (Number.SAME, settings.number_same),
        (Number.CLOSE, rest * 0.6),
        (Number.DIFFERENT, rest * 0.3),
        (Number.SAME_DOUBTFUL, rest * 0.1),
    ):
        table[0, 0, level] = share
    for place, field in enumerate(settings.fields, start=1):
        table[0, place, 1:] = _guess(field, spine, comparer)
    return Mixture(np.ones(1), table)


def _guess(field: Field, spine: Facts, comparer: Comparer) -> Floats:
    """Levels 1 to 7 of a field among rows of one person, by the settings' first guess."""
    wrong = 1 - field.same - field.close
    out = np.full(LEVELS - 1, LEAST_SHARE)
    if field.kind is Kind.NAME:
        out[:4] = field.same * _band_shares(field, spine, comparer)
        out[Name.CLOSE - 1], out[Name.DIFFERENT - 1] = field.close, wrong
    elif field.kind is Kind.DATE:
        out[:] = [field.same - 0.01, 0.01, *(field.close * np.array([0.4, 0.35, 0.15, 0.1])), wrong]
    elif field.kind is Kind.CODE:
        out[:2] = field.same, 1 - field.same
    elif field.kind is Kind.DIGITS:
        out[Digits.SAME - 1], out[Digits.CLOSE - 1], out[Digits.DIFFERENT - 1] = field.same, field.close, wrong
    else:
        out[:4] = field.same, field.close, wrong / 2, wrong / 2
    return out


def _band_shares(field: Field, spine: Facts, comparer: Comparer) -> Floats:
    """How many of the spine's rows bear a name of each frequency band."""
    held = spine.columns[field.name]
    held = held[held > 0]
    bands = comparer.frequencies.bands(field.name, held, held)
    seen = np.bincount(bands - 1, minlength=4)[:4] + 1.0
    return np.asarray(seen / seen.sum())
