"""Paying on a page: by whom it was asked of, once, and saying that no money moves."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from tests.channels.conftest import citizen_signed_in, signed_in
from tests.nation import Nation
from wasl.core.conf import settings
from wasl.core.text import Text
from wasl.payments.api import Line, Payment, State, ask, cancel, payment, refund
from wasl.payments.models import Step
from wasl.persons.models import Person

IN_BOTH = pytest.mark.parametrize("language", ["ar", "en"])
FEE = Line(Text(ar="رسم الرخصة", en="Licence fee"), 123450)


@pytest.fixture(autouse=True)
def store(nation: Nation, clean_ledger: None) -> Iterator[None]:
    yield
    settings.cache_clear()
    Step.objects.all().delete()
    Payment.objects.all().delete()


@pytest.fixture
def payer(nation: Nation) -> Client:
    return citizen_signed_in(nation.handle)


@pytest.fixture
def asked(nation: Nation) -> Payment:
    return ask(for_="W-1", lines=[FEE], payer=f"citizen:{nation.handle}", once="1", return_to="/my/requests/")


def page_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    page = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|{{", page)
    return page


@IN_BOTH
def test_the_page_says_what_is_paid_and_that_no_money_moves(payer: Client, asked: Payment, language: str) -> None:
    page = page_of(payer, f"/pay/{asked.reference}/?lang={language}")
    told = {
        "ar": ("رسم الرخصة", "١٬٢٣٤٫٥٠", "لا ينتقل أي مال"),
        "en": ("Licence fee", "EGP\xa01,234.50", "no money moves"),
    }
    assert all(words in page for words in told[language])


def test_paid_the_payer_goes_back_to_what_it_was_for(payer: Client, asked: Payment) -> None:
    for _ in range(2):  # two presses, or two tabs
        answer = payer.post(f"/pay/{asked.reference}/", {"outcome": "pay"})
        assert (answer.status_code, answer["Location"]) == (302, "/my/requests/")
    assert payment(asked.reference).state == State.PAID
    assert Step.objects.filter(state=State.PAID).count() == 1
    assert payer.get(f"/pay/{asked.reference}/")["Location"] == f"/pay/{asked.reference}/receipt/"


def test_failed_it_says_so_and_is_tried_again(payer: Client, asked: Payment) -> None:
    answer = payer.post(f"/pay/{asked.reference}/?lang=en", {"outcome": "fail"})
    page = page_of(payer, f"{answer['Location']}?lang=en")
    assert "you chose to let it fail" in page
    payer.post(f"/pay/{asked.reference}/", {"outcome": "pay"})
    assert payment(asked.reference).state == State.PAID


def test_a_second_tab_that_fails_takes_nothing_back(payer: Client, asked: Payment) -> None:
    payer.post(f"/pay/{asked.reference}/", {"outcome": "pay"})
    payer.post(f"/pay/{asked.reference}/", {"outcome": "fail"})
    assert payment(asked.reference).state == State.PAID


def test_a_form_without_an_outcome_pays_nothing(payer: Client, asked: Payment) -> None:
    assert payer.post(f"/pay/{asked.reference}/").status_code == 200
    assert payment(asked.reference).state == State.ASKED


@IN_BOTH
def test_the_receipt_says_what_was_paid_and_that_it_is_a_sandboxs(payer: Client, asked: Payment, language: str) -> None:
    receipt = f"/pay/{asked.reference}/receipt/"
    assert payer.get(receipt)["Location"] == f"/pay/{asked.reference}/"
    payer.post(f"/pay/{asked.reference}/", {"outcome": "pay"})
    page = page_of(payer, f"{receipt}?lang={language}")
    assert asked.reference in page
    assert "/my/requests/" in page
    assert ("no money moved" if language == "en" else "لم ينتقل أي مال") in page
    refund(asked.reference, once="back", why="x")
    assert ("given back on" if language == "en" else "رُدّ المبلغ") in page_of(payer, f"{receipt}?lang={language}")


def test_without_a_way_back_the_payer_goes_on_to_the_receipt(payer: Client, nation: Nation) -> None:
    for once, return_to in (("a", ""), ("b", "/no/such/page/")):
        made = ask(for_="W-1", lines=[FEE], payer=f"citizen:{nation.handle}", once=once, return_to=return_to)
        answer = payer.post(f"/pay/{made.reference}/", {"outcome": "pay"})
        assert answer["Location"] == f"/pay/{made.reference}/receipt/"


@IN_BOTH
def test_what_was_cancelled_cannot_be_paid(payer: Client, asked: Payment, language: str) -> None:
    cancel("W-1")
    assert 'value="pay"' not in page_of(payer, f"/pay/{asked.reference}/?lang={language}")
    assert payer.post(f"/pay/{asked.reference}/", {"outcome": "pay"}).status_code == 400
    assert payment(asked.reference).state == State.CANCELLED


def test_somebody_elses_payment_is_not_there(asked: Payment, nation: Nation) -> None:
    other = citizen_signed_in(Person.objects.exclude(handle=nation.handle).filter(in_spine=True)[0].handle)
    for address in (f"/pay/{asked.reference}/", f"/pay/{asked.reference}/receipt/", "/pay/P-22222222/"):
        assert other.get(address).status_code == 404
    assert other.post(f"/pay/{asked.reference}/", {"outcome": "pay"}).status_code == 404
    assert payment(asked.reference).state == State.ASKED


def test_who_is_not_signed_in_is_asked_to_be_whether_it_exists_or_not(asked: Payment) -> None:
    for client in (Client(), signed_in("officer")):
        for address in (f"/pay/{asked.reference}/", "/pay/P-22222222/"):
            for answer in (client.get(address), client.post(address, {"outcome": "pay"})):
                assert (answer.status_code, answer["Location"]) == (302, "/my/sign-in/")
    assert payment(asked.reference).state == State.ASKED


def test_a_visitor_pays_in_the_browser_in_which_they_began(nation: Nation) -> None:
    made = ask(for_="W-1", lines=[FEE], payer="visitor:random", once="1", return_to="/")
    begun, elsewhere = Client(), Client()
    for client, kept in ((begun, "random"), (elsewhere, "another")):
        session = client.session
        session["visitor"] = kept
        session.save()
    assert elsewhere.post(f"/pay/{made.reference}/", {"outcome": "pay"})["Location"] == "/my/sign-in/"
    assert FEE.text.ar in page_of(begun, f"/pay/{made.reference}/")
    assert begun.post(f"/pay/{made.reference}/", {"outcome": "pay"})["Location"] == "/"


def test_outside_a_demo_the_sandbox_takes_nothing(
    payer: Client, asked: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WASL_DEMO", "false")
    settings.cache_clear()
    assert payer.post(f"/pay/{asked.reference}/", {"outcome": "pay"}).status_code == 400
    assert payment(asked.reference).state == State.ASKED


def test_a_forged_form_pays_nothing(asked: Payment, payer: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = payer.cookies
    assert strict.post(f"/pay/{asked.reference}/", {"outcome": "pay"}).status_code == 403
    assert payment(asked.reference).state == State.ASKED
