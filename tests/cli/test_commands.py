"""What the commands say, and how they end."""

import re
from pathlib import Path

import pytest
from django.db import connection
from typer.testing import CliRunner

from tests.cli.conftest import Terminal, said
from tests.ledger import looks
from tests.nation import PEOPLE, SEED, Nation
from wasl.cli import app, ledger, nation, persons, running
from wasl.core.conf import settings
from wasl.core.errors import Refusal, Unknown
from wasl.trust.log.tables import protect, unprotect
from wasl.trust.models import LogFacts

COMMANDS = [nation, ledger, persons, running]  # importing them adds them


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("WASL_PORT", "abc", "WASL_PORT: Input should be a valid integer"),
        ("WASL_PORT", "70000", "WASL_PORT: Input should be less than or equal to 65535"),
        ("WASL_DEMO", "false", "WASL_SECRET_KEY is missing"),
        ("WASL_COUNTRY", "../etc", "WASL_COUNTRY:"),
        ("WASL_DATABASE_URL", "mysql://root:hidden@here/x", "WASL_DATABASE_URL: Value error, write postgresql://"),
        ("WASL_HOME", "/dev/null", "WASL_HOME: /dev/null cannot be used"),
        ("WASL_PICTURE_DEADLINE", "0", "WASL_PICTURE_DEADLINE: Input should be greater than 0"),
    ],
)
def test_a_bad_setting_is_named_in_one_clear_line(terminal: Terminal, name: str, value: str, told: str) -> None:
    finished = terminal.wasl("link", **{name: value})
    assert finished.returncode == 1
    assert told in said(finished)
    assert "To mend: " in said(finished)
    assert "Traceback" not in said(finished)
    assert "hidden" not in said(finished)
    assert len(finished.stderr.splitlines()) <= 3


def test_two_bad_settings_are_both_named(terminal: Terminal) -> None:
    told = said(terminal.wasl("link", WASL_PORT="abc", WASL_WORKERS="0"))
    assert "WASL_PORT" in told
    assert "WASL_WORKERS" in told


def test_a_store_that_was_never_prepared_is_told_without_a_traceback(terminal: Terminal) -> None:
    finished = terminal.wasl("link")
    assert finished.returncode == 1
    assert "wasl up" in said(finished)
    assert "Traceback" not in said(finished)


def test_a_store_that_is_down_is_told_without_a_traceback(terminal: Terminal) -> None:
    finished = terminal.wasl("link", WASL_DATABASE_URL="postgresql://someone:hidden@127.0.0.1:1/x")
    assert finished.returncode == 1
    assert "The main store: connection failed" in said(finished)
    assert "Traceback" not in said(finished)
    assert "hidden" not in said(finished)


def test_without_a_command_there_is_a_list_of_them(terminal: Terminal) -> None:
    told = said(terminal.wasl("--help"))
    assert [c for c in ("nation", "link", "picture", "up", "down", "reset", "doctor", "ledger") if c not in told] == []


# nation


def test_nation_reports_what_there_is_and_does_not_write_twice(nation_home: Path) -> None:
    book = nation_home / "addresses.yaml"
    written = {path: path.stat().st_mtime_ns for path in (nation_home / "nation/registers").iterdir()}
    finished = Terminal(nation_home).wasl("nation", "--people", str(PEOPLE), "--seed", str(SEED))
    assert finished.returncode == 0, said(finished)
    told = re.search(r"of (\d+) living people \((\d+) with the dead\) in (\d+) registers \((.*?)\)", said(finished))
    assert told
    alive, everybody, registers = map(int, told.groups()[:3])
    assert 0.8 * PEOPLE < alive < 1.2 * PEOPLE
    assert alive < everybody
    assert registers >= 100
    assert {"csv", "sqlite", "parquet"} <= set(re.findall(r"[a-z]+", told[4]))
    assert book.stat().st_mode & 0o077 == 0
    assert {path: path.stat().st_mtime_ns for path in written} == written


@pytest.mark.parametrize("people", ["0", "-5", "many", "999999999"])
def test_a_nation_of_an_impossible_size_is_refused_before_anything_is_written(people: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["nation", "--people", people])
    assert result.exit_code == 2
    assert "people" in result.output


def test_nation_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from wasl.synthetic import api

    steps: list[tuple[str, int, int]] = []

    def write(people: int, seed: int, home: Path, *, progress: api.Progress) -> api.NationReport:
        for step in (("population", 0, 1), ("registers", 64, 128)):
            progress(*step)
            steps.append(step)
        return api.NationReport(PEOPLE, PEOPLE + 9, 128, 1234, 2.0, {"csv": 1})

    monkeypatch.setattr(api, "write_nation", write)
    result = CliRunner().invoke(app, ["nation", "--people", str(PEOPLE), "--seed", str(SEED)])
    assert result.exit_code == 0
    assert len(steps) == 2
    assert "1,234 rows" in " ".join(result.output.split())


# picture


def test_a_number_nobody_has_is_answered_with_what_to_check(nation: Nation) -> None:
    result = CliRunner().invoke(app, ["picture", "00000000000000", "-p", "service-delivery"])
    assert isinstance(result.exception, Unknown)
    assert str(result.exception).startswith("لا أحد بهذا الرقم في الفهرس / nobody in the index has this number.")
    assert looks()[-1].outcome == "found 0"


def test_a_purpose_is_demanded(nation: Nation) -> None:
    assert CliRunner().invoke(app, ["picture", nation.number]).exit_code == 2
    refused = CliRunner().invoke(app, ["picture", nation.number, "-p", "curiosity"])
    assert isinstance(refused.exception, Refusal)
    assert "service-delivery" in str(refused.exception.mend)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_picture_is_shown_in_the_terminal(nation: Nation, language: str) -> None:
    digits = nation.number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    result = CliRunner().invoke(app, ["picture", digits, "-p", "service-delivery", "--language", language])
    assert result.exit_code == 0, result.exception
    assert nation.full_name in result.output
    assert ("refused: the section Health" in " ".join(result.output.split())) == (language == "en")
    entry = looks()[-1]
    assert (entry.channel, entry.persons) == ("terminal", (nation.handle,))


# ledger


def test_a_whole_ledger_ends_with_0_and_a_touched_one_with_1(nation: Nation, clean_ledger: None) -> None:
    for _ in range(2):
        CliRunner().invoke(app, ["picture", "1", "-p", "service-delivery"])
    whole = CliRunner().invoke(app, ["ledger", "verify"])
    assert whole.exit_code == 0
    assert "The ledger is whole: 2 entries" in " ".join(whole.output.split())
    unprotect(connection)
    LogFacts.objects.filter(seq=1).update(facts="{}")
    protect(connection)
    touched = CliRunner().invoke(app, ["ledger", "verify"])
    assert touched.exit_code == 1
    assert "entry 1:" in touched.output
    assert "The ledger has been touched" in " ".join(touched.output.split())


# reset


@pytest.mark.parametrize("name", ["WASL_DEMO", "WASL_DATABASE_URL"])
def test_reset_removes_nothing_of_a_real_deployment(terminal: Terminal, name: str) -> None:
    terminal.home.mkdir()
    (terminal.home / "addresses.yaml").write_text("registers: {}")
    value = {"WASL_DEMO": "false", "WASL_DATABASE_URL": "postgresql://someone@127.0.0.1:1/x"}[name]
    finished = terminal.wasl("reset", "--yes", **{name: value})
    assert finished.returncode == 1
    assert "To mend: " in said(finished)
    assert (terminal.home / "addresses.yaml").exists()


def test_reset_removes_what_wasl_made_and_nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WASL_HOME", str(tmp_path))
    monkeypatch.delenv("WASL_DATABASE_URL", raising=False)
    settings.cache_clear()
    elsewhere = tmp_path.with_name("elsewhere")
    elsewhere.mkdir()
    (elsewhere / "register.csv").write_text("precious")
    (tmp_path / "nation/registers").mkdir(parents=True)
    (tmp_path / "log").mkdir()
    (tmp_path / "log/checkpoint").write_text("x")
    (tmp_path / "linking").symlink_to(elsewhere)
    for name in ("wasl.sqlite3", "wasl.sqlite3-wal", "addresses.yaml", "my-thesis.odt"):
        (tmp_path / name).write_text("x")
    assert CliRunner().invoke(app, ["reset"], input="n\n").exit_code == 1
    assert (tmp_path / "nation").exists()
    assert CliRunner().invoke(app, ["reset", "--yes"]).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["my-thesis.odt"]
    assert (elsewhere / "register.csv").exists()
    assert CliRunner().invoke(app, ["reset", "--yes"]).exit_code == 0
    settings.cache_clear()


def test_reset_keeps_the_addresses_of_registers_that_were_described_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WASL_HOME", str(tmp_path))
    monkeypatch.delenv("WASL_DATABASE_URL", raising=False)
    settings.cache_clear()
    (tmp_path / "registers").mkdir()
    (tmp_path / "registers/water.yaml").write_text("id: water")
    book = tmp_path / "addresses.yaml"
    book.write_text("registers:\n  reg-001: sqlite:////x\n  water: postgresql://reader:secret@host/water\n")
    assert CliRunner().invoke(app, ["reset", "--yes"]).exit_code == 0
    settings.cache_clear()
    assert book.read_text() == "registers:\n  water: postgresql://reader:secret@host/water\n"
    assert book.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("book", ["registers: {}\n", "registers:\n- a\n", "nothing: here\n"])
def test_an_address_book_that_takes_no_further_line_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, book: str
) -> None:
    from wasl.cli.registers import note_address

    monkeypatch.setenv("WASL_HOME", str(tmp_path))
    settings.cache_clear()
    (tmp_path / "addresses.yaml").write_text(book)
    with pytest.raises(Refusal, match=r"put this under `registers` there: water: /a\.csv"):
        note_address("water", "/a.csv")
    settings.cache_clear()
    assert (tmp_path / "addresses.yaml").read_text() == book


# doctor


def test_doctor_names_everything_that_is_wrong_at_once(terminal: Terminal) -> None:
    terminal.home.mkdir()
    (terminal.home / "server.pid").write_text("999999999 1.0")
    finished = terminal.wasl("doctor")
    told = said(finished)
    assert finished.returncode == 1
    assert "✗ main store (sqlite3): " in told
    assert "migrations behind to mend: wasl up" in told
    assert "✗ index of persons: " in told
    assert "✓ country pack " in told
    assert "✓ server: not running" in told
    assert "Traceback" not in told


def test_doctor_finds_a_linked_nation_sound(nation: Nation, clean_ledger: None) -> None:
    from wasl.cli import checkup

    findings = {finding.what.split(":")[0].split(" (")[0]: finding for finding in checkup.examine()}
    unsound = {name: finding for name, finding in findings.items() if not finding.sound}
    assert set(unsound) <= {"fonts missing"}, unsound  # built by `make install`
    assert findings["index of persons"].what.startswith("index of persons: 3")


def test_doctor_names_an_address_whose_id_is_no_registers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from wasl.cli import checkup

    monkeypatch.setenv("WASL_HOME", str(tmp_path))
    settings.cache_clear()
    (tmp_path / "addresses.yaml").write_text("registers: {reg-009: /a.csv, rg-010: /b.csv}")
    found = checkup._addresses()
    settings.cache_clear()
    assert not found.sound
    assert "2 addresses; no register has the id rg-010" in found.what


def test_doctor_says_that_the_store_is_down(terminal: Terminal) -> None:
    finished = terminal.wasl("doctor", WASL_DATABASE_URL="postgresql://postgres@127.0.0.1:1/x")
    assert finished.returncode == 1
    assert "✗ main store: connection failed" in said(finished)
    assert "check WASL_DATABASE_URL and that its server runs" in said(finished)


def test_what_a_nation_needs_is_reckoned_without_any_nation(terminal: Terminal) -> None:
    finished = terminal.wasl("size", "1000000", "--registers", "128")
    assert finished.returncode == 0, said(finished)
    assert "bounded by" in finished.stdout


def test_a_report_before_the_first_run_says_what_to_do(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal.django("migrate").returncode == 0
    finished = terminal.wasl("link", "--report", str(tmp_path / "report.html"))
    assert finished.returncode != 0
    assert "wasl link" in said(finished)
    assert not (tmp_path / "report.html").exists()


# staff, wallet


def test_a_first_head_is_let_in_and_listed(terminal: Terminal, store: dict[str, str]) -> None:
    terminal.settings |= store
    terminal.django("migrate")
    assert "wasl staff appoint" in said(terminal.wasl("staff", "list"))
    names = ("--name-ar", "أمل", "--name-en", "Amal")
    told = said(terminal.wasl("staff", "appoint", "amal", "--office", "health", *names))
    assert "/staff/join/" in told
    refused = terminal.wasl("staff", "appoint", "amal", "--office", "helth", *names)
    assert refused.returncode == 1
    assert "did you mean 'health'?" in said(refused)
    assert "0 stand, 0 revoked" in said(terminal.wasl("wallet", "check"))
    assert "Signs from now on" in said(terminal.wasl("wallet", "rotate"))
