"""A register that cannot be written says so, and whether it is worth trying again."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from tests.registers.conftest import CODES, registers
from tests.registers.writing import DATABASES, DRIVERS, WRITES, Ledger, add, change, described, ledger
from wasl.core.passage import UnguardedRead, guarded, opened
from wasl.registers import api
from wasl.registers.addresses import AddressBook, address_book
from wasl.registers.catalogue import Catalogue
from wasl.registers.changes import Prepared
from wasl.registers.checking import check
from wasl.registers.connectors.base import RegisterUnavailable
from wasl.registers.findings import Aspect
from wasl.registers.lanes import FAILURES
from wasl.registers.reading import Registers
from wasl.registers.refusals import NotOpen

SERVERS = ["postgresql", "mariadb"]
WANTED = change(governorate="02")


@pytest.fixture(params=DATABASES)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    with ledger(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    with ledger(request.param, tmp_path) as found:
        yield found


def reason(book: Ledger, prepared: Prepared | None = None, seconds: float = 10.0) -> str:
    changing = book.changing(WANTED, seconds)
    with pytest.raises(RegisterUnavailable) as raised:
        changing.write(prepared) if prepared else changing.prepare()
    return raised.value.reason


def test_a_register_without_an_address_is_told() -> None:
    book = Ledger("sqlite", "", registers((described(), None)))
    assert reason(book) == "no-address"


def test_a_file_that_is_not_there_is_down_and_stays_away(tmp_path: Path) -> None:
    book = Ledger("sqlite", "", registers((described(), f"sqlite:///{tmp_path}/no.db")))
    assert reason(book) in {"down", "changed"}
    assert not (tmp_path / "no.db").exists()


@pytest.mark.parametrize("scheme", ["postgresql", "mariadb"])
def test_a_server_that_never_answers_is_given_up_at_the_deadline(scheme: str, deaf: int) -> None:
    book = Ledger(scheme, "", registers((described(), f"{scheme}://u:secret@127.0.0.1:{deaf}/d")))
    started = monotonic()
    assert reason(book, seconds=0.5) == "slow"
    assert monotonic() - started < 3


def test_a_register_that_fails_again_and_again_is_not_asked(tmp_path: Path) -> None:
    book = Ledger("postgresql", "", registers((described(), "postgresql://u:secret@127.0.0.1:9/d")))
    for _ in range(FAILURES):
        assert reason(book) == "down"
    with pytest.raises(RegisterUnavailable, match="not asked"):
        book.changing(WANTED).prepare()


def test_a_table_that_changed_is_told(book: Ledger) -> None:
    prepared = book.prepare(WANTED)
    book.sql("ALTER TABLE |ملفات| RENAME COLUMN |GOV| TO |GOVERNORATE|")
    assert reason(book, prepared) == "changed"
    book.sql("DROP TABLE |ملفات|")
    assert reason(book) == "changed"


def test_nothing_is_written_while_somebody_else_holds_the_row_too_long(book: Ledger) -> None:
    prepared = book.prepare(WANTED)
    url = make_url(book.address)
    engine = create_engine(url.set(drivername=DRIVERS.get(url.get_backend_name(), "sqlite")), poolclass=NullPool)
    quote = "`" if book.kind == "mariadb" else '"'
    with engine.connect() as other:
        other.execute(text("UPDATE |ملفات| SET |NAME| = 'x'".replace("|", quote)))
        started = monotonic()
        assert reason(book, prepared, seconds=1.0) in {"slow", "busy"}
        assert monotonic() - started < 3
        other.commit()
    assert book.only()["GOV"] == "C"
    assert book.write(WANTED, prepared).already is False


def test_a_thread_left_behind_at_the_deadline_writes_nothing(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = book.prepare(WANTED)
    changing = book.changing(WANTED, seconds=30)
    late: Any = changing._deadline
    columns = "wasl.registers.native.Columns.lost"
    from wasl.registers.native import Columns

    real = Columns.lost

    def slow(self: Columns, row: Any, values: Any) -> str | None:
        object.__setattr__(late, "at", 0.0)  # the deadline passes between the change and its commit
        return real(self, row, values)

    monkeypatch.setattr(columns, slow)
    with pytest.raises(RegisterUnavailable) as raised:
        changing.write(prepared)
    assert raised.value.reason == "slow"
    assert book.only()["GOV"] == "C"


def test_a_crash_after_the_commit_is_told_from_one_before(book: Ledger) -> None:
    kept = book.prepare(WANTED).to_json()
    assert book.write(WANTED, Prepared.from_json(kept)).already is False  # and nobody noted it
    assert book.write(WANTED, Prepared.from_json(kept)).already is True


@pytest.fixture
def reader(server: Ledger) -> Iterator[str]:
    """The address of an account that may only read."""
    url = make_url(server.address)
    name = f"reader_{os.urandom(4).hex()}"
    if server.kind == "postgresql":
        server.sql(f"CREATE ROLE {name} LOGIN PASSWORD 'x'")
        server.sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}")
    else:
        server.sql(f"CREATE USER {name}@'%' IDENTIFIED BY 'x'")
        server.sql(f"GRANT SELECT ON {url.database}.* TO {name}@'%'")
    yield url.set(username=name, password="x").render_as_string(hide_password=False)
    server.sql(f"DROP OWNED BY {name}" if server.kind == "postgresql" else "SELECT 1")
    server.sql(f"DROP ROLE {name}" if server.kind == "postgresql" else f"DROP USER {name}@'%'")


def both(reading: str, writing: str | None) -> Registers:
    manifest = described()
    book = AddressBook({manifest.id: reading}, writing={manifest.id: writing} if writing else None)
    return Registers(Catalogue({manifest.id: manifest}, CODES), book)


@pytest.mark.parametrize("server", SERVERS, indirect=True)
def test_an_account_that_may_only_read_is_told_what_to_ask_for(server: Ledger, reader: str) -> None:
    server.source = both(reader, None)
    with pytest.raises(NotOpen, match="let the account"):
        server.write(WANTED, server.prepare(WANTED))
    added = add(owner_name="x")
    with pytest.raises(NotOpen, match="let the account"):
        server.write(added, server.prepare(added))
    (report,) = check(server.source, ["reg-900"], seconds=10)
    assert [finding.aspect for finding in report.findings if finding.aspect == Aspect.WRITING]
    server.source.close()


@pytest.mark.parametrize("server", SERVERS, indirect=True)
def test_one_account_reads_and_another_writes(server: Ledger, reader: str) -> None:
    server.source = both(reader, server.address)
    server.done(WANTED)
    assert server.values("a-1")["governorate"] == "02"
    (report,) = check(server.source, ["reg-900"], seconds=10)
    assert [finding.what.en for finding in report.findings if finding.aspect == Aspect.WRITING] == []
    server.source.close()


def test_a_check_tries_the_rights_and_touches_no_row(book: Ledger) -> None:
    book.opened({**WRITES, "remove_added": True})
    before = book.rows()
    (report,) = check(book.source, ["reg-900"], seconds=10)
    assert [finding.what.en for finding in report.findings if finding.aspect == Aspect.WRITING] == []
    assert book.rows() == before


@pytest.mark.parametrize("server", ["mariadb"], indirect=True)
def test_a_table_without_transactions_is_not_written(server: Ledger) -> None:
    server.sql("ALTER TABLE |ملفات| ENGINE = MyISAM")
    with pytest.raises(NotOpen, match="no transactions"):
        server.prepare(WANTED)


def test_a_sqlite_register_that_somebody_writes_into_is_busy(tmp_path: Path) -> None:
    with ledger("sqlite", tmp_path) as book, closing(sqlite3.connect(tmp_path / "register.db")) as other:
        prepared = book.prepare(WANTED)
        other.execute("BEGIN EXCLUSIVE")
        assert reason(book, prepared, seconds=5.0) == "busy"
        other.rollback()
        assert book.write(WANTED, prepared).already is False


def test_no_error_repeats_a_value(book: Ledger) -> None:
    named = change(owner_name="زينب السيد")
    prepared = book.prepare(named)
    if book.kind == "sqlite":
        book.sql("CREATE TRIGGER t BEFORE UPDATE ON |ملفات| BEGIN SELECT RAISE(ABORT, 'never'); END")
    else:
        book.sql("ALTER TABLE |ملفات| ADD CONSTRAINT few CHECK (|NAME| <> 'زينب السيد')")
    with pytest.raises(Exception, match="did not take") as raised:
        book.write(named, prepared)
    assert "زينب" not in str(raised.value)


def test_text_that_could_not_be_put_back_is_not_changed(tmp_path: Path) -> None:
    with ledger("sqlite", tmp_path) as book:
        book.sql("UPDATE |ملفات| SET |NAME| = :text", text="مح\ufffdد")
        with pytest.raises(Exception, match="put back"):
            book.prepare(change(owner_name="محمد"))


def test_the_book_names_who_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "addresses.yaml"
    path.write_text("writing:\n  reg-1: env:W\nregisters:\n  reg-1: sqlite:////a\n  reg-2: sqlite:////b\n")
    found = address_book(path)
    assert (found.for_writing("reg-1"), found.for_writing("reg-2")) == (None, "sqlite:////b")
    monkeypatch.setenv("W", "sqlite:////w")
    assert (found.for_writing("reg-1"), found.get("reg-1")) == ("sqlite:////w", "sqlite:////a")


def test_a_write_needs_an_open_passage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ledger("sqlite", tmp_path) as book:
        monkeypatch.setattr(api, "registers", lambda: book.source)
        with guarded(), pytest.raises(UnguardedRead):
            api.prepare(WANTED)
        with guarded(), opened("a test"):
            prepared = api.prepare(WANTED)
            assert api.write(WANTED, prepared).already is False
            assert api.take_back(WANTED, prepared, "restore").already is False


def test_what_may_be_written_is_asked_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writes = {"change": ["governorate"], "end": {"attribute": "status", "value": "ended"}}
    source = registers((described(writes), None), (described(None, id="reg-901"), None))  # type: ignore[arg-type]
    monkeypatch.setattr(api, "registers", lambda: source)
    assert api.writable("reg-900", api.Operation.CHANGE, ["governorate"])
    assert api.writable("reg-900", api.Operation.END, [])
    assert not api.writable("reg-900", api.Operation.CHANGE, ["governorate", "fee"])
    assert not api.writable("reg-900", api.Operation.ADD, [])
    assert not api.writable("reg-901", api.Operation.CHANGE, ["governorate"])
    with pytest.raises(KeyError):
        api.writable("reg-999", api.Operation.CHANGE, [])
