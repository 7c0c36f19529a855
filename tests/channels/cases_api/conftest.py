"""A nation whose services are offered, a relying party's program with a citizen's token, and keys of an office."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cases.conftest import definitions, live, own_nation
from tests.cases.walking import Stuck, candidates, filled
from tests.cases.walking import citizen as applicant
from tests.channels.cases_api.partner import Answer, Partner
from tests.channels.conftest import citizen_signed_in
from tests.nation import Nation
from tests.standards.openid.conftest import provider
from tests.standards.openid.party import Party, party, signs_in
from wasl.cases.api import discard
from wasl.catalogue.api import Definition
from wasl.core.errors import Refusal
from wasl.identity.api import Role, Staff
from wasl.identity.models import ApiKey
from wasl.trust.api import Assurance

__all__ = ["definitions", "live", "own_nation", "provider"]

FARMER = "farmer-card"
SCOPES = ("openid", "services", "cases")
Offer = Callable[[str], Definition]


def sent(method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
    """Over the platform's own stack, as strict about forged requests as for a browser."""
    client = Client(enforce_csrf_checks=True)
    if isinstance(body, dict) and "file" in body:
        told: Any = client.post(path, body, headers=headers)
    else:
        told = getattr(client, method.lower())(path, body, content_type="application/json", headers=headers)
    read = told.json() if told.content and "json" in told.get("Content-Type", "") else told.content
    return Answer(told.status_code, read, dict(told.items()))


@pytest.fixture
def offered(own_nation: Nation, provider: Nation, live: Offer) -> Definition:
    """The card of a farmer: no fee, a case worker proposes, the head grants, a card is issued."""
    return live(FARMER)


@pytest.fixture
def rp(provider: Nation) -> Party:
    return party("partner", scopes=(*SCOPES, "profile"))


_FOUND: list[str] = []


@pytest.fixture
def person(offered: Definition) -> str:
    """Handle of somebody who has what the service asks for, and may have it."""
    if not _FOUND:
        _FOUND.append(next(one for one in candidates(offered) if may_have(offered, one)))
    return _FOUND[0]


def may_have(definition: Definition, person: str) -> bool:
    try:
        found = filled(definition, applicant(person))
    except (Stuck, Refusal):
        return False
    discard(found.case.reference, applicant(person))
    return not any(one.holds is False for one in found.verdicts)


def token_of(rp: Party, person: str, scope: str = " ".join(SCOPES), level: Assurance = Assurance.SUBSTANTIAL) -> str:
    browser = citizen_signed_in(person, level)
    return str(signs_in(rp, browser, scope=scope)["access_token"])


@pytest.fixture
def citizen(rp: Party, person: str) -> Partner:
    return Partner(sent, f"Bearer {token_of(rp, person)}")


@pytest.fixture
def everybody(offered: Definition) -> Partner:
    return Partner(sent)


def key_of(username: str, role: Role, office: str) -> str:
    account = Staff.objects.filter(username=username).first() or Staff.objects.create(
        username=username, role=role, office=office, name_ar="موظف", name_en="Member of staff"
    )
    return ApiKey.issue(account, "test")


@pytest.fixture
def worker(offered: Definition) -> Partner:
    return Partner(sent, f"Bearer {key_of('api-worker', Role.CASE_WORKER, offered.service.agency)}")


@pytest.fixture
def colleague(offered: Definition) -> Partner:
    return Partner(sent, f"Bearer {key_of('api-colleague', Role.CASE_WORKER, offered.service.agency)}")


@pytest.fixture
def head(offered: Definition) -> Partner:
    return Partner(sent, f"Bearer {key_of('api-head', Role.OFFICE_HEAD, offered.service.agency)}")
