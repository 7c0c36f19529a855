"""What enterprises are licensed for beyond their registration."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import sample
from wasl.synthetic.simulation.draw import serials
from wasl.synthetic.values import codes, days

_SHOPS = ("trade", "food", "services")
_WATCHED = ("industry", "agriculture", "construction", "tourism")


def _active_in(nation: Nation, *activities: str) -> pl.DataFrame:
    return nation.companies.filter(pl.col("activity").is_in(activities))


@content("shop-licences")
def shop_licences(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    shops = _active_in(nation, *_SHOPS).filter(pl.col("legal_form") != "jsc")
    return shops.select(
        "activity",
        licence_no=serials(rng, shops.height, 9),
        shop_name="trade_name",
        shop_governorate="governorate",
        shop_address="address",
        expiry=days(nation, rng, shops.height, least=-200, most=1_800),
        _pid_owner="owner",
    )


@content("it-companies")
def it_companies(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    firms = _active_in(nation, "it")
    workers = pl.col("employees")
    size = pl.when(workers < 10).then(pl.lit("micro")).when(workers < 50).then(pl.lit("small"))
    return firms.select(
        "company_no",
        "registration_no",
        "governorate",
        "founded",
        company_name="trade_name",
        size=size.when(workers < 250).then(pl.lit("medium")).otherwise(pl.lit("large")),
        activity=codes(nation, rng, "it-activity", firms.height, (0.45, 0.2, 0.05, 0.1, 0.2)),
        _pid_owner="owner",
    )


@content("tourism-licences")
def tourism_licences(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    firms = _active_in(nation, "tourism")
    return firms.select(
        "registration_no",
        "governorate",
        licence_no=serials(rng, firms.height, 7),
        establishment="trade_name",
        licence_type=codes(nation, rng, "tourism-licence", firms.height, (0.25, 0.35, 0.2, 0.08, 0.12)),
        expiry=days(nation, rng, firms.height, least=-200, most=1_500),
        _pid_owner="owner",
    )


@content("environmental-approvals")
def environmental_approvals(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    projects = sample(rng, _active_in(nation, *_WATCHED), 0.4)
    return projects.select(
        "registration_no",
        "governorate",
        approval_no=serials(rng, projects.height, 8),
        project="trade_name",
        category=codes(nation, rng, "environmental-category", projects.height, (0.5, 0.35, 0.15)),
        approved_on=days(nation, rng, projects.height, least=-2_500, most=0),
        _pid_owner="owner",
    )
