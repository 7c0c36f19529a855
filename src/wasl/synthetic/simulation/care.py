"""Food subsidy, social support and health."""

import numpy as np
import polars as pl

from wasl.synthetic.simulation import draw
from wasl.synthetic.simulation.places import nearby
from wasl.synthetic.simulation.world import World

VACCINES = ("bcg", "polio", "measles", "hepatitis_b", "dpt")


def add_care(world: World) -> None:
    """Adds ration_cards, ration_members, support, health_cover, treatments, visits and vaccinations."""
    world.tables["ration_cards"], world.tables["ration_members"] = _rations(world)
    world.tables["support"] = _support(world)
    world.tables["health_cover"] = _cover(world)
    world.tables["treatments"] = _treatments(world)
    world.tables["visits"] = _visits(world)
    world.tables["vaccinations"] = _vaccinations(world)


def _rations(world: World) -> tuple[pl.DataFrame, pl.DataFrame]:
    rng, households = world.rng("rations"), world["households"]
    chance = households["income_band"].replace_strict({"low": 0.9, "middle": 0.62, "high": 0.08}).to_numpy()
    some = households.filter(pl.Series(rng.random(households.height) < chance))
    count = some.height
    grocers = world["outlets"].filter(pl.col("kind") == "grocer")
    city, governorate = some["city"], some["governorate"]
    cards = some.select(
        draw.serials(rng, count, 10).alias("card_no"),
        pl.col("head_pid").alias("head"),
        "governorate",
        world.office("directorate", city=city, governorate=governorate).alias("directorate"),
        world.office("ration", city=city, governorate=governorate).alias("office"),
        draw.words(rng, count, {"active": 0.92, "suspended": 0.05, "cancelled": 0.03}).alias("status"),
        nearby(rng, grocers, governorate, "no").alias("grocer_no"),
        "household",
    )
    persons = world["persons"].filter("alive").select("household", "pid", "relation", "birth_date")
    members = cards.select("card_no", "household").join(
        persons, on="household", how="inner", maintain_order="left_right"
    )
    young = (pl.col("birth_date").dt.year() > world.today.year - 4) & (pl.col("relation") != "head")
    members = members.filter(~young).select("card_no", "pid", "relation")
    added = world.since(rng, members["pid"].to_numpy().astype(np.int64), 0.5, 15)
    return cards.drop("household"), members.with_columns(added=draw.dates(added))


def _support(world: World) -> pl.DataFrame:
    rng, households = world.rng("support"), world["households"]
    poor = households.filter((pl.col("income_band") == "low") & (pl.col("members") > 0))
    poor = poor.filter(pl.Series(rng.random(poor.height) < 0.42))
    count = poor.height
    old = world.ages[poor["head_pid"].to_numpy()] >= 65
    return poor.select(
        draw.serials(rng, count, 9).alias("household_no"),
        pl.col("head_pid").alias("head"),
        pl.when(pl.Series(old)).then(pl.lit("karama")).otherwise(pl.lit("takaful")).alias("programme"),
        pl.Series(rng.integers(450, 1200, count) * 100).alias("amount"),
        draw.words(rng, count, {"active": 0.85, "suspended": 0.1, "graduated": 0.05}).alias("status"),
        pl.Series(rng.random(count) < 0.9).alias("conditions_met"),
        "household",
    )


def _cover(world: World) -> pl.DataFrame:
    """One scheme a person: infants, pupils and students, pensioners, the government's people, the universal scheme."""
    rng, persons = world.rng("health_cover"), world["persons"]
    flags = {
        "newborn": pl.Series(world.ages < 6),
        "students": persons["pid"].is_in(world["schooling"].filter("current")["pid"].implode()),
        "pensioners": persons["pid"].is_in(world["pensions"]["payee"].implode()),
        "government": persons["pid"].is_in(
            world["jobs"].filter((pl.col("sector") == "government") & pl.col("ends").is_null())["pid"].implode()
        ),
        "uhi": pl.Series(rng.random(persons.height) < 0.08),
    }
    scheme = pl.lit(None, dtype=pl.String)
    for name, flag in reversed(flags.items()):
        scheme = pl.when(flag).then(pl.lit(name)).otherwise(scheme)
    covered = persons.select("pid", "alive", "household", "governorate", scheme.alias("scheme"))
    covered = covered.filter("alive", pl.col("scheme").is_not_null())
    clinics = world["facilities"].filter(pl.col("kind").is_in(["health_unit", "clinic"]))
    return covered.select(
        draw.serials(rng, covered.height, 9).alias("health_no"),
        "pid",
        "scheme",
        nearby(rng, clinics, covered["governorate"]).alias("clinic"),
        world["households"]["family_no"].gather(covered["household"]).alias("family_no"),
    )


def _treatments(world: World) -> pl.DataFrame:
    rng = world.rng("treatments")
    pids = world.who(rng, 0.025, least=0)
    count = len(pids)
    decided = world.past(rng, count, 3)
    hospitals = world["facilities"].filter(pl.col("kind").is_in(["hospital", "university_hospital"]))
    return pl.select(
        decision_no=draw.serials(rng, count, 9),
        pid=pl.Series(pids.astype(np.uint32)),
        hospital=nearby(rng, hospitals, world.of("governorate", pids)),
        condition_code=draw.words(rng, count, world.words.places.conditions),
        amount=pl.Series(rng.integers(20, 800, count) * 100_00),
        decided=draw.dates(decided),
        valid_to=draw.dates(decided + 180),
    )


def _visits(world: World) -> pl.DataFrame:
    """Visits to university hospitals: a patient keeps one number."""
    rng = world.rng("visits")
    patients = world.who(rng, 0.09, least=0)
    number = draw.serials(rng, len(patients), 8)
    times = 1 + rng.poisson(0.9, len(patients))
    row = np.repeat(np.arange(len(patients)), times)
    pids, count = patients[row], len(row)
    hospitals = world["facilities"].filter(pl.col("kind") == "university_hospital")
    hospital = nearby(rng, hospitals, world.of("governorate", patients))
    return pl.select(
        visit_no=draw.serials(rng, count, 9),
        patient_no=number.gather(row),
        pid=pl.Series(pids.astype(np.uint32)),
        hospital=hospital.gather(row),
        visited=draw.dates(world.since(rng, pids, 0, 6)),
        department=draw.words(rng, count, world.words.places.departments),
    )


def _vaccinations(world: World) -> pl.DataFrame:
    """The children's vaccines of those under 18, and later doses among adults."""
    rng = world.rng("vaccinations")
    children = world.who(rng, 1.0, least=0.8, most=18)
    parts = [(name, 1, children[rng.random(len(children)) < 0.96], True) for name in VACCINES]
    adults = world.who(rng, 0.45, least=18)
    parts += [("covid19", 1, adults, False), ("covid19", 2, adults[rng.random(len(adults)) < 0.85], False)]
    frame = pl.concat([_doses(world, rng, name, dose, pids, early) for name, dose, pids, early in parts])
    units = world["facilities"].filter(pl.col("kind") == "health_unit")
    home = world["persons"]["governorate"].gather(frame["pid"])
    return frame.with_columns(unit=nearby(rng, units, home))


def _doses(
    world: World, rng: np.random.Generator, vaccine: str, dose: int, pids: draw.Ints, early: bool
) -> pl.DataFrame:
    born = world.of("birth_date", pids).to_physical().to_numpy()
    pandemic = world.day - 5 * 365 + 120 * dose
    given = born + rng.integers(2, 290, len(pids)) if early else pandemic + rng.integers(0, 110, len(pids))
    return pl.select(
        pid=pl.Series(pids.astype(np.uint32)),
        vaccine=pl.repeat(vaccine, len(pids)),
        dose=pl.repeat(dose, len(pids), dtype=pl.UInt8),
        given=draw.dates(given),
    )
