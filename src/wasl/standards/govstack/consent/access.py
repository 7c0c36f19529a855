"""Who may call what, and the entry in the access log that every call about a person leaves."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.http import HttpRequest
from ninja.errors import AuthorizationError
from ninja.security import HttpBearer

from wasl.core.errors import NotAllowed, Refusal
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.identity.api import Role, Staff, account_of_key
from wasl.trust.api import Kind, Look, open_purposes, passing
from wasl.trust.consent.api import Author, Known, individual

CHANNEL = "govstack"
INDIVIDUAL = "X-ConsentBB-IndividualId"
READING = frozenset({"GET", "HEAD"})


class KeyOf(HttpBearer):
    """`Authorization: Bearer wasl_...`: a key of an account with one of these roles."""

    def __init__(self, roles: set[Role], *, may_read: frozenset[Role] = frozenset()) -> None:
        super().__init__()
        self.roles, self.may_read = roles, may_read

    def authenticate(self, request: HttpRequest, token: str) -> Staff | None:
        account = account_of_key(token)
        allowed = self.roles | self.may_read if request.method in READING else self.roles
        if account and account.role not in allowed:
            raise AuthorizationError(message="role")
        return account


CONFIG = KeyOf({Role.PROTECTION}, may_read=frozenset({Role.AUDITOR}))
SERVICE = KeyOf({Role.OFFICER})
AUDIT = KeyOf({Role.AUDITOR, Role.PROTECTION})


def caller(request: HttpRequest) -> Staff:
    account = getattr(request, "auth", None)
    if not isinstance(account, Staff):
        raise TypeError("every operation has a caller")
    return account


def author(request: HttpRequest) -> Author:
    return Author(other=caller(request).account_id)


@contextmanager
def on_record(request: HttpRequest, persons: Sequence[str], what: str) -> Iterator[None]:
    """Whatever happens inside about these persons is written to the access log before it is answered: that there is
    nothing of them, or that something cannot be, is an answer too.
    """
    with passing(look(caller(request)), persons) as passage:
        try:
            yield
        except Refusal:
            passage.close(outcome="refused")
            raise
        passage.close(outcome=what)


def look(account: Staff) -> Look:
    return Look(
        actor=account.account_id,
        actor_name=account.display_name,
        office=account.office,
        role=str(account.role),
        purpose=_purpose(account),
        channel=CHANNEL,
        kind=Kind.CONSENT,
    )


def individual_named(request: HttpRequest, also: str | None = None) -> Known:
    """Of whom the call speaks: by header, or by the parameter that some operations have; both must agree.

    Raises Refusal where nobody is named, Unknown.
    """
    named = request.headers.get(INDIVIDUAL) or also or ""
    if not named or (also and also != named):
        raise Refusal(
            Text(ar="لم يُذكر صاحب البيانات، أو ذُكر شخصان.", en="No individual is named, or two different ones."),
            mend=Text(ar=f"اكتب معرّف الفرد في ترويسة {INDIVIDUAL}.", en=f"Send the individual's id as {INDIVIDUAL}."),
        )
    return individual(named)


def _purpose(account: Staff) -> str:
    """The pack's purpose for consent where the role may name it; else the first that it may name."""
    open_to = open_purposes(str(account.role), account.office, CHANNEL)
    wanted = pack().profile.consent_purpose
    if wanted in open_to:
        return str(wanted)
    if open_to:
        return next(iter(open_to))
    raise NotAllowed(
        Text(ar="لا غرض متاح لهذا الحساب.", en="No purpose is open to this account."),
        mend=Text(ar="اطلب مفتاحًا لحساب مختص.", en="Use the key of an account whose role has a purpose."),
    )
