import pytest
from django.db import connection

from tests.persons.conftest import handle_of
from tests.persons.world import FAMILY, World
from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.persons import publishing
from wasl.persons.api import LinkRun, Outcome, link_registers, status
from wasl.persons.lock import alone
from wasl.persons.models import Link, NameWord, Person, PersonToken


def keys(member: str) -> set[tuple[str, str, str]]:
    return set(Link.objects.filter(person__handle=handle_of(member)).values_list("register", "role", "key"))


def snapshot() -> list[tuple[object, ...]]:
    fields = ("person__handle", "register", "role", "key", "probability", "method", "reason")
    return sorted(Link.objects.values_list(*fields), key=str)


def test_a_person_is_linked_to_every_row_that_is_theirs(linked: World) -> None:
    assert keys("father") == {
        ("spine", "holder", FAMILY["father"].number),
        ("births", "father", "b1"),
        ("births", "father", "b2"),
        ("marriages", "husband", "m1"),
        ("marriages", "husband", "m2"),
        ("divorces", "husband", "d1"),
        ("deaths", "informant", "x1"),
        ("cards", "head", "id0"),
        ("bread", "household", "٠٠٠"),
        ("outlets", "buyer", "o1"),
        ("clinic", "patient", "v1"),
    }


def test_a_role_via_another_register_says_so_and_counts_keys(linked: World) -> None:
    link = Link.objects.get(register="bread", person__handle=handle_of("father"))
    assert (link.method, link.reason) == ("via", "cards")
    outcome = {o.register: o for o in map(Outcome.from_row, LinkRun.objects.latest().registers)}["bread"]
    assert (outcome.records, outcome.linked, outcome.unlinked) == (2, 1, 1)


def test_a_run_counts_what_it_did(linked: World) -> None:
    run = LinkRun.objects.latest()
    assert (run.state, run.persons, run.links) == ("done", 45, Link.objects.count())
    assert sum(run.methods.values()) == run.links
    outcomes = {(o.register, o.role): o for o in map(Outcome.from_row, run.registers)}
    assert outcomes["births", "child"].records == 2
    assert len(outcomes) == 14


def test_linking_again_gives_the_same_index_and_the_same_handles(linked: World) -> None:
    before = snapshot()
    link_registers()
    assert snapshot() == before
    assert Person.objects.count() == 45
    assert PersonToken.objects.filter(token="عبدالله").count() == NameWord.objects.get(word="عبدالله").persons == 3


def test_what_changed_in_the_spine_changes_the_person_and_not_the_handle(linked: World) -> None:
    handle = handle_of("mother")
    linked.spine = [p for p in linked.spine if p.number != FAMILY["second"].number]
    gone = handle_of("second")
    mother = next(p for p in linked.spine if p.number == FAMILY["mother"].number)
    linked.spine[linked.spine.index(mother)] = type(mother)(**{**mother.__dict__, "governorate": "24"})
    linked.write()
    link_registers()
    assert Person.objects.get(handle=handle).governorate == "24"
    assert not Person.objects.get(handle=gone).in_spine
    assert not Link.objects.filter(person__handle=gone).exists()
    linked.spine.append(FAMILY["second"])
    linked.write()
    link_registers()
    assert Person.objects.get(handle=gone).in_spine


def test_a_register_that_fails_is_named_and_keeps_its_links(linked: World) -> None:
    before = snapshot()
    linked.connect(without=("cards",))
    run = link_registers()
    states = {(o.register, o.state.value) for o in map(Outcome.from_row, run.registers)}
    assert {("cards", "kept"), ("bread", "kept"), ("outlets", "kept"), ("births", "linked")} <= states
    assert snapshot() == before
    now = status()
    assert {problem.register for problem in now.problems} == {"cards", "bread", "outlets"}
    assert "cards" in (now.problems[1].reason or "")


def test_only_the_named_registers_are_linked_again(linked: World) -> None:
    before = snapshot()
    linked.rows["clinic"] = [{**linked.rows["clinic"][0], "visit": "v2"}]
    linked.rows["deaths"] = [{**linked.rows["deaths"][0], "record_no": "x2"}]
    linked.write()
    link_registers(registers=["clinic"])
    assert {link[3] for link in snapshot()} - {link[3] for link in before} == {"v2"}
    assert {register.register for register in status().per_register if register.state} == {
        register.register for register in status().per_register
    }


def test_a_register_that_does_not_exist_is_refused(world: World) -> None:
    with pytest.raises(Refusal, match="nowhere"):
        link_registers(registers=["nowhere"])
    assert LinkRun.objects.latest().state == "failed"


def test_a_spine_that_cannot_be_read_leaves_the_old_index(linked: World) -> None:
    before = snapshot()
    linked.connect(without=("spine",))
    with pytest.raises(Exception, match="address book"):
        link_registers()
    assert snapshot() == before
    assert LinkRun.objects.latest().state == "failed"


@pytest.mark.parametrize("moment", ["create", "fill", "finish", "swap", "save"])
def test_a_run_that_breaks_off_anywhere_leaves_the_old_index(
    linked: World, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    before, people = snapshot(), list(Person.objects.order_by("id").values())
    linked.spine = linked.spine[5:]
    linked.rows["clinic"] = linked.rows["clinic"] * 2
    linked.write()

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(publishing.people if moment == "save" else publishing.NextTable, moment, stop)
        with pytest.raises(KeyboardInterrupt):
            link_registers()
    assert snapshot() == before
    assert list(Person.objects.order_by("id").values()) == people
    assert LinkRun.objects.latest().state == "running"
    assert link_registers().state == "done"
    assert set(LinkRun.objects.values_list("state", flat=True)) == {"done", "broken-off"}
    assert not (settings().home / "linking").exists()


def test_a_second_run_at_the_same_time_is_refused(world: World) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL lets one session take its own lock twice")
    with alone(), pytest.raises(Refusal, match="being linked"):
        link_registers()


def test_rows_that_are_broken_are_counted_and_do_not_stop_the_rest(world: World) -> None:
    clinic = world.rows["clinic"][0]
    world.rows["clinic"] = [
        clinic,
        {**clinic, "visit": ""},
        {**clinic, "visit": "v" * 2000},
        {**clinic, "visit": "v3", "number": "8" * 500, "name": "x" * 100_000},
        {**clinic, "visit": "v4", "number": "", "name": ""},
        clinic,
    ]
    world.write()
    link_registers()
    outcome = {o.register: o for o in map(Outcome.from_row, LinkRun.objects.latest().registers)}["clinic"]
    assert outcome.state == "linked"
    assert outcome.records == 6
    assert ("clinic", "patient", "v1") in keys("father")


def test_two_people_under_one_number_are_two_persons(world: World) -> None:
    twin = type(world.spine[0])(**{**world.spine[1].__dict__, "number": "A1"})
    world.spine.append(twin)
    world.write()
    assert link_registers().persons == 46


def test_progress_is_told_to_its_end(world: World) -> None:
    told: list[tuple[int, int, str]] = []
    link_registers(lambda *step: told.append(step))
    assert told[0] == (0, 15, "spine")
    assert told[-1] == (14, 15, "index")
    assert [step[0] for step in told] == list(range(15))
