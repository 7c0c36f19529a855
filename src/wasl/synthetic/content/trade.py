"""Companies and what they are entered for: names, agents, branches, investment, industry, trade abroad, marks."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import living, sample
from wasl.synthetic.simulation.draw import serials, words
from wasl.synthetic.values import after, codes, days

NICE_CLASSES = 45


@content("commercial-registrations")
def commercial_registrations(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.companies.select(
        pl.col("owner").alias("_pid_owner"),
        pl.col("partner").alias("_pid_partner"),
        pl.col("address").alias("company_address"),
        *(
            "registration_no",
            "office",
            "legal_form",
            "trade_name",
            "activity",
            "capital",
            "founded",
            "expiry",
            "status",
        ),
    )


@content("trade-names")
def trade_names(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    reserved = sample(rng, nation.companies.select("owner", "trade_name", "founded"), 0.6)
    return reserved.select(
        pl.col("owner").alias("_pid_holder"),
        serials(rng, reserved.height, 8).alias("reservation_no"),
        "trade_name",
        pl.col("founded").dt.offset_by("-1mo").alias("reserved_on"),
        days(nation, rng, reserved.height, least=1, most=5 * 365).alias("expires_on"),
    )


@content("authorised-agents")
def authorised_agents(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    given = sample(rng, nation.companies.select("owner", "registration_no", "founded"), 0.3)
    anybody = living(nation, least=25).get_column("pid")
    return given.select(
        anybody.gather(rng.integers(0, len(anybody), given.height)).alias("_pid_agent"),
        pl.col("owner").alias("_pid_owner"),
        serials(rng, given.height, 7).alias("agency_no"),
        "registration_no",
        words(rng, given.height, {"management": 35, "banking": 25, "government": 30, "customs": 10}).alias("scope"),
        after(nation, rng, given["founded"], 2000).alias("from_date"),
    )


@content("branches")
def branches(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """One company in six has branches, up to three of them, at addresses where people live."""
    parents = sample(rng, nation.companies.select("owner", "registration_no"), 1 / 6)
    counted = parents.with_columns(pl.int_ranges(1, pl.Series(rng.integers(2, 5, parents.height))).alias("branch_no"))
    opened = counted.explode("branch_no", empty_as_null=False)
    places = nation.households.select("governorate", "address")[
        rng.integers(0, nation.households.height, opened.height)
    ]
    return opened.select(
        pl.col("owner").alias("_pid_owner"),
        "registration_no",
        "branch_no",
        places["governorate"].alias("branch_governorate"),
        places["address"].alias("branch_address"),
        words(rng, opened.height, {"open": 85, "closed": 15}).alias("status"),
    )


def _invested(nation: Nation) -> pl.DataFrame:
    return nation.companies.filter(pl.col("legal_form").is_in(["llc", "jsc"]))


@content("investment-companies")
def investment_companies(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return _invested(nation).select(
        pl.col("owner").alias("_pid_founder"),
        pl.col("partner").alias("_pid_partner"),
        "company_no",
        pl.col("trade_name").alias("company_name"),
        *("legal_form", "capital", "activity", "founded"),
    )


@content("free-zone-projects")
def free_zone_projects(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    projects = _invested(nation).gather_every(12)
    return projects.select(
        pl.col("owner").alias("_pid_founder"),
        pl.col("partner").alias("_pid_partner"),
        serials(rng, projects.height, 5).alias("project_no"),
        "company_no",
        codes(nation, rng, "free-zone", projects.height).alias("zone"),
        days(nation, rng, projects.height, least=1, most=10 * 365).alias("licence_expiry"),
    )


@content("industrial-registrations")
def industrial_registrations(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    plants = nation.companies.filter(pl.col("activity").is_in(["industry", "food"]))
    return plants.select(
        pl.col("owner").alias("_pid_owner"),
        serials(rng, plants.height, 7).alias("industrial_no"),
        *("registration_no", "company_no", "activity"),
        words(rng, plants.height, {"notification": 60, "prior": 25, "temporary": 15}).alias("licence"),
        after(nation, rng, plants["founded"], 700).alias("licensed_on"),
        pl.col("address").alias("plant_address"),
    )


@content("foreign-traders")
def foreign_traders(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    trading = pl.col("activity").is_in(["trade", "industry", "agriculture", "food"])
    traders = sample(rng, nation.companies.filter(trading), 0.25)
    return traders.select(
        pl.col("owner").alias("_pid_manager"),
        serials(rng, traders.height, 7).alias("register_no"),
        "company_no",
        words(rng, traders.height, {"importer": 50, "exporter": 20, "both": 30}).alias("trader_type"),
        days(nation, rng, traders.height, least=1, most=5 * 365).alias("expires_on"),
    )


@content("trademarks")
def trademarks(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    marked = sample(rng, nation.companies.select("owner", "trade_name"), 0.15)
    filed = days(nation, rng, marked.height, least=-9 * 365, most=-1)
    return marked.select(
        pl.col("owner").alias("_pid_owner"),
        serials(rng, marked.height, 6).alias("mark_no"),
        pl.col("trade_name").alias("mark"),
        pl.Series(rng.integers(1, NICE_CLASSES + 1, marked.height)).alias("nice_class"),
        filed.dt.offset_by("10y").alias("expires_on"),
    )
