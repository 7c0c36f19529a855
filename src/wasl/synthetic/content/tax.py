"""Money between people and the state: taxes, invoices, customs, the state's payroll and its collections."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import residents, sample, state_employers
from wasl.synthetic.simulation import draw
from wasl.synthetic.values import amounts, cities, codes, days, hexadecimal, instants, numbers


@content("taxpayers")
def taxpayers(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    companies = nation.companies
    office = draw.filled(nation.words.dealings.tax_office, city=cities(nation, rng, companies["governorate"]))
    return companies.select(
        "company_no",
        "trade_name",
        "activity",
        tax_registration_no="tax_no",
        office_governorate="governorate",
        tax_office=office,
        vat=pl.lit(pl.Series(rng.random(companies.height) < 0.7, dtype=pl.Boolean)),
        _pid_taxpayer="owner",
    )


@content("electronic-invoices")
def electronic_invoices(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """About five an active company, each to some other company."""
    issuers = _five_each(nation, rng)
    receivers = nation.companies.select("tax_no", "owner")
    receivers = receivers[rng.integers(0, receivers.height, issuers.height)] if receivers.height else receivers
    invoices = issuers.with_columns(receiver_tax_no=receivers["tax_no"], receiver=receivers["owner"])
    invoices = invoices.filter(pl.col("tax_no") != pl.col("receiver_tax_no"))
    total = amounts(rng, 2_500_000, invoices.height)
    return invoices.select(
        "receiver_tax_no",
        invoice_uuid=_uuids(rng, invoices.height),
        issuer_tax_no="tax_no",
        total=total,
        tax=_vat_within(nation, total),
        signed_at=instants(nation, rng, invoices.height, 365),
        _pid_issuer="owner",
        _pid_receiver="receiver",
    )


@content("electronic-receipts")
def electronic_receipts(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    sales = _five_each(nation, rng)
    total = amounts(rng, 60_000, sales.height)
    return sales.select(
        receipt_uuid=_uuids(rng, sales.height),
        seller_tax_no="tax_no",
        total=total,
        tax=_vat_within(nation, total),
        time=instants(nation, rng, sales.height, 120),
        _pid_seller="owner",
    )


def _uuids(rng: np.random.Generator, count: int) -> pl.Series:
    text = hexadecimal(rng, 32, count)
    parts = [text.str.slice(start, length) for start, length in ((0, 8), (8, 4), (12, 4), (16, 4), (20, 12))]
    return pl.select(pl.concat_str(parts, separator="-")).to_series()


def _five_each(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    active = nation.companies.filter(pl.col("status") == "active").select("tax_no", "owner")
    return active[np.repeat(np.arange(active.height), rng.poisson(5, active.height))]


def _vat_within(nation: Nation, total: pl.Series) -> pl.Series:
    rate = nation.words.dealings.vat
    return (total * (rate / (1 + rate))).round().cast(pl.Int64)


@content("taxed-real-estate-units")
def taxed_real_estate_units(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """Built property; a year's rent is about a twentieth of the value, and cheap homes owe nothing."""
    units = nation.properties.filter(pl.col("use") != "land")
    rent = (pl.col("value") * 0.05 * pl.Series(rng.uniform(0.8, 1.2, units.height))).cast(pl.Int64)
    exempt = (pl.col("use") == "residential") & (pl.col("value") < 200_000_000)
    return units.select(
        "property_no",
        "unit_no",
        "use",
        rental_value=rent,
        tax_due=pl.when(exempt).then(0).otherwise((rent * 0.07).cast(pl.Int64)),
        _pid_owner="owner",
    )


@content("customs-declarations")
def customs_declarations(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    traders = nation.companies.filter(pl.col("activity").is_in(["trade", "industry", "food", "health"]))
    shipments = sample(rng, pl.concat([traders] * 3), 0.3).sort("company")
    return shipments.select(
        acid=draw.serials(rng, shipments.height, 19 - 3, prefix="100"),
        importer_tax_no="tax_no",
        exporter_country=codes(nation, rng, "trading-partner", shipments.height),
        goods=codes(nation, rng, "goods-class", shipments.height),
        value=amounts(rng, 90_000_000, shipments.height),
        registered=days(nation, rng, shipments.height, least=-700, most=-1),
        status=codes(nation, rng, "import-status", shipments.height, [0.1, 0.1, 0.77, 0.03]),
        _pid_importer="owner",
    )


def _civil_servants(nation: Nation) -> pl.DataFrame:
    """Present government jobs, one a person, with `employee_no` and `agency`."""
    jobs = nation.jobs.filter((pl.col("sector") == "government") & pl.col("ends").is_null())
    jobs = jobs.sort("pid", "job").unique("pid", keep="first", maintain_order=True)
    jobs = jobs.with_columns(employee_no=pl.col("job").cast(pl.String).str.zfill(9))
    return jobs.join(state_employers(nation), on="employer_no", how="left", maintain_order="left")


def _grades(nation: Nation, jobs: pl.DataFrame) -> pl.Series:
    """Grade in the civil service by length of service: the highest code of the list first."""
    ladder = pl.Series(list(nation.pack.code_lists["civil-service-grade"]))
    years = (pl.lit(nation.today) - pl.col("starts")).dt.total_days() / 365.25
    step = (ladder.len() - 1 - (years / 6).floor()).clip(0, ladder.len() - 1).cast(pl.Int64)
    return ladder.gather(jobs.select(step).to_series())


@content("government-payroll")
def government_payroll(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    staff = _civil_servants(nation)
    return staff.select(
        "employee_no", unit="agency", grade=_grades(nation, staff), salary="monthly_wage", _pid_employee="pid"
    )


@content("state-employees")
def state_employees(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    staff = _civil_servants(nation)
    return staff.select(
        "employee_no", "agency", job="job_title", grade=_grades(nation, staff), appointed="starts", _pid_employee="pid"
    )


@content("government-payments")
def government_payments(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """Fees for the pack's services, each collected by the agency that gives the service."""
    payers = sample(rng, residents(nation), 0.35).select("pid")
    offered = pl.DataFrame(
        [(s.name.ar, nation.pack.agencies[s.agency].ar) for s in nation.pack.services if s.in_pack],
        schema=["service", "agency"],
        orient="row",
    )
    chosen = offered[draw.pick(rng, payers.height, draw.zipf(offered.height, 0.4))]
    return payers.with_columns(chosen).select(
        "agency",
        "service",
        payment_no=numbers("P", payers.height, 10),
        amount=amounts(rng, 12_000, payers.height),
        channel=codes(nation, rng, "payment-channel", payers.height),
        status=codes(nation, rng, "transaction-status", payers.height, [0.9, 0.04, 0.04, 0.02]),
        paid_at=instants(nation, rng, payers.height, 730),
        _pid_payer="pid",
    )
