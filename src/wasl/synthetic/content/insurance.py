"""Social insurance: insured people, their periods, pensions, employers and the accounts of special groups."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import living, sample, state_employers
from wasl.synthetic.values import amounts, cities, codes, days, numbers, whole


@content("insured-persons")
def insured_persons(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """Also the dead whose survivors draw a pension: their files name an insurance number that must stand here."""
    insured = nation.insurance.select(
        "insurance_no", "status", "employer_no", first_insured_date="first_insured", _pid_insured="pid"
    )
    others = nation.pensions.join(nation.insurance, on="insurance_no", how="anti", maintain_order="left")
    born = nation.persons.select("pid", "birth_date")
    others = others.unique("insurance_no", keep="first", maintain_order=True).join(
        born, on="pid", maintain_order="left"
    )
    long_ago, of_age = pl.col("starts").dt.offset_by("-25y"), pl.col("birth_date").dt.offset_by("18y")
    others = others.select(
        "insurance_no",
        status=pl.lit("pensioner"),
        employer_no=pl.lit(None, dtype=pl.String),
        first_insured_date=pl.min_horizontal(pl.max_horizontal(long_ago, of_age), "starts"),
        _pid_insured="pid",
    )
    return pl.concat([insured, others])


@content("insured-periods")
def insured_periods(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    jobs = nation.jobs.filter((pl.col("sector") != "informal") & pl.col("employer_no").is_not_null())
    return jobs.join(nation.insurance.select("pid", "insurance_no"), on="pid", maintain_order="left").select(
        "insurance_no",
        "employer_no",
        "job_title",
        period_no=pl.col("job").cast(pl.String).str.zfill(9),
        from_date="starts",
        to_date="ends",
        wage_basis="monthly_wage",
        _pid_insured="pid",
    )


@content("pension-files")
def pension_files(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.pensions.select(
        "pension_file_no",
        "insurance_no",
        "pension_type",
        amount="monthly_amount",
        start_date="starts",
        _pid_insured="pid",
    )


@content("pension-payees")
def pension_payees(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """A pension is paid to one person, who holds the whole of it."""
    files = nation.pensions
    withheld = pl.Series(rng.choice([0.0, 0.01, 0.05, 0.1], files.height, p=[0.6, 0.2, 0.15, 0.05]))
    return files.select(
        "pension_file_no",
        share=pl.lit(100, dtype=pl.Int64),
        payment_channel=codes(nation, rng, "pension-channel", files.height),
        deductions=(pl.col("monthly_amount") * withheld).cast(pl.Int64),
        _pid_payee="payee",
    )


@content("employers")
def employers(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """Companies, and whoever else employs somebody: the state's bodies have no commercial registration."""
    jobs = nation.jobs.filter(pl.col("employer_no").is_not_null())
    found = jobs.group_by("employer_no").agg(
        pl.col("sector").first().alias("job_sector"),
        pl.col("governorate").first().alias("job_governorate"),
        pl.col("ends").is_null().sum().cast(pl.Int64).alias("insured"),
    )
    companies = nation.companies.select("employer_no", "registration_no", "trade_name", "owner", "governorate")
    joined = companies.join(found, on="employer_no", how="full", coalesce=True)
    joined = joined.join(state_employers(nation), on="employer_no", how="left").sort("employer_no")
    return joined.select(
        "employer_no",
        "registration_no",
        employer_name=pl.coalesce("trade_name", "agency"),
        sector=pl.when(pl.col("owner").is_not_null()).then(pl.lit("private")).otherwise(pl.col("job_sector")),
        governorate=pl.coalesce("governorate", "job_governorate"),
        insured_count=pl.col("insured").fill_null(0),
        _pid_owner="owner",
    )


@content("driver-insurance-accounts")
def driver_insurance_accounts(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """Vehicles that somebody drives for a living."""
    vehicles = nation.vehicles.filter(pl.col("use").is_in(["taxi", "truck", "bus"]))
    return vehicles.select(
        "plate",
        account_no=numbers("", vehicles.height, 8),
        balance=amounts(rng, 80_000, vehicles.height),
        last_paid=days(nation, rng, vehicles.height, least=-700, most=-1),
        _pid_owner="owner",
    )


@content("workers-abroad-accounts")
def workers_abroad_accounts(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """Who was never insured at home has a number of the scheme's own, one digit longer."""
    workers = living(nation).filter("abroad").select("pid")
    known = nation.insurance.select("pid", "insurance_no")
    workers = sample(rng, workers, 0.6).join(known, on="pid", how="left", maintain_order="left")
    payments = whole(rng, 1, 60, workers.height)
    return workers.select(
        insurance_no=pl.coalesce("insurance_no", numbers("8", workers.height, 9)),
        country=codes(nation, rng, "work-destination", workers.height),
        payments=payments,
        balance=payments * amounts(rng, 60_000, workers.height),
        _pid_insured="pid",
    )


@content("contractor-operations")
def contractor_operations(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    builders = nation.companies.filter(pl.col("activity") == "construction")
    works = sample(rng, pl.concat([builders] * 4), 0.6).sort("company")
    return works.select(
        "governorate",
        contractor_no="employer_no",
        operation_no=numbers("", works.height, 8),
        site=cities(nation, rng, works["governorate"]),
        value=amounts(rng, 150_000_000, works.height),
        awarded=days(nation, rng, works.height, least=-1500, most=-1),
        status=codes(nation, rng, "works-status", works.height),
        _pid_contractor="owner",
    )
