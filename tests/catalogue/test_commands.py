"""The command of those who write services."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.catalogue.conftest import Write
from wasl.cli import app, services
from wasl.core.errors import Refusal
from wasl.country.api import PackError

COMMANDS = [services]  # importing it adds it

pytestmark = pytest.mark.django_db


def wasl(*words: str) -> Result:
    return CliRunner().invoke(app, ["services", *words])


def begin(folder: Path, archetype: str, agency: str = "traffic") -> Result:
    words = ["new", "my-service", "--from", archetype, "--agency", agency, "--ar", "خدمتي", "--en", "My service"]
    return wasl(*words, "--folder", str(folder))


def test_check_counts_services_and_examples(write_service: Write) -> None:
    told = wasl("check", str(write_service()))
    assert "1 services, 1 examples: all as they should be." in told.stdout
    assert "6 of 9 questions, 67 %" in told.stdout


def test_check_ends_badly_for_a_fault(write_service: Write) -> None:
    told = wasl("check", str(write_service({"service.yaml": ("agency: traffic", "agency: trafic")})))
    assert told.exit_code == 1
    assert isinstance(told.exception, PackError)


def test_a_slug_that_is_none_is_told() -> None:
    told = wasl("check", "no-such-service")
    assert isinstance(told.exception, PackError)
    assert "unknown service 'no-such-service'" in str(told.exception)


@pytest.mark.parametrize("archetype", ["inquiry", "application", "life-event"])
def test_new_makes_a_folder_that_passes(archetype: str, tmp_path: Path) -> None:
    assert begin(tmp_path, archetype).exit_code == 0
    assert wasl("check", str(tmp_path / "my-service")).exit_code == 0


def test_new_never_writes_over_a_folder(tmp_path: Path) -> None:
    begin(tmp_path, "inquiry")
    assert isinstance(begin(tmp_path, "inquiry").exception, Refusal)


def test_new_leaves_nothing_where_a_name_is_unknown(tmp_path: Path) -> None:
    assert "unknown archetype" in str(begin(tmp_path, "inquirey").exception)
    assert "unknown agency" in str(begin(tmp_path, "inquiry", "trafic").exception)
    assert list(tmp_path.iterdir()) == []


def test_preview_reads_in_both_languages(write_service: Write) -> None:
    told = wasl("preview", str(write_service())).stdout
    assert "تجديد رخصة مركبة" in told
    assert "the service ends if engine_cc >= 2030" in told
    assert "from the register full_name" in told
    assert "unpaid, if unpaid > 0 (2020-01-01, assumed)" in told
    assert "unpaid: sum reg-011.fine" in told


def test_a_folder_elsewhere_is_to_be_named_by_its_path() -> None:
    assert "by its path" in str(wasl("publish", "my-service").exception)


def test_publish_diff_and_export(write_service: Write) -> None:
    folder = write_service()
    assert "version 1 is live" in wasl("publish", str(folder)).stdout
    assert "says what the live version says" in wasl("diff", str(folder)).stdout
    rules = folder / "rules.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("5000", "6000"), encoding="utf-8")
    assert '"amount": 6000' in wasl("diff", str(folder)).stdout
    assert '"slug":"test-renewal"' in wasl("export", str(folder)).stdout


def test_publish_wants_a_name_or_all(write_service: Write) -> None:
    assert isinstance(wasl("publish").exception, Refusal)
    assert isinstance(wasl("publish", str(write_service()), "--all").exception, Refusal)
