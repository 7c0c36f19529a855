"""GovStack's definition, and answers held against it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml
from django.test import Client

ROOT = "/govstack/consent"
VERBS = {"get", "post", "put", "delete"}
DEFINITION: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("consent-openapi.yaml").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Operation:
    path: str
    verb: str
    answer: dict[str, Any]  # schema of 200; empty: it says nothing
    takes_body: bool

    def holds(self, body: Any) -> None:
        """Raises where the body is not as the definition says, or lacks one of the names that it gives."""
        if not self.answer:
            return
        schema = {**self.answer, "components": DEFINITION["components"]}
        jsonschema_rs.Draft4Validator(schema).validate(body)
        assert set(self.answer["properties"]) <= set(body), set(self.answer["properties"]) - set(body)


def _operations() -> dict[str, Operation]:
    found = {}
    for path, verbs in DEFINITION["paths"].items():
        for verb, told in verbs.items():
            content = told["responses"]["200"].get("content", {})
            answer = content.get("application/json", {}).get("schema", {})
            found[told["operationId"]] = Operation(path, verb, answer, "requestBody" in told)
    return found


OPERATIONS = _operations()
TESTED: dict[str, list[str]] = {}
"""Operation -> the tests that say they cover it."""


def covers(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """That a test calls these operations and reads back what they did; `Calls` holds it to its word."""

    def noted(test: Callable[..., None]) -> Callable[..., None]:
        for name in names:
            TESTED.setdefault(name, []).append(test.__name__)
        test.covers = frozenset(names)  # type: ignore[attr-defined]
        return test

    return noted


class Calls:
    """A program that speaks the definition; every answer of 200 is held against it."""

    def __init__(self, keys: dict[str, str]) -> None:
        self.keys = keys
        self.made: set[str] = set()

    def __call__(self, name: str, *, of: str = "", status: int = 200, send: Any = None, **asked: str) -> Any:
        """Call an operation by its id; names that stand in its path go there, others into the query."""
        operation = OPERATIONS[name]
        path = operation.path
        query = {key: value for key, value in asked.items() if f"{{{key}}}" not in path}
        for key, value in asked.items():
            path = path.replace(f"{{{key}}}", value)
        answer = Client(headers=self._headers(path, of)).generic(
            operation.verb.upper(),
            ROOT + path,
            QUERY_STRING="&".join(f"{key}={value}" for key, value in query.items()),
            **_body(send),
        )
        assert answer.status_code == status, (name, answer.status_code, answer.content.decode())
        self.made.add(name)
        body = answer.json() if answer.content else None
        if status == 200:
            operation.holds(body)
        else:
            assert answer["Content-Type"] == "application/problem+json"
        return body

    def _headers(self, path: str, individual: str) -> dict[str, str]:
        named = {"X-ConsentBB-IndividualId": individual} if individual else {}
        return {"authorization": f"Bearer {self.keys[path.split('/')[1]]}", **named}


def _body(send: Any) -> dict[str, Any]:
    return {} if send is None else {"data": json.dumps(send), "content_type": "application/json"}
