"""Health: who is covered, treated, vaccinated, ill; facilities, practitioners and medicines."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import residents, sample
from wasl.synthetic.simulation import draw
from wasl.synthetic.values import amounts, codes, days, numbers, whole

UNIVERSAL = "uhi"
"""The scheme that insures whole families."""


def _insured_families(nation: Nation) -> pl.DataFrame:
    """People of the universal scheme, with the head of their family."""
    heads = nation.households.select("family_no", pl.col("head_pid").alias("head"))
    members = nation.health_cover.filter(pl.col("scheme") == UNIVERSAL).unique("pid", maintain_order=True)
    return members.join(heads, on="family_no", maintain_order="left").sort("family_no", "pid")


@content("health-insured-families")
def health_insured_families(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    members = _insured_families(nation)
    return members.select(
        "family_no",
        member_serial=pl.int_range(1, pl.len() + 1).over("family_no").cast(pl.String).str.zfill(2),
        unit="clinic",
        card_status=codes(nation, rng, "health-card-status", members.height, [0.85, 0.05, 0.1]),
        _pid_member="pid",
        _pid_head="head",
    )


@content("health-insurance-contributions")
def health_insurance_contributions(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """The last three quarters of each family."""
    families = _insured_families(nation).unique("family_no", keep="first", maintain_order=True)
    due = families.join(_last_quarters(nation), how="cross")
    paid = pl.Series(rng.random(due.height) < 0.85, dtype=pl.Boolean)
    delay = pl.duration(days=pl.lit(pl.Series(rng.integers(0, 60, due.height))))
    return due.select(
        "family_no",
        "period",
        amount=amounts(rng, 45_000, due.height),
        paid=paid,
        paid_on=pl.when(paid).then(pl.min_horizontal(pl.col("begins") + delay, pl.lit(nation.today))),
        _pid_head="head",
    )


def _last_quarters(nation: Nation) -> pl.DataFrame:
    """`period` such as 2026-Q3, `begins`: three quarters, the last one that has ended the newest."""
    this = pl.lit(nation.today).dt.truncate("1q")
    begins = pl.select(begins=pl.concat([this.dt.offset_by(f"-{back}q") for back in (1, 2, 3)]))
    return begins.with_columns(period=pl.format("{}-Q{}", pl.col("begins").dt.year(), pl.col("begins").dt.quarter()))


@content("health-insurance-beneficiaries")
def health_insurance_beneficiaries(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    cover = nation.health_cover.filter(pl.col("scheme") != UNIVERSAL).unique("pid", maintain_order=True)
    return cover.select("scheme", "clinic", health_insurance_no="health_no", _pid_beneficiary="pid")


@content("treatment-decisions")
def treatment_decisions(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.treatments.select(
        "decision_no", "hospital", "condition_code", "amount", "decided", "valid_to", _pid_patient="pid"
    )


@content("vaccinations")
def vaccinations(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    given = nation.vaccinations
    return given.select(
        "vaccine",
        "unit",
        pl.col("dose").cast(pl.Int64),
        vaccination_no=numbers("V", given.height, 9),
        date="given",
        _pid_vaccinated="pid",
    )


@content("health-facilities")
def health_facilities(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """The owner is empty where the state owns the facility."""
    places = nation.facilities
    return places.select(
        facility_no="no",
        facility_name="name",
        type="kind",
        facility_governorate="governorate",
        licence=draw.serials(rng, places.height, 6),
        licensed_on=days(nation, rng, places.height, least=-9000, most=-60),
        _pid_owner="owner",
    )


@content("cancer-cases")
def cancer_cases(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """Everybody who is treated for a tumour at the state's expense, and some others."""
    sites = list(nation.pack.code_lists["cancer-site"])
    treated = nation.treatments.filter(pl.col("condition_code").is_in(sites))
    treated = treated.select("pid", site_code="condition_code", date="decided")
    others = sample(rng, residents(nation, least=35), 0.004).select("pid")
    others = others.with_columns(
        site_code=codes(nation, rng, "cancer-site", others.height),
        date=days(nation, rng, others.height, least=-2500, most=-5),
    )
    cases = pl.concat([treated, others]).unique(["pid", "site_code"], keep="first", maintain_order=True)
    return cases.select(
        "site_code",
        "date",
        case_no=numbers("T", cases.height),
        stage=codes(nation, rng, "cancer-stage", cases.height),
        _pid_patient="pid",
    )


@content("medical-practitioners")
def medical_practitioners(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """People whose profession is one of the pack's medical ones; only physicians have a speciality."""
    kinds = nation.pack.code_lists["medical-profession"]
    known = pl.DataFrame({"profession": [name.ar for name in kinds.values()], "practice": list(kinds)})
    people = nation.persons.filter("alive").join(known, on="profession", maintain_order="left")
    doctors = pl.col("practice").is_in(["physician", "consultant"])
    speciality = codes(nation, rng, "medical-speciality", people.height)
    return people.select(
        "practice",
        licence_no=draw.serials(rng, people.height, 6),
        speciality=pl.when(doctors).then(speciality),
        syndicate_no=draw.serials(rng, people.height, 7),
        _pid_practitioner="pid",
    )


@content("medicine-items")
def medicine_items(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """What each pharmacy has on its shelves; a medicine has one price everywhere."""
    options = list(nation.pack.code_lists["medicine"])
    items = pl.DataFrame({"item": options, "price": amounts(rng, 8_000, len(options))}).with_row_index("position", 1)
    pharmacies = nation.facilities.filter((pl.col("kind") == "pharmacy") & pl.col("owner").is_not_null())
    shelves = pharmacies.join(items, how="cross")
    shelves = shelves.filter(pl.Series(whole(rng, 0, 9, shelves.height) < 7))
    return shelves.select(
        "item",
        "price",
        pharmacy_no="no",
        item_no=pl.col("position").cast(pl.String).str.zfill(5),
        _pid_holder="owner",
    )
