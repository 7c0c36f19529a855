"""Deeds, powers of attorney, and who disposed of which property or pledged it."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import sample
from wasl.synthetic.simulation.draw import serials, words
from wasl.synthetic.values import days


@content("notarised-deeds")
def notarised_deeds(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    kept = ("deed_no", "letter", "year", "office", "deed_class", "deed_type", "status")
    parties = pl.concat(
        nation.deeds.select(
            pl.col(column).alias("_pid_party"),
            *kept,
            pl.col("signed").alias("signed_on"),
            pl.lit(number, dtype=pl.Int64).alias("party_no"),
            pl.lit(side).alias("side"),
        )
        for number, side, column in ((1, "first", "principal"), (2, "second", "other"))
    )
    return parties.filter(pl.col("_pid_party").is_not_null()).sort("deed_no", "party_no")


@content("powers-of-attorney")
def powers_of_attorney(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    powers = nation.deeds.filter((pl.col("deed_type") == "power_of_attorney") & pl.col("other").is_not_null())
    return powers.select(
        pl.col("principal").alias("_pid_principal"),
        pl.col("other").alias("_pid_agent"),
        serials(rng, powers.height, 9).alias("poa_no"),
        _power(nation).alias("poa_type"),
        "scope",
        pl.col("signed").alias("signed_on"),
        (pl.col("status") == "revoked").alias("revoked"),
    )


def _power(nation: Nation) -> pl.Expr:
    """What sort of power a scope gives; special unless the pack says otherwise."""
    scope = pl.col("scope")
    general, judicial = (scope.is_in(nation.words.meanings.scopes[kind]) for kind in ("general", "judicial"))
    known = pl.when(general).then(pl.lit("general")).when(judicial).then(pl.lit("judicial"))
    return known.otherwise(pl.lit("special"))


@content("published-contracts")
def published_contracts(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    sold = sample(rng, nation.properties.filter(pl.col("seller").is_not_null()), 0.5)
    return sold.select(
        pl.col("owner").alias("_pid_buyer"),
        pl.col("seller").alias("_pid_seller"),
        serials(rng, sold.height, 7).alias("publication_no"),
        pl.col("acquired").dt.year().alias("year"),
        pl.col("city").alias("office"),
        "property_no",
        pl.col("acquired").alias("published_on"),
    )


@content("property-dispositions")
def property_dispositions(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    unsold = words(rng, nation.properties.height, {"inheritance": 65, "gift": 15, "partition": 20})
    dealt = nation.properties.select(
        "property_no",
        "owner",
        "seller",
        pl.when(pl.col("seller").is_null()).then(unsold).otherwise(pl.lit("sale")).alias("disposition"),
        pl.col("acquired").alias("disposed_on"),
    )
    parties = pl.concat(
        dealt.select(
            pl.col(column).alias("_pid_party"), "property_no", "disposition", "disposed_on", pl.lit(side).alias("side")
        )
        for side, column in (("giver", "seller"), ("receiver", "owner"))
    )
    known = parties.filter(pl.col("_pid_party").is_not_null()).sort("property_no", "side", maintain_order=True)
    return known.with_columns(pl.int_range(1, pl.len() + 1).over("property_no").alias("party_no"))


@content("mortgages")
def mortgages(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    pledged = sample(rng, nation.properties.select("property_no", "owner", "value"), 0.08)
    part = pl.Series(rng.integers(10, 70, pledged.height))
    return pledged.select(
        pl.col("owner").alias("_pid_debtor"),
        serials(rng, pledged.height, 7).alias("lien_no"),
        "property_no",
        words(rng, pledged.height, {"bank": 55, "finance-company": 20, "state": 10, "person": 15}).alias("creditor"),
        (pl.col("value") * part // 100).alias("amount"),
        days(nation, rng, pledged.height, least=-12 * 365, most=-1).alias("registered_on"),
        pl.Series(rng.random(pledged.height) < 0.35).alias("discharged"),
    )
