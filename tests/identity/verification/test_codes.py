"""A code to the telephone that a register holds."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.identity.verification.conftest import LOOK, NOBODYS, Known, known_as
from tests.ledger import looks
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.identity.verification import codes
from wasl.identity.verification.api import Fact, TooOften, Verdict, check_code, question, send_code, terms, verify
from wasl.messaging.api import Message
from wasl.persons.models import Link, Person


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Message]:
    messages: list[Message] = []
    monkeypatch.setattr(codes, "send", messages.append)
    return messages


@pytest.fixture
def holder(known: Known) -> Known:
    """Somebody to whom a line of a telephone is linked."""
    for link in Link.objects.filter(register="reg-088", role="holder").order_by("person_id"):
        person = Person.objects.get(pk=link.person_id)
        if person.number and not Link.objects.filter(person_id=person.pk, register="reg-003", role="deceased").exists():
            return known_as(person)
    raise AssertionError("nobody has a telephone")


@pytest.fixture
def reference(holder: Known) -> str:
    answer = verify(question(holder.number, {Fact.FULL_NAME: holder.full_name}), LOOK)
    assert answer.verdict == Verdict.PARTLY
    return answer.reference


def code_in(message: Message) -> str:
    return re.findall(r"\d{6}", message.text)[0]


def test_the_right_code_confirms_the_answer_once(holder: Known, reference: str, sent: list[Message]) -> None:
    send_code(reference, holder.number, LOOK)
    assert sent[0].to
    assert sent[0].to.startswith("+20")
    assert sent[0].secret
    assert check_code(reference, code_in(sent[0]), LOOK).confirmed
    with pytest.raises(NotAllowed, match="no longer holds"):
        check_code(reference, code_in(sent[0]), LOOK)


def test_the_person_finds_the_look_at_the_telephone(holder: Known, reference: str, sent: list[Message]) -> None:
    send_code(reference, holder.number, LOOK)
    assert [(one.outcome, one.persons) for one in looks()][-1] == ("code sent", (holder.handle,))


def test_a_wrong_code_is_refused_and_too_many_end_it(holder: Known, reference: str, sent: list[Message]) -> None:
    send_code(reference, holder.number, LOOK)
    wrong = "000000" if code_in(sent[0]) != "000000" else "111111"
    for _ in range(codes.MOST_TRIES):
        with pytest.raises(NotAllowed, match="not the code"):
            check_code(reference, wrong, LOOK)
    with pytest.raises(NotAllowed, match="too often"):
        check_code(reference, code_in(sent[0]), LOOK)


def test_an_expired_code_is_refused(holder: Known, reference: str, sent: list[Message]) -> None:
    send_code(reference, holder.number, LOOK)
    later = datetime.now(UTC) + codes.HOLDS + timedelta(seconds=1)
    with pytest.raises(NotAllowed, match="no longer holds"):
        check_code(reference, code_in(sent[0]), LOOK, now=later)


def test_after_a_no_nobody_gets_a_message(holder: Known, sent: list[Message]) -> None:
    for number in (holder.number, NOBODYS):
        answer = verify(question(number, {Fact.FULL_NAME: "زكريا القناوي بشارة"}), LOOK)
        with pytest.raises(NotAllowed, match="after a no"):
            send_code(answer.reference, number, LOOK)
    assert sent == []


def test_a_code_goes_to_the_number_that_was_asked_about_only(
    holder: Known, reference: str, sent: list[Message]
) -> None:
    with pytest.raises(Refusal, match="not the number"):
        send_code(reference, NOBODYS, LOOK)
    with pytest.raises(Unknown):
        send_code(reference, holder.number, replace(LOOK, office="supply"))
    assert sent == []


def test_whether_there_is_a_telephone_is_not_told(
    holder: Known, reference: str, sent: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message takes the same steps and reaches nobody."""
    monkeypatch.setattr(codes, "_known", lambda heard: None)
    send_code(reference, holder.number, LOOK)
    assert [one.to for one in sent] == [None]


def test_codes_to_one_number_are_limited(holder: Known, reference: str, sent: list[Message]) -> None:
    for _ in range(terms().limits.codes_day):
        send_code(reference, holder.number, LOOK)
    with pytest.raises(TooOften, match="too many codes"):
        send_code(reference, holder.number, LOOK)
