"""Social solidarity: cash support, the registry of poor households, disability cards, associations, care homes."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import residents, sample
from wasl.synthetic.simulation import draw
from wasl.synthetic.values import amounts, cities, codes, days, numbers, whole


@content("cash-transfer-beneficiaries")
def cash_transfer_beneficiaries(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.support.select("household_no", "programme", "amount", "status", "conditions_met", _pid_head="head")


@content("social-registry")
def social_registry(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """Every member of a household of low income; a household in a cash programme keeps its number there."""
    poor = nation.households.filter(pl.col("income_band") == "low").select("household", "tenure")
    known = nation.support.select("household", "household_no").unique("household", maintain_order=True)
    poor = poor.join(known, on="household", how="left", maintain_order="left").with_columns(
        assets_score=whole(rng, 1, 60, poor.height), income=amounts(rng, 280_000, poor.height)
    )
    people = nation.persons.filter("alive").select("pid", "household", "relation")
    members = people.join(poor, on="household").sort("household", "pid")
    return members.select(
        "relation",
        "assets_score",
        "income",
        household_no=pl.coalesce("household_no", "9" + pl.col("household").cast(pl.String).str.zfill(9)),
        member_serial=pl.int_range(1, pl.len() + 1).over("household").cast(pl.String).str.zfill(2),
        housing="tenure",
        _pid_member="pid",
    )


@content("disability-cards")
def disability_cards(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    holders = sample(rng, residents(nation, least=2), 0.022)
    return holders.select(
        card_no=numbers("", holders.height, 9),
        disability_type=codes(nation, rng, "disability-type", holders.height),
        degree=codes(nation, rng, "disability-degree", holders.height, [0.2, 0.45, 0.35]),
        expiry=days(nation, rng, holders.height, least=-400, most=2500),
        _pid_holder="pid",
    )


@content("associations")
def associations(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    chairs = sample(rng, residents(nation, least=30, most=80), 0.003)
    name = draw.filled(
        nation.words.dealings.association,
        word=draw.words(rng, chairs.height, nation.words.places.mosques),
        city=pl.col("city"),
    )
    return chairs.select(
        ngo_no=numbers("", chairs.height, 6),
        ngo_name=name,
        ngo_governorate="governorate",
        activity=codes(nation, rng, "association-activity", chairs.height),
        founded=days(nation, rng, chairs.height, least=-9000, most=-90),
        board_members=whole(rng, 5, 15, chairs.height),
        _pid_chair="pid",
    )


@content("care-homes")
def care_homes(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """One to three in each governorate, whatever the number of people."""
    governorates = pl.Series(list(nation.pack.governorates))
    where = governorates.gather(np.repeat(np.arange(governorates.len()), rng.integers(1, 4, governorates.len())))
    return pl.DataFrame(
        {
            "home_no": numbers("", where.len(), 4),
            "type": codes(nation, rng, "care-home-type", where.len()),
            "capacity": whole(rng, 3, 30, where.len()) * 5,
            "governorate": where,
            "city": cities(nation, rng, where),
        }
    )
