"""GovStack's Registration API: every answer of what is served is as the standard's own definition says."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client

from tests.channels.cases_api.conftest import FARMER
from tests.channels.cases_api.partner import Partner
from wasl.standards.govstack.registration.names import form_id, service_id
from wasl.standards.govstack.registration.rest import api

ROOT = "/govstack/registration"
FILE = Path(__file__).parents[2] / "standards/govstack/registration-0.1.1.json"
DEFINITION: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
SERVED = {
    "/services",
    "/services/{serviceId}",
    "/services/{serviceId}/eForms",
    "/eForms/{eFormId}",
    "/applications",
    "/applications/{fileId}",
    "/tasks",
    "/tasks/{taskId}",
}
OFFICE = ("/tasks", "/tasks/{taskId}")


def holds(path: str, body: Any) -> None:
    """Raises where the body is not as the definition says, or names something that it does not know."""
    [content] = DEFINITION["paths"][path]["get"]["responses"]["200"]["content"].values()
    schema = {**content["schema"], "components": DEFINITION["components"]}
    jsonschema_rs.validator_for(schema).validate(body)
    for one in body if isinstance(body, list) else [body]:
        assert set(one) <= names(content["schema"]), set(one) - names(content["schema"])


def names(schema: dict[str, Any]) -> set[str]:
    """Also those that it requires and forgets to describe."""
    told = DEFINITION["components"]["schemas"][schema.get("items", schema)["$ref"].rpartition("/")[2]]
    return {*told["properties"], *told.get("required", [])}


@pytest.fixture
def case(citizen: Partner) -> str:
    draft = citizen.fills(FARMER)["reference"]
    return str(citizen.asks("POST", f"/drafts/{draft}/send", {"declared": True})["reference"])


def test_every_reading_operation_answers_as_the_definition_says(citizen: Partner, worker: Partner, case: str) -> None:
    met = {
        "serviceId": service_id(FARMER), "eFormId": form_id(FARMER, 1), "fileId": case, "taskId": case,
    }  # fmt: skip
    for path in SERVED:
        who = worker if path in OFFICE else citizen
        headers = {"authorization": who.authorization}
        answer = Client().get(ROOT + path.format(**met), headers=headers)
        assert answer.status_code == 200, (path, answer.content)
        assert answer.json(), path
        holds(path, answer.json())


def test_what_is_not_served_is_not_described() -> None:
    told = api.get_openapi_schema(path_prefix=f"{ROOT}/")["paths"]
    assert {path.removeprefix(ROOT) for path in told} == SERVED
    assert {verb for verbs in told.values() for verb in verbs} == {"get"}


def test_an_application_is_its_applicants_and_a_task_its_offices(everybody: Partner, case: str) -> None:
    assert [Client().get(f"{ROOT}/{part}/{case}").status_code for part in ("applications", "tasks")] == [401, 401]
