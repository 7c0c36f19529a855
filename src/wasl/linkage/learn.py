"""Learning what agreement is worth: non-matches from the spine itself (two of its rows are two people), matches from
identifiers that agree and are borne out by the other facts."""

from dataclasses import replace

import numpy as np

from wasl.linkage.compare import LEVELS, Comparer, Digits, Name, Number
from wasl.linkage.facts import Facts
from wasl.linkage.keys import Finder, Rows
from wasl.linkage.model import Floats, Levels, Mixture, Model, fitted, unpacked
from wasl.linkage.settings import Field, Kind, Settings

SAMPLE = 20_000
CLASSES = 6


def first_model(spine: Facts, finder: Finder, comparer: Comparer, settings: Settings) -> Model:
    """The model before any register has been seen: matches as the settings guess, non-matches as the spine shows."""
    rng = np.random.default_rng(settings.seed)
    strangers = _random_levels(spine, comparer, rng)
    prior = _shares(strangers, np.ones(len(strangers)), 1 + len(settings.fields))
    chosen = np.sort(rng.choice(spine.size, min(SAMPLE, spine.size), replace=False))
    levels, counts, average = _candidate_levels(spine, chosen, finder, comparer)
    other = fitted(levels, counts, prior, classes=CLASSES, seed=settings.seed)
    other = other.with_field(0, _number_by_chance(other, settings))
    return Model(_guessed(spine, comparer, settings), other, average, settings.coverage)


def _random_levels(spine: Facts, comparer: Comparer, rng: np.random.Generator) -> Levels:
    if spine.size < 2:
        return np.zeros((0, 1 + len(comparer.fields)), np.int64)
    one = rng.integers(0, spine.size, SAMPLE)
    two = rng.integers(0, spine.size, SAMPLE)
    apart = one != two
    patterns = comparer.patterns(spine, one[apart], spine, two[apart])
    return unpacked(patterns, 1 + len(comparer.fields))


def _shares(levels: Levels, counts: Floats, fields: int) -> Floats:
    """Share of each level of each field among pairs, never nought."""
    out = np.ones((fields, LEVELS))
    for field in range(fields):
        seen = np.bincount(levels[:, field], weights=counts, minlength=LEVELS)[1:] + 0.5
        out[field, 1:] = seen / seen.sum()
    return out


def _candidate_levels(spine: Facts, chosen: Rows, finder: Finder, comparer: Comparer) -> tuple[Levels, Floats, float]:
    """Distinct patterns of spine rows with those that their keys find beside themselves, counts, and pairs a row."""
    who, found = finder.by_facts(spine.take(chosen))
    one = chosen[who]
    apart = one != found
    patterns = comparer.patterns(spine, one[apart], spine, found[apart])
    distinct, counts = np.unique(patterns, return_counts=True)
    return (
        unpacked(distinct, 1 + len(comparer.fields)),
        counts.astype(np.float64),
        float(apart.sum() / max(1, len(chosen))),
    )


def _number_by_chance(other: Mixture, settings: Settings) -> Floats:
    table = np.ones((len(other.share), LEVELS))
    table[:, 1:] = LEAST_SHARE
    table[:, Number.SAME] = settings.number_chance
    table[:, Number.SAME_DOUBTFUL] = 10 * settings.number_chance
    table[:, Number.CLOSE] = settings.number_chance
    table[:, Number.DIFFERENT] = 1 - 12 * settings.number_chance
    return table


LEAST_SHARE = 1e-6


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


def with_matches(model: Model, levels: Levels, counts: Floats, strength: float = 200.0) -> Model:
    """The model with what is seen among sure matches; the first guess counts as `strength` pairs. The number stays."""
    prior = model.match.level[0]
    seen = _tally(levels, counts, prior, strength)
    seen[0] = prior[0]
    return replace(model, match=Mixture(np.ones(1), seen[None]))


def _tally(levels: Levels, counts: Floats, prior: Floats, strength: float) -> Floats:
    out = prior.copy()
    for field in range(levels.shape[1]):
        seen = np.bincount(levels[:, field], weights=counts, minlength=LEVELS)[1:] + strength * prior[field, 1:]
        out[field, 1:] = seen / seen.sum()
    return out
