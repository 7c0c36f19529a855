"""Vehicles, driving licences, violations and clearances."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import drawn, sample
from wasl.synthetic.simulation.draw import serials, words
from wasl.synthetic.values import cities, days

FINES = {"speeding": 100_000, "red-light": 50_000, "phone": 30_000, "seat-belt": 10_000, "parking": 20_000,
         "wrong-way": 100_000, "plates": 50_000}  # fmt: skip
"""Minor units."""

CLEARANCE_DAYS = 30
_SEEN_PER_VEHICLE = 0.4


@content("vehicles")
def vehicles(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.vehicles.select(
        pl.col("owner").alias("_pid_owner"),
        *("plate", "vehicle_no", "plate_letters", "plate_no", "chassis_no", "engine_no", "make", "model_year"),
        *("engine_cc", "use", "licence_expiry", "sale_ban"),
    )


@content("driving-licences")
def driving_licences(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.driving_licences.select(
        pl.col("pid").alias("_pid_holder"), "licence_no", "licence_class", "issued", "expires", "status", "unit"
    )


@content("traffic-violations")
def traffic_violations(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """Seen by a camera, a violation is entered on the plate; stopped by an officer, on the driver's licence."""
    plates = nation.vehicles.select("plate", "owner", "governorate")
    seen = drawn(rng, plates, int(plates.height * _SEEN_PER_VEHICLE))
    licences = nation.driving_licences.unique("pid", keep="first", maintain_order=True)
    seen = seen.join(licences.select("licence_no", owner="pid"), on="owner", how="left", maintain_order="left")
    stopped = pl.col("licence_no").is_not_null() & pl.Series(rng.random(seen.height) < 0.3)
    kinds = words(rng, seen.height, {"speeding": 40, "phone": 15, "seat-belt": 12, "parking": 15, "red-light": 10,
                                     "wrong-way": 5, "plates": 3})  # fmt: skip
    grievances = {"none": 93, "filed": 3, "accepted": 1, "rejected": 3}
    return seen.select(
        pl.when(~stopped).then("owner").alias("_pid_owner"),
        pl.when(stopped).then("owner").alias("_pid_holder"),
        serials(rng, seen.height, 10).alias("violation_no"),
        pl.when(~stopped).then("plate").alias("plate"),
        pl.when(stopped).then("licence_no").alias("licence_no"),
        kinds.alias("violation"),
        days(nation, rng, seen.height, least=-2 * 365, most=-1).alias("happened_on"),
        cities(nation, rng, seen["governorate"]).alias("place"),
        kinds.replace_strict(FINES, return_dtype=pl.Int64).alias("fine"),
        words(rng, seen.height, {"unpaid": 45, "paid": 55}).alias("payment_status"),
        words(rng, seen.height, grievances).alias("grievance"),
    )


@content("traffic-clearances")
def traffic_clearances(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    cleared = sample(rng, nation.vehicles.select("owner", "plate"), 0.2)
    issued = days(nation, rng, cleared.height, least=-365, most=-1)
    return cleared.select(
        pl.col("owner").alias("_pid_owner"),
        serials(rng, cleared.height, 8).alias("certificate_no"),
        "plate",
        issued.alias("issued_on"),
        issued.dt.offset_by(f"{CLEARANCE_DAYS}d").alias("valid_to"),
    )
