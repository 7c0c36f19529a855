"""All manifests of a pack, checked against it and against each other."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from wasl.core.conf import settings
from wasl.core.log import event
from wasl.country.api import Document, Fault, Pack, PackError, pack, read_yaml, unknown
from wasl.registers.connectors.plugins import known_connectors
from wasl.registers.decode.formats import UnknownDirectiveError, date_pattern
from wasl.registers.manifest import Column, Manifest
from wasl.registers.opening import faults_of_writes
from wasl.registers.standing import Standing

Loc = tuple[str | int, ...]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The registers that the platform knows of. A catalogue equals only itself: what it leads to can be remembered."""

    manifests: Mapping[str, Manifest]  # by id, in the order of the pack's files
    codes: Mapping[str, Mapping[str, Any]]  # the pack's code lists
    minor_digits: int = 2  # of the pack's currency

    def __getitem__(self, register_id: str) -> Manifest:
        return self.manifests[register_id]

    def __iter__(self) -> Iterator[Manifest]:
        return iter(self.manifests.values())

    def __len__(self) -> int:
        return len(self.manifests)

    def codes_of(self, column: Column) -> Mapping[str, Any] | None:
        """The code list that a column's values come from."""
        return self.codes.get(column.codes) if column.codes else None


def catalogue() -> Catalogue:
    """The pack's manifests and this deployment's own, which replace the pack's of the same id.

    A changed manifest takes effect at the next call; a faulty one is logged, and what was sound goes on. Raises
    PackError where nothing ever was.
    """
    country, own = settings().country, settings().own_manifests
    return _standing.after((country, own), _of(country, own, _state(own)))


_standing: Standing[Catalogue] = Standing()


def _state(folder: Path) -> frozenset[tuple[str, int]]:
    """Tells one state of a folder's manifests from another: also one that was written over in its place."""
    try:
        with os.scandir(folder) as found:
            return frozenset((file.name, file.stat().st_mtime_ns) for file in found if file.name.endswith(".yaml"))
    except FileNotFoundError:
        return frozenset()


@lru_cache(maxsize=4)
def _of(country: str, own: Path, state: frozenset[tuple[str, int]]) -> Catalogue | PackError:
    try:
        return load_catalogue(pack(), own)
    except PackError as error:
        if _standing.holds((country, own)):
            event("registers.manifests_faulty", level="error", faults=[str(fault) for fault in error.faults])
        return error


def load_catalogue(country: Pack, own: Path | None = None) -> Catalogue:
    """Raises PackError with every fault of every manifest: file, line, what, and how to mend it."""
    known_connectors()  # a connector that claims another's id stops the start here
    faults: list[Fault] = []
    read: list[tuple[Document, Manifest]] = []
    files = {path.name: path for path in [*country.register_files, *(sorted(own.glob("*.yaml")) if own else [])]}
    for path in files.values():
        try:
            document = read_yaml(path)
            read.append((document, document.read_as(Manifest)))
        except PackError as error:
            faults += error.faults
    manifests = {manifest.id: manifest for _, manifest in read}
    for document, manifest in read:
        faults += _faults(document, manifest, manifests, country)
    faults += _cycles(read)
    if faults:
        raise PackError(faults)
    return Catalogue(manifests, country.code_lists, country.currency.minor_digits)


def _faults(document: Document, manifest: Manifest, others: Mapping[str, Manifest], country: Pack) -> Iterator[Fault]:
    yield from _of_the_register(document, manifest, country)
    for place, column in enumerate(manifest.columns):
        yield from _of_a_column(document, ("columns", place), column, country)
    yield from _of_the_roles(document, manifest, others)
    yield from faults_of_writes(document, manifest, country)


def _of_the_register(document: Document, manifest: Manifest, country: Pack) -> Iterator[Fault]:
    if manifest.id != document.path.stem:
        yield document.fault(("id",), f"'{manifest.id}' stands in {document.path.name}", "name the file after the id")
    yield from _lost(document, ("section",), manifest.section, "section", country.sections)
    yield from _lost(document, ("owner",), manifest.owner, "agency", country.agencies)
    yield from _lost(document, ("source", "connector"), manifest.source.connector, "connector", known_connectors())


def _of_a_column(document: Document, loc: Loc, column: Column, country: Pack) -> Iterator[Fault]:
    if column.concept:
        yield from _lost(document, (*loc, "concept"), column.concept, "concept", country.concepts)
    if column.codes:
        yield from _lost(document, (*loc, "codes"), column.codes, "code list", country.code_lists)
    if column.type == "code" and not column.codes:
        mend = f"name one of the code lists: {', '.join(country.code_lists)}"
        yield document.fault(loc, f"{column.attribute} is a code of no code list", mend)
    codes = country.code_lists.get(column.codes or "")
    for native, code in column.values.items():
        if column.type == "code" and codes is not None:
            yield from _lost(document, (*loc, "values", native), code, f"code of '{column.codes}'", codes)
    if column.format:
        yield from _of_a_format(document, (*loc, "format"), column.format)


def _of_a_format(document: Document, loc: Loc, written: str) -> Iterator[Fault]:
    try:
        date_pattern(written)
    except UnknownDirectiveError as error:
        yield document.fault(loc, str(error), "write the format with these")


def _of_the_roles(document: Document, manifest: Manifest, others: Mapping[str, Manifest]) -> Iterator[Fault]:
    for place, role in enumerate(manifest.persons):
        loc: Loc = ("persons", place)
        if role.sex and manifest.column(role.sex).type != "code":
            yield document.fault((*loc, "sex"), f"{role.sex} is no code", "give its column type: code and codes: sex")
        if role.via is None:
            continue
        loc = (*loc, "via")
        yield from _lost(document, (*loc, "register"), role.via.register_id, "register", others)
        if (target := others.get(role.via.register_id)) is None:
            continue
        yield from _lost(
            document, (*loc, "role"), role.via.role, f"role of {target.id}", [r.role for r in target.persons]
        )
        attributes = [column.attribute for column in target.columns]
        yield from _lost(document, (*loc, "matches"), role.via.matches, f"attribute of {target.id}", attributes)


def _lost(document: Document, loc: Loc, name: str, thing: str, known: Any) -> Iterator[Fault]:
    if name not in known:
        yield document.fault(loc, *unknown(name, known, thing))


Node = tuple[str, str]
"""A register and a role of it."""


def _cycles(read: list[tuple[Document, Manifest]]) -> Iterator[Fault]:
    """Each role must end, over however many registers, at one that identifies its person by itself."""
    leads = {(m.id, r.role): (r.via.register_id, r.via.role) for _, m in read for r in m.persons if r.via}
    for document, manifest in read:
        for place, role in enumerate(manifest.persons):
            if (path := _back_to_start((manifest.id, role.role), leads)) is not None:
                what = f"via goes round in a circle: {' > '.join(f'{register} {name}' for register, name in path)}"
                mend = "let one of these roles identify its person by number or name"
                yield document.fault(("persons", place, "via"), what, mend)


def _back_to_start(start: Node, leads: Mapping[Node, Node]) -> list[Node] | None:
    path = [start]
    while (following := leads.get(path[-1])) is not None:
        path.append(following)
        if following == start:
            return path
        if following in path[:-1]:  # a circle further on: told where it stands
            return None
    return None
