"""Loads a country pack: reads every file, holds the parts against each other, and tells all that is wrong at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import available_timezones

from pydantic import BaseModel

from wasl.core.text import Text
from wasl.country.csvfile import Line, read_csv
from wasl.country.faults import Fault, PackError, unknown
from wasl.country.identifier import IdentifierScheme
from wasl.country.model import (
    Agencies,
    Agreements,
    City,
    CodeList,
    Concepts,
    Governorate,
    Hub,
    NamePart,
    Names,
    Pack,
    Policies,
    Profile,
    Programme,
    Purpose,
    Purposes,
    Sections,
    Sectors,
    Service,
)
from wasl.country.yamlfile import Document, read_yaml

T = TypeVar("T")
Row = TypeVar("Row", bound=BaseModel)

GOVERNORATES = "governorates"
"""The code list that comes from governorates.csv."""


def load(folder: Path) -> Pack:
    """The pack in a folder. Raises PackError with every fault found."""
    if not (folder / "pack.yaml").is_file():
        mend = f"choose one that exists: {', '.join(installed(folder.parent)) or 'none is installed'}"
        raise PackError([Fault(folder / "pack.yaml", 1, "", "there is no country pack here", mend)])
    files = _Files(folder)
    faults = files.faults + list(_disagreements(files))
    if faults or files.profile is None:
        raise PackError(faults)
    return files.pack(files.profile)


def installed(packs: Path) -> list[str]:
    """Codes of the packs in a folder."""
    return sorted(found.parent.name for found in packs.glob("*/pack.yaml"))


class _Files:
    """The files of a pack, each read if it can be; what cannot be read leaves a fault and an empty part."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self.documents: dict[str, Document] = {}
        self.profile = self._yaml("pack.yaml", Profile)
        self.agencies = self._yaml("agencies.yaml", Agencies)
        self.sections = self._yaml("sections.yaml", Sections)
        self.sectors = self._optional("sectors.yaml", Sectors)
        self.concepts = self._yaml("concepts.yaml", Concepts)
        self.purposes = self._yaml("purposes.yaml", Purposes)
        self.policies = self._yaml("policies.yaml", Policies)
        self.agreements = self._optional("agreements.yaml", Agreements)
        self.governorates = self._csv("governorates.csv", Governorate, key="code")
        self.cities = self._csv("cities.csv", City)
        self.names = self._csv("names.csv", NamePart)
        self.services = self._csv("services.csv", Service, key="id")
        self.hubs = self._csv("hubs.csv", Hub, key="id")
        self.programmes = self._csv("programmes.csv", Programme, key="code")
        self.code_lists = self._code_lists()
        self.register_files = tuple(sorted((folder / "registers").glob("*.yaml")))

    def pack(self, profile: Profile) -> Pack:
        """Only when there are no faults."""
        governorates = {line.row.code: line.row for line in self.governorates}
        return Pack(
            folder=self.folder,
            profile=profile,
            identifier=IdentifierScheme(profile.identifier, self.code_lists[profile.identifier.place.codes]),
            governorates=governorates,
            cities=_rows(self.cities),
            agencies=self.agencies or {},
            sections=self.sections or {},
            sectors=self.sectors or {},
            concepts=self.concepts or {},
            code_lists=self.code_lists,
            purposes={key: Purpose(id=key, **dict(entry)) for key, entry in (self.purposes or {}).items()},
            policies=self.policies or Policies(rules={}),
            agreements=self.agreements or {},
            register_files=self.register_files,
            names=_names(_rows(self.names)),
            services=_rows(self.services),
            hubs=_rows(self.hubs),
            programmes=_rows(self.programmes),
        )

    def _yaml(self, name: str, model: type[T]) -> T | None:
        return self._try(lambda: self._read(name).read_as(model))

    def _optional(self, name: str, model: type[T]) -> T | None:
        return self._yaml(name, model) if (self.folder / name).exists() else None

    def _read(self, name: str) -> Document:
        self.documents[name] = read_yaml(self.folder / name)
        return self.documents[name]

    def _csv(self, name: str, model: type[Row], *, key: str = "") -> list[Line[Row]]:
        lines = self._try(lambda: read_csv(self.folder / name, model)) or []
        self.faults += _given_twice(lines, key) if key else []
        return lines

    def _try(self, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except PackError as error:
            self.faults += error.faults
            return None

    def _code_lists(self) -> dict[str, CodeList]:
        names = sorted(path.stem for path in (self.folder / "codes").glob("*.yaml"))
        lists = {name: self._yaml(f"codes/{name}.yaml", CodeList) or {} for name in names}
        return {**lists, GOVERNORATES: self._places()}

    def _places(self) -> dict[str, Text]:
        more = self.profile.identifier.place.more if self.profile else {}
        return {**{line.row.code: line.row.name for line in self.governorates}, **more}


def _disagreements(files: _Files) -> Iterator[Fault]:
    """Names in one part that stand for nothing in another."""
    yield from _in_profile(files)
    yield from _in_concepts(files)
    yield from _in_purposes(files)
    yield from _in_policies(files)
    yield from _in_agreements(files)
    yield from _in_rows(files.services, "agency", "agency", files.agencies)
    yield from _in_rows(files.services, "sector", "sector", files.sectors)
    governorates = {line.row.code: None for line in files.governorates} or None
    yield from _in_rows(files.cities, "governorate", "governorate", governorates)
    yield from _in_rows(files.hubs, "governorate", "governorate", governorates)
    if (files.folder / "codes" / f"{GOVERNORATES}.yaml").exists():
        path = files.folder / "codes" / f"{GOVERNORATES}.yaml"
        yield Fault(path, 1, "", "this code list comes from governorates.csv", "remove this file")


def _in_profile(files: _Files) -> Iterator[Fault]:
    profile, document = files.profile, files.documents.get("pack.yaml")
    if profile is None or document is None:
        return
    codes = profile.identifier.place.codes
    if codes not in files.code_lists:
        yield document.fault(("identifier", "place", "codes"), *unknown(codes, files.code_lists, "code list"))
    width = profile.identifier.place.width
    if odd := [code for code in files.code_lists.get(codes, {}) if not (code.isdecimal() and len(code) == width)]:
        mend = f"give each place a code of {width} digits"
        yield document.fault(("identifier", "place", "codes"), f"{', '.join(odd)} cannot stand in a number", mend)
    if profile.code != files.folder.name:
        mend = f"write {files.folder.name}, or rename the folder"
        yield document.fault(("code",), f"the pack '{profile.code}' stands in the folder '{files.folder.name}'", mend)
    if profile.spine not in (registers := [path.stem for path in files.register_files]):
        yield document.fault(("spine",), *unknown(profile.spine, registers, "register"))
    if profile.consent_purpose:
        yield from _lost(document, ("consent_purpose",), profile.consent_purpose, "purpose", files.purposes)
    if profile.timezone not in available_timezones():
        yield document.fault(("timezone",), f"unknown timezone '{profile.timezone}'", "write an IANA name: Area/City")


def _in_concepts(files: _Files) -> Iterator[Fault]:
    for key, concept in (files.concepts or {}).items():
        document = files.documents["concepts.yaml"]
        yield from _lost(document, (key, "section"), concept.section, "section", files.sections)
        if concept.codes:
            yield from _lost(document, (key, "codes"), concept.codes, "code list", files.code_lists)


def _in_purposes(files: _Files) -> Iterator[Fault]:
    for key, purpose in (files.purposes or {}).items():
        document = files.documents["purposes.yaml"]
        yield from _lost(document, (key, "owner"), purpose.owner, "agency", files.agencies)
        for place, section in enumerate(purpose.sections):
            yield from _lost(document, (key, "sections", place), section, "section", files.sections)


def _in_policies(files: _Files) -> Iterator[Fault]:
    policies, document = files.policies, files.documents.get("policies.yaml")
    if policies is None or document is None:
        return
    for key, rule in policies.rules.items():
        here = ("rules", key)
        yield from _lost(document, (*here, "purpose"), rule.purpose, "purpose", files.purposes)
        for field, thing, known in (
            ("offices", "agency", files.agencies),
            ("sections", "section", files.sections),
            ("case_kinds", "kind of case", policies.case_kinds),
        ):
            for place, name in enumerate(getattr(rule, field)):
                yield from _lost(document, (*here, field, place), name, thing, known)
        purpose = (files.purposes or {}).get(rule.purpose)
        beyond = set(rule.sections) - set(purpose.sections) if purpose and rule.effect == "permit" else set()
        if beyond:
            mend = f"name it in the purpose {rule.purpose}, or leave it out here"
            yield document.fault((*here, "sections"), f"the purpose does not need {', '.join(sorted(beyond))}", mend)


def _in_agreements(files: _Files) -> Iterator[Fault]:
    for key, agreement in (files.agreements or {}).items():
        document = files.documents["agreements.yaml"]
        yield from _lost(document, (key, "purpose"), agreement.purpose, "purpose", files.purposes)
        purpose = (files.purposes or {}).get(agreement.purpose)
        if purpose and (beyond := set(agreement.sections) - set(purpose.sections)):
            mend = f"name it in the purpose {agreement.purpose}, or leave it out here"
            yield document.fault((key, "sections"), f"the purpose does not need {', '.join(sorted(beyond))}", mend)


def _lost(
    document: Document, loc: tuple[str | int, ...], name: str, thing: str, known: Mapping[str, Any] | None
) -> Iterator[Fault]:
    """Silent where the other part could not be read: that has its own fault."""
    if known is not None and name not in known:
        yield document.fault(loc, *unknown(name, known, thing))


def _in_rows(lines: Iterable[Line[Any]], field: str, thing: str, known: Mapping[str, Any] | None) -> Iterator[Fault]:
    for line in lines:
        name = getattr(line.row, field)
        if known is not None and name not in known:
            yield line.fault(type(line.row).model_fields[field].alias or field, *unknown(name, known, thing))


def _given_twice(lines: list[Line[Row]], key: str) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for line in lines:
        name = getattr(line.row, key)
        if name in first:
            yield line.fault(
                key, f"'{name}' is given twice", f"keep one of the two (the first is in line {first[name]})"
            )
        first.setdefault(name, line.number)


def _rows(lines: list[Line[Row]]) -> tuple[Row, ...]:
    return tuple(line.row for line in lines)


def _names(parts: tuple[NamePart, ...]) -> Names:
    by = {kind: tuple(p for p in parts if (p.gender or p.kind) == kind) for kind in ("male", "female", "family")}
    return Names(**by)
