"""Files as citizens give them, and as they should not."""

from io import BytesIO
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NullObject, TextStringObject

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-" + b"TEST-FILE!$H+H*"
"""In two parts, so that no scanner takes this file for it (eicar.org)."""


def pdf(pages: int = 1, title: str = "", change: Any = None, password: str = "") -> bytes:
    """A document; `change` does something to its writer first."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=200, height=200)
    writer.add_metadata({"/Title": title})
    if change:
        change(writer)
    if password:
        writer.encrypt(password)
    return _written(writer)


def picture(kind: str = "jpeg", width: int = 320, height: int = 200, colour: str = "white") -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind.upper())
    return out.getvalue()


def script(writer: PdfWriter) -> None:
    run = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('x')")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(run)


def attachment(writer: PdfWriter) -> None:
    writer.add_attachment("inner.exe", b"MZ")


def launch(writer: PdfWriter) -> None:
    action = {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)


def page_script(writer: PdfWriter) -> None:
    """Hidden behind references: an additional action of a page, in an object of its own."""
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/X"): NullObject()})
    opening = DictionaryObject({NameObject("/O"): writer._add_object(action)})
    writer.pages[0][NameObject("/AA")] = writer._add_object(opening)


def form_with_script(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/XFA"): TextStringObject("<xdp/>")})


def carry_test_file(writer: PdfWriter) -> None:
    stream = DecodedStreamObject()
    stream.set_data(EICAR)
    writer.root_object[NameObject("/Carried")] = writer._add_object(stream)


ACTIVE = (script, attachment, launch, page_script, form_with_script)


def _written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
