"""The pack's word lists for its made-up nation: `country/<code>/synthetic/*.yaml`."""

from functools import lru_cache
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field

Shares = dict[str, float]
Lists = dict[str, tuple[str, ...]]


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def read(cls, path: Path) -> Self:
        return cls.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


class People(_Words):
    population: dict[int, float]  # year -> share of today's population
    religions: Shares
    education: Shares
    names_of: Lists  # religion -> names given in it only
    frequent: Lists  # sex -> names, most frequent first
    extra_names: dict[str, dict[str, str]]  # male, female, family -> name -> Latin spelling
    professions: Lists  # education level -> professions
    student: str
    homemaker: str
    phones: dict[str, str]  # operator -> prefix that nobody can be called by
    phone_shares: Shares
    email_domains: tuple[str, ...]
    latin_variants: tuple[tuple[str, str], ...]


class Places(_Words):
    address: str
    village_address: str
    streets: tuple[str, ...]
    school_names: tuple[str, ...]
    school_stages: dict[str, str]
    universities: Lists  # governorate -> universities
    faculties: tuple[str, ...]
    certificates: dict[str, str]
    facilities: dict[str, str]
    departments: tuple[str, ...]
    conditions: tuple[str, ...]
    mosques: tuple[str, ...]
    mosque: str
    zawya: str
    post_office: str
    grocer: str
    bakery: str
    offices: dict[str, str]
    crops: tuple[str, ...]


class Activity(_Words):
    name: str
    share: float


class Things(_Words):
    makes: Shares
    motorcycles: tuple[str, ...]
    trucks: tuple[str, ...]
    plate_letters: tuple[str, ...]
    trade_name: str
    trade_words: tuple[str, ...]
    activities: dict[str, Activity]
    job_titles: Lists
    charges: tuple[str, ...]
    scopes: tuple[str, ...]
    suppliers: tuple[str, ...]
    tariffs: Lists


class Dealings(_Words):
    tax_office: str  # pattern with {city}
    association: str  # pattern with {word} and {city}
    vat: float = Field(gt=0, lt=1)


class Meanings(_Words):
    """Which of the other words mean something to a register."""

    professions: Lists
    scopes: Lists


class Words(_Words):
    people: People
    places: Places
    things: Things
    dealings: Dealings
    meanings: Meanings


@lru_cache(maxsize=4)
def words(folder: Path) -> Words:
    """The word lists in a folder; pydantic says which entry is wrong or missing."""
    return Words(
        people=People.read(folder / "people.yaml"),
        places=Places.read(folder / "places.yaml"),
        things=Things.read(folder / "things.yaml"),
        dealings=Dealings.read(folder / "dealings.yaml"),
        meanings=Meanings.read(folder / "meanings.yaml"),
    )
