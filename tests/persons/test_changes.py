"""Linking only what changed gives the index that linking everything gives, with what was learned before."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.persons.test_stewarding import look as look_of
from tests.persons.test_stewarding import unsure
from tests.persons.world import FAMILY, Somebody, World
from wasl.core import conf
from wasl.core.errors import Refusal
from wasl.country.api import pack
from wasl.linkage import Links, Standing
from wasl.persons import api
from wasl.persons.answering import Asker
from wasl.persons.api import Verdict, link_registers
from wasl.persons.models import Link, LinkRun, NameWord, Person, PersonToken, QualityFigure, UnsurePair
from wasl.persons.order import Task
from wasl.trust.api import Look

EVERYTHING = ("spine", "births", "marriages", "divorces", "deaths", "cards", "bread", "outlets", "clinic")


def index() -> dict[str, list[tuple[object, ...]]]:
    """All that the index holds, but for the runs that put it there."""
    link = ("person__handle", "register", "role", "key", "probability", "weight", "method", "reason")
    pair = ("person__handle", "register", "role", "record", "probability", "weight", "method", "reason", "use")
    tables = {
        "links": Link.objects.values_list(*link),
        "unsure": UnsurePair.objects.values_list(*pair),
        "words": NameWord.objects.values_list("word", "skeleton", "persons"),
        "tokens": PersonToken.objects.values_list("token", "person__handle", "position"),
        "persons": Person.objects.values_list(
            "handle", "spine_record", "number", "full_name", "birth_date", "in_spine"
        ),
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


def stranger(nth: int = 0) -> Somebody:
    """Somebody whom the spine does not know yet."""
    born = date(2001, 5, 5)
    return Somebody(pack().identifier.make(born, "01", "male", nth=nth), "نبيل صبحي رفعت جاد", born, "male")


def speak_of(world: World, who: Somebody, *, card: str = "id9", visit: str = "v9") -> None:
    """Two registers hold a row of somebody."""
    row = {"number": who.number, "name": who.name}
    world.rows["cards"].append({**world.rows["cards"][0], **row, "card_id": card, "card_no": "999"})
    world.rows["clinic"].append({**world.rows["clinic"][0], **row, "visit": visit})
    world.write()


def rows_of(person: Person) -> set[tuple[str, str]]:
    return set(Link.objects.filter(person=person).values_list("register", "key"))


@pytest.mark.parametrize("changes", [False, True])
def test_somebody_whom_the_spine_does_not_know_becomes_a_provisional_person(linked: World, *, changes: bool) -> None:
    who = stranger()
    speak_of(linked, who)
    link_registers(changes=changes)
    person = Person.objects.get(number=who.number)
    assert (person.spine_record, person.in_spine, person.full_name) == (None, False, who.name)
    assert rows_of(person) == {("cards", "id9"), ("clinic", "v9"), ("bread", "٩٩٩"), ("outlets", "o2")}
    assert PersonToken.objects.filter(person=person).count() == 4
    assert index() == linked_in_full()


def test_a_provisional_person_keeps_the_handle_from_run_to_run(linked: World) -> None:
    speak_of(linked, stranger())
    link_registers()
    handle = Person.objects.get(spine_record=None).handle
    linked.rows["cards"].append({**linked.rows["cards"][-1], "card_id": "id10"})
    linked.write()
    link_registers()
    link_registers(changes=True)
    assert Person.objects.get(spine_record=None).handle == handle
    assert ("cards", "id10") in rows_of(Person.objects.get(handle=handle))


@pytest.mark.parametrize("changes", [False, True])
def test_a_handle_leads_on_when_its_person_turns_out_to_be_known(linked: World, look: Look, *, changes: bool) -> None:
    who = stranger()
    speak_of(linked, who)
    link_registers()
    handle = Person.objects.get(spine_record=None).handle
    after = api.feed(limit=1000).next
    linked.spine.append(who)
    linked.write()
    link_registers(changes=changes)
    known = Person.objects.get(spine_record=who.number)
    assert api.picture(handle, look).person.handle == known.handle
    told = [c for c in api.feed(after, 1000).changes if c.kind == "merged"]
    assert [(c.handle, c.other) for c in told] == [(handle, known.handle)]
    assert ("merged", known.handle) in {(c.kind, c.other) for c in api.history_of(handle)}
    assert ("merged", handle) in {(c.kind, c.handle) for c in api.history_of(known.handle)}
    assert [found.handle for found in api.search(api.Query(number=who.number), look)] == [known.handle]
    assert index() == linked_in_full()


def test_somebody_provisional_who_is_gone_and_comes_back_has_the_same_handle(linked: World) -> None:
    speak_of(linked, stranger())
    link_registers()
    handle = Person.objects.get(spine_record=None).handle
    rows = {name: list(rows) for name, rows in linked.rows.items()}
    linked.rows["cards"].pop()
    linked.rows["clinic"].pop()
    linked.write()
    link_registers(changes=True)
    assert not Link.objects.filter(person__handle=handle).exists()
    linked.rows = rows
    linked.write()
    link_registers(changes=True)
    assert Link.objects.filter(person__handle=handle).exists()


def test_a_register_that_cannot_be_read_leaves_its_provisional_people(linked: World) -> None:
    speak_of(linked, stranger())
    link_registers()
    before = index()
    linked.connect(without=("cards", "clinic"))
    for changes in (False, True):
        link_registers(changes=changes)
        assert index() == before


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
    told = api.give(key, Verdict.SAME, look_of("mona"))
    link_registers(changes=True)
    assert Link.objects.get(register="cards", key="id9").method == "steward"
    assert index() == linked_in_full()
    api.withdraw(told.opinion_id, look_of("mona"))
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


def killed_before(world: World, register: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A run in full that is stopped when it comes to a register; gives the registers that it had linked."""
    linked: list[str] = []
    ask = Asker.ask

    def asked(self: Asker, task: Task, *more: object) -> object:
        if task.register == register:
            raise KeyboardInterrupt
        linked.append(task.register)
        return ask(self, task, *more)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(Asker, "ask", asked)
        with pytest.raises(KeyboardInterrupt):
            link_registers()
    return linked


def linked_anew(monkeypatch: pytest.MonkeyPatch) -> int:
    """How many rows a run in full hands to the engine."""
    rows: list[int] = []
    link = Standing.link

    def counted(self: Standing, records: pl.DataFrame, **more: Any) -> Links:
        rows.append(records.height)
        return link(self, records, **more)

    with monkeypatch.context() as watched:
        watched.setattr(Standing, "link", counted)
        link_registers()
    return sum(rows)


def test_a_full_run_that_was_killed_is_taken_up_where_it_stood(linked: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, before = linked_anew(monkeypatch), index()
    done = killed_before(linked, "clinic", monkeypatch)
    rest = linked_anew(monkeypatch)
    assert {"births", "cards"} <= set(done)
    assert 0 < rest < whole / 2
    assert index() == before
    assert not (conf.settings().home / "linking").exists()
    figures = QualityFigure.objects.filter(run=LinkRun.objects.latest(), dimension="all")
    assert {figure.register for figure in figures} >= {"births", "cards", "clinic"}


def test_what_changed_since_a_run_was_killed_is_linked_too(linked: World, monkeypatch: pytest.MonkeyPatch) -> None:
    killed_before(linked, "clinic", monkeypatch)
    linked.rows["cards"] = linked.rows["cards"][1:]
    linked.write()
    link_registers()
    assert not Link.objects.filter(register="cards", key="id0").exists()
    assert index() == linked_in_full()


def test_a_run_with_another_spine_begins_anew(linked: World, monkeypatch: pytest.MonkeyPatch) -> None:
    killed_before(linked, "clinic", monkeypatch)
    linked.spine = linked.spine[1:]
    linked.write()
    link_registers()
    assert index() == linked_in_full()


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
