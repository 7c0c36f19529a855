"""What the country's services write: by the platform where a register is a database, by hand where it is a file."""

from collections.abc import Iterator

import pytest
import yaml

from wasl.country.api import pack
from wasl.registers.api import Catalogue, load_catalogue
from wasl.registers.connectors.plugins import connector_class
from wasl.registers.manifest import Operation
from wasl.registers.opening import key_parts_wanted, not_open

Write = tuple[str, dict[str, object]]


def writes() -> Iterator[Write]:
    for path in sorted((pack().folder / "services").glob("*/workflow.yaml")):
        yield from ((path.parent.name, write) for write in _within(yaml.safe_load(path.read_text(encoding="utf-8"))))


def _within(part: object) -> Iterator[dict[str, object]]:
    if isinstance(part, list):
        for one in part:
            yield from _within(one)
    if isinstance(part, dict):
        found = part.get("write_back", [])
        yield from found if isinstance(found, list) else [found]
        for one in part.values():
            yield from _within(one)


@pytest.fixture(scope="module")
def known() -> Catalogue:
    return load_catalogue(pack())


@pytest.mark.parametrize(("service", "write"), list(writes()), ids=lambda one: one if isinstance(one, str) else "")
def test_every_write_of_a_service_is_opened_or_made_by_hand(
    service: str, write: dict[str, object], known: Catalogue
) -> None:
    manifest, operation = known[str(write["register"])], Operation(str(write["operation"]))
    if not connector_class(manifest.source.connector).can_be_written:
        assert manifest.writes is None
        return
    values = write.get("values", {})
    assert isinstance(values, dict)
    assert manifest.writes
    assert manifest.writes.allows(operation)
    assert not_open(manifest, operation, frozenset(values)) == []
    assert operation is not Operation.ADD or set(key_parts_wanted(manifest)) <= set(values)
