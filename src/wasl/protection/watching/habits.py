"""Ways of working that differ from those of peers: how many, when, for which case, where, whom again."""

import math
from collections.abc import Iterator

import numpy as np
import polars as pl

from wasl.country.api import pack
from wasl.protection.watching.finding import Finding, Ground, entries_of, strongest, told
from wasl.protection.watching.measure import surprise, usual_further
from wasl.protection.watching.peers import Measured

_BUSIEST_DAYS = 3
_LEAST_LEVEL = math.log(1.3)
"""Peers whose busiest days differ by less than a third are taken to differ by a third."""


def find(ground: Ground) -> Iterator[Finding]:
    yield from _famous(ground)
    yield from _after_hours(ground)
    yield from _no_case(ground)
    yield from _out_of_area(ground)
    yield from _bulk(ground)
    yield from _again(ground)


def _rate(
    ground: Ground, kind: str, told_as: tuple[str, str], flagged: pl.DataFrame, chances: pl.DataFrame
) -> Iterator[Finding]:
    """Findings of accounts with more flagged visits than peers have out of their chances (actor, chances)."""
    events = dict(flagged.group_by("actor").agg(pl.len()).iter_rows())
    counts = {actor: (float(events.get(actor, 0)), float(of)) for actor, of in chances.iter_rows()}
    for actor, measured in ground.peers.compare_counts(counts).items():
        if measured.strength:
            visits = flagged.filter(pl.col("actor") == actor)
            words = told(*told_as, count=len(visits), of=ground.named[actor].visits, expected=measured.expected)
            yield ground.finding(actor, kind, measured, words, entries_of(visits))


def _all_visits(visits: pl.DataFrame) -> pl.DataFrame:
    return visits.group_by("actor").agg(pl.len())


def _famous(ground: Ground) -> Iterator[Finding]:
    said = (
        "زيارات لملفات شخصيات معروفة: {count} من {of}. المعتاد عند زملائه: {expected}.",
        "Visits to records of public figures: {count} of {of}. Usual among peers: {expected}.",
    )
    flagged = ground.visits.filter(pl.col("person").is_in(list(ground.famous)))
    yield from _rate(ground, "famous", said, flagged, _all_visits(ground.visits))


def _after_hours(ground: Ground) -> Iterator[Finding]:
    """Overtime until the evening is more usual than work at night: each is compared with its own."""
    late = (
        "زيارات خارج وقت العمل: {count} من {of}. المعتاد عند زملائه: {expected}.",
        "Visits outside office hours: {count} of {of}. Usual among peers: {expected}.",
    )
    night = (
        "زيارات ليلًا أو في يوم عطلة: {count} من {of}. المعتاد عند زملائه: {expected}.",
        "Visits at night or on a day off: {count} of {of}. Usual among peers: {expected}.",
    )
    visits, every = ground.visits, _all_visits(ground.visits)
    yield from strongest(
        [
            *_rate(ground, "after-hours", late, visits.filter("late"), every),
            *_rate(ground, "after-hours", night, visits.filter("night"), every),
        ]
    )


def _no_case(ground: Ground) -> Iterator[Finding]:
    """Purposes differ in how often they have a case: what is expected follows each account's own purposes."""
    said = (
        "زيارات بلا رقم طلب: {count} من {of}. المعتاد عند زملائه لنفس الأغراض: {expected}.",
        "Visits without a case number: {count} of {of}. Usual among peers for the same purposes: {expected}.",
    )
    usual = ground.visits.group_by("purpose").agg(share=(~pl.col("cased")).mean())
    chances = ground.visits.join(usual, on="purpose").group_by("actor").agg(pl.col("share").sum())
    yield from _rate(ground, "no-case", said, ground.visits.filter(~pl.col("cased")), chances)


def _out_of_area(ground: Ground) -> Iterator[Finding]:
    """Only accounts whose office serves one governorate, at people whose home is known. Governorates of one region are
    near each other, so that one officer may serve two of them; of those further away, the one visited most counts.
    """
    said = (
        "زيارات لأشخاص من محافظة بعيدة واحدة: {count} من {of}. المعتاد عند زملائه: {expected}.",
        "Visits to people of one governorate far away: {count} of {of}. Usual among peers: {expected}.",
    )
    regions = {code: place.region.en for code, place in pack().governorates.items()}
    served = pl.DataFrame(
        [(a.name, a.governorate) for a in ground.accounts if a.governorate],
        schema={"actor": pl.String, "served": pl.String},
        orient="row",
    )
    homes = ground.homes.select(person="handle", home="governorate").filter(pl.col("home").is_not_null())
    placed = ground.visits.join(served, on="actor").join(homes, on="person")
    region = {name: pl.col(name).replace_strict(regions, default=None) for name in ("home", "served")}
    far = placed.filter(region["home"] != region["served"])
    most = far.group_by("actor", "home").agg(pl.len()).sort("len", "home", descending=True).group_by("actor").first()
    flagged = far.join(most.select("actor", "home"), on=["actor", "home"])
    yield from _rate(ground, "out-of-area", said, flagged, _all_visits(placed))


def _bulk(ground: Ground) -> Iterator[Finding]:
    """The account's busiest days beside the busiest days of peers."""
    days = ground.visits.group_by("actor", "day").agg(people=pl.len())
    busiest = days.sort("people", descending=True).group_by("actor").head(_BUSIEST_DAYS)
    levels = {a: float(np.log(m)) for a, m in busiest.group_by("actor").agg(pl.col("people").mean()).iter_rows()}
    for actor, measured in ground.peers.compare_levels(levels, _LEAST_LEVEL).items():
        if measured.strength < 1:
            continue
        words = told(
            "أشخاص في اليوم الواحد، متوسط أكثر ثلاثة أيام: {count}. المعتاد عند زملائه: {expected}.",
            "People in a day, mean of the three busiest: {count}. Usual among peers: {expected}.",
            count=math.exp(levels[actor]),
            expected=math.exp(measured.expected),
        )
        on_those = busiest.filter(pl.col("actor") == actor).select("actor", "day")
        yield ground.finding(
            actor, "bulk-browsing", measured, words, entries_of(ground.visits.join(on_those, on=["actor", "day"]))
        )


def _again(ground: Ground) -> Iterator[Finding]:
    """The person to whom an account came back on most grounds, beside how often anybody comes back to anybody.

    Who follows up one case comes back often and rightly, so that days under one case number are one ground; each day
    without a number is one of its own.
    """
    watch = ground.terms.watch
    pairs = ground.visits.group_by("actor", "person").agg(
        grounds=pl.col("case").drop_nulls().n_unique() + (~pl.col("cased")).sum(),
        days=pl.col("day").n_unique(),
        span=(pl.col("day").max() - pl.col("day").min()).dt.total_days(),
    )
    if not len(pairs):
        return
    mean, spread = usual_further(pairs["grounds"].to_numpy() - 1.0, watch.spread_least)
    tried = dict(pairs.group_by("actor").agg(pl.len()).iter_rows())
    long = pairs.filter((pl.col("span") >= watch.again_days) & (pl.col("days") >= watch.again_visits))
    worst = long.sort("grounds", "days", "span", descending=True).group_by("actor", maintain_order=True).first()
    for actor, person, grounds, days, span in worst.iter_rows():
        strength = max(0.0, surprise(grounds - 1, mean, spread) - math.log10(tried[actor]))
        words = told(
            "نفس الشخص ({person}) في {days} من الأيام على مدى {span} يوم. الأسباب: {grounds}. المعتاد: سبب واحد.",
            "The same person ({person}) on {days} days over {span} days, on {grounds} different grounds. Usual: one.",
            person=person,
            grounds=grounds,
            days=days,
            span=span,
        )
        visits = ground.visits.filter((pl.col("actor") == actor) & (pl.col("person") == person))
        yield ground.finding(actor, "one-person-again", Measured(strength, mean, 0), words, entries_of(visits))
