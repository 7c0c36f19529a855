"""A model written to a file and read in another process links as the one that was learned."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tests.linkage.people import crowd, table
from tests.linkage.test_increments import told
from tests.linkage.test_order import records
from wasl.linkage import Field, Kind, Settings, Standing, prepare
from wasl.linkage.reading import table_defaults
from wasl.linkage.saved import SavedModel


@lru_cache
def standing() -> Standing:
    return prepare(table(*crowd(800)), Settings())


def test_a_model_read_from_its_file_gives_the_same_links_to_the_last_bit(tmp_path: Path) -> None:
    standing().saved().save(tmp_path / "model.json")
    again = prepare(table(*reversed(crowd(800))), Settings(), SavedModel.load(tmp_path / "model.json"))
    assert told(again.link(records())) == told(standing().link(records()))


def test_what_is_written_is_written_again_the_same() -> None:
    text = standing().saved().with_table("lines", {"birth_date": 19000101, "given": "محمد"}).dumps()
    again = SavedModel.loads(text)
    assert again.dumps() == text
    assert again.tables["lines"] == {"birth_date": 19000101, "given": "محمد"}


def test_a_file_of_another_version_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_text(json.dumps({**json.loads(standing().saved().dumps()), "version": 99}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"model\.json is of version 99, this engine reads 1; learn anew"):
        SavedModel.load(path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"what": "something else", "version": 1}'])
def test_a_file_that_holds_something_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a learned linkage model"):
        SavedModel.loads(text)


@pytest.mark.parametrize("change", [{"match": None}, {"match": {"share": [1], "level": [[1]]}}, {"bands": 3}])
def test_a_damaged_file_is_refused(change: dict[str, Any]) -> None:
    whole = json.loads(standing().saved().dumps())
    with pytest.raises(ValueError, match=r"is damaged .* learn anew"):
        SavedModel.loads(json.dumps(whole | change))


def test_a_model_for_other_fields_is_refused() -> None:
    few = Settings(fields=(Field("given", Kind.NAME),), keys=("given",), household=())
    with pytest.raises(ValueError, match="was learned for the fields given:name, father:name"):
        prepare(table(*crowd(20)), few, standing().saved())


def test_the_defaults_of_a_table_are_found_in_the_whole_of_it() -> None:
    rows = [row | {"phone": "01101234567"} for row in crowd(1200)]
    assert table_defaults(table(*rows), Settings()) == {"phone": 101234567}
    assert table_defaults(table(*rows[:900]), Settings()) == {}
