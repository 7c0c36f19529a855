"""The page that checks credentials: the same answers as our checker, in a browser without a connection."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, sync_playwright

from tests.browser import CHROMIUM, FLAGS
from tests.conformance.serving import served
from tests.identity.wallet.holder import Holder, body, broken
from tests.identity.wallet.test_checking import NOT_SOUND, resigned
from wasl.channels.portal.verifier import offline
from wasl.identity.wallet.api import check_credential, issued_to, revoke, suspend

KIND = "driving-licence"
SCRIPT = Path(offline.__file__).with_name("check.js")


def lists_of(trust: dict[str, Any]) -> dict[str, str]:
    tokens = (Client().get(f"/wallet/status/{one.rpartition('/')[2]}").content.decode() for one in trust["lists"])
    return dict(zip(trust["lists"], tokens, strict=True))


def in_node(folder: Path, credentials: list[str]) -> list[dict[str, Any]]:
    node = shutil.which("node")
    if not node:
        pytest.skip("no Node on this machine")
    trust = Client().get("/verifier/trust.json").json()
    asked = json.dumps({"trust": trust, "lists": lists_of(trust), "credentials": credentials})
    all_of_them = "Promise.all(A.credentials.map(one => check(one, A.trust, A.lists)))"
    ask = f"{all_of_them}.then(all => console.log(JSON.stringify(all)))"
    (folder / "ask.js").write_text(f"{SCRIPT.read_text(encoding='utf-8')}\nconst A = {asked};\n{ask}", encoding="utf-8")
    said = subprocess.run([node, folder / "ask.js"], capture_output=True, timeout=60, check=False)
    assert said.returncode == 0, said.stderr.decode()
    return list(json.loads(said.stdout))


def test_the_script_and_our_checker_agree(holder: Holder, tmp_path: Path) -> None:
    good = holder.fetches(KIND)
    shown = holder.shows(good, ["document_number"], nonce="n", audience="a")
    odd = [made(good) for made, _ in NOT_SOUND.values()]
    places = range(0, len(good), 97)
    mutated = [f"{good[:one]}{'A' if good[one] != 'A' else 'B'}{good[one + 1 :]}" for one in places]
    suspended, revoked = holder.fetches(KIND), holder.fetches(KIND)
    newest = [line.id for line in issued_to(holder.person)]
    assert revoke(newest[0])
    assert suspend(newest[1])
    every = [good, shown, good.split("~")[0] + "~", *odd, *mutated, suspended, revoked]
    for credential, found in zip(every, in_node(tmp_path, every), strict=True):
        checked = check_credential(credential)
        assert found["ok"] == checked.ok, (credential, found, checked)
        if checked.ok:
            assert sorted(map(list, checked.told()), key=str) == sorted(found["told"], key=str)
            assert found["until"] == body(credential)["exp"]
        else:
            assert found["problem"] == checked.problem, (found, checked.why)


def told(page: Page, credential: str) -> str:
    page.evaluate("document.getElementById('answer').replaceChildren()")
    page.fill("#id_text", credential)
    page.click("form#check button:not([type=button])")
    page.wait_for_selector("#answer h2")
    return page.inner_text("#answer")


@pytest.mark.journey
def test_a_credential_is_checked_without_a_connection(holder: Holder) -> None:
    """The browser is started here and not by the fixture: beside its event loop Django refuses its store."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: on Debian, apt-get install chromium")
    with served() as address:
        good = holder.fetches(KIND)
        signed, _, rest = good.partition("~")
        forged, old = f"{broken(signed)}~{rest}", resigned(good, exp=1)
        number = str(dict(check_credential(good).told())["document_number"])
        with sync_playwright() as playwright:
            running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            context = running.new_context(viewport={"width": 1280, "height": 900})
            context.add_cookies([{"name": "django_language", "value": "en", "url": address}])
            page = context.new_page()
            troubles: list[str] = []
            page.on("pageerror", lambda error: troubles.append(str(error)))
            page.goto(f"{address}/verifier/")
            page.wait_for_selector("#ready:visible")
            context.set_offline(True)
            page.goto(f"{address}/verifier/?lang=en")
            said = told(page, good)
            assert "genuine and holds" in said
            assert number in said
            assert "Its signature does not hold" in told(page, forged)
            assert "It has expired" in told(page, old)
            assert troubles == []
            running.close()
