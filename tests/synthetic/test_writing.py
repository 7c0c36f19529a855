"""Registers are written as their manifests describe them, whole or not at all, with the truth apart."""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import numpy as np
import openpyxl
import polars as pl
import psycopg
import pymysql
import pytest
import yaml

from wasl.core.conf import settings
from wasl.country.api import pack
from wasl.registers.api import Manifest
from wasl.synthetic import api, stores
from wasl.synthetic.api import NationError, NationReport, write_nation
from wasl.synthetic.content import CONTENT, content
from wasl.synthetic.faults import CARELESS
from wasl.synthetic.nation import Nation
from wasl.synthetic.native import NativeValueError, encodable
from wasl.synthetic.register import ContentError, Plan, plans, slices
from wasl.synthetic.simulation import simulate

PEOPLE = 300


def people(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """What the test registers hold: one row a living person."""
    living = nation.persons.filter("alive")
    return living.select(
        (pl.col("pid") + 100_000).cast(pl.String).alias("file_no"),
        pl.col("pid").alias("_pid_holder"),
        pl.when(pl.col("sex") == "male").then(pl.lit("01")).otherwise(pl.lit("02")).alias("place"),
        (pl.col("pid").cast(pl.Int64) - 150).alias("balance"),
        pl.col("alive").alias("paid"),
        pl.lit(7, dtype=pl.Int64).alias("visits"),
        pl.lit(None, dtype=pl.String).alias("note"),
    )


def log(nation: Nation, rng: np.random.Generator) -> pl.DataFrame:
    """Entries that belong to whom the file belongs to."""
    living = nation.persons.filter("alive")
    file_no = (living["pid"] + 100_000).cast(pl.String)
    return pl.select(entry=pl.int_range(len(file_no)).cast(pl.String), file_no=file_no, _pid_holder=living["pid"])


@pytest.fixture(autouse=True)
def _contents(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    with _at_home(monkeypatch, tmp_path):
        yield


@contextmanager
def _at_home(monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[None]:
    monkeypatch.setitem(CONTENT, "test-people", people)
    monkeypatch.setitem(CONTENT, "test-log", log)
    monkeypatch.setenv("WASL_HOME", str(home))
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with every kind of store, for tests that only look."""
    home = tmp_path_factory.mktemp("written")
    with pytest.MonkeyPatch.context() as monkeypatch, _at_home(monkeypatch, home):
        write(home)
    return home


def manifest(id_: str, source: dict[str, Any], **changes: dict[str, Any]) -> Manifest:
    text = {"ar": "اسم", "en": "Name"}
    columns = [
        {"column": "رقم_الملف", "attribute": "file_no"},
        {"column": "NID", "attribute": "number", "type": "number"},
        {"column": "الاسم", "attribute": "full_name"},
        {"column": "DOB", "attribute": "birth_date", "type": "date", "format": "%d/%m/%Y"},
        {"column": "BORN", "attribute": "born", "type": "date", "concept": "birth_date"},
        {"column": "ADDR", "attribute": "address"},
        {"column": "GOV", "attribute": "place", "type": "code", "values": {"C": "01", "A": "02", "AL": "02"}},
        {"column": "BAL", "attribute": "balance", "type": "money"},
        {"column": "PAID", "attribute": "paid", "type": "boolean", "values": {"نعم": "true", "لا": "false"}},
        {"column": "VISITS", "attribute": "visits", "type": "integer"},
        {"column": "NOTE", "attribute": "note", "nulls": ["-"]},
    ]
    columns = [{**column, "name": text, **changes.get(column["attribute"], {})} for column in columns]
    role = {"role": "holder", "name": text, "number": "number", "full_name": "full_name", "birth_date": "birth_date"}
    return Manifest.model_validate(
        {
            "id": id_, "kind": "test-people", "name": text, "owner": "x", "documented": False, "evidence": "test",
            "section": "identity", "freshness": "P1D", "source": source, "key": ["file_no"], "columns": columns,
            "persons": [{**role, "address": "address"}],
        }
    )  # fmt: skip


def log_of(id_: str, other: str, source: dict[str, Any]) -> Manifest:
    text = {"ar": "اسم", "en": "Name"}
    via = {"register": other, "role": "holder", "attribute": "file_no", "matches": "file_no"}
    columns = [{"column": name, "attribute": name, "name": text} for name in ("entry", "file_no")]
    return Manifest.model_validate(
        {
            "id": id_, "kind": "test-log", "name": text, "owner": "x", "documented": False, "evidence": "test",
            "section": "identity", "freshness": "P1D", "source": source, "key": ["entry"], "columns": columns,
            "persons": [{"role": "holder", "name": text, "via": via}],
        }
    )  # fmt: skip


SQL = {"connector": "sql", "table": "جدول"}
ALL = [
    manifest("reg-901", SQL),
    manifest("reg-902", {"connector": "csv", "encoding": "cp1256", "delimiter": ";"}, number={"digits": "arabic"}),
    manifest("reg-903", {"connector": "csv"}, number={"digits": "arabic"}),
    manifest("reg-904", {"connector": "parquet"}, balance={"minor": True}),
    manifest("reg-905", {"connector": "excel", "table": "ورقة"}),
    manifest("reg-906", {"connector": "csv", "delimiter": "\t", "options": {"script": "latin"}}),
    log_of("reg-907", "reg-901", {"connector": "parquet"}),
]


def write(home: Path, *, manifests: list[Manifest] = ALL, people: int = PEOPLE, seed: int = 1) -> NationReport:
    return write_nation(people, seed, home, manifests=manifests, processes=1)


def registers(home: Path) -> Path:
    return home / "nation" / "registers"


def truth(home: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(home / "nation" / "truth" / f"{name}.parquet")


def hashes(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.suffix in {".csv", ".parquet", ".arrow"}]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@cache
def small() -> Nation:
    return simulate(pack(), 1_500, seed=2)


def damaged(one: Manifest) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows and truth of a careless register, side by side."""
    part = next(slices(Plan(one, CARELESS, frozenset({"file_no"}), 3), small()))
    return part.native, part.truth


def test_every_store_is_written_and_stands_in_the_address_book(tmp_path: Path) -> None:
    report = write(tmp_path)
    assert report.by_store == {"sqlite": 1, "csv": 3, "parquet": 2, "excel": 1}
    assert (report.registers, report.people_alive < report.people_total) == (7, True)
    book = yaml.safe_load((tmp_path / "addresses.yaml").read_text())["registers"]
    assert book["reg-901"] == f"sqlite:///{registers(tmp_path) / 'reg-901.sqlite'}"
    assert book["reg-904"] == str(registers(tmp_path) / "reg-904.parquet")
    assert (tmp_path / "addresses.yaml").stat().st_mode & 0o077 == 0


def test_addresses_of_registers_that_were_described_here_stay_in_the_book(tmp_path: Path) -> None:
    (tmp_path / "registers").mkdir()
    (tmp_path / "registers/water.yaml").write_text("id: water")
    (tmp_path / "addresses.yaml").write_text("registers: {water: 'env:WATER', reg-999: /of/an/older/nation.csv}")
    write(tmp_path)
    book = yaml.safe_load((tmp_path / "addresses.yaml").read_text())["registers"]
    assert book["water"] == "env:WATER"
    assert "reg-901" in book
    assert "reg-999" not in book


def test_a_database_has_the_agencys_table_with_its_key(written: Path) -> None:
    connection = sqlite3.connect(registers(written) / "reg-901.sqlite")
    rows = connection.execute('SELECT "رقم_الملف", DOB, BORN, GOV, PAID FROM "جدول"').fetchall()
    indexes = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'index'").fetchall()
    connection.close()
    assert "UNIQUE" in indexes[0][0]
    assert {row[3] for row in rows} == {"C", "A", "AL"}  # two native values for one code are both in use
    assert {row[4] for row in rows} == {"نعم"}
    assert all(row[1][2] == "/" and row[2][4] == "-" for row in rows)


def test_a_cp1256_file_has_latin_digits_where_the_encoding_has_no_arabic_ones(written: Path) -> None:
    text = (registers(written) / "reg-902.csv").read_bytes().decode("cp1256")
    assert text.startswith("رقم_الملف;NID;الاسم;")
    assert not set("٠١٢٣٤٥٦٧٨٩") & set(text)


def test_arabic_digits_and_delimiters_are_as_the_manifest_says(written: Path) -> None:
    frame = pl.read_csv(registers(written) / "reg-903.csv", infer_schema=False)
    numbers = frame["NID"].drop_nulls()
    assert numbers.str.contains("^[٠-٩]{14}$").mean() > 0.9
    assert "\t" in (registers(written) / "reg-906.csv").read_text().splitlines()[0]


def test_money_is_exact_in_both_styles_also_below_zero(written: Path) -> None:
    minor = pl.read_parquet(registers(written) / "reg-904.parquet")
    major = pl.read_csv(registers(written) / "reg-903.csv", infer_schema=False)
    pid = pl.col("رقم_الملف").cast(pl.Int64) - 100_000
    first = minor.with_columns(pid=pid).filter(pl.col("pid") < 200_000)
    assert (first["BAL"] == first["pid"] - 150).mean() > 0.95  # all but rows entered twice
    assert set(major["BAL"].str.extract(r"^-?\d+(\.\d\d)$").unique()) == {
        f".{n:02}" for n in range(100) if f".{n:02}" in "".join(major["BAL"])
    }


def test_columnar_files_are_sorted_by_what_rows_are_looked_up_by(written: Path) -> None:
    assert pl.read_parquet(registers(written) / "reg-907.parquet")["file_no"].is_sorted()
    assert not pl.read_csv(registers(written) / "reg-903.csv", infer_schema=False)["رقم_الملف"].is_sorted()


def test_a_workbook_keeps_numbers_as_text(written: Path) -> None:
    book = openpyxl.load_workbook(registers(written) / "reg-905.xlsx", read_only=True)
    rows = list(book["ورقة"].iter_rows(values_only=True))
    book.close()
    assert rows[0][0] == "رقم_الملف"
    assert all(isinstance(row[0], str) for row in rows[1:])


def test_latin_registers_hold_latin_names(written: Path) -> None:
    names = pl.read_csv(registers(written) / "reg-906.csv", separator="\t", infer_schema=False)["الاسم"]
    assert names.str.contains("^[A-Za-z -]+$").all()
    assert truth(written, "reg-906")["name_latin"].all()


def test_empty_cells_may_hold_the_registers_own_mark_for_nothing(written: Path) -> None:
    notes = pl.read_parquet(registers(written) / "reg-904.parquet")["NOTE"]
    assert set(notes) == {"-", None}


def test_the_truth_names_the_person_of_each_row() -> None:
    native, known = damaged(ALL[0])
    persons = small().persons
    assert known["key"].to_list() == native["رقم_الملف"].to_list()
    assert (persons["number"].gather(known["pid"]) == known["number"]).all()
    right = known.select(~pl.any_horizontal("number_missing", "number_wrong")).to_series()
    latin = native["NID"].str.replace_many(list("٠١٢٣٤٥٦٧٨٩"), list("0123456789"))
    assert (latin == known["number"]).fill_null(value=False).eq(right).all()


def test_the_truth_of_a_via_role_goes_by_the_value_that_leads_on(written: Path) -> None:
    known = truth(written, "reg-907")
    assert known["key"].cast(pl.Int64).eq(known["pid"].cast(pl.Int64) + 100_000).all()


def test_careless_registers_show_every_fault_and_flag_it() -> None:
    _, known = damaged(ALL[0])
    shares = known.select(pl.col(pl.Boolean).mean()).row(0, named=True)
    assert shares["number_missing"] == pytest.approx(0.06, abs=0.02)
    assert shares["duplicate"] == pytest.approx(0.015, abs=0.01)
    for fault in ("number_wrong", "name_misspelt", "no_grandfather", "date_swapped", "address_stale"):
        assert shares[fault] > 0, fault


def test_a_row_without_a_number_keeps_a_name() -> None:
    native, known = damaged(ALL[0])
    assert native.filter(known["number_missing"])["الاسم"].is_not_null().all()


def test_a_second_entry_has_a_key_of_its_own() -> None:
    native, known = damaged(ALL[0])
    assert native["رقم_الملف"].is_unique().all()
    assert known.filter("duplicate")["pid"].is_in(known.filter(~pl.col("duplicate"))["pid"].implode()).all()


def test_the_spine_is_without_faults() -> None:
    plan = plans([ALL[0]], "reg-901", 1)[0]
    known = next(slices(plan, small())).truth
    assert not known.select(pl.any_horizontal(pl.col(pl.Boolean)).any()).item()


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / name)
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")


def test_two_processes_write_what_one_writes(tmp_path: Path) -> None:
    chosen = [m for m in api.pack_manifests() if m.id in {"reg-001", "reg-020", "reg-057"}]
    write_nation(PEOPLE, 1, tmp_path / "one", manifests=chosen, processes=1)
    write_nation(PEOPLE, 1, tmp_path / "two", manifests=chosen, processes=2)
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")


def test_a_broken_off_run_is_taken_up_and_ends_in_the_same_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "whole")
    (tmp_path / "addresses.yaml").unlink()
    written: list[str] = []
    right = api.write_register

    def killed_after_three(order: api.Order) -> api.Done:
        if len(written) == 3:
            raise KeyboardInterrupt
        written.append(order.plan.manifest.id)
        return right(order)

    with monkeypatch.context() as patched:
        patched.setattr(api, "write_register", killed_after_three)
        with pytest.raises(KeyboardInterrupt):
            write(tmp_path / "broken")
    assert not (tmp_path / "addresses.yaml").exists()
    stamps = {name: (tmp_path / "broken/nation/marks" / f"{name}.json").stat().st_mtime_ns for name in written}
    write(tmp_path / "broken")
    again = {name: (tmp_path / "broken/nation/marks" / f"{name}.json").stat().st_mtime_ns for name in written}
    assert stamps == again
    assert hashes(tmp_path / "whole") == hashes(tmp_path / "broken")


def test_a_register_that_fails_midway_leaves_nothing_and_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: stores.Csv, frame: pl.DataFrame) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(stores.Csv, "write", full)
        with pytest.raises(NationError, match=r"reg-902: OSError: no space"):
            write(tmp_path)
    assert {path.name for path in registers(tmp_path).iterdir()} == {
        "reg-901.sqlite", "reg-904.parquet", "reg-905.xlsx", "reg-907.parquet",
    }  # fmt: skip
    assert write(tmp_path).registers == 7


def test_another_seed_starts_anew(tmp_path: Path) -> None:
    write(tmp_path)
    before = hashes(registers(tmp_path))
    write(tmp_path, seed=2)
    after = hashes(registers(tmp_path))
    assert before.keys() == after.keys()
    assert not set(before.values()) & set(after.values())


def test_a_changed_manifest_is_written_again_alone(tmp_path: Path) -> None:
    write(tmp_path)
    before = hashes(registers(tmp_path))
    changed = manifest("reg-903", {"connector": "csv", "delimiter": "|"})
    write(tmp_path, manifests=[changed if m.id == "reg-903" else m for m in ALL])
    after = hashes(registers(tmp_path))
    assert {name for name in before if before[name] != after[name]} == {"reg-903.csv"}


def test_a_kind_without_content_is_told_before_anything_is_made(tmp_path: Path) -> None:
    strange = ALL[0].model_copy(update={"kind": "unheard-of"})
    with pytest.raises(ContentError, match=r"reg-901 \(unheard-of\)"):
        write(tmp_path, manifests=[strange])
    assert not (tmp_path / "nation" / "facts").exists()


def test_content_that_repeats_a_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = lambda nation, rng: pl.concat([people(nation, rng)] * 2)  # noqa: E731
    monkeypatch.setitem(CONTENT, "test-people", twice)
    with pytest.raises(ContentError, match="repeats the key file_no"):
        damaged(ALL[0])


def test_content_that_lacks_an_attribute_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CONTENT, "test-people", lambda nation, rng: people(nation, rng).drop("balance"))
    with pytest.raises(ContentError, match="does not give balance"):
        damaged(ALL[0])


def test_a_code_without_a_native_value_is_refused() -> None:
    lacking = manifest("reg-908", SQL, place={"values": {"C": "01"}})
    with pytest.raises(NativeValueError, match="GOV: no native value for code 02"):
        damaged(lacking)


def test_a_letter_that_the_encoding_has_not_is_refused_unless_a_near_one_will_do() -> None:
    assert encodable(pl.Series("NOTE", ["Zoë ٣"]), "cp1256").to_list() == ["Zoë 3"]
    with pytest.raises(NativeValueError, match="NOTE: cp1256 has no letter for 漢"):
        encodable(pl.Series("NOTE", ["漢"]), "cp1256")


def test_one_kind_has_one_content() -> None:
    with pytest.raises(ValueError, match="given twice"):
        content("test-people")(people)


# ---- servers


@pytest.fixture
def postgresql() -> Iterator[str]:
    """The address of a database that does not exist yet, on the tests' own server."""
    server = os.environ.get("WASL_TEST_POSTGRESQL") or pytest.skip("WASL_TEST_POSTGRESQL is not set")
    name = f"wasl_nation_test_{uuid4().hex[:8]}"
    yield f"{server.rpartition('/')[0]}/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')  # type: ignore[arg-type]


@pytest.fixture
def mariadb() -> Iterator[str]:
    """The same on MariaDB."""
    server = os.environ.get("WASL_TEST_MARIADB") or pytest.skip("WASL_TEST_MARIADB is not set")
    name = f"wasl_nation_test_{uuid4().hex[:8]}"
    yield f"{server.rpartition('/')[0]}/{name}"
    with opened(server) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")


def opened(address: str) -> pymysql.Connection:  # type: ignore[type-arg]
    """A connection from outside Wasl."""
    parts = urlsplit(address)
    return pymysql.connect(
        host=parts.hostname or "",
        port=parts.port or 3306,
        user=parts.username,
        password=parts.password or "",
        database=parts.path.lstrip("/") or None,
    )


def test_a_third_of_the_databases_goes_to_postgresql(
    tmp_path: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WASL_NATION_POSTGRESQL", postgresql)
    settings.cache_clear()
    on_server = manifest("reg-910", SQL, note={"nulls": []})  # 910 leaves 1 when divided by three
    for _ in range(2):  # the second run takes the first one's table for its own
        report = write(tmp_path, manifests=[manifest("reg-912", SQL), on_server])
    assert report.by_store == {"postgresql": 1, "sqlite": 1}
    with psycopg.connect(postgresql) as connection:
        rows = connection.execute('SELECT "رقم_الملف", "BAL", "BORN", "NOTE" FROM "جدول"').fetchall()
    assert len(rows) == len(truth(tmp_path, "reg-910"))
    assert {row[3] for row in rows} == {None}
    address = yaml.safe_load((tmp_path / "addresses.yaml").read_text())["registers"]["reg-910"]
    assert address == postgresql.replace("postgresql:", "postgresql+psycopg:")


def test_a_third_of_the_databases_goes_to_mariadb(
    tmp_path: Path, mariadb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WASL_NATION_MARIADB", mariadb)
    settings.cache_clear()
    on_server = manifest("reg-911", SQL)
    report = write(tmp_path, manifests=[ALL[0], on_server], seed=4)
    assert write(tmp_path, manifests=[ALL[0], on_server], seed=5).by_store == report.by_store
    assert report.by_store == {"mariadb": 1, "sqlite": 1}
    with opened(mariadb) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT `رقم_الملف`, BAL, BORN FROM `جدول`")
        assert len(cursor.fetchall()) == len(truth(tmp_path, "reg-911"))
        cursor.execute("SHOW TABLES")
        assert cursor.fetchall() == (("جدول",),)
