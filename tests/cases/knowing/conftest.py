from dataclasses import replace
from typing import Any

import pytest

from tests.persons.conftest import ledger, linked, look, tiny, world
from tests.persons.world import FAMILY, World
from wasl.catalogue.api import Definition, Question, surroundings
from wasl.catalogue.scope import fact_kinds
from wasl.country.api import PolicyRule, pack
from wasl.persons.api import link_registers
from wasl.trust.policies import editions

__all__ = ["ledger", "linked", "look", "tiny", "world"]

TEXTS = {"title": "Test", "summary": "Test"}


def service(
    questions: dict[str, dict[str, object]] | None = None,
    facts: dict[str, dict[str, object]] | None = None,
    shows: tuple[str, ...] = (),
    purpose: str | None = "service-delivery",
) -> Definition:
    """A definition that asks on one page, and does nothing else."""
    asked = {key: Question.model_validate(one) for key, one in (questions or {}).items()}
    texts = TEXTS | {f"answer.{name}": f"Answer {name}" for name in shows}
    made = Definition.model_validate(
        {
            "slug": "test",
            "service": {
                "id": "test",
                "agency": "civil-status",
                "sector": "civil_status",
                "channels": ["portal"],
                "assurance": "low",
                "purpose": purpose,
                "facts": facts or {},
                "shows": shows,
            },
            "pages": {"one": {"questions": asked or {"why": {"type": "text"}}}},
            "workflow": {"start": "end", "states": {"end": {"who": "citizen", "final": "granted"}}},
            "rules": {},
            "texts": {"ar": texts, "en": texts},
            "words": [],
            "kinds": {},
        }
    )
    return made.model_copy(update={"kinds": fact_kinds(made.service.facts, surroundings())})


def rule(monkeypatch: Any, **changed: object) -> None:
    """Open everything that a service may need by law, changed as a test wants."""
    rules = dict(pack().policies.rules)
    opened = rules["service-with-consent"].model_copy(
        update={"basis": "law", "masked": (), "roles": ("officer", "citizen"), **changed}
    )
    rules |= {"service-with-consent": opened}
    country = replace(pack(), policies=pack().policies.model_copy(update={"rules": rules}))
    monkeypatch.setattr(editions, "pack", lambda: country)


@pytest.fixture
def by_law(monkeypatch: pytest.MonkeyPatch) -> PolicyRule:
    rule(monkeypatch)
    return pack().policies.rules["service-with-consent"]


@pytest.fixture
def two_cards(world: World) -> World:
    """The father heads a second card, under which bread was drawn once."""
    father = FAMILY["father"]
    first = world.rows["cards"][0]
    world.rows["cards"].append({**first, "card_id": "id9", "card_no": "777", "number": father.number})
    world.rows["bread"].append({**world.rows["bread"][0], "entry": "e7", "card_no": "٧٧٧", "loaves": "2"})
    world.write()
    link_registers()
    return world
