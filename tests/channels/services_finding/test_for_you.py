"""With their consent alone, somebody is told which services they may need, why, and from which register."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client

from tests.channels.conftest import citizen_signed_in
from tests.nation import Nation
from wasl.catalogue.api import FOR_YOU, Definition, KnownSign, Surroundings, publish, signs
from wasl.catalogue.models import ServiceVersion
from wasl.channels.portal.services.for_you import signs_here, wanted
from wasl.country.api import PackError, pack
from wasl.identity.api import Citizen
from wasl.persons.models import Link
from wasl.trust.api import Assurance
from wasl.trust.consent.api import ConsentRecord, ensure_agreements
from wasl.trust.log.api import entries

TODAY = date(2026, 6, 1)


@pytest.fixture
def citizen(nation: Nation, clean_ledger: None, loaded: dict[str, Definition]) -> Iterator[Client]:
    """An owner of a vehicle."""
    ensure_agreements()
    for one in loaded.values():
        publish(one)
    owner = Link.objects.filter(register="reg-009", role="owner").select_related("person").order_by("pk")[0]
    client = citizen_signed_in(owner.person.handle)
    client.cookies["django_language"] = "en"
    yield client
    ServiceVersion.objects.all().delete()
    Citizen.objects.all().delete()
    for record in ConsentRecord.objects.all():
        record.delete()


def named(key: str) -> KnownSign:
    return next(one for one in signs_here() if one.key == key)


def purposes_read() -> list[str]:
    return [entry.purpose for entry in entries() if entry.kind == "picture"]


def test_without_consent_nothing_is_read_and_the_page_says_what_would_be(citizen: Client) -> None:
    page = citizen.get("/my/for-you/").content.decode()
    assert "It has read nothing yet." in page
    assert pack().agreements[FOR_YOU].text.en[:60] in page
    assert purposes_read() == []


def test_with_consent_services_are_suggested_with_the_reason_and_its_register(
    citizen: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wasl.channels.portal.services.for_you.today", lambda: date(2040, 1, 1))
    answer = citizen.post("/my/for-you/agree/", follow=True)
    page = answer.content.decode()
    assert "/services/vehicle-licence-renewal/" in page
    assert "The licence of your vehicle ends within sixty days or has ended" in page
    assert "Vehicle register" in page
    assert "Licence expiry" in page
    assert purposes_read() == [FOR_YOU]


def test_the_ledger_names_only_registers_that_signs_read(citizen: Client) -> None:
    citizen.post("/my/for-you/agree/", follow=True)
    (look,) = [entry for entry in entries() if entry.purpose == FOR_YOU]
    assert set(look.registers) <= {one.register for one in wanted()}


def test_after_withdrawing_nothing_is_read_again(citizen: Client) -> None:
    page = citizen.post("/my/for-you/agree/", follow=True).content.decode()
    record = page.split('name="record" value="')[1].split('"')[0]
    citizen.post("/my/consents/withdraw/", {"record": record})
    assert "It has read nothing yet." in citizen.get("/my/for-you/").content.decode()
    assert purposes_read() == [FOR_YOU]


def test_what_signs_read_is_open_to_them(citizen: Client) -> None:
    """The rule of policies.yaml names every attribute of for_you.yaml, and no other."""
    (rule,) = [one for one in pack().policies.rules.values() if one.purpose == FOR_YOU]
    assert set(rule.only) == {name for one in wanted() for name in one.attributes}


def test_who_is_not_signed_in_is_led_to_sign_in(nation: Nation) -> None:
    assert Client().get("/my/for-you/").headers["Location"] == "/my/sign-in/"


def test_an_account_that_is_not_confirmed_is_led_to_confirm_it(nation: Nation, clean_ledger: None) -> None:
    client = citizen_signed_in(nation.handle, Assurance.LOW)
    assert client.get("/my/for-you/").headers["Location"] == "/my/account/raise/"


@pytest.mark.parametrize(("days", "shows"), [(-10, True), (0, True), (60, True), (61, False)])
def test_a_licence_counts_from_sixty_days_before_it_ends(days: int, shows: bool) -> None:
    row = {"licence_expiry": TODAY + timedelta(days), "use": "private"}
    assert named("vehicle-licence-ends").shows(row, TODAY) is shows


def test_what_a_row_does_not_tell_points_to_nothing() -> None:
    assert not named("vehicle-licence-ends").shows({"use": "private"}, TODAY)
    assert not named("vehicle-fines").shows({}, TODAY)


def test_a_sign_points_to_nothing_before_it_holds() -> None:
    assert not named("vehicle-fines").shows({"payment_status": "unpaid"}, date(2025, 12, 31))


SIGN = """\
one:
  service: vehicle-licence-renewal
  register: reg-009
  roles: [owner]
  reads: [licence_expiry]
  if: days(today, licence_expiry) <= 60
  reason: {ar: سبب, en: Reason}
  from: 2026-01-01
  assumed: true
"""


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("vehicle-licence-renewal", "vehicle-licence-renewel"), "unknown service"),
        (("reg-009", "reg-900"), "unknown register"),
        (("[owner]", "[driver]"), "name in reg-009"),
        (("reads: [licence_expiry]", "reads: [licence_end]"), "name in reg-009"),
        (("<= 60", "<= 'sixty'"), "is no condition here"),
        (("reg-009", "reg-065"), "does not cover"),
    ],
)
def test_a_sign_that_hangs_on_nothing_is_a_fault(
    tmp_path: Path, world: Surroundings, change: tuple[str, str], fault: str
) -> None:
    (tmp_path / "for_you.yaml").write_text(SIGN.replace(*change), encoding="utf-8")
    elsewhere = Surroundings(replace(world.country, folder=tmp_path), world.registers)
    elsewhere.__dict__["services"] = world.services  # the folders of the real country
    with pytest.raises(PackError, match=fault):
        signs(elsewhere)


def test_a_country_without_signs_suggests_nothing(tmp_path: Path, world: Surroundings) -> None:
    assert signs(Surroundings(replace(world.country, folder=tmp_path), world.registers)) == []
