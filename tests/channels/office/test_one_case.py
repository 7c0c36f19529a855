"""Working on one case: reading it, taking it up, one step on, a word to colleagues, opening it again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.channels.office.conftest import (
    MOVE,
    NAME,
    PERSON,
    RATION,
    VEHICLE,
    Office,
    browser,
    definitions,
    ended,
    happened,
    made,
    member,
    shown,
)
from tests.ledger import only_look
from wasl.cases.models import Appeal, Basis, Case, Event, Kind, Said, Stage, Upload
from wasl.catalogue.api import publish
from wasl.identity.api import Role
from wasl.trust.api import upkeep


def act(client: Client, case: Case, action: str, **given: object) -> int:
    told = {"action": action, "once": f"press-{action}", "seen": case.events, **given}
    return client.post(f"/work/{case.reference}/act/", told).status_code


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_opening_a_case_shows_it_and_is_on_record_under_its_number(office: Office) -> None:
    case = made(basis=Basis.MANDATE, mandate=12, assigned="amr")
    happened(case, Kind.NOTE, "call them first", actor="staff:amr", role="case-worker", office="supply")
    text = shown(browser(office.worker), f"/work/{case.reference}/")
    for part in (NAME, "By mandate", "On this site", "call them first", "Amr"):
        assert part in text
    look = only_look()
    assert (look.case, look.persons, look.actor, look.outcome) == (case.reference, (PERSON,), "staff:rania", "shown")


def test_a_case_of_another_office_is_not_here_and_nobody_is_told_of_it(office: Office) -> None:
    case, client = made(), browser(office.stranger)
    assert NAME not in shown(client, f"/work/{case.reference}/", 404)
    for page in ("act", "hold", "say", "reopen", "review"):
        told = {"action": "record", "do": "take", "words": "let me in", "kind": "note", "once": "1", "seen": "1"}
        assert client.post(f"/work/{case.reference}/{page}/", told).status_code == 404
    assert fresh(case).events == 1


def test_an_office_that_once_had_a_case_reads_it_and_does_nothing(office: Office) -> None:
    case = made(VEHICLE)
    happened(case, Kind.ACTION, actor="staff:amr", role="case-worker", office="supply", action="propose")
    client = browser(office.worker)
    text = shown(client, f"/work/{case.reference}/")
    assert "Another office has this request now" in text
    assert "/act/" not in text
    answer = client.post(f"/work/{case.reference}/hold/", {"do": "take", "once": "1"})
    assert answer.status_code == 403
    assert not fresh(case).assigned


def test_the_page_offers_what_is_open_for_the_role_and_nothing_else(office: Office) -> None:
    case = made()
    text = shown(browser(office.worker), f"/work/{case.reference}/")
    for action in ("ask_correction", "record", "refuse"):
        assert f'value="{action}"' in text
    for action in ("pay", "withdraw", "send_correction"):
        assert f'value="{action}"' not in text
    assert "Nothing can be done by you" in shown(browser(office.head), f"/work/{case.reference}/")


def test_a_refusal_needs_its_reason_and_says_so_beside_the_field(office: Office) -> None:
    case, client = made(), browser(office.worker)
    answer = client.post(
        f"/work/{case.reference}/act/", {"action": "refuse", "words": " ", "once": "1", "seen": case.events}
    )
    text = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#refuse_words"' in text
    assert 'aria-invalid="true"' in text
    assert "<span" not in text.partition('for="refuse_words"')[2].partition("</label>")[0]  # not called optional
    assert act(client, case, "refuse", words="The member is on another card") == 302
    assert (fresh(case).stage, fresh(case).outcome) == (Stage.ENDED, "refused")
    with upkeep("a test"):
        assert Said.objects.get(event__case=case, event__action="refuse").words == "The member is on another card"


def test_a_step_that_is_not_open_is_refused_and_changes_nothing(office: Office) -> None:
    case, client = made(), browser(office.worker)
    assert act(client, case, "pay") == 400
    assert act(client, case, "no-such-step") == 400
    assert fresh(case).events == case.events


def test_a_press_that_comes_twice_is_one(office: Office) -> None:
    case, client = made(), browser(office.worker)
    told = {"action": "ask_correction", "words": "The card's number is missing", "once": "one", "seen": case.events}
    for _ in range(2):
        assert client.post(f"/work/{case.reference}/act/", told).status_code == 302
    assert Event.objects.filter(case=case, action="ask_correction").count() == 1


def test_who_was_overtaken_sees_what_happened_meanwhile_and_nothing_is_done(office: Office) -> None:
    case, client = made(), browser(office.worker)
    seen = case.events
    happened(case, Kind.NOTE, "they called back", actor="staff:amr", role="case-worker", office="supply")
    answer = client.post(
        f"/work/{case.reference}/act/", {"action": "record", "once": "1", "seen": seen, "words": "it is right"}
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "This happened meanwhile" in text
    assert text.index("they called back") < text.index('id="about"')
    assert fresh(case).state == "in_review"


def test_a_form_that_does_not_say_what_it_saw_was_overtaken(office: Office) -> None:
    case = made()
    answer = browser(office.worker).post(
        f"/work/{case.reference}/act/", {"action": "refuse", "words": "no", "once": "1"}
    )
    assert answer.status_code == 409
    assert fresh(case).stage == Stage.OPEN


def test_a_case_that_a_colleague_has_is_left_to_them_until_it_is_taken_over(office: Office) -> None:
    case = made(assigned="amr")
    client = browser(office.worker)
    assert act(client, case, "refuse", words="no") == 403
    address = f"/work/{case.reference}/hold/"
    assert client.post(address, {"do": "take", "once": "1"}).status_code == 409
    assert client.post(address, {"do": "take", "once": "2", "seen": case.events}).status_code == 302
    assert fresh(case).assigned == "rania"


def test_a_case_is_taken_up_and_put_back(office: Office) -> None:
    case, client = made(), browser(office.worker)
    client.post(f"/work/{case.reference}/hold/", {"do": "take", "once": "1"})
    assert fresh(case).assigned == "rania"
    client.post(f"/work/{case.reference}/hold/", {"do": "back", "once": "2"})
    assert fresh(case).assigned == ""


def test_the_head_gives_a_case_to_a_colleague_of_the_office_only(office: Office) -> None:
    case, head = made(), browser(office.head)
    address = f"/work/{case.reference}/hold/"
    assert head.post(address, {"do": "give", "to": "elsewhere", "once": "1"}).status_code == 400
    assert head.post(address, {"do": "give", "to": "amr", "once": "2"}).status_code == 302
    assert fresh(case).assigned == "amr"
    assert browser(office.worker).post(address, {"do": "give", "to": "rania", "once": "3"}).status_code == 403


def test_a_note_is_kept_for_the_office(office: Office) -> None:
    case, client = made(), browser(office.worker)
    told = {"kind": "note", "words": "called them, no answer", "once": "1"}
    for _ in range(2):
        assert client.post(f"/work/{case.reference}/say/", told).status_code == 302
    assert shown(client, f"/work/{case.reference}/").count("called them, no answer") == 1
    assert client.post(f"/work/{case.reference}/say/", {"kind": "note", "words": " "}).status_code == 400


def test_a_second_opinion_is_asked_for_and_given_by_somebody_else(office: Office) -> None:
    case, one, other = made(), browser(office.worker), browser(office.colleague)
    one.post(f"/work/{case.reference}/say/", {"kind": "ask", "words": "is this card valid?", "once": "1"})
    given = {"kind": "give", "words": "it is", "once": "2"}
    assert "Give the second opinion" not in shown(one, f"/work/{case.reference}/")
    assert one.post(f"/work/{case.reference}/say/", given).status_code == 403
    assert "Give the second opinion" in shown(other, f"/work/{case.reference}/")
    assert other.post(f"/work/{case.reference}/say/", given).status_code == 302
    assert "Give the second opinion" not in shown(other, f"/work/{case.reference}/")


def test_only_the_head_opens_an_ended_case_again(office: Office) -> None:
    case = ended()
    told = {"words": "a paper was overlooked", "once": "1"}
    assert browser(office.worker).post(f"/work/{case.reference}/reopen/", told).status_code == 403
    assert "Open the request again" in shown(browser(office.head), f"/work/{case.reference}/")
    assert browser(office.head).post(f"/work/{case.reference}/reopen/", told).status_code == 302
    assert (fresh(case).stage, fresh(case).state) == (Stage.OPEN, "in_review")


@pytest.mark.parametrize(("upheld", "stage"), [("yes", Stage.OPEN), ("no", Stage.ENDED)])
def test_the_head_answers_a_review_with_reasons(office: Office, upheld: str, stage: Stage) -> None:
    case, now = ended(), datetime.now(UTC)
    Appeal.objects.create(case=case, asked=now, due=now + timedelta(days=9))
    address, told = f"/work/{case.reference}/review/", {"words": "because", "upheld": upheld, "once": "1"}
    assert browser(office.worker).post(address, told).status_code == 403
    assert "The head of the office answers it" in shown(browser(office.worker), f"/work/{case.reference}/")
    assert browser(office.head).post(address, told).status_code == 302
    assert fresh(case).stage == stage
    assert Appeal.objects.get().upheld is (upheld == "yes")


def test_an_agent_finishes_what_is_the_agents(office: Office) -> None:
    from tests.channels.office.conftest import POWER

    case = made(POWER, state="ready")
    agent = browser(member("lamia", Role.AGENT, "notarisation"))
    assert act(agent, case, "miss") == 302
    assert fresh(case).outcome == "withdrawn"


def test_a_family_move_that_fell_behind_is_tried_again_by_its_office() -> None:
    case = made(MOVE, state="to_mend")
    client = browser(member("yasmin", office="civil-status"))
    assert act(client, case, "give_up", words="the register is closed for good") == 302
    assert fresh(case).stage == Stage.ENDED


def test_a_visitors_case_has_no_person_and_opens_all_the_same(office: Office) -> None:
    case = made(basis=Basis.VISITOR, person="")
    assert "Without an account" in shown(browser(office.worker), f"/work/{case.reference}/")
    assert only_look().persons == ()


def test_two_cases_of_one_person_for_the_same_know_of_each_other(office: Office) -> None:
    former, case = made(), made()
    assert former.reference in shown(browser(office.worker), f"/work/{case.reference}/")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_pages_read_in_both_languages(office: Office, language: str) -> None:
    client = browser(office.worker)
    client.cookies["django_language"] = language
    case = made()
    for address in ("/work/", f"/work/{case.reference}/", "/work/changes/"):
        text = shown(client, address)
        assert ("الطلبات" in text) is (language == "ar")


def test_ready_made_reasons_are_offered_and_sent_in_the_applicants_language(office: Office) -> None:
    definition = next(one for one in definitions() if one.slug == RATION)
    texts = definition.texts
    more = texts.model_copy(
        update={
            "ar": {**texts.ar, "reason.refuse.1": "البطاقة موقوفة"},
            "en": {**texts.en, "reason.refuse.1": "The card is suspended"},
        }
    )
    publish(definition.model_copy(update={"texts": more}))
    case, client = made(language="ar"), browser(office.worker)
    text = shown(client, f"/work/{case.reference}/")
    assert '<option value="البطاقة موقوفة">The card is suspended</option>' in text
    assert text.count("A ready-made reason") == 1
    assert act(client, case, "refuse", standard="البطاقة موقوفة", words="") == 302
    with upkeep("a test"):
        assert Said.objects.get(event__case=case, event__action="refuse").words == "البطاقة موقوفة"


def test_a_file_is_shown_on_record_and_only_of_its_own_case(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    case, other = made(), made()
    with upkeep("a test"):
        Upload.objects.create(
            key="k" * 24,
            case=case,
            question="paper",
            name="paper.png",
            kind="png",
            size=3,
            digest="0" * 64,
            given=case.begun,
            by=case.actor,
        )
    monkeypatch.setattr("wasl.cases.shelves.content_of", lambda _: b"png")
    client = browser(office.worker)
    answer = client.get(f"/work/{case.reference}/files/{'k' * 24}/")
    assert b"".join(answer.streaming_content) == b"png"  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "image/png"
    assert only_look().case == case.reference
    shown(client, f"/work/{other.reference}/files/{'k' * 24}/", 404)
    shown(browser(office.stranger), f"/work/{case.reference}/files/{'k' * 24}/", 404)
