"""A small service over the real country, written anew for each test, with whatever a test changes in it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from wasl import country
from wasl.catalogue.api import Definition, Surroundings, load_service, surroundings
from wasl.country.api import Fault, PackError

FILES = {
    "service.yaml": """\
id: test-renewal
unlisted: true
extends: application
agency: traffic
sector: vehicles
life_events: [car]
purpose: service-delivery
legal: [{reference: {ar: قانون المرور, en: Traffic law}, assumed: true}]
facts:
  engine_cc: {source: reg-009.engine_cc, of: plate}
  unpaid: {source: reg-011.fine, take: sum, where: {payment_status: [unpaid]}}
""",
    "pages.yaml": """\
pages:
  vehicle:
    before: contact
    questions:
      plate: {type: row, source: reg-009.plate, role: owner}
      insured: {type: yes-no}
      insurer: {type: text, show_if: insured}
    stop_if: engine_cc >= 2030
  fines:
    before: contact
    show_if: unpaid > 0
    questions:
      pays: {type: yes-no}
""",
    "rules.yaml": """\
eligibility:
  insured:
    - {from: 2020-01-01, if: insured, assumed: true}
fees:
  licence:
    - {from: 2020-01-01, to: 2025-12-31, amount: 5000, assumed: true, demo: true}
    - {from: 2026-01-01, amount: 7000, assumed: true, demo: true}
  fines:
    - {from: 2020-01-01, when: unpaid > 0, amount: unpaid, assumed: true}
""",
    "texts.ar.yaml": """\
title: تجديد رخصة مركبة
summary: تجديد رخصة مركبة خاصة
words: [رخصة العربية]
page.vehicle: المركبة
page.vehicle.stop: هذه الخدمة للمركبات حتى ٢٠٣٠ سم مكعب
question.insured: هل المركبة مؤمَّن عليها؟
question.insurer: شركة التأمين
page.fines: المخالفات
question.pays: هل تسدد المخالفات الآن؟
rule.insured: المركبة مؤمَّن عليها
fee.licence: رسم الترخيص
fee.fines: المخالفات غير المسددة
""",
    "texts.en.yaml": """\
title: Renew a vehicle licence
summary: Renew the licence of a private vehicle
words: [car licence]
page.vehicle: The vehicle
page.vehicle.stop: This service is for vehicles under 2030 cc
question.insured: Is the vehicle insured?
question.insurer: Insurance company
page.fines: Fines
question.pays: Do you pay the fines now?
rule.insured: The vehicle is insured
fee.licence: Licence
fee.fines: Unpaid fines
""",
    "examples.yaml": """\
- name: a small car with fines
  as_of: 2026-06-01
  facts: {number: "88501011600124", full_name: علي بدر, phone: "+201000000000", governorate: "01", address: شارع,
    engine_cc: 1600, unpaid: 30000}
  answers: {plate: أ ب ج 123, insured: true, insurer: مصر للتأمين, pays: true}
  pages: [applicant, vehicle, fines, contact]
  fee: 37000
  actions: [pay, propose, grant]
  ends_in: granted
""",
}

WORLD_FOLDER = Path(country.__file__).parent / "eg"

Change = str | tuple[str, str] | None
Write = Callable[..., Path]


@pytest.fixture(scope="session")
def world() -> Surroundings:
    return surroundings()


@pytest.fixture
def write_service(tmp_path: Path) -> Write:
    """Writes the small service, some files changed: name -> text, (old, new) to replace in it, None to leave out."""

    def write(changes: dict[str, Change] | None = None, slug: str = "test-renewal") -> Path:
        folder = tmp_path / slug
        folder.mkdir()
        for name, text in FILES.items():
            change: Change = (changes or {}).get(name, text)
            if isinstance(change, tuple):
                assert change[0] in text, f"{change[0]!r} is not in {name}"
                change = text.replace(*change)
            if change is not None:
                (folder / name).write_text(change, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def definition(write_service: Write, world: Surroundings) -> Definition:
    return load_service(write_service(), world).definition


@pytest.fixture
def faults(write_service: Write, world: Surroundings) -> Callable[..., list[Fault]]:
    """The faults of the small service after changes."""

    def found(changes: dict[str, Change]) -> list[Fault]:
        from wasl.catalogue.api import check

        with pytest.raises(PackError) as caught:
            check([write_service(changes)], world)
        return caught.value.faults

    return found
