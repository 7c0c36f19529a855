"""Companies, jobs, social insurance, pensions, schooling, training and credit."""

import numpy as np
import polars as pl

from wasl.synthetic.simulation import draw
from wasl.synthetic.simulation.draw import Ints
from wasl.synthetic.simulation.lives import YEAR
from wasl.synthetic.simulation.places import address, nearby
from wasl.synthetic.simulation.world import World

LEGAL_FORMS = {"sole": 0.55, "partnership": 0.18, "llc": 0.21, "jsc": 0.06}
SIZE = {"sole": 3, "partnership": 8, "llc": 25, "jsc": 140}
STATUSES = {"active": 0.86, "suspended": 0.08, "struck_off": 0.06}


def add_work(world: World) -> None:
    """Adds companies, jobs, insurance, pensions, schooling, trainees and credit."""
    world.tables["companies"] = _companies(world)
    world.tables["jobs"] = _jobs(world)
    world.tables["insurance"] = _insurance(world)
    world.tables["pensions"] = _pensions(world)
    world.tables["schooling"] = _schooling(world)
    world.tables["trainees"] = _trainees(world)
    world.tables["credit"] = _credit(world)


def _companies(world: World) -> pl.DataFrame:
    rng, things = world.rng("companies"), world.words.things
    owner = world.who(rng, 1 / 22, least=24, most=80)
    count = len(owner)
    form = draw.words(rng, count, LEGAL_FORMS)
    activity = draw.words(rng, count, {name: entry.share for name, entry in things.activities.items()})
    adults = world.who(rng, 0.3, least=24, most=80)
    partner = adults[rng.integers(0, len(adults), count)]
    founded = world.since(rng, owner, 22, 35)
    city, governorate = world.of("city", owner), world.of("governorate", owner)
    size = form.replace_strict(list(SIZE), list(SIZE.values())).to_numpy() * rng.lognormal(0, 0.8, count)
    named = activity.replace_strict(list(things.activities), [entry.name for entry in things.activities.values()])
    return pl.select(
        company=pl.int_range(count, dtype=pl.UInt32),
        registration_no=draw.serials(rng, count, 7),
        tax_no=draw.serials(rng, count, 9),
        employer_no=draw.serials(rng, count, 8),
        company_no=draw.serials(rng, count, 6, prefix="1"),
        owner=pl.Series(owner.astype(np.uint32)),
        partner=draw.maybe(pl.Series(partner.astype(np.uint32)), (form != "sole").to_numpy() & (partner != owner)),
        trade_name=draw.filled(
            things.trade_name,
            word=draw.words(rng, count, things.trade_words) + " " + world.of("family", owner),
            activity=named,
        ),
        activity=activity,
        legal_form=form,
        capital=pl.Series((size * rng.lognormal(9.4, 0.9, count)).astype(np.int64) * 100_00),
        governorate=governorate,
        office=world.office("registry", city=city, governorate=governorate),
        address=address(world, rng, city),
        founded=draw.dates(founded),
        expiry=draw.dates(world.day + rng.integers(-500, 1500, count)),
        status=draw.words(rng, count, STATUSES),
        employees=pl.Series((1 + size).astype(np.uint32)),
    )


def _jobs(world: World) -> pl.DataFrame:
    rng = world.rng("jobs")
    current = np.sort(world.men_and_women(rng, 0.80, 0.24, least=20))
    former = current[rng.random(len(current)) < 0.35]
    sector = draw.words(rng, len(current), {"government": 0.26, "private": 0.46, "informal": 0.28})
    everyone = np.concatenate([current, former])
    sectors = pl.concat([sector, draw.words(rng, len(former), {"private": 0.7, "informal": 0.3})])
    starts, ends, running = _job_days(world, rng, current, former)
    count = len(everyone)
    return pl.select(
        job=pl.int_range(count, dtype=pl.UInt32),
        pid=pl.Series(everyone.astype(np.uint32)),
        employer_no=_employers(world, rng, sectors),
        starts=draw.dates(starts),
        ends=draw.maybe(draw.dates(ends), ~running),
        monthly_wage=pl.Series((np.exp(rng.normal(8.9, 0.45, count)) // 50 * 50_00).astype(np.int64)),
        job_title=_titles(world, rng, sectors),
        sector=sectors,
        governorate=world.of("governorate", everyone),
    )


def _job_days(world: World, rng: np.random.Generator, current: Ints, former: Ints) -> tuple[Ints, Ints, draw.Flags]:
    """First and last days. Work ends at 60; a former job ended before the current one began."""
    born = world.of("birth_date", current).to_physical().to_numpy()
    latest = np.minimum(world.day - 30, born + 60 * YEAR - 400)
    earliest = born + 20 * YEAR - 400
    starts = (earliest + rng.random(len(current)) ** 0.8 * np.maximum(latest - earliest, 30)).astype(np.int64)
    ends = np.where(world.ages[current] >= 60, born + 60 * YEAR, world.day).astype(np.int64)
    where = np.searchsorted(current, former)
    past_start = (born[where] + 18 * YEAR).astype(np.int64)
    past_end = past_start + (rng.random(len(former)) * np.maximum(starts[where] - past_start, 1)).astype(np.int64)
    running = np.concatenate([world.ages[current] < 60, np.zeros(len(former), bool)])
    return np.concatenate([starts, past_start]), np.concatenate([ends, past_end]), running


def _employers(world: World, rng: np.random.Generator, sector: pl.Series) -> pl.Series:
    """Government's workers have the pack's agencies (9000...) as employers, others companies, large ones more often."""
    companies, count = world["companies"], len(sector)
    large = draw.pick(rng, count, companies["employees"].to_numpy().astype(np.float64))
    small = rng.integers(0, companies.height, count)
    agencies = pl.Series([f"9{n:07d}" for n in range(1, len(world.pack.agencies) + 1)])
    private = companies["employer_no"]
    return pl.select(
        pl.when(sector == "government")
        .then(agencies.gather(rng.integers(0, len(agencies), count)))
        .when(sector == "private")
        .then(private.gather(large))
        .otherwise(private.gather(small))
    ).to_series()


def _titles(world: World, rng: np.random.Generator, sector: pl.Series) -> pl.Series:
    title = pl.lit(None, dtype=pl.String)
    for name, titles in world.words.things.job_titles.items():
        title = pl.when(sector == name).then(draw.words(rng, len(sector), titles)).otherwise(title)
    return pl.select(title).to_series()


def _insurance(world: World) -> pl.DataFrame:
    rng = world.rng("insurance")
    formal = world["jobs"].filter(pl.col("sector") != "informal").sort("pid", "starts")
    people = formal.group_by("pid", maintain_order=True).agg(
        first_insured=pl.col("starts").min(),
        running=pl.col("ends").is_null().any(),
        employer_no=pl.col("employer_no").filter(pl.col("ends").is_null()).first(),
    )
    old = world.ages[people["pid"].to_numpy()] >= 60
    status = pl.when(pl.Series(old)).then(pl.lit("pensioner")).when("running").then(pl.lit("active"))
    return people.select(
        draw.serials(rng, people.height, 9).alias("insurance_no"),
        "pid",
        "first_insured",
        status.otherwise(pl.lit("inactive")).alias("status"),
        "employer_no",
    )


def _pensions(world: World) -> pl.DataFrame:
    """Old-age pensions to the pensioners, survivors' pensions of the dead to their widows, and some for disability."""
    rng, insurance, persons = world.rng("pensions"), world["insurance"], world["persons"]
    own = insurance.filter(pl.col("status") == "pensioner").select("insurance_no", "pid", payee="pid")
    own = own.with_columns(
        pension_type=pl.lit("old_age"),
        starts=(persons["birth_date"].gather(own["pid"]).to_physical() + int(60 * YEAR)).cast(pl.Date),
    )
    disabled = insurance.filter(pl.col("status") == "inactive").select("insurance_no", "pid", payee="pid")
    disabled = disabled.filter(pl.Series(rng.random(disabled.height) < 0.08))
    disabled = disabled.with_columns(
        pension_type=pl.lit("disability"), starts=draw.dates(world.past(rng, disabled.height, 12))
    )
    files = pl.concat([own, disabled, _survivors(world, rng)])
    return files.select(
        draw.serials(rng, files.height, 8).alias("pension_file_no"),
        "insurance_no",
        "pid",
        "pension_type",
        pl.Series(rng.integers(1500, 9000, files.height) * 100).alias("monthly_amount"),
        "starts",
        "payee",
    )


def _survivors(world: World, rng: np.random.Generator) -> pl.DataFrame:
    persons = world["persons"]
    widowed = world["marriages"].filter(pl.col("divorced_on").is_null())
    died, alive = persons["death_date"].gather(widowed["husband"]), persons["alive"].gather(widowed["wife"])
    widowed = widowed.with_columns(died=died, alive=alive).filter("alive", pl.col("died").is_not_null())
    widowed = widowed.unique("wife", keep="last", maintain_order=True)
    return widowed.select(
        draw.serials(rng, widowed.height, 9, prefix="0").alias("insurance_no"),
        pl.col("husband").alias("pid"),
        pl.col("wife").alias("payee"),
        pl.lit("survivor").alias("pension_type"),
        (pl.col("died") + pl.duration(days=30)).clip(upper_bound=world.today).alias("starts"),
    )


STAGES = ("primary", "preparatory", "secondary", "university")


def _schooling(world: World) -> pl.DataFrame:
    """The stage that each person is in, or ended with."""
    rng, persons = world.rng("schooling"), world["persons"]
    level = persons["education_level"]
    age = world.ages
    stage_of = {"primary": 0, "preparatory": 1, "secondary": 2, "diploma": 2, "university": 3, "postgraduate": 3}
    ended = level.replace_strict(stage_of, default=-1, return_dtype=pl.Int64).to_numpy()
    pupil = world.alive & (age >= 6) & (age < 18) & (rng.random(len(age)) < 0.97)
    student = world.alive & (age >= 18) & (age < 22) & (ended >= 2) & (rng.random(len(age)) < 0.42)
    running = np.where(age < 12, 0, np.where(age < 15, 1, np.where(age < 18, 2, 3)))
    stage = np.where(pupil | student, running, ended)
    pids = np.flatnonzero((stage >= 0) & (age >= 6) & (persons["birth_date"].dt.year() > 1925).to_numpy())
    return _stages(world, rng, pids, stage[pids], (pupil | student)[pids])


def _stages(world: World, rng: np.random.Generator, pids: Ints, stage: Ints, current: draw.Flags) -> pl.DataFrame:
    count, age = len(pids), world.ages[pids]
    began, length = np.array([6, 12, 15, 18])[stage], np.array([6, 3, 3, 4])[stage]
    grade = np.where(current, (age - began).astype(np.int64).clip(0, length - 1) + 1, length)
    ended_age = began + length
    year = np.where(current, world.today.year, world.today.year - (age - ended_age).astype(np.int64).clip(0))
    governorate = world.of("governorate", pids)
    number, name = _schools(world, rng, governorate, stage)
    university = stage == 3
    institution, faculty = _universities(world, rng, governorate)
    certified = ~current & (age < 40)
    certificates = (
        pl.Series(STAGES).gather(stage).replace_strict(world.words.places.certificates, return_dtype=pl.String)
    )
    return pl.select(
        pid=pl.Series(pids.astype(np.uint32)),
        stage=pl.Series(STAGES).gather(stage),
        school_no=draw.maybe(number, ~university),
        institution=pl.when(pl.Series(university)).then(institution).otherwise(name),
        faculty=draw.maybe(faculty, university),
        grade=pl.Series(grade.astype(np.uint8)),
        year=pl.Series(year.astype(np.uint16)),
        student_no=draw.serials(rng, count, 9),
        current=pl.Series(current),
        certificate=draw.maybe(certificates, ~current),
        total=draw.maybe(pl.Series(np.round(np.clip(rng.normal(72, 14, count), 50, 100), 1)), certified),
        seat_no=draw.maybe(draw.serials(rng, count, 7), certified),
    )


def _schools(
    world: World, rng: np.random.Generator, governorate: pl.Series, stage: Ints
) -> tuple[pl.Series, pl.Series]:
    """Number and name of a school of the stage in the governorate."""
    schools = world["schools"].with_row_index("row")
    row = pl.lit(None, dtype=pl.UInt32)
    for position, name in enumerate(STAGES[:3]):
        drawn = nearby(rng, schools.filter(pl.col("kind") == name), governorate, "row")
        row = pl.when(pl.Series(stage == position)).then(drawn).otherwise(row)
    rows = pl.select(row.fill_null(0)).to_series()
    return schools["no"].gather(rows), schools["name"].gather(rows)


def _universities(world: World, rng: np.random.Generator, governorate: pl.Series) -> tuple[pl.Series, pl.Series]:
    known = world.words.places.universities
    rows = [(code, name) for code, names in known.items() for name in names]
    table = pl.DataFrame(rows, schema=["governorate", "name"], orient="row")
    return nearby(rng, table, governorate), draw.words(rng, len(governorate), world.words.places.faculties)


def _trainees(world: World) -> pl.DataFrame:
    rng = world.rng("trainees")
    pids = world.who(rng, 0.03, least=16, most=40)
    count = len(pids)
    programmes, hubs = world.pack.programmes, world.pack.hubs
    programme = rng.integers(0, len(programmes), count)
    tracks = pl.Series([(entry.tracks or entry.category).split(";")[0].strip() for entry in programmes])
    status = draw.words(rng, count, {"applied": 0.25, "enrolled": 0.25, "completed": 0.4, "dropped": 0.1})
    places = pl.DataFrame({"governorate": [hub.governorate for hub in hubs], "name": [hub.id for hub in hubs]})
    return pl.select(
        trainee_no=draw.serials(rng, count, 8),
        pid=pl.Series(pids.astype(np.uint32)),
        programme=pl.Series([entry.code for entry in programmes]).gather(programme),
        track=tracks.gather(programme),
        hub=nearby(rng, places, world.of("governorate", pids)),
        status=status,
        certificate_no=draw.maybe(draw.serials(rng, count, 8, prefix="C"), (status == "completed").to_numpy()),
        started=draw.dates(world.past(rng, count, 5)),
    )


def _credit(world: World) -> pl.DataFrame:
    rng = world.rng("credit")
    pids = world.who(rng, 0.22, least=21, most=75)
    count = len(pids)
    balance = (rng.lognormal(9.5, 1.0, count)).astype(np.int64) * 100
    late = rng.random(count) < 0.12
    return pl.select(
        facility_no=draw.serials(rng, count, 9),
        pid=pl.Series(pids.astype(np.uint32)),
        facility=draw.words(rng, count, {"loan": 0.4, "card": 0.3, "mortgage": 0.05, "microfinance": 0.25}),
        balance=pl.Series(balance),
        arrears=pl.Series(np.where(late, (balance * rng.random(count) * 0.3).astype(np.int64), 0)),
        score=pl.Series((np.clip(rng.normal(650, 90, count) - late * 120, 400, 850)).astype(np.uint16)),
    )
