"""What stewards say of pairs: when it settles, what it changes, and that taking it back leaves the index as it was."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.persons.conftest import handle_of
from tests.persons.world import World
from wasl.core.errors import Refusal, Unknown
from wasl.persons import api
from wasl.persons.api import Asks, PairKey, Verdict
from wasl.persons.models import Change, EngineAnswer, Link, LinkRun, Opinion, Person, UnsurePair
from wasl.persons.verdicts import Answer, outcome, settled
from wasl.trust.api import Kind, Look

STEWARDS = ("mona", "adel", "hoda", "samir")


def look(steward: str) -> Look:
    return Look(f"staff:{steward}", steward, "civil-status", "steward", "data-quality", "test", Kind.PICTURE)


def unsure(register: str, role: str, record: str, member: str, probability: float) -> PairKey:
    """A pair of which the engine is unsure."""
    person = Person.objects.get(handle=handle_of(member))
    UnsurePair.objects.create(
        register=register,
        role=role,
        record=record,
        person=person,
        probability=probability,
        weight=3.5,
        method="facts",
        reason="given=",
        use=probability,
        run=LinkRun.objects.latest(),
    )
    return PairKey(register, role, record, person.handle)


def link_key(register: str, role: str, record: str, member: str) -> PairKey:
    return PairKey(register, role, record, handle_of(member))


def index() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """All that is known of links and unsure pairs."""
    links = Link.objects.values_list(
        "person_id", "register", "role", "key", "probability", "weight", "method", "reason", "run_id"
    )
    pairs = UnsurePair.objects.values_list(
        "person_id", "register", "role", "record", "probability", "weight", "method", "reason", "run_id", "use"
    )
    return sorted(links, key=str), sorted(pairs, key=str)


def test_a_row_said_to_be_a_persons_is_linked_to_them(linked: World) -> None:
    key = unsure("clinic", "patient", "v9", "mother", 0.5)
    told = api.give(key, Verdict.SAME, look("mona"))
    assert told.settled == Verdict.SAME
    link = Link.objects.get(register="clinic", key="v9")
    assert (link.person.handle, link.method, link.probability) == (key.handle, "steward", 1.0)
    assert not UnsurePair.objects.exists()


def test_a_row_said_to_be_nobody_of_these_leaves_the_queue(linked: World) -> None:
    key = unsure("clinic", "patient", "v9", "mother", 0.5)
    api.give(key, Verdict.DIFFERENT, look("mona"))
    assert api.queue("staff:adel") == []
    assert not Link.objects.filter(key="v9").exists()


def test_what_hangs_on_a_cut_link_goes_with_it_and_comes_back_with_it(linked: World) -> None:
    before = index()
    key = link_key("cards", "head", "id0", "father")
    assert [(d.register, d.rows) for d in api.depending(key)] == [("bread", 1), ("outlets", 1)]
    first = api.give(key, Verdict.DIFFERENT, look("mona"))
    assert (first.settled, first.asks, index()) == (None, Asks.SECOND, before)
    second = api.give(key, Verdict.DIFFERENT, look("adel"))
    assert second.settled == Verdict.DIFFERENT
    assert {d.register for d in second.hanging} == {"bread", "outlets"}
    person = Person.objects.get(handle=key.handle)
    assert not Link.objects.filter(person=person, register__in=["cards", "bread", "outlets"]).exists()
    api.withdraw(second.opinion_id, look("adel"))
    assert index() == before


def test_what_hangs_on_a_row_follows_it_to_its_new_person(linked: World) -> None:
    for steward in ("mona", "adel"):
        api.give(link_key("cards", "head", "id0", "father"), Verdict.DIFFERENT, look(steward))
        told = api.give(link_key("cards", "head", "id0", "mother"), Verdict.SAME, look(steward))
    assert told.settled == Verdict.SAME
    mother = Person.objects.get(handle=handle_of("mother"))
    assert set(Link.objects.filter(person=mother, register__in=["cards", "bread", "outlets"]).values_list("key")) == {
        ("id0",),
        ("٠٠٠",),
        ("o1",),
    }


def test_a_second_steward_is_asked_when_one_contradicts_what_is_nearly_sure(linked: World) -> None:
    key = unsure("clinic", "patient", "v9", "mother", 0.9)
    assert api.give(key, Verdict.DIFFERENT, look("mona")).asks == Asks.SECOND
    assert [pair.key for pair in api.queue("staff:adel")] == [key]
    assert api.queue("staff:mona") == []
    assert api.waiting("staff:adel").second == 1
    assert api.give(key, Verdict.SAME, look("adel")).asks == Asks.THIRD
    assert api.give(key, Verdict.SAME, look("hoda")).settled == Verdict.SAME


def test_nobody_speaks_twice_on_a_pair(linked: World) -> None:
    key = unsure("clinic", "patient", "v9", "mother", 0.9)
    api.give(key, Verdict.DIFFERENT, look("mona"))
    with pytest.raises(Refusal, match="spoken"):
        api.give(key, Verdict.DIFFERENT, look("mona"))


def test_a_pair_that_one_steward_cannot_tell_goes_to_another(linked: World) -> None:
    key = unsure("clinic", "patient", "v9", "mother", 0.5)
    assert api.give(key, Verdict.UNCLEAR, look("mona")).settled is None
    assert api.queue("staff:mona") == []
    assert [pair.key for pair in api.queue("staff:adel")] == [key]
    assert api.give(key, Verdict.SAME, look("adel")).settled == Verdict.SAME


def test_a_row_cannot_be_two_persons(linked: World) -> None:
    one, two = (unsure("clinic", "patient", "v9", member, 0.5) for member in ("mother", "first"))
    api.give(one, Verdict.SAME, look("mona"))
    with pytest.raises(Refusal, match="somebody else's"):
        api.give(two, Verdict.SAME, look("adel"))


def test_the_most_useful_pairs_come_first(linked: World) -> None:
    keys = [unsure("clinic", "patient", f"v{n}", "mother", p) for n, p in ((7, 0.3), (8, 0.6), (9, 0.5))]
    assert [pair.key for pair in api.queue("staff:mona")] == [keys[1], keys[2], keys[0]]
    assert [pair.key for pair in api.queue("staff:mona", limit=1)] == [keys[1]]
    assert api.queue("staff:mona", register="cards") == []
    assert api.waiting("staff:mona").by_register == {"clinic": 3}


def test_a_token_leads_back_to_its_pair_and_a_forged_one_nowhere(linked: World) -> None:
    key = link_key("cards", "head", "id0", "father")
    assert PairKey.from_token(key.token()) == key
    for forged in (key.token() + "x", "", "a:b:c", replace(key, record="id1").token()[:-1]):
        with pytest.raises(Unknown):
            PairKey.from_token(forged)


def test_a_register_that_does_not_answer_stops_a_decision_on_which_others_hang(linked: World) -> None:
    key = unsure("cards", "head", "id9", "mother", 0.5)
    before = index(), Opinion.objects.count()
    linked.connect(without=("cards",))
    with pytest.raises(Refusal, match="does not answer"):
        api.give(key, Verdict.SAME, look("adel"))
    assert (index(), Opinion.objects.count()) == before


def test_every_change_is_in_the_feed(linked: World) -> None:
    after = api.feed(limit=1000).next
    key = unsure("clinic", "patient", "v9", "mother", 0.5)
    told = api.give(key, Verdict.SAME, look("mona"))
    api.withdraw(told.opinion_id, look("mona"))
    seen = api.feed(after)
    assert [(c.kind, c.handle, c.register) for c in seen.changes] == [
        ("linked", key.handle, "clinic"),
        ("unlinked", key.handle, "clinic"),
    ]
    assert (seen.next, seen.more) == (Change.objects.latest("id").id, False)


PAIRS = [
    ("clinic", "patient", "v9", "mother", 0.5),
    ("clinic", "patient", "v9", "first", 0.4),
    ("cards", "head", "id9", "mother", 0.9),
    ("births", "child", "b9", "second", 0.1),
]
LINKS = [("cards", "head", "id0", "father"), ("clinic", "patient", "v1", "father"), ("cards", "head", "id0", "mother")]
STEPS = st.lists(
    st.tuples(
        st.integers(0, len(PAIRS) + len(LINKS) - 1),
        st.sampled_from(STEWARDS),
        st.sampled_from(list(Verdict)),
        st.booleans(),
    ),
    max_size=8,
)


@pytest.fixture
def links_of_world(linked: World) -> list[Link]:
    return list(Link.objects.all())


@given(steps=STEPS, order=st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_taking_opinions_back_in_any_order_restores_the_former_state_exactly(
    links_of_world: list[Link], steps: list[tuple[int, str, Verdict, bool]], order: object
) -> None:
    for model in (UnsurePair, Opinion, EngineAnswer, Link):
        model.objects.all().delete()
    Link.objects.bulk_create(links_of_world)
    keys = [unsure(*pair) for pair in PAIRS] + [link_key(*link) for link in LINKS]
    begun, standing = index(), []
    for place, steward, verdict, taken_back in steps:
        before = index()
        try:
            told = api.give(keys[place], verdict, look(steward))
        except Refusal:
            assert index() == before
            continue
        if taken_back:
            api.withdraw(told.opinion_id, look(steward))
            assert index() == before
        else:
            standing.append(told.opinion_id)
    while standing:
        order.shuffle(standing)  # type: ignore[attr-defined]
        standing = [opinion for opinion in standing if not was_taken_back(opinion)]
    assert index() == begun
    assert not EngineAnswer.objects.exists()


def was_taken_back(opinion: int) -> bool:
    """Refused while what is left would make one row two persons'."""
    before = index()
    try:
        api.withdraw(opinion, look("mona"))
    except Refusal:
        assert index() == before
        return False
    return True


ANSWERS = st.lists(
    st.builds(
        Answer,
        person=st.integers(1, 4),
        linked=st.booleans(),
        probability=st.floats(0, 1),
        weight=st.none(),
        method=st.just("facts"),
        reason=st.none(),
        run=st.just(1),
    ),
    unique_by=lambda answer: answer.person,
    max_size=4,
)


@given(answers=ANSWERS)
def test_without_verdicts_the_engines_answer_holds(answers: list[Answer]) -> None:
    held = outcome(answers, {}, 1)
    assert {*held.links, *held.unsure} == set(answers)


@given(
    verdicts=st.lists(st.sampled_from(list(Verdict)), max_size=5),
    probability=st.none() | st.floats(0, 1),
    order=st.randoms(use_true_random=False),
)
def test_the_order_of_opinions_does_not_matter(
    verdicts: list[Verdict], probability: float | None, order: object
) -> None:
    shuffled = verdicts[:]
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert settled(verdicts, probability) == settled(shuffled, probability)


def test_what_stewards_settled_outlives_a_linking_run_and_can_still_be_taken_back(linked: World) -> None:
    before = index()
    key = link_key("cards", "head", "id0", "father")
    api.give(key, Verdict.DIFFERENT, look("mona"))
    told = api.give(key, Verdict.DIFFERENT, look("adel"))
    cut = index()
    api.link_registers()
    assert without_run(index()) == without_run(cut)
    api.withdraw(told.opinion_id, look("adel"))
    assert without_run(index()) == without_run(before)


def test_a_verdict_on_a_row_that_the_register_no_longer_holds_links_nothing(linked: World) -> None:
    key = unsure("clinic", "patient", "v9", "mother", 0.5)
    api.give(key, Verdict.SAME, look("mona"))
    api.link_registers()
    assert not Link.objects.filter(key="v9").exists()


def test_a_run_says_what_is_different_since_the_last(linked: World) -> None:
    assert [c.kind for c in api.feed().changes] == ["rebuilt"]
    after = api.feed().next
    linked.rows["clinic"] = [{**linked.rows["clinic"][0], "visit": "v2"}]
    linked.spine = linked.spine[:-1]
    linked.write()
    api.link_registers()
    told = [(c.kind, c.register) for c in api.feed(after, 1000).changes]
    assert told.count(("linked", "clinic")) == told.count(("unlinked", "clinic")) == 1
    assert ("left", None) in told


def without_run(found: tuple[list[tuple[object, ...]], ...]) -> list[list[tuple[object, ...]]]:
    return [sorted(((*row[:8], *row[9:]) for row in rows), key=str) for rows in found]


def test_a_full_run_learns_from_what_stewards_settled(linked: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wasl.linkage.teaching.ENOUGH", 2)
    before = without_run(index())
    for record in ("b1", "b2"):
        api.give(link_key("births", "father", record, "father"), Verdict.SAME, look("mona"))
    assert api.link_registers().lessons == 2
    for opinion in api.opinions():
        api.withdraw(opinion.id, look("mona"))
    assert api.link_registers().lessons == 0
    assert without_run(index()) == before


def test_few_verdicts_teach_nothing(linked: World) -> None:
    api.give(link_key("births", "father", "b1", "father"), Verdict.SAME, look("mona"))
    assert api.link_registers().lessons == 0
