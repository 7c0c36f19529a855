"""The citizen's pages and the desk behind them, as a browser without scripts meets them."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.channels.conftest import signed_in
from tests.citizens import account, code_on_page
from tests.ledger import looks
from tests.nation import Nation
from wasl.identity.accounts.models import Code, Pace
from wasl.identity.api import choose_made_up_citizens, made_up_citizens
from wasl.identity.models import Citizen
from wasl.identity.sessions.models import SignIn
from wasl.messaging.models import Kept, Sent
from wasl.persons.api import examples, parents
from wasl.persons.family import relatives_of
from wasl.persons.models import Person
from wasl.protection.models import Case
from wasl.trust.api import Kind, Look, passing
from wasl.trust.consent.api import ConsentRecord, ensure_agreements, records_of
from wasl.trust.log.api import looks_at
from wasl.trust.rights.api import Desk, Request, Step

IN_BOTH = pytest.mark.parametrize("language", ["ar", "en"])
PAGES = ["", "looks/", "data/", "consents/", "requests/", "alerts/", "download/", "data/erase/"]
GUARDED = [*PAGES, "looks/1/", "looks/1/proof/", "requests/R-ABCDEFGH/", "data/correct/?register=reg-001&value=x"]


@pytest.fixture(autouse=True)
def empty(nation: Nation, clean_ledger: None) -> Iterator[None]:
    ensure_agreements()
    yield
    for model in (Step, Request, Code, Pace, Kept, Sent, Citizen, Case):
        model.objects.all().delete()
    for one in ConsentRecord.objects.all():
        one.delete()


def entered(number: str) -> Client:
    """Signed in as whose number it is, with an account that is confirmed."""
    account(number)
    client = Client()
    client.post("/my/sign-in/", {"number": number})
    answer = client.post("/my/sign-in/code/", {"code": code_on_page(client)})
    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    return client


@pytest.fixture
def citizen(nation: Nation) -> Client:
    return entered(nation.number)


@pytest.fixture
def somebody_else(nation: Nation) -> Client:
    other = Person.objects.exclude(handle=nation.handle).filter(number__isnull=False, in_spine=True).order_by("id")[0]
    return entered(other.number or "")


def officer_looks(nation: Nation, purpose: str = "citizen-request") -> int:
    """The number of the entry."""
    signed_in("officer").get(f"/persons/{nation.handle}/?purpose={purpose}")
    return looks()[-1].seq


def page_of(answer: Any) -> str:
    assert answer.status_code == 200
    page = str(answer.content.decode())
    assert "{{" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|<style", page)
    return page


# Signing in


@pytest.mark.parametrize("address", GUARDED)
def test_who_is_not_signed_in_is_led_to_sign_in(address: str) -> None:
    answer = Client().get(f"/my/{address}")
    assert (answer.status_code, answer["Location"]) == (302, "/my/sign-in/")
    assert not looks()


@pytest.mark.parametrize("address", ["looks/1/object/", "alerts/choose/", "consents/give/", "consents/withdraw/"])
def test_nothing_can_be_done_without_signing_in(address: str) -> None:
    assert Client().post(f"/my/{address}", {})["Location"] == "/my/sign-in/"


def test_signing_in_leads_back_to_the_page_that_was_wanted(nation: Nation) -> None:
    account(nation.number)
    client = Client()
    client.get("/my/consents/")
    client.post("/my/sign-in/", {"number": nation.number})
    answer = client.post("/my/sign-in/code/", {"code": code_on_page(client)})
    assert answer["Location"] == "/my/consents/"


def test_the_number_stands_in_no_address_and_no_page_after(nation: Nation) -> None:
    client = Client()
    answer = client.post("/my/sign-in/", {"number": nation.number})
    assert nation.number not in answer["Location"]
    assert nation.number not in page_of(client.get(answer["Location"]))
    assert nation.number not in str(dict(client.session))


def test_a_number_that_is_nobodys_is_answered_like_any_other(nation: Nation) -> None:
    answers = []
    account(nation.number)
    for number in (nation.number, "99912319999999"):
        client = Client()
        sent = client.post("/my/sign-in/", {"number": number})
        chance = re.compile(rf'value="\w{{64}}"|{code_on_page(client)}')
        pages = (client.get("/my/sign-in/code/"), client.post("/my/sign-in/code/", {"code": "1"}))
        answers.append((sent.status_code, sent["Location"], *(chance.sub("", page_of(one)) for one in pages)))
    assert answers[0] == answers[1]


def test_leaving_empties_the_session(citizen: Client) -> None:
    citizen.post("/my/sign-out/")
    assert citizen.get("/my/")["Location"] == "/my/sign-in/"


def test_a_former_session_opens_nothing_after_leaving(citizen: Client) -> None:
    cookie = citizen.cookies["sessionid"].value
    citizen.post("/my/sign-out/")
    replayed = Client()
    replayed.cookies["sessionid"] = cookie
    assert replayed.get("/my/")["Location"] == "/my/sign-in/"


def test_a_member_of_staff_who_signs_in_ends_the_citizens_visit(citizen: Client) -> None:
    citizen.post("/sign-in/", {"username": "officer", "password": "wasl-officer-demo"})
    assert citizen.get("/my/").status_code == 302


def test_a_citizen_is_no_member_of_staff(citizen: Client) -> None:
    for address in ("/persons/", "/rights/", "/desk/"):
        assert citizen.get(address).status_code == 302
    assert citizen.get("/api/v1/persons?query=x").status_code in (401, 404)


# Pages


@pytest.mark.parametrize("address", PAGES)
@IN_BOTH
def test_every_page_says_first_what_it_is_and_leaves_an_entry(citizen: Client, address: str, language: str) -> None:
    citizen.cookies["django_language"] = language
    before = len(looks())
    page = page_of(citizen.get(f"/my/{address}"))
    assert page.index("<h1") < page.index('class="lead"')
    personal = address not in ("requests/", "download/")
    assert (len(looks()) > before) == personal


def test_who_looked_is_told_with_office_purpose_right_and_sections(citizen: Client, nation: Nation) -> None:
    citizen.cookies["django_language"] = "en"
    seq = officer_looks(nation)
    page = page_of(citizen.get("/my/looks/"))
    for told in ("Ministry of Social Solidarity", "Officer", "own request", "Law 151", "Identity", f"/my/looks/{seq}/"):
        assert told in page
    assert "هدى" not in page  # the office answers, not the person at its desk


def test_refused_looks_are_told_too(citizen: Client, nation: Nation) -> None:
    citizen.cookies["django_language"] = "en"
    signed_in("officer").get(f"/persons/{nation.handle}/?purpose=tax-assessment")
    assert looks()[-1].outcome.startswith("refused")
    assert "refused: nothing was shown" in page_of(citizen.get("/my/looks/"))


def test_own_looks_are_one_line(citizen: Client) -> None:
    for _ in range(3):
        citizen.get("/my/looks/")
    assert page_of(citizen.get("/my/looks/")).count('class="own"') == 1


def test_the_list_is_paged_and_filtered(citizen: Client, nation: Nation) -> None:
    look = Look("staff:x", "", "health", "officer", "citizen-request", "backoffice", Kind.PICTURE)
    for _ in range(25):
        with passing(look, [nation.handle]) as passage:
            passage.close(outcome="shown")
    assert page_of(citizen.get("/my/looks/")).count('class="card look"') == 20
    assert page_of(citizen.get("/my/looks/?page=2&office=health")).count('class="card look"') == 5
    month = datetime.now(UTC).strftime("%Y-%m")
    assert page_of(citizen.get(f"/my/looks/?office=health&month={month}")).count('class="card look"') == 20
    for odd in ("?month=1999-01", "?office=nobody", "?page=xx&month=%00", "?page=9999"):
        citizen.get(f"/my/looks/{odd}").content.decode()


def test_one_look_tells_everything_and_gives_its_proof(citizen: Client, nation: Nation) -> None:
    seq = officer_looks(nation)
    assert "/log/verifier.html" in page_of(citizen.get(f"/my/looks/{seq}/"))
    proof = citizen.get(f"/my/looks/{seq}/proof/")
    assert proof.status_code == 200
    assert proof["Content-Disposition"].endswith('.tlog-proof"')
    assert proof.content.decode().startswith("c2sp.org/tlog-proof@v1")


@pytest.mark.parametrize("what", ["", "proof/"])
def test_somebody_elses_look_is_not_there(citizen: Client, somebody_else: Client, nation: Nation, what: str) -> None:
    seq = officer_looks(nation)
    assert somebody_else.get(f"/my/looks/{seq}/{what}").status_code == 404
    for number in ("999999999", "9" * 20):
        assert citizen.get(f"/my/looks/{number}/{what}").status_code == 404
    assert somebody_else.post(f"/my/looks/{seq}/object/", {}).status_code == 404
    assert not Request.objects.exists()


def test_no_page_shows_who_else_was_in_a_list(citizen: Client, nation: Nation) -> None:
    other = Person.objects.exclude(handle=nation.handle).values_list("handle", flat=True)[0]
    look = Look("staff:x", "", "health", "officer", "citizen-request", "backoffice", Kind.SEARCH)
    with passing(look, [nation.handle, other]) as passage:
        seq = passage.close(outcome="found 2", sections=["identity"]).seq
    for address in (f"looks/{seq}/", "looks/", f"looks/{seq}/proof/"):
        assert other not in citizen.get(f"/my/{address}").content.decode()
    assert other not in citizen.post("/my/download/file/", {"format": "json"}).content.decode()


# Objecting, and the desk


def test_an_objection_goes_to_the_desk_and_its_answer_comes_back(citizen: Client, nation: Nation) -> None:
    seq = officer_looks(nation)
    answer = citizen.post(f"/my/looks/{seq}/object/", {"words": "لم أطلب شيئًا"})
    reference = Request.objects.get().reference
    assert answer["Location"] == f"/my/requests/{reference}/"
    protection = signed_in("protection")
    assert reference in page_of(protection.get("/rights/"))
    assert "لم أطلب شيئًا" in page_of(protection.get(f"/rights/{reference}/"))
    assert looks()[-1].case == reference  # opening it is a look of its own
    protection.post(f"/rights/{reference}/take/")
    protection.post(f"/rights/{reference}/answer/", {"outcome": "upheld", "words": "معك حق، ونبحث الأمر"})
    page = page_of(citizen.get(f"/my/requests/{reference}/"))
    assert "معك حق، ونبحث الأمر" in page
    assert Case.objects.count() == 1


def test_objecting_twice_is_objecting_once(citizen: Client, nation: Nation) -> None:
    seq = officer_looks(nation)
    for _ in range(3):
        citizen.post(f"/my/looks/{seq}/object/", {"words": "لا"})
    assert Request.objects.count() == Step.objects.count() == 1


def test_officers_see_no_objections_and_no_requests_of_other_offices(citizen: Client, nation: Nation) -> None:
    citizen.post(f"/my/looks/{officer_looks(nation)}/object/", {})
    reference = Request.objects.get().reference
    for username in ("officer", "registrar"):
        client = signed_in(username)
        assert reference not in page_of(client.get("/rights/"))
        assert client.get(f"/rights/{reference}/").status_code == 404
        outcome = {"outcome": "refused", "words": "لا"}
        assert client.post(f"/rights/{reference}/answer/", outcome).status_code == 404
    for username in ("steward", "auditor"):
        assert signed_in(username).get("/rights/").status_code == 403


def test_a_request_that_was_answered_meanwhile_cannot_be_taken_up(
    citizen: Client, nation: Nation, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen.post(f"/my/looks/{officer_looks(nation)}/object/", {})
    former = Request.objects.get()
    protection = signed_in("protection")
    protection.post(f"/rights/{former.reference}/answer/", {"outcome": "refused", "words": "لا"})
    monkeypatch.setattr(Desk, "find", lambda _desk, _reference: former)
    assert protection.post(f"/rights/{former.reference}/take/").status_code == 403
    assert Request.objects.get().state == "refused"


# Correcting, erasing


def correction(citizen: Client, once: str = "t1") -> Any:
    sent = {"register": "reg-001", "value": "full_name", "words": "الاسم الصحيح في الشهادة", "once": once}
    return citizen.post("/my/data/correct/", sent)


def test_a_correction_goes_to_the_owner_and_is_answered(citizen: Client) -> None:
    assert "/my/data/correct/?register=" in page_of(citizen.get("/my/data/"))
    reference = correction(citizen)["Location"].split("/")[3]
    registrar = signed_in("registrar")
    assert reference in page_of(registrar.get("/rights/"))
    registrar.post(f"/rights/{reference}/answer/", {"outcome": "mended", "words": "صُحح", "english": "Mended it"})
    citizen.cookies["django_language"] = "en"
    assert "Mended it" in page_of(citizen.get(f"/my/requests/{reference}/"))


def test_a_form_sent_again_does_nothing_twice(citizen: Client) -> None:
    assert correction(citizen)["Location"] == correction(citizen)["Location"]
    assert Request.objects.count() == 1


def test_a_request_copies_no_value_of_a_register(citizen: Client, nation: Nation) -> None:
    correction(citizen)
    kept = json.dumps(list(Request.objects.values()), default=str, ensure_ascii=False)
    assert nation.full_name not in kept
    assert nation.number not in kept


def test_an_empty_correction_is_told_on_top_and_at_the_field(citizen: Client) -> None:
    answer = citizen.post("/my/data/correct/", {"register": "reg-001", "value": "full_name", "words": " ", "once": "x"})
    page = page_of(answer)
    assert '<a href="#id_words">' in page
    assert "id_words_error" in page


@pytest.mark.parametrize("query", ["", "?register=reg-999&value=x", "?register=reg-001&value=%00", "?register=reg-001"])
def test_a_value_that_does_not_exist_cannot_be_corrected(citizen: Client, query: str) -> None:
    assert citizen.get(f"/my/data/correct/{query}").status_code == 404


def test_what_the_law_keeps_is_refused_at_once_with_its_law(citizen: Client) -> None:
    sent = {"right": "erasure", "register": "reg-001", "words": "", "once": "e1"}
    page = page_of(citizen.get(citizen.post("/my/data/erase/", sent)["Location"]))
    assert "القانون 143 لسنة 1994" in page


def test_only_registers_that_hold_something_can_be_chosen(citizen: Client) -> None:
    page = page_of(citizen.post("/my/data/erase/", {"right": "erasure", "register": "reg-999", "once": "e"}))
    assert '<a href="#id_register">' in page
    assert not Request.objects.exists()


def test_somebody_elses_request_is_not_there(citizen: Client, somebody_else: Client) -> None:
    address = correction(citizen)["Location"]
    assert somebody_else.get(address).status_code == 404
    assert address.split("/")[3] not in page_of(somebody_else.get("/my/requests/"))


# Consents


def consent(client: Client, **sent: str) -> Any:
    return client.post("/my/consents/give/", {"agreement": "service-delivery", **sent})


def test_a_consent_opens_the_next_read_and_its_withdrawal_closes_it(citizen: Client, nation: Nation) -> None:
    officer = signed_in("officer")
    address = f"/persons/{nation.handle}/?purpose=service-delivery"

    def sees_family() -> bool:
        return 'id="family"' in officer.get(address).content.decode()

    assert not sees_family()
    consent(citizen)
    assert sees_family()
    record = records_of(nation.handle)[0].record
    citizen.post("/my/consents/withdraw/", {"record": record})
    assert not sees_family()
    outcomes = [one.outcome for one in looks_at(nation.handle) if str(one.kind) == "consent"]
    assert {"consent given", "consent withdrawn"} <= set(outcomes)


def test_giving_twice_is_giving_once(citizen: Client, nation: Nation) -> None:
    consent(citizen)
    consent(citizen)
    assert sum(one.holds for one in records_of(nation.handle)) == 1


def test_nobody_gives_or_withdraws_for_somebody_else(citizen: Client, somebody_else: Client, nation: Nation) -> None:
    assert consent(somebody_else, person=nation.handle).status_code == 404
    citizen.cookies["django_language"] = "en"
    seen = page_of(citizen.get("/my/looks/"))
    assert ("another citizen, to whom nothing was shown" in seen, "father or mother" in seen) == (True, False)
    consent(citizen)
    record = records_of(nation.handle)[0].record
    for sent in ({"record": record}, {"record": record, "person": nation.handle}, {"record": "nonsense"}):
        assert somebody_else.post("/my/consents/withdraw/", sent).status_code == 404
    assert records_of(nation.handle)[0].holds


def parent_and_child() -> tuple[Person, Person, Person]:
    """A parent who can sign in, a child of theirs who is not of age, and one who is somebody else's."""
    parent = Person.objects.get(handle=examples(parents(1), 1)[0].handle)
    children = [one.handle for one in relatives_of(parent.id) if one.relation == "child"]
    minors = Person.objects.filter(birth_date__gt=date(datetime.now(UTC).year - 17, 1, 1))
    return parent, minors.filter(handle__in=children)[0], minors.exclude(handle__in=children)[0]


def test_a_parent_consents_for_a_child_and_for_no_other(nation: Nation) -> None:
    parent, child, stranger = parent_and_child()
    client = entered(parent.number or "")
    assert child.full_name in page_of(client.get("/my/consents/"))
    consent(client, person=child.handle)
    [given] = records_of(child.handle)
    assert (given.holds, given.given_by) == (True, parent.handle)
    assert consent(client, person=stranger.handle).status_code == 404
    assert not records_of(stranger.handle)
    client.post("/my/consents/withdraw/", {"record": given.record, "person": child.handle})
    assert not records_of(child.handle)[0].holds


def test_the_demo_offers_people_of_this_nation(nation: Nation) -> None:
    chosen = choose_made_up_citizens()
    assert {one.why.en for one in chosen} >= {"has children, and decides on consents for them"}
    assert choose_made_up_citizens() == chosen == made_up_citizens()
    page = page_of(Client().get("/my/sign-in/"))
    assert all(one.number in page for one in chosen)
    entered(chosen[0].number)


def test_an_unknown_agreement_is_not_there(citizen: Client) -> None:
    assert consent(citizen, agreement="nonsense").status_code == 404
    assert consent(citizen, agreement="\x00").status_code in (400, 404)


# Everything, and alerts


@pytest.mark.parametrize("kind", ["json", "pdf"])
@IN_BOTH
def test_everything_is_given_with_a_mark_that_names_its_entry(
    citizen: Client, nation: Nation, kind: str, language: str
) -> None:
    citizen.cookies["django_language"] = language
    answer = citizen.post("/my/download/file/", {"format": kind})
    exported = next(one for one in looks_at(nation.handle) if str(one.kind) == "export")
    assert answer["Content-Disposition"] == f'attachment; filename="my-data.{kind}"'
    if kind == "pdf":
        assert answer.content.startswith(b"%PDF")
        return
    told = json.loads(answer.content)
    assert told["given"]["entry"] == exported.seq
    assert told["person"]["full_name"] == nation.full_name
    assert len({row["register"] for section in told["sections"] for row in section["rows"]}) > 10


def test_a_file_is_not_given_by_following_a_link(citizen: Client) -> None:
    assert citizen.get("/my/download/file/").status_code == 405


def test_chosen_alerts_come_once_and_are_new_once(citizen: Client, nation: Nation) -> None:
    citizen.cookies["django_language"] = "en"
    citizen.post("/my/alerts/choose/", {"alarm": ["no-case", "nonsense"]})
    seq = officer_looks(nation)
    first, second = (page_of(citizen.get("/my/alerts/")) for _ in range(2))
    assert first.count(f"/my/looks/{seq}/") == second.count(f"/my/looks/{seq}/") == 1
    assert '<span class="badge warn">new</span>' in first
    assert '<span class="badge warn">new</span>' not in second


def test_sessions_hold_no_more_than_the_number_of_their_row(citizen: Client, nation: Nation) -> None:
    kept = [one.get_decoded() for one in Session.objects.all()]
    row = SignIn.objects.get(citizen__person=nation.handle, ended=None)
    mine = next(one for one in kept if one.get("sign-in") == row.pk)
    assert set(mine) <= {"sign-in", "_session_expiry"}
