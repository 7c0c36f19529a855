"""Many registers at once: whatever some of them do, the others' rows are there, and each gap is named."""

import sqlite3
from contextlib import closing
from datetime import UTC, date
from pathlib import Path
from socket import create_server
from typing import Any

import pytest

from tests.registers.conftest import HEADER, ROWS, Hanging, csv_writer, manifest, registers, sqlite_store
from wasl.registers.decode import problems
from wasl.registers.gaps import Reason
from wasl.registers.lanes import Breaker
from wasl.registers.manifest import Manifest
from wasl.registers.reading import Reading, ReadRequest, Registers


def read(source: Registers, *ids: str, deadline: float = 5.0, limit: int = 50, key: str = "007") -> list[Reading]:
    requests = [ReadRequest(register, "owner", (key,)) for register in ids]
    return source.read(requests, deadline_seconds=deadline, limit=limit)


def only(source: Registers, **more: Any) -> Reading:
    (reading,) = read(source, "reg-900", **more)
    return reading


@pytest.fixture
def good(tmp_path: Path) -> tuple[Manifest, str]:
    path = tmp_path / "good.csv"
    csv_writer(path, "utf-8")(HEADER, ROWS)
    return manifest("csv", id="reg-901"), str(path)


def test_a_row_comes_with_key_values_time_and_problems(tmp_path: Path) -> None:
    with sqlite_store(tmp_path) as store:
        source = registers((store.connector.manifest, store.connector.address))
        first = only(source)
        assert (first.rows[0].key, first.missing, first.truncated) == ("007", None, False)
        assert first.read_at.tzinfo is UTC
        values = first.rows[0].values
        assert values["owner_number"].value == "28501010100011"
        assert values["governorate"].value == "01"
        assert values["day"].value == date(2020, 2, 1)
        assert values["price"].value == 123450
        bad = only(source, key="A-1").rows[0].values
        assert (bad["governorate"].raw, bad["governorate"].problem) == ("Z", problems.UNKNOWN_CODE)
        assert (bad["day"].raw, bad["day"].value, bad["day"].problem) == ("31/02/2021", None, problems.NOT_A_DATE)
        assert bad["price"].problem == problems.NOT_MONEY


def test_a_register_without_an_address_is_a_named_gap(good: tuple[Manifest, str]) -> None:
    lost, found = read(registers((manifest("csv"), None), good), "reg-900", "reg-901")
    assert lost.missing
    assert (lost.missing.reason, bool(lost.missing.detail.ar)) == (Reason.NO_ADDRESS, True)
    assert len(found.rows) == 1


@pytest.mark.parametrize("scheme", ["postgresql", "mariadb", "http"])
def test_a_server_that_never_answers_is_named_slow_and_delays_nobody(
    scheme: str, deaf: int, good: tuple[Manifest, str]
) -> None:
    bad = manifest("http" if scheme == "http" else "sql", table="t"), f"{scheme}://u@127.0.0.1:{deaf}/d"
    lost, found = read(registers(bad, good), "reg-900", "reg-901", deadline=2.0)
    assert lost.missing
    assert lost.missing.reason == Reason.SLOW
    assert len(found.rows) == 1


@pytest.mark.parametrize("scheme", ["postgresql", "mariadb", "http"])
def test_a_server_that_is_not_there_is_named_down(scheme: str, good: tuple[Manifest, str]) -> None:
    with closing(create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    bad = manifest("http" if scheme == "http" else "sql", table="t"), f"{scheme}://u:secret@127.0.0.1:{port}/d"
    lost, found = read(registers(bad, good), "reg-900", "reg-901")
    assert lost.missing
    assert lost.missing.reason == Reason.DOWN
    assert "secret" not in lost.missing.cause
    assert len(found.rows) == 1


def test_a_file_that_is_not_there_is_named_down(tmp_path: Path) -> None:
    for connector, name in (("csv", "no.csv"), ("parquet", "no.parquet"), ("excel", "no.xlsx")):
        missing = only(registers((manifest(connector), str(tmp_path / name)))).missing
        assert missing
        assert missing.reason == Reason.DOWN
    missing = only(registers((manifest("sql", table="t"), f"sqlite:///{tmp_path}/no.db"))).missing
    assert missing
    assert missing.reason == Reason.DOWN
    assert not (tmp_path / "no.db").exists()


def test_rubbish_in_place_of_a_file_is_named_broken(tmp_path: Path) -> None:
    path = tmp_path / "rubbish"
    path.write_bytes(bytes(range(256)) * 40)
    for connector in ("parquet", "excel"):
        missing = only(registers((manifest(connector), str(path)))).missing
        assert missing
        assert missing.reason == Reason.BROKEN
    missing = only(registers((manifest("sql", table="t"), f"sqlite:///{path}"))).missing
    assert missing
    assert missing.reason == Reason.BROKEN


def test_a_locked_sqlite_register_is_named_busy(tmp_path: Path) -> None:
    with sqlite_store(tmp_path) as store, closing(sqlite3.connect(tmp_path / "register.db")) as writer:
        source = registers((store.connector.manifest, store.connector.address))
        assert only(source).missing is None
        writer.execute("BEGIN EXCLUSIVE")
        missing = only(source).missing
        writer.rollback()
        assert missing
        assert missing.reason == Reason.BUSY
        assert only(source).missing is None


def test_a_wrong_encoding_shows_what_can_be_read_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    csv_writer(path, "utf-8")(HEADER, ROWS[1:2])
    path.write_bytes(path.read_bytes().replace("الكبير".encode(), "الكبير".encode("cp1256")))
    value = only(registers((manifest("csv"), str(path))), key="7").rows[0].values["owner_name"]
    assert value.problem == problems.BROKEN
    assert str(value.raw).startswith("أحمد")


def test_text_in_a_wrong_encoding_in_sqlite_shows_what_can_be_read(tmp_path: Path) -> None:
    with sqlite_store(tmp_path) as store:
        with closing(sqlite3.connect(tmp_path / "register.db")) as writer, writer:
            writer.execute('UPDATE سجل SET "الاسم" = CAST(? AS TEXT)', ("محمد".encode("cp1256"),))
        source = registers((store.connector.manifest, store.connector.address))
        assert only(source).rows[0].values["owner_name"].problem == problems.BROKEN
        assert sum(batch.height for batch in store.connector.stream(HEADER, batch=2)) == len(ROWS)


def test_a_million_characters_in_a_cell_are_cut_and_the_cut_is_told(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    csv_writer(path, "utf-8")(HEADER, [("007", None, "ا" * 1_000_000, None, None, None)])
    value = only(registers((manifest("csv"), str(path)))).rows[0].values["owner_name"]
    assert (len(str(value.raw)), value.problem) == (10_000, problems.CUT)


def test_more_rows_than_the_limit_are_told(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    csv_writer(path, "utf-8")(HEADER, [("007", None, str(number), None, None, None) for number in range(9)])
    reading = only(registers((manifest("csv"), str(path))), limit=4)
    assert (len(reading.rows), reading.truncated) == (4, True)


def test_a_log_is_read_newest_first_whatever_way_it_writes_dates(tmp_path: Path) -> None:
    days = ["٠٢/٠١/٢٠٢٠", "٠١/١٢/٢٠٢٠", "no day", "٣١/٠١/٢٠١٩"]
    rows = [("007", None, None, None, day, None) for day in days]
    with sqlite_store(tmp_path) as store:
        store.replace(HEADER, rows)
        log = manifest("sql", table="سجل", newest="day")
        found = only(registers((log, store.connector.address)), limit=2).rows
    assert [row.values["day"].value for row in found] == [date(2020, 12, 1), date(2020, 1, 2)]


def test_a_register_that_fails_again_and_again_is_left_alone_then_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("wasl.registers.lanes.monotonic", lambda: now)
    breaker = Breaker(failures=3, rest=15)
    for _ in range(3):
        assert breaker.lets_through()
        breaker.failed()
    assert not breaker.lets_through()
    now = 116.0
    assert [breaker.lets_through(), breaker.lets_through()] == [True, False]
    breaker.succeeded()
    assert breaker.lets_through()


def test_hanging_registers_take_no_more_than_their_lane(hanging: type[Hanging], good: tuple[Manifest, str]) -> None:
    bad = [(manifest("hanging", id=f"reg-9{number}"), "nowhere") for number in range(10, 40)]
    source = registers(good, *bad)
    assert read(source, "reg-901")[0].rows  # its index is there
    for _ in range(6):
        found, *lost = read(source, "reg-901", *(register.id for register, _ in bad), deadline=0.25)
        assert len(found.rows) == 1
        assert all(reading.missing for reading in lost)
    assert {reading.missing.reason for reading in lost if reading.missing} == {Reason.DOWN}


def test_a_register_or_role_that_does_not_exist_is_the_callers_mistake(good: tuple[Manifest, str]) -> None:
    source = registers(good)
    with pytest.raises(KeyError):
        read(source, "reg-999")
    with pytest.raises(KeyError):
        source.read([ReadRequest("reg-901", "buyer", ("1",))], deadline_seconds=1, limit=1)


def test_nothing_asked_is_nothing_answered(good: tuple[Manifest, str]) -> None:
    assert read(registers(good)) == []
