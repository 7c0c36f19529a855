"""Every mistake in a manifest is told with its file, its line and how to mend it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.registers.conftest import MANIFEST
from wasl.core.conf import settings
from wasl.country.api import PackError, pack
from wasl.registers.addresses import address_book
from wasl.registers.api import catalogue, registers
from wasl.registers.catalogue import load_catalogue
from wasl.registers.connectors.base import Connector
from wasl.registers.connectors.plugins import DuplicateConnector, register

Change = Callable[[dict[str, Any]], Any]
GOOD = {**MANIFEST, "source": {"connector": "csv"}}


def fault(tmp_path: Path, change: Change, *others: dict[str, Any]) -> str:
    """The only fault of a manifest that was good before the change."""
    data = yaml.safe_load(yaml.safe_dump(GOOD))
    change(data)
    with pytest.raises(PackError) as raised:
        loaded(tmp_path, data, *others)
    (found,) = raised.value.faults
    assert found.file.name == "reg-900.yaml"
    return f"{found.line}: {found}"


def loaded(tmp_path: Path, *manifests: dict[str, Any]) -> Any:
    paths = [tmp_path / f"reg-{900 + place}.yaml" for place in range(len(manifests))]
    for path, manifest in zip(paths, manifests, strict=True):
        path.write_text(yaml.safe_dump(manifest, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return load_catalogue(replace(pack(), register_files=tuple(paths)))


def test_the_packs_own_manifests_are_in_order() -> None:
    assert len(catalogue()) >= 100


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda m: m["source"].update(connector="slq"), "unknown connector 'slq'. To mend: did you mean 'sql'?"),
        (lambda m: m.update(section="vehicels"), "unknown section 'vehicels'. To mend: did you mean 'vehicles'?"),
        (lambda m: m.update(owner="trafic"), "unknown agency 'trafic'. To mend: did you mean 'traffic'?"),
        (lambda m: m["columns"][3].update(codes="governorate"), "unknown code list 'governorate'"),
        (lambda m: m["columns"][3]["values"].update(X="99"), "unknown code of 'governorates' '99'"),
        (lambda m: m["columns"][3].pop("codes"), "a code of no code list"),
        (lambda m: m["columns"][2].update(concept="full_nam"), "unknown concept 'full_nam'"),
        (lambda m: m["columns"][4].update(format="%d %b %Y"), "'%b' is not read"),
        (lambda m: m.update(key=["no_such"]), "no column gives the attribute named at key: no_such"),
        (lambda m: m["persons"][0].update(sex="owner_name"), "owner_name is no code"),
        (lambda m: m.update(id="reg-999"), "'reg-999' stands in reg-900.yaml"),
    ],
)
def test_a_name_that_stands_for_nothing_is_told(tmp_path: Path, change: Change, told: str) -> None:
    assert told in fault(tmp_path, change)


WRITES: dict[str, Any] = {
    "add": ["owner_name", "day"],
    "keys": {"file_no": "F######"},
    "change": ["owner_name"],
    "end": {"attribute": "governorate", "value": "01"},
}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda m: m["source"].update(connector="csv"), "behind the connector 'csv' cannot be written"),
        (lambda m: m["source"].update(encoding="cp1256"), "another encoding is read only"),
        (lambda m: m["writes"].update(change=["owner_nam"]), "no column gives the attribute named at writes.change"),
        (lambda m: m["writes"].update(change=["file_no"]), "file_no tells the row from others"),
        (lambda m: m["writes"].pop("end"), "what is added could not be taken back"),
        (lambda m: m["writes"].update(keys={}), "a new row would have no file_no"),
        (lambda m: m["writes"].update(keys={"file_no": "F##"}), "so few digits are taken soon"),
        (lambda m: m["writes"]["keys"].update(day="######"), "day is not made here"),
        (lambda m: m["writes"].update(add=[]), "no row is ever added"),
        (lambda m: m["columns"][0].update(type="integer"), "file_no is a number"),
        (lambda m: m["writes"]["end"].update(value="99"), "governorate cannot say '99': Unknown code"),
        (lambda m: m["writes"].update(end={"attribute": "price", "value": "today"}), "price cannot say 'today'"),
        (lambda m: m["writes"].update(remove=True), "unknown key 'remove'"),
    ],
)
def test_rights_to_write_that_cannot_be_used_are_told(tmp_path: Path, change: Change, told: str) -> None:
    def writable(data: dict[str, Any]) -> None:
        data.update(source={"connector": "sql", "table": "t"}, writes=yaml.safe_load(yaml.safe_dump(WRITES)))
        change(data)

    assert told in fault(tmp_path, writable)


def test_a_register_may_open_rows_to_writing(tmp_path: Path) -> None:
    opened = {**GOOD, "source": {"connector": "sql", "table": "t"}, "writes": WRITES}
    assert loaded(tmp_path, opened)["reg-900"].writes.keys == {"file_no": "F######"}
    on_a_day = {**opened, "writes": {**WRITES, "end": {"attribute": "day", "value": "today"}}}
    assert loaded(tmp_path, on_a_day)["reg-900"].writes.end.value == "today"


def via(register_id: str, role: str = "owner", matches: str = "file_no") -> dict[str, Any]:
    return {"register": register_id, "role": role, "attribute": "file_no", "matches": matches}


def with_via(data: dict[str, Any], **target: Any) -> dict[str, Any]:
    role = {"role": "owner", "name": {"ar": "م", "en": "Owner"}, "via": via(**target)}
    data.update(persons=[role])
    return data


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ({"register_id": "reg-555"}, "unknown register 'reg-555'"),
        ({"register_id": "reg-901", "role": "buyer"}, "unknown role of reg-901 'buyer'"),
        ({"register_id": "reg-901", "matches": "file"}, "unknown attribute of reg-901 'file'"),
    ],
)
def test_a_via_that_leads_nowhere_is_told(tmp_path: Path, target: dict[str, Any], told: str) -> None:
    assert told in fault(tmp_path, lambda data: with_via(data, **target), {**GOOD, "id": "reg-901"})


def test_vias_that_go_round_in_a_circle_are_told(tmp_path: Path) -> None:
    first = with_via(dict(GOOD), register_id="reg-901")
    second = with_via({**GOOD, "id": "reg-901"}, register_id="reg-900")
    with pytest.raises(PackError, match="reg-900 owner > reg-901 owner > reg-900 owner"):
        loaded(tmp_path, first, second)


def test_a_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    line = int(fault(tmp_path, lambda m: m.update(section="nothing")).partition(":")[0])
    assert (tmp_path / "reg-900.yaml").read_text(encoding="utf-8").splitlines()[line - 1] == "section: nothing"


def test_two_connectors_cannot_have_one_id() -> None:
    with pytest.raises(DuplicateConnector, match=r"'sql' is already wasl\.registers\.connectors\.sql\.Sql"):

        @register("sql")
        class Other(Connector):
            pass


def own_manifest(**changed: Any) -> None:
    path = settings().own_manifests / "reg-900.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({**GOOD, **changed}, allow_unicode=True), encoding="utf-8")


@pytest.mark.usefixtures("home")
def test_an_own_manifest_takes_effect_at_once_also_when_written_over_in_its_place() -> None:
    own_manifest()
    assert catalogue()["reg-900"].section == "vehicles"
    own_manifest(section="property")
    assert catalogue()["reg-900"].section == "property"
    assert registers().catalogue is catalogue()


@pytest.mark.usefixtures("home")
def test_a_manifest_that_becomes_faulty_leaves_what_was_sound_standing() -> None:
    own_manifest()
    sound = catalogue()
    own_manifest(owner="trafic")
    assert catalogue() is sound
    own_manifest(owner="justice")
    assert catalogue()["reg-900"].owner == "justice"


@pytest.mark.usefixtures("home")
def test_a_manifest_that_was_never_sound_is_told_each_time() -> None:
    own_manifest(owner="trafic")
    for _ in range(2):
        with pytest.raises(PackError, match="did you mean 'traffic'"):
            catalogue()


def test_an_address_book_that_becomes_faulty_leaves_what_was_sound_standing(tmp_path: Path) -> None:
    path = tmp_path / "addresses.yaml"
    path.write_text("registers: {reg-001: 'sqlite:///x'}")
    assert address_book(path).get("reg-001") == "sqlite:///x"
    path.write_text("registers: [of, another, shape, altogether]")
    assert address_book(path).get("reg-001") == "sqlite:///x"


def test_an_address_may_stand_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "addresses.yaml"
    path.write_text("registers: {reg-001: 'env:SOME_ADDRESS', reg-002: data/a.csv, reg-003: 'sqlite:///x'}")
    assert address_book(path).get("reg-001") is None
    monkeypatch.setenv("SOME_ADDRESS", "postgresql://host/db")
    assert address_book(path).get("reg-001") == "postgresql://host/db"
    assert address_book(path).get("reg-002") == str(tmp_path / "data/a.csv")
    assert address_book(path).get("reg-003") == "sqlite:///x"
    assert address_book(path).get("reg-004") is None


def test_without_an_address_book_no_register_has_an_address(tmp_path: Path) -> None:
    assert address_book(tmp_path / "none.yaml").ids == []
