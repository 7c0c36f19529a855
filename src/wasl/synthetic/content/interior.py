"""Identity checks, passports, the border and foreigners."""

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import drawn, living, sample, years_ago
from wasl.synthetic.simulation.draw import maybe, serials, words
from wasl.synthetic.values import after, codes, days, instants

PASSPORT_YEARS = 7
_CHECKS_PER_PERSON = 0.15
CHECKS_SINCE_DAYS = 225
"""The verification service is that old on the nation's day."""

MALE_NAMES = (
    "Ali", "Bashir", "Carlos", "Daniel", "Emmanuel", "Fritz", "George", "Hamid", "Ibrahim", "James",
    "Kofi", "Lorenzo", "Marwan", "Nabil", "Osman", "Pavel", "Rajesh", "Salem", "Tesfaye", "Wei",
)  # fmt: skip
FEMALE_NAMES = (
    "Amal", "Beatrice", "Chiara", "Divya", "Elena", "Fatou", "Grace", "Hanan", "Irina", "Julia",
    "Khadija", "Leila", "Maria", "Nyala", "Olga", "Priya", "Rana", "Selam", "Tala", "Yan",
)  # fmt: skip
FAMILY_NAMES = (
    "Abdelrahim", "Al Shami", "Bianchi", "Chen", "Deng", "Eltayeb", "Fischer", "Garang", "Haddad", "Idris",
    "Jones", "Kebede", "Lefevre", "Morgan", "Nasser", "Okafor", "Petrov", "Rossi", "Saleh", "Tadesse",
    "Usman", "Varma", "Wagner", "Yilmaz",
)  # fmt: skip


@content("biometric-verifications")
def biometric_verifications(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    reachable = living(nation).filter(pl.col("phone").is_not_null())
    count = int(reachable.height * _CHECKS_PER_PERSON)
    checked = drawn(rng, reachable, count)
    return checked.select(
        pl.col("pid").alias("_pid_subject"),
        serials(rng, count, 12).alias("verification_no"),
        ("FT-" + pl.col("number").hash(nation.seed).cast(pl.String).str.zfill(20)).alias("face_template_ref"),
        instants(nation, rng, count, CHECKS_SINCE_DAYS).alias("verified_at"),
        words(rng, count, {"substantial": 60, "high": 30, "low": 10}).alias("assurance"),
    )


@content("criminal-records")
def criminal_records(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """The convicted, and those who once asked for a certificate and have no entry."""
    convicted = nation.cases.filter(
        (pl.col("kind") == "criminal") & (pl.col("party") == "accused") & pl.col("stage").is_in(["judged", "closed"])
    )
    entries = convicted.group_by("pid").agg(pl.len().cast(pl.Int64).alias("record_entries"))
    asked = sample(rng, living(nation).select("pid"), 0.06)
    known = pl.concat([entries.select("pid"), asked]).unique().sort("pid")
    held = known.join(entries, on="pid", how="left", maintain_order="left")
    certified = held["pid"].is_in(asked["pid"].implode()).to_numpy()
    return held.select(
        pl.col("pid").alias("_pid_holder"),
        serials(rng, held.height, 9).alias("fingerprint_ref"),
        pl.col("record_entries").fill_null(0),
        maybe(serials(rng, held.height, 8), certified).alias("certificate_no"),
        maybe(days(nation, rng, held.height, least=-5 * 365, most=-1), certified).alias("certificate_date"),
    )


@content("passports")
def passports(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    grown = pl.col("birth_date") <= years_ago(nation, 18)
    chance = pl.when(pl.col("abroad")).then(1.0).when(grown).then(0.25).otherwise(0.06)
    draw = pl.Series(rng.random(nation.persons.height))
    held = nation.persons.filter(pl.col("alive") & (chance > draw))
    issued = days(nation, rng, held.height, least=-PASSPORT_YEARS * 365, most=-1)
    issued = pl.DataFrame({"i": issued, "b": held["birth_date"]}).select(pl.max_horizontal("i", "b")).to_series()
    return held.select(
        pl.col("pid").alias("_pid_holder"),
        serials(rng, held.height, 8, prefix="A").alias("passport_no"),
        issued.alias("issued_on"),
        issued.dt.offset_by(f"{PASSPORT_YEARS}y").alias("expires_on"),
    )


@content("travel-movements")
def travel_movements(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """A journey is a departure and, unless the traveller lives abroad, an arrival."""
    gone = sample(rng, living(nation).select("pid", "abroad"), 0.05)
    out = gone.with_columns(
        pl.lit("departure").alias("movement"),
        codes(nation, rng, "border-port", gone.height).alias("port"),
        days(nation, rng, gone.height, least=-3 * 365, most=-1).alias("moved_on"),
    )
    back = out.filter(~pl.col("abroad"))
    back = back.with_columns(
        pl.lit("arrival").alias("movement"), after(nation, rng, back["moved_on"], 45).alias("moved_on")
    )
    moved = pl.concat([out, back]).rename({"pid": "_pid_traveller"}).drop("abroad")
    return moved.with_columns(serials(rng, moved.height, 10).alias("movement_no"))


@content("foreign-residents")
def foreign_residents(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """Nobody here has a national number, so every row links to nobody."""
    count = max(20, nation.persons.height // 250)
    sex = words(rng, count, {"male": 55, "female": 45})
    names = pl.DataFrame({"sex": sex, "m": words(rng, count, MALE_NAMES), "f": words(rng, count, FEMALE_NAMES)})
    given = names.select(pl.when(pl.col("sex") == "male").then("m").otherwise("f")).to_series()
    middle, family = words(rng, count, MALE_NAMES), words(rng, count, FAMILY_NAMES)
    return pl.DataFrame(
        {
            "_pid_holder": pl.Series([None] * count, dtype=pl.UInt32),
            "residence_no": serials(rng, count, 8),
            "passport_no": serials(rng, count, 8, prefix="P"),
            "full_name": given + " " + middle + " " + family,
            "birth_date": days(nation, rng, count, least=-70 * 365, most=-1),
            "sex": sex,
            "nationality": codes(nation, rng, "countries", count),
            "governorate": words(rng, count, tuple(nation.pack.governorates)),
            "expires_on": days(nation, rng, count, least=1, most=3 * 365),
        }
    )
