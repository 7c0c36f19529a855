"""The citizen of the benchmark reads pages as a browser does, and gets through a service by that alone."""

from typing import Any

import pytest
from django.test import Client

from benchmarks.portal_citizen import Form, Page, Wrong, apply
from benchmarks.portal_people import cases
from tests.channels.conftest import citizen_signed_in
from tests.nation import Nation
from wasl.cases.models import Case, Event, Stage
from wasl.catalogue.api import check, publish, surroundings
from wasl.trust.api import upkeep

SLUG = "birth-certificate"
PAGE = """<form method="post"><input name="outside" value="1"></form><main>
<form method="post" action="?back=check"><input type="hidden" name="token" value="t&amp;1">
<input type="radio" name="way" value="post"><input type="radio" name="way" value="office" checked>
<input type="radio" name="whose" value="mine"><input type="radio" name="whose" value="child">
<select name="land"><option value="">Choose</option><option value="SDN">Sudan</option><option value="EGY">Egypt</option>
</select><textarea name="story"></textarea><input name="phone" type="tel" value="">
<input name="copies" inputmode="numeric"><input type="checkbox" name="declared" value="1">
<input type="checkbox" name="kind" value="x"><input type="file" name="f">
<button>Continue</button></form><form method="get"><input name="asked" value="2"></form></main>"""


@pytest.fixture
def service(nation: Nation, clean_ledger: None) -> None:
    world = surroundings()
    publish(check([world.services[SLUG]], world)[0].definition)


class InProcess:
    """The pages without a server."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path: str) -> Page:
        return self._page(path, self.client.get(path))

    def post(self, path: str, fields: list[tuple[str, str]]) -> Page:
        return self._page(path, self.client.post(path, dict(fields)))

    @staticmethod
    def _page(path: str, answer: Any) -> Page:
        return Page(path, answer.status_code, answer.headers.get("Location", ""), answer.content.decode())


def test_a_form_is_kept_as_it_stands_and_filled_where_it_is_empty() -> None:
    form = Form(Page("/my/page/", 200, "", PAGE))
    assert form.action == "/my/page/?back=check"
    assert dict(form.fields()) == {
        "way": "office",
        "whose": "mine",
        "token": "t&1",
        "land": "SDN",
        "story": "نص",
        "phone": "01012345678",
        "copies": "1",
        "declared": "1",
    }


def test_a_page_without_a_form_is_a_failure_and_named_without_its_reference(nation: Nation) -> None:
    class Closed(InProcess):
        def get(self, path: str) -> Page:
            return Page(path, 500 if "begin" in path else 200, "", "<main><h1>Broken</h1></main>")

    with pytest.raises(Wrong, match="/services/x/begin/: 500 Broken"):
        apply(Closed(Client()), "x")


def test_a_citizen_gets_from_the_service_to_the_case_also_a_second_time(service: None, nation: Nation) -> None:
    browser = InProcess(citizen_signed_in(nation.handle))
    first, second = apply(browser, SLUG), apply(browser, SLUG)
    assert first != second
    assert set(Case.objects.values_list("reference", "stage")) == {(first, Stage.OPEN), (second, Stage.OPEN)}


def test_cases_of_others_are_made_up_to_a_number(service: None) -> None:
    cases(SLUG, 25)
    cases(SLUG, 40)
    stages = list(Case.objects.values_list("stage", flat=True))
    assert [stages.count(one) for one in (Stage.DRAFT, Stage.OPEN, Stage.ENDED)] == [4, 8, 28]
    with upkeep("a test"):
        assert Event.objects.count() == sum(Case.objects.values_list("events", flat=True)) == 28 * 3 + 8 * 2
