"""Each way in which a call cannot be done, with its status; and that a call sent twice is one."""

import pytest

from tests.channels.cases_api.conftest import FARMER, SCOPES, key_of, sent, token_of
from tests.channels.cases_api.partner import Partner
from tests.standards.openid.party import Dpop, Party, party
from wasl.cases.models import Case
from wasl.catalogue.api import Definition
from wasl.core.conf import settings
from wasl.identity.api import Role
from wasl.identity.openid.api import disconnect
from wasl.trust.api import Assurance

PRESS = {"Idempotency_Key": "one-press"}
WHY = {"words": "سبب"}


@pytest.fixture
def draft(citizen: Partner) -> str:
    return str(citizen.fills(FARMER)["reference"])


@pytest.fixture
def case(citizen: Partner, draft: str) -> str:
    citizen.asks("POST", f"/drafts/{draft}/send", {"declared": True})
    return draft


def test_begun_twice_with_one_key_it_is_one_draft(citizen: Partner) -> None:
    first, second = (citizen.asks("POST", "/drafts", {"service": FARMER}, expect=201, **PRESS) for _ in range(2))
    assert first["reference"] == second["reference"]


def test_sent_twice_it_is_one_case(citizen: Partner, draft: str) -> None:
    first, second = (citizen.asks("POST", f"/drafts/{draft}/send", {"declared": True}) for _ in range(2))
    assert first == second


def test_a_call_that_changes_something_needs_its_key(citizen: Partner) -> None:
    told = citizen.asks("POST", "/drafts", {"service": FARMER}, expect=422, Idempotency_Key="")
    assert told["fields"][0]["where"][-1] == "Idempotency-Key"


def test_answers_that_cannot_stand_are_named_each_and_nothing_is_kept(citizen: Partner, draft: str) -> None:
    page = next(one for one in citizen.asks("GET", f"/drafts/{draft}")["pages"] if one["key"] == "contact")
    telephone = next(one["key"] for one in page["fields"] if one["type"] == "telephone")
    given = {one["key"]: one["value"] for one in page["fields"]} | {telephone: "12"}
    told = citizen.asks("PUT", f"/drafts/{draft}/pages/contact", {"answers": given}, expect=422)
    assert set(told["problems"]) == {telephone}
    assert page in citizen.asks("GET", f"/drafts/{draft}")["pages"]


def test_a_page_that_was_changed_elsewhere_is_not_overwritten(citizen: Partner, draft: str) -> None:
    page = next(one for one in citizen.asks("GET", f"/drafts/{draft}")["pages"] if one["key"] == "contact")
    given = {one["key"]: one["value"] for one in page["fields"]}
    address = next(one["key"] for one in page["fields"] if one["type"] == "address")
    where, seen = f"/drafts/{draft}/pages/contact", f'"{page["seen"]}"'
    citizen.asks("PUT", where, {"answers": given | {address: "first"}}, If_Match=seen)
    citizen.asks("PUT", where, {"answers": given | {address: "second"}}, expect=412, If_Match=seen)


def test_without_the_declaration_it_is_not_sent(citizen: Partner, draft: str) -> None:
    citizen.asks("POST", f"/drafts/{draft}/send", {}, expect=400)
    assert citizen.asks("GET", f"/drafts/{draft}")["stage"] == "draft"


def test_one_like_it_is_named_and_another_one_is_sent_only_when_that_is_said(citizen: Partner, case: str) -> None:
    other = citizen.fills(FARMER)["reference"]
    assert citizen.asks("GET", f"/drafts/{other}/check")["alike"] == case
    told = citizen.asks("POST", f"/drafts/{other}/send", {"declared": True}, expect=409)
    assert told["reference"] == case
    citizen.asks("POST", f"/drafts/{other}/send", {"declared": True, "despite": True})


def test_a_draft_thrown_away_is_empty(citizen: Partner, draft: str) -> None:
    citizen.asks("DELETE", f"/drafts/{draft}", expect=204)
    assert draft not in [one["reference"] for one in citizen.asks("GET", "/drafts")]
    citizen.asks("POST", f"/drafts/{draft}/send", {"declared": True}, expect=400)


def test_who_acts_on_what_has_changed_since_is_told_so(worker: Partner, colleague: Partner, case: str) -> None:
    seen = worker.asks("GET", f"/office/cases/{case}")["seen"]
    colleague.asks("POST", f"/office/cases/{case}/notes", {"words": "ملاحظة"})
    where = f"/office/cases/{case}/actions/propose"
    worker.asks("POST", where, WHY, expect=412, If_Match=f'"{seen}"')
    assert Case.objects.get(reference=case).state == "in_review"


def test_an_action_pressed_twice_is_done_once(worker: Partner, case: str) -> None:
    seen = f'"{worker.asks("GET", f"/office/cases/{case}")["seen"]}"'
    where = f"/office/cases/{case}/actions/propose"
    first, second = (worker.asks("POST", where, WHY, If_Match=seen, **PRESS) for _ in range(2))
    assert first["seen"] == second["seen"]


def test_a_case_worker_does_not_do_what_is_the_heads(worker: Partner, case: str) -> None:
    worker.steps(case)
    seen = f'"{worker.asks("GET", f"/office/cases/{case}")["seen"]}"'
    worker.asks("POST", f"/office/cases/{case}/actions/grant", {"words": "x"}, expect=400, If_Match=seen)
    worker.asks("POST", f"/office/cases/{case}/reopen", {"words": "x"}, expect=403)


def test_several_are_done_each_for_itself(worker: Partner, case: str) -> None:
    seen = worker.asks("GET", f"/office/cases/{case}")["seen"]
    told = worker.asks("POST", "/office/bulk", {"action": "propose", "seen": {case: seen, "W-NOBODYS": 1}, **WHY})
    assert {one["reference"]: one["done"] for one in told} == {case: True, "W-NOBODYS": False}


def test_colleagues_take_give_and_advise(worker: Partner, colleague: Partner, head: Partner, case: str) -> None:
    where = f"/office/cases/{case}"
    worker.asks("POST", f"{where}/take")
    colleague.asks("POST", f"{where}/take", expect=412)
    assert {"api-worker", "api-colleague", "api-head"} <= {
        one["username"] for one in head.asks("GET", "/office/colleagues")
    }
    head.asks("POST", f"{where}/give", {"to": "nobody"}, expect=400)
    head.asks("POST", f"{where}/give", {"to": "api-colleague"})
    colleague.asks("POST", f"{where}/questions", {"words": "ما رأيك؟"})
    assert [one["reference"] for one in worker.asks("GET", "/office/cases?whose=opinions")["cases"]] == [case]
    worker.asks("POST", f"{where}/opinions", {"words": "أوافق"})
    colleague.asks("POST", f"{where}/put-back")
    kinds = [one["kind"] for one in worker.asks("GET", where)["journal"]]
    assert kinds[-5:] == ["assigned", "assigned", "opinion-asked", "opinion", "released"]


def test_a_refusal_is_reviewed_and_opened_again(citizen: Partner, worker: Partner, head: Partner, case: str) -> None:
    worker.steps(case)
    told = head.asks("GET", f"/office/cases/{case}")
    head.asks("POST", f"/office/cases/{case}/actions/refuse", {"words": "سبب"}, If_Match=f'"{told["seen"]}"')
    assert citizen.asks("GET", f"/cases/{case}")["outcome"] == "refused"
    citizen.asks("POST", f"/cases/{case}/appeal", {"words": "أطلب المراجعة"}, expect=201)
    head.asks("POST", f"/office/cases/{case}/review", {"words": "قُبلت", "upheld": True})
    assert citizen.asks("GET", f"/cases/{case}")["stage"] == "open"


def test_the_citizen_reads_nothing_of_the_offices_own_words(citizen: Partner, worker: Partner, case: str) -> None:
    worker.asks("POST", f"/office/cases/{case}/notes", {"words": "لا يراها أحد"})
    assert "لا يراها أحد" not in str(citizen.asks("GET", f"/cases/{case}"))
    assert "لا يراها أحد" in str(worker.asks("GET", f"/office/cases/{case}"))


def test_another_offices_case_is_not_there(offered: Definition, case: str) -> None:
    other = Partner(sent, f"Bearer {key_of('elsewhere', Role.CASE_WORKER, 'traffic')}")
    other.asks("GET", f"/office/cases/{case}", expect=404)
    other.asks("POST", f"/office/cases/{case}/notes", {"words": "x"}, expect=404)


def test_somebody_elses_case_is_not_there(rp: Party, offered: Definition, case: str, person: str) -> None:
    from wasl.persons.models import Person

    stranger = Person.objects.exclude(handle=person).exclude(number="").first()
    assert stranger
    other = Partner(sent, f"Bearer {token_of(rp, stranger.handle)}")
    other.asks("GET", f"/cases/{case}", expect=404)
    other.asks("GET", f"/drafts/{case}", expect=404)


def test_a_key_of_an_officer_opens_no_case(everybody: Partner) -> None:
    Partner(sent, "Bearer wasl_demo_officer_key").asks("GET", "/office/queues", expect=403)
    everybody.asks("GET", "/office/queues", expect=401)
    Partner(sent, "Bearer wasl_unknown").asks("GET", "/office/queues", expect=401)


def test_a_token_opens_what_its_scope_names_and_no_more(rp: Party, person: str, case: str) -> None:
    reads = Partner(sent, f"Bearer {token_of(rp, person, 'openid cases')}")
    assert [one["reference"] for one in reads.asks("GET", "/cases")] == [case]
    answer = reads.answer("POST", "/drafts", {"service": FARMER})
    assert answer.status == 403
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def test_a_key_of_staff_and_a_token_do_not_stand_for_another(citizen: Partner, worker: Partner, case: str) -> None:
    citizen.asks("GET", "/office/queues", expect=401)
    worker.asks("GET", f"/cases/{case}", expect=401)


def test_a_sign_in_that_is_not_sure_enough_fills_in_nothing(provider: object, person: str) -> None:
    weak = party("weak", scopes=SCOPES, assurance=Assurance.LOW)
    low = Partner(sent, f"Bearer {token_of(weak, person, level=Assurance.LOW)}")
    low.asks("POST", "/drafts", {"service": FARMER}, expect=403)


def test_what_the_person_ended_opens_nothing(citizen: Partner, person: str, case: str) -> None:
    disconnect(person, "partner", channel="portal")
    answer = citizen.answer("GET", f"/cases/{case}")
    assert answer.status == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_token_that_is_bound_to_a_key_is_shown_with_a_proof(provider: object, person: str, case: str) -> None:
    bound = party("bound", scopes=SCOPES)
    bound.dpop = Dpop()
    token = token_of(bound, person)
    address = f"{settings().public_address}/api/v1/cases"
    Partner(sent, f"Bearer {token}").asks("GET", "/cases", expect=401)
    proof = bound.dpop.proof("GET", address, token)
    told = Partner(sent, f"DPoP {token}")
    assert told.asks("GET", "/cases", DPoP=proof)
    told.asks("GET", "/cases", expect=401, DPoP=proof)
    elsewhere = bound.dpop.proof("GET", f"{address}/{case}", token)
    told.asks("GET", "/cases", expect=401, DPoP=elsewhere)
