"""Registering: the same steps and words for every number, and an account for who has none."""

from datetime import UTC, datetime

import pytest

from tests.citizens import TELEPHONE, account, last_code
from tests.identity.accounts.test_entering import NOBODYS
from tests.identity.accounts.watching import refusal_of, statements
from tests.nation import Nation
from wasl.core.errors import NotAllowed, Refusal
from wasl.identity.accounts import registering
from wasl.identity.accounts.api import close, open_account, open_at_counter, register, steps_of
from wasl.identity.models import Citizen
from wasl.messaging.models import Kept
from wasl.trust.api import Assurance

NOW = datetime.now(UTC)
LOCAL, MINE = "٠١٩ ١٢٣٤-٥٦٧٨", "+201912345678"


def registered(number: str, telephone: str = LOCAL) -> Citizen:
    asked = register(number, telephone, "a@nil.example", now=NOW)
    return open_account(asked.id, last_code(MINE), now=NOW)


def test_number_and_code_open_an_account_at_the_lowest_level(nation: Nation) -> None:
    citizen = registered(nation.number)
    assert (citizen.person, citizen.telephone, citizen.email) == (nation.handle, MINE, "a@nil.example")
    assert citizen.level is Assurance.LOW
    [step] = steps_of(citizen)
    assert (step.kind, step.level, step.by) == ("number-and-code", "low", "platform:registration")


@pytest.mark.parametrize("written", [LOCAL, "01912345678", "+20 191 234 5678", "0020 1912345678", "(019) 1234 5678"])
def test_a_telephone_is_read_in_every_local_spelling(nation: Nation, written: str) -> None:
    assert registered(nation.number, written).telephone == MINE


@pytest.mark.parametrize("written", ["", "12", "telephone", "+20 191 234 5678 ext. 7", "0" * 40, "\x00"])
def test_what_is_no_telephone_is_refused(nation: Nation, written: str) -> None:
    with pytest.raises(Refusal, match="telephone"):
        register(nation.number, written, now=NOW)


def test_a_number_of_nobody_and_one_that_has_an_account_are_answered_alike(nation: Nation) -> None:
    def tried(number: str) -> tuple[list[str], str]:
        asked: list[int] = []
        steps = statements(lambda: asked.append(register(number, LOCAL, now=NOW).id))
        return steps, refusal_of(lambda: open_account(asked[0], last_code(MINE), now=NOW))

    nobodys = tried(NOBODYS)
    account(nation.number)
    assert tried(nation.number) == nobodys
    assert "No account could be opened" in nobodys[1]


def test_who_has_the_account_is_told_once_a_day_that_somebody_tried(nation: Nation) -> None:
    account(nation.number)
    for _ in range(3):
        register(nation.number, LOCAL, now=NOW)
    told = Kept.objects.filter(to=TELEPHONE).values_list("text", flat=True)
    assert len(told) == 1
    assert "حاول شخص" in told[0]


def test_two_who_register_one_number_get_one_account(nation: Nation) -> None:
    first = register(nation.number, LOCAL, now=NOW)
    first_code = last_code(MINE)
    second = register(nation.number, "01911111111", now=NOW)
    second_code = last_code("+201911111111")
    open_account(first.id, first_code, now=NOW)
    with pytest.raises(NotAllowed, match="No account could be opened"):
        open_account(second.id, second_code, now=NOW)
    assert Citizen.objects.get().telephone == MINE


def test_a_closed_account_opens_anew_from_the_lowest_level(nation: Nation) -> None:
    close(account(nation.number), by="citizen:x")
    citizen = registered(nation.number)
    assert (citizen.closed, citizen.level, citizen.telephone) == (None, Assurance.LOW, MINE)


def test_one_telephone_takes_part_in_so_many_registrations_an_hour(nation: Nation) -> None:
    for place in range(registering.ONE_TELEPHONE.burst):
        register(f"9991231999{place:04}", LOCAL, now=NOW)
    with pytest.raises(NotAllowed, match="Wait"):
        register(NOBODYS, LOCAL, now=NOW)
    register(NOBODYS, "01911111111", now=NOW)


def test_a_counter_opens_an_account_or_finds_the_one_there_is(nation: Nation) -> None:
    opened = open_at_counter(nation.handle, LOCAL, by="staff:agent")
    assert (opened.telephone, opened.level) == (MINE, Assurance.LOW)
    assert open_at_counter(nation.handle, "01911111111", by="staff:agent").pk == opened.pk
    assert Citizen.objects.get().telephone == MINE
