"""Requests that were sent, by anybody of the made-up nation to whom the service fits, and their browsers."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.cases.conftest import definitions, live, own_nation
from tests.cases.walking import Stuck, candidates, citizen, filled, officer, once, told_by_examples
from tests.channels.conftest import citizen_signed_in
from wasl.cases import api as cases
from wasl.cases.api import Case
from wasl.catalogue.api import Definition, Who
from wasl.core.errors import Refusal
from wasl.payments import api as payments
from wasl.trust.api import Assurance

__all__ = ["definitions", "live", "own_nation"]

LANGUAGES = pytest.mark.parametrize("language", ["ar", "en"])
APPLICATION = "animal-farm-licence"
MOVE = "family-move"
COMPANY = "company-incorporation"
APPOINTMENT = "notary-appointment"

Sender = Callable[..., Case]


@pytest.fixture
def sent(live: Callable[[str], Definition], clean_ledger: None) -> Sender:
    def send(slug: str = APPLICATION, fits: Callable[[str], bool] = lambda _: True, **given: Any) -> Case:
        """By the first to whom the service fits."""
        definition, whys = live(slug), []
        for person in filter(fits, candidates(definition)):
            for example in told_by_examples(slug):
                try:
                    draft = filled(definition, citizen(person), {**example, **given}).case
                    return cases.submit(draft.reference, citizen(person), once=once(), declared=True, despite=True)
                except (Stuck, Refusal) as why:
                    whys.append(str(why))
        raise AssertionError(sorted(set(whys))[:5])

    return send


def browser(case_or_person: Case | str, language: str = "en") -> Client:
    """Of the person whom a case is about."""
    person = case_or_person if isinstance(case_or_person, str) else case_or_person.person
    client = citizen_signed_in(person, Assurance.HIGH)
    client.cookies["django_language"] = language
    return client


def address(case: Case, more: str = "") -> str:
    return f"/my/cases/{case.reference}/{more}"


def page(client: Client, where: str, status: int = 200) -> str:
    answer = client.get(where)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return text_of(answer)


def text_of(answer: HttpResponse | Any) -> str:
    """What a reader sees; no script, no style and nothing that a template left unsaid."""
    text: str = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|{{|{%", text)
    return unescape(text)


def missing(text: str, *told: str) -> list[str]:
    """What a page does not say."""
    return [words for words in told if words not in text]


def form(text: str) -> dict[str, str]:
    """The press and what was seen, as the page's forms send them."""
    return dict(re.findall(r'name="(once|seen)" value="([^"]*)"', text))


def pay(case: Case) -> None:
    [waiting] = [one for one in payments.payments_for(case.reference) if one.is_open]
    payments.settle(waiting.reference, provider_reference=once())


def by_office(case: Case, key: str, who: Who = Who.CASE_WORKER, words: str = "") -> Case:
    case.refresh_from_db()
    return cases.act(case.reference, key, officer(who, case.office, str(who)), once=once(), words=words)
