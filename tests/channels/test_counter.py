"""An agent compares who stands there with their card, and confirms their account: of others, never of their own."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.channels.conftest import citizen_signed_in
from tests.ledger import looks
from tests.nation import Nation
from tests.staff import at_work
from wasl.identity.accounts.api import AssuranceStep
from wasl.identity.accounts.models import Code, Pace
from wasl.identity.api import Citizen, Staff
from wasl.identity.factors.models import Passkey
from wasl.identity.staffing import serving
from wasl.identity.staffing.models import Approval, ApprovalStep
from wasl.persons.api import relatives_in_bulk
from wasl.persons.models import Person
from wasl.trust.api import Assurance, upkeep

TELEPHONE = "01912345678"
CARD = {"paper": "identity-card", "original": "on", "valid": "on", "face": "on", "telephone": TELEPHONE}


@pytest.fixture
def at_counter(nation: Nation, clean_ledger: None) -> Iterator[None]:
    """Two agents who are nobody of the family of the nation's best known person."""
    family = {nation.handle, *relatives_of(nation.handle)}
    others = Person.objects.filter(in_spine=True, merged_into=None).exclude(handle__in=family).order_by("pk")[:2]
    for username, person in zip(("agent", "agent-2"), others, strict=True):
        Staff.objects.filter(username=username).update(person=person.handle)
    yield
    ApprovalStep.objects.all().delete()
    for model in (Approval, Passkey, Code, Pace, AssuranceStep, Citizen):
        model._default_manager.all().delete()


def relatives_of(handle: str) -> set[str]:
    with upkeep("a test"):
        return {other for _, other in relatives_in_bulk([handle])}


def agent(username: str = "agent") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    return at_work(Staff.objects.get(username=username), client)


def serving_number(number: str, username: str = "agent") -> Client:
    client = agent(username)
    assert client.post("/counter/", {"number": number})["Location"] == "/counter/person/"
    return client


def account(handle: str) -> Citizen:
    return Citizen.objects.create(person=handle, telephone="+201912345678")


def level(handle: str) -> str:
    return Citizen.objects.get(person=handle).assurance


def test_only_agents_open_the_counter(nation: Nation, clean_ledger: None) -> None:
    for username in ("officer", "head", "protection", "case-worker"):
        assert at_work(Staff.objects.get(username=username)).get("/counter/").status_code == 403


def test_an_agent_sees_name_and_birth_and_nothing_else(nation: Nation, at_counter: None) -> None:
    page = serving_number(nation.number).get("/counter/person/").content.decode()
    assert nation.full_name in page
    assert nation.number not in page
    assert "governorate" not in page.lower()
    [look] = looks()
    assert (look.purpose, look.channel, look.persons) == ("counter-identity-check", "counter", (nation.handle,))


def test_an_account_is_confirmed_and_a_receipt_printed(nation: Nation, at_counter: None) -> None:
    account(nation.handle)
    client = serving_number(nation.number)
    answer = client.post("/counter/visit/", {**CARD, "other": ["birth-certificate"], "note": "clear photograph"})
    step = AssuranceStep.objects.get()
    assert answer["Location"] == f"/counter/receipts/{step.pk}/"
    assert (step.level, step.by, level(nation.handle)) == ("substantial", "staff:agent", "substantial")
    assert "clear photograph" in step.evidence_en
    receipt = client.get(answer["Location"]).content.decode()
    assert "identity card" in receipt
    assert nation.full_name not in receipt
    assert nation.number not in receipt


def test_an_account_that_somebody_else_opened_passes_to_its_owner(nation: Nation, at_counter: None) -> None:
    account(nation.handle)
    impostor = citizen_signed_in(nation.handle, Assurance.LOW)
    assert impostor.get("/my/account/").status_code == 200
    serving_number(nation.number).post("/counter/visit/", {**CARD, "telephone": "01987654321"})
    mine = Citizen.objects.get(person=nation.handle)
    assert (mine.telephone, mine.assurance) == ("+201987654321", "substantial")
    assert impostor.get("/my/account/").status_code == 302


def test_nobody_is_confirmed_without_their_own_telephone(nation: Nation, at_counter: None) -> None:
    account(nation.handle)
    client = serving_number(nation.number)
    answer = client.post("/counter/visit/", {**CARD, "telephone": ""})
    assert answer.status_code == 400
    assert "anybody may have opened this account" in answer.content.decode()
    assert level(nation.handle) == "low"


def test_the_person_sees_every_step_of_the_counter(nation: Nation, at_counter: None) -> None:
    account(nation.handle)
    serving_number(nation.number).post("/counter/visit/", CARD)
    seen = citizen_signed_in(nation.handle).get("/my/looks/?lang=en").content.decode()
    assert seen.count("Checking who comes to the counter") >= 2
    assert "account confirmed: substantial" in [look.outcome for look in looks()]


@pytest.mark.parametrize("missing", ["original", "valid", "face"])
def test_what_was_not_compared_is_not_confirmed(nation: Nation, at_counter: None, missing: str) -> None:
    account(nation.handle)
    answer = serving_number(nation.number).post("/counter/visit/", {k: v for k, v in CARD.items() if k != missing})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert level(nation.handle) == "low"


@pytest.mark.parametrize("note", ["card 29001011234567", "رقم ٢٩٠٠", "A1234"])
def test_no_number_of_a_paper_is_kept(nation: Nation, at_counter: None, note: str) -> None:
    account(nation.handle)
    answer = serving_number(nation.number).post("/counter/visit/", {**CARD, "note": note})
    assert "Leave out the number" in answer.content.decode()
    assert not AssuranceStep.objects.exists()


def test_an_agent_never_serves_themselves_or_their_relatives(nation: Nation, at_counter: None) -> None:
    relatives = relatives_of(nation.handle)
    assert relatives
    for person in (nation.handle, min(relatives)):
        Staff.objects.filter(username="agent").update(person=person)
        client = serving_number(nation.number)
        page = client.get("/counter/person/")
        assert page.status_code == 403
        assert nation.full_name not in page.content.decode()
        account(nation.handle) if not Citizen.objects.exists() else None
        assert client.post("/counter/visit/", CARD).status_code == 403
    assert level(nation.handle) == "low"


def test_an_agent_of_whom_it_is_not_known_who_they_are_serves_nobody(nation: Nation, at_counter: None) -> None:
    Staff.objects.filter(username="agent").update(person=None)
    client = serving_number(nation.number)
    assert client.get("/counter/person/").status_code == 403
    assert "not known who you are" in client.get("/counter/").content.decode()


def test_beyond_so_many_an_hour_a_second_agent_approves(
    nation: Nation, at_counter: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "MOST_AN_HOUR", 1)
    account(nation.handle)
    client = serving_number(nation.number)
    client.post("/counter/visit/", CARD)
    AssuranceStep.objects.update(level=Assurance.LOW)
    Citizen.objects.update(assurance=Assurance.LOW)
    answer = client.post("/counter/visit/", CARD)
    row = Approval.objects.get()
    assert answer["Location"] == f"/approvals/{row.pk}/"
    assert level(nation.handle) == "low"
    decided = {"act": "approve", "note": "I compared too", "seen": row.digest}
    assert client.post(f"/approvals/{row.pk}/decide/", decided).status_code == 403
    assert level(nation.handle) == "low"
    assert agent("agent-2").post(f"/approvals/{row.pk}/decide/", decided).status_code == 302
    assert level(nation.handle) == "substantial"


def test_a_second_agent_of_the_same_family_approves_nothing(
    nation: Nation, at_counter: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "MOST_AN_HOUR", 0)
    account(nation.handle)
    serving_number(nation.number).post("/counter/visit/", CARD)
    row = Approval.objects.get()
    Staff.objects.filter(username="agent-2").update(person=min(relatives_of(nation.handle)))
    decided = {"act": "approve", "note": "my aunt", "seen": row.digest}
    assert agent("agent-2").post(f"/approvals/{row.pk}/decide/", decided).status_code == 403
    assert level(nation.handle) == "low"


def test_what_was_confirmed_an_hour_ago_does_not_count_any_more(nation: Nation, at_counter: None) -> None:
    account(nation.handle)
    serving_number(nation.number).post("/counter/visit/", CARD)
    one = Staff.objects.get(username="agent")
    assert serving.confirmed_lately(one) == 1
    AssuranceStep.objects.update(at=datetime.now(UTC) - timedelta(minutes=61))
    assert serving.confirmed_lately(one) == 0


def test_somebody_without_an_account_gets_one_at_the_counter(nation: Nation, at_counter: None) -> None:
    client = serving_number(nation.number)
    assert "Open an account" in client.get("/counter/person/").content.decode()
    assert client.post("/counter/register/", {"telephone": TELEPHONE})["Location"] == "/counter/code/"
    page = client.get("/counter/code/").content.decode()
    found = re.search(r'id="message">[^<]*?(\d{6})', page)
    assert found, page
    wrong = client.post("/counter/code/", {"code": "000000" if found[1] != "000000" else "111111"})
    assert 'role="alert"' in wrong.content.decode()
    assert client.post("/counter/code/", {"code": found[1]})["Location"] == "/counter/person/"
    assert level(nation.handle) == "low"
    client.post("/counter/visit/", CARD)
    assert level(nation.handle) == "substantial"
    assert "account opened" in [look.outcome for look in looks()]


def test_what_is_no_telephone_is_told(nation: Nation, at_counter: None) -> None:
    answer = serving_number(nation.number).post("/counter/register/", {"telephone": "hello"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("number", ["", "12", "x" * 14, "9" * 14])
def test_a_number_that_is_nobodys_is_told(nation: Nation, at_counter: None, number: str) -> None:
    client = agent()
    answer = client.post("/counter/", {"number": number})
    assert answer.status_code in (200, 302)
    assert client.get("/counter/person/").status_code in (302, 404)


def test_a_receipt_is_not_for_other_eyes(nation: Nation, at_counter: None) -> None:
    account(nation.handle)
    serving_number(nation.number).post("/counter/visit/", CARD)
    address = f"/counter/receipts/{AssuranceStep.objects.get().pk}/"
    assert agent().get(address).status_code == 404
    assert agent("agent-2").get(address).status_code == 404


# A passkey


def passkey(citizen: Citizen, *, used: timedelta = timedelta(), synced: bool = False) -> Passkey:
    now = datetime.now(UTC)
    return Passkey.objects.create(
        account=citizen.account_id, credential=f"c-{Passkey.objects.count()}", public_key=b"", user_handle=b"",
        sign_count=0, synced=synced, backed_up=synced, aaguid="", label="Telephone", created=now - timedelta(days=9),
        used=now - used,
    )  # fmt: skip


def test_a_passkey_used_at_the_counter_is_bound_after_a_visit(nation: Nation, at_counter: None) -> None:
    citizen = account(nation.handle)
    row = passkey(citizen)
    client = serving_number(nation.number)
    early = client.post("/counter/passkey/", {"factor": f"passkey:{row.pk}"})
    assert (early.status_code, level(nation.handle)) == (409, "low")
    client.post("/counter/visit/", CARD)
    assert "Telephone" in client.get("/counter/person/").content.decode()
    client.post("/counter/passkey/", {"factor": f"passkey:{row.pk}"})
    assert level(nation.handle) == "high"
    assert Passkey.objects.get().bound_by == "staff:agent"


@pytest.mark.parametrize("bad", ["long-ago", "shared", "of-another", "unknown"])
def test_a_passkey_that_was_not_used_there_is_not_bound(nation: Nation, at_counter: None, bad: str) -> None:
    citizen = account(nation.handle)
    client = serving_number(nation.number)
    client.post("/counter/visit/", CARD)
    holder = citizen if bad != "of-another" else Citizen.objects.create(person="p-other")
    row = passkey(holder, used=timedelta(hours=1) if bad == "long-ago" else timedelta(), synced=bad == "shared")
    factor = "passkey:999999" if bad == "unknown" else f"passkey:{row.pk}"
    assert client.post("/counter/passkey/", {"factor": factor}).status_code == 409
    assert level(nation.handle) == "substantial"
