"""Whatever is sent to these pages, they answer, and what was not meant is not done."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.channels.office.conftest import Office, browser, made
from wasl.cases.models import Case

NASTY = [
    "\x00",
    "\u202e",
    "' OR 1=1 --",
    "<script>",
    "9" * 400,
    "١٢",
    "-1",
    "{{ 7*7 }}",
    "\ud800",
    "W-" * 60,
    "",
    "%00",
]
words = st.one_of(st.sampled_from(NASTY), st.text(max_size=40))
posts = st.dictionaries(
    st.sampled_from(["action", "do", "words", "standard", "kind", "to", "once", "seen", "upheld", "reference", "case"]),
    words,
)


@pytest.fixture
def worker(office: Office) -> Client:
    return browser(office.worker)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.dictionaries(st.sampled_from(["whose", "service", "state", "text", "page"]), words))
def test_a_queue_answers_whatever_is_asked(worker: Client, asked: dict[str, str]) -> None:
    clean = {name: value.encode("utf-8", "replace").decode() for name, value in asked.items()}
    assert worker.get("/work/", clean).status_code == 200
    assert worker.get("/work/queue.csv", clean).status_code == 200


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=posts)
def test_a_case_answers_whatever_is_sent(worker: Client, sent: dict[str, str]) -> None:
    case = Case.objects.first() or made()
    clean = {name: value.encode("utf-8", "replace").decode() for name, value in sent.items()}
    for page in ("act", "hold", "say", "reopen", "review"):
        assert worker.post(f"/work/{case.reference}/{page}/", clean).status_code < 500
    for page in ("many/", "many/act/", "changes/1/do/"):
        assert worker.post(f"/work/{page}", clean).status_code < 500
    assert Case.objects.get(pk=case.pk).state == "in_review"


@pytest.mark.parametrize("reference", ["W-1%00", "..%2f", "W-%F0%9F%98%80", "x" * 300])
def test_a_reference_that_is_none_is_not_found(worker: Client, reference: str) -> None:
    assert worker.get(f"/work/{reference}/").status_code == 404
    assert worker.get(f"/work/{reference}/files/%00/").status_code == 404


def test_a_request_from_elsewhere_does_nothing(office: Office) -> None:
    from tests.staff import at_work

    case = made()
    client = at_work(office.worker, Client(enforce_csrf_checks=True))
    assert client.post(f"/work/{case.reference}/hold/", {"do": "take"}).status_code == 403
    assert not Case.objects.get().assigned
