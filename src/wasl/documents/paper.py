"""A document on paper: a PDF with tags, so that it can be read aloud and kept for long (PDF/A-2a)."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import segno
import typst
from django.utils import translation

import wasl.core
from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.core.templatetags.kit import day
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.documents import words
from wasl.documents.models import Content, Document

FONTS = Path(wasl.core.__file__).parent / "static/vendor/ibm-plex-sans-arabic"
TEMPLATE = Path(__file__).with_name("paper.typ")


def pdf(document: Document, language: str) -> bytes:
    """The PDF in Arabic or English. Inside a passage only.

    Raises Refusal where the face of the kit is not installed: boxes instead of letters help nobody.
    """
    if not any(FONTS.glob("*.ttf")):
        raise Refusal(
            Text(ar="خط الطباعة غير مثبّت على هذا الجهاز", en="the face for paper is not installed here"),
            mend=Text(ar="شغّل python scripts/assets.py", en="run python scripts/assets.py"),
        )
    spoken = "en" if language.startswith("en") else "ar"
    with translation.override(spoken):
        told = _told(document, Content.objects.get(document=document), spoken)
    return _set(told, address_of(document.number))


def address_of(number: str) -> str:
    """Where anybody checks it: what the QR code says."""
    return f"{settings().public_address}/documents/{number}/"


def _told(document: Document, content: Content, language: str) -> dict[str, object]:
    def said(text: Text) -> str:
        return text.in_language(language)

    calendar = pack().calendar  # whoever prints it, wherever: the country's days
    facts = [
        [said(words.NUMBER), document.number],
        [said(words.AGENCY), said(pack().agencies[document.agency])],
        [said(words.ISSUED), day(calendar.today(document.issued))],
    ]
    if document.valid_until:
        facts.append([said(words.VALID_UNTIL), day(document.valid_until)])
    notes = [said(words.REVOKED_ON) + f" {day(calendar.today(document.revoked))}"] if document.revoked else []
    notes += [said(words.DEMO)] if document.demo else []
    mark = words.REVOKED if document.revoked else words.DEMO_MARK if document.demo else None
    return {
        "title": said(document.title),
        "language": language,
        "direction": "ltr" if language == "en" else "rtl",
        "facts": facts,
        "lines": [[said(Text(**name)), said(Text(**value))] for name, value in content.lines],
        "notes": notes,
        "mark": said(mark) if mark else "",
        "check": said(words.CHECK),
        "picture": said(words.PICTURE),
        "address": address_of(document.number),
    }


def _set(told: dict[str, object], address: str) -> bytes:
    with TemporaryDirectory(prefix="wasl-document-") as folder:
        (Path(folder) / "paper.typ").write_bytes(TEMPLATE.read_bytes())
        (Path(folder) / "data.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        segno.make_qr(address, error="m").save(str(Path(folder) / "code.svg"), border=4, light="#fff")
        made = typst.compile(
            Path(folder) / "paper.typ", font_paths=[FONTS], ignore_system_fonts=True, pdf_standards=["a-2a"]
        )
    return bytes(made)
