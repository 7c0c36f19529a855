"""The post: its offices, what it carries, and the savings that it keeps."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import drawn, residents, sample
from wasl.synthetic.simulation.draw import scattered, serials, words
from wasl.synthetic.values import codes, days

_S10_WEIGHTS = np.array([8, 6, 4, 2, 3, 5, 9, 7])
_MOVING = ("accepted", "in_transit", "out_for_delivery")


@content("post-offices")
def post_offices(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    offices = nation.post_offices
    within = pl.int_range(1, pl.len() + 1).over("governorate")
    return offices.select(
        "governorate",
        "address",
        office_no="no",
        office_name="name",
        postal_code=pl.col("governorate") + within.cast(pl.String).str.zfill(3),
        village="city",
        savings_service=pl.Series(rng.random(offices.height) < 0.9),
        digital_desk=pl.Series(rng.random(offices.height) < 0.6),
    )


@content("shipments")
def shipments(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    adults = residents(nation, least=18)
    count = adults.height // 10
    receivers = drawn(rng, adults, count)
    return receivers.select(
        barcode=_s10(rng, count, nation.pack.code.upper()),
        posted_on=days(nation, rng, count, least=-365, most=0),
        _pid_sender=drawn(rng, adults, count)["pid"],
        _pid_receiver="pid",
    ).with_columns(*_progress(nation, rng, count))


def _s10(rng: np.random.Generator, count: int, country: str) -> pl.Series:
    """Item identifiers of the Universal Postal Union's standard S10, with their check digit."""
    serial = scattered(rng, count, 10**8).to_numpy().astype(np.int64)
    digits = serial[:, None] // 10 ** np.arange(7, -1, -1) % 10
    check = 11 - (digits * _S10_WEIGHTS).sum(axis=1) % 11
    check = np.where(check == 10, 0, np.where(check == 11, 5, check))
    number = pl.Series(serial * 10 + check).cast(pl.String).str.zfill(9)
    return ("RR" + number + country).rename("")


def _progress(nation: Nation, rng: np.random.Generator, count: int) -> tuple[pl.Expr, ...]:
    """An item is on its way in its first week, then delivered or, now and then, sent back."""
    fresh = (pl.lit(nation.today) - pl.col("posted_on")).dt.total_days() < 7
    ended = words(rng, count, {"delivered": 0.94, "returned": 0.06})
    status = pl.when(fresh).then(words(rng, count, _MOVING)).otherwise(ended)
    events = pl.when(fresh).then(pl.Series(rng.integers(1, 4, count))).otherwise(pl.Series(rng.integers(4, 8, count)))
    return status.alias("status"), events.cast(pl.Int64).alias("events")


@content("postal-savings")
def postal_savings(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    savers = sample(rng, residents(nation, least=16), 0.18)
    count = savers.height
    return savers.select(
        account_no=serials(rng, count, 14),
        account_type=codes(nation, rng, "postal-account-type", count, (0.7, 0.1, 0.2)),
        status=codes(nation, rng, "account-status", count, (0.8, 0.15, 0.05)),
        balance=pl.Series((rng.lognormal(13, 1.4, count)).astype(np.int64)),
        opened=days(nation, rng, count, least=-5_000, most=0),
        _pid_holder="pid",
    )
