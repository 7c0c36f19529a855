"""The guide for service owners is true: the service that it writes passes the check, file by file as printed there."""

import re
from pathlib import Path

from tests.conftest import ROOT
from wasl.catalogue.api import Surroundings, Type, check, path
from wasl.catalogue.model import Action, Question
from wasl.catalogue.walking import Circumstances

GUIDE = (ROOT / "docs/guides/service-owner.md").read_text(encoding="utf-8")


def written(folder: Path) -> Path:
    """The service of the guide."""
    folder.mkdir()
    for name, text in re.findall(r"```yaml\n# ([\w.]+)\n(.*?)```", GUIDE, re.DOTALL):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_service_of_the_guide_passes(world: Surroundings, tmp_path: Path) -> None:
    (loaded,) = check([written(tmp_path / "street-tree")], world)
    assert len(loaded.examples) == 3
    way = path(loaded.definition, {"where": "school", "trees": 1}, {}, Circumstances(loaded.examples[0].as_of))
    assert [page.key for page in way.pages] == ["applicant", "place", "contact"]


def test_the_guide_names_every_type_and_need_and_archetype(world: Surroundings) -> None:
    needs = re.findall(r"'([\w-]+)'", str(Action.model_fields["needs"].annotation))
    general = [name for name, place in world.archetypes.items() if "country" not in place.parts]
    missing = [word for word in (*Type, *needs, *general) if f"`{word}`" not in GUIDE]
    assert missing == []


def test_the_guide_explains_every_key_of_a_question() -> None:
    keys = set(Question.model_fields) - {"type", "role", "relations"}
    assert {key for key in keys if f"`{key}`" not in GUIDE} == set()
