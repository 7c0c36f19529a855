"""The stewards' desk, as a browser without scripts meets it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.channels.test_backoffice import IN_BOTH, is_a_page_in, speaking
from tests.ledger import looks, only_look
from tests.persons.conftest import done_once, handle_of, ledger, linked, look, tiny, world
from tests.persons.world import FAMILY, World
from tests.staff import at_work
from wasl.core.text import Text
from wasl.identity.api import Staff
from wasl.persons.api import PairKey, Verdict, link_registers
from wasl.persons.models import Link, LinkRun, Opinion, Person, UnsurePair
from wasl.registers import api as registers
from wasl.trust.ruling import Answer, Ruling

__all__ = ["ledger", "linked", "look", "tiny", "world"]

MOTHER, FATHER = FAMILY["mother"], FAMILY["father"]


def unsure(record: str, member: str, probability: float = 0.5, register: str = "cards", role: str = "head") -> PairKey:
    """A pair of which the engine is unsure; the nearer to even, the more useful."""
    person = Person.objects.get(handle=handle_of(member))
    UnsurePair.objects.create(
        register=register,
        role=role,
        record=record,
        person=person,
        probability=probability,
        weight=3.5,
        method="facts",
        reason="given=; family-",
        use=1 - abs(probability - 0.5),
        run=LinkRun.objects.latest(),
    )
    return PairKey(register, role, record, person.handle)


@pytest.fixture
def desk(world: World) -> World:
    """Two rows that wait: a card that may be the mother's, a visit that may be the father's."""
    row = {"card_id": "id9", "card_no": "٩٩٩", "number": "", "name": "فاطمه سعيد حسن علي", "phone": "", "address": ""}
    world.rows["cards"].append(row)
    world.rows["clinic"].append({"visit": "v9", "number": "", "name": "عبدالله ابراهيم فوزي", "condition": "J45"})
    world.write()
    done_once("desk", unsettled)
    return world


def unsettled() -> None:
    link_registers()
    Link.objects.filter(key__in=["id9", "v9"]).delete()
    UnsurePair.objects.all().delete()


def steward(username: str = "mona", role: str = "steward") -> Client:
    account = Staff(username=username, name_ar=username, name_en=username, office="civil-status", role=role)
    account.save()
    return at_work(account)


def page_of(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def token(page: str) -> str:
    found = re.search(r'name="pair" value="([^"]+)"', page)
    assert found
    return found[1]


def say(client: Client, verdict: str, **more: str) -> str:
    """Answer the pair that the desk shows; the page that follows."""
    shown = page_of(client.get("/desk/pair/"))
    answer = client.post("/desk/pair/", {"pair": token(shown), "verdict": verdict, **more})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/pair/")
    return page_of(speaking(client, "en").get("/desk/pair/"))


# Who may


@pytest.mark.parametrize("address", ["/desk/", "/desk/pair/", "/desk/history/"])
def test_the_desk_is_for_stewards_alone(desk: World, address: str) -> None:
    unsure("id9", "mother")
    assert Client().get(address)["Location"].startswith("/sign-in/")
    for role in ("officer", "auditor", "operator"):
        answer = steward(role, role).get(address)
        assert answer.status_code == 403
        assert MOTHER.name not in answer.content.decode()
    assert not looks()


@pytest.mark.parametrize("address", ["start", "pair", "choose", "undo", "keys"])
def test_nobody_else_decides(desk: World, address: str) -> None:
    key = unsure("id9", "mother")
    answer = steward("officer", "officer").post(f"/desk/{address}/", {"pair": key.token(), "verdict": "same"})
    assert answer.status_code == 403
    assert not Opinion.objects.exists()


def test_a_forged_request_decides_nothing(desk: World) -> None:
    key = unsure("id9", "mother")
    steward()
    strict = at_work(Staff.objects.get(username="mona"), Client(enforce_csrf_checks=True))
    assert strict.post("/desk/pair/", {"pair": key.token(), "verdict": "same"}).status_code == 403
    assert not Opinion.objects.exists()


# The desk


@IN_BOTH
def test_the_desk_says_what_waits_and_where(desk: World, language: str) -> None:
    unsure("id9", "mother")
    unsure("v9", "father", register="clinic", role="patient")
    page = is_a_page_in(speaking(steward(), language).get("/desk/"), language)
    assert f"<b>{'2' if language == 'en' else '٢'}</b>" in page
    assert 'name="register" value="cards"' in page
    assert 'name="register" value="clinic"' in page


@IN_BOTH
def test_a_desk_on_which_nothing_lies_says_so(desk: World, language: str) -> None:
    page = is_a_page_in(speaking(steward(), language).get("/desk/"), language)
    assert 'class="empty"' in page
    assert "/desk/start/" not in page


def test_one_register_alone_can_be_worked_on(desk: World) -> None:
    unsure("id9", "mother", 0.5)
    unsure("v9", "father", 0.6, register="clinic", role="patient")
    client = speaking(steward(), "en")
    assert "clinic in English" not in page_of(client.get("/desk/pair/")).split('class="ask"')[1]
    client.post("/desk/start/", {"register": "clinic"})
    assert "clinic in English" in page_of(client.get("/desk/pair/")).split('class="ask"')[1]
    assert "Of this register nothing is left" in say(client, "unclear")


# A pair


@IN_BOTH
def test_a_pair_shows_row_and_person_with_marks_and_words(desk: World, language: str) -> None:
    unsure("v9", "mother", register="clinic", role="patient")
    page = is_a_page_in(speaking(steward(), language).get("/desk/pair/"), language)
    assert "<mark>عبدالله</mark>" in page
    assert "<mark>فاطمة</mark>" in page
    assert ("differs" if language == "en" else "مختلف") in page
    assert ("not given" if language == "en" else "غير مذكور") in page
    assert page.count("<rect ") == 2


def test_neither_number_nor_key_stands_in_an_address_or_on_an_answer(desk: World) -> None:
    unsure("id0", "mother")
    client = steward()
    page = page_of(client.get("/desk/pair/"))
    addresses = re.findall(r'(?:href|action)="([^"]*)"', page)
    assert not [one for one in addresses if MOTHER.number in one or "id0" in one]
    answer = client.post("/desk/pair/", {"pair": token(page), "verdict": "unclear"})
    assert MOTHER.number not in str(answer.headers)


def test_pages_hold_no_script_and_no_style_of_their_own(desk: World) -> None:
    unsure("id9", "mother")
    client = steward()
    for address in ("/desk/", "/desk/pair/", "/desk/history/"):
        page = page_of(client.get(address))
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", page)


def test_looking_at_a_pair_is_written_to_the_ledger(desk: World) -> None:
    key = unsure("id9", "mother")
    steward().get("/desk/pair/")
    entry = only_look()
    assert (entry.actor, entry.persons[0], entry.purpose) == ("staff:mona", key.handle, "data-quality")


def test_a_register_that_does_not_answer_is_named_and_can_only_be_skipped(desk: World) -> None:
    unsure("id9", "mother")
    desk.connect(without=("cards",))
    registers._registers.cache_clear()
    client = speaking(steward(), "en")
    page = page_of(client.get("/desk/pair/"))
    assert 'id="missing"' in page
    assert re.findall(r'name="verdict" value="(\w+)"', page) == ["skip"]


def test_a_row_that_is_gone_can_only_be_skipped(desk: World) -> None:
    unsure("id77", "mother")
    page = page_of(steward().get("/desk/pair/"))
    assert 'id="gone"' in page
    assert re.findall(r'name="verdict" value="(\w+)"', page) == ["skip"]


def test_a_pair_that_the_purpose_does_not_cover_is_skipped_and_holds_up_nothing(
    desk: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsure("id9", "mother")
    unsure("v9", "father", 0.6, register="clinic", role="patient")
    no = Text(ar="مرفوض", en="refused: not covered by the purpose")
    real = Ruling.on
    monkeypatch.setattr(Ruling, "on", lambda ruling, one: Answer(no) if one.register == "clinic" else real(ruling, one))
    client = speaking(steward(), "en")
    client.post("/desk/start/", {"register": "clinic"})
    answer = client.get("/desk/pair/")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "not covered by the purpose" in page
    assert FATHER.name not in page
    assert re.findall(r'name="verdict" value="(\w+)"', page) == ["skip"]
    client.post("/desk/pair/", {"pair": token(page), "verdict": "skip"})
    assert client.get("/desk/pair/").status_code == 200


def test_another_candidate_of_the_row_can_be_taken_instead(desk: World) -> None:
    unsure("id9", "mother", 0.5)
    other = unsure("id9", "first", 0.4)
    client = steward()
    page = page_of(client.get("/desk/pair/"))
    rivals = page.split('id="rivals"')[1]
    answer = client.post("/desk/choose/", {"pair": token(rivals)})
    assert answer["Location"] == "/desk/pair/"
    assert PairKey.from_token(token(page_of(client.get("/desk/pair/")))) == other


def test_a_row_that_the_person_has_already_can_be_looked_at_and_cut(desk: World) -> None:
    unsure("id9", "father")
    client = steward()
    held = page_of(client.get("/desk/pair/")).split('id="held"')[1]
    client.post("/desk/choose/", {"pair": token(held)})
    page = page_of(speaking(client, "en").get("/desk/pair/"))
    assert PairKey.from_token(token(page)).record == "id0"
    assert "linked now" in page.split("<table")[0]


# Answers


@pytest.mark.parametrize(("verdict", "links"), [("same", 1), ("different", 0), ("unclear", 0)])
def test_an_answer_is_kept_and_leads_on(desk: World, verdict: str, links: int) -> None:
    unsure("id9", "mother")
    unsure("v9", "father", 0.6, register="clinic", role="patient")
    page = say(steward(), verdict, note=" in two minds ")
    assert PairKey.from_token(token(page)).register == "clinic"
    assert "Decided:" in page
    opinion = Opinion.objects.get()
    assert (opinion.verdict, opinion.note) == (verdict, "in two minds")
    assert Link.objects.filter(key="id9").count() == links


def test_after_the_last_answer_the_desk_is_clear_and_it_can_still_be_taken_back(desk: World) -> None:
    unsure("id9", "mother")
    client = steward()
    page = say(client, "same")
    assert "Every pair that waited for you is decided." in page
    assert 'data-key="z"' in page


def test_an_answer_counts_for_the_pair_that_was_shown(desk: World) -> None:
    shown = unsure("id9", "mother")
    other = unsure("v9", "father", 0.6, register="clinic", role="patient")
    client = steward()
    page = page_of(client.get("/desk/pair/"))
    client.post("/desk/choose/", {"pair": other.token()})  # in another window
    client.post("/desk/pair/", {"pair": token(page), "verdict": "same"})
    assert Opinion.objects.get().record == shown.record


def test_what_is_skipped_comes_round_again_when_one_starts_anew(desk: World) -> None:
    first = unsure("id9", "mother")
    second = unsure("v9", "father", 0.6, register="clinic", role="patient")
    client = steward()
    assert PairKey.from_token(token(say(client, "skip"))) == second
    assert "What is left you have skipped." in say(client, "skip")
    client.post("/desk/start/")
    assert PairKey.from_token(token(page_of(client.get("/desk/pair/")))) == first
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"pair": "forged", "verdict": "same"}, {"verdict": "same"}])
def test_an_answer_to_no_pair_changes_nothing(desk: World, sent: dict[str, str]) -> None:
    unsure("id9", "mother")
    client = speaking(steward(), "en")
    client.post("/desk/pair/", sent)
    assert "There is no such row or person" in page_of(client.get("/desk/pair/")) or "verdict" not in sent
    assert not Opinion.objects.exists()


def test_an_unknown_answer_changes_nothing(desk: World) -> None:
    key = unsure("id9", "mother")
    steward().post("/desk/pair/", {"pair": key.token(), "verdict": "maybe"})
    assert not Opinion.objects.exists()


def test_who_answers_twice_is_told_so(desk: World) -> None:
    key = unsure("id9", "mother")
    client = speaking(steward(), "en")
    for _ in range(2):
        client.post("/desk/pair/", {"pair": key.token(), "verdict": "same"})
    assert "You have spoken on this pair already." in page_of(client.get("/desk/pair/"))
    assert Opinion.objects.count() == 1


def test_what_hangs_on_a_link_is_told_with_the_answer(desk: World) -> None:
    key = PairKey("cards", "head", "id0", handle_of("father"))
    client, other = steward("mona"), steward("adel")
    for one in (client, other):
        one.post("/desk/pair/", {"pair": key.token(), "verdict": "different"})
    page = page_of(speaking(other, "en").get("/desk/pair/"))
    assert "bread in English" in page.split('id="told"')[1].split("</div>")[0]


# Taking back


def test_an_answer_is_taken_back_and_its_pair_shown_anew(desk: World) -> None:
    key = unsure("id9", "mother")
    unsure("v9", "father", 0.6, register="clinic", role="patient")
    client = steward()
    page = say(client, "same")
    opinion = re.search(r'name="opinion" value="(\d+)"', page)
    assert opinion
    client.post("/desk/undo/", {"opinion": opinion[1]})
    page = page_of(client.get("/desk/pair/"))
    assert "Taken back." in page
    assert PairKey.from_token(token(page)) == key
    assert not Link.objects.filter(key="id9").exists()


def test_the_last_ones_are_taken_back_one_after_the_other(desk: World) -> None:
    unsure("id9", "mother")
    unsure("v9", "father", 0.6, register="clinic", role="patient")
    client = steward()
    say(client, "same")
    say(client, "same")
    for left in (1, 0):
        client.post("/desk/undo/")
        assert Opinion.objects.filter(withdrawn=None).count() == left
    client.post("/desk/undo/")
    assert "There is nothing of yours to take back." in page_of(client.get("/desk/pair/"))


def test_without_a_number_only_ones_own_is_taken_back(desk: World) -> None:
    key = unsure("id9", "mother")
    steward("mona").post("/desk/pair/", {"pair": key.token(), "verdict": "same"})
    steward("adel").post("/desk/undo/")
    assert Opinion.objects.filter(withdrawn=None).count() == 1


@pytest.mark.parametrize("asked", ["0", "999999", "-1", "abc", "9" * 40, "٣"])
def test_what_cannot_be_taken_back_is_told(desk: World, asked: str) -> None:
    client = steward()
    assert client.post("/desk/undo/", {"opinion": asked}).status_code == 302
    assert client.get("/desk/pair/").status_code == 200


# Second stewards


def against(desk: World, *verdicts: str) -> Callable[[str], str]:
    """Stewards who speak on a pair of which the engine is nearly sure; answers how a further one's page begins."""
    key = unsure("id9", "mother", 0.95)
    for place, verdict in enumerate(verdicts):
        client = speaking(steward(f"steward{place}"), "en")
        client.post("/desk/pair/", {"pair": key.token(), "verdict": verdict})
    return lambda name: page_of(speaking(steward(name), "en").get("/desk/pair/"))


def test_one_voice_against_a_strong_leaning_asks_for_a_second(desk: World) -> None:
    page = against(desk, "different")("further")
    assert "second opinion" in page
    assert UnsurePair.objects.exists()


def test_the_first_voice_is_not_told_to_the_second(desk: World) -> None:
    page = against(desk, "different")("further")
    assert "steward0" not in page
    assert "You have said" not in page


def test_two_who_disagree_are_settled_by_a_third(desk: World) -> None:
    assert "two stewards disagree" in against(desk, "different", "same")("further")
    key = PairKey("cards", "head", "id9", handle_of("mother"))
    client = at_work(Staff.objects.get(username="further"))
    client.post("/desk/pair/", {"pair": key.token(), "verdict": "different"})
    assert not UnsurePair.objects.exists()
    assert not Link.objects.filter(key="id9").exists()


# History


def test_the_history_tells_what_stands_what_waits_and_what_was_taken_back(desk: World) -> None:
    standing, waiting = unsure("id9", "mother", 0.5), unsure("v9", "father", 0.95, register="clinic", role="patient")
    client = speaking(steward(), "en")
    client.post("/desk/pair/", {"pair": standing.token(), "verdict": Verdict.SAME})
    client.post("/desk/undo/", {"back": "history"})
    client.post("/desk/pair/", {"pair": standing.token(), "verdict": Verdict.SAME})
    client.post("/desk/pair/", {"pair": waiting.token(), "verdict": Verdict.DIFFERENT, "note": "another family"})
    page = page_of(client.get("/desk/history/"))
    assert re.findall(r'class="card entry (\w+)"', page) == ["waiting", "standing", "withdrawn"]
    assert "another family" in page
    assert (MOTHER.name in page, FATHER.name in page) == (True, True)


def test_the_history_is_a_look_and_recorded_as_one(desk: World) -> None:
    key = unsure("id9", "mother")
    client = steward()
    client.post("/desk/pair/", {"pair": key.token(), "verdict": "same"})
    client.get("/desk/history/")
    assert looks()[-1].outcome == "listed 1"


def test_taking_back_from_the_history_stays_there(desk: World) -> None:
    key = unsure("id9", "mother")
    client = speaking(steward(), "en")
    client.post("/desk/pair/", {"pair": key.token(), "verdict": "same"})
    answer = client.post("/desk/undo/", {"opinion": str(Opinion.objects.get().id), "back": "history"})
    assert answer["Location"] == "/desk/history/"
    assert "Taken back." in page_of(client.get("/desk/history/"))


def test_the_history_can_be_ones_own_alone(desk: World) -> None:
    key = unsure("id9", "mother")
    steward("mona").post("/desk/pair/", {"pair": key.token(), "verdict": "same"})
    client = steward("adel")
    assert "card entry" in page_of(client.get("/desk/history/"))
    assert "card entry" not in page_of(client.get("/desk/history/?whose=mine"))


def test_a_pair_spoken_on_is_shown_with_what_one_said(desk: World) -> None:
    key = unsure("id9", "mother")
    client = speaking(steward(), "en")
    client.post("/desk/pair/", {"pair": key.token(), "verdict": "same"})
    client.post("/desk/choose/", {"pair": key.token()})
    page = page_of(client.get("/desk/pair/"))
    assert "You have said" in page
    assert 'name="verdict" value="same"' not in page


# Keys


def test_keys_can_be_turned_off_and_on(desk: World) -> None:
    unsure("id9", "mother")
    client = steward()
    assert 'aria-keyshortcuts="s 1"' in page_of(client.get("/desk/pair/"))
    client.post("/desk/keys/", {"keys": "off", "back": "pair"})
    page = page_of(client.get("/desk/pair/"))
    assert "aria-keyshortcuts" not in page
    assert 'data-keys="off"' in page
    client.post("/desk/keys/", {"keys": "on"})
    assert 'data-keys="on"' in page_of(client.get("/desk/"))


def test_a_steward_takes_any_link_of_a_picture_to_the_desk(desk: World) -> None:
    client = speaking(steward(), "en")
    picture = client.get(f"/persons/{handle_of('left')}/?purpose=data-quality").content.decode()
    card = picture.partition("Is it theirs?")[0]
    answer = client.post("/desk/choose/", {"pair": token(card.rpartition("<form")[2])})
    assert answer["Location"] == "/desk/pair/"
    assert "linked now" in page_of(client.get("/desk/pair/")).split("<table")[0]


def test_an_officer_is_not_offered_the_desk(desk: World) -> None:
    page = steward("amr", "officer").get(f"/persons/{handle_of('father')}/?purpose=service-delivery")
    assert "/desk/choose/" not in page_of(page)
