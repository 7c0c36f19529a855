"""Prosecution, courts, lawyers and forensic medicine."""

from datetime import date

import numpy as np
import polars as pl

from wasl.synthetic.content import content
from wasl.synthetic.nation import Nation
from wasl.synthetic.rows import living, sample
from wasl.synthetic.simulation.draw import serials, words
from wasl.synthetic.values import after, days

FIRST_KEPT = date(1980, 1, 1)
"""Older documents are not in the archive."""


def _parties(nation: Nation, kind: str) -> pl.DataFrame:
    """The parties of the cases of a kind, each with a reference of its own."""
    cases = nation.cases.filter(pl.col("kind") == kind)
    number = pl.int_range(1, pl.len() + 1).over("case_no").cast(pl.String)
    return cases.with_columns(pl.concat_str("case_no", number, separator="-").alias("party_ref"))


@content("personal-status-documents")
def personal_status_documents(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    recent = nation.marriages.filter(pl.col("married_on") >= FIRST_KEPT)
    married = sample(rng, recent, 0.25).with_columns(
        pl.lit("marriage").alias("document_type"), pl.col("married_on").alias("signed_on")
    )
    ended = sample(rng, recent.filter(pl.col("divorced_on").is_not_null()), 0.6)
    ended = ended.with_columns(
        words(rng, ended.height, {"divorce": 85, "return": 15}).alias("document_type"),
        pl.col("divorced_on").alias("signed_on"),
    )
    kept = pl.concat([married, ended])
    kept = kept.with_columns(serials(rng, kept.height, 8).alias("document_no"))
    return pl.concat(
        kept.select(
            pl.col(side).alias("_pid_party"),
            *("document_no", "document_type", "signed_on", "office"),
            pl.lit(number, dtype=pl.Int64).alias("party_no"),
            pl.lit(side).alias("side"),
        )
        for number, side in ((1, "husband"), (2, "wife"))
    )


@content("criminal-cases")
def criminal_cases(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return _parties(nation, "criminal").select(
        pl.col("pid").alias("_pid_party"), "party_ref", "case_no", "year", "office", "party", "charge", "stage"
    )


@content("civil-lawsuits")
def civil_lawsuits(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    return _parties(nation, "civil").select(
        pl.col("pid").alias("_pid_party"),
        *("party_ref", "case_no", "year", "court", "circuit", "party", "stage", "next_session"),
    )


@content("appeals")
def appeals(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """Whoever was sued appeals against whoever sued."""
    parties = _parties(nation, "civil").filter(pl.col("stage").is_in(["appealed", "closed"]))
    sued, suing = (_first(parties, side) for side in ("defendant", "plaintiff"))
    known = sued.join(suing.select("case_no", "pid", "party_ref"), on="case_no", suffix="_suing", maintain_order="left")
    fought = known.filter((pl.col("stage") == "appealed") | pl.Series(rng.random(known.height) < 0.3))
    open_stage = words(rng, fought.height, {"filed": 40, "session": 60})
    return fought.select(
        pl.col("pid").alias("_pid_appellant"),
        pl.col("pid_suing").alias("_pid_respondent"),
        serials(rng, fought.height, 7).alias("appeal_no"),
        "case_no",
        pl.col("party_ref").alias("appellant_ref"),
        pl.col("party_ref_suing").alias("respondent_ref"),
        "court",
        after(nation, rng, fought["filed"], 900).alias("appealed_on"),
        pl.when(pl.col("stage") == "closed").then(pl.lit("judged")).otherwise(open_stage).alias("stage"),
    )


def _first(parties: pl.DataFrame, side: str) -> pl.DataFrame:
    return parties.filter(pl.col("party") == side).unique("case_no", keep="first", maintain_order=True)


@content("court-claims")
def court_claims(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    lost = pl.col("party").is_in(["defendant", "accused"]) & pl.col("stage").is_in(["judged", "closed"])
    claimed = sample(rng, nation.cases.filter(lost), 0.7)
    return claimed.select(
        pl.col("pid").alias("_pid_debtor"),
        serials(rng, claimed.height, 8).alias("claim_no"),
        "case_no",
        (pl.Series(rng.integers(2, 400, claimed.height)) * 5_000).alias("amount"),
        pl.Series(rng.random(claimed.height) < 0.5).alias("paid"),
    )


@content("economic-cases")
def economic_cases(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    parties = _parties(nation, "economic")
    fees = pl.Series(rng.integers(10, 900, parties.height)) * 10_000
    return parties.select(
        pl.col("pid").alias("_pid_party"), "party_ref", "case_no", "court", "party", fees.alias("fees"), "stage"
    )


@content("judicial-addresses")
def judicial_addresses(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    reachable = nation.persons.filter(pl.col("email").is_not_null()).select("pid")
    parties = nation.cases.filter(pl.col("kind") != "criminal").select("pid").unique("pid").sort("pid")
    chosen = sample(rng, parties.join(reachable, on="pid", maintain_order="left"), 0.8)
    return chosen.select(
        pl.col("pid").alias("_pid_party"),
        serials(rng, chosen.height, 8).alias("party_id"),
        pl.Series(rng.random(chosen.height) < 0.85).alias("verified"),
        days(nation, rng, chosen.height, least=-4 * 365, most=-1).alias("chosen_on"),
    )


@content("lawyers")
def lawyers(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    called = living(nation, least=22).filter(pl.col("profession").is_in(nation.words.meanings.professions["lawyers"]))
    age = (pl.lit(nation.today) - pl.col("birth_date")).dt.total_days() // 365
    grade = pl.when(age < 25).then(pl.lit("general")).when(age < 33).then(pl.lit("primary"))
    return called.select(
        pl.col("pid").alias("_pid_lawyer"),
        serials(rng, called.height, 7).alias("bar_card_no"),
        grade.when(age < 45).then(pl.lit("appeal")).otherwise(pl.lit("cassation")).alias("grade"),
        days(nation, rng, called.height, least=1, most=2 * 365).alias("valid_to"),
    )


@content("forensic-reports")
def forensic_reports(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    examined = sample(rng, _parties(nation, "criminal").filter(pl.col("party") == "victim"), 0.5)
    findings = {"injury-minor": 55, "injury-grave": 20, "disability": 8, "inconclusive": 17}
    return examined.select(
        pl.col("pid").alias("_pid_party"),
        serials(rng, examined.height, 7).alias("report_no"),
        "case_no",
        "party_ref",
        after(nation, rng, examined["filed"], 120).alias("reported_on"),
        words(rng, examined.height, findings).alias("finding"),
    )
