"""One contract for every scanner: a clean file is called clean, the test file is found, no answer is no clean file."""

from collections.abc import Iterator
from threading import Event

import pytest

from tests.cases.clamd import Clamd, clamd
from tests.cases.files import EICAR, pdf
from wasl.cases.scanning import api as scanning
from wasl.cases.scanning.contrib import clamav
from wasl.cases.scanning.plugins import chosen, known_scanners, register
from wasl.cases.scanning.provider import NotScanned, Scanner
from wasl.core.conf import settings
from wasl.core.errors import Refusal


def set_to(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"WASL_{name.upper()}", value)
    settings.cache_clear()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clamd]:
    with clamd() as standing:
        set_to(monkeypatch, scanner="clamav", scanner_address=standing.address)
        yield standing


@pytest.fixture(params=["demo", "clamav"])
def scanner(request: pytest.FixtureRequest, server: Clamd) -> Scanner:
    return known_scanners()[request.param]()


def test_every_scanner_stands_in_this_contract() -> None:
    assert set(known_scanners()) == {"demo", "clamav"}


def test_its_settings_are_sound(scanner: Scanner) -> None:
    scanner.check_config()


def test_a_clean_file_is_called_clean(scanner: Scanner) -> None:
    assert scanner.found_in(pdf()) is None


def test_the_test_file_is_found_wherever_it_stands(scanner: Scanner) -> None:
    assert "eicar" in (scanner.found_in(pdf() + EICAR) or "").lower()


def test_a_file_reaches_the_scanner_whole(server: Clamd) -> None:
    content = bytes(range(256)) * 5000
    assert clamav.ClamAv().found_in(content) is None
    assert server.took == [content]


@pytest.mark.parametrize(
    "answer",
    [b"", b"stream: OKAY\n", b"INSTREAM size limit exceeded. ERROR\n", b"stream: x ERROR\n", b"\xff\xfe", b"OK"],
)
def test_an_answer_that_is_no_verdict_is_no_clean_file(server: Clamd, answer: bytes) -> None:
    server.answer = answer
    with pytest.raises(NotScanned):
        clamav.ClamAv().found_in(b"x")


def test_a_scanner_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    set_to(monkeypatch, scanner="clamav", scanner_address="tcp://127.0.0.1:9")
    with pytest.raises(NotScanned):
        clamav.ClamAv().found_in(b"x")
    with pytest.raises(Refusal, match="not be scanned"):
        scanning.must_be_clean(b"x")


def test_a_scanner_that_does_not_answer_is_not_waited_for(server: Clamd, monkeypatch: pytest.MonkeyPatch) -> None:
    server.silent = Event()
    monkeypatch.setattr(clamav, "SECONDS", 0.1)
    with pytest.raises(NotScanned):
        clamav.ClamAv().found_in(b"x")


@pytest.mark.parametrize(
    "address", ["", "127.0.0.1:3310", "http://127.0.0.1:3310", "tcp://", "tcp://x:y", "tcp://x:99999"]
)
def test_a_missing_or_wrong_address_is_named(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    set_to(monkeypatch, scanner="clamav", scanner_address=address)
    with pytest.raises(Refusal, match="WASL_SCANNER_ADDRESS"):
        scanning.check_config()
    with pytest.raises(NotScanned):
        clamav.ClamAv().found_in(b"x")


def test_a_demo_has_a_twin_that_says_so() -> None:
    assert scanning.is_open()
    assert scanning.is_demo()


def test_outside_a_demo_no_file_is_taken_until_a_scanner_is_set(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    set_to(monkeypatch, demo="false")
    assert not scanning.is_open()
    with pytest.raises(Refusal, match="closed until a scanner"):
        scanning.must_be_open()
    with pytest.raises(Refusal, match="closed until a scanner"):
        scanning.must_be_clean(b"x")
    scanning.check_config()


def test_outside_a_demo_the_twin_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    set_to(monkeypatch, demo="false", scanner="demo")
    with pytest.raises(Refusal, match="scans nothing"):
        scanning.check_config()


def test_an_unknown_scanner_is_refused_with_those_that_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    set_to(monkeypatch, scanner="clamv")
    with pytest.raises(Refusal, match="choose one of clamav"):
        chosen()


def test_an_id_is_given_once() -> None:
    known_scanners()
    with pytest.raises(Refusal, match="already"):
        register("clamav")(type("Other", (clamav.ClamAv,), {}))
