"""What is known of a person for a service: facts, answers filled in, rows and relatives to choose from."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cases.knowing.conftest import rule, service
from tests.ledger import looks, only_look
from tests.persons.conftest import handle_of
from tests.persons.world import FAMILY, World
from wasl.cases.knowing import Known, fit_choice, from_json, known, shown, to_json
from wasl.catalogue.api import Circumstances, path
from wasl.core.errors import Unknown
from wasl.country.api import WithheldRows
from wasl.persons.api import link_registers
from wasl.persons.models import Link
from wasl.registers import api as registers
from wasl.trust.api import Look
from wasl.trust.consent.api import ensure_agreements, give

pytestmark = pytest.mark.usefixtures("by_law")

CARD: dict[str, object] = {"type": "row", "source": "cards.card_no", "role": "head"}
CHILD: dict[str, object] = {"type": "relative", "relations": ["child"]}
LOAVES: dict[str, object] = {"source": "bread.loaves", "role": "household", "take": "sum"}


def labels(found: Known, key: str) -> list[str]:
    return [choice.label.en for choice in found.choices[key]]


# facts


def test_a_sum_a_count_and_whether_there_is_any_go_over_all_rows(linked: World, look: Look) -> None:
    facts = {
        "loaves": LOAVES,
        "days": {**LOAVES, "take": "count"},
        "draws": {**LOAVES, "take": "any"},
        "on_the_second": {**LOAVES, "where": {"day": ["2026-01-02"]}},
        "elsewhere": {**LOAVES, "take": "any", "where": {"outlet": ["o9"]}},
    }
    found = known(service(facts=facts), handle_of("father"), {}, look)
    assert found.facts == {"loaves": 15, "days": 3, "draws": True, "on_the_second": 5, "elsewhere": False}
    assert found.texts["loaves"].ar == "١٥"
    assert found.texts["draws"].en == "Yes"


def test_somebody_without_rows_has_none_and_owes_nothing(linked: World, look: Look) -> None:
    facts = {"loaves": LOAVES, "days": {**LOAVES, "take": "count"}, "card": {"source": "cards.card_no"}}
    found = known(service(facts=facts), handle_of("first"), {}, look)
    assert found.facts == {"loaves": 0, "days": 0}
    assert found.origins["loaves"].register == "bread"


def test_of_several_rows_one_value_is_known_only_where_all_say_the_same(two_cards: World, look: Look) -> None:
    facts = {"number": {"source": "cards.card_no"}, "phone": {"source": "cards.phone"}}
    assert set(known(service(facts=facts), handle_of("father"), {}, look).facts) == {"phone"}


def test_of_a_log_the_newest_row_is_the_present(linked: World, look: Look) -> None:
    found = known(service(facts={"day": {"source": "bread.day", "role": "household"}}), handle_of("father"), {}, look)
    assert found.facts == {"day": "2026-01-03"}


def test_a_sum_of_what_cannot_be_read_is_not_known(world: World, look: Look) -> None:
    world.rows["bread"][0]["loaves"] = "خمسة"
    world.write()
    link_registers()
    facts = {"loaves": LOAVES, "days": {**LOAVES, "take": "count"}}
    assert known(service(facts=facts), handle_of("father"), {}, look).facts == {"days": 3}


def test_a_sum_over_more_rows_than_are_read_is_not_known(
    linked: World, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wasl.persons.needed.MOST_ROWS", 2)
    facts = {"loaves": LOAVES, "days": {**LOAVES, "take": "count"}, "draws": {**LOAVES, "take": "any"}}
    assert known(service(facts=facts), handle_of("father"), {}, look).facts == {"draws": True}


# questions


def test_questions_are_filled_in_from_registers_and_concepts_with_their_origin(linked: World, look: Look) -> None:
    questions: dict[str, dict[str, object]] = {
        "born": {"type": "date", "source": "birth_date"},
        "sex": {"type": "choice", "options": "sex", "source": "sex"},
        "home": {"type": "governorate", "source": "spine.governorate"},
        "card": {"type": "text", "source": "cards.card_no", "role": "head"},
    }
    definition = service(questions)
    found = known(definition, handle_of("father"), {}, look)
    assert found.facts == {"born": "1970-02-03", "sex": "male", "home": "01", "card": "000"}
    origin = found.origins["card"]
    assert (origin.register, origin.attribute, origin.freshness) == ("cards", "card_no", "P1D")
    assert origin.name.ar == "سجل ration-cards"
    assert origin.owner.en
    way = path(definition, {}, found.facts, Circumstances(date(2026, 11, 22)))
    assert way.complete
    assert way.values["born"] == date(1970, 2, 3)


def test_the_register_with_the_last_word_is_asked_first_and_the_others_not_at_all(linked: World, look: Look) -> None:
    found = known(service({"home": {"type": "address", "source": "address"}}), handle_of("father"), {}, look)
    assert found.facts == {"home": FAMILY["father"].address}
    assert only_look().registers == ("spine",)


def test_where_it_is_silent_the_others_are_asked(world: World, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FAMILY["father"], "address", "")
    world.write()
    link_registers()
    found = known(service({"home": {"type": "address", "source": "address"}}), handle_of("father"), {}, look)
    assert found.facts == {"home": "٧ ميدان التحرير، أسيوط"}
    assert found.origins["home"].register == "cards"


def test_a_person_whom_no_register_holds_is_asked_everything(linked: World, look: Look) -> None:
    handle = handle_of("father")
    Link.objects.filter(person__handle=handle).delete()
    definition = service({"home": {"type": "address", "source": "address"}, "card": CARD})
    found = known(definition, handle, {}, look)
    assert (found.facts, found.choices) == ({}, {"card": ()})
    assert only_look().registers == ()
    assert only_look().outcome == "shown"


def test_a_service_without_a_purpose_reads_nothing(linked: World, look: Look) -> None:
    assert known(service({"why": {"type": "text"}}, purpose=None), handle_of("father"), {}, look) == Known()
    assert known(service({"card": CARD}), "", {}, look) == Known()
    assert not looks()


def test_the_purpose_is_the_services_own(linked: World, look: Look) -> None:
    known(service({"card": CARD}), handle_of("father"), {}, replace(look, purpose="citizen-request"))
    assert only_look().purpose == "service-delivery"


def test_an_unknown_handle_is_refused(linked: World, look: Look) -> None:
    with pytest.raises(Unknown):
        known(service({"card": CARD}), "nobody", {}, look)


# rows


def test_rows_are_offered_by_what_people_know_them_by(two_cards: World, look: Look) -> None:
    found = known(service({"card": CARD}), handle_of("father"), {}, look)
    assert [(one.value, one.label.en) for one in found.choices["card"]] == [("id0", "000"), ("id9", "777")]


def test_details_tell_rows_apart_and_never_say_who_the_person_is(linked: World, look: Look) -> None:
    question: dict[str, object] = {"type": "row", "source": "bread.entry", "role": "household"}
    [first, *_] = known(service({"entry": question}), handle_of("father"), {}, look).choices["entry"]
    assert [name.ar for name, _ in first.details] == ["outlet", "day", "loaves"]
    assert first.details[1][1].ar == "٣ يناير ٢٠٢٦"
    [card] = known(service({"card": CARD}), handle_of("father"), {}, look).choices["card"]
    assert card.details == ()


def test_only_rows_that_fit_are_offered(linked: World, look: Look) -> None:
    question: dict[str, object] = {"type": "row", "source": "bread.entry", "where": {"day": ["2026-01-02"]}}
    found = known(service({"entry": question}), handle_of("father"), {}, look)
    assert labels(found, "entry") == ["e2"]


def test_what_hangs_on_a_row_is_read_when_one_is_chosen(two_cards: World, look: Look) -> None:
    facts: dict[str, dict[str, object]] = {"loaves": {**LOAVES, "of": "card"}}
    questions = {"card": CARD, "phone": {"type": "telephone", "source": "cards.phone", "of": "card"}}
    definition, handle = service(questions, facts), handle_of("father")
    before = known(definition, handle, {}, look)
    assert before.facts == {}
    assert looks()[0].registers == ("cards",)
    after = known(definition, handle, {"card": "id9"}, look, former=before)
    assert after.facts == {"loaves": 2, "phone": after.facts["phone"]}
    assert after.choices == before.choices
    assert after.entry != before.entry
    other = known(definition, handle, {"card": "id0"}, look, former=after)
    assert other.facts["loaves"] == 15


def test_rows_of_another_register_agree_with_the_chosen_one_however_its_digits_are_written(
    two_cards: World, look: Look
) -> None:
    definition = service({"card": CARD}, {"loaves": {**LOAVES, "of": "card"}})
    assert known(definition, handle_of("father"), {"card": "id0"}, look).facts == {"loaves": 15}


def test_several_chosen_rows_are_added_up(two_cards: World, look: Look) -> None:
    definition = service({"cards": {**CARD, "many": True}}, {"loaves": {**LOAVES, "of": "cards"}})
    assert known(definition, handle_of("father"), {"cards": ["id0", "id9"]}, look).facts == {"loaves": 17}


def test_somebody_elses_row_is_never_read(linked: World, look: Look) -> None:
    questions = {"card": CARD, "number": {"type": "text", "source": "cards.number", "of": "card"}}
    facts: dict[str, dict[str, object]] = {
        "loaves": {**LOAVES, "of": "card"},
        "draws": {**LOAVES, "of": "card", "take": "any"},
    }
    definition, handle = service(questions, facts), handle_of("father")
    assert known(definition, handle, {"card": "id3"}, look).facts == {}
    before, count = known(definition, handle, {}, look), len(looks())
    assert known(definition, handle, {"card": "id3"}, look, former=before) == before
    assert len(looks()) == count


def test_a_choice_is_one_of_those_offered(linked: World, look: Look) -> None:
    found = known(service({"card": CARD}), handle_of("father"), {}, look)
    assert fit_choice(found, "card", "id0")
    assert fit_choice(found, "card", ["id0"])
    assert not fit_choice(found, "card", "id3")
    assert not fit_choice(found, "card", ["id0", "id3"])
    assert not fit_choice(found, "card", [])
    assert not fit_choice(found, "other", "id0")


def test_a_row_that_a_rule_withholds_is_not_offered(linked: World, look: Look, monkeypatch: Any) -> None:
    rule(monkeypatch, withheld=(WithheldRows(register="cards", attribute="card_no", values=("000",)),))
    assert known(service({"card": CARD}), handle_of("father"), {}, look).choices["card"] == ()


# relatives


def test_relatives_of_the_relations_asked_for_are_offered(linked: World, look: Look) -> None:
    questions: dict[str, dict[str, object]] = {
        "child": CHILD,
        "anybody": {"type": "relative", "relations": ["spouse", "child"]},
    }
    found = known(service(questions), handle_of("father"), {}, look)
    children = {FAMILY["first"].name, FAMILY["second"].name}
    assert set(labels(found, "child")) == children
    assert set(labels(found, "anybody")) == children | {FAMILY["mother"].name}
    assert found.choices["child"][0].details[0][1].en == "Daughter"
    assert only_look().sections == ("family",)


def test_a_chosen_relatives_rows_are_theirs(linked: World, look: Look) -> None:
    questions = {
        "child": CHILD,
        "born": {"type": "date", "source": "spine.birth_date", "of": "child"},
        "sex": {"type": "choice", "options": "sex", "source": "sex", "of": "child"},
        "record": {"type": "text", "source": "births.record_no", "role": "child", "of": "child"},
    }
    facts: dict[str, dict[str, object]] = {
        "has_card": {"source": "cards.card_no", "role": "head", "of": "child", "take": "any"}
    }
    definition, handle, child = service(questions, facts), handle_of("father"), handle_of("second")
    before = known(definition, handle, {}, look)
    found = known(definition, handle, {"child": child}, look, former=before)
    assert found.facts == {"born": "2003-08-20", "sex": "male", "record": "b2", "has_card": False}
    assert set(looks()[-1].persons) == {handle, child}
    assert known(definition, handle, {"child": child}, look).facts == found.facts


def test_of_somebody_who_is_no_such_relative_nothing_is_read(linked: World, look: Look) -> None:
    facts: dict[str, dict[str, object]] = {
        "has_card": {"source": "cards.card_no", "of": "child", "take": "any"},
        "born": {"source": "birth_date", "of": "child"},
    }
    definition, handle = service({"child": CHILD}, facts), handle_of("father")
    for other in (handle_of("mother"), handle_of("left"), handle, "nobody"):
        found = known(definition, handle, {"child": other}, look)
        assert found.facts == {}
        assert not fit_choice(found, "child", other)
        assert looks()[-1].persons == (handle,)


def test_a_relatives_rows_are_offered_and_read_on(linked: World, look: Look) -> None:
    card = {**CARD, "of": "father"}
    questions: dict[str, dict[str, object]] = {"father": {"type": "relative", "relations": ["father"]}, "card": card}
    definition = service(questions, {"loaves": {**LOAVES, "of": "card"}})
    handle, father = handle_of("first"), handle_of("father")
    found = known(definition, handle, {"father": father}, look)
    assert labels(found, "card") == ["000"]
    found = known(definition, handle, {"father": father, "card": "id0"}, look, former=found)
    assert found.facts == {"loaves": 15}
    gone = known(definition, handle, {"card": "id0"}, look, former=found)
    assert (gone.facts, gone.choices.get("card")) == ({}, None)


# what stays closed


def test_what_the_purpose_does_not_open_is_not_known_and_is_named(linked: World, look: Look) -> None:
    questions: dict[str, dict[str, object]] = {
        "ill": {"type": "text", "source": "clinic.condition"},
        "visit": {"type": "row", "source": "clinic.visit"},
        "card": {"type": "text", "source": "cards.card_no"},
    }
    found = known(service(questions), handle_of("father"), {}, look)
    assert (found.facts, found.choices) == ({"card": "000"}, {"visit": ()})
    assert [(one.key, one.name.ar) for one in found.refused] == [("ill", "condition"), ("visit", "visit")]
    assert "not covered by the purpose" in found.refused[0].why.en
    assert only_look().registers == ("cards",)
    other = known(service(questions), handle_of("mother"), {}, look)
    assert other.refused == found.refused  # a refusal does not tell who is in the register


def test_where_everything_is_closed_the_look_is_on_record_as_refused(linked: World, look: Look) -> None:
    found = known(service({"ill": {"type": "text", "source": "clinic.condition"}}), handle_of("father"), {}, look)
    assert found.facts == {}
    assert (only_look().outcome, only_look().registers) == ("refused", ())


def test_what_is_shown_in_part_alone_is_not_filled_in(linked: World, look: Look, monkeypatch: Any) -> None:
    rule(monkeypatch, masked=("phone",))
    questions: dict[str, dict[str, object]] = {
        "phone": {"type": "telephone", "source": "cards.phone"},
        "call": {"type": "telephone", "source": "phone"},
    }
    found = known(service(questions), handle_of("father"), {}, look)
    assert found.facts == {}
    assert "•" not in str(to_json(found))
    assert [one.key for one in found.refused] == ["phone", "call"]
    assert "part" in found.refused[0].why.en


def test_without_the_persons_consent_it_stays_closed_and_with_it_it_opens(
    linked: World, look: Look, monkeypatch: Any
) -> None:
    rule(monkeypatch, basis="consent")
    definition, handle = service({"card": CARD, "child": CHILD}), handle_of("father")
    found = known(definition, handle, {}, look)
    assert found.choices == {"card": (), "child": ()}
    assert {one.key for one in found.refused} == {"card", "child"}
    assert all("consent" in one.why.en for one in found.refused)
    ensure_agreements()
    give(handle, "service-delivery", by=handle, channel="page", language="ar")
    found = known(definition, handle, {}, look)
    assert labels(found, "card") == ["000"]
    assert found.refused == ()
    assert looks()[-1].consents


def test_a_relatives_own_consent_is_needed_for_what_is_theirs(linked: World, look: Look, monkeypatch: Any) -> None:
    rule(monkeypatch, basis="consent")
    ensure_agreements()
    wife, handle = handle_of("mother"), handle_of("father")
    give(handle, "service-delivery", by=handle, channel="page", language="ar")
    facts: dict[str, dict[str, object]] = {"has_card": {"source": "cards.card_no", "of": "wife", "take": "any"}}
    definition = service({"wife": {"type": "relative", "relations": ["spouse"]}}, facts)
    found = known(definition, handle, {"wife": wife}, look)
    assert found.facts == {}
    assert [one.key for one in found.refused] == ["has_card"]
    give(wife, "service-delivery", by=wife, channel="page", language="ar")
    assert known(definition, handle, {"wife": wife}, look).facts == {"has_card": False}


# registers that do not answer


def test_a_register_that_does_not_answer_is_named_and_the_others_are_known(linked: World, look: Look) -> None:
    questions = {"card": CARD, "born": {"type": "date", "source": "spine.birth_date"}}
    facts: dict[str, dict[str, object]] = {"heads": {"source": "cards.card_no", "take": "any"}, "loaves": LOAVES}
    definition, handle = service(questions, facts), handle_of("father")
    linked.connect(without=("cards",))
    found = known(definition, handle, {}, look)
    assert found.facts == {"born": "1970-02-03", "loaves": 15}
    assert found.choices == {"card": ()}
    assert [gap.register for gap in found.missing] == ["cards"]
    assert found.missing[0].detail.ar
    assert set(found.unanswered) == {"card", "heads"}
    assert only_look().missing == ("cards",)


def test_what_had_no_answer_is_asked_again_when_something_else_is_read(linked: World, look: Look) -> None:
    facts: dict[str, dict[str, object]] = {
        "heads": {"source": "cards.card_no", "take": "any"},
        "child_heads": {"source": "cards.card_no", "of": "child", "take": "any"},
    }
    definition, handle = service({"child": CHILD}, facts), handle_of("father")
    linked.connect(without=("cards",))
    found = known(definition, handle, {}, look)
    assert known(definition, handle, {}, look, former=found) == found
    linked.connect()
    found = known(definition, handle, {"child": handle_of("second")}, look, former=found)
    assert found.facts == {"heads": True, "child_heads": False}
    assert (found.missing, found.unanswered) == ((), ())


def test_a_register_in_ruins_does_not_make_a_fact_false(linked: World, look: Look) -> None:
    Path(linked.addresses()["cards"]).write_text("moved", encoding="utf-8")
    facts: dict[str, dict[str, object]] = {"heads": {"source": "cards.card_no", "take": "any"}}
    assert known(service(facts=facts), handle_of("father"), {}, look).facts == {}


# what is kept, and what an inquiry answers


def test_what_is_known_is_kept_as_json_and_comes_back_as_it_was(linked: World, look: Look) -> None:
    definition = service({"card": CARD, "child": CHILD}, {"loaves": LOAVES}, ("loaves", "cards.card_no"))
    found = known(definition, handle_of("father"), {"card": "id0"}, look)
    assert from_json(to_json(found)) == found
    assert from_json({}) == Known()


def test_nothing_is_read_again_that_is_known(linked: World, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    definition, handle = service({"card": CARD, "why": {"type": "text"}}, {"loaves": LOAVES}), handle_of("father")
    found = known(definition, handle, {}, look)
    monkeypatch.setattr(registers, "read", lambda *_, **__: pytest.fail("a register was read"))
    kept = from_json(to_json(found))
    assert known(definition, handle, {"why": "because", "card": "id0"}, look, former=kept) == kept
    assert len(looks()) == 1


def test_an_inquiry_answers_facts_and_the_chosen_rows_with_their_origin(two_cards: World, look: Look) -> None:
    definition = service({"card": CARD}, {"loaves": {**LOAVES, "of": "card"}}, ("loaves", "bread.day", "bread.paid"))
    handle = handle_of("father")
    before = known(definition, handle, {}, look)
    assert shown(definition, before, {}) == ()
    answers = {"card": "id9"}
    found = known(definition, handle, answers, look, former=before)
    lines = shown(definition, found, answers)
    assert [(line.row, line.label.en, line.value.en) for line in lines] == [
        (0, "Answer loaves", "2"),
        (1, "Answer bread.day", "1 January 2026"),
        (1, "Answer bread.paid", "EGP 1.25"),
    ]
    assert {line.origin.register for line in lines} == {"bread"}
    assert lines[0].to_json()["value"] == {"ar": "٢", "en": "2"}


def test_an_inquiry_without_a_choice_answers_all_rows_and_names_what_stays_closed(linked: World, look: Look) -> None:
    definition = service(shows=("bread.day", "clinic.condition"))
    found = known(definition, handle_of("father"), {}, look)
    assert [line.row for line in shown(definition, found, {})] == [1, 2, 3]
    assert [one.key for one in found.refused] == ["clinic.condition"]
