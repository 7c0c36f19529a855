"""The kinds of credentials that this country issues: credentials.yaml of its pack, held against its registers."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from wasl.core.text import Text
from wasl.country.api import Document, Fault, PackError, pack, read_yaml, unknown
from wasl.registers.api import Catalogue, Manifest, catalogue
from wasl.trust.api import Assurance

FILE = "credentials.yaml"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Claim(_Part):
    """One value that the holder may disclose."""

    path: tuple[str, ...] = Field(min_length=1)
    attribute: str = Field(alias="from")
    name: Text
    over: int | None = Field(None, ge=1, le=150)  # years: whether the date lies that far back
    word: bool = False  # as shown, in Arabic, in place of the code

    @model_validator(mode="after")
    def _over_or_word(self) -> Self:
        if self.over and self.word:
            raise ValueError("a claim is either over or word")
        return self


class Colours(_Part):
    background: str = Field(pattern="^#[0-9a-f]{6}$")
    text: str = Field(pattern="^#[0-9a-f]{6}$")


class KindEntry(_Part):
    """One kind as the file tells it, under its slug; see the head of the file."""

    name: Text
    says: Text
    colours: Colours
    section: str
    register_: str = Field(alias="register")
    role: str
    purpose: str
    assurance: Assurance
    days: int = Field(ge=1, le=3650)
    where: dict[str, tuple[str, ...]] = {}
    until: str | None = None
    fixed: dict[str, Any] = {}
    claims: tuple[Claim, ...] = Field(min_length=1)
    assumed: bool

    @property
    def attributes(self) -> set[str]:
        return {claim.attribute for claim in self.claims} | set(self.where) | ({self.until} if self.until else set())


class Kind(KindEntry):
    id: str


def kinds() -> dict[str, Kind]:
    """Those of this deployment's pack; none where it has no such file. Raises PackError."""
    path = pack().folder / FILE
    return _kinds(path, catalogue()) if path.exists() else {}


@lru_cache(maxsize=4)
def _kinds(path: Path, known: Catalogue) -> dict[str, Kind]:
    document = read_yaml(path)
    entries = document.read_as(dict[str, KindEntry])
    if faults := [fault for slug, entry in entries.items() for fault in _faults(document, slug, entry, known)]:
        raise PackError(faults)
    return {slug: Kind(id=slug, **entry.model_dump(by_alias=True)) for slug, entry in entries.items()}


def _faults(document: Document, slug: str, entry: KindEntry, known: Catalogue) -> Iterator[Fault]:
    manifest = known.manifests.get(entry.register_)
    if manifest is None:
        yield document.fault((slug, "register"), *unknown(entry.register_, known.manifests, "register"))
    else:
        yield from _in_register(document, slug, entry, manifest)
    if entry.purpose not in pack().purposes:
        yield document.fault((slug, "purpose"), *unknown(entry.purpose, pack().purposes, "purpose"))


def _in_register(document: Document, slug: str, entry: KindEntry, manifest: Manifest) -> Iterator[Fault]:
    if manifest.section != entry.section:
        yield document.fault((slug, "section"), f"{manifest.id} is of {manifest.section}", f"write {manifest.section}")
    roles = [one.role for one in manifest.persons]
    if entry.role not in roles:
        yield document.fault((slug, "role"), *unknown(entry.role, roles, "role"))
    columns = [column.attribute for column in manifest.columns]
    for lost in sorted(entry.attributes - set(columns)):
        yield document.fault((slug,), *unknown(lost, columns, "attribute"))
