"""Homes: social and alternative housing, plots in new cities, water and electricity."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import residents, sample
from wasl.synthetic.simulation import draw
from wasl.synthetic.values import amounts, codes, days, numbers, whole


@content("social-housing-applications")
def social_housing_applications(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """Adults up to fifty of households that do not earn much."""
    bands = nation.households.filter(pl.col("income_band") != "high").select("household", "income_band")
    people = sample(rng, residents(nation, least=21, most=50), 0.06)
    people = people.join(bands, on="household", maintain_order="left")
    return people.select(
        "income_band",
        application_no=numbers("SH", people.height, 8),
        project=codes(nation, rng, "new-city", people.height),
        allocation=codes(nation, rng, "housing-allocation", people.height, [0.3, 0.2, 0.35, 0.15]),
        applied=days(nation, rng, people.height, least=-2500, most=-1),
        _pid_applicant="pid",
    )


@content("alternative-housing-applications")
def alternative_housing_applications(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    people = sample(rng, residents(nation), 0.007)
    block, flat = (whole(rng, 1, most, people.height).cast(pl.String) for most in (80, 40))
    return people.select(
        application_no=numbers("", people.height, 8),
        current_unit=pl.lit(block) + "/" + pl.lit(flat),
        choice=codes(nation, rng, "resettlement-choice", people.height),
        applied=days(nation, rng, people.height, least=-1500, most=-1),
        _pid_applicant="pid",
    )


@content("new-city-units")
def new_city_units(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    people = sample(rng, residents(nation, least=25), 0.03)
    instalments = whole(rng, 3, 15, people.height) * 4
    paid = (instalments * pl.Series(rng.random(people.height))).cast(pl.Int64)
    return people.select(
        unit_no=draw.serials(rng, people.height, 9),
        city=codes(nation, rng, "new-city", people.height),
        use=codes(nation, rng, "property-use", people.height, [0.75, 0.07, 0.18]),
        instalments=instalments,
        instalments_paid=paid,
        instalment_amount=amounts(rng, 3_000_000, people.height),
        _pid_holder="pid",
    )


@content("water-subscribers")
def water_subscribers(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    meters = nation.meters.filter(pl.col("kind") == "water")
    return meters.select("meter_no", "address", "balance", meter_governorate="governorate", _pid_subscriber="pid")


@content("electricity-subscribers")
def electricity_subscribers(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    meters = nation.meters.filter(pl.col("kind") == "electricity")
    return meters.select(
        "meter_no",
        "address",
        "tariff",
        "consumption",
        meter_governorate="governorate",
        _pid_subscriber="pid",
    )
