"""How citizens sign in: a number, a code, and nothing told about who exists or has an account."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tests.citizens import TELEPHONE, account, last_code, last_message
from tests.identity.accounts.watching import refusal_of, statements
from tests.ledger import looks
from tests.nation import Nation
from wasl.core.errors import NotAllowed, Refusal
from wasl.identity.accounts import codes
from wasl.identity.accounts.api import ask_code, citizen_with, close
from wasl.identity.accounts.models import Code
from wasl.identity.models import Citizen
from wasl.messaging.models import Kept, Sent
from wasl.persons.models import Person

NOW = datetime.now(UTC)
NOBODYS = "99912319999999"


def without_account(nation: Nation) -> str:
    others = Person.objects.exclude(handle=nation.handle).filter(number__isnull=False, in_spine=True)
    return others.order_by("id")[0].number or ""


def sent(number: str, now: datetime = NOW) -> tuple[int, str]:
    return ask_code(number, now=now).id, last_code()


def test_the_right_code_opens_the_account_of_that_person(nation: Nation) -> None:
    account(nation.number)
    assert citizen_with(*sent(nation.number), now=NOW).person == nation.handle
    assert last_message(TELEPHONE).endswith("لا تعطه لأحد مهما قال لك.")


def test_arabic_digits_are_the_same_number_and_the_same_code(nation: Nation) -> None:
    account(nation.number)
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    asked, code = sent(nation.number.translate(arabic))
    assert citizen_with(asked, f" {code[:3]} {code[3:]} ".translate(arabic), now=NOW).person == nation.handle


def test_neither_number_nor_code_is_kept_but_in_the_demos_outbox(nation: Nation) -> None:
    account(nation.number)
    _, code = sent(nation.number)
    kept = " ".join(map(str, [*Code.objects.values_list("subject", "digest"), *Sent.objects.values_list()]))
    assert nation.number not in kept
    assert code not in kept


def test_a_number_without_account_and_one_of_nobody_take_the_same_steps_and_words(nation: Nation) -> None:
    account(nation.number)
    numbers = (nation.number, without_account(nation), NOBODYS)
    assert len({tuple(statements(lambda n=number: ask_code(n, "192.0.2.1", now=NOW))) for number in numbers}) == 1  # type: ignore[misc]
    said = set()
    for number in numbers:
        asked, code = sent(number)
        wrong = "000000" if number == nation.number else code
        said.add(refusal_of(lambda a=asked, c=wrong: citizen_with(a, c, now=NOW)))  # type: ignore[misc]
    assert len(said) == 1
    assert list(Citizen.objects.values_list("person", flat=True)) == [nation.handle]


def test_only_an_account_is_sent_a_message(nation: Nation) -> None:
    account(nation.number)
    for number in (nation.number, without_account(nation), NOBODYS):
        ask_code(number, now=NOW)
    assert list(Kept.objects.order_by("pk").values_list("to", flat=True)) == [TELEPHONE, "", ""]


def test_who_looked_the_number_up_is_told_to_its_owner(nation: Nation) -> None:
    ask_code(nation.number, now=NOW)
    [entry] = looks()
    assert (entry.actor, entry.persons) == ("platform:sign-in", (nation.handle,))


def test_a_code_opens_once(nation: Nation) -> None:
    account(nation.number)
    asked, code = sent(nation.number)
    citizen_with(asked, code, now=NOW)
    with pytest.raises(NotAllowed):
        citizen_with(asked, code, now=NOW)


def test_a_code_sent_twice_at_once_opens_once(nation: Nation) -> None:
    account(nation.number)
    asked, code = sent(nation.number)

    def attempt(_: int) -> bool:
        try:
            return bool(citizen_with(asked, code, now=NOW))
        except NotAllowed:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(4))) == 1


def test_a_code_holds_for_ten_minutes(nation: Nation) -> None:
    account(nation.number)
    asked, code = sent(nation.number)
    with pytest.raises(NotAllowed):
        citizen_with(asked, code, now=NOW + codes.HOLDS)


def test_a_newer_code_ends_the_older_one(nation: Nation) -> None:
    account(nation.number)
    asked, code = sent(nation.number)
    sent(nation.number)
    with pytest.raises(NotAllowed):
        citizen_with(asked, code, now=NOW)


def test_after_five_wrong_tries_the_right_code_opens_nothing(nation: Nation) -> None:
    account(nation.number)
    asked, code = sent(nation.number)
    for _ in range(codes.MOST_TRIES):
        with pytest.raises(NotAllowed):
            citizen_with(asked, "x", now=NOW)
    with pytest.raises(NotAllowed, match="too often"):
        citizen_with(asked, code, now=NOW)


def test_a_code_that_was_sent_to_the_former_telephone_opens_nothing(nation: Nation) -> None:
    citizen = account(nation.number)
    asked, code = sent(nation.number)
    Citizen.objects.filter(pk=citizen.pk).update(telephone="+201900000002")
    with pytest.raises(NotAllowed):
        citizen_with(asked, code, now=NOW)


def test_a_closed_account_is_like_none(nation: Nation) -> None:
    close(account(nation.number), by="citizen:x")
    asked, code = sent(nation.number)
    with pytest.raises(NotAllowed):
        citizen_with(asked, code, now=NOW)


@pytest.mark.parametrize("whose", ["theirs", "nobodys"])
def test_five_codes_at_once_are_the_most_and_the_wait_is_told(nation: Nation, whose: str) -> None:
    number = nation.number if whose == "theirs" else NOBODYS
    for _ in range(5):
        ask_code(number, now=NOW)
    with pytest.raises(NotAllowed, match="Wait 12 minutes"):
        ask_code(number, now=NOW)
    assert ask_code(number, now=NOW + timedelta(minutes=12))


@pytest.mark.parametrize("number", ["", "123", "abc", "9" * 15, "\x00" * 14, "٢" * 13])
def test_what_cannot_be_a_number_is_refused_before_anything_is_looked_up(nation: Nation, number: str) -> None:
    with pytest.raises(Refusal):
        ask_code(number, now=NOW)
    assert not Code.objects.exists()


def test_where_no_message_can_leave_the_door_says_that_it_is_closed(
    nation: Nation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "is_open", lambda channel: False)
    with pytest.raises(NotAllowed, match="not started"):
        ask_code(nation.number, now=NOW)
