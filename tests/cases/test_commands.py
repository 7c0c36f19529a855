"""`wasl cases`: one round of what goes on by itself, and how all requests stand."""

from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from tests.cases.walking import decided, officer, one_who_can, paid, sent
from wasl.cases.api import Case, Change, Progress
from wasl.catalogue.api import Definition, Who
from wasl.cli import app, cases
from wasl.core.errors import Refusal
from wasl.registers import api as registers

NAME = {"wanted_name": "مكتبة النيل", "activity": "agriculture"}
OFFICE = "commercial-registry"
COMMANDS = [cases]  # importing them adds them


@pytest.fixture
def case(live: Callable[[str], Definition]) -> Case:
    """Granted; its row is still to be written."""
    names = live("trade-name-reservation")
    found = paid(sent(names, one_who_can(names, NAME), NAME))
    decided(found, "propose", officer(Who.CASE_WORKER, OFFICE))
    return decided(found, "grant", officer(Who.OFFICE_HEAD, OFFICE))


def told(*words: str) -> str:
    result = CliRunner().invoke(app, ["cases", *words])
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def test_a_round_writes_what_waits(case: Case) -> None:
    assert "1 changes of registers taken up" in told("work")
    assert Change.objects.get(case=case).progress == Progress.DONE
    assert "0 changes of registers taken up" in told("work")


def test_how_requests_stand_is_told_in_figures_that_name_nobody(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise Refusal("not here", mend="elsewhere")

    assert "wait for an office" not in told("status")
    monkeypatch.setattr(registers, "prepare", refuse)
    told("work")
    found = told("status")
    assert "1 changes wait for an office" in found
    assert case.reference not in found
    assert case.person not in found
