"""Services over the made-up nation: one that asks every type of question, and some of the country's own."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.cases.conftest import definitions
from tests.channels.conftest import citizen_signed_in
from tests.nation import Nation
from wasl.cases.models import Case
from wasl.catalogue.api import Definition, load_service, publish, surroundings

__all__ = ["definitions"]

FILES = {
    "service.yaml": """\
id: test-everything
unlisted: true
extends: application
agency: traffic
sector: vehicles
life_events: [car]
purpose: service-delivery
for_others: [child]
legal: [{reference: {ar: قانون المرور, en: Traffic law}, assumed: true}]
""",
    "pages.yaml": """\
pages:
  written:
    before: contact
    questions:
      words: {type: text, longest: 40}
      story: {type: long-text, optional: true}
      mail: {type: e-mail, optional: true}
      other: {type: national-number, optional: true}
  figures:
    before: contact
    stop_if: hives > 500
    questions:
      hives: {type: number, smallest: 1, largest: 900}
      price: {type: money, smallest: 100}
      since: {type: date}
  chosen:
    before: contact
    questions:
      insured: {type: yes-no}
      insurer: {type: text, show_if: insured}
      kind: {type: choice, options: [bees, wasps]}
      products: {type: choices, options: [honey, wax], optional: true}
      country: {type: choice, options: countries}
  own:
    before: contact
    questions:
      child: {type: relative, relations: [child], many: true, optional: true}
      plate: {type: row, source: reg-009.plate, role: owner, optional: true}
      proof: {type: file, many: true, optional: true}
""",
    "rules.yaml": """\
eligibility:
  insured:
    - {from: 2020-01-01, if: insured, legal: {ar: المادة ٧, en: Article 7}}
fees:
  licence:
    - {from: 2020-01-01, amount: 7000, assumed: true, demo: true}
""",
    "texts.ar.yaml": """\
title: رخصة كل شيء
summary: خدمة للاختبار
page.written: ما تكتبه
question.words: بكلمات قليلة
question.words.hint: كلمتان تكفيان
question.story: القصة كاملة
question.mail: البريد الإلكتروني
question.other: الرقم القومي للشريك
page.figures: الأرقام
page.figures.stop: هذه الخدمة حتى خمسمئة خلية
question.hives: عدد الخلايا
question.price: الثمن
question.since: منذ متى
page.chosen: الاختيارات
question.insured: هل هي مؤمَّن عليها؟
question.insurer: شركة التأمين
question.kind: النوع
option.kind.bees: نحل
option.kind.wasps: دبابير
question.products: المنتجات
option.products.honey: عسل
option.products.wax: شمع
question.country: البلد
page.own: ما يخصك
question.child: أولادك
question.proof: المستندات
rule.insured: أن تكون مؤمَّنًا عليها
fee.licence: رسم الترخيص
words: [كل شيء]
""",
    "texts.en.yaml": """\
title: Licence for everything
summary: A service for tests
page.written: What you write
question.words: In a few words
question.words.hint: Two words are enough
question.story: The whole story
question.mail: E-mail
question.other: National number of the partner
page.figures: Figures
page.figures.stop: This service is for up to five hundred hives
question.hives: Hives
question.price: Price
question.since: Since when
page.chosen: Choices
question.insured: Is it insured?
question.insurer: Insurance company
question.kind: Kind
option.kind.bees: Bees
option.kind.wasps: Wasps
question.products: Products
option.products.honey: Honey
option.products.wax: Wax
question.country: Country
page.own: Your own
question.child: Your children
question.proof: Papers
rule.insured: It is insured
fee.licence: Licence
words: [everything]
""",
    "examples.yaml": """\
- {name: nobody, as_of: 2026-06-01, pages: [applicant, written, figures, chosen, own, contact]}
""",
}

SLUG = "test-everything"
LANGUAGES = pytest.mark.parametrize("language", ["ar", "en"])
GOOD: dict[str, dict[str, Any]] = {
    "written": {"q-words": "نحل وعسل"},
    "figures": {
        "q-hives": "١٢",
        "q-price": "١٬٢٣٤٫٥٠",
        "q-since-day": "٢٧",
        "q-since-month": "3",
        "q-since-year": "٢٠٢٤",
    },
    "chosen": {"q-insured": "yes", "q-insurer": "مصر", "q-kind": "bees", "q-products": ["wax"], "q-country": "SDN"},
    "own": {},
    "contact": {"q-phone": "٠١٠١٢٣٤٥٦٧٨", "q-governorate": "01", "q-address": "١٢ شارع النيل"},
}


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Definition:
    folder = tmp_path_factory.mktemp("services") / SLUG
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load_service(folder, surroundings()).definition


@pytest.fixture
def offered(nation: Nation, clean_ledger: None, everything: Definition) -> Definition:
    publish(everything)
    return everything


@pytest.fixture
def live(nation: Nation, clean_ledger: None, definitions: dict[str, Definition]) -> Callable[[str], Definition]:
    def make(slug: str) -> Definition:
        publish(definitions[slug])
        return definitions[slug]

    return make


@pytest.fixture
def applicant(nation: Nation, offered: Definition) -> Client:
    return citizen_signed_in(nation.handle)


@pytest.fixture
def begun(applicant: Client) -> str:
    """The reference of a new draft of the service that asks everything."""
    return begin(applicant)


def begin(client: Client, slug: str = SLUG, **more: str) -> str:
    answer = client.post(f"/services/{slug}/begin/", {"once": "1", "for": "me", "new": "1", **more})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return str(answer["Location"].split("/")[3])


def address(reference: str, page: str = "") -> str:
    return f"/my/cases/{reference}/fill/{page}/" if page else f"/my/cases/{reference}/fill/"


def shown(client: Client, where: str, status: int = 200, language: str = "") -> str:
    answer = client.get(f"{where}{'&' if '?' in where else '?'}lang={language}" if language else where)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return page_of(answer)


def page_of(answer: HttpResponse) -> str:
    """What a reader sees; no script, no style and no handler in it."""
    page = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|{{|{%", page)
    return unescape(page)


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found[1]


def fill(client: Client, reference: str, page: str, **fields: Any) -> HttpResponse:
    """As a browser does: opened, filled in, saved."""
    where = address(reference, page)
    fields = {name.replace("__", "-"): value for name, value in fields.items()}
    answer: Any = client.post(where, {"seen": seen_on(shown(client, where)), **fields})
    return answer  # type: ignore[no-any-return]


def fill_all(client: Client, reference: str) -> None:
    """What an answer brings up is asked when it was saved: that page is filled in twice."""
    for page, fields in [*GOOD.items(), ("chosen", GOOD["chosen"])]:
        answer = fill(client, reference, page, **fields)
        assert answer.status_code == 302, page_of(answer)


def case(reference: str) -> Case:
    return Case.objects.get(reference=reference)
