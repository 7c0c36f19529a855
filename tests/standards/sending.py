"""What tests stand on that send an API anything at all: how much is sent, and what must be true of every answer."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.urls import URLPattern
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
METHODS = ("get", "post", "put", "patch", "delete")


def few(examples: int) -> settings:
    """The same ones in every run."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )


def uncompressed() -> Callable[..., Any]:
    """The platform in this process. Compressed answers, which only a browser's tests unpack, are not asked for."""
    served = get_wsgi_application()

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        return served({key: value for key, value in environ.items() if key != "HTTP_ACCEPT_ENCODING"}, start)

    return answer


def reading(description: dict[str, Any]) -> Any:
    """Schemathesis' reading of a description, sent to the platform in this process."""
    read = schemathesis.openapi.from_dict(description)
    read.app = uncompressed()
    return read


def plain_case(operation: Any) -> Any:
    """A request with nothing in it yet but the examples of its path."""
    named = {one["name"]: one.get("example", "1") for one in _parameters(operation) if one["in"] == "path"}
    return operation.Case(path_parameters=named)


def _parameters(operation: Any) -> list[dict[str, Any]]:
    raw = operation.definition.raw
    return list(raw.get("parameters", []))


def operations(read: Any) -> Iterator[Any]:
    for found in read.get_all_operations():
        yield found.ok()


def served(patterns: Iterable[URLPattern], below: str) -> set[str]:
    """Named addresses as a description spells them; what has no name says that there is nothing."""
    return {below + re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", r"{\1}", str(one.pattern)) for one in patterns if one.name}


def no_other_method_is_answered(description: dict[str, Any]) -> None:
    """405 with the methods that are, and never a page: it is a program that asks."""
    for path, verbs in description["paths"].items():
        address = re.sub(r"{\w+}", "1", path)
        for method in set(METHODS) - set(verbs):
            answer = Client(enforce_csrf_checks=True).generic(method.upper(), address)
            assert (answer.status_code, answer.content) == (405, b""), (method, address, answer.status_code)
            allowed = {one.strip().lower() for one in answer["Allow"].split(",")}
            assert allowed - {"head"} == set(verbs) & set(METHODS), (address, allowed)
