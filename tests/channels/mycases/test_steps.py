"""The family's move: each agency's step with its state, its clock and, where it did not succeed, why in plain words."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

import pytest

from tests.cases.walking import officer, once
from tests.channels.mycases.conftest import LANGUAGES, MOVE, Sender, address, browser, by_office, missing, page
from wasl.cases import api as cases
from wasl.cases import writing
from wasl.cases.api import Case, Change, Outcome, Progress, Stage
from wasl.catalogue.api import Who
from wasl.core.errors import Refusal
from wasl.country.api import pack
from wasl.persons.models import Link
from wasl.registers import api as registers

VEHICLES = "reg-009"
ELSEWHERE = cycle(sorted(pack().governorates))
Failing = Callable[[Exception], None]


@pytest.fixture
def moving(sent: Sender) -> Case:
    """Of somebody who has a vehicle, each time to another governorate: the test before has written into registers."""
    owners = set(Link.objects.filter(register=VEHICLES, role="owner").values_list("person__handle", flat=True))
    return sent(MOVE, owners.__contains__, new_governorate=next(ELSEWHERE))


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    """The register of vehicles does not take what is written."""
    written = registers.write

    def fail(error: Exception) -> None:
        def write(change: registers.Change, prepared: registers.Prepared) -> Any:
            if change.register_id == VEHICLES:
                raise error
            return written(change, prepared)

        monkeypatch.setattr(writing.registers, "write", write)

    return fail


def by_hand(case: Case) -> None:
    """Owners of registers into which Wasl does not write say that it is done."""
    for change in Change.objects.filter(case=case, progress=Progress.BY_HAND):
        clerk = officer(Who.CASE_WORKER, change.office, "clerk")
        cases.done_by_hand(change.pk, case.reference, clerk, once=once())


@LANGUAGES
def test_every_step_stands_with_its_agency_and_its_time(moving: Case, language: str) -> None:
    text = page(browser(moving, language), address(moving))
    told = {
        "ar": ("خطوات الجهات", "رخصة المركبة", "قيد التنفيذ", "الموعد"),
        "en": ("Step by step", "Vehicle licence", "Under way", "Due", "It is entered by itself"),
    }
    assert missing(text, *told[language]) == []


def test_when_all_steps_are_done_the_request_ends_by_rule_and_says_so(moving: Case) -> None:
    client = browser(moving)
    cases.work_off()
    by_hand(moving)
    moving.refresh_from_db()
    assert moving.outcome == Outcome.GRANTED
    text = page(client, address(moving))
    assert "Did not succeed" not in text
    assert "Decided automatically by a rule of the service" in text
    assert "You can ask for a person to review it" in text
    assert "All steps of your request are done." in page(client, "/my/messages/")


@LANGUAGES
def test_one_step_that_fails_is_told_with_its_reason_and_the_others_stand(
    moving: Case, failing: Failing, language: str
) -> None:
    failing(Refusal("the row is not as it was", mend="look"))
    cases.work_off()
    by_hand(moving)
    moving.refresh_from_db()
    assert moving.state == "to_mend"
    text = page(browser(moving, language), address(moving))
    told = {
        "ar": ("لم تنجح", "لم يقبل السجل هذا التغيير", "موظف يعالجها", ">تم<"),
        "en": ("Did not succeed", "The register did not take the change", "An officer sees to it", ">Done<"),
    }
    assert missing(text, *told[language]) == []
    assert "the row is not as it was" not in text


def test_given_up_it_says_what_stays_as_it_was_and_offers_a_review(moving: Case, failing: Failing) -> None:
    failing(Refusal("the row is not as it was", mend="look"))
    cases.work_off()
    by_hand(moving)
    case = by_office(moving, "give_up", words="رخصة المركبة موقوفة")
    assert case.stage == Stage.ENDED
    text = page(browser(moving), address(moving))
    told = ("Some steps are done and some are not", "رخصة المركبة موقوفة", "This stays as it was", "Ask for a review")
    assert missing(text, *told) == []


@LANGUAGES
def test_a_register_that_does_not_answer_is_tried_again_and_says_when(
    moving: Case, failing: Failing, language: str
) -> None:
    failing(registers.RegisterUnavailable("down", "no answer"))
    cases.work_off()
    text = page(browser(moving, language), address(moving))
    assert {"ar": "السجل لا يرد الآن", "en": "The register does not answer now"}[language] in text
    assert moving.changes.get(register=VEHICLES).tries == 1


def test_a_step_that_is_late_says_so(moving: Case) -> None:
    moving.changes.update(due=datetime.now(UTC) - timedelta(days=1))
    assert '<span class="badge bad">late</span>' in page(browser(moving), address(moving))
