"""What a program meets at the HTTP API."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.channels.conftest import KEY, PURPOSE, signed_in
from tests.ledger import looks, only_look
from tests.nation import Nation
from tests.staff import at_work
from wasl.channels.api import api
from wasl.identity.api import Staff, account_of_key
from wasl.identity.models import ApiKey
from wasl.trust import door

SEARCH = "/api/v1/persons/search"


def ask(client: Client, **body: object) -> HttpResponse:
    return client.post(SEARCH, {"purpose": PURPOSE, **body}, content_type="application/json")  # type: ignore[return-value]


def look(client: Client, handle: str, **asked: str) -> HttpResponse:
    return client.get(f"/api/v1/persons/{handle}/picture", asked)  # type: ignore[return-value]


def problem(answer: HttpResponse, status: int) -> dict[str, Any]:
    """The body of a problem, which is one: RFC 9457, in both languages."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(answer.content)
    assert found["status"] == status
    assert found["title"].keys() == found["detail"].keys() == {"ar", "en"}
    return found


def with_key(key: str) -> Client:
    return Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {key}"})


# Who asks


@pytest.mark.parametrize("key", ["", "wrong", "wasl_demo_officer_key ", "م" * 10, "x" * 5000])
def test_a_caller_with_a_wrong_key_is_told_how_to_be_known(nation: Nation, key: str) -> None:
    client = Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {key}"})
    if key.strip() != KEY:
        assert "key" in problem(ask(client, number=nation.number), 401)["detail"]["en"]
        problem(look(client, nation.handle, purpose=PURPOSE), 401)


def test_a_caller_without_a_key_is_told_how_to_be_known(stranger: Client, nation: Nation) -> None:
    found = problem(ask(stranger, number=nation.number), 401)
    assert found["title"] == {"ar": "لم يُعرف من يستعلم.", "en": "The caller is not known."}
    problem(look(stranger, nation.handle, purpose=PURPOSE), 401)
    assert not looks()


def test_a_revoked_key_opens_nothing(nation: Nation, clean_ledger: None) -> None:
    secret = ApiKey.issue(Staff.objects.get(username="officer"), "old program")
    assert ask(with_key(secret), number=nation.number).status_code == 200
    ApiKey.objects.filter(label="old program").update(revoked=timezone.now())
    problem(ask(with_key(secret), number=nation.number), 401)
    assert account_of_key(secret) is None


def test_a_closed_accounts_key_opens_nothing(nation: Nation, clean_ledger: None) -> None:
    account = Staff.objects.create_user(
        "leaver", "a-long-password", name_ar="س", name_en="S", office="mcit", role="officer", is_active=False
    )
    problem(ask(with_key(ApiKey.issue(account, "left")), number=nation.number), 401)


def test_an_auditor_looks_at_no_person_by_key_or_by_session(nation: Nation, auditor: Client) -> None:
    secret = ApiKey.issue(Staff.objects.get(username="auditor"), "audit")
    for client in (with_key(secret), auditor):
        found = problem(look(client, nation.handle, purpose=PURPOSE), 403)
        assert found["title"]["ar"] == "هذا الحساب لا يطّلع على بيانات الأشخاص."
    assert not looks()


def test_a_signed_in_officer_may_read_by_session(officer: Client, nation: Nation) -> None:
    assert look(officer, nation.handle, purpose=PURPOSE).status_code == 200
    assert only_look().actor == "staff:officer"


def test_a_forged_request_in_a_signed_in_officers_browser_is_refused(nation: Nation, clean_ledger: None) -> None:
    victim = at_work(Staff.objects.get(username="officer"), Client(enforce_csrf_checks=True))
    assert "CSRF" in problem(ask(victim, number=nation.number), 403)["detail"]["en"]
    assert not looks()


# What is asked


def test_a_search_by_number_answers_a_handle_and_no_number(program: Client, nation: Nation) -> None:
    answer = ask(program, number=nation.number)
    assert [found["handle"] for found in answer.json()] == [nation.handle]  # type: ignore[attr-defined]
    assert nation.number not in answer.content.decode()


def test_a_search_by_name_reads_arabic_digits_and_finds_nobody_politely(program: Client, nation: Nation) -> None:
    digits = nation.number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert ask(program, number=digits).json()[0]["handle"] == nation.handle  # type: ignore[attr-defined]
    assert ask(program, name=nation.full_name).json()[0]["full_name"] == nation.full_name  # type: ignore[attr-defined]
    assert ask(program, name="لا أحد بهذا الاسم").json() == []  # type: ignore[attr-defined]


def test_a_missing_purpose_is_named_and_what_was_sent_is_not_repeated(program: Client, nation: Nation) -> None:
    answer = program.post(SEARCH, {"number": nation.number}, content_type="application/json")
    found = problem(answer, 422)  # type: ignore[arg-type]
    assert [field["where"][-1] for field in found["fields"]] == ["purpose"]
    assert nation.number not in answer.content.decode()
    assert problem(look(program, nation.handle), 422)["fields"][0]["where"][-1] == "purpose"
    assert not looks()


@pytest.mark.parametrize(
    "wrong", [{"number": ["29901010100017"]}, {"birth_date": "29901010100017"}, {"limit": "29901010100017"}]
)
def test_a_wrong_value_is_never_repeated(program: Client, wrong: dict[str, object]) -> None:
    answer = ask(program, **wrong)
    problem(answer, 422)
    assert "29901010100017" not in answer.content.decode()


def test_what_is_no_json_is_answered_as_a_problem(program: Client) -> None:
    answer = program.post(SEARCH, b'{"number": 299', content_type="application/json")
    problem(answer, 400)  # type: ignore[arg-type]


def test_an_unknown_purpose_is_answered_with_those_that_hold(program: Client, nation: Nation) -> None:
    for answer in (ask(program, purpose="curiosity", number="1"), look(program, nation.handle, purpose="curiosity")):
        found = problem(answer, 400)
        assert "curiosity" in found["title"]["ar"]
        assert PURPOSE in found["detail"]["ar"]
        assert PURPOSE in found["detail"]["en"]
    assert not looks()


@pytest.mark.parametrize("handle", ["nobody", "a" * 20, "%00", "%ED%A0%80", "..%2f..%2fetc", "٢٩٩"])
def test_an_unknown_handle_is_not_found(program: Client, handle: str) -> None:
    for what in ("picture", "family"):
        answer = program.get(f"/api/v1/persons/{handle}/{what}", {"purpose": PURPOSE})
        assert answer.status_code == 404, answer.content


def test_an_unknown_section_is_not_found(program: Client, nation: Nation) -> None:
    problem(look(program, nation.handle, purpose=PURPOSE, sections="identity,astrology"), 404)


@pytest.mark.parametrize("odd", ["\x00", "a\x00b", "\ud800", "\u202e", "1" * 400, "' OR 1=1 --", "\U0001f9ff" * 30])
def test_odd_characters_are_answered_and_break_nothing(program: Client, nation: Nation, odd: str) -> None:
    for field in ("number", "name", "case", "reason", "governorate", "purpose"):
        answer = ask(program, **{"name": "محمد", field: odd})
        assert answer.status_code < 500, (field, answer.content)
    for field in ("case", "reason", "sections", "purpose"):
        asked = {"purpose": PURPOSE, field: odd.encode("utf-8", "surrogatepass").decode("latin-1")}
        assert look(program, nation.handle, **asked).status_code < 500, field


# What is answered


def test_a_picture_shows_every_register_that_holds_the_person_and_its_source(program: Client, nation: Nation) -> None:
    found = look(program, nation.handle, purpose="citizen-request").json()  # type: ignore[attr-defined]
    entries = [entry for section in found["sections"] for entry in section["entries"]]
    assert found["missing"] == found["refused"] == []
    assert len({entry["register"] for entry in entries}) == nation.registers
    assert all(entry["owner"]["ar"] and entry["name"]["en"] and entry["read_at"] for entry in entries)


def test_refused_sections_are_listed_with_the_reason_in_both_languages(program: Client, nation: Nation) -> None:
    found = look(program, nation.handle, purpose="social-support-eligibility").json()  # type: ignore[attr-defined]
    shown = {section["slug"] for section in found["sections"]}
    refused = {refusal["section"]: refusal["why"] for refusal in found["refused"]}
    assert shown <= {"identity", "family", "residence", "work", "support"}
    assert "health" in refused
    assert shown.isdisjoint(refused)
    assert "محمي" in refused["health"]["ar"]
    assert "guarded" in refused["health"]["en"]


def test_asking_only_for_what_the_purpose_does_not_cover_is_refused_and_recorded(
    program: Client, nation: Nation
) -> None:
    problem(look(program, nation.handle, purpose="social-support-eligibility", sections="health"), 403)
    assert only_look().outcome == "refused"


def test_every_answer_has_its_entry_with_who_why_and_whom(program: Client, nation: Nation) -> None:
    ask(program, number=nation.number, case="C-7")
    look(program, nation.handle, purpose=PURPOSE, case="C-7")
    program.get(f"/api/v1/persons/{nation.handle}/family", {"purpose": PURPOSE})
    entries = looks()
    assert [(e.kind, e.persons) for e in entries] == [
        ("search", (nation.handle,)),
        ("picture", (nation.handle,)),
        ("picture", (nation.handle,)),
    ]
    assert {(e.actor, e.channel, e.purpose) for e in entries} == {("staff:officer", "api", PURPOSE)}
    assert [e.case for e in entries] == ["C-7", "C-7", None]


def test_without_an_entry_there_is_no_answer(program: Client, nation: Nation, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(door, "record", full_disk)
    for answer in (ask(program, number=nation.number), look(program, nation.handle, purpose=PURPOSE)):
        assert "side" in problem(answer, 500)["title"]["en"]
        assert nation.handle not in answer.content.decode()
        assert nation.full_name not in answer.content.decode()


# What is promised


def test_no_address_takes_a_national_number() -> None:
    schema = api.get_openapi_schema()
    for path, calls in schema["paths"].items():
        assert "number" not in path
        names = [parameter["name"] for call in calls.values() for parameter in call["parameters"]]
        assert not [name for name in names if "number" in name or "nid" in name]


def test_the_schema_says_what_errors_look_like() -> None:
    schema = api.get_openapi_schema()
    for calls in schema["paths"].values():
        for call in calls.values():
            told = {int(status) for status in call["responses"]}
            assert told & {200, 201, 202, 204}
            assert {400, 401, 403, 404, 422} <= told


def test_the_documentation_is_served_from_here_alone(stranger: Client) -> None:
    page = stranger.get("/api/v1/docs").content.decode()
    assert "ninja/swagger-ui-bundle.js" in page
    assert 'src="http' not in page
    assert 'href="http' not in page


def test_answers_are_kept_by_no_cache(program: Client, nation: Nation) -> None:
    assert look(program, nation.handle, purpose=PURPOSE)["Cache-Control"] == "no-store"


def test_two_ways_in_at_once_are_one_caller(nation: Nation, clean_ledger: None) -> None:
    client = signed_in("auditor")
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {KEY}"
    assert look(client, nation.handle, purpose=PURPOSE).status_code == 200
    assert only_look().actor == "staff:officer"
