"""What linking a nation needs, on a page."""

import pytest
from django.test import Client

from tests.channels.conftest import signed_in
from tests.nation import Nation


@pytest.fixture
def steward(nation: Nation, clean_ledger: None) -> Client:
    return signed_in("steward")


def text_of(client: Client, **asked: str) -> str:
    client.cookies["django_language"] = "en"
    answer = client.get("/quality/size/", asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_without_a_question_the_country_at_full_size_is_reckoned(steward: Client) -> None:
    assert "2,281,240,000 rows about people" in text_of(steward)


def test_digits_of_either_script_are_understood(steward: Client) -> None:
    answers = [text_of(steward, people=people).partition('class="grid"')[2] for people in ("١٠٠٠٠٠٠", "1000000")]
    assert answers[0] == answers[1] != ""


def test_what_takes_longest_is_named(steward: Client) -> None:
    assert "What takes longest: Read, link and publish the registers." in text_of(steward)
    assert "with Apache Spark" in text_of(steward, machines="20")


@pytest.mark.parametrize("wrong", ["0", "-5", "many", "99999999999999999999"])
def test_what_is_no_number_of_people_is_said_beside_the_field(steward: Client, wrong: str) -> None:
    page = text_of(steward, people=wrong)
    assert 'id="id_people_error"' in page
    assert "What takes longest" not in page


def test_an_officer_has_no_business_there(officer: Client) -> None:
    assert officer.get("/quality/size/").status_code == 403
