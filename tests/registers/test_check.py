"""A check says what no longer fits, and how to mend it, without telling anybody's data."""

from pathlib import Path
from typing import Any

import pytest

from tests.registers.conftest import HEADER, ROWS, Hanging, csv_writer, manifest, registers
from wasl.registers.checking import CheckReport, check
from wasl.registers.findings import Aspect, Level
from wasl.registers.manifest import Manifest

GOOD = [(str(number), "28501010100011", "محمد علي", "C", "٠١/٠٢/٢٠٢٠", "10") for number in range(20)]


def report(tmp_path: Path, rows: Any = GOOD, header: list[str] = HEADER, **more: Any) -> CheckReport:
    path = tmp_path / "register.csv"
    csv_writer(path, "utf-8")(header, rows)
    (found,) = check(registers((manifest("csv", **more), str(path))), ["reg-900"], seconds=10)
    return found


def told(found: CheckReport, aspect: Aspect) -> str:
    return "\n".join(f"{f.what.en} {f.mend.en}" for f in found.findings if f.aspect == aspect)


def test_a_register_as_described_passes(tmp_path: Path) -> None:
    found = report(tmp_path)
    assert (found.passed, found.findings, found.understood, found.sampled) == (True, [], 1.0, 20)


def test_a_renamed_column_is_suggested(tmp_path: Path) -> None:
    found = report(tmp_path, header=["رقم الملفات", *HEADER[1:]])
    assert not found.passed
    assert "Is it 'رقم الملفات'?" in told(found, Aspect.COLUMNS)


def test_a_column_that_nobody_described_is_a_note(tmp_path: Path) -> None:
    found = report(tmp_path, rows=[(*row, "x") for row in GOOD], header=[*HEADER, "جديد"])
    assert found.passed
    assert "جديد" in told(found, Aspect.COLUMNS)


def test_unknown_codes_are_counted(tmp_path: Path) -> None:
    found = report(tmp_path, rows=[*GOOD, *[(f"x{n}", None, None, "ZZ", None, None) for n in range(3)]])
    assert "'ZZ' x3" in told(found, Aspect.CODES)


def test_what_is_not_understood_is_shown_by_its_shape_alone(tmp_path: Path) -> None:
    found = report(tmp_path, rows=[*GOOD, ("x", None, None, None, "5 يناير 1985", None)])
    assert "9 ع 9" in told(found, Aspect.VALUES)
    assert "يناير" not in told(found, Aspect.VALUES)
    assert found.passed


def test_a_wrong_format_fails(tmp_path: Path) -> None:
    found = report(tmp_path, rows=[(*row[:4], "2020 02 01", row[5]) for row in GOOD])
    assert not found.passed
    assert "Correct the column's `type`, `format` or `nulls`" in told(found, Aspect.VALUES)


def test_a_key_that_repeats_is_told(tmp_path: Path) -> None:
    assert "in 20 of 40 rows" in told(report(tmp_path, rows=[*GOOD, *GOOD]), Aspect.KEY)


def test_a_log_without_new_rows_is_told(tmp_path: Path) -> None:
    found = report(tmp_path, newest="day")
    assert "P1D is allowed" in told(found, Aspect.FRESHNESS)


def test_a_link_to_nothing_is_told(tmp_path: Path) -> None:
    via = {"register": "reg-901", "role": "owner", "attribute": "file_no", "matches": "file_no"}
    leads = manifest("csv", persons=[{"role": "owner", "name": {"ar": "م", "en": "Owner"}, "via": via}])
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    csv_writer(here, "utf-8")(HEADER, [("٠٠٧", *ROWS[0][1:]), ("lost", *ROWS[1][1:])])
    csv_writer(there, "utf-8")(HEADER, ROWS)
    source = registers((leads, str(here)), (manifest("csv", id="reg-901"), str(there)))
    (found,) = check(source, ["reg-900"], seconds=10)
    assert "1 of 2 rows lead to nothing in reg-901" in told(found, Aspect.LINKS)


def test_a_register_without_address_or_file_fails_with_what_to_do(tmp_path: Path) -> None:
    lost, gone = check(
        registers((manifest("csv"), None), (manifest("csv", id="reg-901"), str(tmp_path / "no.csv"))),
        ["reg-900", "reg-901"],
        seconds=10,
    )
    assert "Add the register to the address book" in told(lost, Aspect.ADDRESS)
    assert "Put the file there" in told(gone, Aspect.ADDRESS)


def test_a_hung_register_does_not_hang_the_check(
    tmp_path: Path, hanging: type[Hanging], monkeypatch: pytest.MonkeyPatch
) -> None:
    def columns(self: Hanging, deadline: object) -> list[Any]:
        self.let_go.wait(60)
        return []

    monkeypatch.setattr(hanging, "columns", columns)
    path = tmp_path / "register.csv"
    csv_writer(path, "utf-8")(HEADER, GOOD)
    members: list[tuple[Manifest, str]] = [(manifest("hanging"), "x"), (manifest("csv", id="reg-901"), str(path))]
    hung, good = check(registers(*members), ["reg-900", "reg-901"], seconds=1)
    assert [finding.level for finding in hung.findings] == [Level.ERROR]
    assert good.passed


def test_a_server_that_does_not_answer_fails(deaf: int) -> None:
    member = manifest("sql", table="t"), f"postgresql://u@127.0.0.1:{deaf}/d"
    (found,) = check(registers(member), ["reg-900"], seconds=0.3)
    assert not found.passed
