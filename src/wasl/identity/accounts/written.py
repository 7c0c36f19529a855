"""Numbers and telephones as people write them."""

import phonenumbers
from django.utils.crypto import salted_hmac

from wasl.core.conf import settings
from wasl.core.digits import normalise_digits
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.identity.accounts.proofing import proofing

SHOWN_DIGITS = 2


def checked_number(written: str) -> str:
    """The digits of a national number. Raises Refusal for what cannot be one; whether it is anybody's is not asked."""
    digits, length = normalise_digits(written), pack().identifier.rules.length
    if not (digits.isascii() and digits.isdecimal() and len(digits) == length):
        raise Refusal(
            Text(ar=f"الرقم القومي {length} رقمًا", en=f"A national number has {length} digits"),
            mend=Text(ar="اكتب الأرقام كلها كما في البطاقة", en="Write all of them as they stand on the card"),
        )
    return digits


def checked_telephone(written: str) -> str:
    """E.164, from any local spelling. Raises Refusal for what no message reaches."""
    try:
        found = phonenumbers.parse(normalise_digits(written), proofing().region)
    except phonenumbers.NumberParseException as error:
        raise _no_telephone() from error
    sound = phonenumbers.is_possible_number if settings().demo else phonenumbers.is_valid_number
    if found.extension or not sound(found):  # a demo's telephones are ones that no operator can issue
        raise _no_telephone()
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def telephone_of(held: object) -> str | None:
    """A telephone as a register holds it; None for what is none."""
    try:
        return checked_telephone(str(held))
    except Refusal:
        return None


def masked(telephone: str) -> str:
    """
    >>> masked("+201912345678")
    '••••••••78'
    """
    return "•" * 8 + telephone[-SHOWN_DIGITS:]


def keyed(what: str, value: str) -> str:
    """A hash that nobody can make without our key: numbers are few enough to be tried out one by one."""
    return salted_hmac(f"wasl.identity.accounts.{what}", value, algorithm="sha256").hexdigest()


def _no_telephone() -> Refusal:
    return Refusal(
        Text(ar="هذا ليس رقم هاتف تصله الرسائل", en="This is no telephone number that messages reach"),
        mend=Text(ar="اكتب رقم هاتفك المحمول كاملًا", en="Write the whole number of your mobile telephone"),
        where="telephone",
    )
