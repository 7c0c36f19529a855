"""A lost telephone: a recovery code and three days, or a counter. Neither raises a level, and the code lowers it."""

from datetime import UTC, datetime

from wasl.core.errors import NotAllowed
from wasl.core.text import Text
from wasl.identity import limits
from wasl.identity.accounts.codes import Asked, For, make, opened
from wasl.identity.accounts.looks import platform_look
from wasl.identity.accounts.models import Use
from wasl.identity.accounts.registering import ONE_TELEPHONE
from wasl.identity.accounts.telephones import change_later
from wasl.identity.accounts.written import checked_number, checked_telephone, keyed
from wasl.identity.factors.api import recovery_code_use
from wasl.identity.models import Citizen
from wasl.persons.api import handle_of_number
from wasl.trust.api import Kind


def ask_recovery(
    number: str, telephone: str, address: str = "", language: str = "ar", now: datetime | None = None
) -> Asked:
    """A code to the new telephone, whosever number it is. Raises Refusal, NotAllowed with the time to wait."""
    now, written, reach = now or datetime.now(UTC), checked_number(number), checked_telephone(telephone)
    limits.attempt("recover", written, address, now=now)
    limits.attempt("register-telephone", reach, address, ONE_TELEPHONE, now=now)
    person = handle_of_number(written, platform_look("sign-in", Kind.SEARCH))
    limits.met(address, written, stranger=person is None, now=now)
    standing = Citizen.objects.filter(person=person or "", closed=None).exists()
    nobody = keyed("nobody", written)[:20]
    return make(For(Use.RECOVER, written, person if person and standing else nobody, reach, language), now)


def recover(asked: int, code: str, recovery_code: str, now: datetime | None = None) -> datetime:
    """When the telephone will change, unless somebody stops it. Raises NotAllowed, in the same words for nobody's."""
    now = now or datetime.now(UTC)
    row = opened(Use.RECOVER, asked, code, now)
    recovery_code_use(f"citizen:{row.person}", recovery_code, now=now)
    citizen = Citizen.objects.filter(person=row.person or "", closed=None).first()
    if citizen is None or not row.telephone:
        raise NotAllowed(_NOT_NOW, mend=_COUNTER)
    return change_later(citizen, row.telephone, now, recovery=True).due


_NOT_NOW = Text(ar="لا يمكن استعادة الحساب هكذا", en="The account cannot be recovered in this way")
_COUNTER = Text(ar="توجه إلى أي مكتب خدمة ومعك بطاقتك", en="Go to any counter with your identity card")
