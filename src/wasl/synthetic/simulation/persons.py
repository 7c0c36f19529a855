"""Persons, households, marriages and moves: the lives of the population as tables."""

import numpy as np
import polars as pl

from wasl.synthetic.simulation import draw, telephones
from wasl.synthetic.simulation.draw import Flags, Ints
from wasl.synthetic.simulation.lives import FEMALE, MALE, NEVER, NOBODY, YEAR, Lives, Rules, live
from wasl.synthetic.simulation.names import Names, joined, names, spelled
from wasl.synthetic.simulation.world import World

MARITAL = ("single", "married", "divorced", "widowed")
RELATIONS = ("head", "spouse", "child", "parent", "other")
HEAD, SPOUSE, CHILD, PARENT, OTHER = range(5)


def populate(world: World, people: int) -> None:
    """Adds persons, households, marriages and moves to the world."""
    pools = names(world)
    lives = live(people, _rules(world, pools), world.today, world.rng("lives"))
    _take_in_orphans(lives, world)
    homes = _homes(world, lives)
    household, head, relation = _households(lives, world)
    world.tables["marriages"] = _marriages(world, lives, homes)
    world.tables["moves"] = _moves(world, lives)
    persons = _persons(world, lives, pools, homes)
    persons = persons.with_columns(_household_columns(household, relation, lives))
    world.tables["persons"] = _in_order(_lived(world, persons))
    world.tables["households"] = _household_table(world, head, household, lives, homes)


def _rules(world: World, pools: Names) -> Rules:
    people = world.words.people
    return Rules(
        population=people.population,
        places=world.weights,
        cities=np.diff(world.city_starts),
        given=(pools.male.weights, pools.female.weights),
        families=pools.family.weights,
        religions=np.array(list(people.religions.values())),
    )


def _living(lives: Lives) -> Flags:
    return np.asarray(lives.people["died"] == NEVER)


def _take_in_orphans(lives: Lives, world: World) -> None:
    """Children left in a home without an adult move to a family of the same governorate."""
    p = lives.people
    living = _living(lives)
    grown = living & (p["born"] < world.day - 18 * YEAR)
    adult_home = np.zeros(lives.homes.rows, dtype=bool)
    adult_home[p["home"][grown]] = True
    orphans = np.flatnonzero(living & ~adult_home[p["home"]])
    if not len(orphans) or not adult_home.any():
        return
    hosts = np.flatnonzero(adult_home)
    hosts = hosts[np.argsort(lives.homes["place"][hosts], kind="stable")]
    place = lives.homes["place"][p["home"][orphans]]
    first, last = (np.searchsorted(lives.homes["place"][hosts], place, side=side) for side in ("left", "right"))
    drawn = first + (lives.rng.random(len(orphans)) * (last - first)).astype(np.int64)
    p["home"][orphans] = hosts[drawn.clip(0, len(hosts) - 1)]


def _homes(world: World, lives: Lives) -> pl.DataFrame:
    """Governorate, city and address of every home."""
    rng, words, count = world.rng("homes"), world.words.places, lives.homes.rows
    city = world.cities["city"].gather(world.city_starts[lives.homes["place"]] + lives.homes["city"])
    columns = {
        "building": pl.Series(1 + (rng.random(count) ** 2 * 180).astype(np.int64)).cast(pl.String),
        "flat": pl.Series(rng.integers(1, 25, count)).cast(pl.String),
        "street": draw.words(rng, count, words.streets, list(draw.zipf(len(words.streets), 0.5))),
        "city": city,
    }
    town = pl.Series(rng.random(count) < 0.7)
    address = (
        pl.when(town)
        .then(draw.filled(words.address, **columns))
        .otherwise(draw.filled(words.village_address, **columns))
    )
    place = pl.Series(world.governorates).gather(lives.homes["place"])
    return pl.select(governorate=place, city=city, address=address)


def _households(lives: Lives, world: World) -> tuple[Ints, Ints, Ints]:
    """Household of every person (-1 for the dead), head of every household, relation of every person."""
    p, living = lives.people, _living(lives)
    household = np.full(p.rows, -1, dtype=np.int64)
    _, household[living] = np.unique(p["home"][living], return_inverse=True)
    pids = np.flatnonzero(living)
    head = pids[_first_of_each(household[pids], -_headship(lives, world)[pids])]
    heads = np.where(living, head[household], NOBODY)
    relation = np.full(p.rows, OTHER)
    spouse_of_head = np.where(heads >= 0, p["spouse"][heads], NOBODY)
    for kin in ("mother", "father"):
        relation[(p[kin] == heads) | ((p[kin] == spouse_of_head) & (p[kin] != NOBODY))] = CHILD
        relation[p[kin][heads] == np.arange(p.rows)] = PARENT
    relation[(p["spouse"] == heads) & (heads >= 0)] = SPOUSE
    relation[heads == np.arange(p.rows)] = HEAD
    return household, head, relation


def _headship(lives: Lives, world: World) -> draw.Floats:
    """Claim to head a household: adult before child, working age before old, married before single, man first."""
    p = lives.people
    age = (world.day - p["born"]) / YEAR
    wedded = (p["marital"] != 0).astype(np.float64)
    return np.asarray(
        (age >= 18) * 1000.0 + wedded * 300 + (p["sex"] == MALE) * 150 + np.where(age < 66, age, 40 - age / 10)
    )


def _first_of_each(groups: Ints, order: draw.Floats) -> Ints:
    """Position of the row that comes first in each group."""
    ordered = np.lexsort((order, groups))
    return ordered[np.flatnonzero(np.diff(groups[ordered], prepend=-1))]


def _household_columns(household: Ints, relation: Ints, lives: Lives) -> list[pl.Series]:
    living = _living(lives)
    relations = pl.Series(RELATIONS).gather(relation)
    return [
        draw.maybe(pl.Series(household.clip(0).astype(np.uint32)), living).alias("household"),
        draw.maybe(relations, living).alias("relation"),
    ]


def _pids(numbers: Ints) -> pl.Series:
    return draw.maybe(pl.Series(np.maximum(numbers, 0).astype(np.uint32)), numbers != NOBODY)


def _maybe_dates(days: Ints) -> pl.Series:
    return draw.maybe(draw.dates(np.where(np.abs(days) == NEVER, 0, days)), np.abs(days) != NEVER)


def _persons(world: World, lives: Lives, pools: Names, homes: pl.DataFrame) -> pl.DataFrame:
    p = lives.people
    frame = pl.DataFrame(
        {
            "pid": np.arange(p.rows, dtype=np.uint32),
            "sex": pl.Series(["male", "female"]).gather(p["sex"].astype(np.int64)),
            "birth_date": draw.dates(p["born"]),
            "death_date": _maybe_dates(p["died"]),
            "birth_gov": pl.Series(world.governorates).gather(p["place"].astype(np.int64)),
            **_name_columns(lives, pools),
            "mother_pid": _pids(p["mother"]),
            "father_pid": _pids(p["father"]),
            "religion": pl.Series(list(world.words.people.religions)).gather(p["religion"].astype(np.int64)),
            "marital_status": pl.Series(MARITAL).gather(p["marital"].astype(np.int64)),
            "spouse_pid": _pids(np.where(_living(lives), p["spouse"], NOBODY)),
            **{name: homes[name].gather(p["home"]) for name in homes.columns},
            **_previous(lives, homes),
            "alive": _living(lives),
        }
    )
    mothers = _mother_names(lives, pools, frame["full_name"])
    return frame.with_columns(mothers.alias("mother_name"), _numbers(world, frame).alias("number"))


def _name_columns(lives: Lives, pools: Names) -> dict[str, pl.Series]:
    p = lives.people
    codes = {name: p[name].astype(np.int64) for name in ("given", "father_given", "grand_given", "family")}
    woman = p["sex"] == FEMALE
    parts: dict[bool, list[pl.Series]] = {}
    for latin in (False, True):
        own = [
            spelled(pool, np.minimum(codes["given"], len(pool.arabic) - 1), latin=latin)
            for pool in (pools.male, pools.female)
        ]
        given = pl.select(pl.when(pl.Series(woman)).then(own[1]).otherwise(own[0])).to_series()
        parts[latin] = [
            given,
            spelled(pools.male, codes["father_given"], latin=latin),
            spelled(pools.male, codes["grand_given"], latin=latin),
            spelled(pools.family, codes["family"], latin=latin),
        ]
    columns = dict(zip(("given", "father", "grandfather", "family"), parts[False], strict=True))
    return columns | {"full_name": joined(*parts[False]), "latin_name": joined(*parts[True])}


def _mother_names(lives: Lives, pools: Names, full: pl.Series) -> pl.Series:
    """Everybody's mother has a name, also where she is no person of the nation."""
    p = lives.people
    known = p["mother"] != NOBODY
    unknown = np.flatnonzero(~known)
    religion = p["religion"][unknown].astype(np.int64)
    men = [spelled(pools.male, lives.given_names(np.zeros(len(unknown), int), religion)) for _ in range(2)]
    women = spelled(pools.female, lives.given_names(np.ones(len(unknown), int), religion))
    family = spelled(pools.family, draw.pick(lives.rng, len(unknown), pools.family.weights[0]))
    names = full.gather(np.maximum(p["mother"], 0))
    return names.scatter(unknown, joined(women, *men, family)) if len(unknown) else names


def _previous(lives: Lives, homes: pl.DataFrame) -> dict[str, pl.Series]:
    p = lives.people
    moved = p["old_home"] != NOBODY
    before = np.maximum(p["old_home"], 0)
    return {
        "previous_governorate": draw.maybe(homes["governorate"].gather(before), moved),
        "previous_address": draw.maybe(homes["address"].gather(before), moved),
        "moved_on": _maybe_dates(np.where(moved, p["moved"], NEVER)),
    }


def _numbers(world: World, frame: pl.DataFrame) -> pl.Series:
    """Made-up national numbers: they can never be a real person's."""
    nth = frame.select(pl.int_range(pl.len()).over("birth_date", "birth_gov", "sex")).to_series()
    return world.pack.identifier.make_numbers(frame["birth_date"], frame["birth_gov"], frame["sex"], nth, made_up=True)


def _lived(world: World, frame: pl.DataFrame) -> pl.DataFrame:
    """Schooling, work, telephone and whereabouts of each person."""
    rng, count = world.rng("persons"), frame.height
    end = frame["death_date"].fill_null(world.today).to_physical().to_numpy()
    age = (end - frame["birth_date"].to_physical().to_numpy()) / YEAR
    alive, man = frame["alive"].to_numpy(), (frame["sex"] == "male").to_numpy()
    level, target = _education(world, rng, age)
    abroad = alive & (age > 20) & (age < 62) & (rng.random(count) < np.where(man, 0.05, 0.012))
    reachable = alive & (age > 13) & (rng.random(count) < 0.93)
    return frame.with_columns(
        level.alias("education_level"),
        _professions(world, rng, level, age, man, (target >= 5) & (age < 23)).alias("profession"),
        draw.maybe(telephones.numbers(world, rng, count, telephones.FIRST_LINES), reachable).alias("phone"),
        draw.maybe(_mail(world, rng, frame), reachable & (rng.random(count) < 0.4) & (target > 2)).alias("email"),
        pl.Series(abroad).alias("abroad"),
    )


def _education(world: World, rng: np.random.Generator, age: draw.Floats) -> tuple[pl.Series, Ints]:
    """The level reached, and the one that each person reaches in the end."""
    levels = list(world.words.people.education)
    target = draw.pick(rng, len(age), list(world.words.people.education.values()))
    by_age = np.searchsorted([12, 15, 18, 18.0001, 22, 25], age, side="right")
    return pl.Series(levels).gather(np.minimum(target, by_age)), target


def _professions(
    world: World, rng: np.random.Generator, level: pl.Series, age: draw.Floats, man: Flags, studying: Flags
) -> pl.Series:
    people, count = world.words.people, len(age)
    work = pl.Series([None], dtype=pl.String).new_from_index(0, count)
    for name, professions in people.professions.items():
        work = pl.select(pl.when(level == name).then(draw.words(rng, count, professions)).otherwise(work)).to_series()
    home = ~man & (rng.random(count) < 0.68)
    student = (age >= 6) & ((age < 18) | studying)
    chosen = pl.when(pl.Series(age < 6)).then(None).when(pl.Series(student)).then(pl.lit(people.student))
    return pl.select(chosen.when(pl.Series(home)).then(pl.lit(people.homemaker)).otherwise(work)).to_series()


def _mail(world: World, rng: np.random.Generator, frame: pl.DataFrame) -> pl.Series:
    name = (
        frame["latin_name"]
        .str.to_lowercase()
        .str.replace_all(r"[^a-z ]", "")
        .str.split(" ")
        .list.gather([0, -1])
        .list.join(".")
    )
    domain = draw.words(rng, frame.height, world.words.people.email_domains)
    return pl.select(pl.concat_str(name, frame["pid"].cast(pl.String), pl.lit("@"), domain)).to_series()


def _marriages(world: World, lives: Lives, homes: pl.DataFrame) -> pl.DataFrame:
    m, rng = lives.marriages, world.rng("marriages")
    home = lives.people["home"][m["husband"]]
    ended = m["divorced"] != NEVER
    kinds = draw.words(rng, m.rows, {"revocable": 0.55, "irrevocable": 0.25, "khula": 0.2})
    return pl.DataFrame(
        {
            "contract_no": draw.serials(rng, m.rows, 8),
            "husband": m["husband"].astype(np.uint32),
            "wife": m["wife"].astype(np.uint32),
            "married_on": draw.dates(m["on"]),
            "office": world.office(
                "marriage", city=homes["city"].gather(home), governorate=homes["governorate"].gather(home)
            ),
            "divorced_on": _maybe_dates(m["divorced"]),
            "divorce_type": draw.maybe(kinds, ended),
        }
    )


def _moves(world: World, lives: Lives) -> pl.DataFrame:
    who, origin, target, day = (np.concatenate(part) for part in zip(*lives.moves, strict=True))
    codes = pl.Series(world.governorates)
    return pl.DataFrame(
        {
            "pid": who.astype(np.uint32),
            "from_governorate": codes.gather(origin),
            "to_governorate": codes.gather(target),
            "moved_on": draw.dates(day),
        }
    ).sort("moved_on", "pid")


def _household_table(world: World, head: Ints, household: Ints, lives: Lives, homes: pl.DataFrame) -> pl.DataFrame:
    rng, count = world.rng("households"), len(head)
    home = lives.people["home"][head]
    return pl.DataFrame(
        {
            "household": np.arange(count, dtype=np.uint32),
            "family_no": draw.serials(rng, count, 9),
            "head_pid": head.astype(np.uint32),
            **{name: homes[name].gather(home) for name in homes.columns},
            "income_band": draw.words(rng, count, {"low": 0.45, "middle": 0.42, "high": 0.13}),
            "tenure": draw.words(rng, count, {"owned": 0.68, "rented": 0.32}),
            "members": np.bincount(household[household >= 0], minlength=count).astype(np.uint16),
        }
    )


ORDER = (
    "pid",
    "number",
    "sex",
    "birth_date",
    "death_date",
    "birth_gov",
    "given",
    "father",
    "grandfather",
    "family",
    "full_name",
    "latin_name",
    "mother_pid",
    "father_pid",
    "mother_name",
    "religion",
    "marital_status",
    "spouse_pid",
    "household",
    "relation",
    "governorate",
    "city",
    "address",
    "previous_governorate",
    "previous_address",
    "moved_on",
    "phone",
    "email",
    "education_level",
    "profession",
    "alive",
    "abroad",
)


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(ORDER)
