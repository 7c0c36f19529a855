"""Confirming an account: by a registered telephone and facts, or at a counter; and what takes it back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.citizens import TELEPHONE, account, last_code
from tests.identity.accounts.watching import refusal_of
from tests.ledger import looks
from tests.nation import Nation
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.core.text import Text
from wasl.identity.accounts.api import (
    ask_raise,
    bind_at_counter,
    raise_online,
    steps_of,
    take_back,
    telephones_held,
    visit,
)
from wasl.identity.accounts.proofing import proofing
from wasl.identity.accounts.raising import _read, _telephones, _values, registered_telephone
from wasl.identity.models import Citizen
from wasl.persons.models import Person
from wasl.trust.api import Assurance, upkeep

NOW = datetime.now(UTC)


def truth_of(citizen: Citizen) -> dict[str, str]:
    """What the registers hold, as the person would write it."""
    seen = _read(citizen)
    held = {name: _values(fact, seen) for name, fact in proofing().facts.items()}
    return {name: _written(values[0]) for name, values in held.items() if values}  # type: ignore[index]  # a list


def _written(value: object) -> str:
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


@pytest.fixture
def citizen(nation: Nation) -> Citizen:
    """Somebody whose telephone and card registers hold, with an account that nobody has confirmed."""
    with upkeep("a test"):
        people = list(Person.objects.filter(in_spine=True, number__isnull=False).order_by("id")[:60])
    for person in people:
        one = Citizen(person=person.handle)
        if registered_telephone(person.handle) and len(truth_of(one)) == len(proofing().facts):
            return account(person.number or "", Assurance.LOW)
    raise AssertionError("nobody of this nation has a card and a telephone")


def asked(citizen: Citizen, now: datetime = NOW) -> tuple[int, str]:
    sent = ask_raise(citizen, 0, now=now).id
    return sent, last_code(registered_telephone(citizen.person))


def test_a_registered_telephone_and_facts_that_agree_confirm_an_account(citizen: Citizen) -> None:
    raise_online(citizen, *asked(citizen), truth_of(citizen), now=NOW)
    citizen.refresh_from_db()
    assert citizen.level is Assurance.SUBSTANTIAL
    assert {one.kind for one in steps_of(citizen)} == {"number-and-code", "registered-telephone", "register-facts"}


def test_telephones_are_shown_by_their_last_digits_and_the_reading_is_on_record(citizen: Citizen) -> None:
    before = len(looks())
    shown = [one.shown for one in telephones_held(citizen)]
    [entry] = looks()[before:]
    assert shown
    assert all(one.startswith("••••••••") and len(one) == 10 for one in shown)
    assert (entry.actor, entry.persons) == ("platform:raising", (citizen.person,))


def test_names_dates_and_digits_are_read_as_people_write_them(citizen: Citizen) -> None:
    told = truth_of(citizen)
    told["mother_name"] = told["mother_name"].replace("أ", "ا").replace("ة", "ه")
    told["card_expiry"] = told["card_expiry"].translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    told["card_serial"] = f" {told['card_serial'].lower()} "
    raise_online(citizen, *asked(citizen), told, now=NOW)
    assert citizen.level is Assurance.SUBSTANTIAL


@pytest.mark.parametrize("wrong", ["card_serial", "card_expiry", "mother_name", "governorate"])
def test_one_wrong_fact_is_refused_in_words_that_do_not_name_it(citizen: Citizen, wrong: str) -> None:
    told = truth_of(citizen) | {wrong: "خطأ ما"}
    code = asked(citizen)
    said = refusal_of(lambda: raise_online(citizen, *code, told, now=NOW))
    wrong_code = asked(citizen)[0]
    assert refusal_of(lambda: raise_online(citizen, wrong_code, "1", truth_of(citizen), now=NOW)) == said
    assert citizen.level is Assurance.LOW


def test_two_facts_are_too_few(citizen: Citizen) -> None:
    few = dict(list(truth_of(citizen).items())[:2])
    with pytest.raises(NotAllowed, match="does not suffice"):
        raise_online(citizen, *asked(citizen), few, now=NOW)


def test_a_mothers_first_name_alone_is_no_fact(citizen: Citizen) -> None:
    told = truth_of(citizen)
    with pytest.raises(NotAllowed):
        raise_online(citizen, *asked(citizen), told | {"mother_name": told["mother_name"].split()[0]}, now=NOW)


def test_after_three_tries_the_right_answers_wait(citizen: Citizen) -> None:
    for _ in range(3):
        with pytest.raises(NotAllowed, match="does not suffice"):
            raise_online(citizen, asked(citizen)[0], "1", {}, now=NOW)
    with pytest.raises(NotAllowed, match="Wait 8 hours"):
        raise_online(citizen, *asked(citizen), truth_of(citizen), now=NOW)
    later = NOW + timedelta(hours=8)
    raise_online(citizen, *asked(citizen, later), truth_of(citizen), now=later)
    assert citizen.level is Assurance.SUBSTANTIAL


def test_a_telephone_that_is_not_offered_gets_no_code(citizen: Citizen) -> None:
    for place in (-1, 99):
        with pytest.raises(Unknown):
            ask_raise(citizen, place, now=NOW)


def test_the_dead_are_offered_nothing(nation: Nation, monkeypatch: pytest.MonkeyPatch, citizen: Citizen) -> None:
    from wasl.identity.accounts import raising

    assert _telephones(_read(citizen))
    monkeypatch.setattr(raising, "_died", lambda seen: True)
    assert telephones_held(citizen) == []


# At a counter


def test_a_visit_with_a_card_confirms_an_account_and_says_what_was_seen(citizen: Citizen) -> None:
    visit(citizen, by="staff:agent", seen=["identity-card", "face"])
    [step, _] = steps_of(citizen)
    assert (citizen.level, step.by) == (Assurance.SUBSTANTIAL, "staff:agent")
    assert step.evidence_en == "Came in person; seen: identity card, face with the photograph"


@pytest.mark.parametrize("seen", [[], ["face"], ["birth-certificate"], ["a-smile"]])
def test_without_a_paper_that_has_a_photograph_a_visit_confirms_nothing(citizen: Citizen, seen: list[str]) -> None:
    with pytest.raises(Refusal, match="No paper"):
        visit(citizen, by="staff:agent", seen=seen)


def test_an_account_that_somebody_else_opened_passes_to_whom_the_counter_sees(citizen: Citizen) -> None:
    visit(citizen, by="staff:agent", seen=["passport"], telephone="01911111111")
    citizen.refresh_from_db()
    assert (citizen.telephone, citizen.level) == ("+201911111111", Assurance.SUBSTANTIAL)


def test_a_passkey_is_bound_only_after_a_visit_and_only_their_own(citizen: Citizen) -> None:
    with pytest.raises(Refusal, match="not confirmed"):
        bind_at_counter(citizen, "passkey:1", by="staff:agent")
    visit(citizen, by="staff:agent", seen=["identity-card"])
    with pytest.raises(Refusal, match="not of this account"):
        bind_at_counter(citizen, "passkey:1", by="staff:agent")


def test_a_step_taken_back_lowers_the_account_and_stays_in_its_list(citizen: Citizen) -> None:
    step = visit(citizen, by="staff:agent", seen=["identity-card"])
    take_back(citizen, step.pk, Text(ar="بطاقة مزورة", en="a forged card"), by="staff:head")
    citizen.refresh_from_db()
    assert citizen.level is Assurance.LOW
    newest = steps_of(citizen)[0]
    assert (newest.kind, newest.evidence_en, newest.by) == ("taken-back", "a forged card", "staff:head")
    with pytest.raises(Unknown):
        take_back(citizen, step.pk, Text(ar="x", en="x"), by="staff:head")


def test_somebody_elses_step_is_not_there(citizen: Citizen) -> None:
    step = visit(citizen, by="staff:agent", seen=["identity-card"])
    other = Citizen.objects.create(person="nobody", telephone=TELEPHONE)
    with pytest.raises(Unknown):
        take_back(other, step.pk, Text(ar="x", en="x"), by="staff:head")
