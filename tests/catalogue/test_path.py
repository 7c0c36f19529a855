"""One person's way through the pages: nothing off the path counts, what the state knows is not asked."""

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.catalogue.conftest import Write
from wasl.catalogue.api import Circumstances, Definition, Surroundings, eligible, fees, load_service, path, total

ON = Circumstances(date(2026, 6, 1))
KNOWN = {
    "number": "88501011600124",
    "full_name": "علي بدر",
    "phone": "+201000000000",
    "governorate": "01",
    "address": "شارع",
}


def keys(definition: Definition, answers: dict[str, Any], facts: dict[str, Any]) -> list[str]:
    return [page.key for page in path(definition, answers, facts, ON).pages]


def test_a_page_is_shown_only_where_its_condition_holds(definition: Definition) -> None:
    assert keys(definition, {}, {"unpaid": 0}) == ["applicant", "vehicle", "contact"]
    assert keys(definition, {}, {"unpaid": 1}) == ["applicant", "vehicle", "fines", "contact"]
    assert keys(definition, {}, {}) == ["applicant", "vehicle", "contact"]  # not known


def test_a_person_who_must_stop_sees_no_further_page(definition: Definition) -> None:
    way = path(definition, {"plate": "1"}, {"engine_cc": 2500}, ON)
    assert (way.stop, [page.key for page in way.pages]) == ("vehicle", ["applicant", "vehicle"])
    assert not way.complete


def test_an_answer_off_the_path_is_absent(definition: Definition) -> None:
    assert "insurer" not in path(definition, {"insured": False, "insurer": "x"}, {}, ON).values
    assert "pays" not in path(definition, {"pays": True}, {"unpaid": 0}, ON).values


def test_a_locked_value_of_a_register_wins_over_what_was_sent(definition: Definition) -> None:
    way = path(definition, {"full_name": "غيره", "phone": "+201111111111"}, KNOWN, ON)
    assert (way.values["full_name"], way.values["phone"]) == ("علي بدر", "+201111111111")


def test_where_the_register_is_silent_the_question_is_asked(definition: Definition) -> None:
    assert path(definition, {}, {}, ON).next_page == "applicant"
    assert path(definition, {}, KNOWN, ON).next_page == "vehicle"
    answers = {"plate": "1", "insured": False}
    assert path(definition, answers, {**KNOWN, "unpaid": 0}, ON).complete


def test_an_answer_of_another_kind_counts_as_none(definition: Definition) -> None:
    way = path(definition, {"insured": "maybe"}, KNOWN, ON)
    (asked,) = [one for page in way.pages for one in page.questions if one.key == "insured"]
    assert asked.unfit
    assert way.next_page == "vehicle"


def test_a_fee_is_that_of_its_day_and_unknown_until_all_is_known(definition: Definition) -> None:
    values = path(definition, {}, {"unpaid": 30_000}, ON).values
    assert total(fees(definition, values, date(2025, 12, 31))) == 35_000
    assert total(fees(definition, values, date(2026, 1, 1))) == 37_000
    assert total(fees(definition, {}, date(2026, 1, 1))) == 7_000  # fines only where they are known
    assert total(fees(definition, values, date(2019, 1, 1))) == 0


def test_who_may_is_yes_no_or_not_yet_known(definition: Definition) -> None:
    verdicts = [eligible(definition, values, ON.on)[0].holds for values in ({"insured": True}, {"insured": False}, {})]
    assert verdicts == [True, False, None]


def test_a_value_read_of_a_chosen_row_comes_under_the_questions_key(write_service: Write, world: Surroundings) -> None:
    shown = (
        "insured: {type: yes-no}",
        "insured: {type: yes-no}\n      make: {type: text, source: reg-009.make, of: plate, locked: true}",
    )
    definition = load_service(write_service({"pages.yaml": shown}), world).definition
    assert definition.texts["question.make"] == world.registers["reg-009"].column("make").name
    assert path(definition, {}, {"make": "نصر"}, ON).values["make"] == "نصر"


_ANSWER = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.lists(st.text(max_size=3), max_size=2)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_whatever_is_sent_there_is_a_path(definition: Definition, data: st.DataObject) -> None:
    """Total, the same each time, and no value of a question that is not on it."""
    names = [*definition.questions(), "not_a_question"]
    answers = data.draw(st.dictionaries(st.sampled_from(names), _ANSWER))
    facts = data.draw(st.dictionaries(st.sampled_from([*definition.kinds, "phone", "number"]), _ANSWER))
    way = path(definition, answers, facts, ON)
    assert way == path(definition, answers, facts, ON)
    on_path = {one.key for page in way.pages for one in page.questions}
    assert way.values.keys() - on_path <= {"today", "channel", "for_other", *definition.kinds}
    assert [page.key for page in way.pages] == [key for key in definition.pages if key in {p.key for p in way.pages}]
    amount = total(fees(definition, way.values, ON.on))
    assert amount is None or amount >= 0
    eligible(definition, way.values, ON.on)
