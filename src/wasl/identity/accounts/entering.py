"""Signing in with a code: the national number, then a code to the account's telephone. The same for a number that has
no account or is nobody's: a code is made, and reaches nobody.
"""

from datetime import UTC, datetime

from wasl.core.log import event
from wasl.identity import limits
from wasl.identity.accounts import telephones
from wasl.identity.accounts.codes import Asked, For, make, opened, wrong
from wasl.identity.accounts.looks import platform_look
from wasl.identity.accounts.models import Use
from wasl.identity.accounts.written import checked_number, keyed
from wasl.identity.models import Citizen
from wasl.messaging.api import Channel, is_open
from wasl.persons.api import handle_of_number
from wasl.trust.api import Kind


def can_send() -> bool:
    """Whether a code can reach anybody."""
    return is_open(Channel.SMS)


def ask_code(number: str, address: str = "", language: str = "ar", now: datetime | None = None) -> Asked:
    """Send a code for a national number as somebody wrote it.

    Raises Refusal for what cannot be a number, NotAllowed where codes cannot be sent, or not yet again.
    """
    now, written = now or datetime.now(UTC), checked_number(number)
    limits.forget(now)
    limits.attempt("sign-in", keyed("subject", written), address, now=now)
    person = handle_of_number(written, platform_look("sign-in", Kind.SEARCH))
    limits.met(address, written, stranger=person is None, now=now)
    telephones.settle(person or "", now)
    citizen = Citizen.objects.filter(person=person or "", closed=None).first()
    reach = citizen.telephone if citizen else None
    spoken = citizen.language if citizen else language
    return make(For(Use.SIGN_IN, written, citizen.person if citizen and reach else None, reach, spoken), now)


def citizen_with(asked: int, code: str, address: str = "", now: datetime | None = None) -> Citizen:
    """The citizen whom the code opens; raises NotAllowed, in the same words for a wrong code and for nobody's number.

    Whoever lost the telephone or the account since the code left is nobody, too.
    """
    now = now or datetime.now(UTC)
    row = opened(Use.SIGN_IN, asked, code, now)
    citizen = Citizen.objects.filter(person=row.person or "", telephone=row.telephone, closed=None).first()
    if citizen is None:
        raise wrong(Use.SIGN_IN)
    limits.succeeded("sign-in", row.subject, address, now)
    Citizen.objects.filter(pk=citizen.pk).update(last_seen=now)
    event("citizen.signed_in")
    return citizen
