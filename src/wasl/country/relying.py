"""relying.yaml of a pack: which facts stand behind the claims of OpenID Connect, and the demo's relying parties."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from wasl.core.text import Text
from wasl.country.faults import Fault, PackError, unknown
from wasl.country.model import Pack
from wasl.country.yamlfile import Document, read_yaml


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ClaimEntry(_Part):
    """Where a claim comes from: a concept of the pack, or an attribute of the population register."""

    concept: str | None = None
    attribute: str | None = None
    shape: Literal["plain", "address", "phone"] = "plain"

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if bool(self.concept) == bool(self.attribute):
            raise ValueError("name either a concept or an attribute")
        return self


class PartyEntry(_Part):
    """A relying party of the demo; it is a sandbox and proves itself with private_key_jwt."""

    name: Text
    company: Text | None = None
    office: str
    profile: Literal["fapi2", "basic"]
    redirect_uris: tuple[str, ...]
    post_logout_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str = ""
    jwks_uri: str
    scopes: tuple[str, ...]
    purpose: str = ""
    agreement: str = ""
    required: tuple[str, ...] = ()


class Relying(_Part):
    """The whole file; a pack without one has no claims and no demo parties."""

    claims: dict[str, ClaimEntry] = {}
    scopes: dict[str, tuple[str, ...]] = {}
    demo: dict[str, PartyEntry] = {}


@lru_cache(4)
def relying_of(pack_folder: Path) -> tuple[Relying, Document | None]:
    path = pack_folder / "relying.yaml"
    if not path.exists():
        return Relying(), None
    document = read_yaml(path)
    return document.read_as(Relying), document


def checked_relying(pack: Pack) -> Relying:
    """Every name in it stands for something in the pack. Raises PackError."""
    found, document = relying_of(pack.folder)
    if document and (faults := list(_faults(found, pack, document))):
        raise PackError(faults)
    return found


def _faults(found: Relying, pack: Pack, document: Document) -> Iterator[Fault]:
    for name, claim in found.claims.items():
        if claim.concept and claim.concept not in pack.concepts:
            yield document.fault(("claims", name, "concept"), *unknown(claim.concept, pack.concepts, "concept"))
    for scope, claims in found.scopes.items():
        for place, name in enumerate(claims):
            if name not in found.claims:
                yield document.fault(("scopes", scope, place), *unknown(name, found.claims, "claim"))
    for slug, party in found.demo.items():
        for field, thing, known in (
            ("office", "agency", pack.agencies),
            ("purpose", "purpose", pack.purposes),
            ("agreement", "agreement", pack.agreements),
        ):
            name = getattr(party, field)
            if name and name not in known:
                yield document.fault(("demo", slug, field), *unknown(name, known, thing))
