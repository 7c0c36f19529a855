"""Asked once, paid once, given back once, whatever is replayed or comes at once."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.payments.at_once import at_once
from wasl.core.conf import settings
from wasl.core.errors import Refusal, Unknown
from wasl.core.text import Text
from wasl.payments import settling
from wasl.payments.api import (
    Line,
    Payment,
    State,
    ask,
    before_settling,
    cancel,
    check_config,
    is_open,
    is_sandbox,
    on_settled,
    payment,
    payment_of,
    payments_for,
    refund,
    refuse,
    settle,
    try_out,
)
from wasl.payments.models import Step
from wasl.payments.plugins import known_providers, register
from wasl.payments.provider import Provider

ME, OTHER = "citizen:aaa", "citizen:bbb"
FEE = Line(Text(ar="رسم الرخصة", en="Licence fee"), 5000)
STAMP = Line(Text(ar="دمغة", en="Stamp"), 150)
NO = Text(ar="لا يوجد رصيد", en="no funds")


@pytest.fixture(autouse=True)
def store(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settling, "_TOLD", [])
    monkeypatch.setattr(settling, "_FIRST", [])
    yield
    monkeypatch.undo()
    settings.cache_clear()


def asked(once: str = "1", for_: str = "W-1", payer: str = ME, return_to: str = "/my/") -> Payment:
    return ask(for_=for_, lines=[FEE, STAMP], payer=payer, once=once, return_to=return_to)


def test_a_payment_is_asked_for_the_sum_of_its_lines() -> None:
    made = payment(asked().reference)
    assert (made.state, made.amount, made.currency, made.provider) == (State.ASKED, 5150, "EGP", "sandbox")
    assert made.lines == (FEE, STAMP)
    assert made.reference.startswith("P-")
    assert len(made.reference) == 10
    assert is_sandbox(made)
    assert made.is_open


def test_the_same_token_is_one_payment() -> None:
    assert asked().pk == asked().pk
    assert Payment.objects.count() == Step.objects.count() == 1


def test_the_same_token_at_once_is_one_payment() -> None:
    found = at_once([asked] * 6)
    assert len({one.pk for one in found if isinstance(one, Payment)}) == 1
    assert len(found) == 6
    assert not [one for one in found if isinstance(one, Exception)]
    assert Payment.objects.count() == 1


@given(tokens=st.lists(st.text(max_size=8), min_size=1, max_size=8))
@hypothesis_settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_there_are_as_many_payments_as_tokens(tokens: list[str]) -> None:
    Step.objects.all().delete()
    Payment.objects.all().delete()
    for token in tokens:
        asked(token)
    assert Payment.objects.count() == len(set(tokens))


def test_a_token_of_another_case_or_payer_is_refused() -> None:
    asked()
    for changed in ({"for_": "W-2"}, {"payer": OTHER}):
        with pytest.raises(Refusal, match="another case or payer"):
            asked(**changed)


@pytest.mark.parametrize("amounts", [[], [0], [-5], [100, -100]])
def test_nothing_is_asked_for_nought_or_less(amounts: list[int]) -> None:
    with pytest.raises(Refusal, match="above nought"):
        ask(for_="W-1", lines=[Line(FEE.text, amount) for amount in amounts], payer=ME, once="1")
    assert not Payment.objects.exists()


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere", "my/", "\x00"])
def test_the_payer_is_sent_back_nowhere_else(path: str) -> None:
    with pytest.raises(Refusal, match="return_to"):
        asked(return_to=path)


def test_payments_of_a_case_come_in_order() -> None:
    first, second = asked("1"), asked("2")
    asked("3", for_="W-2")
    assert [one.pk for one in payments_for("W-1")] == [first.pk, second.pk]


def test_nobody_finds_somebody_elses_payment() -> None:
    made = asked()
    assert payment_of(made.reference, {ME, "visitor:x"}).pk == made.pk
    with pytest.raises(Unknown):
        payment_of(made.reference, {OTHER})
    for reference in ("P-NOTHERE2", "", "\x00", "٢"):
        with pytest.raises(Unknown):
            payment(reference)


# --- paying -----------------------------------------------------------------------------------------------------------


def test_what_was_paid_stays_paid_when_it_is_reported_again() -> None:
    made = asked()
    first = settle(made.reference, provider_reference="r-1")
    again = settle(made.reference, provider_reference="r-1")
    assert (first.state, first.paid) == (again.state, again.paid) == (State.PAID, first.paid)
    assert [step.state for step in made.steps.all()] == [State.ASKED, State.PAID]


def test_reported_by_many_at_once_it_is_paid_and_told_once() -> None:
    made, told = asked(), list[str]()
    on_settled(lambda paid: told.append(paid.reference))
    found = at_once([lambda: settle(made.reference, provider_reference="r-1")] * 6)
    assert [one for one in found if isinstance(one, Exception)] == []
    assert told == [made.reference]
    assert Step.objects.filter(state=State.PAID).count() == 1


def test_money_that_came_twice_is_told_to_the_operator_and_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    made = asked()
    settle(made.reference, provider_reference="r-1")
    assert settle(made.reference, provider_reference="r-2").provider_reference == "r-1"
    assert "payment.paid_twice" in caplog.text


def test_one_receipt_pays_one_payment() -> None:
    settle(asked("1").reference, provider_reference="r-1")
    second = asked("2")
    with pytest.raises(Refusal, match="another payment"):
        settle(second.reference, provider_reference="r-1")
    assert payment(second.reference).state == State.ASKED


def test_a_payment_without_a_receipt_is_not_believed() -> None:
    with pytest.raises(Refusal, match="receipt"):
        settle(asked().reference, provider_reference="")


def test_what_listens_and_fails_undoes_the_settling() -> None:
    made = asked()

    @on_settled
    def fails(paid: Payment) -> None:
        raise IntegrityError("the case would not")

    with pytest.raises(IntegrityError, match="would not"):
        settle(made.reference, provider_reference="r-1")
    assert payment(made.reference).state == State.ASKED
    settling._TOLD.clear()
    assert settle(made.reference, provider_reference="r-1").state == State.PAID


def test_who_cancels_under_a_lock_and_who_settles_wait_in_the_same_order() -> None:
    """The first payment stands for the case: locked first by both, neither waits for the other for ever."""
    case = asked("case", for_="W-0")
    made = [asked(str(n)) for n in range(6)]

    def lock(for_: str = "W-1") -> None:
        assert for_ == "W-1"
        list(Payment.objects.select_for_update().filter(pk=case.pk))

    def gives_up() -> None:
        with transaction.atomic():
            lock()
            cancel("W-1")

    before_settling(lock)
    on_settled(lambda paid: lock(paid.for_))
    pays = [lambda one=one: settle(one.reference, provider_reference=one.reference) for one in made]
    found = at_once([*pays, gives_up])
    assert [one for one in found if isinstance(one, Exception) and "cancelled" not in str(one)] == []
    assert {one.state for one in payments_for("W-1")} <= {State.PAID, State.CANCELLED}


def test_refused_by_the_provider_it_may_be_tried_again() -> None:
    made = asked()
    assert refuse(made.reference, NO).why_refused == NO
    assert payment(made.reference).is_open
    paid = settle(made.reference, provider_reference="r-1")
    assert (paid.state, paid.why_refused) == (State.PAID, None)


def test_a_late_refusal_takes_nothing_back() -> None:
    made = asked()
    settle(made.reference, provider_reference="r-1")
    assert refuse(made.reference, NO).state == State.PAID


def test_what_was_cancelled_is_not_paid() -> None:
    made, paid = asked("1"), asked("2")
    settle(paid.reference, provider_reference="r-2")
    cancel("W-1")
    cancel("W-1")
    with pytest.raises(Refusal, match="cancelled"):
        settle(made.reference, provider_reference="r-1")
    assert [one.state for one in payments_for("W-1")] == [State.CANCELLED, State.PAID]


def test_paying_and_cancelling_at_once_end_in_one_of_the_two() -> None:
    made, told = asked(), list[str]()
    on_settled(lambda paid: told.append(paid.reference))
    at_once([lambda: settle(made.reference, provider_reference="r-1"), lambda: cancel("W-1")] * 2)
    stands = payment(made.reference)
    assert (stands.state, len(told)) in {(State.PAID, 1), (State.CANCELLED, 0)}


def test_it_is_given_back_once() -> None:
    made = asked()
    settle(made.reference, provider_reference="r-1")
    first = refund(made.reference, once="back", why="the licence was refused")
    assert refund(made.reference, once="back", why="again").refunded == first.refunded
    assert first.state == State.REFUNDED
    with pytest.raises(Refusal, match="given back before"):
        refund(made.reference, once="another", why="")
    assert settle(made.reference, provider_reference="r-1").state == State.REFUNDED


def test_it_is_given_back_once_when_asked_at_once() -> None:
    made = asked()
    settle(made.reference, provider_reference="r-1")
    found = at_once([lambda: refund(made.reference, once="back", why="x")] * 4)
    assert [one for one in found if isinstance(one, Exception)] == []
    assert Step.objects.filter(state=State.REFUNDED).count() == 1


def test_what_was_not_paid_is_not_given_back() -> None:
    with pytest.raises(Refusal, match="not paid"):
        refund(asked().reference, once="back", why="x")


@pytest.mark.parametrize(
    "broken",
    [
        {"amount": 0},
        {"state": State.PAID},
        {"state": "else"},
        {"paid": True},
        {"state": State.REFUNDED, "paid": True, "provider_reference": "r"},
    ],
)
def test_the_store_holds_it_too(broken: dict[str, object]) -> None:
    made = asked()
    changes = {name: now() if value is True else value for name, value in broken.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=made.pk).update(**changes)


# --- providers --------------------------------------------------------------------------------------------------------


def test_the_sandbox_pays_once_and_fails_when_it_is_told_to() -> None:
    made = asked()
    failed = try_out(made.reference, payers={ME}, succeeds=False)
    assert failed.state == State.REFUSED
    assert failed.why_refused
    for _ in range(2):
        assert try_out(made.reference, payers={ME}, succeeds=True).state == State.PAID
    with pytest.raises(Unknown):
        try_out(made.reference, payers={OTHER}, succeeds=True)


def outside_a_demo(monkeypatch: pytest.MonkeyPatch, provider: str | None = None) -> None:
    monkeypatch.setenv("WASL_DEMO", "false")
    if provider:
        monkeypatch.setenv("WASL_PAYMENTS", provider)
    settings.cache_clear()


def test_outside_a_demo_nothing_is_asked_without_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    outside_a_demo(monkeypatch)
    check_config()
    assert not is_open()
    with pytest.raises(Refusal, match="WASL_PAYMENTS"):
        asked()


def test_the_sandbox_is_for_demonstrations(monkeypatch: pytest.MonkeyPatch) -> None:
    made = asked()
    outside_a_demo(monkeypatch, "sandbox")
    for attempt in (check_config, asked, lambda: try_out(made.reference, payers={ME}, succeeds=True)):
        with pytest.raises(Refusal, match="demonstrations"):
            attempt()
    assert payment(made.reference).state == State.ASKED


def test_a_provider_that_is_not_there_is_told_with_those_that_are(monkeypatch: pytest.MonkeyPatch) -> None:
    outside_a_demo(monkeypatch, "nowhere")
    with pytest.raises(Refusal, match="choose one of sandbox"):
        asked()


def test_an_id_is_given_to_one_provider() -> None:
    assert set(known_providers()) == {"sandbox"}
    with pytest.raises(Refusal, match="already"):
        register("sandbox")(Provider)
