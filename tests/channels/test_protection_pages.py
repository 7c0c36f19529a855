"""The protection officer's pages: who may open them, what they say, what they do."""

import csv
import io
import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.channels.conftest import signed_in
from tests.nation import Nation
from wasl.country.api import pack
from wasl.protection import api
from wasl.protection.models import (
    Case,
    Concerned,
    Emergency,
    Incident,
    IncidentStep,
    Notice,
    PublicFigure,
    RetentionRun,
    WatchRun,
)
from wasl.trust.api import Kind, Look, record
from wasl.trust.log.api import entries

PAGES = ["", "emergencies/", "incidents/", "incidents/new/", "public/", "activities/", "retention/"]
FILES = ["cases.csv", "activities.csv", "activities.json"]
KEPT = [Case, Emergency, Concerned, Notice, IncidentStep, Incident, PublicFigure, RetentionRun, WatchRun]


@pytest.fixture
def protection(nation: Nation, clean_ledger: None) -> Client:
    for model in KEPT:
        model.objects.all().delete()
    return signed_in("protection")


def here() -> datetime:
    """Now, as a clock on the wall shows it."""
    return timezone.localtime(timezone=ZoneInfo(pack().timezone))


def looked(nation: Nation, account: str = "staff:officer", **more: object) -> int:
    look = Look(
        actor=account,
        actor_name="",
        office="social-solidarity",
        role="officer",
        purpose="citizen-request",
        channel="backoffice",
        kind=Kind.PICTURE,
        **more,  # type: ignore[arg-type]
    )
    return record(look, outcome="shown", persons=[nation.handle], sections=["identity"]).seq


def a_case(seq: int) -> Case:
    api.report_objection(seq)
    return Case.objects.get()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_each_page_opens_empty_in_both_languages(protection: Client, page: str, language: str) -> None:
    protection.cookies["django_language"] = language
    shown = protection.get(f"/protection/{page}")
    assert shown.status_code == 200
    assert '<p class="lead">' in shown.content.decode()


@pytest.mark.parametrize("page", [*PAGES, *FILES])
@pytest.mark.parametrize("username", ["officer", "steward", "registrar"])
def test_nobody_else_may_open_them(protection: Client, page: str, username: str) -> None:
    assert signed_in(username).get(f"/protection/{page}").status_code == 403


@pytest.mark.parametrize("page", [*PAGES, *FILES])
def test_who_is_not_signed_in_is_sent_to_sign_in(protection: Client, page: str) -> None:
    assert Client().get(f"/protection/{page}").status_code == 302


@pytest.mark.parametrize("page", [page for page in PAGES if page != "incidents/new/"])
def test_an_auditor_reads_every_page_and_is_offered_no_button(protection: Client, page: str) -> None:
    shown = signed_in("auditor").get(f"/protection/{page}")
    assert shown.status_code == 200
    assert b"csrfmiddlewaretoken" not in shown.content.split(b"<main")[1]


def test_an_auditor_changes_nothing(protection: Client, nation: Nation) -> None:
    case = a_case(looked(nation))
    auditor = signed_in("auditor")
    for path, given in [
        (f"cases/{case.pk}/", {"state": "misuse", "words": "it was misuse, certainly"}),
        ("incidents/new/", {}),
        ("public/", {"handle": nation.handle, "why": "a minister"}),
        ("public/unmark/", {"handle": nation.handle}),
    ]:
        assert auditor.post(f"/protection/{path}", given).status_code == 403
    case.refresh_from_db()
    assert case.state == "open"


def test_a_case_shows_its_looks_by_handle_and_reading_it_is_a_look(protection: Client, nation: Nation) -> None:
    case = a_case(looked(nation))
    page = protection.get(f"/protection/cases/{case.pk}/").content.decode()
    assert nation.handle in page
    assert nation.full_name not in page
    assert nation.number not in page
    last = list(entries())[-1]
    assert (last.actor, last.purpose, last.persons) == ("staff:protection", "protection-audit", (nation.handle,))
    assert last.case == f"case-{case.pk}"


def test_a_case_goes_its_way_and_tells_who_did_what(protection: Client, nation: Nation) -> None:
    case = a_case(looked(nation))
    way = f"/protection/cases/{case.pk}/"
    assert protection.post(way, {"state": "in-review", "words": ""}).status_code == 302
    assert protection.post(way, {"state": "misuse", "words": ""}).status_code == 400
    assert protection.post(way, {"state": "misuse", "words": "It was out of curiosity, he says."}).status_code == 302
    protection.cookies["django_language"] = "en"
    page = protection.get(way).content.decode()
    assert "It was out of curiosity" in page
    assert "staff:protection" in page
    assert protection.get("/protection/?state=misuse").content.decode().count('<li class="card">') == 1
    assert protection.get("/protection/").content.decode().count('<li class="card">') == 0


def test_a_case_that_is_not_there_is_not_found(protection: Client) -> None:
    assert protection.get("/protection/cases/4711/").status_code == 404


def test_the_list_is_narrowed_and_nonsense_narrows_nothing(protection: Client, nation: Nation) -> None:
    a_case(looked(nation))
    for query, number in [
        ("kind=objection", 1),
        ("kind=famous", 0),
        ("office=social-solidarity", 1),
        ("office=health", 0),
        ("kind=%27;drop", 1),
        ("page=99", 1),
        ("page=x", 1),
    ]:
        page = protection.get(f"/protection/?{query}").content.decode()
        assert page.count('<li class="card">') == number, query


def test_an_export_says_who_took_it_and_which_entry_tells_of_it(protection: Client, nation: Nation) -> None:
    a_case(looked(nation, case="=cmd|x"))
    taken = protection.get("/protection/cases.csv")
    rows = list(csv.reader(io.StringIO(b"".join(taken.streaming_content).decode().lstrip("\ufeff"))))  # type: ignore[attr-defined]
    written = list(entries())[-1]
    assert rows[0][0].startswith("staff:protection · ")
    assert rows[0][0].endswith(f"ledger entry {written.seq}")
    assert written.kind == Kind.EXPORT
    assert rows[2][2] == "objection"


def test_an_officer_justifies_and_the_protection_officer_answers(protection: Client, nation: Nation) -> None:
    seq = looked(nation, emergency=True, reason="unconscious, blood group needed")
    api.watch()
    officer = signed_in("officer")
    assert "unconscious" in officer.get("/protection/mine/").content.decode()
    assert officer.post(f"/protection/mine/{seq}/", {"words": ""}).status_code == 400
    given = {"words": "The ambulance called; he lay unconscious and nobody of the family was there."}
    assert officer.post(f"/protection/mine/{seq}/", given).status_code == 302
    assert "ambulance" in protection.get(f"/protection/emergencies/{seq}/").content.decode()
    answered = protection.post(f"/protection/emergencies/{seq}/", {"accepted": "yes", "words": ""})
    assert answered.status_code == 302
    assert Emergency.objects.get(seq=seq).state == "accepted"
    assert protection.post(f"/protection/emergencies/{seq}/", {"accepted": "no", "words": "x" * 30}).status_code == 400


def test_nobody_justifies_what_another_opened(protection: Client, nation: Nation) -> None:
    seq = looked(nation, emergency=True, reason="unconscious")
    api.watch()
    other = signed_in("registrar")
    assert "unconscious" not in other.get("/protection/mine/").content.decode()
    assert other.post(f"/protection/mine/{seq}/", {"words": "x" * 40}).status_code == 403


INCIDENT = {
    "title": "قائمة أُرسلت إلى عنوان خطأ",
    "sort": "seen",
    "happened": "A list of 40 people went to a wrong address.",
    "sections": ["identity", "health"],
    "people": "40",
    "effects": "Strangers may know of illnesses.",
    "measures": "The receiver confirmed that it was deleted.",
    "contact": "19999",
}


def registered(protection: Client, hours_ago: float = 1) -> Incident:
    known = here() - timedelta(hours=hours_ago)
    answer = protection.post("/protection/incidents/new/", {**INCIDENT, "known": known.strftime("%Y-%m-%dT%H:%M")})
    assert answer.status_code == 302, answer.content.decode()
    return Incident.objects.get()


def test_an_incident_goes_from_knowledge_to_notice_to_people_to_the_end(protection: Client, nation: Nation) -> None:
    since = here() - timedelta(minutes=2)
    looked(nation)
    incident = registered(protection)
    base = f"/protection/incidents/{incident.reference}/"
    assert protection.get(base).status_code == 200
    assert protection.post(f"{base}close/", {"closing": "x" * 40}).status_code == 400
    protection.post(f"{base}notices/", {"to": "authority"})
    protection.post(f"{base}notices/", {"to": "people"})
    for notice in Notice.objects.all():
        page = protection.get(f"{base}notices/{notice.pk}/").content.decode()
        assert "19999" in page
        now = here().strftime("%Y-%m-%dT%H:%M:%S")
        assert protection.post(f"{base}notices/{notice.pk}/", {"sent": now}).status_code == 302
    window = {
        "since": since.strftime("%Y-%m-%dT%H:%M"),
        "until": (since + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
    }
    assert protection.post(f"{base}people/", {"account": "staff:officer", **window}).status_code == 302
    [received] = api.notices_for(nation.handle)
    assert received.reference == incident.reference
    assert api.notices_for("somebodyelse") == []
    assert (
        protection.post(f"{base}close/", {"closing": "The list is now sent by a guarded channel."}).status_code == 302
    )
    assert protection.get(base).status_code == 200


def test_a_notice_is_ready_for_another_program_in_both_languages(protection: Client) -> None:
    incident = registered(protection)
    protection.post(f"/protection/incidents/{incident.reference}/notices/", {"to": "authority"})
    file = protection.get(f"/protection/incidents/{incident.reference}/notices/{Notice.objects.get().pk}.json")
    body = json.loads(file.content)["notice"]
    assert set(body["title"]) == {"ar", "en"}
    assert {"ar": "البيانات", "en": "Data"} in [line["name"] for line in body["lines"]]


@pytest.mark.parametrize("known", ["", "yesterday", "2099-01-01T10:00", "2026-04-24T00:30"])
def test_a_time_that_cannot_be_is_refused_beside_its_field(protection: Client, known: str) -> None:
    """The last one never was: clocks went forward."""
    answer = protection.post("/protection/incidents/new/", {**INCIDENT, "known": known})
    assert answer.status_code == 400
    assert 'href="#id_known"' in answer.content.decode()
    assert not Incident.objects.exists()


def test_a_notice_of_another_incident_is_not_found(protection: Client) -> None:
    incident = registered(protection)
    protection.post(f"/protection/incidents/{incident.reference}/notices/", {"to": "authority"})
    assert protection.get(f"/protection/incidents/INC-1999-0001/notices/{Notice.objects.get().pk}/").status_code == 404


def test_a_public_figure_is_marked_once_and_the_mark_taken_back(protection: Client, nation: Nation) -> None:
    for _ in range(2):
        given = {"handle": nation.handle, "why": "a minister"}
        assert protection.post("/protection/public/", given).status_code == 302
    assert PublicFigure.objects.count() == 1
    assert "a minister" in protection.get("/protection/public/").content.decode()
    protection.post("/protection/public/unmark/", {"handle": nation.handle})
    assert "a minister" not in protection.get("/protection/public/").content.decode()


def test_a_number_is_no_handle(protection: Client, nation: Nation) -> None:
    answer = protection.post("/protection/public/", {"handle": nation.number, "why": "a minister"})
    assert answer.status_code == 400
    assert nation.number in answer.content.decode()  # given back to be corrected, and kept nowhere
    assert not PublicFigure.objects.exists()


def test_the_register_of_activities_names_every_purpose_with_its_law(protection: Client) -> None:
    told = json.loads(protection.get("/protection/activities.json").content)["activities"]
    assert {one["purpose"] for one in told} >= {"service-delivery", "protection-audit", "health-care"}
    assert all(one["legal_basis"]["ar"] and one["owner"]["ar"] and one["keep_days"] for one in told)
    health = next(one for one in told if one["purpose"] == "health-care")
    assert health["sensitive"]
    table = b"".join(protection.get("/protection/activities.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert len(table.splitlines()) == len(told) + 1


def test_few_looks_are_not_told_apart(protection: Client, nation: Nation) -> None:
    for _ in range(3):
        looked(nation)
    api.watch()
    told = json.loads(protection.get("/protection/activities.json").content)["activities"]
    assert next(one["looks"] for one in told if one["purpose"] == "citizen-request") == "fewer"
    for _ in range(3):
        looked(nation)
    api.watch()
    told = json.loads(protection.get("/protection/activities.json").content)["activities"]
    assert next(one["looks"] for one in told if one["purpose"] == "citizen-request") == 6


def test_a_run_of_retention_stands_on_its_page(protection: Client) -> None:
    run = api.retain(by="system:retention")
    page = protection.get("/protection/retention/").content.decode()
    assert "system:retention" in page
    assert run.seq == list(entries())[-1].seq


def test_who_is_in_no_index_is_not_named(protection: Client, nation: Nation) -> None:
    """Programs may speak of somebody whom nobody knows; such a one has no inbox."""
    since = timezone.now() - timedelta(minutes=1)
    look = Look("staff:officer", "", "health", "officer", "citizen-request", "govstack", Kind.CONSENT)
    record(look, outcome="shown", persons=[f"i:{'a' * 24}", nation.handle])
    incident = registered(protection)
    until = since + timedelta(hours=1)
    assert api.concern(incident.reference, "staff:officer", since, until, by="staff:protection") == 1
    assert Concerned.objects.filter(incident=incident).values_list("person", flat=True).get() == nation.handle


def test_a_reason_that_no_store_can_keep_holds_up_no_watch(protection: Client, nation: Nation) -> None:
    looked(nation, emergency=True, reason="uncon\x00scious")
    api.watch()
    assert Emergency.objects.get().reason == "unconscious"


def test_what_cannot_be_a_reference_or_a_handle_is_not_there(protection: Client) -> None:
    for address in ("incidents/%00/", "incidents/%00/notices/1/", "incidents/%00/notices/1.json"):
        assert protection.get(f"/protection/{address}").status_code == 404
    assert protection.post("/protection/public/unmark/", {"handle": "\x00"}).status_code == 302


def test_a_long_case_asks_the_store_no_more_often_than_a_short_one(protection: Client, nation: Nation) -> None:
    case = a_case(looked(nation))
    short = queries(protection, f"/protection/cases/{case.pk}/")
    Case.objects.update(entries=[*case.entries, *(looked(nation) for _ in range(9))])
    page = protection.get(f"/protection/cases/{case.pk}/").content.decode()
    assert page.count(nation.handle) == 10
    assert queries(protection, f"/protection/cases/{case.pk}/") == short


def test_many_incidents_ask_the_store_no_more_often_than_one(protection: Client) -> None:
    registered(protection)
    one = queries(protection, "/protection/incidents/")
    known = here().strftime("%Y-%m-%dT%H:%M")
    for _ in range(3):
        protection.post("/protection/incidents/new/", {**INCIDENT, "known": known})
    assert Incident.objects.count() == 4
    assert queries(protection, "/protection/incidents/") == one


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
