"""Mobile telephony: lines and the sites that serve them."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.values import codes, days, numbers


@content("mobile-lines")
def mobile_lines(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.phones.select("msisdn", "operator", "status", "activated", _pid_holder="pid")


@content("mobile-sites")
def mobile_sites(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    operators = pl.DataFrame({"operator": list(nation.pack.code_lists["mobile-operator"])})
    towns = nation.households.select("governorate", "city").drop_nulls().unique().sort("governorate", "city")
    covered = towns.join(operators, how="cross")
    sites = covered[np.repeat(np.arange(covered.height), rng.integers(1, 4, covered.height))]
    return sites.select(
        "operator",
        "governorate",
        site_no=pl.col("governorate") + "-" + numbers("", sites.height, 6),
        technology=codes(nation, rng, "network-generation", sites.height, (0.1, 0.2, 0.6, 0.1)),
        village="city",
        on_air=days(nation, rng, sites.height, least=-9_000, most=-60),
    )
