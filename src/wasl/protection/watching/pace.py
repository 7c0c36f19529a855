"""One account that works like several: two channels at the same moment, or a pace that nobody keeps."""

import math
from collections.abc import Iterator

import polars as pl

from wasl.protection.watching.finding import Finding, Ground, told
from wasl.protection.watching.peers import Measured

_LEAST_LEVEL = math.log(1.5)


def find(ground: Ground) -> Iterator[Finding]:
    """The stronger of both signs, one finding for each account."""
    switched, paced = dict(_switches(ground)), dict(_paces(ground))
    for actor in {*switched, *paced}:
        found = [one for one in (switched.get(actor), paced.get(actor)) if one]
        yield max(found, key=lambda one: one.strength)


def _switches(ground: Ground) -> Iterator[tuple[str, Finding]]:
    """Looks by another channel within seconds of the look before."""
    before = {name: pl.col(name).shift(1).over("actor") for name in ("channel", "at", "seq")}
    near = (pl.col("at") - before["at"]).dt.total_seconds() <= ground.terms.watch.switch_seconds
    looks = ground.looks.sort("at", "seq").with_columns(
        earlier=before["seq"], crossed=near & (pl.col("channel") != before["channel"])
    )
    crossed = looks.filter(pl.col("crossed").fill_null(value=False))
    events = dict(crossed.group_by("actor").agg(pl.len()).iter_rows())
    chances = dict(ground.looks.group_by("actor").agg(pl.len()).iter_rows())
    counts = {actor: (float(events.get(actor, 0)), float(of)) for actor, of in chances.items()}
    for actor, measured in ground.peers.compare_counts(counts).items():
        if not measured.strength:
            continue
        mine = crossed.filter(pl.col("actor") == actor)
        words = told(
            "اطلاعات من قناتين في نفس اللحظة تقريبًا: {count}. المعتاد عند زملائه: {expected}.",
            "Looks by two channels at almost the same moment: {count}. Usual among peers: {expected}.",
            count=len(mine),
            expected=measured.expected,
        )
        entries = [*mine["seq"], *mine["earlier"]]
        yield actor, ground.finding(actor, "shared-account", measured, words, entries)


def _paces(ground: Ground) -> Iterator[tuple[str, Finding]]:
    """The most looks within a few minutes."""
    seconds = ground.terms.watch.pace_seconds
    stretches = ground.looks.with_columns(stretch=pl.col("at").dt.truncate(f"{seconds}s"))
    counts = stretches.group_by("actor", "stretch").agg(looks=pl.len(), seqs=pl.col("seq"))
    fastest = counts.sort("looks", "stretch", descending=[True, False]).group_by("actor", maintain_order=True).first()
    levels = {actor: math.log(looks) for actor, looks in fastest.select("actor", "looks").iter_rows()}
    seqs = dict(fastest.select("actor", "seqs").iter_rows())
    for actor, measured in ground.peers.compare_levels(levels, _LEAST_LEVEL).items():
        if measured.strength < 1:
            continue
        words = told(
            "أكثر ما فُتح في {minutes} دقائق: {count}. المعتاد عند زملائه: {expected}.",
            "Most looks within {minutes} minutes: {count}. Usual among peers: {expected}.",
            minutes=seconds / 60,
            count=math.exp(levels[actor]),
            expected=math.exp(measured.expected),
        )
        yield (
            actor,
            ground.finding(
                actor,
                "shared-account",
                Measured(measured.strength, measured.expected, measured.peers),
                words,
                seqs[actor],
            ),
        )
