"""A small country that is not Egypt: what the loader and the number's rules do must not depend on one country."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from wasl.country.api import IdentifierScheme, load

TODAY = date(2026, 6, 1)

PACK = """\
code: zz
name: {ar: بلد, en: Someland}
languages: [ar, en]
currency: {code: ZZD, name: {ar: درهم, en: Dirham}, minor_digits: 3}
timezone: Africa/Tunis
spine: people
identifier:
  name: {ar: رقم القيد, en: Entry number}
  length: 12
  groups: [6, 4, 2]
  birth_date: {position: 1}
  century: {position: 7, real: {"1": 1900, "2": 2000}, made_up: {"9": 2000}}
  serial: {position: 8, width: 3}
  sex: {position: 8, odd: female, even: male}
  place: {position: 11, width: 1, codes: governorates}
  check: {position: 12, weights: [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2], modulus: 10, strict: true}
age_of_majority: 18
"""

FILES = {
    "pack.yaml": PACK,
    "agencies.yaml": "registry: {ar: سجل, en: Registry}\n",
    "sections.yaml": (
        "identity: {name: {ar: الهوية, en: Identity}}\nhealth: {name: {ar: الصحة, en: Health}, guarded: true}\n"
    ),
    "concepts.yaml": "sex: {name: {ar: النوع, en: Sex}, compare: code, codes: sex, section: identity}\n",
    "codes/sex.yaml": "male: {ar: ذكر, en: Male}\nfemale: {ar: أنثى, en: Female}\n",
    "purposes.yaml": """\
care:
  name: {ar: رعاية, en: Care}
  legal_basis: {ar: قانون, en: Act}
  assumed: true
  owner: registry
  sections: [identity, health]
  keep_days: 30
  valid_from: 2020-01-01
""",
    "policies.yaml": """\
case_kinds:
  visit: {name: {ar: زيارة, en: Visit}, number: "V-[0-9]+"}
rules:
  care-by-law:
    purpose: care
    roles: [officer]
    offices: [registry]
    case: required
    case_kinds: [visit]
    sections: [identity]
    only: [sex]
    basis: law
    assumed: true
    valid_from: 2020-01-01
""",
    "governorates.csv": (
        "code_iso,nid_code,name_ar,name_en,capital_ar,capital_en,population,population_year,"
        "population_precision,population_2023_07,planning_region_ar,planning_region_en\n"
        "ZZ-N,1,شمال,North,مدينة,Town,1000,2025,rounded,900,شمال,North\n"
        "ZZ-S,2,جنوب,South,ميناء,Port,2000,2025,rounded,1900,جنوب,South\n"
    ),
    "cities.csv": "nid_code,name_ar,name_en\n1,مدينة,Town\n",
    "names.csv": "kind,gender,name_ar,name_latin\ngiven,male,علي,Ali\ngiven,female,منى,Mona\nfamily,,بدر,Badr\n",
    "services.csv": (
        "id,sector,name_ar,name_en,agency,documented,source,evidence,pack_170,portal_category_ar,kind,delivery,"
        "sla_note,documents_listed\ncopy-01,civil,صورة,Copy,registry,no,inferred,D,yes,,issue_document,,,\n"
    ),
    "hubs.csv": "hub_id,name_en,name_ar,governorate_en,nid_code,host,phase,status,documented,source\n",
    "programmes.csv": (
        "code,name_en,name_ar,owner,launched,target_group,seed_category,duration,tracks,eligibility,partners,"
        "capacity,documented,source\n"
    ),
    "registers/people.yaml": "id: people\n",
}

Write = Callable[..., Path]


def _changed(name: str, change: str | tuple[str, str]) -> str:
    if isinstance(change, str):
        return change
    assert change[0] in FILES[name], f"{change[0]!r} is not in {name}"
    return FILES[name].replace(*change)


@pytest.fixture
def write_pack(tmp_path: Path) -> Write:
    """Writes the small country, with some files changed: name -> text, or (old, new) to replace in it."""

    def write(changes: dict[str, str | tuple[str, str]] | None = None) -> Path:
        folder = tmp_path / "zz"
        for name, change in {**FILES, **(changes or {})}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(_changed(name, change), encoding="utf-8")
        return folder

    return write


@pytest.fixture
def someland(write_pack: Write) -> IdentifierScheme:
    return load(write_pack()).identifier
