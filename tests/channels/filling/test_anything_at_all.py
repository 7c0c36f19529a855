"""Whatever is sent to any page, it is answered: with the next page, with words, or with what is wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.channels.conftest import citizen_signed_in
from tests.channels.filling.conftest import SLUG, address, begin
from tests.nation import Nation
from wasl.catalogue.api import Definition, Question
from wasl.channels.portal.filling.reading import PARTS, answer, written_back

TYPES = [
    "text", "long-text", "number", "money", "date", "yes-no", "choice", "choices", "national-number", "telephone",
    "e-mail", "governorate", "address", "row", "relative", "appointment",
]  # fmt: skip
SLUGS = ("birth-certificate", "vehicle-sale-contract", "ration-card-replacement", "court-fee-calculator")
TRICKY = [
    "",
    " ",
    "0",
    "-1",
    "٩" * 30,
    "\x00",
    "\ud800",
    "0001-01-01T00:00",
    "2026-11-24T09:30",
    "1e9",
    "NaN",
    "yes",
    "'",
]
WORDS = st.one_of(st.sampled_from(TRICKY), st.text(max_size=30))
ANSWERS = {200, 302, 400, 403, 404, 409}


@given(kind=st.sampled_from(TYPES), written=st.lists(WORDS, max_size=4))
def test_whatever_is_typed_becomes_an_answer_or_stays_what_it_was(kind: str, written: list[str]) -> None:
    options = {"options": ("a", "b")} if kind in ("choice", "choices") else {}
    question = Question.model_validate({"type": kind, **options})
    found = answer(question, (*written, "", "", "")[:3] if kind == "date" else written)
    assert found is None or isinstance(found, str | int | bool | list)


@given(amount=st.integers(0, 10**12))
def test_a_sum_is_shown_as_it_is_typed(amount: int) -> None:
    question = Question.model_validate({"type": "money"})
    assert answer(question, written_back(question, amount)) == amount


@given(number=st.integers(-(10**14), 10**14))
def test_a_number_is_shown_as_it_is_typed(number: int) -> None:
    question = Question.model_validate({"type": "number"})
    assert answer(question, written_back(question, number)) == number


@pytest.mark.parametrize(
    ("kind", "written", "expected"),
    [
        ("money", ["١٬٢٣٤٫٥"], 123450),
        ("money", ["1,234,567"], 123456700),
        ("money", ["12,5"], "12,5"),
        ("money", ["1.234"], "1.234"),
        ("money", [" 12 "], 1200),
        ("number", ["−٥"], -5),
        ("number", ["١٬٠٠٠"], 1000),
        ("number", ["12 345"], 12345),
        ("date", ["٢٩", "٢", "٢٠٢٤"], "2024-02-29"),
        ("date", ["29", "2", "2023"], "29/2/2023"),
        ("date", ["", "", "2026-01-01"], "//2026-01-01"),
        ("date", ["", "", ""], None),
        ("yes-no", ["no"], False),
    ],
)
def test_sums_numbers_and_days_are_read_as_people_write_them(kind: str, written: list[str], expected: object) -> None:
    assert answer(Question.model_validate({"type": kind}), written) == expected


@pytest.fixture
def drafts(nation: Nation, offered: Definition, live: Callable[[str], Definition]) -> tuple[Client, list[Any]]:
    """A draft of each service, with its pages."""
    client = citizen_signed_in(nation.handle)
    definitions = [offered, *(live(slug) for slug in SLUGS)]
    return client, [(begin(client, one.slug, once=one.slug), one) for one in definitions]


def names_of(definition: Definition) -> list[str]:
    keys = [f"q-{key}" for key in definition.questions()]
    return [*keys, *(f"{key}-{part}" for key in keys for part in PARTS)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_anything_posted_to_any_page_is_answered(drafts: tuple[Client, list[Any]], data: st.DataObject) -> None:
    client, found = drafts
    reference, definition = data.draw(st.sampled_from(found))
    page = data.draw(st.sampled_from([*definition.pages, "nowhere"]))
    names = st.sampled_from([*names_of(definition), "seen", "mine", "language", "remove", "add", "once"])
    form = data.draw(st.dictionaries(names, st.lists(WORDS, max_size=3), max_size=8))
    where = data.draw(st.sampled_from([address(reference, page), f"{address(reference, page)}?back=check"]))
    form = {name: [value.encode("utf-8", "replace").decode() for value in values] for name, values in form.items()}
    assert client.post(where, form).status_code in ANSWERS
    assert client.get(where).status_code in ANSWERS
    assert client.get(f"/my/cases/{reference}/check/").status_code in ANSWERS
    assert client.get(address(reference)).status_code in ANSWERS


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200), kind=st.sampled_from(["form", "multipart"]), where=st.integers(0, 5))
def test_any_bytes_are_answered(drafts: tuple[Client, list[Any]], body: bytes, kind: str, where: int) -> None:
    client, found = drafts
    reference = found[0][0]
    places = [
        address(reference, "own"),
        address(reference, "figures"),
        f"/my/cases/{reference}/check/",
        f"/my/cases/{reference}/invite/",
        f"/services/{SLUG}/begin/",
        address("W-\x00", "own"),
    ]
    types = {"form": "application/x-www-form-urlencoded", "multipart": "multipart/form-data; boundary=x"}
    assert client.post(places[where], body, content_type=types[kind]).status_code in ANSWERS
