"""A fee is paid in the sandbox, and a document checked, printed and found among one's own: without a barrier."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.journeys.conftest import Served, Visitor, environment_of
from tests.journeys.test_my_data import number_of, signed_in

pytestmark = pytest.mark.journey

MAKE = """
import sys, json
import django
django.setup()
from wasl.core.text import Text
from wasl.documents.api import Draft, issue, revoke
from wasl.payments.api import Line, ask, cancel
person, once = sys.argv[1:]
title = Text(ar="رخصة قيادة خاصة", en="Private driving licence")
lines = [Line(Text(ar="رسم الرخصة", en="Licence fee"), 123450), Line(Text(ar="دمغة", en="Stamp"), 150)]
paid, gone = (ask(for_=f"W-{n}{once}", lines=lines, payer=f"citizen:{person}", once=n + once) for n in "ab")
cancel(gone.for_)
good, bad = (issue(Draft("licence", title, "traffic", person, f"W-{n}{once}", []), once=n + once) for n in "cd")
revoke(bad.number, why=Text(ar="صدرت بالخطأ", en="issued by mistake"), by="staff:officer")
print(json.dumps([paid.reference, gone.reference, good.number, bad.number]))
"""


@pytest.fixture
def made(visitor: Visitor, served: Served) -> list[str]:
    """References of a payment, of a cancelled one, of a document and of a revoked one, all of the first example."""
    with closing(sqlite3.connect(served.home / "wasl.sqlite3", timeout=20)) as store, store:
        store.execute("DELETE FROM accounts_pace")
        query = "SELECT handle FROM persons_person WHERE number = ? AND merged_into_id IS NULL"
        [person] = store.execute(query, [number_of(visitor)]).fetchone()
    environment = {**environment_of(served.home, 0), "DJANGO_SETTINGS_MODULE": "wasl.core.django_settings"}
    environment["WASL_PORT"] = served.address.rpartition(":")[2]
    once = f"{visitor.language}{visitor.width}{os.urandom(4).hex()}"
    command = [sys.executable, "-c", MAKE, person, once]
    told = subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60, text=True)
    return list(json.loads(told.stdout.splitlines()[-1]))


def test_a_fee_fails_then_is_paid_and_has_a_receipt(visitor: Visitor, made: list[str]) -> None:
    page = signed_in(visitor).page
    visitor.open(f"/pay/{made[0]}/")
    visitor.sees_no_barrier()
    page.click("button[value=fail]")
    assert page.locator("[role=alert]").count() == 1
    visitor.sees_no_barrier()
    page.click("button[value=pay]")
    assert page.url.endswith(f"/pay/{made[0]}/receipt/")
    visitor.sees_no_barrier()
    visitor.open(f"/pay/{made[1]}/")
    assert page.locator("button[value=pay]").count() == 0
    visitor.sees_no_barrier()


def test_a_document_is_found_opened_and_checked(visitor: Visitor, made: list[str]) -> None:
    page = signed_in(visitor).page
    visitor.open("/my/documents/")
    visitor.sees_no_barrier()
    with page.expect_download() as file:
        page.click(f"a[href*='{made[2]}'][download]")
    assert file.value.path().read_bytes().startswith(b"%PDF")

    page.context.clear_cookies(name="sessionid")
    visitor.open("/documents/check/")
    visitor.sees_no_barrier()
    page.click("main button")
    assert page.locator(".errors a").count() == 1
    visitor.sees_no_barrier()
    page.fill("#id_number", "D-2222-2222")
    page.click("main button")
    assert page.locator(".errors a").count() == 1
    visitor.sees_no_barrier()
    page.fill("#id_number", made[2].lower())
    page.click("main button")
    assert made[2] in page.locator("main").inner_text()
    visitor.sees_no_barrier()
    visitor.open(f"/documents/{made[3]}/")
    visitor.sees_no_barrier()
