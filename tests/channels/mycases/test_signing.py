"""Co-signers: invited by number, they read it all and sign, once; nobody else can."""

import pytest

from tests.channels.mycases.conftest import COMPANY, LANGUAGES, Sender, address, browser, form, page, pay, text_of
from tests.ledger import looks
from wasl.cases.api import Case
from wasl.persons.models import Person


@pytest.fixture
def company(sent: Sender) -> Case:
    case = sent(COMPANY)
    if case.state == "awaiting_payment":
        pay(case)
        case.refresh_from_db()
    assert case.state == "awaiting_partner"
    return case


@pytest.fixture
def partner(company: Case) -> Person:
    found = Person.objects.exclude(handle=company.person).exclude(number="").first()
    assert found
    return found


def invited(company: Case, partner: Person) -> None:
    client = browser(company)
    sent = {**form(page(client, address(company))), "number": partner.number or ""}
    for _ in range(2):
        assert client.post(address(company, "signers/"), sent)["Location"] == address(company, "?done=invited")
    assert company.invited.count() == 1


@LANGUAGES
def test_a_number_that_is_none_is_refused_and_stays_in_the_field(company: Case, language: str) -> None:
    client = browser(company, language)
    answer = client.post(address(company, "signers/"), {"once": "1", "number": "12"})
    text = text_of(answer)
    assert answer.status_code == 409
    assert 'href="#number"' in text
    assert 'value="12"' in text
    own = client.post(
        address(company, "signers/"), {"once": "2", "number": Person.objects.get(handle=company.person).number}
    )
    assert {"ar": "هذا رقمك أنت", "en": "This is your own number"}[language] in text_of(own)


def test_whether_a_number_is_anybodys_is_not_told(company: Case) -> None:
    client = browser(company)
    answer = client.post(address(company, "signers/"), {"once": "1", "number": "29001010100015"})
    if answer.status_code == 302:
        assert answer["Location"] == address(company, "?done=invited")


@LANGUAGES
def test_a_co_signer_reads_it_signs_once_and_the_request_goes_on(company: Case, partner: Person, language: str) -> None:
    invited(company, partner)
    client = browser(partner.handle, language)
    listed = page(client, "/my/cases/")
    assert {"ar": "مطلوب توقيعك", "en": "Your signature is asked for"}[language] in listed
    assert Person.objects.get(handle=company.person).full_name in listed
    text = page(client, address(company))
    assert '<details id="answers" open>' in text
    assert "do/withdraw/" not in text
    assert client.post(address(company, "do/withdraw/"), {"once": "w"}).status_code in (403, 409)
    for _ in range(2):
        answer = client.post(address(company, "sign/"), form(text))
        assert answer["Location"] == address(company, "?done=signed")
    company.refresh_from_db()
    assert company.state == "in_review"
    assert company.journal.filter(kind="cosigned").count() == 1
    assert {"ar": "وقّعتَ هذا الطلب", "en": "You signed this request"}[language] in page(client, address(company))


def test_what_changed_meanwhile_is_read_before_it_is_signed(company: Case, partner: Person) -> None:
    invited(company, partner)
    client = browser(partner.handle)
    text = page(client, address(company))
    Case.objects.filter(pk=company.pk).update(events=company.journal.count() + 1)
    answer = client.post(address(company, "sign/"), form(text))
    assert answer.status_code == 409
    assert "Read it as it stands now" in text_of(answer)
    assert company.invited.get().signed is None


def test_whoever_says_no_no_longer_sees_it(company: Case, partner: Person) -> None:
    invited(company, partner)
    client = browser(partner.handle)
    answer = client.post(address(company, "signers/"), {"end": str(company.invited.get().pk)})
    assert answer["Location"] == "/my/cases/"
    assert client.get(address(company)).status_code == 404
    assert client.post(address(company, "sign/"), {"once": "1"}).status_code == 404


def test_the_applicant_ends_an_invitation(company: Case, partner: Person) -> None:
    invited(company, partner)
    client = browser(company)
    assert client.post(address(company, "signers/"), {"end": str(company.invited.get().pk)}).status_code == 302
    assert company.invited.filter(ended=None).count() == 0
    for wrong in ("x", "٣", "9" * 30, "-1"):
        assert client.post(address(company, "signers/"), {"end": wrong}).status_code == 302
    assert browser(partner.handle).get(address(company)).status_code == 404


def test_the_applicant_cannot_sign_for_the_co_signer(company: Case, partner: Person) -> None:
    invited(company, partner)
    client = browser(company)
    assert client.post(address(company, "sign/"), {"once": "1"}).status_code == 403
    assert client.post(address(company, "do/sign/"), {"once": "2"}).status_code == 409
    company.refresh_from_db()
    assert company.state == "awaiting_partner"


def test_the_look_for_the_co_signer_is_on_record_and_links_to_the_request(company: Case, partner: Person) -> None:
    invited(company, partner)
    assert any(partner.handle in entry.persons and entry.case == company.reference for entry in looks())
    text = page(browser(partner.handle), "/my/looks/")
    assert f'href="{address(company)}"' in text
    company.invited.update(ended=company.begun)
    assert f'href="{address(company)}"' not in page(browser(partner.handle), "/my/looks/")
