"""The page that a journalist saves and opens from disk: it finds what our own checker finds, and sends nothing."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import AXE
from tests.journeys.conftest import browser
from tests.standards.tlog.made import MadeLog, a_cosigner, a_signer
from tests.trust.test_proof_file import mutations
from wasl.standards.tlog import paths
from wasl.trust.log.proof_file import PersonTold, read_proof

__all__ = ["browser"]

FILE = Path(paths.__file__).with_name("verifier.html")
LOG = MadeLog(300)
WITNESS = a_cosigner()
KEYS = [LOG.signer.vkey, WITNESS.key.vkey]
PROOF = LOG.proof(6, WITNESS).written()
FORGED = replace(LOG.proof(6), note=MadeLog(300, seed=1).note()).written()


@pytest.fixture(scope="module", params=["ar", "en"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith("file:") else troubles.append(asked.url))
    page.goto(FILE.as_uri())
    if request.param == "en":
        page.click("#other")
    yield page
    context.close()
    assert troubles == []


def asked(page: Page, proof: str, keys: list[str] = KEYS) -> str:
    page.fill("#proof", proof)
    page.fill("#keys", "\n".join(keys))
    page.click("form button")
    page.wait_for_selector("#answer h2")
    return page.inner_text("#answer")


def sees_no_barrier(page: Page) -> None:
    page.add_script_tag(path=str(AXE))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.journey
def test_a_good_proof_is_told_in_plain_words(page: Page) -> None:
    sees_no_barrier(page)
    told = asked(page, PROOF)
    english = page.locator("html").get_attribute("lang") == "en"
    assert page.locator("html").get_attribute("dir") == ("ltr" if english else "rtl")
    assert ("Yes: this look is recorded" if english else "نعم: هذا الاطلاع مسجَّل") in told
    for fact in ("منى علي", "7 / 300", "witness.example/w (2026-11-01T12:00:00.000Z)", "p7x0", "C-7", "log.example/1"):
        assert fact in told
    assert ("law 151/2020" if english else "قانون ١٥١") in told
    sees_no_barrier(page)


@pytest.mark.journey
def test_a_forged_proof_is_refused_with_a_reason(page: Page) -> None:
    told = asked(page, FORGED)
    english = page.locator("html").get_attribute("lang") == "en"
    assert ("No: this proof does not hold" if english else "لا: هذا الإثبات لا يصح") in told
    assert ("not in the log in these words" if english else "ليس في السجل بهذه الكلمات") in told
    assert page.locator("#answer dt").count() == 0
    sees_no_barrier(page)


@pytest.mark.journey
def test_without_a_witness_it_says_what_that_means(page: Page) -> None:
    told = asked(page, PROOF, KEYS[:1])
    english = page.locator("html").get_attribute("lang") == "en"
    assert ("The log alone signed" if english else "السجل وحده وقّع") in told


@pytest.mark.journey
def test_a_file_is_taken_as_well(page: Page, tmp_path: Path) -> None:
    (tmp_path / "look-7.tlog-proof").write_text(PROOF, encoding="utf-8")
    page.fill("#proof", "")
    page.set_input_files("#file", tmp_path / "look-7.tlog-proof")
    page.wait_for_function("document.getElementById('proof').value !== ''")
    assert page.input_value("#proof") == PROOF


@pytest.mark.journey
def test_the_browser_and_our_checker_agree_on_200_mutated_proofs(browser: Browser) -> None:
    page = browser.new_page()
    page.goto(FILE.as_uri())
    proofs = [PROOF, *odd_proofs(), *mutations(PROOF, 200)]
    answers = page.evaluate(
        "([proofs, keys]) => Promise.all(proofs.map(one => check(one, keys)))", [proofs, "\n".join(KEYS)]
    )
    page.close()
    compare(proofs, answers)


def test_its_script_and_our_checker_agree_outside_a_browser(tmp_path: Path) -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("no Node on this machine")
    proofs = [PROOF, *odd_proofs(), *mutations(PROOF, 200)]
    script = re.findall(r"<script>(.*?)</script>", FILE.read_text(encoding="utf-8"), re.DOTALL)[0]
    ask = "Promise.all(ASKED.proofs.map(one => check(one, ASKED.keys))).then(all => console.log(JSON.stringify(all)))"
    asked = json.dumps({"proofs": proofs, "keys": "\n".join(KEYS)})
    (tmp_path / "ask.js").write_text(f"{script}\nconst ASKED = {asked};\n{ask}", encoding="utf-8")
    said = subprocess.run([node, "--no-warnings", tmp_path / "ask.js"], capture_output=True, check=True, timeout=60)
    compare(proofs, json.loads(said.stdout))


def odd_proofs() -> list[str]:
    """Forgeries that a checker with a gap would let through."""
    proof = LOG.proof(6)
    first = proof.told.persons[0]
    shifted = PersonTold(
        first.commitment, (first.handle or "")[2:], (first.salt or b"") + (first.handle or "")[:2].encode()
    )
    stranger = a_signer("stranger.example/1", 3).sign(LOG.checkpoint().body())
    return [
        FORGED,
        LOG.proof(6).written(),
        LOG.proof(6, WITNESS, WITNESS).written(),
        replace(proof, told=replace(proof.told, persons=(shifted, *proof.told.persons[1:]))).written(),
        replace(proof, told=replace(proof.told, facts=proof.told.facts.replace("منى", "هدى"))).written(),
        replace(proof, note=stranger).written(),
        replace(proof, index=7).written(),
        replace(proof, path=proof.path[:-1]).written(),
        replace(proof, path=(*proof.path, bytes(32))).written(),
    ]


def compare(proofs: list[str], answers: list[dict[str, Any]]) -> None:
    assert len(proofs) == len(answers)
    for proof, answer in zip(proofs, answers, strict=True):
        checked = read_proof(proof, KEYS)
        assert answer["ok"] == checked.ok, (proof, answer, checked.findings)
        if checked.ok:
            assert answer["facts"] == checked.facts
            assert (answer["seq"], answer["size"]) == (str(checked.seq), str(checked.size))
            assert tuple(answer["persons"]) == checked.persons
            assert [one["at"] for one in answer["witnesses"]] == [int(one.at.timestamp()) for one in checked.cosigned]
        else:
            assert answer["words"]["ar"] != answer["words"]["en"]


def test_the_page_holds_no_address_of_anything_else() -> None:
    assert re.findall(r"(?:https?:)?//[a-z]|src=|@import|url\(", FILE.read_text(encoding="utf-8")) == []
