"""Begins a service: a folder that already passes the check, for its owner to change."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from wasl.catalogue.loading import load_service
from wasl.catalogue.model import SLUG
from wasl.catalogue.sampling import sample_example
from wasl.catalogue.surroundings import Surroundings
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.country.api import unknown


def new_service(folder: Path, archetype: str, agency: str, title: Text, world: Surroundings, *, on: date) -> Path:
    """Writes the folder. Raises Refusal where it exists or a name stands for nothing."""
    for name, known, thing in (
        (archetype, world.archetypes, "archetype"),
        (agency, world.country.agencies, "agency"),
    ):
        if name not in known:
            what, mend = unknown(name, known, thing)
            raise Refusal(what, mend=mend)
    if not re.fullmatch(SLUG, folder.name):
        raise Refusal(f"'{folder.name}' cannot be a slug", mend="use small letters, digits and hyphens")
    if folder.exists():
        raise Refusal("the folder exists already", where=str(folder), mend="choose another slug, or change its files")
    folder.mkdir(parents=True)
    _write(folder / "service.yaml", _service(folder.name, archetype, agency, world))
    for language, what in (("ar", f"خدمة {title.ar}"), ("en", f"The service {title.en}")):
        text = {"title": title.in_language(language), "summary": what, "words": [title.in_language(language)]}
        _write(folder / f"texts.{language}.yaml", text)
    first = {"name": "begin", "as_of": on, "pages": []}
    _write(folder / "examples.yaml", [first])
    _write(folder / "examples.yaml", [sample_example(load_service(folder, world).definition, world, on)])
    return folder


def _service(slug: str, archetype: str, agency: str, world: Surroundings) -> dict[str, Any]:
    return {
        "id": slug,
        "unlisted": True,
        "extends": archetype,
        "agency": agency,
        "sector": slug.replace("-", "_"),
        "purpose": world.country.profile.consent_purpose,
        "assumed": True,
    }


def _write(path: Path, data: Any) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")
