"""Who is who: the population register, births, deaths, marriages, divorces, families and addresses."""

from datetime import date

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import years_ago
from wasl.synthetic.simulation.draw import maybe, serials, words
from wasl.synthetic.values import after, cities, days

COMPUTERISED = date(1960, 1, 1)
"""What happened before this day stands in paper books only."""

CARD_AGE = 16
OF_AGE = 18


@content("population")
def population(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    persons = nation.persons
    count = persons.height
    carded = pl.col("alive") & (pl.col("birth_date") <= years_ago(nation, CARD_AGE))
    has_card = persons.select(carded).to_series().to_numpy()
    return pl.DataFrame(
        {
            "_pid_holder": persons["pid"],
            "card_serial": maybe(serials(rng, count, 9), has_card),
            "card_expiry": maybe(days(nation, rng, count, least=1, most=7 * 365), has_card),
        }
    )


@content("births")
def births(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    born = nation.persons.filter(pl.col("birth_date") >= COMPUTERISED)
    fathers = nation.persons.select(father_pid="pid", known_as="full_name")
    father = born.select("father_pid", "father", "grandfather", "family").join(
        fathers, on="father_pid", how="left", maintain_order="left"
    )
    spelled = pl.concat_str("father", "grandfather", "family", separator=" ", ignore_nulls=True)
    place = cities(nation, rng, born["birth_gov"])
    return born.select(
        pl.col("pid").alias("_pid_child"),
        pl.col("father_pid").alias("_pid_father"),
        pl.col("mother_pid").alias("_pid_mother"),
        "mother_name",
        serials(rng, born.height, 9).alias("record_no"),
        father.select(pl.coalesce("known_as", spelled)).to_series().alias("father_name"),
        place.alias("birth_place"),
        place.alias("health_office"),
    )


@content("deaths")
def deaths(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    dead = nation.persons.filter(pl.col("death_date") >= COMPUTERISED)
    count = dead.height
    cause = {"I": 45, "C": 13, "J": 9, "K": 9, "E": 7, "N": 5, "V": 5, "R": 7}
    return dead.select(
        pl.col("pid").alias("_pid_deceased"),
        _informant(nation, dead).alias("_pid_informant"),
        serials(rng, count, 8).alias("record_no"),
        "death_date",
        pl.lit(value=False).alias("alive"),
        words(rng, count, {"hospital": 50, "home": 42, "road": 4, "other": 4}).alias("death_place"),
        words(rng, count, cause).alias("cause"),
        pl.col("city").alias("health_office"),
    )


def _informant(nation: Nation, dead: pl.DataFrame) -> pl.Series:
    """The eldest child, if of age on the day and still living; else the widow or widower."""
    living = nation.persons.filter(pl.col("alive")).select("pid", "birth_date", "father_pid", "mother_pid")
    parents = pl.concat(
        living.select(informant="pid", born="birth_date", pid=parent) for parent in ("father_pid", "mother_pid")
    )
    children = parents.sort("born", "informant").unique("pid", keep="first", maintain_order=True)
    of_age = pl.col("born").dt.offset_by(f"{OF_AGE}y") <= pl.col("death_date")
    found = dead.join(children, on="pid", how="left", maintain_order="left").join(
        _widowed(nation, living), on="pid", how="left", maintain_order="left"
    )
    return found.select(pl.coalesce(pl.when(of_age).then("informant"), "spouse")).to_series()


def _widowed(nation: Nation, living: pl.DataFrame) -> pl.DataFrame:
    """`pid` -> `spouse`, for whoever was married to the end to somebody who lives."""
    kept = nation.marriages.filter(pl.col("divorced_on").is_null())
    couples = pl.concat([kept.select(pid="husband", spouse="wife"), kept.select(pid="wife", spouse="husband")])
    return couples.join(living.select(spouse="pid"), on="spouse").unique("pid", keep="last", maintain_order=True)


@content("marriages")
def marriages(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return nation.marriages.filter(pl.col("married_on") >= COMPUTERISED).select(
        pl.col("husband").alias("_pid_husband"),
        pl.col("wife").alias("_pid_wife"),
        "contract_no",
        "married_on",
        "office",
    )


@content("divorces")
def divorces(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    ended = nation.marriages.filter(pl.col("divorced_on") >= COMPUTERISED)
    kinds = {"revocable": 55, "irrevocable": 28, "khula": 13, "judicial": 4}
    return ended.select(
        pl.col("husband").alias("_pid_husband"),
        pl.col("wife").alias("_pid_wife"),
        serials(rng, ended.height, 8).alias("contract_no"),
        "divorced_on",
        words(rng, ended.height, kinds).alias("divorce_type"),
        "office",
    )


@content("family-records")
def family_records(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    families = nation.households.select("household", "family_no", "head_pid")
    members = (
        nation.persons.filter(pl.col("alive"))
        .select("pid", "household", "relation", first=pl.col("relation") != "head")
        .join(families, on="household")
        .sort("household", "first", "pid")
    )
    return members.select(
        pl.col("pid").alias("_pid_member"),
        pl.col("head_pid").alias("_pid_head"),
        "family_no",
        pl.int_range(1, pl.len() + 1).over("household").alias("member_no"),
        "relation",
    )


@content("residences")
def residences(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    settled = nation.persons.filter(pl.col("alive"))
    first_entry = after(nation, rng, settled["birth_date"], 60)
    return settled.select(
        pl.col("pid").alias("_pid_resident"),
        serials(rng, settled.height, 9).alias("residence_no"),
        pl.col("city").alias("district"),
        pl.Series(rng.integers(1, 120, settled.height)).cast(pl.String).str.zfill(3).alias("subdistrict_no"),
        pl.coalesce("moved_on", first_entry.alias("entered")).alias("from_date"),
    )
