"""What machines ask beside the pages, and what pages give as files: whatever is sent is answered as described."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.test import Client

from tests.channels.conftest import citizen_signed_in, signed_in
from tests.nation import Nation
from tests.standards.openid.party import party
from tests.standards.sending import CHECKS, few, no_other_method_is_answered, operations, plain_case, reading
from wasl import channels
from wasl.core.describing import described
from wasl.identity.api import demo_accounts
from wasl.identity.demo import DemoAccount
from wasl.identity.openid.models import RelyingParty
from wasl.trust.api import Kind, Look, record

DESCRIPTION = described(Path(channels.__path__[0]))
FORM_TOKEN = "x" * 32  # of a form: in the cookie and in the header alike
WHO = {
    "/quality/": "auditor",
    "/verify/": "officer",
    "/protection/": "protection",
    "/policies/": "auditor",
    "/console/": "office-head",
    "/my/": "citizen",
    "/work/": "case-worker",
}
"""Roles that may open what lies below an address."""
read = reading(DESCRIPTION)


@pytest.fixture
def met(nation: Nation, clean_ledger: None) -> dict[str, Any]:
    look = Look("staff:officer", "Mona", "health", "officer", "citizen-request", "backoffice", Kind.PICTURE)
    record(look, outcome="shown", persons=[nation.handle])
    RelyingParty.objects.filter(pk="told").delete()
    party("told", office=account_of("office-head").office)
    return {"seq": 1, "client_id": "told"}


def account_of(role: str) -> DemoAccount:
    return next(one for one in demo_accounts() if one.role == role)


def session_of(path: str, nation: Nation) -> dict[str, Any]:
    """What the browser of whoever may open this sends along."""
    who = next((who for begin, who in WHO.items() if path.startswith(begin)), "")
    browser = (
        citizen_signed_in(nation.handle)
        if who == "citizen"
        else signed_in(account_of(who).username)
        if who
        else Client()
    )
    named = {name: one.value for name, one in browser.cookies.items()} | {settings.CSRF_COOKIE_NAME: FORM_TOKEN}
    return {"cookies": named, "headers": {"X-CSRFToken": FORM_TOKEN}}


@read.parametrize()
@few(6)
def test_anything_at_all_is_answered_as_described(met: dict[str, Any], case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKS)


@read.parametrize()
@few(6)
def test_odd_wishes_of_those_who_may_are_answered_as_described(
    nation: Nation, met: dict[str, Any], case: schemathesis.Case
) -> None:
    case.call_and_validate(checks=CHECKS, **session_of(case.operation.path, nation))


NOT_THERE = {"/policies/proposals/{number}/simulation.csv", "/protection/incidents/{reference}/notices/{number}.json"}
"""Nobody has proposed or reported anything here; tests of these pages fetch them."""
REFUSED = {"/my/sign-in/passkey/", "/my/prove/passkey/", "/my/account/factors/passkey/add/"}
"""No device answers here; tests of passkeys do."""


def test_the_sending_reaches_real_answers(nation: Nation, met: dict[str, Any]) -> None:
    """Guards the two tests above against being turned away everywhere without anybody noticing."""
    told: dict[str, Any] = {}
    for operation in operations(read):
        case = plain_case(operation)
        case.path_parameters |= {name: value for name, value in met.items() if name in case.path_parameters}
        if operation.path == "/my/download/file/":
            case.body, case.media_type = {"format": "json"}, "application/x-www-form-urlencoded"
        elif operation.method == "post":
            case.body, case.media_type = {"answer": {}}, "application/json"
        told[operation.path] = case.call_and_validate(checks=CHECKS, **session_of(operation.path, nation))
    assert {path for path, answer in told.items() if answer.status_code == 404} == NOT_THERE
    assert {path for path, answer in told.items() if answer.status_code not in (200, 404)} == REFUSED
    assert all(told[path].headers["content-type"] == ["application/json"] for path in REFUSED)


def test_what_supervision_asks_is_answered_to_no_other_method(nation: Nation) -> None:
    own = {"/healthz", "/readyz", "/metrics", "/openapi.json", "/.well-known/api-catalog"}
    paths = {path: verbs for path, verbs in DESCRIPTION["paths"].items() if path in own}
    assert set(paths) == own
    no_other_method_is_answered({"paths": paths})
