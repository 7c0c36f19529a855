from dataclasses import replace
from datetime import date

import pytest

from tests.ledger import looks, only_look
from tests.persons.world import FAMILY, World
from wasl.core.errors import NotAllowed, Refusal
from wasl.persons import finding
from wasl.persons.api import Found, Query, link_registers, search
from wasl.trust import door
from wasl.trust.api import Decision, Kind, Look, Refused, verify

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.fixture
def searching(look: Look) -> Look:
    return replace(look, kind=Kind.SEARCH)


def names(found: list[Found]) -> list[str]:
    return [person.full_name for person in found]


def test_a_person_is_found_by_name_however_it_is_written(linked: World, searching: Look) -> None:
    father = FAMILY["father"].name
    for written in (
        "عبد الله إبراهيم",
        "عبدالله ابراهيم",
        "عبد  الله  إِبراهيم فوزى",
        "الشناوي عبدالله",
        "فوزي الشناوي",
        "عبدالله إبراهيم فوزي الشن",
        "Abdallah Ibrahim Fawzy Elshenawy",
    ):
        assert father in names(search(Query(name=written), searching)), written


def test_who_is_named_as_asked_comes_before_who_only_bears_the_words(linked: World, searching: Look) -> None:
    assert names(search(Query(name="ابراهيم فوزي"), searching)) == [
        FAMILY[who].name for who in ("father", "first", "second")
    ]
    assert names(search(Query(name="عبدالله ابراهيم"), searching))[0] == FAMILY["father"].name


def test_every_word_must_be_borne(linked: World, searching: Look) -> None:
    assert search(Query(name="احمد حسين زكريا"), searching) == []
    assert len(search(Query(name="احمد السيد"), searching)) == 4


def test_a_word_asked_twice_must_be_borne_twice(world: World, searching: Look) -> None:
    world.spine.append(replace(FAMILY["second"], number="t1", name="محمود كامل محمود"))
    world.write()
    link_registers()
    assert names(search(Query(name="محمود محمود"), searching)) == ["محمود كامل محمود"]


def test_a_person_is_found_by_number_in_any_digits(linked: World, searching: Look) -> None:
    number = FAMILY["mother"].number
    for written in (number, number.translate(ARABIC), f" {number[:7]} {number[7:]}-"):
        assert names(search(Query(number=written), searching)) == [FAMILY["mother"].name]
    assert search(Query(number=number[:-1]), searching) == []


def test_two_people_under_one_number_are_both_found(world: World, searching: Look) -> None:
    population = world.rows["cards"][1]
    assert population
    world.spine.append(replace(world.spine[0], number="88", name="سامي فتحي"))
    world.spine.append(replace(world.spine[0], number="٨٨", name="هالة فتحي"))
    world.write()
    link_registers()
    assert set(names(search(Query(number="88"), searching))) == {"سامي فتحي", "هالة فتحي"}


def test_a_search_is_narrowed_by_birth_and_place(linked: World, searching: Look) -> None:
    everybody = search(Query(name="السيد"), searching, limit=100)
    assert len(everybody) == 40
    one = everybody[7]
    assert one.birth_date
    assert one in search(Query(name="السيد", birth_date=one.birth_date), searching)
    by_year = search(Query(name="السيد", birth_year=one.birth_date.year), searching)
    assert {found.birth_date.year for found in by_year if found.birth_date} == {one.birth_date.year}
    assert search(Query(name="السيد", governorate="24"), searching) == []
    assert search(Query(number=FAMILY["father"].number, birth_date=date(1900, 1, 1)), searching) == []


def test_no_more_are_answered_than_asked_for(linked: World, searching: Look) -> None:
    assert len(search(Query(name="السيد"), searching, limit=7)) == 7


@pytest.mark.parametrize("name", [None, "", " . ", "\x00", "\ud800", "%", "_", "بن"])
def test_a_search_for_nothing_is_refused(linked: World, searching: Look, name: str | None) -> None:
    with pytest.raises(Refusal, match="neither"):
        search(Query(name=name, number=" "), searching)


@pytest.mark.parametrize("name", ["' OR 1=1 --", "محمد" * 5000, "a" * 100, "السيد %", "محمد \x00x"])
def test_strange_names_find_nobody_and_break_nothing(linked: World, searching: Look, name: str) -> None:
    assert len(search(Query(name=name), searching, limit=3)) in (0, 3)


def test_a_search_without_a_lawful_purpose_is_refused(linked: World, searching: Look) -> None:
    with pytest.raises(Refusal, match="unknown"):
        search(Query(name="احمد"), replace(searching, purpose="curiosity"))


def test_a_purpose_that_does_not_cover_identity_finds_nobody(
    linked: World, searching: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = Refused("identity", finding.pack().sections["identity"].name)
    monkeypatch.setattr(door, "decide", lambda *_: Decision(frozenset(), frozenset(), (why,)))
    with pytest.raises(NotAllowed):
        search(Query(name="احمد"), searching)
    assert [entry.outcome for entry in looks()] == ["refused"]


def test_a_search_leaves_a_trace_without_what_was_asked(linked: World, searching: Look) -> None:
    search(Query(name="فاطمة سعيد"), searching)
    entry = only_look()
    assert (entry.kind, len(entry.persons), entry.outcome) == ("search", 1, "found 1")
    assert "فاطم" not in str(entry)
    assert verify().ok
