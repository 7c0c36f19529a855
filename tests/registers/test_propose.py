"""A database that nobody has described: what is proposed for it must stand, and pass the check as it is."""

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import psycopg
import pytest
import yaml

from tests.registers.conftest import STORES, csv_writer
from wasl.core.errors import Refusal
from wasl.country.api import pack
from wasl.registers.addresses import AddressBook
from wasl.registers.api import propose
from wasl.registers.catalogue import Catalogue, load_catalogue
from wasl.registers.checking import check
from wasl.registers.manifest import Manifest
from wasl.registers.proposing import ProposedManifest
from wasl.registers.reading import Registers

HEADER = [
    "رقم_القيد",
    "الرقم_القومي_للزوج",
    "اسم_الزوج",
    "تاريخ_ميلاد_الزوج",
    "الرقم القومي للزوجة",
    "اسم الزوجة",
    "اسم أم الزوجة",
    "محافظة الزوج",
    "تاريخ العقد",
    "مقدم الصداق",
    "موبايل الزوج",
    "عنوان الزوج",
    "مسدد",
]
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def marriages(count: int = 60, *, digits: dict[int, int] | None = ARABIC) -> list[list[object]]:
    chance = random.Random(7)
    return [_marriage(number, chance, digits or {}) for number in range(count)]


def _person(chance: random.Random, sex: Any) -> tuple[str, str, date, str]:
    names, scheme = pack().names, pack().identifier
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(18_000))
    place = chance.choice(list(pack().governorates))
    parts = [
        chance.choice(names.male if sex == "male" else names.female),
        chance.choice(names.male),
        chance.choice(names.family),
    ]
    return scheme.make(born, place, sex, nth=chance.randrange(100)), " ".join(p.arabic for p in parts), born, place


def _marriage(number: int, chance: random.Random, digits: dict[int, int]) -> list[object]:
    husband, wife = _person(chance, "male"), _person(chance, "female")
    return [
        f"ق-{number}",
        husband[0].translate(digits),
        husband[1],
        husband[2].strftime("%d/%m/%Y").translate(digits),
        wife[0] if number % 10 else None,
        wife[1],
        _person(chance, "female")[1],
        pack().governorates[husband[3]].name.ar.replace("إ", "ا"),
        (date(2020, 1, 31) + timedelta(days=number)).isoformat(),
        str(chance.randrange(10_000)),
        f"010{chance.randrange(10**8):08}",
        "شارع الجمهورية",
        chance.choice(["نعم", "لا"]),
    ]


def described(found: ProposedManifest) -> Manifest:
    return Manifest.model_validate(yaml.safe_load(found.yaml))


def passes(found: ProposedManifest, address: str) -> bool:
    manifest = described(found)
    source = Registers(Catalogue({manifest.id: manifest}, pack().code_lists), AddressBook({manifest.id: address}))
    (report,) = check(source, [manifest.id], seconds=10)
    source.close()
    return report.passed and report.findings == [] and report.understood == 1.0


@pytest.mark.parametrize("kind", list(STORES))
def test_what_is_proposed_for_an_unseen_register_passes_the_check(kind: str, tmp_path: Path) -> None:
    with STORES[kind](tmp_path) as store:
        store.replace(HEADER, marriages(digits=None if "1256" in kind else ARABIC))
        address = store.connector.address
        found = propose(address)
        manifest = described(found)
        assert passes(found, address)
    husband, wife = manifest.persons
    assert (husband.role, husband.number, husband.full_name) == ("husband", "husband_number", "husband_full_name")
    assert (husband.birth_date, husband.governorate) == ("husband_birth_date", "husband_governorate")
    assert (husband.phone, husband.address) == ("husband_phone", "husband_address")
    assert (wife.role, wife.number, wife.mother_name) == ("wife", "wife_number", "wife_mother_name")
    assert manifest.key == ("registration_no",)
    born = manifest.column("husband_birth_date")
    assert (born.type, born.format, born.digits) == ("date", "%d/%m/%Y", "latin" if "1256" in kind else "arabic")
    kinds = {column.attribute: column.type for column in manifest.columns}
    assert [kinds[a] for a in ("contract_date", "dowry", "husband_phone", "paid")] == [
        "date",
        "money",
        "phone",
        "boolean",
    ]


def table(tmp_path: Path, header: list[str], rows: Sequence[Sequence[object]]) -> ProposedManifest:
    path = tmp_path / "register.csv"
    csv_writer(path, "utf-8")(header, rows)
    return propose(str(path))


def test_a_name_in_parts_and_a_sex_by_letters_are_seen(tmp_path: Path) -> None:
    rows = [(str(n), "محمد", "علي", "حسن", "السيد", "ذ" if n % 2 else "ث") for n in range(20)]
    manifest = described(table(tmp_path, ["كود", "الاسم الأول", "اسم الأب", "اسم الجد", "اللقب", "النوع"], rows))
    (person,) = manifest.persons
    assert person.name_parts
    assert (person.name_parts.given, person.name_parts.family) == ("given_name", "family_name")
    assert manifest.column("sex").values == {"ذ": "male", "ث": "female"}


def test_a_day_and_month_that_cannot_be_told_apart_are_marked(tmp_path: Path) -> None:
    found = table(tmp_path, ["كود", "تاريخ القيد"], [(str(n), "03/04/2020") for n in range(20)])
    assert described(found).column("registered").format == "%d/%m/%Y"
    assert "month first would fit the sample too" in found.yaml


def test_month_first_is_seen_where_the_days_show_it(tmp_path: Path) -> None:
    found = table(tmp_path, ["كود", "تاريخ القيد"], [(str(n), f"04/{n + 10}/2020") for n in range(20)])
    assert described(found).column("registered").format == "%m/%d/%Y"


def test_latin_column_names_become_attributes(tmp_path: Path) -> None:
    manifest = described(
        table(tmp_path, ["recordNo", "SHOE SIZE", "بيان"], [(str(n), "43", f"و{n}") for n in range(9)])
    )
    assert [column.attribute for column in manifest.columns] == ["record_no", "shoe_size", "column_3"]


def test_the_table_about_people_is_taken_and_the_others_are_named(tmp_path: Path) -> None:
    path = tmp_path / "many.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE lookup (code TEXT, label TEXT)")
        connection.execute("CREATE TABLE citizens (id INTEGER PRIMARY KEY, nid TEXT, name TEXT)")
        connection.executemany(
            "INSERT INTO citizens VALUES (?, ?, ?)", [(n, row[1], row[2]) for n, row in enumerate(marriages())]
        )
        connection.commit()
    found = propose(f"sqlite:///{path}", register_id="reg-700", owner="traffic", section="vehicles")
    manifest = described(found)
    assert (found.table, found.others, manifest.id, manifest.owner) == ("citizens", ("lookup",), "reg-700", "traffic")
    assert passes(found, f"sqlite:///{path}")


def test_tables_of_every_schema_of_a_postgresql_database_are_seen(tmp_path: Path) -> None:
    with STORES["postgresql"](tmp_path) as store:
        store.replace(["code", "label"], [("1", "x")])
        address = store.connector.address
        with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute('CREATE SCHEMA "السجل"')
            connection.execute(
                'CREATE TABLE "السجل"."أعضاء" (id uuid PRIMARY KEY, "الاسم" text, "الرقم القومي" bigint)'
            )
        found = propose(address)
    assert (found.table, found.others) == ("السجل.أعضاء", ("سجل",))
    assert described(found).column("number").type == "number"


def test_titles_above_the_header_of_a_sheet_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (["وزارة"], ["كشف المستفيدين", "2024"], [], HEADER, *marriages(digits=None)):
        sheet.append(row)
    book.save(path)
    found = propose(str(path))
    assert described(found).source.options == {"header": 4}
    assert passes(found, str(path))


def test_governorates_written_as_figures_are_seen_and_marked(tmp_path: Path) -> None:
    found = table(
        tmp_path, ["كود", "الاسم", "المحافظة"], [(f"ك{n}", "محمد علي", "1" if n % 2 else "21") for n in range(9)]
    )
    assert described(found).column("governorate").values == {"1": "01", "21": "21"}
    assert "figures: ask the agency" in found.yaml


def test_a_governorate_that_is_none_identifies_nobody(tmp_path: Path) -> None:
    found = table(tmp_path, ["كود", "الاسم", "المحافظة"], [(f"ك{n}", "محمد علي", "777") for n in range(9)])
    assert described(found).persons[0].governorate is None


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"register_id": "RV 2"}, "'RV 2' cannot be the id of a register"),
        ({"owner": "trafic"}, "did you mean 'traffic'"),
        ({"section": "vehicels"}, "did you mean 'vehicles'"),
        ({"table": "none"}, "there is no table none"),
    ],
)
def test_what_stands_for_nothing_is_refused_before_anything_is_kept(
    tmp_path: Path, wanted: dict[str, Any], told: str
) -> None:
    path = tmp_path / "register.db"
    sqlite3.connect(path).close()
    with pytest.raises(Refusal, match=told):
        propose(f"sqlite:///{path}", **{"table": "سجل", **wanted})


def test_a_file_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"none\.csv is not there. To mend: name a file"):
        propose(str(tmp_path / "none.csv"))
    with pytest.raises(Refusal, match="is a folder, not a file"):
        propose(str(tmp_path))


def test_one_broken_byte_does_not_make_another_encoding_of_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    rows = "".join(f"{number},محمد علي\n" for number in range(50))
    path.write_bytes(f"كود,الاسم\n{rows}".encode() + b"51,\xff\n" + rows.encode("utf-8"))
    assert described(propose(str(path))).source.encoding == "utf-8"


def test_what_is_no_text_or_no_workbook_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text("كود,الاسم\n1,محمد\n", encoding="utf-16")
    with pytest.raises(Refusal, match="export it as CSV in UTF-8"):
        propose(str(tmp_path / "wide.csv"))
    (tmp_path / "book.xlsx").write_text("no workbook")
    with pytest.raises(Refusal, match="not a readable workbook"):
        propose(str(tmp_path / "book.xlsx"))


def test_what_is_proposed_can_join_the_pack(tmp_path: Path) -> None:
    path = tmp_path / "citizens.parquet"
    pl.DataFrame(marriages(), schema=HEADER, orient="row").write_parquet(path)
    written = tmp_path / "reg-700.yaml"
    written.write_text(propose(str(path), register_id="reg-700").yaml, encoding="utf-8")
    from dataclasses import replace

    assert len(load_catalogue(replace(pack(), register_files=(written,)))) == 1
