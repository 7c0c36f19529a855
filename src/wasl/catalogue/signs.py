"""Signs in a person's registers that a service is worth naming to them: the country's `for_you.yaml`.

Whoever asks for them brings the rows, read with the person's consent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from wasl.catalogue.conditions import Kind, WrongCondition, check, holds, with_given
from wasl.catalogue.model import Sign
from wasl.catalogue.surroundings import Surroundings
from wasl.catalogue.walking import fit
from wasl.country.api import Document, Fault, PackError, read_yaml, unknown

FILE = "for_you.yaml"
PURPOSE = "for-you"
"""The purpose and the agreement of the pack under which the rows are read."""


@dataclass(frozen=True)
class Known:
    """A sign, and the types of what its condition names."""

    key: str
    sign: Sign
    kinds: Mapping[str, Kind]

    def shows(self, row: Mapping[str, object], on: date) -> bool:
        """Whether the row says so on that day; what the row does not tell, no."""
        fitting = {name: fit(row.get(name), kind) for name, kind in self.kinds.items()}
        values = {name: value for name, value in fitting.items() if value is not None}
        return self.sign.holds_on(on) and holds(self.sign.condition, _names(self.kinds), {**values, "today": on})


def signs(world: Surroundings) -> list[Known]:
    """Those of the country; none where it has no such file. Raises PackError with every fault found."""
    path = world.country.folder / FILE
    if not path.is_file():
        return []
    document = read_yaml(path)
    found = document.read_as(dict[str, Sign])
    if faults := [fault for key, sign in found.items() for fault in _faults(document, key, sign, world)]:
        raise PackError(faults)
    return [Known(key, sign, _kinds(sign, world)) for key, sign in found.items()]


def _kinds(sign: Sign, world: Surroundings) -> dict[str, Kind]:
    sources = {name: world.source(f"{sign.register_}.{name}") for name in sign.reads}
    return {name: source.kind for name, source in sources.items() if source}


def _names(kinds: Mapping[str, Kind]) -> dict[str, Kind]:
    return with_given({"today": Kind.TIMESTAMP, **kinds})


def _faults(document: Document, key: str, sign: Sign, world: Surroundings) -> Iterator[Fault]:
    if sign.service not in world.services:
        yield document.fault((key, "service"), *unknown(sign.service, world.services, "service"))
    manifest = world.manifest(sign.register_)
    if manifest is None:
        yield document.fault((key, "register"), *unknown(sign.register_, world.registers.manifests, "register"))
        return
    purpose = world.country.purposes.get(PURPOSE)
    if purpose is None or manifest.section not in purpose.sections:
        mend = f"name the section under the purpose {PURPOSE} in purposes.yaml, or leave the sign out"
        yield document.fault((key, "register"), f"the purpose {PURPOSE} does not cover '{manifest.section}'", mend)
    roles, attributes = [one.role for one in manifest.persons], [one.attribute for one in manifest.columns]
    for field, names, known in (("roles", sign.roles, roles), ("reads", sign.reads, attributes)):
        for place, name in enumerate(names):
            if name not in known:
                yield document.fault((key, field, place), *unknown(name, known, f"name in {manifest.id}"))
    try:
        check(sign.condition, _names(_kinds(sign, world)), Kind.BOOL)
    except WrongCondition as error:
        mend = "name today and what stands under reads; the guide for service owners tells how conditions are written"
        yield document.fault((key, "if"), f"'{sign.condition}' is no condition here: {error}", mend)
