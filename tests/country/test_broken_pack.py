"""Whoever writes a pack is told every mistake at once, each with its file, its line and how to mend it."""

from pathlib import Path

import pytest

from tests.country.conftest import FILES, Write
from wasl.country.api import Fault, PackError, load, load_yaml_model
from wasl.registers.manifest import Manifest


def faults(folder: Path) -> list[Fault]:
    with pytest.raises(PackError) as caught:
        load(folder)
    return caught.value.faults


def only_fault(folder: Path) -> Fault:
    (fault,) = faults(folder)
    return fault


def at(fault: Fault) -> str:
    return f"{fault.file.name}:{fault.line}"


def test_the_small_country_has_no_fault(write_pack: Write) -> None:
    assert load(write_pack()).name.en == "Someland"


def test_an_unknown_key_is_told_with_the_one_that_was_meant(write_pack: Write) -> None:
    fault = only_fault(write_pack({"purposes.yaml": ("assumed: true", "assumed: true\n  secton: x")}))
    assert at(fault) == "purposes.yaml:5"
    assert fault.what == "unknown key 'secton'"
    assert fault.mend.startswith("did you mean 'sections'? Known: name, legal_basis")


def test_a_missing_translation_is_told_with_its_language(write_pack: Write) -> None:
    fault = only_fault(write_pack({"codes/sex.yaml": (", en: Female", "")}))
    assert (at(fault), fault.key) == ("sex.yaml:2", "female.en")
    assert fault.what == "the translation 'en' is missing"


def test_an_empty_translation_is_refused(write_pack: Write) -> None:
    fault = only_fault(write_pack({"codes/sex.yaml": ("en: Female", 'en: " "')}))
    assert (at(fault), fault.key, fault.what) == ("sex.yaml:2", "female.en", "nothing is written here")


def test_a_key_given_twice_is_told_with_both_lines(write_pack: Write) -> None:
    fault = only_fault(write_pack({"codes/sex.yaml": ("female:", "male:")}))
    assert (at(fault), fault.what) == ("sex.yaml:2", "the key 'male' is given twice")
    assert "line 1" in fault.mend


def test_a_key_given_twice_in_one_line_is_noticed(write_pack: Write) -> None:
    fault = only_fault(write_pack({"codes/sex.yaml": ("{ar: ذكر, en: Male}", "{ar: ذكر, ar: رجل, en: Male}")}))
    assert (at(fault), fault.key) == ("sex.yaml:1", "male.ar")


def test_an_unknown_section_is_told_in_purposes_and_in_concepts(write_pack: Write) -> None:
    changes = {
        "purposes.yaml": ("identity, health", "identity, helth"),
        "concepts.yaml": ("section: identity", "section: id"),
    }
    concept, purpose = faults(write_pack(changes))
    assert (at(concept), concept.what) == ("concepts.yaml:1", "unknown section 'id'")
    assert (at(purpose), purpose.key) == ("purposes.yaml:6", "care.sections.1")
    assert purpose.mend == "did you mean 'health'? Known: identity, health"


@pytest.mark.parametrize(
    ("name", "change", "place", "what"),
    [
        ("concepts.yaml", ("codes: sex", "codes: gender"), "concepts.yaml:1", "unknown code list 'gender'"),
        ("purposes.yaml", ("owner: registry", "owner: nobody"), "purposes.yaml:5", "unknown agency 'nobody'"),
        ("services.csv", (",registry,", ",nobody,"), "services.csv:2", "unknown agency 'nobody'"),
        ("cities.csv", ("1,مدينة", "7,مدينة"), "cities.csv:2", "unknown governorate '7'"),
        ("pack.yaml", ("spine: people", "spine: persons"), "pack.yaml:6", "unknown register 'persons'"),
        ("pack.yaml", ("codes: governorates", "codes: towns"), "pack.yaml:15", "unknown code list 'towns'"),
        ("pack.yaml", ("Africa/Tunis", "Africa/Nowhere"), "pack.yaml:5", "unknown timezone 'Africa/Nowhere'"),
        ("pack.yaml", ("code: zz", "code: xx"), "pack.yaml:1", "the pack 'xx' stands in the folder 'zz'"),
    ],
)
def test_a_name_that_stands_for_nothing_is_refused(
    write_pack: Write, name: str, change: tuple[str, str], place: str, what: str
) -> None:
    fault = only_fault(write_pack({name: change}))
    assert (at(fault), fault.what) == (place, what)
    assert fault.mend


@pytest.mark.parametrize(
    ("change", "place", "column", "what"),
    [
        (("1000,2025", "many,2025"), "governorates.csv:2", "population", "(it is 'many')"),
        (("شمال,North,مدينة", ",North,مدينة"), "governorates.csv:2", "name_ar", "the translation 'ar' is missing"),
        (("ZZ-S,2", "ZZ-S,1"), "governorates.csv:3", "code", "'1' is given twice"),
        (("ZZ-S,2", "ZZ-S,,2"), "governorates.csv:3", "", "more cells than the header has columns"),
        ((",جنوب,South\n", "\n"), "governorates.csv:3", "", "fewer cells than the header has columns"),
        (("ZZ-S,2", '"ZZ-S,2'), "governorates.csv:3", "", "not CSV: unexpected end of data"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_column(
    write_pack: Write, change: tuple[str, str], place: str, column: str, what: str
) -> None:
    found = faults(write_pack({"governorates.csv": change}))
    assert any((at(f), f.key) == (place, column) and what in f.what and f.mend for f in found)


def test_a_column_too_many_is_told_once_and_not_for_each_row(write_pack: Write) -> None:
    text = FILES["names.csv"].replace("\n", ",x\n").replace("name_latin,x", "name_latin,rarity")
    fault = only_fault(write_pack({"names.csv": text}))
    assert (at(fault), fault.key, fault.what) == ("names.csv:1", "rarity", "unknown column 'rarity'")


def test_a_missing_column_is_told_once_and_not_for_each_row(write_pack: Write) -> None:
    text = FILES["names.csv"].replace("name_latin", "name_en")
    missing, unknown = faults(write_pack({"names.csv": text}))
    assert [at(unknown), unknown.what] == ["names.csv:1", "the column 'name_latin' is missing"]
    assert [at(missing), missing.what] == ["names.csv:1", "unknown column 'name_en'"]


def test_a_code_that_yaml_reads_as_a_number_is_told_to_be_quoted(write_pack: Write) -> None:
    fault = only_fault(write_pack({"codes/sex.yaml": ("female", "01")}))
    assert (at(fault), fault.mend) == ("sex.yaml:2", "write it in quotes")


def test_a_purpose_that_ends_before_it_begins_is_refused(write_pack: Write) -> None:
    change = ("valid_from: 2020-01-01", "valid_from: 2020-01-01\n  valid_to: 2019-01-01")
    fault = only_fault(write_pack({"purposes.yaml": change}))
    assert (at(fault), fault.what) == ("purposes.yaml:1", "valid_to 2019-01-01 is before valid_from 2020-01-01")


def test_broken_yaml_is_told_with_its_line(write_pack: Write) -> None:
    fault = only_fault(write_pack({"sections.yaml": "identity: {name: {ar: هوية, en: Identity}}\nhealth: {name: [}\n"}))
    assert at(fault) == "sections.yaml:2"
    assert fault.what.startswith("not YAML")


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("2020-13-01", "month must be in 1..12"),
        ("[" * 100_000, "more than 50 levels in each other"),
        ("&a [*a]", "a list where keys are expected"),
        ("{[a]: b}", "unhashable"),
        ("!!python/name:os.system", "could not determine a constructor"),
    ],
)
def test_hostile_yaml_is_a_fault_and_no_crash(write_pack: Write, value: str, what: str) -> None:
    fault = only_fault(
        write_pack({"sections.yaml": f"identity: {{name: {{ar: هوية, en: Identity}}}}\nhealth: {value}\n"})
    )
    assert at(fault) == "sections.yaml:2"
    assert what in fault.what


def test_a_header_that_is_no_csv_is_a_fault(write_pack: Write) -> None:
    fault = only_fault(write_pack({"names.csv": 'kind,"gender\n'}))
    assert at(fault) == "names.csv:1"


def test_an_empty_and_a_missing_file_are_faults(write_pack: Write) -> None:
    folder = write_pack({"sections.yaml": "# nothing\n"})
    (folder / "agencies.yaml").unlink()
    assert [(at(f), f.what) for f in faults(folder)] == [
        ("agencies.yaml:1", "cannot be read (No such file or directory)"),
        ("sections.yaml:1", "the file is empty"),
    ]


def test_a_file_in_another_encoding_is_told_with_its_line(write_pack: Write) -> None:
    folder = write_pack()
    (folder / "codes/sex.yaml").write_bytes("male: {ar: x, en: x}\nfemale: {ar: أنثى, en: x}\n".encode("cp1256"))
    fault = only_fault(folder)
    assert at(fault) == "sex.yaml:2"
    assert fault.mend == "save the file in UTF-8"


def test_a_made_up_century_that_is_also_real_is_refused(write_pack: Write) -> None:
    fault = only_fault(write_pack({"pack.yaml": ('made_up: {"9"', 'made_up: {"2"')}))
    assert (at(fault), fault.key) == ("pack.yaml:12", "identifier.century")
    assert "could be somebody's" in fault.what


def test_a_place_whose_code_cannot_stand_in_a_number_is_refused(write_pack: Write) -> None:
    fault = only_fault(write_pack({"governorates.csv": ("ZZ-S,2", "ZZ-S,2b")}))
    assert (at(fault), fault.what) == ("pack.yaml:15", "2b cannot stand in a number")


@pytest.mark.parametrize(
    "change",
    [("length: 12", "length: 13"), ("position: 7", "position: 8"), ("groups: [6, 4, 2]", "groups: [6, 4]")],
)
def test_number_rules_that_do_not_fill_the_number_are_refused(write_pack: Write, change: tuple[str, str]) -> None:
    assert at(only_fault(write_pack({"pack.yaml": change}))) == "pack.yaml:7"


def test_every_fault_is_told_at_once(write_pack: Write) -> None:
    folder = write_pack({"codes/sex.yaml": ("en: Male", "em: Male"), "cities.csv": ("1,", "9,"), "hubs.csv": "x\n1\n"})
    with pytest.raises(PackError) as caught:
        load(folder)
    message = str(caught.value)
    assert f"{folder}/codes/sex.yaml:1: male.em: unknown key 'em'. To mend: Known: ar, en" in message
    assert f"{folder}/cities.csv:2" in message
    assert f"{folder}/hubs.csv:1: x: unknown column" in message


def test_a_country_without_a_pack_is_told_with_those_that_exist(write_pack: Write) -> None:
    fault = only_fault(write_pack().parent / "qq")
    assert fault.what == "there is no country pack here"
    assert fault.mend.endswith("zz")


def test_a_manifest_is_read_with_the_same_care(tmp_path: Path) -> None:
    path = tmp_path / "cars.yaml"
    path.write_text("id: cars\nsource: {connector: sql}\ncolumns:\n- column: A\n  attribute: a\n  typ: date\n")
    with pytest.raises(PackError) as caught:
        load_yaml_model(path, Manifest)
    unknown = next(fault for fault in caught.value.faults if fault.key == "columns.0.typ")
    assert unknown.line == 6
    assert unknown.mend.startswith("did you mean 'type'?")
