"""A portal that knows the Data Tracker's contract asks who looked at its user, and gets proofs with it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from tests.channels.conftest import KEY, PURPOSE
from tests.nation import Nation
from tests.standards.sending import uncompressed
from wasl.core import conf
from wasl.persons.api import handle_of_number
from wasl.standards.datatracker import usages, views
from wasl.trust.api import Kind, Look
from wasl.trust.checking.api import log_vkey, read_proof
from wasl.trust.log.api import record

CONTRACT = Path(__file__).with_name("contract.yaml")
CHECKS = [not_a_server_error, response_schema_conformance]
described = schemathesis.openapi.from_path(CONTRACT)
described.app = uncompressed()
described.config.base_url = "http://127.0.0.1/datatracker"
few = settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None)


@pytest.fixture(scope="module", autouse=True)
def may_ask() -> Iterator[None]:
    """The demo's officer has a program that is a portal's."""
    with pytest.MonkeyPatch.context() as changed:
        allowed = conf.settings().model_copy(update={"tracker_programs": "someone, officer"})
        changed.setattr(views, "settings", lambda: allowed)
        yield


@pytest.fixture
def looked(nation: Nation, clean_ledger: None) -> Nation:
    """An officer looked three times at somebody, and once at nobody they know."""
    for office in ("social-solidarity", "health", "social-solidarity"):
        record(a_look(office), outcome="shown", persons=[nation.handle])
    record(a_look("health"), outcome="shown", persons=["somebody-else"])
    return nation


def a_look(office: str) -> Look:
    return Look("staff:officer", "Mona", office, "officer", PURPOSE, "backoffice", Kind.PICTURE)


def asked(client: Client, nation: Nation, path: str = "findUsage", user: str | None = None, **query: object) -> Any:
    headers = {"Authorization": f"Bearer {KEY}", "X-Road-UserId": nation.number if user is None else user}
    return client.get(f"/datatracker/v2/{path}", {"userCode": nation.number, **query}, headers=headers)


def own(answer: Any) -> list[dict[str, str]]:
    """The looks that the test made; asking is on record too."""
    return [usage for usage in answer.json()["usages"] if usage["receiverSystem"] == "wasl/backoffice"]


def test_a_person_sees_who_looked_newest_first(client: Client, looked: Nation) -> None:
    answer = asked(client, looked)
    assert answer.status_code == 200
    assert [usage["receiverCode"] for usage in own(answer)] == ["social-solidarity", "health", "social-solidarity"]
    times = [usage["logtime"] for usage in answer.json()["usages"]]
    assert times == sorted(times, reverse=True)
    assert own(answer)[1]["receiverName"].startswith("وزارة")
    assert answer.json()["totalUsages"] == len(times)


def test_asking_is_a_look_and_stands_in_the_next_answer(client: Client, looked: Nation) -> None:
    before = asked(client, looked).json()["totalUsages"]
    after = asked(client, looked).json()
    assert after["totalUsages"] > before
    assert after["usages"][0]["receiverSystem"] == "wasl/tracker"


def test_codes_may_name_the_country_and_be_in_arabic_digits(client: Client, looked: Nation) -> None:
    arabic = looked.number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    answer = asked(client, looked, user=f"{conf.settings().country.upper()}{looked.number}", userCode=arabic)
    assert len(own(answer)) == 3


@pytest.mark.parametrize("user", ["", "EG", "29901011234567", "x"])
def test_nobody_asks_about_somebody_else(client: Client, looked: Nation, user: str) -> None:
    assert asked(client, looked, user=user).status_code == 400


def test_a_number_that_nobody_has_has_no_usages(client: Client, looked: Nation) -> None:
    answer = asked(client, looked, user="30001010000017", userCode="30001010000017")
    assert (answer.status_code, answer.json()) == (200, {"totalUsages": 0, "usages": []})


def test_pages_of_usages_hold_each_once(client: Client, looked: Nation) -> None:
    end = datetime.now(UTC) + timedelta(seconds=-1)
    whole = asked(client, looked, periodEnd=end.isoformat()).json()
    parts = [asked(client, looked, limit=1, offset=place, periodEnd=end.isoformat()).json() for place in range(3)]
    assert [part["usages"][0] for part in parts if part["usages"]] == whole["usages"][:3]
    assert asked(client, looked, limit=0).json()["usages"] == []


def test_a_period_holds_its_own_end(client: Client, looked: Nation) -> None:
    moment = own(asked(client, looked))[-1]["logtime"]
    inside = asked(client, looked, periodStart=moment, periodEnd=moment)
    assert len(own(inside)) >= 1
    assert asked(client, looked, periodEnd="2001-01-01T00:00:00Z").json()["totalUsages"] == 0
    assert own(asked(client, looked, periodStart="2101-01-01T00:00:00+02:00")) == []


@pytest.mark.parametrize(
    "query",
    [
        {"userCode": ""}, {"limit": "-1"}, {"offset": "x"}, {"limit": "9999999999"}, {"periodStart": "yesterday"},
        {"periodStart": "2026-01-01T00:00:00"}, {"periodEnd": "1767225600"}, {"userCode": "\0"}, {"userCode": "1" * 65},
    ],
)  # fmt: skip
def test_a_request_that_is_wrong_is_told_so(client: Client, looked: Nation, query: dict[str, str]) -> None:
    answer = asked(client, looked, **query)
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert looked.number not in answer.content.decode()


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_the_ends_of_time_are_answered(client: Client, looked: Nation, moment: str) -> None:
    assert asked(client, looked, periodStart=moment, periodEnd=moment).status_code == 200


def test_each_usage_has_a_proof_for_its_person_alone(client: Client, looked: Nation) -> None:
    proof = own(asked(client, looked))[0]["proof"]
    answer = asked(client, looked, proof.removeprefix("v2/"))
    assert answer["Content-Disposition"].endswith('.tlog-proof"')
    checked = read_proof(answer.content.decode(), [log_vkey()])
    assert (checked.ok, checked.persons) == (True, (looked.handle,))


def test_no_proof_is_given_of_what_concerns_somebody_else(client: Client, looked: Nation) -> None:
    for seq in (4, 999_999):
        assert asked(client, looked, f"proof/{seq}").status_code == 404
    assert asked(client, looked, "proof/1", user="x").status_code == 404


def test_only_a_portals_program_may_ask(client: Client, looked: Nation, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/datatracker/v2/findUsage").status_code == 401
    wrong = client.get("/datatracker/v2/findUsage", headers={"Authorization": "Bearer wasl_none"})
    assert wrong.status_code == 401
    monkeypatch.setattr(views, "settings", conf.settings)
    assert asked(client, looked).status_code == 403


def test_the_period_begins_with_the_first_look(client: Client, looked: Nation) -> None:
    told = client.get("/datatracker/v2/usagePeriod").json()
    assert datetime.fromisoformat(told["periodStart"]) <= datetime.now(UTC)
    assert set(told) == {"periodStart"}


def test_the_heart_beats_and_says_when_it_does_not(
    client: Client, looked: Nation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/datatracker/v2/heartbeat").json()["status"] == "OK"

    def gone() -> str:
        raise OSError("gone")

    monkeypatch.setattr(views.log, "latest_checkpoint", gone)
    answer = client.get("/datatracker/v2/heartbeat")
    assert (answer.status_code, answer.json()["status"]) == (200, "FAIL")


def test_the_person_is_found_as_every_search_finds_them(looked: Nation) -> None:
    assert usages.persons.handle_of_number is handle_of_number


@described.parametrize()
@few
def test_whatever_the_contract_allows_is_answered_as_it_says(nation: Nation, case: schemathesis.Case) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {KEY}"}, checks=CHECKS)


@described.parametrize()
@few
def test_a_person_with_odd_wishes_is_answered_as_the_contract_says(nation: Nation, case: schemathesis.Case) -> None:
    if case.operation.path.endswith("findUsage"):
        case.query["userCode"] = nation.number
        case.headers["X-Road-UserId"] = nation.number
    answer = case.call_and_validate(headers={"Authorization": f"Bearer {KEY}"}, checks=CHECKS)
    assert answer.status_code in ((200, 400) if case.method.upper() == "GET" else (403, 405))
