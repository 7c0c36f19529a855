"""Rules of the repository, held by tests."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.conftest import ROOT
from wasl.core.conf import Settings

PACKAGE = ROOT / "src/wasl"
OPEN_BLOCKS = {"core", "cli", "channels"}  # core is for everyone; a face may use its own modules
PHYSICAL = re.compile(
    r"(?<![\w-])((margin|padding|border|inset)-(left|right|top|bottom)|(left|right|top|bottom|float|clear)\s*:|text-align:\s*(left|right))"
)
CALLS_FOR_TRANSLATION = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}


def sources() -> list[Path]:
    return [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


DOORS = {"api", "rest"}
MORE_DOORS = {"wasl.linkage.words"}
"""Linkage is a library: how names are spelled is of use beside the engine, to search for one."""


def is_a_door(module: str) -> bool:
    """`wasl.<block>` or `wasl.<block>.api`; `wasl.<block>.<room>.api` where a block has rooms of their own; the command
    line and the faces also bind a block's routes and pages."""
    parts = module.split(".")
    return len(parts) <= 2 or parts[2] in DOORS or parts[3:] == ["api"] or module in MORE_DOORS


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_block_enters_another_block_only_by_its_door(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    foreign = [m for m in imports(path) if m.startswith("wasl.") and m.split(".")[1] not in {own, *OPEN_BLOCKS}]
    assert [module for module in foreign if not is_a_door(module)] == []


@pytest.mark.parametrize(
    "path", [p for p in PACKAGE.rglob("*.css") if "vendor" not in p.parts], ids=lambda path: path.name
)
def test_pages_know_no_left_and_right(path: Path) -> None:
    assert [match.group(0) for match in PHYSICAL.finditer(path.read_text(encoding="utf-8"))] == []


def test_every_setting_stands_in_the_operators_list() -> None:
    listed = set(re.findall(r"\| `(WASL_\w+)`", (ROOT / "docs/settings.md").read_text(encoding="utf-8")))
    assert listed == {f"WASL_{name.upper()}" for name in Settings.model_fields}


def texts_in_templates() -> Iterator[str]:
    for path in PACKAGE.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        yield from (m[2] for m in re.finditer(r"""{%\s*translate\s+(["'])(.*?)\1""", text))
        for block in re.findall(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", text, re.DOTALL):
            yield re.sub(r"{{\s*(\w+)[^}]*}}", r"%(\1)s", re.split(r"{%\s*plural\s*%}", block)[0])


def texts_in_code() -> Iterator[str]:
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
            if (
                called in CALLS_FOR_TRANSLATION
                and isinstance(node, ast.Call)
                and isinstance(node.args[0], ast.Constant)
            ):
                yield str(node.args[0].value)


def test_every_text_is_translated_and_no_translation_is_left_over() -> None:
    with (PACKAGE / "locale/ar/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale="ar")
    translated = {
        m.id[0] if isinstance(m.id, tuple) else m.id
        for m in catalogue
        if m.id and all([m.string] if isinstance(m.string, str) else m.string)
    }
    assert translated == {*texts_in_templates(), *texts_in_code()}


def test_a_decision_fits_one_page() -> None:
    for page in (ROOT / "docs/decisions").glob("*.md"):
        assert len(page.read_text(encoding="utf-8").splitlines()) <= 60, page.name


def test_nothing_outside_a_country_pack_knows_the_country() -> None:
    names = re.compile(r"\b(egypt|egyptian|cairo|مصر|القاهرة)\b", re.IGNORECASE)
    outside = [p for p in sources() if "eg" not in p.relative_to(PACKAGE).parts]
    assert {
        str(p.relative_to(PACKAGE)): found for p in outside if (found := names.findall(p.read_text(encoding="utf-8")))
    } == {}
