"""Documents that stand."""

import re

from wasl.core.digits import latin_digits
from wasl.core.errors import Unknown
from wasl.core.text import Text
from wasl.documents.models import Content, Document

WRITTEN = re.compile(r"D?([0-9A-Z]{4})([0-9A-Z]{4})")


def document(number: str) -> Document:
    """However the number is written. Raises Unknown."""
    found = Document.objects.filter(number=normalised(number)).first()
    if found is None:
        raise Unknown(
            Text(ar="لم تصدر وثيقة بهذا الرقم", en="no document with this number was issued"),
            mend=Text(ar="راجع الرقم المطبوع على الوثيقة", en="look at the number printed on the document"),
        )
    return found


def documents_for(case: str) -> list[Document]:
    """Of a case, the oldest first. Nothing of their content."""
    return list(Document.objects.filter(case=case).order_by("id"))


def documents_of(holder: str) -> list[Document]:
    """Of a person, the newest first. Inside a passage only: that somebody has a document says something of them."""
    return list(Document.objects.filter(content__holder=holder).order_by("-id")) if holder else []


def why_revoked(found: Document) -> Text | None:
    """For its holder; None where it was not. Inside a passage only."""
    content = Content.objects.get(document=found)
    return Text(ar=content.revoked_why_ar, en=content.revoked_why_en) if content.revoked_why_ar else None


def normalised(number: str) -> str:
    """As it is printed; empty for what is no number.

    >>> normalised(" d-7kq2 m9xa "), normalised("٧KQ٢-M9XA"), normalised("7KQ2")
    ('D-7KQ2-M9XA', 'D-7KQ2-M9XA', '')
    """
    letters = "".join(letter for letter in latin_digits(number[:60]).upper() if letter.isascii() and letter.isalnum())
    found = WRITTEN.fullmatch(letters)
    return f"D-{found[1]}-{found[2]}" if found else ""
