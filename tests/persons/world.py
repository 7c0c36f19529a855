"""A country of forty people and eight registers, small enough to know by heart."""

import csv
import shutil
import sqlite3
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from wasl.core.conf import settings
from wasl.country.api import Pack, load, pack

GIVEN = ["احمد", "محمود", "كريم", "طارق", "سامي", "هاني", "عمر", "يوسف", "ماجد", "رامي"]
FATHERS = ["حسين", "ابراهيم", "مصطفى", "عادل"]


@dataclass
class Somebody:
    """A row of the spine."""

    number: str
    name: str
    birth_date: date
    sex: str
    governorate: str = "01"
    address: str = "١٢ شارع النيل، المنيا"
    alive: str = "1"
    mother: str = "زينب علي"


def text(ar: str) -> dict[str, str]:
    return {"ar": ar, "en": f"{ar} in English"}


def column(name: str, attribute: str | None = None, **more: object) -> dict[str, object]:
    return {"column": name, "attribute": attribute or name.lower(), "name": text(name), **more}


def register(id_: str, kind: str, section: str, key: list[str], **more: object) -> dict[str, object]:
    return {
        "id": id_,
        "kind": kind,
        "name": text(f"سجل {kind}"),
        "owner": "civil-status",
        "documented": False,
        "evidence": "made for tests",
        "section": section,
        "freshness": "P1D",
        "source": {"connector": "csv"},
        "key": key,
        **more,
    }


def person_role(role: str, prefix: str = "", **more: object) -> dict[str, object]:
    return {"role": role, "name": text(role), "number": f"{prefix}number", "full_name": f"{prefix}name", **more}


def person_columns(prefix: str = "") -> list[dict[str, object]]:
    return [column(f"{prefix}number", type="number"), column(f"{prefix}name")]


MANIFESTS = [
    register(
        "spine",
        "population",
        "identity",
        ["number"],
        source={"connector": "sql", "table": "people"},
        persons=[
            person_role(
                "holder",
                birth_date="birth_date",
                sex="sex",
                birth_governorate="governorate",
                governorate="governorate",
                mother_name="mother",
                address="address",
            )
        ],
        columns=[
            column("number", type="number", concept="number", authority=True),
            column("name", concept="full_name", authority=True),
            column("birth_date", type="date", concept="birth_date"),
            column("sex", type="code", codes="sex", concept="sex"),
            column("governorate", type="code", codes="governorates"),
            column("mother"),
            column("address", concept="address", authority=True),
            column("alive", type="boolean", concept="alive"),
        ],
    ),
    register(
        "births",
        "births",
        "family",
        ["record_no"],
        persons=[person_role("child"), person_role("father", "father_"), person_role("mother", "mother_")],
        columns=[column("record_no"), *person_columns(), *person_columns("father_"), *person_columns("mother_")],
    ),
    register(
        "marriages",
        "marriages",
        "family",
        ["contract"],
        persons=[person_role("husband", "husband_"), person_role("wife", "wife_")],
        columns=[column("contract"), *person_columns("husband_"), *person_columns("wife_")],
    ),
    register(
        "divorces",
        "divorces",
        "family",
        ["deed"],
        persons=[person_role("husband", "husband_"), person_role("wife", "wife_")],
        columns=[column("deed"), *person_columns("husband_"), *person_columns("wife_")],
    ),
    register(
        "deaths",
        "deaths",
        "identity",
        ["record_no"],
        persons=[person_role("deceased"), person_role("informant", "informant_", in_picture=False)],
        columns=[
            column("record_no"),
            *person_columns(),
            *person_columns("informant_"),
            column("death_date", type="date", format="%d/%m/%Y", concept="death_date", authority=True),
            column("alive", type="boolean", values={"D": "false"}, concept="alive", authority=True),
        ],
    ),
    register(
        "cards",
        "ration-cards",
        "support",
        ["card_id"],
        persons=[person_role("head", phone="phone", address="address")],
        columns=[
            column("card_id"),
            column("card_no"),
            *person_columns(),
            column("phone", type="phone"),
            column("address"),
        ],
    ),
    register(
        "bread",
        "bread",
        "support",
        ["entry"],
        newest="day",
        persons=[
            {
                "role": "household",
                "name": text("الأسرة"),
                "via": {"register": "cards", "role": "head", "attribute": "card_no", "matches": "card_no"},
            }
        ],
        columns=[
            column("entry"),
            column("card_no", digits="arabic"),
            column("outlet"),
            column("day", type="date"),
            column("loaves", type="integer"),
            column("paid", type="money"),
        ],
    ),
    register(
        "outlets",
        "outlets",
        "companies",
        ["outlet"],
        persons=[
            {
                "role": "buyer",
                "name": text("المشتري"),
                "via": {"register": "bread", "role": "household", "attribute": "outlet", "matches": "outlet"},
            }
        ],
        columns=[column("outlet"), column("street")],
    ),
    register(
        "clinic",
        "clinic",
        "health",
        ["visit"],
        persons=[person_role("patient")],
        columns=[column("visit"), *person_columns(), column("condition")],
    ),
]


def population() -> list[Somebody]:
    """Forty men in ten names of their own, each with a father's name; then one family."""
    made = [
        _somebody(f"{given} {father} محمد السيد", date(1960 + 3 * row + place, 1 + place, 5 + place), "male", place)
        for place, father in enumerate(FATHERS)
        for row, given in enumerate(GIVEN)
    ]
    return made + list(FAMILY.values())


def _somebody(name: str, born: date, sex: str, nth: int = 0) -> Somebody:
    return Somebody(_number(born, sex, nth), name, born, sex)


@cache
def _number(born: date, sex: str, nth: int) -> str:
    """Made with the rules for millions at once, which for one by one costs much."""
    return pack().identifier.make(born, "01", sex, nth=nth)  # type: ignore[arg-type]


FAMILY = {
    "father": _somebody("عبد الله إبراهيم فوزي الشناوي", date(1970, 2, 3), "male"),
    "mother": _somebody("فاطمة سعيد حسن علي", date(1974, 6, 9), "female"),
    "first": _somebody("مريم عبدالله إبراهيم فوزي", date(1999, 7, 1), "female"),
    "second": _somebody("ياسين عبدالله إبراهيم فوزي", date(2003, 8, 20), "male"),
    "left": _somebody("نهى فريد كامل يسري", date(1972, 1, 30), "female"),
}


@dataclass
class World:
    """Writes the registers; a test may change rows, take a register away, or put it back."""

    folder: Path
    spine: list[Somebody] = field(default_factory=population)
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = _rows()
        self.write()

    def write(self) -> None:
        self._write_spine()
        for name, rows in self.rows.items():
            with (self.folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)

    def _write_spine(self) -> None:
        path = self.folder / "spine.sqlite3"
        path.unlink(missing_ok=True)
        with sqlite3.connect(path) as store:
            store.execute("CREATE TABLE people (number, name, birth_date, sex, governorate, mother, address, alive)")
            rows = [
                (p.number, p.name, p.birth_date.isoformat(), p.sex, p.governorate, p.mother, p.address, p.alive)
                for p in self.spine
            ]
            store.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
            store.execute("CREATE INDEX people_number ON people (number)")
        store.close()

    def addresses(self) -> dict[str, str]:
        return {
            "spine": f"sqlite:///{self.folder / 'spine.sqlite3'}",
            **{name: str(self.folder / f"{name}.csv") for name in self.rows},
        }

    def connect(self, *, without: tuple[str, ...] = ()) -> None:
        """Write the address book, some registers left out."""
        book = {name: address for name, address in self.addresses().items() if name not in without}
        settings().address_book.parent.mkdir(parents=True, exist_ok=True)
        settings().address_book.write_text(yaml.safe_dump({"registers": book}, allow_unicode=True), encoding="utf-8")


def _pair(prefix: str, person: Somebody) -> dict[str, str]:
    return {f"{prefix}number": person.number, f"{prefix}name": person.name}


def _rows() -> dict[str, list[dict[str, str]]]:
    father, mother, first, second, left = FAMILY.values()
    heads = population()[:6]
    return {
        "births": [
            {"record_no": "b1", **_pair("", first), **_pair("father_", father), **_pair("mother_", mother)},
            {"record_no": "b2", **_pair("", second), **_pair("father_", father), **_pair("mother_", mother)},
        ],
        "marriages": [
            {"contract": "m1", **_pair("husband_", father), **_pair("wife_", left)},
            {"contract": "m2", **_pair("husband_", father), **_pair("wife_", mother)},
        ],
        "divorces": [{"deed": "d1", **_pair("husband_", father), **_pair("wife_", left)}],
        "deaths": [
            {
                "record_no": "x1",
                **_pair("", left),
                **_pair("informant_", father),
                "death_date": "09/05/2024",
                "alive": "D",
            }
        ],
        "cards": [
            {
                "card_id": f"id{place}",
                "card_no": f"00{place}",
                **_pair("", head),
                "phone": "01012345678",
                "address": "12 شارع النيل المنيا" if place else "٧ ميدان التحرير، أسيوط",
            }
            for place, head in enumerate([father, *heads])
        ],
        "bread": [
            {
                "entry": f"e{place}",
                "card_no": "٠٠٠",
                "outlet": "o1",
                "day": f"2026-01-{place:02}",
                "loaves": "5",
                "paid": "1.25",
            }
            for place in range(1, 4)
        ]
        + [
            {"entry": "e9", "card_no": "٩٩٩", "outlet": "o2", "day": "2026-01-01", "loaves": "many", "paid": "1"},
        ],
        "outlets": [{"outlet": "o1", "street": "شارع الجلاء"}, {"outlet": "o2", "street": "شارع الهرم"}],
        "clinic": [{"visit": "v1", **_pair("", father), "condition": "I10"}],
    }


def small_pack(folder: Path) -> Pack:
    """The country's pack with these registers in the place of its own."""
    shutil.copytree(pack().folder, folder, ignore=shutil.ignore_patterns("registers", "synthetic"))
    (folder / "registers").mkdir()
    for manifest in MANIFESTS:
        path = folder / "registers" / f"{manifest['id']}.yaml"
        path.write_text(yaml.safe_dump(manifest, allow_unicode=True), encoding="utf-8")
    profile = (folder / "pack.yaml").read_text(encoding="utf-8").replace("spine: reg-001", "spine: spine")
    (folder / "pack.yaml").write_text(profile, encoding="utf-8")
    return replace(load(folder))
