"""What may be done with a case follows from its state, who asks, and what is known of it."""

from datetime import date

import pytest

from wasl.catalogue.api import (
    Circumstances,
    Definition,
    Surroundings,
    Value,
    Who,
    actions,
    load_service,
    path,
    steps,
    written,
)

ON = Circumstances(date(2026, 6, 1))


@pytest.fixture(scope="module")
def move(world: Surroundings) -> Definition:
    return load_service(world.services["family-move"], world).definition


def test_only_who_may_is_offered_an_action(definition: Definition) -> None:
    values = {"fee": 7000, "paid": False}
    assert list(actions(definition, "awaiting_payment", Who.CITIZEN, values)) == ["pay", "withdraw"]
    assert list(actions(definition, "awaiting_payment", Who.CASE_WORKER, values)) == []
    assert list(actions(definition, "in_review", Who.CASE_WORKER, values)) == ["ask_correction", "propose"]
    assert list(actions(definition, "granted", Who.OFFICE_HEAD, values)) == []


def test_the_system_goes_on_by_itself_only_where_its_condition_surely_holds(definition: Definition) -> None:
    assert list(actions(definition, "awaiting_payment", Who.SYSTEM, {"fee": 0})) == ["go_on_free"]
    assert list(actions(definition, "awaiting_payment", Who.SYSTEM, {"fee": 1})) == []
    assert list(actions(definition, "awaiting_payment", Who.SYSTEM, {})) == []


def test_a_case_has_the_steps_that_concern_the_person(move: Definition) -> None:
    alone: dict[str, Value] = {"has_vehicle": False, "heads_a_card": False, "has_pupils": False}
    assert list(steps(move, "in_steps", alone)) == ["identity", "residence"]
    everything: dict[str, Value] = {**dict.fromkeys(alone, True), "members": ["spouse-1"]}
    assert list(steps(move, "in_steps", everything)) == list(move.workflow.steps)
    assert {step.office for step in steps(move, "in_steps", everything).values()} == {
        "civil-status",
        "education",
        "traffic",
        "supply",
    }


def test_a_step_that_failed_leads_to_a_person_and_back(move: Definition) -> None:
    failed = {"steps_done": False, "steps_failed": True}
    assert list(actions(move, "in_steps", Who.SYSTEM, failed)) == ["fall_behind"]
    assert list(actions(move, "to_mend", Who.CASE_WORKER, failed)) == ["try_again", "give_up"]
    assert list(actions(move, "in_steps", Who.SYSTEM, {"steps_done": True, "steps_failed": False})) == ["finish"]


def test_what_is_written_comes_out_of_the_answers_and_leaves_the_absent_alone(move: Definition) -> None:
    answers = {"new_governorate": "12", "moved_on": "2026-05-20"}
    values = path(move, answers, {}, ON).values
    write = move.workflow.steps["residence"].write_back
    assert written(move, write, {**values, "fee": 0}).keys() == {"governorate", "from_date"}
    assert written(move, write, values)["governorate"] == "12"


def test_every_step_says_what_takes_it_back(move: Definition) -> None:
    assert {step.write_back.undo for step in move.workflow.steps.values()} == {"restore"}
