"""Sending: whole, allowed, declared; sent twice it is one case, one fee, one payment, one appointment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.cases.walking import decided, filled, once, one_who_can, paid, sent
from tests.payments.at_once import at_once
from wasl.cases import api as cases
from wasl.cases import sending
from wasl.cases.api import Doer, Kind, Stage
from wasl.cases.models import Appointment, Case, Event, Filled
from wasl.catalogue.api import Definition
from wasl.core.errors import Refusal
from wasl.payments import api as payments
from wasl.trust.api import upkeep

NAME = {"wanted_name": "مكتبة النيل", "activity": "agriculture"}


@pytest.fixture
def names(live: Callable[[str], Definition]) -> Definition:
    return live("trade-name-reservation")


@pytest.fixture
def me(names: Definition) -> Doer:
    return one_who_can(names, NAME)


@pytest.mark.parametrize("presses", [["one", "one", "one"], ["one", "two", "three"]], ids=["one press", "three"])
def test_sent_at_once_it_is_sent_once(live: Callable[[str], Definition], presses: list[str]) -> None:
    deed = live("general-power-of-attorney")
    me = one_who_can(deed)
    reference = filled(deed, me).case.reference
    acts = [lambda press=press: cases.submit(reference, me, once=press, declared=True) for press in presses]
    for one in at_once(acts):
        assert isinstance(one, Case), one
        assert one.stage == Stage.OPEN
    assert Event.objects.filter(case__reference=reference, kind=Kind.SENT).count() == 1
    assert len(payments.payments_for(reference)) == 1
    assert Appointment.objects.filter(case__reference=reference).count() == 1


def test_a_case_that_is_not_whole_is_not_sent(names: Definition, me: Doer) -> None:
    case = cases.begin(names.slug, me, once=once())
    with pytest.raises(Refusal):
        cases.submit(case.reference, me, once=once(), declared=True)
    assert Case.objects.get(pk=case.pk).stage == Stage.DRAFT


def test_who_has_not_declared_has_not_sent(names: Definition, me: Doer) -> None:
    found = filled(names, me, NAME)
    with pytest.raises(Refusal, match="declaration"):
        cases.submit(found.case.reference, me, once=once())


def test_who_may_not_have_it_is_told_why(live: Callable[[str], Definition]) -> None:
    grant = live("takaful-and-karama")
    rich = {"income": 90_000_000, "programme": "takaful"}
    me = one_who_can(grant, rich)
    found = filled(grant, me, rich)
    with pytest.raises(Refusal, match="condition of the service") as refused:
        cases.submit(found.case.reference, me, once=once(), declared=True)
    assert (refused.value.where or "").startswith("rule.")


def test_the_like_of_it_in_work_is_named_and_may_be_sent_all_the_same(names: Definition, me: Doer) -> None:
    former = sent(names, me, NAME)
    found = filled(names, me, NAME)
    with pytest.raises(cases.Alike) as alike:
        cases.submit(found.case.reference, me, once=once(), declared=True)
    assert alike.value.former == former
    assert cases.submit(found.case.reference, me, once=once(), declared=True, despite=True).stage == Stage.OPEN


def test_a_fee_that_nobody_knows_yet_keeps_the_draft_a_draft(
    names: Definition, me: Doer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending.Sheet, "fee", property(lambda self: None))
    found = filled(names, me, NAME)
    with pytest.raises(Refusal, match="fee of this request"):
        cases.submit(found.case.reference, me, once=once(), declared=True)
    assert Case.objects.get(pk=found.case.pk).stage == Stage.DRAFT


def test_what_registers_said_long_ago_decides_nothing(names: Definition, me: Doer) -> None:
    found = filled(names, me, NAME)
    long_ago = datetime.now(UTC) - timedelta(days=3)
    with upkeep("a test"):
        Filled.objects.filter(pk=found.case.pk).update(read=long_ago)
    cases.submit(found.case.reference, me, once=once(), declared=True)
    with upkeep("a test"):
        read = Filled.objects.get(pk=found.case.pk).read
    assert read is not None
    assert read > long_ago


def test_withdrawn_before_it_was_paid_it_is_not_paid_any_more(names: Definition, me: Doer) -> None:
    case = sent(names, me, NAME)
    [fee] = payments.payments_for(case.reference)
    assert decided(case, "withdraw", me).outcome == cases.Outcome.WITHDRAWN
    assert payments.payment(fee.reference).state == payments.State.CANCELLED
    with pytest.raises(Refusal):
        payments.settle(fee.reference, provider_reference=once())
    after = Case.objects.get(pk=case.pk)
    assert not after.paid
    assert not Event.objects.filter(case=case, kind=Kind.PAID).exists()


def test_paid_twice_at_once_it_is_paid_once_and_goes_on_once(names: Definition, me: Doer) -> None:
    case = sent(names, me, NAME)
    [fee] = payments.payments_for(case.reference)
    receipt = once()
    at_once([lambda: payments.settle(fee.reference, provider_reference=receipt)] * 3)
    kinds = list(Event.objects.filter(case=case).values_list("kind", "action"))
    assert kinds.count((Kind.PAID, "")) == kinds.count((Kind.ACTION, "pay")) == 1


def test_paid_and_withdrawn_at_once_it_is_one_or_the_other(names: Definition, me: Doer) -> None:
    case = sent(names, me, NAME)
    [fee] = payments.payments_for(case.reference)
    at_once(
        [
            lambda: payments.settle(fee.reference, provider_reference=once()),
            lambda: decided(case, "withdraw", me),
        ]
    )
    after, state = Case.objects.get(pk=case.pk), payments.payment(fee.reference).state
    ways = {(True, "in_review", payments.State.PAID), (False, "withdrawn", payments.State.CANCELLED)}
    assert (after.paid, after.state, state) in ways


def test_the_journal_numbers_without_gaps(names: Definition, me: Doer) -> None:
    case = paid(sent(names, me, NAME))
    numbers = list(Event.objects.filter(case=case).values_list("number", flat=True))
    assert numbers == list(range(1, case.events + 1))


def test_a_sent_case_takes_no_more_answers_and_cannot_be_thrown_away(names: Definition, me: Doer) -> None:
    case = sent(names, me, NAME)
    with pytest.raises(Refusal):
        cases.save_page(case.reference, me, "name", NAME)
    with pytest.raises(Refusal):
        cases.discard(case.reference, me)


def test_nothing_personal_is_logged(names: Definition, me: Doer, capfd: pytest.CaptureFixture[str]) -> None:
    found = filled(names, me, {**NAME, "wanted_name": "اسم لا يعرفه غيري"})
    cases.submit(found.case.reference, me, once=once(), declared=True)
    person = found.asked()
    out = "".join(capfd.readouterr())
    for told in ("اسم لا يعرفه غيري", str(person["number"].value), str(person["full_name"].value), me.person):
        assert told not in out
