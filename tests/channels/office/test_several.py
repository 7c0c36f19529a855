"""Several requests at once: each stands for itself, and what was not done is named with why."""

from tests.channels.office.conftest import VEHICLE, Office, browser, made, member
from wasl.cases.models import Case, Event, Stage


def test_several_are_taken_up_and_the_one_that_a_colleague_has_is_named(office: Office) -> None:
    free, taken = [made(), made()], made(assigned="amr")
    references = [one.reference for one in (*free, taken)]
    answer = browser(office.worker).post("/work/many/", {"do": "take", "reference": references, "once": "1"})
    text = answer.content.decode()
    assert "2 requests were done" in text
    assert "1 request was not done" in text
    assert "A colleague has taken up this case" in text
    assert Case.objects.filter(assigned="rania").count() == 2


def test_one_step_for_several_asks_for_what_the_step_needs(office: Office) -> None:
    one, two = made(), made()
    client, references = browser(office.worker), [one.reference, two.reference]
    asked = client.post("/work/many/", {"do": "act", "reference": references})
    assert 'value="ask_correction"' in asked.content.decode()
    told = {"reference": references, "action": "ask_correction", "once": "1"}
    told |= {f"seen-{case.reference}": case.events for case in (one, two)}
    assert client.post("/work/many/act/", told).status_code == 400
    told["words"] = "The card's number is missing"
    for _ in range(2):
        assert client.post("/work/many/act/", told).status_code == 200
    assert Case.objects.filter(state="with_citizen").count() == 2
    assert Event.objects.filter(action="ask_correction").count() == 2


def test_a_decision_on_several_needs_a_look_at_each(office: Office) -> None:
    case = made()
    told = {"reference": [case.reference], "action": "refuse", "words": "no", "once": "1"}
    told[f"seen-{case.reference}"] = case.events
    client = browser(office.worker)
    answer = client.post("/work/many/act/", told)
    assert answer.status_code == 400
    assert "look at each, then tick this" in answer.content.decode()
    client.post("/work/many/act/", told | {"looked": "on"})
    assert Case.objects.get().stage == Stage.ENDED


def test_what_moved_on_meanwhile_is_not_done_and_the_rest_is(office: Office) -> None:
    moved, case = made(), made()
    Case.objects.filter(pk=moved.pk).update(events=5)
    told = {"reference": [moved.reference, case.reference], "action": "ask_correction", "words": "why", "once": "1"}
    told |= {f"seen-{one.reference}": 1 for one in (moved, case)}
    text = browser(office.worker).post("/work/many/act/", told).content.decode()
    assert "Something happened in this case since you opened it" in text
    assert set(Case.objects.filter(state="with_citizen")) == {case}


def test_requests_of_several_services_take_no_step_together() -> None:
    worker = browser(member("ihab", office="traffic"))
    first, other = made(VEHICLE), made(VEHICLE)
    Case.objects.filter(pk=other.pk).update(slug="ration-card-add-member", state="in_review")
    answer = worker.post("/work/many/", {"do": "act", "reference": [first.reference, other.reference]})
    assert answer.status_code == 409
    assert "several services" in answer.content.decode()


def test_nothing_ticked_leads_back_to_the_queue(office: Office) -> None:
    client = browser(office.worker)
    assert client.post("/work/many/", {"do": "take"})["Location"] == "/work/"
    assert client.post("/work/many/act/", {})["Location"] == "/work/"


def test_another_offices_request_is_not_among_several(office: Office) -> None:
    foreign = made(VEHICLE)
    client = browser(office.worker)
    text = client.post("/work/many/", {"do": "take", "reference": [foreign.reference]}).content.decode()
    assert "1 request was not done" in text
    assert client.post("/work/many/", {"do": "act", "reference": [foreign.reference]}).status_code == 404
    assert not Case.objects.get().assigned


def test_a_role_to_which_no_step_is_open_is_told_so(office: Office) -> None:
    case = made()
    head = browser(office.head)
    text = head.post("/work/many/", {"do": "act", "reference": [case.reference]}).content.decode()
    assert "Nothing can be done by you" in text
