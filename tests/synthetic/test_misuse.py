"""Misuse planted among honest looks: every kind is what truth says, and the honest stay hard to tell from it."""

import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.nation import Nation as Linked
from wasl.core.errors import Refusal
from wasl.country.api import pack
from wasl.identity.api import Staff
from wasl.protection.api import public_figures, unmark_public
from wasl.synthetic.api import pack_manifests
from wasl.synthetic.misuse.api import plant_misuse
from wasl.synthetic.misuse.kinds import Misuse
from wasl.synthetic.misuse.looks import PICTURE, SEARCH, SECOND, Scene, Seen, registers_by_section
from wasl.synthetic.misuse.offices import offices
from wasl.synthetic.misuse.people import People
from wasl.synthetic.misuse.planting import all_looks, scene
from wasl.synthetic.nation import Nation
from wasl.synthetic.simulation import simulate
from wasl.trust.log.api import entries

LOOKS, LAST = 4_000, date(2026, 11, 20)
NIGHT = range(7, 19)
Planted = dict[Misuse, dict[str, list[Seen]]]


@pytest.fixture(scope="module")
def made_up() -> Nation:
    return simulate(pack(), 5_000, 5)


def staged(made_up: Nation, seed: int) -> Scene:
    handles = {pid: f"person-{pid}" for pid in made_up.persons["pid"].to_list()}
    registers = registers_by_section(pack_manifests())
    return scene(
        People(made_up.persons, made_up.marriages, handles), offices(), registers, seed=seed, last=LAST, looks=LOOKS
    )


@pytest.fixture(scope="module", params=[1, 2, 3])
def stage(request: pytest.FixtureRequest, made_up: Nation) -> Scene:
    return staged(made_up, request.param)


@pytest.fixture(scope="module")
def looks(stage: Scene) -> list[Seen]:
    return all_looks(stage, LOOKS)


@pytest.fixture(scope="module")
def planted(looks: list[Seen]) -> Planted:
    found: Planted = {kind: defaultdict(list) for kind in Misuse}
    for seen in looks:
        if seen.planted:
            found[Misuse(seen.planted)][seen.officer.username].append(seen)
    return found


def pictures(looks: list[Seen]) -> list[Seen]:
    return [seen for seen in looks if seen.kind == PICTURE]


def subjects(looks: list[Seen]) -> list[int]:
    return [person for seen in pictures(looks) for person in seen.persons]


def days(looks: list[Seen]) -> set[date]:
    return {local(seen).date() for seen in looks}


def local(seen: Seen) -> datetime:
    return datetime.fromtimestamp(seen.at / SECOND, ZoneInfo(pack().timezone))


def of(planted: Planted, kind: Misuse) -> Iterator[tuple[list[Seen], set[int]]]:
    """The looks of each account of that kind, and of whom they are pictures."""
    for made in planted[kind].values():
        yield made, set(subjects(made))


def person(made: list[Seen]) -> int:
    found = made[0].officer.person
    assert found is not None
    return found


def told(looks: list[Seen]) -> list[object]:
    return [(s.at, s.officer.username, s.kind, s.case, s.persons, s.view, s.outcome, s.planted) for s in looks]


def test_a_seed_makes_the_same_looks_and_another_seed_others(made_up: Nation) -> None:
    once, again, other = (told(all_looks(staged(made_up, seed), LOOKS)) for seed in (7, 7, 8))
    assert once == again
    assert once != other


def test_looks_come_in_the_order_of_time_and_within_sixty_days(looks: list[Seen], stage: Scene) -> None:
    assert [seen.at for seen in looks] == sorted(seen.at for seen in looks)
    assert stage.days[0] <= local(looks[0]).date()
    assert local(looks[-1]).date() <= LAST


def test_there_are_as_many_honest_looks_as_asked_for_but_for_those_that_lost_their_case(looks: list[Seen]) -> None:
    assert abs(sum(not seen.planted for seen in looks) - LOOKS) <= LOOKS // 50


def test_every_kind_is_planted_once_or_twice_and_no_account_has_two(planted: Planted) -> None:
    assert all(1 <= len(accounts) <= 2 for accounts in planted.values())
    everybody = [name for accounts in planted.values() for name in accounts]
    assert len(everybody) == len(set(everybody))


def test_whoever_misuses_an_account_also_works_honestly(planted: Planted, looks: list[Seen]) -> None:
    honest = Counter(seen.officer.username for seen in looks if not seen.planted)
    assert all(honest[name] >= 10 for accounts in planted.values() for name in accounts)


def test_own_record_is_two_to_four_looks_at_oneself(planted: Planted) -> None:
    for made, whom in of(planted, Misuse.OWN_RECORD):
        assert whom == {person(made)}
        assert 2 <= len(pictures(made)) <= 4


def test_own_family_is_three_to_eight_looks_at_relatives(planted: Planted, stage: Scene) -> None:
    for made, whom in of(planted, Misuse.OWN_FAMILY):
        assert whom <= set(stage.people.kin(person(made)))
        assert 3 <= len(pictures(made)) <= 8


def test_neighbours_are_five_to_twelve_looks_into_ones_street(planted: Planted, stage: Scene) -> None:
    people = stage.people
    for made, whom in of(planted, Misuse.NEIGHBOURS):
        assert {people.street[one] for one in whom} == {people.street[person(made)]}
        assert not whom & people.own_circle(person(made))
        assert 5 <= len(pictures(made)) <= 12


def test_colleagues_are_five_to_ten_looks_at_people_of_ones_office(planted: Planted, stage: Scene) -> None:
    offices_of = {one.person: one.office for one in stage.staff if one.person is not None}
    for made, whom in of(planted, Misuse.COLLEAGUES):
        assert {offices_of[one] for one in whom} == {made[0].officer.office}
        assert person(made) not in whom
        assert 5 <= len(pictures(made)) <= 10


def test_the_famous_are_four_to_ten_different_public_figures(planted: Planted, stage: Scene) -> None:
    for made, whom in of(planted, Misuse.FAMOUS):
        assert whom <= set(stage.famous)
        assert 4 <= len(whom) == len(pictures(made)) <= 10


def test_bulk_browsing_is_hundreds_of_people_in_two_days(planted: Planted) -> None:
    for made, whom in of(planted, Misuse.BULK_BROWSING):
        assert 250 <= len(whom) == len(made) <= 400
        assert len(days(made)) == 2


def test_no_case_is_about_half_of_the_work_where_peers_nearly_always_name_one(
    planted: Planted, looks: list[Seen]
) -> None:
    for name, made in planted[Misuse.NO_CASE].items():
        own = [seen for seen in looks if seen.officer.username == name]
        peers = [seen for seen in looks if seen.officer.office == own[0].officer.office and not seen.planted]
        assert 0.3 <= len(made) / len(own) <= 0.7
        assert not any(seen.case for seen in made)
        assert sum(seen.case is not None for seen in peers) / len(peers) >= 0.9


def test_after_hours_is_40_to_80_looks_at_night_over_weeks(planted: Planted) -> None:
    for made, _ in of(planted, Misuse.AFTER_HOURS):
        assert 40 <= len(made) <= 80
        assert not any(local(seen).hour in NIGHT for seen in made)
        assert (max(days(made)) - min(days(made))).days >= 14


def test_a_borrowed_case_stands_behind_40_to_80_people_of_different_households(planted: Planted, stage: Scene) -> None:
    for made, whom in of(planted, Misuse.BORROWED_CASE):
        assert len({seen.case for seen in made}) == 1
        assert made[0].case is not None
        assert 40 <= len(whom) == len({stage.people.household[one] for one in whom}) <= 80


def test_one_person_again_is_25_to_40_looks_on_different_pretexts(planted: Planted) -> None:
    for made, whom in of(planted, Misuse.ONE_PERSON_AGAIN):
        assert len(whom) == 1
        assert 25 <= len(pictures(made)) <= 40
        assert len({seen.case for seen in made}) >= 10
        assert (max(days(made)) - min(days(made))).days >= 14


def test_out_of_area_is_60_to_100_people_of_another_region(planted: Planted, stage: Scene) -> None:
    region = {code: one.region.en for code, one in pack().governorates.items()}
    for made, whom in of(planted, Misuse.OUT_OF_AREA):
        places = {stage.people.governorate[one] for one in whom}
        assert len(places) == 1
        assert region[places.pop()] != region[made[0].officer.governorate]
        assert 60 <= len(whom) <= 100


def test_a_shared_account_is_on_two_channels_in_the_same_minutes(planted: Planted) -> None:
    for made, _ in of(planted, Misuse.SHARED_ACCOUNT):
        minutes = defaultdict(set)
        for seen in made:
            minutes[seen.at // (60 * SECOND)].add(seen.channel)
        both = sum(len(channels) == 2 for channels in minutes.values())
        assert both >= 0.6 * len(minutes)
        assert 3 <= len(made) / len(minutes) <= 15


def test_no_honest_officer_looks_at_themselves_or_their_own(looks: list[Seen]) -> None:
    for seen in pictures([seen for seen in looks if not seen.planted]):
        assert seen.persons[0] != seen.officer.person
        assert seen.persons[0] not in seen.officer.circle


def test_no_two_people_share_a_case_unless_it_is_one_household_or_family(looks: list[Seen], stage: Scene) -> None:
    people, together = stage.people, defaultdict(set)
    for seen in pictures([seen for seen in looks if not seen.planted and seen.case]):
        together[seen.case].update(seen.persons)
    for whom in together.values():
        near = {other for one in whom for other in (one, *people.kin(one), *people.own_circle(one))}
        assert any(whom <= {one, *people.own_circle(one)} for one in whom)
        assert whom <= near


def test_an_honest_officer_does_one_thing_at_a_time(looks: list[Seen]) -> None:
    hands = defaultdict(list)
    for seen in looks:
        if not seen.planted and not seen.officer.is_program:
            hands[seen.officer.username, seen.channel].append(seen.at)
    gaps = [later - sooner for times in hands.values() for sooner, later in pairwise(times)]
    assert sum(gap < 5 * SECOND for gap in gaps) < len(gaps) / 200


def test_honest_work_has_what_makes_it_hard(looks: list[Seen], stage: Scene) -> None:
    honest = [seen for seen in looks if not seen.planted]
    whom = set(subjects(honest))
    assert whom & set(stage.famous)
    assert any(set(seen.persons) & seen.officer.colleagues for seen in honest)
    assert any(local(seen).hour not in NIGHT and not seen.officer.is_program for seen in honest)
    assert any(seen.officer.is_program and local(seen).hour in range(4) for seen in honest)
    assert any(seen.outcome == "refused" for seen in honest)
    assert any(seen.case is None for seen in honest)
    assert any(len(seen.persons) > 1 for seen in honest if seen.kind == SEARCH)
    assert max(Counter(seen.case for seen in honest if seen.case).values()) >= 6


def test_a_look_shows_only_what_its_purpose_allows(looks: list[Seen]) -> None:
    for seen in looks:
        assert set(seen.view.sections) <= set(pack().purposes[seen.purpose].sections)
        assert seen.purpose in seen.officer.works.purposes


def test_every_case_number_is_given_once_only(looks: list[Seen]) -> None:
    officers = defaultdict(set)
    for seen in looks:
        if seen.case:
            officers[seen.case].add(seen.officer.username)
    assert all(len(names) == 1 for names in officers.values())


def test_case_numbers_are_of_the_kinds_that_policies_know(looks: list[Seen]) -> None:
    assert {seen.case.split("-")[0] for seen in looks if seen.case} >= {"SUP", "TAX", "CRT"}


@pytest.fixture
def home(nation_home: Path, tmp_path: Path) -> Iterator[Path]:
    """A nation's tables and truth to write into; whoever was made known is forgotten."""
    for part in ("facts", "truth"):
        shutil.copytree(nation_home / "nation" / part, tmp_path / "nation" / part)
    yield tmp_path
    for figure in public_figures():
        unmark_public(figure.handle, "a test")


def test_the_ledger_holds_what_was_planted_once(nation: Linked, clean_ledger: None, home: Path) -> None:
    report = plant_misuse(home, seed=1, last=LAST, looks=2_000)
    written = {entry.seq: entry for entry in entries()}
    truth = pl.read_parquet(home / "nation/truth/misuse.parquet")
    assert len(written) == 2_000 + sum(map(len, truth["seqs"])) - len(lost_cases(truth))
    for account, _, seqs in truth.iter_rows():
        assert {written[seq].actor for seq in seqs} == {account}
    assert set(truth["kind"]) == set(report.planted)
    with pytest.raises(Refusal, match="already"):
        plant_misuse(home, seed=1, last=LAST, looks=2_000)


def lost_cases(truth: pl.DataFrame) -> list[int]:
    """Honest looks that lost their case; they are no further entries."""
    return [seq for _, kind, seqs in truth.iter_rows() for seq in seqs if kind == Misuse.NO_CASE]


def test_officers_of_the_nation_are_persons_of_it(nation: Linked, clean_ledger: None, home: Path) -> None:
    plant_misuse(home, seed=1, last=LAST, looks=2_000)
    officer = Staff.objects.exclude(person=None).exclude(governorate=None).first()
    assert officer is not None
    assert officer.governorate in pack().governorates
    assert not officer.has_usable_password()
