"""Delimited text as people write it, and the index that finds its rows."""

import csv
import io
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.registers.conftest import HEADER, ROWS, csv_writer, manifest
from wasl.core.conf import settings as wasl_settings
from wasl.registers.connectors import csv as csv_connector
from wasl.registers.connectors import keyindex
from wasl.registers.connectors.base import Deadline, RawRow, RegisterUnavailable
from wasl.registers.connectors.csv import Csv
from wasl.registers.connectors.plugins import connector_class

CELL = st.text(st.sampled_from('اب1"\n\r,; \t'), max_size=6)


def connector(path: Path, **source: object) -> Csv:
    made = connector_class("csv")(manifest("csv", source=source), str(path))
    assert isinstance(made, Csv)
    return made


def read(found: Csv, *keys: str) -> list[RawRow]:
    return found.read([HEADER[0]], [(key,) for key in keys], limit=50, deadline=Deadline.after(5))


@settings(max_examples=40)
@given(rows=st.lists(st.tuples(*[CELL] * 5), min_size=1, max_size=12), chunk=st.integers(8, 200))
def test_whatever_stands_between_quotation_marks_each_row_is_found(
    rows: list[tuple[str, ...]], chunk: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("csv") / "register.csv"
    keyed = [(f"k{number}", *cells) for number, cells in enumerate(rows)]
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([HEADER, *keyed])
    path.write_bytes(out.getvalue().encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_connector, "CHUNK", chunk)
        found = connector(path)
        streamed = pl.concat(list(found.stream(HEADER))).fill_null("").rows()
        one_by_one = [tuple(value or "" for value in read(found, row[0])[0].values()) for row in keyed]
    assert streamed == keyed
    assert one_by_one == keyed


def test_an_index_outlives_the_process_and_holds_no_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "register.csv"
    csv_writer(path, "utf-8")(HEADER, ROWS)
    assert read(connector(path), "007")
    (index,) = (wasl_settings().home / "cache" / "registers").glob("*.npy")
    assert "محمد".encode() not in index.read_bytes()
    monkeypatch.setattr(Csv, "keys_and_places", None)  # nothing is built any more
    assert read(connector(path), "007")


def test_a_torn_index_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    csv_writer(path, "utf-8")(HEADER, ROWS)
    assert read(connector(path), "007")
    (index,) = (wasl_settings().home / "cache" / "registers").glob("*.npy")
    index.write_bytes(index.read_bytes()[:-20])
    assert read(connector(path), "007")


def test_keys_with_one_hash_are_not_taken_for_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyindex, "_hash_of", lambda key: 7)
    monkeypatch.setattr(csv_connector, "hashes", lambda keys: np.full(len(keys), 7, np.uint64))
    path = tmp_path / "register.csv"
    csv_writer(path, "utf-8")(HEADER, ROWS)
    assert [row["الاسم"] for row in read(connector(path), "7")] == ['أحمد "الكبير", سعيد']
    assert read(connector(path), "unknown") == []


def test_a_quotation_mark_that_is_never_closed_is_named_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(",".join(HEADER) + '\n007,1,محمد "علي,C,,\n7,2,منى,C,,\n', encoding="utf-8")
    with pytest.raises(RegisterUnavailable, match="option quotes"):
        read(connector(path), "007")
    assert [row["الاسم"] for row in read(connector(path, options={"quotes": False}), "007")] == ['محمد "علي']


def test_rows_that_are_too_short_or_too_long_are_read(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(",".join(HEADER) + "\n1,2\n2,2,c,C,d,5,too,long\n\n3,,,,,\n", encoding="utf-8")
    found = connector(path)
    assert read(found, "1")[0]["الاسم"] is None
    assert read(found, "2")[0]["الاسم"] == "c"
    assert read(found, "3")[0]["الاسم"] is None


def test_semicolons_and_another_encoding_are_read_as_declared(tmp_path: Path) -> None:
    path = tmp_path / "register.txt"
    path.write_bytes(";".join(HEADER).encode("iso-8859-6") + b"\r\n" + "1;;منى;C;;5\r\n".encode("iso-8859-6"))
    found = connector(path, encoding="iso-8859-6", delimiter=";")
    assert read(found, "1")[0]["الاسم"] == "منى"


def test_an_encoding_that_is_not_read_is_told_beforehand(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    csv_writer(path, "utf-16")(HEADER, ROWS)
    problems = connector(path, encoding="utf-16").check_config()
    assert ["UTF-8" in problem.mend.en for problem in problems] == [True]


def test_an_empty_file_is_named_broken(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.touch()
    with pytest.raises(RegisterUnavailable, match="empty"):
        read(connector(path), "1")


def test_a_file_that_is_written_into_while_it_is_streamed_is_named_busy(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    csv_writer(path, "utf-8")(HEADER, ROWS)
    batches = connector(path).stream(HEADER, batch=1)
    next(batches)
    with path.open("a", encoding="utf-8") as file:
        file.write("one more,,,,,\n")
    with pytest.raises(RegisterUnavailable, match="busy"):
        list(batches)
