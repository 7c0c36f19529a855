"""Linking only what changed gives the index that linking everything gives, with what was learned before."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.persons.test_stewarding import look, unsure
from tests.persons.world import FAMILY, Somebody, World
from wasl.core.errors import Refusal
from wasl.country.api import pack
from wasl.persons import api
from wasl.persons.api import Verdict, link_registers
from wasl.persons.models import Link, LinkRun, NameWord, Person, PersonToken, UnsurePair

EVERYTHING = ("spine", "births", "marriages", "divorces", "deaths", "cards", "bread", "outlets", "clinic")


def index() -> dict[str, list[tuple[object, ...]]]:
    """All that the index holds, but for the runs that put it there."""
    link = ("person__spine_record", "register", "role", "key", "probability", "weight", "method", "reason")
    pair = ("person__spine_record", "register", "role", "record", "probability", "weight", "method", "reason", "use")
    tables = {
        "links": Link.objects.values_list(*link),
        "unsure": UnsurePair.objects.values_list(*pair),
        "words": NameWord.objects.values_list("word", "skeleton", "persons"),
        "tokens": PersonToken.objects.values_list("token", "person__spine_record", "position"),
        "persons": Person.objects.values_list("spine_record", "number", "full_name", "birth_date", "in_spine"),
    }
    return {name: sorted(rows, key=str) for name, rows in tables.items()}


def linked_in_full() -> dict[str, list[tuple[object, ...]]]:
    """The index that a full run makes with what was learned before."""
    link_registers(registers=EVERYTHING)
    return index()


def test_without_changes_nothing_changes(linked: World) -> None:
    before, after = index(), api.feed(limit=1000).next
    run = link_registers(changes=True)
    assert (run.kind, run.state, run.links) == ("changes", "done", Link.objects.count())
    assert index() == before
    assert api.feed(after).changes == []


def test_a_new_row_is_linked_and_a_removed_one_is_not_any_more(linked: World) -> None:
    row = linked.rows["clinic"][0]
    linked.rows["clinic"] = [{**row, "visit": "v2"}]
    linked.write()
    link_registers(changes=True)
    assert set(Link.objects.filter(register="clinic").values_list("key", flat=True)) == {"v2"}
    assert index() == linked_in_full()


def test_what_hangs_on_a_row_follows_it(linked: World) -> None:
    first, *others = linked.rows["cards"]
    mother = FAMILY["mother"]
    linked.rows["cards"] = [{**first, "number": mother.number, "name": mother.name}, *others]
    linked.write()
    link_registers(changes=True)
    owner = Link.objects.get(register="outlets").person
    assert owner.number == mother.number
    assert index() == linked_in_full()


def test_a_row_finds_somebody_who_came_into_the_spine_later(linked: World) -> None:
    late = Somebody(
        pack().identifier.make(date(2001, 5, 5), "01", "male", nth=0), "نبيل صبحي رفعت جاد", date(2001, 5, 5), "male"
    )
    linked.rows["clinic"].append({"visit": "v7", "number": late.number, "name": late.name, "condition": "I10"})
    linked.write()
    link_registers(changes=True)
    assert not Link.objects.filter(key="v7", person__spine_record__isnull=False).exists()
    linked.spine.append(late)
    linked.write()
    link_registers(changes=True)
    assert Link.objects.get(key="v7").person.spine_record == late.number
    assert index() == linked_in_full()


def test_a_register_that_cannot_be_read_keeps_its_links_and_catches_up(linked: World) -> None:
    before = index()
    linked.rows["clinic"] = [{**linked.rows["clinic"][0], "visit": "v2"}]
    linked.write()
    linked.connect(without=("clinic",))
    link_registers(changes=True)
    assert index() == before
    linked.connect()
    link_registers(changes=True)
    assert Link.objects.get(register="clinic").key == "v2"


def test_verdicts_stand_through_a_run_for_changes(linked: World) -> None:
    key = unsure("cards", "head", "id9", "mother", 0.5)
    linked.rows["cards"].append(
        {**linked.rows["cards"][0], "card_id": "id9", "card_no": "777", "number": "", "name": "؟"}
    )
    linked.write()
    told = api.give(key, Verdict.SAME, look("mona"))
    link_registers(changes=True)
    assert Link.objects.get(register="cards", key="id9").method == "steward"
    assert index() == linked_in_full()
    api.withdraw(told.opinion_id, look("mona"))
    link_registers(changes=True)
    assert index() == linked_in_full()


def test_the_first_run_must_be_in_full(world: World) -> None:
    with pytest.raises(Refusal, match="wasl link"):
        link_registers(changes=True)
    assert not LinkRun.objects.exists()


def test_a_run_for_changes_that_breaks_off_leaves_the_index_and_the_next_one_goes_on(
    linked: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = index()
    linked.rows["clinic"] = [{**linked.rows["clinic"][0], "visit": "v2"}]
    linked.write()

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("wasl.persons.amending.keep_answers", stop)
        with pytest.raises(KeyboardInterrupt):
            link_registers(changes=True)
    assert index() == before
    link_registers(changes=True)
    assert Link.objects.get(register="clinic").key == "v2"


CARDS = st.integers(0, 7)
STEP = st.one_of(
    st.tuples(st.just("card goes"), CARDS),
    st.tuples(st.just("card moves"), CARDS, st.integers(0, 44)),
    st.tuples(st.just("card loses its number"), CARDS),
    st.tuples(st.just("card comes"), CARDS, st.integers(0, 44)),
    st.tuples(st.just("person goes"), st.integers(0, 44)),
    st.tuples(st.just("person is called otherwise"), st.integers(0, 44), st.integers(0, 44)),
    st.tuples(st.just("person comes twice"), st.integers(0, 44)),
)


def take(world: World, step: tuple[object, ...], nth: int) -> None:
    """Change the registers a little."""
    what, place, *more = step
    cards, spine = world.rows["cards"], world.spine
    if what.startswith("card") and what != "card comes" and len(cards) > 1:  # type: ignore[attr-defined]
        card = cards.pop(place % len(cards))  # type: ignore[operator]
        if what == "card moves":
            who = spine[more[0] % len(spine)]  # type: ignore[operator]
            cards.append({**card, "number": who.number, "name": who.name})
        elif what == "card loses its number":
            cards.append({**card, "number": ""})
    elif what == "card comes":
        who = spine[more[0] % len(spine)]  # type: ignore[operator]
        cards.append({**cards[0], "card_id": f"n{nth}", "card_no": f"9{nth}", "number": who.number, "name": who.name})
    elif what == "person goes" and len(spine) > 5:
        spine.pop(place % len(spine))  # type: ignore[operator]
    elif what == "person is called otherwise":
        one, other = spine[place % len(spine)], spine[more[0] % len(spine)]  # type: ignore[operator]
        spine[spine.index(one)] = Somebody(**{**one.__dict__, "name": other.name})
    elif what == "person comes twice":
        one = spine[place % len(spine)]  # type: ignore[operator]
        number = pack().identifier.make(one.birth_date, "01", one.sex, nth=50 + nth)  # type: ignore[arg-type]
        spine.append(Somebody(**{**one.__dict__, "number": number}))


@given(steps=st.lists(st.lists(STEP, min_size=1, max_size=3), min_size=1, max_size=3))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_changes_in_any_order_give_what_a_full_run_gives(linked: World, steps: list[list[tuple[object, ...]]]) -> None:
    for nth, together in enumerate(steps):
        for place, step in enumerate(together):
            take(linked, step, 10 * nth + place)
        linked.write()
        link_registers(changes=True)
    after, full = index(), linked_in_full()
    different = {name: set(after[name]) ^ set(full[name]) for name in full}
    assert not any(different.values()), different
    assert after == full
