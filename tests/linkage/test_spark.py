"""The engine on Spark, in local mode: the same links as on one machine."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from pyspark.sql import SparkSession

from tests.linkage.people import crowd, table
from tests.linkage.test_resolve import careless
from wasl.linkage import Resolution, Settings, Table, resolve
from wasl.linkage.anchor import components as components_here
from wasl.linkage.compare import Frequencies
from wasl.linkage.facts import standardise
from wasl.linkage.spark import SparkTable, local_session, resolve_on_spark
from wasl.linkage.spark.graph import components
from wasl.linkage.spark.store import Store
from wasl.linkage.spark.workers import Counted, Reader, SharedWords

SETTINGS = Settings(number_cap=60, precision=0.9999)
QUICK = {  # compiling and planning anew takes longer than the work on a few rows
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    pytest.mark.timeout(1200),  # a busy machine is no fault of the code
]
Both = tuple[Resolution, dict[str, Any]]
Groups = set[frozenset[tuple[str, str]]]


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    if not shutil.which("java"):
        pytest.skip("Spark needs Java 17 or newer, and this machine has none")
    session = local_session(2, partitions=2, memory="1g", **QUICK)
    yield session
    session.stop()


def tables() -> list[Table]:
    """Numbers that are missing, a relative's or everybody's, Latin names, duplicates, a date that fills gaps, a table
    without numbers, rows that could be either of two people."""
    people = crowd(1050)
    again = [row | {"record": f"{row['record']}-2", "number": None} for row in people[:150]]
    crowded = [row | {"number": "88888888888881"} if place % 11 == 0 else row for place, row in enumerate(people)]
    gaps = [row | ({"birth_date": None} if place % 3 else {}) for place, row in enumerate(people)]
    dates = pl.when(pl.col("birth_date").is_null()).then(pl.date(1900, 1, 1)).otherwise(pl.col("birth_date"))
    bare = {"number": None, "mother_name": None, "birth_governorate": None, "governorate": None, "sex": None}
    short = [
        row | bare | {"full_name": " ".join(str(row["full_name"]).split()[:3]), "birth_date": day_of(row, place)}
        for place, row in enumerate(people)
    ]
    return [
        Table("civil", table(*people), once=True),
        Table("tax", table(*careless(crowded), *again)),
        Table("school", table(*gaps).with_columns(birth_date=dates)),
        Table("club", table(*short[:500]).drop("number")),
    ]


def day_of(row: dict[str, Any], place: int) -> dt.date | None:
    """The first of January of the year of birth, or nothing."""
    day: dt.date = row["birth_date"]
    return day.replace(month=1, day=1) if place % 2 else None


@pytest.fixture(scope="module")
def both(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with pytest.MonkeyPatch.context() as few:  # so many rows that pairs are glanced at first
        few.setattr("wasl.linkage.candidates.MANY", 500)
        few.setattr("wasl.linkage.spark.learning.MANY", 500)
        yield _resolved(spark, str(tmp_path_factory.mktemp("stages")))


def _resolved(spark: SparkSession, work: str) -> Both:
    given = tables()
    there = [SparkTable(one.name, spark.createDataFrame(one.frame.to_arrow()), one.once) for one in given]
    found = resolve_on_spark(there, SETTINGS, work=work)
    frames = {name: pl.DataFrame(pl.from_arrow(getattr(found, name).toArrow())) for name in ("frame", "unsure")}
    return resolve(given, SETTINGS), {**frames, "notes": found.notes, "model": found.model}


def grouped(frame: pl.DataFrame) -> Groups:
    groups = frame.group_by("cluster").agg(pl.struct("table", "record"))
    return {frozenset((row["table"], row["record"]) for row in rows) for _, rows in groups.iter_rows()}


def test_spark_puts_the_same_rows_together(both: Both) -> None:
    here, there = both
    assert there["frame"].height == here.frame.height
    assert grouped(there["frame"]) == grouped(here.frame)


def test_spark_learns_the_same_model(both: Both) -> None:
    here, there = both
    np.testing.assert_allclose(there["model"].match.level, here.model.match.level, atol=1e-9)
    np.testing.assert_allclose(there["model"].other.level, here.model.other.level, atol=1e-9)


def test_spark_leaves_the_same_values_aside_and_says_so(both: Both) -> None:
    here, there = both
    assert there["notes"] == here.notes
    assert [note.split(":")[0] for note in here.notes] == ["birth_date", "number"]


def doubtful(frame: pl.DataFrame, unsure: pl.DataFrame) -> dict[frozenset[str], float]:
    """The pairs of people, named by their first row, that a steward is asked about. Which of several equally likely
    pairs of their rows is shown is left open."""
    first = frame.with_columns(pl.concat_str("table", "record").min().over("cluster").alias("person"))
    named = first.select("table", "record", "person")
    pairs = unsure.join(named, on=["table", "record"]).join(
        named, left_on=["other_table", "other_record"], right_on=["table", "record"]
    )
    return {frozenset(row[:2]): row[2] for row in pairs.select("person", "person_right", "probability").iter_rows()}


def test_spark_is_unsure_of_the_same_people(both: Both) -> None:
    here, there = both
    told, same = doubtful(here.frame, here.unsure), doubtful(there["frame"], there["unsure"])
    assert len(told) > 3
    assert set(same) == set(told)
    assert all(same[pair] == pytest.approx(told[pair], rel=1e-6) for pair in told)
    assert there["unsure"].schema == here.unsure.schema


def test_components_are_those_of_one_machine(spark: SparkSession, tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    chain = np.arange(12)
    one = np.concatenate([rng.integers(100, 400, 150), chain]).astype(np.int64)
    two = np.concatenate([rng.integers(100, 400, 150), chain + 1]).astype(np.int64)
    edges = spark.createDataFrame(pl.DataFrame({"u": one, "v": two}).filter(pl.col("u") != pl.col("v")).to_arrow())
    found = components(edges, Store(spark, str(tmp_path))).toArrow()
    expected = components_here(400, one, two)
    told = dict(zip(found["node"].to_pylist(), found["component"].to_pylist(), strict=True))
    assert told == {node: int(expected[node]) for node in {*one.tolist(), *two.tolist()} if node in told}
    assert set(told) == {int(node) for u, v in zip(one, two, strict=True) if u != v for node in (u, v)}


def test_nothing_to_resolve_is_refused(spark: SparkSession, tmp_path: Path) -> None:
    nobody = spark.createDataFrame(table(*crowd(2)).clear().to_arrow())
    with pytest.raises(ValueError, match="at least two rows"):
        resolve_on_spark([SparkTable("none", nobody)], Settings(), work=str(tmp_path))


def words_of(*frames: pl.DataFrame) -> SharedWords:
    words = SharedWords()
    for frame in frames:
        standardise(frame, SETTINGS, words)
    return SharedWords.of(words.forms[1:])


def test_a_row_comes_back_from_its_bytes_as_it_was() -> None:
    rows = table(*careless(crowd(100))).with_columns(phone=pl.lit("01012345678"), address=pl.lit("شارع النيل المنيا"))
    words = words_of(rows)
    reader = Reader(SETTINGS, words)
    read = reader.read(rows.to_arrow().combine_chunks().to_batches()[0])
    packed = reader.packed(read)
    again = reader.unpacked(packed.slice(20, 50))
    expected = standardise(rows, SETTINGS, words).take(np.arange(20, 70))
    assert (again.number == expected.number).all()
    assert (again.block == expected.block).all()
    assert all((again.wide[name] == expected.wide[name]).all() for name in ("phone", "address"))


def test_words_have_one_id_whatever_order_they_were_met_in() -> None:
    one, two = SharedWords.of(["مني", "ahmed", "سيد"]), SharedWords.of(["سيد", "مني", "ahmed"])
    assert one.forms == two.forms
    assert one.learn(["Ahmed", "مُنى"]).tolist() == two.learn(["AHMED", "منى"]).tolist()


def test_a_word_that_was_not_there_before_is_refused() -> None:
    with pytest.raises(RuntimeError, match="changed while it was read"):
        SharedWords.of(["منى"]).learn(["طارق"])


def test_counted_frequencies_are_those_of_the_columns() -> None:
    rows = table(*crowd(300))
    facts = standardise(rows, SETTINGS, words_of(rows))
    names = ("given", "father", "grandfather", "family", "mother", "mother_father")
    counts = {name: np.bincount(facts.column(name)).astype(np.float64) for name in names}
    for count in counts.values():
        count[0] = 0
    counted, usual = Counted(counts), Frequencies(facts, SETTINGS)
    for name in names:
        ids = np.arange(len(counts[name]), dtype=np.int32)
        assert (counted.bands(name, ids, ids) == usual.bands(name, ids, ids)).all()
        np.testing.assert_allclose(counted.met[name], usual.met[name])
        np.testing.assert_allclose(counted.chance[name], usual.chance[name])
