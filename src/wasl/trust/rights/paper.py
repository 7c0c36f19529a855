"""A person's data set on paper: a PDF with tags, so that it can be read aloud and kept for long (PDF/A-2a)."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

import wasl.core
from wasl.core.errors import Refusal
from wasl.core.text import Text

FONTS = Path(wasl.core.__file__).parent / "static/vendor/ibm-plex-sans-arabic"
TEMPLATE = Path(__file__).with_name("paper.typ")


@dataclass(frozen=True)
class Group:
    """A table with a title; without a head it is a list of facts, name beside value."""

    title: str
    rows: Sequence[Sequence[str]]
    head: Sequence[str] = ()


@dataclass(frozen=True)
class Chapter:
    title: str
    note: str = ""
    groups: Sequence[Group] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """All that stands on the paper, in one language. `watermark` goes on the foot of every page, `mark` behind it."""

    title: str
    lead: str
    watermark: str
    mark: str
    language: str  # ar or en
    chapters: Sequence[Chapter]


def paper(sheet: Sheet) -> bytes:
    """The PDF. Raises Refusal where the face of the kit is not installed: boxes instead of letters help nobody."""
    if not any(FONTS.glob("*.ttf")):
        raise Refusal(
            Text(ar="خط الطباعة غير مثبّت على هذا الجهاز", en="the face for paper is not installed here"),
            mend=Text(ar="شغّل python scripts/assets.py", en="run python scripts/assets.py"),
        )
    with TemporaryDirectory(prefix="wasl-paper-") as folder:
        (Path(folder) / "paper.typ").write_bytes(TEMPLATE.read_bytes())
        (Path(folder) / "data.json").write_text(json.dumps(_data(sheet), ensure_ascii=False), encoding="utf-8")
        made = typst.compile(
            Path(folder) / "paper.typ", font_paths=[FONTS], ignore_system_fonts=True, pdf_standards=["a-2a"]
        )
    return bytes(made)


def _data(sheet: Sheet) -> dict[str, object]:
    parts = [
        {
            "title": chapter.title,
            "note": chapter.note,
            "groups": [_table(group) for group in chapter.groups if group.rows],
        }
        for chapter in sheet.chapters
    ]
    told = {name: value for name, value in asdict(sheet).items() if name != "chapters"}
    return {**told, "direction": "ltr" if sheet.language == "en" else "rtl", "parts": parts}


def _table(group: Group) -> dict[str, object]:
    width = max(len(row) for row in [group.head, *group.rows])
    rows = [[*row, *[""] * (width - len(row))] for row in group.rows]
    return {"title": group.title, "head": list(group.head), "rows": rows, "columns": ["1fr"] * width}
