"""Whatever stands in a folder, its owner is told; whatever a person sends, there is a path."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.catalogue.conftest import FILES, Write
from wasl.catalogue.api import Circumstances, Definition, Surroundings, check, eligible, fees, load_service, path
from wasl.country.api import Fault, PackError

SCALAR = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.dates(),
    st.text(max_size=12),
    st.sampled_from(
        ["plate", "unpaid > 0", "'x'", "reg-009", "reg-009.plate", "given.plate", "9" * 400, "pages", "\ud800"]
    ),
)
VALUE = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=8), inner, max_size=2)
)


def places(data: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths to everything in some data."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [here] * bool(here) + [place for key, value in pairs for place in places(value, (*here, key))]


def changed(data: Any, place: tuple[Any, ...], value: Any) -> Any:
    inner = data
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return data


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(data=st.data())
def test_any_one_thing_may_be_wrong_in_a_folder(
    tmp_path_factory: Any, world: Surroundings, data: st.DataObject
) -> None:
    folder: Path = tmp_path_factory.mktemp("any") / "service"
    folder.mkdir()
    name = data.draw(st.sampled_from(sorted(FILES)))
    for file, text in FILES.items():
        content = yaml.safe_load(text)
        if file == name:
            content = changed(content, data.draw(st.sampled_from(places(content))), data.draw(VALUE))
        (folder / file).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8", errors="replace")
    assert all(fault.what and fault.mend for fault in faults_in(folder, world))


def faults_in(folder: Path, world: Surroundings) -> list[Fault]:
    try:
        check([folder], world)
    except PackError as error:
        return error.faults
    return []


@pytest.mark.parametrize(
    ("file", "text", "what"),
    [
        ("pages.yaml", "drop: phone\n", "a list of keys is expected"),
        ("workflow.yaml", "drop: [no_such_state]\n", "unknown key of the archetype 'no_such_state'"),
        ("rules.yaml", "drop: [1]\n", "a list of keys is expected"),
        ("texts.ar.yaml", "- a list\n", "keys are expected"),
        ("examples.yaml", "name: no list\n", "a list is expected"),
        ("examples.yaml", "[]\n", "there is no example"),
    ],
)
def test_what_has_another_shape_is_told(
    file: str, text: str, what: str, write_service: Write, world: Surroundings
) -> None:
    folder = write_service()
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_service(folder, world)
    assert what in {fault.what for fault in caught.value.faults}


def test_a_folder_whose_name_is_no_slug_is_told(write_service: Write, world: Surroundings) -> None:
    with pytest.raises(PackError) as caught:
        load_service(write_service(slug="My Service"), world)
    assert "'My Service' cannot be the name of a service" in {fault.what for fault in caught.value.faults}


HOSTILE = ["\ud800", "x" * 10_000, 2**70, 1e308, {"a": 1}, [["a"]], ["", "a"], b"x", float("nan")]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_values_count_as_none(value: object, definition: Definition) -> None:
    around = Circumstances(definition.rules.fees["licence"][0].from_)
    answers = dict.fromkeys(definition.questions(), value)
    facts = dict.fromkeys(definition.kinds, value)
    way = path(definition, answers, facts, around)
    assert [one.key for page in way.pages for one in page.questions if one.value is not None] == []
    eligible(definition, way.values, around.on)
    fees(definition, way.values, around.on)
