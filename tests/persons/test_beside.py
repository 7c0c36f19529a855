"""A pair laid side by side for a steward."""

from dataclasses import replace

import pytest

from tests.ledger import looks
from tests.persons.conftest import handle_of
from tests.persons.world import FAMILY, World, population
from wasl.core.errors import NotAllowed, Unknown
from wasl.core.text import Text
from wasl.persons.api import Beside, Line, Pair, PairKey, beside, link_registers, named, pair
from wasl.persons.models import Link, LinkRun, Person, UnsurePair
from wasl.registers import api as registers
from wasl.trust.api import Kind, Look, looks_at
from wasl.trust.ruling import Answer, Ruling

MINE = Look("staff:mona", "mona", "civil-status", "steward", "data-quality", "test", Kind.PICTURE)
MOTHER = FAMILY["mother"]
TYPED = MOTHER.number[:-2] + ("1" if MOTHER.number[-2] != "1" else "2") + MOTHER.number[-1]


@pytest.fixture
def doubtful(world: World) -> World:
    """A card on which one digit of the mother's number is wrong and her name is not quite hers."""
    row = {"card_id": "id9", "card_no": "009", "phone": "01098765432", "address": "١٢ شارع النيل، أسيوط"}
    world.rows["cards"].append(row | {"number": TYPED, "name": "فاطمه حسين علي"})
    world.write()
    link_registers()
    UnsurePair.objects.all().delete()
    Link.objects.filter(register="cards", key="id9").delete()
    return world


def propose(record: str, member: str, probability: float = 0.5, reason: str = "given=; number~digit") -> Pair:
    person = Person.objects.get(handle=handle_of(member))
    row = {"register": "cards", "role": "head", "record": record, "person": person}
    more = {
        "probability": probability,
        "weight": 3.5,
        "method": "facts",
        "reason": reason,
        "run": LinkRun.objects.last(),
    }
    UnsurePair.objects.create(**row, **more)
    return pair(PairKey("cards", "head", record, person.handle))


def line(found: Beside, field: str) -> Line:
    return next(one for one in found.lines if one.field == field)


def test_a_row_and_a_person_are_read_fact_by_fact_in_the_order_of_a_name(doubtful: World) -> None:
    found = beside(propose("id9", "mother"), MINE)
    assert [(one.field, one.difference.agreement.value) for one in found.lines] == [
        ("given", "spelling"),
        ("father", "absent"),
        ("grandfather", "close"),
        ("family", "same"),
        ("number", "close"),
        ("birth_date", "absent"),
        ("sex", "absent"),
        ("birth_governorate", "absent"),
        ("mother_name", "absent"),
        ("governorate", "absent"),
        ("phone", "absent"),
        ("address", "close"),
    ]


def test_the_digit_that_differs_is_marked_on_both_sides(doubtful: World) -> None:
    difference = line(beside(propose("id9", "mother"), MINE), "number").difference
    sides = [side for side in (difference.row, difference.person) if side]
    assert [[piece.text.en for piece in side.pieces if piece.differs] for side in sides] == [
        [TYPED[-2]],
        [MOTHER.number[-2]],
    ]


def test_what_is_not_given_is_shown_as_not_given(doubtful: World) -> None:
    found = beside(propose("id9", "mother"), MINE)
    assert line(found, "birth_date").difference.row is None
    assert line(found, "phone").difference.person is None


def test_the_engines_reasons_come_with_it(doubtful: World) -> None:
    found = beside(propose("id9", "mother", 0.9), MINE)
    assert {one.field for one in found.spoken} == {"given", "number"}
    assert found.leaning.en == "Very likely the same person"


def test_others_whose_the_row_could_be_stand_beside_the_linked_one_first(doubtful: World) -> None:
    propose("id9", "first", 0.3)
    found = beside(propose("id9", "mother"), MINE)
    assert [(rival.person.full_name, rival.linked) for rival in found.rivals] == [(FAMILY["first"].name, False)]
    taken = beside(propose("id0", "mother"), MINE)
    assert [(rival.person.full_name, rival.linked) for rival in taken.rivals] == [(FAMILY["father"].name, True)]


def test_rows_of_the_register_that_the_person_has_already_are_shown(doubtful: World) -> None:
    found = beside(propose("id9", "father"), MINE)
    assert [(row.key.record, row.name.ar if row.name else None) for row in found.held] == [
        ("id0", FAMILY["father"].name)
    ]
    assert not found.once


def test_everybody_whose_name_is_shown_finds_the_look_in_their_history(doubtful: World) -> None:
    propose("id9", "first", 0.3)
    beside(propose("id9", "mother"), MINE)
    for member in ("mother", "first"):
        entry = looks_at(handle_of(member))[0]
        assert (entry.actor, entry.outcome, set(entry.registers)) == (
            "staff:mona",
            "laid side by side",
            {"cards", "spine"},
        )
    assert looks_at(handle_of("father")) == []


def test_neither_side_is_shown_where_only_one_may_be_seen(doubtful: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = propose("id9", "mother")
    no = Text(ar="مرفوض", en="refused")
    real = Ruling.on
    monkeypatch.setattr(Ruling, "on", lambda ruling, one: Answer(no) if one.register == "cards" else real(ruling, one))
    with pytest.raises(NotAllowed):
        beside(asked, MINE)
    assert [entry.outcome for entry in looks_at(handle_of("mother"))] == ["refused"]


def test_a_register_that_does_not_answer_is_named_and_nothing_is_laid_out(doubtful: World) -> None:
    asked = propose("id9", "mother")
    doubtful.connect(without=("cards",))
    registers._registers.cache_clear()
    found = beside(asked, MINE)
    assert ([gap.register for gap in found.missing], found.lines, found.legible) == (["cards"], [], False)
    assert not found.gone


def test_a_row_that_has_gone_from_its_register_is_said_to_be_gone(doubtful: World) -> None:
    asked = propose("id77", "mother")
    found = beside(asked, MINE)
    assert (found.gone, found.legible, found.lines) == (True, False, [])


def test_somebody_gone_from_the_spine_is_shown_as_the_index_knows_them(doubtful: World) -> None:
    asked = propose("id9", "mother")
    doubtful.spine = population()[:-4]
    doubtful.write()
    registers._registers.cache_clear()
    found = beside(asked, MINE)
    assert line(found, "number").difference.person
    assert line(found, "family").difference.agreement == "same"


def test_a_person_who_does_not_exist_is_unknown(doubtful: World) -> None:
    asked = propose("id9", "mother")
    with pytest.raises(Unknown):
        beside(replace(asked, key=replace(asked.key, handle="nobody")), MINE)


def test_names_for_a_list_are_a_look_too(doubtful: World) -> None:
    handles = [handle_of("mother"), handle_of("first")]
    assert {found.full_name for found in named(handles, MINE).values()} == {MOTHER.name, FAMILY["first"].name}
    last = looks()[-1]
    assert (last.outcome, set(last.persons)) == ("listed 2", set(handles))
