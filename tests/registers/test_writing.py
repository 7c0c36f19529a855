"""A change in a register is made once, or not at all, and never over somebody else's."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

from tests.registers.writing import DATABASES, ROW, WRITES, Ledger, add, change, end, ledger
from wasl.core.errors import Refusal
from wasl.registers.changes import Change
from wasl.registers.connectors.sql.writer import Held
from wasl.registers.refusals import NoSuchRow, NotOpen, Overtaken, Unfit

WANTED: dict[str, Any] = {
    "owner_number": "28501010100012",
    "owner_name": "أحمد",
    "governorate": "21",
    "day": date(2021, 2, 3),
    "fee": 123450,
    "sheds": 7,
    "expiry": date(2027, 5, 1),
    "seen": datetime(2026, 5, 1, 8, 30, tzinfo=UTC),
    "active": False,
    "status": "valid",
}


@pytest.fixture(params=DATABASES)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    with ledger(request.param, tmp_path) as found:
        yield found


def test_a_change_is_written_as_the_register_writes_and_read_back_at_once(book: Ledger) -> None:
    assert book.values("a-1")["governorate"] == "01"  # connections for reading are open
    book.done(change(**WANTED))
    assert {name: value for name, value in book.values("a-1").items() if name != "file_no"} == WANTED
    row = book.only()
    assert (row["رقم المالك"], row["GOV"], row["DAY"], row["ACTIVE"]) == (
        "٢٨٥٠١٠١٠١٠٠٠١٢",
        "G",
        "٠٣/٠٢/٢٠٢١",
        "N",
    )
    assert (str(row["FEE"]), str(row["EXP"])) == ("1234.5" if book.kind == "sqlite" else "1234.50", "2027-05-01")


def test_only_the_columns_that_change_are_touched(book: Ledger) -> None:
    before = book.only()
    book.done(change(fee=2000))
    after = book.only()
    assert {name for name in before if before[name] != after[name]} == {"FEE"}


def test_the_same_change_again_does_nothing(book: Ledger) -> None:
    prepared = book.done(change(governorate="02"))
    again = book.write(change(governorate="02"), prepared)
    assert (again.already, again.key, again.register_id, again.at.tzinfo) == (True, "a-1", "reg-900", UTC)


def test_what_stands_there_already_is_left_as_it_is_written(book: Ledger) -> None:
    book.sql("UPDATE |ملفات| SET |رقم المالك| = '2850101 0100011'")
    prepared = book.prepare(change(owner_number="28501010100011"))
    assert book.write(change(owner_number="28501010100011"), prepared).already
    assert book.only()["رقم المالك"] == "2850101 0100011"


def test_nothing_is_written_over_somebody_elses_change(book: Ledger) -> None:
    prepared = book.prepare(change(governorate="02"))
    book.sql("UPDATE |ملفات| SET |GOV| = 'G'")
    with pytest.raises(Overtaken):
        book.write(change(governorate="02"), prepared)
    assert book.only()["GOV"] == "G"


def test_a_change_of_another_column_meanwhile_does_not_disturb(book: Ledger) -> None:
    prepared = book.prepare(change(governorate="02"))
    book.sql("UPDATE |ملفات| SET |NAME| = 'x'")
    assert book.write(change(governorate="02"), prepared).already is False
    assert (book.only()["NAME"], book.only()["GOV"]) == ("x", "A")


def test_a_change_is_taken_back_to_the_letter_once(book: Ledger) -> None:
    before = book.only()
    prepared = book.done(change(**WANTED))
    assert book.back(change(**WANTED), prepared, "restore").already is False
    assert book.only() == before
    assert book.back(change(**WANTED), prepared, "restore").already is True


def test_what_was_never_written_is_taken_back_by_doing_nothing(book: Ledger) -> None:
    prepared = book.prepare(change(governorate="02"))
    assert book.back(change(governorate="02"), prepared, "restore").already is True


def test_a_change_that_somebody_else_changed_since_is_not_taken_back(book: Ledger) -> None:
    prepared = book.done(change(governorate="02"))
    book.sql("UPDATE |ملفات| SET |GOV| = 'G'")
    with pytest.raises(Overtaken):
        book.back(change(governorate="02"), prepared, "restore")


def test_a_value_may_be_emptied_and_put_back(book: Ledger) -> None:
    prepared = book.done(change(owner_number=None, expiry=None, seen=None))
    assert [book.only()[name] for name in ("رقم المالك", "EXP", "SEEN")] == [None, None, None]
    book.back(change(owner_number=None, expiry=None, seen=None), prepared, "restore")
    assert (book.values("a-1")["expiry"], book.only()["رقم المالك"]) == (date(2026, 1, 1), ROW["رقم المالك"])


def test_keys_that_a_store_takes_for_equal_are_kept_apart(book: Ledger) -> None:
    book.put(FILE_NO="A-1", NAME="other")
    book.done(change(key="A-1", governorate="21"))
    assert {row["FILE_NO"]: row["GOV"] for row in book.rows()} == {"a-1": "C", "A-1": "G"}


def test_a_key_that_means_two_rows_changes_neither(book: Ledger) -> None:
    prepared = book.prepare(change(governorate="21"))
    book.put(NAME="twin")
    for attempt in (
        lambda: book.prepare(change(governorate="21")),
        lambda: book.write(change(governorate="21"), prepared),
    ):
        with pytest.raises(Unfit, match="more than one row"):
            attempt()
    assert {row["GOV"] for row in book.rows()} == {"C"}


def test_a_row_that_is_not_there_is_told(book: Ledger) -> None:
    with pytest.raises(NoSuchRow):
        book.prepare(change(key="zzz", governorate="02"))
    prepared = book.prepare(change(governorate="02"))
    book.sql("DELETE FROM |ملفات|")
    with pytest.raises(Overtaken):
        book.write(change(governorate="02"), prepared)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"owner_name": "ا" * 21}, "reg-900.owner_name: .*room"),
        ({"sheds": 70_000}, "reg-900.sheds: .*room"),
        ({"fee": 10**13}, "reg-900.fee: .*room"),
        ({"governorate": "35"}, "reg-900.governorate: .*Unknown code"),
        ({"governorate": "99"}, "reg-900.governorate: .*Unknown code"),
        ({"day": "2020-01-01"}, "reg-900.day: .*type"),
        ({"sheds": True}, "reg-900.sheds: .*type"),
        ({"owner_number": "-"}, "reg-900.owner_number: .*"),
        ({"day": datetime(2020, 1, 1, 10, tzinfo=UTC)}, "reg-900.day: .*type"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_before_anything_is_written(
    book: Ledger, values: dict[str, Any], told: str
) -> None:
    if book.kind == "sqlite" and "room" in told:
        pytest.skip("SQLite's columns hold anything")
    if values == {"owner_number": "-"}:
        assert book.prepare(change(**values)).after == {"owner_number": None}  # a mark without digits says nothing
        return
    before = book.rows()
    for one in (change(**values), add(**values)):
        with pytest.raises(Unfit, match=told):
            book.prepare(one)
    assert book.rows() == before


def test_what_the_store_itself_refuses_leaves_nothing_behind(book: Ledger) -> None:
    prepared = book.prepare(change(owner_name="أحمد", sheds=3))
    if book.kind == "sqlite":
        book.sql("CREATE TRIGGER t BEFORE UPDATE ON |ملفات| BEGIN SELECT RAISE(ABORT, 'never'); END")
    else:
        book.sql("ALTER TABLE |ملفات| ADD CONSTRAINT few CHECK (|SHEDS| < 3)")
    before = book.only()
    with pytest.raises(Unfit, match="did not take"):
        book.write(change(owner_name="أحمد", sheds=3), prepared)
    assert book.only() == before


def test_only_what_the_manifest_opens_is_written(book: Ledger) -> None:
    book.opened({"change": ["governorate"]})
    prepared = book.prepare(change(governorate="02"))
    with pytest.raises(NotOpen, match="owner_name"):
        book.prepare(change(governorate="02", owner_name="x"))
    for one in (add(governorate="02"), end()):
        with pytest.raises(NotOpen):
            book.prepare(one)
    book.opened({"change": ["day"]})
    with pytest.raises(NotOpen):
        book.write(change(governorate="02"), prepared)


def test_an_ended_row_says_so_and_can_be_put_back(book: Ledger) -> None:
    prepared = book.done(end())
    assert book.only()["STS"] == "ended"
    assert book.write(end(), prepared).already
    book.back(end(), prepared, "restore")
    assert book.only()["STS"] == "valid"


def test_a_row_may_end_on_a_day(book: Ledger) -> None:
    book.opened({**WRITES, "end": {"attribute": "expiry", "value": "today"}})
    book.sql("UPDATE |ملفات| SET |EXP| = '2030-01-01'")
    book.done(end())
    assert book.values("a-1")["expiry"] == date(2026, 3, 1)
    added = add(expiry=date(2026, 9, 1))
    prepared = book.done(added)
    assert book.back(added, prepared, "end").already is False
    assert book.values(prepared.key)["expiry"] == date(2026, 3, 1)
    assert book.back(added, prepared, "end", date(2026, 3, 5)).already is True


def test_an_added_row_has_all_that_was_given_and_a_key_of_its_own(book: Ledger) -> None:
    prepared = book.done(add(**WANTED))
    assert prepared.key[0] == "F"
    assert prepared.key[1:].isdecimal()
    assert len(prepared.key) == 9
    assert book.values(prepared.key) == {**WANTED, "file_no": prepared.key}
    assert prepared.before == {}


def test_an_added_row_is_added_once_whatever_was_forgotten(book: Ledger) -> None:
    prepared = book.done(add(**WANTED))
    assert book.write(add(**WANTED), prepared).already
    assert book.prepare(add(**WANTED)) == prepared  # what was prepared was lost, and the row was written
    assert len(book.rows()) == 2


def test_a_key_that_another_row_has_is_passed_over(book: Ledger) -> None:
    taken = book.prepare(add(**WANTED)).key
    book.put(FILE_NO=taken)
    prepared = book.done(add(**WANTED))
    assert prepared.key != taken
    assert len(book.rows()) == 3


def test_a_key_that_was_taken_meanwhile_is_told_and_the_change_prepared_anew(book: Ledger) -> None:
    prepared = book.prepare(add(**WANTED))
    book.put(FILE_NO=prepared.key)
    with pytest.raises(Overtaken, match="key was taken"):
        book.write(add(**WANTED), prepared)
    book.done(add(**WANTED))


def test_a_key_that_its_agency_takes_in_the_very_moment_is_told(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its agency knows nothing of our claim; its unique index keeps the second row out."""
    if book.kind != "postgresql":
        pytest.skip("the place of the row is held against everybody")
    book.sql("CREATE UNIQUE INDEX one ON |ملفات| (|FILE_NO|)")
    prepared = book.prepare(add(**WANTED))
    real = Held.add

    def late(self: Held, values: Any) -> None:
        if len(book.rows()) == 1:
            book.put(FILE_NO=prepared.key)
        real(self, values)

    monkeypatch.setattr(Held, "add", late)
    with pytest.raises(Overtaken, match="key was taken"):
        book.write(add(**WANTED), prepared)


def test_two_changes_have_two_keys(book: Ledger) -> None:
    assert book.prepare(add("case-1")).key != book.prepare(add("case-2")).key


def test_an_added_row_that_is_taken_back_is_ended(book: Ledger) -> None:
    prepared = book.done(add(**WANTED))
    assert book.back(add(**WANTED), prepared, "end").already is False
    assert book.values(prepared.key)["status"] == "ended"
    assert book.back(add(**WANTED), prepared, "end").already is True
    assert len(book.rows()) == 2


def test_an_added_row_that_is_taken_back_is_removed_where_that_is_allowed(book: Ledger) -> None:
    book.opened({**WRITES, "end": None, "remove_added": True})
    prepared = book.done(add(**WANTED))
    assert book.back(add(**WANTED), prepared, "end").already is False
    assert [row["FILE_NO"] for row in book.rows()] == ["a-1"]
    assert book.back(add(**WANTED), prepared, "end").already is True


@pytest.mark.parametrize("removed", [True, False])
def test_an_added_row_that_its_agency_worked_on_is_not_taken_back(book: Ledger, removed: bool) -> None:
    book.opened({**WRITES, "remove_added": removed})
    prepared = book.done(add(**WANTED))
    book.sql("UPDATE |ملفات| SET |NAME| = 'corrected' WHERE |FILE_NO| = :key", key=prepared.key)
    with pytest.raises(Overtaken):
        book.back(add(**WANTED), prepared, "end")
    assert len(book.rows()) == 2


def test_each_change_has_its_way_back(book: Ledger) -> None:
    prepared = book.prepare(change(governorate="02"))
    with pytest.raises(Refusal, match="not taken back in this way"):
        book.back(change(governorate="02"), prepared, "end")
    with pytest.raises(Refusal, match="not taken back in this way"):
        book.back(add(**WANTED), prepared, "restore")


def test_a_column_that_may_not_be_empty_is_named_before_anything_is_written(book: Ledger) -> None:
    more = "text NOT NULL" if book.kind != "sqlite" else "text NOT NULL DEFAULT ''"
    book.sql(f"ALTER TABLE |ملفات| ADD |OFFICE| {more}") if book.kind == "mariadb" else _emptied_then_added(book)
    with pytest.raises(Unfit, match="OFFICE"):
        book.prepare(add(**WANTED))


def _emptied_then_added(book: Ledger) -> None:
    book.sql("DELETE FROM |ملفات|")
    if book.kind == "postgresql":
        book.sql("ALTER TABLE |ملفات| ADD |OFFICE| text NOT NULL")
        return
    (table,) = book.sql("SELECT sql FROM sqlite_master WHERE name = 'ملفات'")
    book.sql("DROP TABLE |ملفات|")
    book.sql(table["sql"].removesuffix(")") + ", |OFFICE| text NOT NULL)")


def test_a_number_that_the_store_gives_by_itself_need_not_be_given(book: Ledger) -> None:
    if book.kind == "sqlite":
        pytest.skip("its row ids are no columns")
    kind = "serial" if book.kind == "postgresql" else "int AUTO_INCREMENT UNIQUE"
    book.sql(f"ALTER TABLE |ملفات| ADD |ID| {kind}")
    book.done(add(**WANTED))


def test_many_who_make_the_same_change_make_it_once(book: Ledger) -> None:
    prepared = book.prepare(change(governorate="02"))
    assert sorted(_at_once(book, [(change(governorate="02"), prepared)] * 4)) == ["already"] * 3 + ["written"]


def test_many_who_add_the_same_row_add_one(book: Ledger) -> None:
    prepared = book.prepare(add(**WANTED))
    assert sorted(_at_once(book, [(add(**WANTED), prepared)] * 4)) == ["already"] * 3 + ["written"]
    assert len(book.rows()) == 2


def test_of_many_who_want_something_else_one_has_it_and_the_others_are_told(book: Ledger) -> None:
    wanted = [change(once=code, governorate=code) for code in ("02", "21")]
    said = _at_once(book, [(one, book.prepare(one)) for one in wanted])
    assert sorted(said) == ["overtaken", "written"]
    assert book.only()["GOV"] == {"02": "A", "21": "G"}[wanted[said.index("written")].once]


def _at_once(book: Ledger, asked: list[tuple[Change, Any]]) -> list[str]:
    said = [""] * len(asked)
    start = Barrier(len(asked))

    def go(place: int) -> None:
        start.wait()
        try:
            said[place] = "already" if book.write(*asked[place]).already else "written"
        except Overtaken:
            said[place] = "overtaken"

    threads = [Thread(target=go, args=(place,)) for place in range(len(asked))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said
