"""Settings files."""

from pathlib import Path

import pytest

from wasl.linkage import Field, Kind, Settings


def test_a_settings_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "people.yaml"
    path.write_text("precision: 0.99\nfields:\n  - {name: given, kind: name}\nkeys: [given]\nhousehold: []\n")
    read = Settings.load(path)
    assert read.precision == 0.99
    assert read.fields[0].kind is Kind.NAME


def test_an_unknown_setting_is_named(tmp_path: Path) -> None:
    path = tmp_path / "people.yaml"
    path.write_text("precison: 0.99\n")
    with pytest.raises(ValueError, match="precison"):
        Settings.load(path)


def test_a_share_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="precision is 2"):
        Settings(precision=2)


def test_a_key_of_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValueError, match="shoe_size"):
        Settings(keys=("given+shoe_size",))


def test_a_field_in_place_of_an_unknown_one_is_refused() -> None:
    with pytest.raises(ValueError, match="shoe_size"):
        Settings(fields=(Field("given", Kind.NAME, instead=("shoe_size",)),), keys=("given",), household=())


def test_a_field_in_place_of_others_is_read(tmp_path: Path) -> None:
    path = tmp_path / "people.yaml"
    path.write_text(
        "fields:\n  - {name: given, kind: name}\n  - {name: names, kind: words, instead: [given]}\n"
        "keys: [given]\nhousehold: []\n"
    )
    assert Settings.load(path).fields[1].instead == ("given",)
