"""The whole of it: honest looks, then the few accounts that misuse theirs, all in the order of time."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date

import numpy as np

from wasl.synthetic.misuse.hand import Hand
from wasl.synthetic.misuse.honest import honest
from wasl.synthetic.misuse.kinds import PLANTS, Misuse, fits
from wasl.synthetic.misuse.looks import Scene, Seen
from wasl.synthetic.misuse.offices import Offices
from wasl.synthetic.misuse.people import People
from wasl.synthetic.misuse.staff import ACCOUNTS, employ

FAMOUS = 40
LOOKS = 200_000
FEWEST_ACCOUNTS = 60
TWICE = 0.5  # of the kinds are planted with two accounts


def scene(
    people: People, how: Offices, registers: dict[str, list[str]], *, seed: int, last: date, looks: int = LOOKS
) -> Scene:
    """Staff and public figures, before anybody looks at anybody. Fewer looks, fewer accounts."""
    rng = np.random.default_rng([seed, 0x6D6973])
    staff = employ(rng, people, how, min(ACCOUNTS, max(FEWEST_ACCOUNTS, looks * ACCOUNTS // LOOKS)))
    hired = {one.person for one in staff}
    year = max(people.born)
    grown = [one for one, born in enumerate(people.born) if 30 <= year - born <= 75 and one not in hired]
    figures = sorted(int(one) for one in rng.choice(grown, min(FAMOUS, len(grown) // 10), replace=False))
    return Scene(people, staff, figures, how, last, rng, registers)


def all_looks(stage: Scene, looks: int, tell: Callable[[int], None] = lambda _made: None) -> list[Seen]:
    """Honest ones and planted ones, in the order of time."""
    made = honest(stage, looks, tell)
    by_account: dict[str, list[Seen]] = defaultdict(list)
    for seen in made:
        by_account[seen.officer.username].append(seen)
    hands = [Hand(stage, officer, by_account[officer.username]) for officer in stage.staff]
    rarest_first = sorted(PLANTS, key=lambda kind: sum(fits(kind, hand) for hand in hands))
    planted = [seen for kind in rarest_first for seen in _plant(stage, kind, hands)]
    known = {id(seen) for seen in made}
    return sorted([*made, *(seen for seen in planted if id(seen) not in known)], key=lambda seen: seen.at)


def _plant(stage: Scene, kind: Misuse, hands: list[Hand]) -> list[Seen]:
    """Into one account or two that have nothing planted yet; into none where none fits, in a very small nation."""
    fitting = [hand for hand in hands if not hand.made and fits(kind, hand)]
    count = 1 + int(stage.rng.random() < TWICE)
    chosen = stage.rng.choice(len(fitting), min(count, len(fitting)), replace=False)
    made: list[Seen] = []
    for nth in chosen:
        PLANTS[kind](fitting[int(nth)])
        made += fitting[int(nth)].made
    for seen in made:
        seen.planted = kind
    return made
