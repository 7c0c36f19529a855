"""The telephone changes at once only for who is surely the owner; a stolen SIM opens nothing that was confirmed."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.citizens import TELEPHONE, account, last_code, last_message
from tests.identity.accounts.watching import refusal_of, statements
from tests.nation import Nation
from wasl.core.errors import NotAllowed, Unknown
from wasl.identity.accounts.api import (
    ask_change,
    ask_code,
    ask_recovery,
    change_at_counter,
    close,
    confirm_change,
    pending,
    recover,
    settle,
    steps_of,
    stop,
)
from wasl.identity.factors.api import By, recovery_codes_new
from wasl.identity.models import Citizen
from wasl.identity.sessions.api import SignedIn, lines
from wasl.identity.sessions.models import SignIn
from wasl.trust.api import Assurance

NOW = datetime.now(UTC)
DUE = NOW + timedelta(days=3)
NEW = "+201911111111"


@pytest.fixture
def citizen(nation: Nation) -> Citizen:
    return account(nation.number)


def session(citizen: Citizen, *amr: str, proved: datetime = NOW) -> SignedIn:
    row = SignIn.objects.create(
        citizen=citizen,
        amr=" ".join(amr),
        carries="substantial",
        proved=proved,
        device="x",
        created=NOW,
        last_seen=NOW,
    )
    return SignedIn(citizen, citizen.level, amr, proved, row.pk)


def changed(citizen: Citizen, *amr: str, proved: datetime = NOW) -> bool:
    asked = ask_change(citizen, "01911111111", now=NOW)
    return confirm_change(session(citizen, *amr, proved=proved), asked.id, last_code(NEW), now=NOW)


def test_with_a_passkey_in_this_session_it_changes_at_once_and_the_level_stays(citizen: Citizen) -> None:
    assert changed(citizen, "hwk")
    citizen.refresh_from_db()
    assert (citizen.telephone, citizen.level) == (NEW, Assurance.SUBSTANTIAL)
    assert "تغيّر هاتف حسابك" in last_message(TELEPHONE)


@pytest.mark.parametrize(("amr", "proved"), [("sms", NOW), ("hwk", NOW - timedelta(minutes=6))])
def test_otherwise_it_waits_three_days_and_the_old_telephone_is_told(
    citizen: Citizen, amr: str, proved: datetime
) -> None:
    assert not changed(citizen, amr, proved=proved)
    citizen.refresh_from_db()
    waits = pending(citizen)
    assert citizen.telephone == TELEPHONE
    assert waits is not None
    assert (waits.telephone, waits.due) == ("••••••••11", DUE)
    assert "بعد ثلاثة أيام" in last_message(TELEPHONE)


def test_after_three_days_the_account_has_the_new_telephone_and_is_low(citizen: Citizen) -> None:
    changed(citizen, "sms")
    settle(citizen.person, DUE - timedelta(seconds=1))
    assert Citizen.objects.get().telephone == TELEPHONE
    settle(citizen.person, DUE)
    citizen.refresh_from_db()
    assert (citizen.telephone, citizen.level) == (NEW, Assurance.LOW)
    assert not any(one.runs for one in lines(citizen))
    assert steps_of(citizen)[0].kind == "taken-back"


def test_a_code_goes_to_the_new_telephone_once_it_is_due(citizen: Citizen, nation: Nation) -> None:
    changed(citizen, "sms")
    ask_code(nation.number, now=DUE)
    assert "رمز الدخول" in last_message(NEW)


def test_one_press_stops_it(citizen: Citizen) -> None:
    changed(citizen, "sms")
    stop(citizen, NOW)
    settle(citizen.person, DUE)
    citizen.refresh_from_db()
    assert (citizen.telephone, citizen.level, pending(citizen)) == (TELEPHONE, Assurance.SUBSTANTIAL, None)
    with pytest.raises(Unknown):
        stop(citizen, NOW)


def test_a_newer_wish_begins_the_three_days_anew(citizen: Citizen) -> None:
    changed(citizen, "sms")
    later = NOW + timedelta(days=2)
    asked = ask_change(citizen, "01922222222", now=later)
    confirm_change(session(citizen, "sms"), asked.id, last_code("+201922222222"), now=later)
    settle(citizen.person, DUE)
    assert Citizen.objects.get().telephone == TELEPHONE


def test_somebody_elses_code_changes_nothing(citizen: Citizen) -> None:
    other = Citizen.objects.create(person="nobody", telephone="+201900000009")
    asked = ask_change(other, "01911111111", now=NOW)
    with pytest.raises(NotAllowed):
        confirm_change(session(citizen, "hwk"), asked.id, last_code(NEW), now=NOW)


def test_a_code_for_the_telephone_signs_nobody_in(citizen: Citizen) -> None:
    from wasl.identity.accounts.api import citizen_with

    asked = ask_change(citizen, "01911111111", now=NOW)
    with pytest.raises(NotAllowed):
        citizen_with(asked.id, last_code(NEW), now=NOW)


def test_at_a_counter_it_changes_at_once_and_ends_what_waits(citizen: Citizen) -> None:
    changed(citizen, "sms")
    change_at_counter(citizen, "01922222222", by="staff:agent")
    settle(citizen.person, DUE)
    citizen.refresh_from_db()
    assert (citizen.telephone, citizen.level) == ("+201922222222", Assurance.SUBSTANTIAL)


def test_settling_asks_the_same_for_who_has_no_account(citizen: Citizen) -> None:
    assert statements(lambda: settle("nobody", NOW)) == statements(lambda: settle(citizen.person, NOW))


# Recovery


def recovering(number: str, recovery_code: str, now: datetime = NOW) -> datetime:
    asked = ask_recovery(number, "01911111111", now=now)
    return recover(asked.id, last_code(NEW), recovery_code, now=now)


@pytest.fixture
def paper(citizen: Citizen) -> list[str]:
    return recovery_codes_new(citizen.account_id, By("staff:agent"))


def test_a_recovery_code_gives_another_telephone_in_three_days_and_never_a_level(
    citizen: Citizen, nation: Nation, paper: list[str]
) -> None:
    assert recovering(nation.number, paper[0]) == DUE
    assert "بعد ثلاثة أيام" in last_message(TELEPHONE)
    settle(citizen.person, DUE)
    citizen.refresh_from_db()
    assert (citizen.telephone, citizen.level) == (NEW, Assurance.LOW)


def test_who_still_has_the_account_stops_a_recovery(citizen: Citizen, nation: Nation, paper: list[str]) -> None:
    recovering(nation.number, paper[0])
    stop(citizen, NOW)
    settle(citizen.person, DUE)
    assert Citizen.objects.get().telephone == TELEPHONE


def test_a_recovery_code_opens_once(nation: Nation, paper: list[str]) -> None:
    recovering(nation.number, paper[0])
    with pytest.raises(NotAllowed):
        recovering(nation.number, paper[0])


def test_a_wrong_recovery_code_and_a_number_of_nobody_are_told_in_the_same_words(
    nation: Nation, citizen: Citizen
) -> None:
    said = {
        refusal_of(lambda n=number: recovering(n, "0000-0000-0000")) for number in (nation.number, "99912319999999")
    }  # type: ignore[misc]
    assert len(said) == 1
    assert pending(citizen) is None


def test_a_closed_account_keeps_nothing_by_which_somebody_is_reached(citizen: Citizen) -> None:
    changed(citizen, "sms")
    close(citizen, by=citizen.account_id)
    citizen.refresh_from_db()
    assert (citizen.telephone, citizen.email, citizen.level) == (None, None, Assurance.LOW)
    assert citizen.closed is not None
    assert pending(citizen) is None
    assert not any(one.runs for one in lines(citizen))
    assert "أُغلق حسابك" in last_message(TELEPHONE)
