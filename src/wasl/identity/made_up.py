"""Made-up citizens for the demo's sign-in page: a parent, somebody of whom registers disagree, somebody old.

Chosen once, when the demo is prepared, and kept in a file: choosing means reading pictures, and every one is on record.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.identity.accounts.api import ensure_account_of_demo
from wasl.persons.api import Example, Picture, adults, elders, examples, handle_of_number, parents, picture
from wasl.trust.api import Assurance, Kind, Look

FILE = "made-up-citizens.json"
MOST_READ = 25
SURE = Assurance.SUBSTANTIAL
PARENT = Text(ar="عنده أطفال: يقرر عنهم في الموافقات", en="has children, and decides on consents for them")
DISAGREEING = Text(ar="سجلات تختلف في بياناته", en="registers disagree about them")
OLD = Text(ar="كبير السن: سجلات كثيرة عنه", en="an elderly person, with many rows")


@dataclass(frozen=True)
class MadeUp:
    """One whom a visitor of the demo may be."""

    handle: str
    number: str
    full_name: str
    why: Text


def made_up_citizens() -> list[MadeUp]:
    """Those that were chosen; none outside demo mode, or before it is prepared."""
    if not settings().demo or not _file().exists():
        return []
    return [MadeUp(**{**one, "why": Text(**one["why"])}) for one in json.loads(_file().read_text(encoding="utf-8"))]


def choose_made_up_citizens() -> list[MadeUp]:
    """Choose anew unless those of the last time are still there; each has an account that is confirmed."""
    chosen = _chosen()
    for one in chosen:
        ensure_account_of_demo(one.handle)
    return chosen


def _chosen() -> list[MadeUp]:
    standing = made_up_citizens()
    if standing and handle_of_number(standing[0].number, _look()) == standing[0].handle:
        return standing
    chosen: list[MadeUp] = []
    for why, found in ((PARENT, _parent()), (DISAGREEING, _disagreeing()), (OLD, _old())):
        if found and found.handle not in {one.handle for one in chosen}:
            chosen.append(MadeUp(found.handle, found.number, found.full_name, why))
    told = [{**asdict(one), "why": one.why.model_dump()} for one in chosen]
    _file().write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return chosen


def _parent() -> Example | None:
    return next(iter(examples(parents(), 1)), None)


def _disagreeing() -> Example | None:
    read = _pictures(examples(adults(), MOST_READ))
    return max(read, key=lambda one: (len(one[1].contradictions), one[0].handle), default=(None, None))[0]


def _old() -> Example | None:
    read = _pictures(examples(elders(), MOST_READ // 5))
    alive = [one for one in read if not _died(one[1])]
    return max(alive, key=lambda one: sum(len(s.entries) for s in one[1].sections), default=(None, None))[0]


def _died(seen: Picture) -> bool:
    return any(fact.concept == "death_date" for section in seen.sections for fact in section.facts)


def _pictures(people: Iterable[Example]) -> list[tuple[Example, Picture]]:
    read = []
    for one in people:
        try:
            read.append((one, picture(one.handle, _look())))
        except Refusal:
            continue
    return read


def _look() -> Look:
    """The platform itself looks, and says so; what it reads is what each of them would see."""
    return Look("platform:demo", "", None, "citizen", "citizen-request", "portal", Kind.PICTURE, assurance=SURE)


def _file() -> Path:
    return settings().home / FILE
