"""The table of OWASP ASVS 5.0: complete, and true about the files and tests that it names."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.security.asvs_levels import LEVELS

HIGHEST = {"6", "7", "9", "10", "11", "16"}
"""Chapters of which level 3 is asked too: authentication, sessions, tokens, OAuth, cryptography, logging."""
STATUSES = ["met", "partly", "gap", "not-applicable"]
TABLE: list[dict[str, Any]] = yaml.safe_load((ROOT / "docs/security/asvs.yaml").read_text(encoding="utf-8"))[
    "requirements"
]
README = (ROOT / "docs/security/README.md").read_text(encoding="utf-8")
each = pytest.mark.parametrize("row", TABLE, ids=lambda row: row["id"])


def required() -> dict[str, int]:
    """Ids and levels of what has to stand in the table."""
    every = [
        (f"V{section}.{number}", int(level))
        for section, levels in LEVELS.items()
        for number, level in enumerate(levels, start=1)
    ]
    return {one: level for one, level in every if level <= 2 or one[1:].split(".")[0] in HIGHEST}


@cache
def named_in(path: str) -> frozenset[str]:
    """As pytest names them within a file: `test_x`, `TestY::test_x`."""
    found = set()
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        within = node.body if isinstance(node, ast.ClassDef) else [node]
        before = f"{node.name}::" if isinstance(node, ast.ClassDef) else ""
        found |= {f"{before}{one.name}" for one in within if isinstance(one, ast.FunctionDef)}
    return frozenset(name for name in found if name.split("::")[-1].startswith("test_"))


def test_every_required_id_stands_there_once_with_its_level() -> None:
    assert len(required()) == 284
    assert sorted(row["id"] for row in TABLE) == sorted(required())
    assert {row["id"]: row["level"] for row in TABLE} == required()


@each
def test_a_row_says_what_it_has_to(row: dict[str, Any]) -> None:
    assert set(row) <= {"id", "level", "what", "status", "where", "tests", "why"}
    assert row["status"] in STATUSES
    assert 1 <= len(row["what"].split()) <= 12
    if row["status"] == "met":
        assert row["where"]
        assert row["tests"]
        assert "why" not in row
    else:
        assert row["why"].endswith(".")


@each
def test_what_a_row_names_exists(row: dict[str, Any]) -> None:
    assert [place for place in row.get("where", []) if not (ROOT / place).exists()] == []
    for test in row.get("tests", []):
        path, _, name = test.partition("::")
        assert (ROOT / path).is_file(), test
        assert name in named_in(path), test


def test_no_row_names_anything_twice() -> None:
    for row in TABLE:
        for names in (row.get("where", []), row.get("tests", [])):
            assert len(names) == len(set(names)), row["id"]


def chapters() -> dict[str, Counter[str]]:
    counted: dict[str, Counter[str]] = {}
    for row in TABLE:
        counted.setdefault(row["id"].split(".")[0], Counter())[row["status"]] += 1
    return counted


def test_the_readme_counts_what_the_table_says() -> None:
    told = {
        chapter: [int(number) for number in numbers.split("|")]
        for chapter, numbers in re.findall(r"^\| (V\d+) [^|]*\|([\d |]+)\|$", README, re.MULTILINE)
    }
    assert told == {
        chapter: [sum(counts.values()), *(counts[status] for status in STATUSES)]
        for chapter, counts in chapters().items()
    }
    whole = Counter(row["status"] for row in TABLE)
    total = re.search(r"^\| \*\*all\*\* \|([\d |]+)\|$", README, re.MULTILINE)
    assert total
    assert [int(number) for number in total[1].split("|")] == [len(TABLE), *(whole[status] for status in STATUSES)]


def test_the_readme_names_every_gap() -> None:
    listed = set(re.findall(r"^- \*\*(V[\d.]+)\*\*", README, re.MULTILINE))
    assert listed == {row["id"] for row in TABLE if row["status"] == "gap"}


def test_every_document_is_led_to() -> None:
    others = {path.name for path in Path(ROOT / "docs/security").iterdir()} - {"README.md"}
    assert {name for name in others if f"({name})" not in README} == set()
