"""What every connector promises, held against every kind of store."""

import polars as pl
import pytest

from tests.registers.conftest import HEADER, ROWS, Store
from wasl.registers.connectors.base import Deadline, RegisterUnavailable

SOON = 5.0
NUMBER = "رقم الملف"


def read(store: Store, *keys: str, by: tuple[str, ...] = (NUMBER,), limit: int = 10) -> list[dict[str, object]]:
    wanted = [tuple(key.split("|")) for key in keys]
    return store.connector.read(by, wanted, limit=limit, deadline=Deadline.after(SOON))


def test_a_row_is_found_by_its_exact_key(store: Store) -> None:
    assert [row["الاسم"] for row in read(store, "007")] == ["محمد علي حسن"]
    assert [row["الاسم"] for row in read(store, "7")] == ['أحمد "الكبير", سعيد']


def test_keys_that_differ_in_case_or_zeros_are_different_keys(store: Store) -> None:
    assert [row["الاسم"] for row in read(store, "a-1")] == ["منى"]
    assert read(store, "0007") == []


def test_many_keys_are_read_at_once(store: Store) -> None:
    found = read(store, *(f"unknown-{number}" for number in range(20)), "007", "A-1", "007")
    assert sorted(str(row[NUMBER]) for row in found) == ["007", "A-1"]


def test_a_key_may_have_two_parts(store: Store) -> None:
    assert len(read(store, '7|أحمد "الكبير", سعيد', by=(NUMBER, "الاسم"))) == 1
    assert read(store, "7|منى", by=(NUMBER, "الاسم")) == []


def test_a_key_is_never_taken_for_a_command(store: Store) -> None:
    assert read(store, "' OR '1'='1", '" OR ""="', "%", "=1+1; DROP TABLE") == []
    assert len(read(store, "=1+1; DROP TABLE", by=("الاسم",))) == 1


def test_no_more_rows_than_asked_for_are_read(store: Store) -> None:
    assert len(read(store, "007", "7", "07", limit=2)) == 2


def test_a_read_gives_the_manifests_columns_and_no_others(store: Store) -> None:
    store.replace([*HEADER, "سر"], [(*row, "secret") for row in ROWS])
    assert list(read(store, "007")[0]) == HEADER


def test_all_rows_are_streamed_in_batches_as_text(store: Store) -> None:
    batches = list(store.connector.stream([NUMBER, "الاسم"], batch=2))
    together = pl.concat(batches)
    assert together.schema == {NUMBER: pl.String, "الاسم": pl.String}
    assert sorted(together.rows()) == sorted((row[0], row[2]) for row in ROWS)
    assert max(batch.height for batch in batches) <= 2


def test_what_was_streamed_as_key_finds_the_row(store: Store) -> None:
    batches = list(store.connector.stream([NUMBER]))
    keys = pl.concat(batches).to_series().to_list()
    assert all(read(store, key)[0][NUMBER] == key for key in keys)


def test_the_columns_of_the_store_are_told(store: Store) -> None:
    assert [column.name for column in store.connector.columns(Deadline.after(SOON))] == HEADER


def test_a_sample_gives_some_rows(store: Store) -> None:
    assert len(store.connector.sample(3, Deadline.after(SOON))) == 3


def test_rows_that_changed_are_read_as_they_are_now(store: Store) -> None:
    assert read(store, "007")
    store.replace(HEADER, [("008", None, "زينب بنت فلان بن فلان", None, None, None), *ROWS[1:]])
    assert read(store, "007") == []
    assert [row["الاسم"] for row in read(store, "008")] == ["زينب بنت فلان بن فلان"]


def test_a_column_that_vanished_is_named(store: Store) -> None:
    store.replace(["other", *HEADER[1:]], ROWS)
    if store.connector.id != "http":  # an API may leave out what is empty: there a row alone shows nothing
        with pytest.raises(RegisterUnavailable) as raised:
            read(store, "007", by=("الاسم",))
        assert raised.value.reason == "changed"
    with pytest.raises(RegisterUnavailable) as raised:
        list(store.connector.stream([NUMBER]))
    assert raised.value.reason == "changed"


def test_a_million_characters_in_a_cell_stop_nothing(store: Store) -> None:
    length = 30_000 if type(store.connector).__name__ == "Excel" else 1_000_000  # a workbook's cell holds no more
    store.replace(HEADER, [("1", None, "ا" * length, None, None, None)])
    assert len(str(read(store, "1")[0]["الاسم"])) == length


def test_the_manifest_and_address_are_in_order(store: Store) -> None:
    assert store.connector.check_config() == []


def test_a_connector_that_was_closed_opens_again(store: Store) -> None:
    store.connector.close()
    assert len(read(store, "007")) == 1
