"""What stands in the barcode of a card or a paper: the national number, machine-readable lines, or a credential.

How the state writes its barcodes is not published, so they prove nothing; a credential's signature does.
"""

import re
from datetime import UTC, datetime

from wasl.core.text import Text
from wasl.country.api import pack
from wasl.identity.verification.contrib.credential import Credential
from wasl.identity.verification.contrib.mrz import MachineReadableZone, number_in
from wasl.identity.verification.documents.checkers import Checker, Told, is_credential, register
from wasl.identity.verification.documents.zone import zone

NO_NUMBER = Text(ar="لا يوجد رقم قومي في الباركود", en="there is no national number in the barcode")


@register("barcode")
class Barcode(Checker):
    name = Text(ar="محتوى باركود (PDF417 أو QR)", en="Content of a barcode (PDF417 or QR)")

    longest = Credential.longest

    def check(self, content: str) -> Told:
        if is_credential(content):
            return Credential().check(content)
        if zone(content):
            return MachineReadableZone().check(content)
        number = number_in(" ".join(re.findall(r"\d+", content)), pack().calendar.today(datetime.now(UTC)))
        return Told(intact=number is not None, proves=False, troubles=() if number else (NO_NUMBER,), number=number)
