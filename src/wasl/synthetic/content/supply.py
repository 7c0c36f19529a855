"""Ration cards, who stands on them, and what was drawn on them."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.simulation.draw import maybe, words

MONTHS = 3
RATION_A_HEAD = 5_000
"""Minor units a month."""

LOAVES_A_HEAD = 5
"""A day."""


@content("ration-cards")
def ration_cards(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.ration_cards.select(
        pl.col("head").alias("_pid_head"), "card_no", "directorate", "office", "status", "grocer_no"
    )


@content("ration-members")
def ration_members(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    state = nation.persons.select("pid", "alive", "abroad")
    members = nation.ration_members.join(state, on="pid", how="left", maintain_order="left")
    other = maybe(words(rng, members.height, {"income": 80, "duplicate": 20}), rng.random(members.height) < 0.02)
    excluded = pl.when(~pl.col("alive")).then(pl.lit("deceased")).when("abroad").then(pl.lit("abroad")).otherwise(other)
    return members.select(
        pl.col("pid").alias("_pid_member"),
        "card_no",
        pl.int_range(1, pl.len() + 1).over("card_no").alias("member_no"),
        "relation",
        pl.col("added").alias("added_on"),
        excluded.alias("exclusion"),
    )


@content("ration-disbursements")
def ration_disbursements(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    firsts = pl.DataFrame({"back": range(1, MONTHS + 1)}).select(
        pl.lit(nation.today).dt.month_start().dt.offset_by("-" + pl.col("back").cast(pl.String) + "mo").alias("first")
    )
    drawn = _in_use(nation).join(firsts, how="cross")
    day = pl.Series(rng.integers(0, 27, drawn.height), dtype=pl.Int32)
    return drawn.select(
        pl.col("head").alias("_pid_head"),
        "card_no",
        pl.col("first").dt.strftime("%Y-%m").alias("month"),
        "grocer_no",
        pl.Series(rng.integers(2, 9, drawn.height)).alias("items"),
        (pl.col("members") * RATION_A_HEAD).alias("value"),
        (pl.col("first").cast(pl.Int32) + day).cast(pl.Date).alias("paid_on"),
    )


@content("bread-sales")
def bread_sales(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """The last two days of each card: the log itself is kept no longer here."""
    cards = _in_use(nation)
    bakery = words(rng, cards.height, nation.outlets.filter(kind="bakery")["no"].to_list())
    days = pl.DataFrame({"back": [1, 2]}).select(
        pl.lit(nation.today).dt.offset_by("-" + pl.col("back").cast(pl.String) + "d").alias("sold_on")
    )
    sold = cards.with_columns(bakery.alias("bakery_no")).join(days, how="cross")
    sold = sold.filter(pl.Series(rng.random(sold.height) < 0.8))
    return sold.select(
        pl.col("head").alias("_pid_head"),
        "card_no",
        "bakery_no",
        "sold_on",
        (pl.col("members") * LOAVES_A_HEAD).alias("loaves"),
    )


def _in_use(nation: Nation) -> pl.DataFrame:
    """Active cards with the number of their members."""
    sizes = nation.ration_members.group_by("card_no").agg(pl.len().cast(pl.Int64).alias("members"))
    active = nation.ration_cards.filter(pl.col("status") == "active")
    return active.join(sizes, on="card_no", how="left", maintain_order="left").with_columns(
        pl.col("members").fill_null(1)
    )


@content("food-outlets")
def food_outlets(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.outlets.select(
        pl.col("owner").alias("_pid_owner"),
        pl.col("no").alias("outlet_no"),
        "kind",
        pl.col("name").alias("outlet_name"),
        pl.col("address").alias("outlet_address"),
        pl.col("city").alias("office"),
    )
