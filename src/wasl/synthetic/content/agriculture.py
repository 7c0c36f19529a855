"""Farming: holdings, farmer cards and what is given out on them, licences, irrigation."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import sample
from wasl.synthetic.simulation import draw
from wasl.synthetic.values import codes, days, numbers, whole


@content("farm-holdings")
def farm_holdings(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.farms.select(
        "holding_no",
        "association",
        holding_governorate="governorate",
        area="feddans",
        tenure_type="tenure",
        _pid_holder="holder",
    )


def _cards(nation: Nation) -> pl.DataFrame:
    """Farms whose holder has a card; one row a card."""
    return nation.farms.filter(pl.col("card_no").is_not_null()).unique("card_no", keep="first", maintain_order=True)


@content("farmer-cards")
def farmer_cards(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    cards = _cards(nation)
    return cards.select(
        "card_no",
        "holding_no",
        bank=codes(nation, rng, "farm-bank", cards.height, [0.8, 0.12, 0.08]),
        status=codes(nation, rng, "farmer-card-status", cards.height, [0.9, 0.05, 0.05]),
        _pid_holder="holder",
    )


@content("farm-input-disbursements")
def farm_input_disbursements(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """Two a card."""
    issues = pl.concat([_cards(nation)] * 2).sort("card_no", maintain_order=True)
    bags = (pl.col("feddans") * 3).ceil().clip(1, 60).cast(pl.Int64)
    return issues.select(
        "card_no",
        "association",
        disbursement_no=numbers("", issues.height, 9),
        item=codes(nation, rng, "farm-input", issues.height),
        quantity=bags,
        season=codes(nation, rng, "farm-season", issues.height, [0.5, 0.45, 0.05]),
        issued=days(nation, rng, issues.height, least=-540, most=-1),
        _pid_holder="holder",
    )


@content("livestock-licences")
def livestock_licences(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    farms = sample(rng, nation.farms, 0.08)
    sheds = whole(rng, 1, 8, farms.height)
    return farms.select(
        licence_no=draw.serials(rng, farms.height, 7),
        type=codes(nation, rng, "livestock-kind", farms.height),
        sheds=sheds,
        area=(sheds * pl.Series(rng.uniform(150, 900, farms.height))).round(1),
        expiry=days(nation, rng, farms.height, least=-300, most=1000),
        _pid_holder="holder",
    )


@content("nursery-licences")
def nursery_licences(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    farms = sample(rng, nation.farms, 0.03)
    return farms.select(
        licence_no=draw.serials(rng, farms.height, 6),
        crop=codes(nation, rng, "nursery-crop", farms.height),
        area=pl.col("feddans"),
        expiry=days(nation, rng, farms.height, least=-300, most=1000),
        _pid_holder="holder",
    )


@content("apiary-licences")
def apiary_licences(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    farms = sample(rng, nation.farms, 0.02)
    return farms.select(
        licence_no=draw.serials(rng, farms.height, 6),
        hives=whole(rng, 2, 40, farms.height) * 5,
        expiry=days(nation, rng, farms.height, least=-300, most=700),
        _pid_holder="holder",
    )


@content("irrigation-permits")
def irrigation_permits(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    farms = sample(rng, nation.farms, 0.2)
    return farms.select(
        permit_no=draw.serials(rng, farms.height, 8),
        canal=codes(nation, rng, "canal", farms.height),
        area=pl.col("feddans"),
        expiry=days(nation, rng, farms.height, least=-400, most=1500),
        _pid_holder="holder",
    )
