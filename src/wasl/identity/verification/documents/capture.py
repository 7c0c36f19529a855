"""From a photo or typed lines to what a document says, held against the claim. Nothing of it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass

import zxingcpp

from wasl.core.digits import normalise_digits
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.identity.verification.comparing import beside
from wasl.identity.verification.documents.checkers import Told, checker
from wasl.identity.verification.documents.pictures import grey
from wasl.identity.verification.terms import Fact
from wasl.linkage import Alike

MOST_BARCODES = 8


@dataclass(frozen=True)
class Claim:
    """What the asker says that the document should say."""

    number: str | None = None
    facts: Mapping[Fact, str] | None = None


@dataclass(frozen=True)
class Checked:
    """One document, and how it stands to the claim. `number_agrees` is None where one of the two says none."""

    checker: str
    told: Told
    agrees: Mapping[Fact, Alike]
    number_agrees: bool | None
    barcode: str | None = None  # its kind, where it was read from a picture


def check_document(id_: str, content: str, claim: Claim) -> Checked:
    """Raises Unknown for a checker, Refusal for content that is no such document."""
    if len(content) > checker(id_).longest:
        raise Refusal(
            Text(ar="النص أطول من أي مستند", en="the text is longer than any document"),
            mend=Text(
                ar=f"أرسل {checker(id_).longest} حرف على الأكثر", en=f"send at most {checker(id_).longest} signs"
            ),
            where="content",
        )
    return _checked(id_, checker(id_).check(content), claim)


def capture(image: bytes, claim: Claim) -> list[Checked]:
    """Every barcode in a picture. Raises Refusal for what is no picture, and where no barcode is found in it."""
    found = zxingcpp.read_barcodes(grey(image))[:MOST_BARCODES]
    read = [(one.text, str(one.format).removeprefix("BarcodeFormat.")) for one in found if one.valid]
    if not read:
        raise Refusal(
            Text(ar="لم يُعثر على باركود في الصورة", en="no barcode was found in the picture"),
            mend=Text(
                ar="صوّر الباركود وحده، مستويًا وفي ضوء جيد", en="photograph the barcode alone, flat and in good light"
            ),
            where="image",
        )
    return [_checked("barcode", checker("barcode").check(text), claim, kind) for text, kind in read]


def _checked(id_: str, told: Told, claim: Claim, barcode: str | None = None) -> Checked:
    both = claim.number and told.number
    agrees = normalise_digits(claim.number or "") == told.number if both else None
    return Checked(id_, told, beside(claim.facts or {}, told.facts), agrees, barcode)
