"""Every rule with somebody who does it and an office full of people who do not."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.protection.offices import GOVERNORATES, START, Offices
from wasl.protection.terms import terms
from wasl.protection.watching import borrowed, habits, pace, ties
from wasl.protection.watching.finding import Finding, Ground

WHO = "staff:1-3"


def found(offices: Offices) -> list[Finding]:
    ground = offices.ground()
    every = [
        *ties.find(ground),
        *habits.find(ground),
        *pace.find(ground),
        *borrowed.find(ground, lambda _: offices.relatives),
    ]
    least = terms().watch.least_strength
    return sorted((one for one in every if one.strength >= least), key=lambda one: -one.strength)


def area(offices: Offices, account: str = WHO) -> list[str]:
    return offices.of_area[offices.staff[account][2]]


def own_record(o: Offices) -> None:
    o.look(WHO, o.staff[WHO][1], case="a")
    o.look(WHO, o.staff[WHO][1], case="b")


def own_family(o: Offices) -> None:
    for number, person in enumerate(o.family_of(WHO)[:3]):
        o.look(WHO, person, case=f"f{number}")


def neighbours(o: Offices) -> None:
    own = o.staff[WHO][1]
    for person, home in o.home.items():
        if home[0] == o.home[own][0] and person != own:
            for day in (3, 9, 15):
                o.look(WHO, person, case=f"{person}/{day}", at=o.some_morning(day))


def colleagues(o: Offices) -> None:
    office = o.staff[WHO][0]
    for account, (of, person, _) in o.staff.items():
        if of == office and account != WHO:
            o.look(WHO, person, case=f"c{account}")
            o.look(WHO, person, case=f"d{account}")


def famous(o: Offices) -> None:
    for person in sorted(o.famous):
        o.look(WHO, person, case=f"p{person}")


def bulk_browsing(o: Offices) -> None:
    for day in (1, 2, 8):
        for number in range(120):
            o.look(WHO, o.chance.choice(area(o)), at=o.some_morning(day), case=f"{day}/{number // 2}")


def no_case(o: Offices) -> None:
    o.entries = [one if one.actor != WHO else type(one)(**{**vars(one), "case": None}) for one in o.entries]


def after_hours(o: Offices) -> None:
    for number in range(120):
        at = START + timedelta(days=number % o.days, hours=o.chance.uniform(13, 17))
        o.look(WHO, o.chance.choice(area(o)), at=at, case=f"n{number}")


def borrowed_case(o: Offices) -> None:
    for _ in range(16):
        o.look(WHO, o.chance.choice(area(o)), case="THE-SAME")


def one_person_again(o: Offices) -> None:
    person = o.chance.choice(area(o))
    for day in range(0, o.days, 4):
        o.look(WHO, person, at=o.some_morning(day), case=f"r{day}")


def out_of_area(o: Offices) -> None:
    others = [code for code in GOVERNORATES if code != o.staff[WHO][2]]
    for number in range(250):
        o.look(WHO, o.chance.choice(o.of_area[o.chance.choice(others)]), case=f"o{number}")


def shared_account(o: Offices) -> None:
    for day in range(0, o.days, 4):
        at = o.some_morning(day)
        for number in range(8):
            channel = ("backoffice", "terminal")[number % 2]
            person = o.chance.choice(area(o))
            o.look(WHO, person, at=at + timedelta(seconds=20 * number), channel=channel, case=f"s{day}{number}")


MISUSES: list[Callable[[Offices], None]] = [
    own_record,
    own_family,
    neighbours,
    colleagues,
    famous,
    bulk_browsing,
    no_case,
    after_hours,
    borrowed_case,
    one_person_again,
    out_of_area,
    shared_account,
]


@pytest.mark.parametrize("misuse", MISUSES, ids=lambda misuse: misuse.__name__)
def test_who_does_it_is_among_the_first_findings(misuse: Callable[[Offices], None]) -> None:
    offices = Offices(people=12_000, days=40)
    misuse(offices)
    first = found(offices)[:8]
    kind = misuse.__name__.replace("_", "-")
    assert (WHO, kind) in [(one.account.name, one.kind) for one in first], [(f.kind, f.strength) for f in first]


@pytest.fixture(scope="module")
def honest() -> list[Finding]:
    return found(Offices(seed=11, people=12_000, days=30))


def test_honest_offices_give_little_to_look_into(honest: list[Finding]) -> None:
    """Sixty officers, twelve rules: about seven in seven hundred at strength 2."""
    assert len(honest) <= 16
    assert sum(one.strength > 3 for one in honest) <= 3


def test_every_finding_has_words_in_both_languages_and_entries_in_order(honest: list[Finding]) -> None:
    for one in honest:
        assert one.words.ar
        assert one.words.en
        assert one.entries
        assert list(one.entries) == sorted(set(one.entries))


@pytest.mark.parametrize("misuse", MISUSES, ids=lambda misuse: misuse.__name__)
def test_nobody_else_is_suspected_because_of_it(misuse: Callable[[Offices], None], honest: list[Finding]) -> None:
    offices = Offices(seed=11, people=12_000, days=30)
    misuse(offices)
    kind = misuse.__name__.replace("_", "-")
    others = {one.account.name for one in found(offices) if one.kind == kind and one.account.name != WHO}
    assert len(others - {one.account.name for one in honest if one.kind == kind}) <= 1


def test_a_family_behind_one_case_is_no_borrowed_case() -> None:
    offices = Offices(people=12_000, days=30)
    family = offices.chance.sample(area(offices), 9)
    offices.relatives |= {(family[0], other) for other in family[1:]}
    for person in family:
        offices.look(WHO, person, case="FAMILY")
    assert "borrowed-case" not in [one.kind for one in found(offices) if one.account.name == WHO]


def test_a_program_that_looks_at_thousands_is_no_browsing_officer() -> None:
    offices = Offices(people=12_000, days=30)
    for number in range(10):
        name = f"staff:program-{number}"
        offices.staff[name] = (f"office-{number % 5}", "", "")
        for place in range(900):
            person = offices.chance.choice(area(offices))
            offices.look(name, person, at=offices.some_morning(place % 9 + 1), channel="api", case=f"{name}{place}")
    programs = [one for one in found(offices) if "program" in one.account.name and one.kind == "bulk-browsing"]
    assert programs == []


def test_a_lone_account_without_peers_is_measured_and_nothing_breaks() -> None:
    offices = Offices(offices=1, officers=1, people=500, days=10)
    assert isinstance(found(offices), list)


def test_without_any_look_nothing_is_found() -> None:
    offices = Offices(people=100, days=0)
    ground: Ground = offices.ground()
    assert [*ties.find(ground), *habits.find(ground), *pace.find(ground), *borrowed.find(ground, lambda _: [])] == []
