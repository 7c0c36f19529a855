"""The twelve kinds of misuse, as they happen: a few looks among hundreds of honest ones, no louder than in life."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from wasl.country.api import pack
from wasl.synthetic.misuse.hand import Hand
from wasl.synthetic.misuse.looks import BACKOFFICE, HOUR, SECOND, TERMINAL

NEARLY_NEVER = 0.03  # of work names no case
BUSY = 30
"""Looks that an account has at least among which something can hide."""


class Misuse(StrEnum):
    OWN_RECORD = "own-record"
    OWN_FAMILY = "own-family"
    NEIGHBOURS = "neighbours"
    COLLEAGUES = "colleagues"
    FAMOUS = "famous"
    BULK_BROWSING = "bulk-browsing"
    NO_CASE = "no-case"
    AFTER_HOURS = "after-hours"
    BORROWED_CASE = "borrowed-case"
    ONE_PERSON_AGAIN = "one-person-again"
    OUT_OF_AREA = "out-of-area"
    SHARED_ACCOUNT = "shared-account"


def own_record(hand: Hand) -> None:
    """Two to four looks at themselves."""
    _now_and_then(hand, [_self(hand)] * _from_to(hand, 2, 4))


def own_family(hand: Hand) -> None:
    """Three to eight looks at living relatives, some of them twice."""
    kin = hand.scene.people.kin(_self(hand))
    _now_and_then(hand, _some_again(hand, kin, _from_to(hand, 3, 8)), days=4)


def neighbours(hand: Hand) -> None:
    """Five to twelve looks at people of the same street, the nearest rather."""
    near = hand.scene.people.neighbours(_self(hand))[:14]
    _now_and_then(hand, _some_again(hand, near, _from_to(hand, 5, 12)), days=6)


def colleagues(hand: Hand) -> None:
    """Five to ten looks at people of their own office."""
    _now_and_then(hand, _some_again(hand, sorted(hand.officer.colleagues), _from_to(hand, 5, 10)))


def famous(hand: Hand) -> None:
    """Four to ten public figures."""
    figures = [one for one in hand.scene.famous if one not in hand.officer.circle and one != hand.officer.person]
    _now_and_then(hand, _some_again(hand, figures, _from_to(hand, 4, 10)), days=7)


def bulk_browsing(hand: Hand) -> None:
    """250 to 400 people in two days, street after street, with cases as everybody names them."""
    people, first = hand.scene.people, hand.days[int(hand.rng.integers(len(hand.days) - 1))]
    count = _from_to(hand, 250, 400)
    near = sorted(
        hand.strangers(people.of_governorate[hand.officer.governorate], count), key=lambda p: people.street[p]
    )
    far = [one for one in hand.strangers(range(len(people)), 2 * count) if one not in set(near)]
    chosen = [*near, *far][:count]
    for day, part in ((first, chosen[: count // 2]), (_next_day(hand, first), chosen[count // 2 :])):
        now = hand.scene.midnights[day] + int((hand.officer.works.hours[0] + 0.4) * HOUR)
        for one in part:
            now = hand.free(now + int(hand.rng.gamma(3.0, 22.0) + 8) * SECOND)
            hand.look(now, one, case=hand.usual_case(day), search=0)


def no_case(hand: Hand) -> None:
    """Half of their honest work loses its case."""
    named = [seen for seen in hand.honest if seen.case is not None]
    for nth in sorted(hand.rng.permutation(len(named))[: len(hand.honest) // 2]):
        named[nth].case = None
        hand.made.append(named[nth])


def after_hours(hand: Hand) -> None:
    """40 to 80 looks on some nights over weeks, as if it were work."""
    nights = hand.some_days(_from_to(hand, 6, 10), within=45)
    left = _from_to(hand, 40, 80)
    for nth, day in enumerate(nights):
        now = hand.scene.midnights[day] + int(hand.rng.uniform(21.5, 27.0) * HOUR)
        for _ in range(-(-left // (len(nights) - nth))):
            now += int(hand.rng.gamma(2.0, 60.0) + 60) * SECOND
            hand.look(now, _local(hand), case=hand.usual_case(day), search=0)
            left -= 1


def borrowed_case(hand: Hand) -> None:
    """One case number of theirs behind 40 to 80 people who have nothing to do with each other."""
    named = [seen for seen in hand.honest if seen.case]
    case = named[int(hand.rng.integers(len(named)))].case
    count = _from_to(hand, 40, 80)
    whom = hand.strangers(_homes_apart(hand), count)
    days = hand.some_days(14, within=30)
    for one in whom:
        hand.look(hand.moment(days[int(hand.rng.integers(len(days)))]), one, case=case)


def one_person_again(hand: Hand) -> None:
    """25 to 40 looks at one person over weeks, on ever new pretexts."""
    born = hand.scene.people.born
    near = [one for one in _around(hand) if abs(born[one] - born[_self(hand)]) < 8]
    person = hand.stranger(near or _around(hand))
    _now_and_then(hand, [person] * _from_to(hand, 25, 40), days=20, bare=0.3)


def out_of_area(hand: Hand) -> None:
    """60 to 100 people of a governorate of another region, over some weeks."""
    people, region = hand.scene.people, {code: one.region.en for code, one in pack().governorates.items()}
    far = [code for code in people.of_governorate if region[code] != region[hand.officer.governorate]]
    wanted = _from_to(hand, 60, 100)
    roomy = [code for code in sorted(far) if len(people.of_governorate[code]) > 2 * wanted]
    place = (
        roomy[int(hand.rng.integers(len(roomy)))] if roomy else max(far, key=lambda c: len(people.of_governorate[c]))
    )
    days = hand.some_days(15, within=28)
    for one in hand.strangers(people.of_governorate[place], wanted):
        day = days[int(hand.rng.integers(len(days)))]
        hand.look(hand.moment(day), one, case=hand.usual_case(day))


def shared_account(hand: Hand) -> None:
    """Two people under one name: on some days both channels are in use at once, each at a brisk but human pace."""
    for day in hand.some_days(_from_to(hand, 3, 5), within=30):
        start, minutes = hand.moment(day), _from_to(hand, 12, 25)
        for channel in (BACKOFFICE, TERMINAL):
            now = start
            while now < start + minutes * 60 * SECOND:
                now += int(hand.rng.gamma(4.0, 7.0) + 6) * SECOND
                hand.look(now, _local(hand), case=hand.usual_case(day), search=0, channel=channel)


PLANTS: dict[Misuse, Callable[[Hand], None]] = {
    Misuse.OWN_RECORD: own_record,
    Misuse.OWN_FAMILY: own_family,
    Misuse.NEIGHBOURS: neighbours,
    Misuse.COLLEAGUES: colleagues,
    Misuse.FAMOUS: famous,
    Misuse.BULK_BROWSING: bulk_browsing,
    Misuse.NO_CASE: no_case,
    Misuse.AFTER_HOURS: after_hours,
    Misuse.BORROWED_CASE: borrowed_case,
    Misuse.ONE_PERSON_AGAIN: one_person_again,
    Misuse.OUT_OF_AREA: out_of_area,
    Misuse.SHARED_ACCOUNT: shared_account,
}


def fits(kind: Misuse, hand: Hand) -> bool:
    """Whether this account could do such a thing: has relatives, lives beside somebody, works by day..."""
    officer, people = hand.officer, hand.scene.people
    if officer.is_program or officer.second or officer.terminal or len(hand.days) < 10 or len(hand.honest) < BUSY:
        return False
    if kind is Misuse.OWN_FAMILY:
        return len(people.kin(_self(hand))) >= 3
    if kind is Misuse.NEIGHBOURS:
        return len(people.neighbours(_self(hand))) >= 3
    if kind is Misuse.COLLEAGUES:
        return len(officer.colleagues) >= 5
    if kind is Misuse.NO_CASE:
        return officer.works.caseless <= NEARLY_NEVER and not officer.works.case_required
    if kind is Misuse.BORROWED_CASE:
        return officer.works.caseless <= NEARLY_NEVER
    return kind is not Misuse.AFTER_HOURS or not (officer.works.nights or officer.works.evenings)


def _self(hand: Hand) -> int:
    if hand.officer.person is None:
        raise ValueError("nobody stands behind a program")
    return hand.officer.person


def _from_to(hand: Hand, least: int, most: int) -> int:
    return int(hand.rng.integers(least, most + 1))


def _around(hand: Hand) -> list[int]:
    return hand.scene.people.of_governorate[hand.officer.governorate]


def _local(hand: Hand) -> int:
    return hand.stranger(_around(hand))


def _next_day(hand: Hand, day: int) -> int:
    return min((later for later in hand.days if later > day), default=day)


def _homes_apart(hand: Hand) -> list[int]:
    """One of each household of the governorate, then of all others."""
    people = hand.scene.people
    near = {people.household[one]: one for one in _around(hand)}
    return list(({people.household[one]: one for one in range(len(people))} if len(near) < 120 else near).values())


def _some_again(hand: Hand, pool: list[int], count: int) -> list[int]:
    """Everybody once, while there are enough; then some of them again."""
    first = [pool[int(one)] for one in hand.rng.permutation(len(pool))[:count]]
    return first + [pool[int(one)] for one in hand.rng.integers(0, len(pool), count - len(first))]


def _now_and_then(hand: Hand, persons: Iterable[int], *, days: int = 5, bare: float = 0.5) -> None:
    chosen = hand.some_days(days)
    for person in persons:
        day = chosen[int(hand.rng.integers(len(chosen)))]
        hand.look(hand.moment(day), person, case=hand.pretext(day, bare))
