"""The staff of a made-up nation: who they are themselves, where they serve, and when they work."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from wasl.country.api import pack
from wasl.synthetic.misuse.offices import Office, Offices
from wasl.synthetic.misuse.people import People

BRANCH = 8  # accounts in one governorate, about
AWAY = 0.1  # of officers live in another governorate than they serve
TWO_PLACES = 0.05  # of officers serve a second governorate
TWO_CHANNELS = 0.06
CLOCK = 4.0  # seconds that clocks are off
ACCOUNTS = 300


@dataclass
class Officer:
    """One account. A program is an account with nobody behind it."""

    username: str
    office: str
    works: Office
    governorate: str
    person: int | None
    pace: float = 1.0
    second: str | None = None  # another governorate that they serve
    terminal: bool = False  # works on a second channel now and then
    nights: bool = False
    clocks: tuple[float, float] = (0.0, 0.0)  # seconds off, on either channel
    circle: frozenset[int] = frozenset()  # kin and household
    acquaintance: frozenset[int] = frozenset()  # the wider family, and who lives in the same street
    colleagues: frozenset[int] = field(default=frozenset(), repr=False)

    def knows(self, one: int) -> bool:
        """Beside kin and household, whose cases nobody handles who belongs to them."""
        return one in self.colleagues or one in self.acquaintance

    @property
    def is_program(self) -> bool:
        return self.person is None


def employ(rng: np.random.Generator, people: People, how: Offices, accounts: int = ACCOUNTS) -> list[Officer]:
    """About that many accounts; every office has two at least."""
    taken: set[int] = set()
    staff: list[Officer] = []
    for name, works in how.offices.items():
        count = max(2, round(works.staff * accounts / ACCOUNTS))
        for nth, place in enumerate(_branches(rng, people, count)):
            staff.append(_officer(rng, people, f"{name}-{nth + 1:03d}", (name, works, place), taken))
        staff += [_program(rng, name, works, nth + 1) for nth in range(_scaled(works.programs, accounts))]
    _introduce(staff)
    return staff


def _scaled(programs: int, accounts: int) -> int:
    return min(programs, max(1, round(programs * accounts / ACCOUNTS)))


def _branches(rng: np.random.Generator, people: People, count: int) -> list[str]:
    """Where each of them serves: a few governorates, the populous ones rather."""
    codes = sorted(people.of_governorate)
    weights = np.array([len(people.of_governorate[code]) for code in codes], dtype=float)
    drawn = rng.choice(
        len(codes), size=min(len(codes), max(1, count // BRANCH)), replace=False, p=weights / weights.sum()
    )
    return [codes[drawn[nth % len(drawn)]] for nth in range(count)]


def _officer(
    rng: np.random.Generator, people: People, username: str, post: tuple[str, Office, str], taken: set[int]
) -> Officer:
    name, works, place = post
    person = _hired(rng, people, place, taken)
    return Officer(
        username,
        name,
        works,
        place,
        person,
        pace=works.pace * float(rng.lognormal(0, 0.35)),
        second=_next_door(rng, people, place) if rng.random() < TWO_PLACES else None,
        terminal=bool(rng.random() < TWO_CHANNELS),
        nights=bool(rng.random() < works.nights),
        clocks=(float(rng.normal(0, CLOCK)), float(rng.normal(0, CLOCK))),
        circle=frozenset(people.own_circle(person)),
        acquaintance=frozenset([*people.clan(person), *people.neighbours(person)]),
    )


def _program(rng: np.random.Generator, name: str, works: Office, nth: int) -> Officer:
    return Officer(f"{name}-program-{nth}", name, works, "", None, pace=float(rng.uniform(3.0, 8.0)))


def _hired(rng: np.random.Generator, people: People, place: str, taken: set[int]) -> int:
    """Somebody of working age, mostly from there, whom nobody has hired yet."""
    year = max(people.born)
    pool: Sequence[int] = range(len(people)) if rng.random() < AWAY else people.of_governorate[place]
    for pick in (*rng.choice(pool, 60), *rng.choice(len(people), 600)):
        one = int(pick)
        if one not in taken and people.here[one] and 23 <= year - people.born[one] <= 60:
            taken.add(one)
            return one
    raise ValueError("the nation has too few people of working age for this staff: make a larger one")


def _next_door(rng: np.random.Generator, people: People, place: str) -> str | None:
    """Another governorate of the same region."""
    regions = {code: one.region.en for code, one in pack().governorates.items()}
    near = [code for code in sorted(people.of_governorate) if code != place and regions[code] == regions[place]]
    return str(rng.choice(near)) if near else None


def _introduce(staff: list[Officer]) -> None:
    """Colleagues are the people of one office."""
    for one in staff:
        others = (other.person for other in staff if other.office == one.office and other is not one)
        one.colleagues = frozenset(person for person in others if person is not None)
