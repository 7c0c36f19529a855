"""What the documents on security say, and that their numbers are those of the code."""

import re
from datetime import timedelta
from importlib import import_module

import pytest

from tests.conftest import ROOT

TEXT = (ROOT / "docs/security/sign-in.md").read_text(encoding="utf-8")
LINES = re.findall(r"\| ([\w ]+) \| `(wasl\.[\w.]+):(\w+)` \|", TEXT)
UNITS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}


def told(words: str) -> timedelta | int:
    number, _, unit = words.partition(" ")
    return int(number) * UNITS[unit] if unit else int(number)


@pytest.mark.parametrize(("words", "module", "name"), LINES, ids=[f"{module}:{name}" for _, module, name in LINES])
def test_a_number_in_the_document_is_the_codes(words: str, module: str, name: str) -> None:
    assert getattr(import_module(module), name) == told(words)


def test_there_are_numbers_for_codes_factors_and_sessions() -> None:
    assert len(LINES) >= 15
    assert {module.split(".")[2] for _, module, _ in LINES} == {"accounts", "factors", "sessions", "staffing"}


SAID = [
    (
        "sign-in.md",
        ["Sessions of one account may run side by side", "NIST SP 800-63B", "back-channel logout", "max_age"],
    ),
    (
        "sign-in.md",
        ["no hint", "There are no default accounts", "E-mail is no factor", "never counted for honest work"],
    ),
    ("cryptography.md", ["SP 800-57", "never for", "turned over", "ML-DSA", "destroyed", "no two deployments share"]),
    ("data.md", ["| guarded |", "| secret |", "| account |", "| record |", "| public |", "at rest", "in a log line"]),
    ("data.md", ["who reads it", "kept", "UTC", "NTP", "witnesses", "collector"]),
    ("connections.md", ["National numbers", "telephone", "Combinations that contradict each other", "1 MB"]),
    ("connections.md", ["**somebody outside**", "/metrics", "public certificate", "may only read"]),
    ("connections.md", ["picture of a person", "search by name", "hashing a password", "threads"]),
    ("connections.md", ["2 days", "7 days", "30 days", "90 days", "uv.lock", "package-lock.json"]),
    ("connections.md", ["files", "kinds, sizes"]),
]


@pytest.mark.parametrize(("document", "phrases"), SAID, ids=[f"{name}-{words[0]}" for name, words in SAID])
def test_a_document_says_what_whoever_runs_it_looks_for(document: str, phrases: list[str]) -> None:
    text = (ROOT / "docs/security" / document).read_text(encoding="utf-8").replace("\n", " ")
    assert [phrase for phrase in phrases if phrase.lower() not in text.lower()] == []
