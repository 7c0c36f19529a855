"""Signing in without a message to the telephone: with a passkey, or with the number and a code of one's own.

A password never opens by itself. Where an account has one, it must go with every code: who took over the telephone's
number, or found the paper with recovery codes, stops there.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth.hashers import make_password

from wasl.core.errors import NotAllowed
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity import limits
from wasl.identity.accounts.looks import platform_look
from wasl.identity.accounts.written import checked_number, keyed
from wasl.identity.factors import pace
from wasl.identity.factors.kinds import Kind as Factor
from wasl.identity.factors.kinds import Proof
from wasl.identity.factors.pace import Wait
from wasl.identity.factors.passkeys import Answer, passkey_check
from wasl.identity.factors.passwords import password_check, password_left_out
from wasl.identity.factors.recovery import recovery_code_use
from wasl.identity.factors.time_codes import is_time_code, totp_check
from wasl.identity.models import Citizen
from wasl.persons.api import handle_of_number
from wasl.trust.api import Assurance, Kind

CITIZEN = "citizen:"


@dataclass(frozen=True)
class Shown:
    """What somebody wrote who says who they are."""

    number: str  # national number
    code: str  # of an app, or of the paper
    password: str
    address: str  # that they came from
    device: str


@dataclass(frozen=True)
class Entered:
    """A citizen, with what they proved it by."""

    citizen: Citizen
    amr: tuple[str, ...]
    carries: Assurance
    factor: str


def enter(shown: Shown, now: datetime | None = None) -> Entered:
    """Raises Refusal for what cannot be a number; NotAllowed in one wording whichever part is wrong or missing."""
    now, written = now or datetime.now(UTC), checked_number(shown.number)
    limits.attempt("factors", written, shown.address, now=now)
    person = handle_of_number(written, platform_look("sign-in", Kind.SEARCH))
    limits.met(shown.address, written, stranger=person is None, now=now)
    citizen = Citizen.objects.filter(person=person or "", closed=None).first()
    account = citizen.account_id if citizen else f"nobody:{keyed('factors', written)[:40]}"
    proofs = _proofs(account, shown, now)
    if citizen is None:
        raise _wrong()
    limits.succeeded("factors", written, shown.address, now=now)
    return _entered(citizen, proofs, now)


def enter_with_passkey(state: str, answer: Answer) -> Entered:
    """Raises NotAllowed; also for a passkey of somebody who is no citizen, or whose account is closed."""
    proof = passkey_check(state, answer)
    person = proof.account.removeprefix(CITIZEN) if proof.account.startswith(CITIZEN) else ""
    citizen = Citizen.objects.filter(person=person, closed=None).first()
    if citizen is None:
        raise NotAllowed(_NO_CITIZEN, mend=_OTHER_DOOR)
    return _entered(citizen, [proof], datetime.now(UTC))


def _proofs(account: str, shown: Shown, now: datetime) -> list[Proof]:
    """The password first: a code is spent by being looked at. The same steps are taken whichever part is wrong."""
    try:
        password = _password(account, shown, now)
    except Wait:
        raise
    except NotAllowed as refused:
        _as_if(account, shown, now)
        raise _wrong() from refused
    try:
        return [_code(account, shown, now), *password]
    except Wait:
        raise
    except NotAllowed as refused:
        raise _wrong() from refused


def _password(account: str, shown: Shown, now: datetime) -> list[Proof]:
    if shown.password:
        return [password_check(account, shown.password, now)]
    password_left_out(account)
    return []


def _code(account: str, shown: Shown, now: datetime) -> Proof:
    if is_time_code(shown.code):
        return totp_check(account, shown.code, now)
    return recovery_code_use(account, shown.code, shown.device, now)


def _as_if(account: str, shown: Shown, now: datetime) -> None:
    """The steps of a wrong code, which looks at none."""
    time_code = is_time_code(shown.code)
    pace.begin(account, Factor.TIME_CODE if time_code else Factor.RECOVERY, now)
    if not time_code:
        make_password("")


def _entered(citizen: Citizen, proofs: list[Proof], now: datetime) -> Entered:
    Citizen.objects.filter(pk=citizen.pk).update(last_seen=now)
    event("citizen.signed_in")
    amr = tuple(one for proof in proofs for one in proof.amr)
    both = ("mfa",) if len(proofs) > 1 else ()
    return Entered(citizen, (*amr, *both), proofs[0].carries, proofs[0].factor)


def _wrong() -> NotAllowed:
    return NotAllowed(_WRONG, mend=_LOOK)


_WRONG = Text(ar="الرقم أو الرمز أو كلمة المرور غير صحيح", en="The number, the code or the password is wrong")
_LOOK = Text(
    ar="راجعها، واكتب الرمز الذي يظهر الآن أو رمزًا لم تستخدمه",
    en="Look at them again, and write the code that shows now, or one that you have not used",
)
_NO_CITIZEN = Text(ar="مفتاح المرور هذا ليس لحساب مواطن", en="This passkey is not of a citizen's account")
_OTHER_DOOR = Text(ar="ادخل من صفحة دخول الموظفين", en="Sign in on the page for staff")
