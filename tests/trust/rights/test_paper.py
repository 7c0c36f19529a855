"""A person's data on paper: a tagged PDF in the country's script."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from wasl.core.errors import Refusal
from wasl.trust.rights import paper as module
from wasl.trust.rights.api import Chapter, Group, Sheet, paper

SHEET = Sheet(
    title="كل ما يخصني",
    lead="Lead # not *markup* $x$ [a] @b",
    watermark="entry 12 · citizen:abc",
    mark="copy",
    language="ar",
    chapters=[
        Chapter("الهوية", groups=[Group("", [["الاسم", "منى"], ["Number", "29001011234567"]])]),
        Chapter("Empty", "Nothing here", [Group("", [])]),
        Chapter("Table", groups=[Group("t", [["1"], ["1", "2", "3"]], ["a", "b"])]),
        *(Chapter(f"Long {n}", groups=[Group("", [["x", "yes and no " * 40]] * 30)]) for n in range(2)),
    ],
)


@pytest.fixture(scope="module")
def pdf() -> PdfReader:
    return PdfReader(BytesIO(paper(SHEET)))


def test_every_page_carries_the_mark(pdf: PdfReader) -> None:
    assert len(pdf.pages) > 2
    assert all("citizen:abc" in page.extract_text() for page in pdf.pages)


def test_what_is_written_is_text_and_never_markup(pdf: PdfReader) -> None:
    assert "# not *markup* $x$ [a] @b" in pdf.pages[0].extract_text()
    assert "29001011234567" in pdf.pages[0].extract_text()


def test_it_can_be_read_aloud_and_kept(pdf: PdfReader) -> None:
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]) == "ar"
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata


def test_without_the_face_nothing_is_printed(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(module, "FONTS", tmp_path)
    with pytest.raises(Refusal):
        paper(SHEET)
