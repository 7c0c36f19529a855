"""Honest work: officers who take cases as they come, search, look, come back to them, and go home."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from wasl.synthetic.misuse.looks import API, BACKOFFICE, HOUR, SECOND, TERMINAL, Scene, Seen
from wasl.synthetic.misuse.shifts import Shift, moments, shifts
from wasl.synthetic.misuse.staff import Officer

Tell = Callable[[int], None]
NEAR = 0.92  # of cases are about somebody of the governorate served
SECOND_PLACE = 0.4  # of cases of somebody who serves two
MOVED = 0.6  # of the others once lived there
PASSED_ON = 0.85  # of cases about people whom one knows go to somebody else; in a real nation they are rarer still
SEARCHED = 0.7
AGAIN = 0.08
OTHER_CHANNEL = 0.2
SERVED = 0.25  # of staff are served at an office once themselves, and as many have a neighbour before them
LAST_HOURS = 3  # of a day, when a program starts nothing any more


@dataclass
class Dossier:
    """One matter of one person (and their household)."""

    case: str | None
    purpose: str
    subject: int
    household: tuple[int, ...]
    reason: str | None
    channel: str
    left: int  # further visits
    fresh: bool = True


@dataclass
class Desk:
    """What lies before one officer."""

    officer: Officer
    sent: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))  # day -> people to be served
    back: dict[int, list[Dossier]] = field(default_factory=lambda: defaultdict(list))  # shift -> matters to go on with


def honest(scene: Scene, looks: int, tell: Tell) -> list[Seen]:
    """Exactly so many, in no order."""
    desks = [Desk(officer) for officer in scene.staff]
    _send_the_known(scene, desks)
    paces = np.array([officer.pace for officer in scene.staff])
    made: list[Seen] = []
    for desk, share in zip(desks, _parted(looks, paces), strict=True):
        made += _program(scene, desk.officer, share) if desk.officer.is_program else _career(scene, desk, share)
        tell(len(made))
    return made


def _parted(whole: int, weights: np.ndarray) -> list[int]:
    """Whole numbers in proportion to the weights that add up to the whole.

    >>> _parted(10, np.array([1.0, 1.0, 1.0]))
    [3, 4, 3]
    """
    edges = np.rint(np.cumsum(weights) / weights.sum() * whole).astype(int)
    return [int(count) for count in np.diff(edges, prepend=0)]


def _send_the_known(scene: Scene, desks: list[Desk]) -> None:
    """Colleagues, neighbours and public figures are citizens too: each goes to one officer, who has a case for it."""
    rng, people = scene.rng, scene.people
    human = [desk for desk in desks if not desk.officer.is_program]
    for one in scene.famous:
        near = [desk for desk in human if desk.officer.governorate == people.governorate[one]]
        _send(scene, (near or human)[int(rng.integers(len(near or human)))], one)
    for desk in human:
        person = desk.officer.person
        if person is not None and rng.random() < SERVED:
            _send(scene, _other(scene, human, desk, same_office=bool(rng.random() < 0.5)), person)
        if person is not None and rng.random() < SERVED and (near_by := people.neighbours(person)):
            _send(scene, desk, near_by[int(rng.integers(len(near_by)))])


def _other(scene: Scene, desks: list[Desk], desk: Desk, *, same_office: bool) -> Desk:
    found = [one for one in desks if one is not desk and (one.officer.office == desk.officer.office) == same_office]
    return found[int(scene.rng.integers(len(found)))]


def _send(scene: Scene, desk: Desk, person: int) -> None:
    if person not in desk.officer.circle and person != desk.officer.person:
        desk.sent[int(scene.rng.integers(len(scene.days)))].append(person)


def _career(scene: Scene, desk: Desk, looks: int) -> list[Seen]:
    worked = shifts(scene, desk.officer)
    weights = np.array([shift.weight for shift in worked])
    counts = scene.rng.multinomial(looks, weights / weights.sum())
    return [
        seen
        for nth, (shift, count) in enumerate(zip(worked, counts, strict=True))
        for seen in _day(scene, desk, (nth, shift), int(count))
    ]


def _day(scene: Scene, desk: Desk, which: tuple[int, Shift], looks: int) -> Iterator[Seen]:
    nth, shift = which
    visits: list[tuple[Dossier, list[tuple[bool, int]]]] = []
    while looks:
        dossier = _next(scene, desk, nth, shift)
        acts = _acts(scene, dossier)[:looks]
        looks -= len(acts)
        visits.append((dossier, acts))
        _come_back(scene, desk, nth, dossier)
    for dossier in desk.back.pop(nth, ()):  # no time today
        desk.back[nth + 1].append(dossier)
    yield from _timed(scene, desk.officer, shift, visits)


def _next(scene: Scene, desk: Desk, nth: int, shift: Shift) -> Dossier:
    if desk.back[nth] and scene.rng.random() < 0.7:
        return desk.back[nth].pop()
    waiting = next((day for day in sorted(desk.sent) if day <= shift.day and desk.sent[day]), None)
    if waiting is not None:
        return _dossier(scene, desk.officer, shift.day, desk.sent[waiting].pop(), known=True)
    return _dossier(scene, desk.officer, shift.day, _subject(scene, desk.officer))


def _dossier(scene: Scene, officer: Officer, day: int, subject: int, *, known: bool = False) -> Dossier:
    """Somebody known is never looked at without a case."""
    rng, works = scene.rng, officer.works
    caseless = rng.random() < works.caseless and not known
    household = _household(scene, officer, subject) if rng.random() < works.together and not known else ()
    other = officer.terminal and rng.random() < OTHER_CHANNEL
    return Dossier(
        case=None if caseless else scene.new_case(officer, day),
        purpose=scene.purpose(officer),
        subject=subject,
        household=household,
        reason=scene.reason(officer),
        channel=TERMINAL if other else BACKOFFICE,
        left=0 if caseless else int(rng.poisson(works.returning * rng.exponential())),
    )


def _household(scene: Scene, officer: Officer, subject: int) -> tuple[int, ...]:
    people = scene.people
    known = officer.circle | officer.acquaintance | officer.colleagues | scene.in_view | {officer.person}
    home = people.of_household.get(people.household[subject], [subject])
    together = dict.fromkeys([*home, *people.kin(subject)])
    return tuple(one for one in together if one not in known and one != subject)[: int(scene.rng.integers(1, 6))]


def _subject(scene: Scene, officer: Officer) -> int:
    """Never oneself or one's own: such a case goes to somebody else, as most about people one knows."""
    for _ in range(50):
        one = _somebody(scene, officer)
        if one == officer.person or one in officer.circle:
            continue
        known = officer.knows(one) or one in scene.in_view
        if not known or scene.rng.random() > PASSED_ON:
            return one
    return next(one for one in iter(lambda: _anybody(scene), -1) if one != officer.person and one not in officer.circle)


def _somebody(scene: Scene, officer: Officer) -> int:
    rng, people = scene.rng, scene.people
    place = officer.second if officer.second and rng.random() < SECOND_PLACE else officer.governorate
    if rng.random() < NEAR:
        pool = people.of_governorate[place]
    elif rng.random() < MOVED:
        pool = people.moved_from.get(place) or people.of_governorate[place]
    else:
        return _anybody(scene)
    return pool[int(rng.integers(len(pool)))]


def _anybody(scene: Scene) -> int:
    return int(scene.rng.integers(len(scene.people)))


def _acts(scene: Scene, dossier: Dossier) -> list[tuple[bool, int]]:
    """Whether it is a search, and about whom."""
    rng, subject = scene.rng, dossier.subject
    again = [(False, subject)] if rng.random() < AGAIN else []
    if not dossier.fresh:
        home = [(False, one) for one in dossier.household if rng.random() < 0.25]
        return [(False, subject), *home, *again]
    first = [(True, subject)] if rng.random() < SEARCHED else []
    return [*first, (False, subject), *((False, one) for one in dossier.household), *again]


def _come_back(scene: Scene, desk: Desk, nth: int, dossier: Dossier) -> None:
    dossier.fresh = False
    if dossier.left > 0:
        dossier.left -= 1
        desk.back[nth + 1 + int(scene.rng.geometric(0.2))].append(dossier)


def _timed(
    scene: Scene, officer: Officer, shift: Shift, visits: list[tuple[Dossier, list[tuple[bool, int]]]]
) -> Iterator[Seen]:
    """One thing after the other: an officer has two hands."""
    rng, now = scene.rng, 0
    for start, (dossier, acts) in zip(moments(scene, shift, len(visits)), visits, strict=True):
        now = max(start, now)
        for search, person in acts:
            yield _seen(scene, officer, now, dossier, (search, person))
            now += int(rng.uniform(12, 45) if search else rng.gamma(2.0, 45.0) + 15) * SECOND


def _seen(scene: Scene, officer: Officer, at: int, dossier: Dossier, act: tuple[bool, int]) -> Seen:
    search, person = act
    make = scene.search if search else scene.picture
    return make(
        officer, at, person, purpose=dossier.purpose, case=dossier.case, reason=dossier.reason, channel=dossier.channel
    )


def _program(scene: Scene, officer: Officer, looks: int) -> list[Seen]:
    """Day and night, in rows of a few at the pace of a machine, each with its case, anywhere in the country."""
    rng, made = scene.rng, list[Seen]()
    while len(made) < looks:
        day = int(rng.integers(len(scene.days)))
        now = scene.midnights[day] + int(rng.uniform(0, 24 - LAST_HOURS) * HOUR)
        for _ in range(min(looks - len(made), int(rng.integers(3, 40)))):
            case = scene.new_case(officer, day)
            made.append(scene.picture(officer, now, _anybody(scene), case=case, channel=API))
            now += int(rng.uniform(0.8, 4) * SECOND)
    return made
