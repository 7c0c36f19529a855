"""Who calls the HTTP APIs of cases: a program of staff by key, or a relying party's in a citizen's name by token.

What a program reads of a citizen's cases is a look of that program: on record, for the citizen to see.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.security.http import HttpAuthBase

import wasl.identity.openid.api as openid
from wasl.cases.doing import Doer
from wasl.cases.drafting import opened
from wasl.cases.sheets import Sheet
from wasl.catalogue.api import Definition, Who
from wasl.core.conf import settings
from wasl.core.errors import NotAllowed
from wasl.core.text import Text
from wasl.identity.accounts.api import account_of
from wasl.identity.api import account_of_key
from wasl.identity.staffing.api import May, may
from wasl.trust.api import Assurance, Look, own_words, passing

CHANNEL = "api"
KEYS_BEGIN = "wasl_"
SERVICES, CASES = "services", "cases"


@dataclass(frozen=True)
class Caller:
    """In whose name the call is made, and by which program of a relying party."""

    doer: Doer
    party: openid.RelyingParty | None = None

    def look(self, reference: str | None = None) -> Look:
        """Of the program, at what is its person's."""
        own = self.doer.look(None, reference)
        if self.party is None:
            return own
        name, office = self.party.name.ar, self.party.office
        return replace(own, actor=self.party.actor, actor_name=name, office=office, role="party", reason=None)


class CaseWorkKey(HttpBearer):
    """`Authorization: Bearer wasl_...`, a key of a member of staff who works on cases."""

    openapi_description = "A key of a case worker, counter agent or office head"

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        account = account_of_key(token)
        if account is None:
            return None
        if not may(account.role, May.WORK_ON_CASES):
            raise NotAllowed(_NO_CASES, mend=_ANOTHER_KEY)
        return Caller(
            Doer(
                account=account.account_id,
                who=Who(account.role),
                channel=CHANNEL,
                office=account.office,
                username=account.username,
                own=account.person or "",
                level=account.assurance,
            )
        )


class PersonToken(HttpAuthBase):
    """`Authorization: Bearer` or `DPoP` with an access token of our OpenID provider that holds a scope."""

    openapi_type = "openIdConnect"
    openapi_openIdConnectUrl = "/.well-known/openid-configuration"  # noqa: N815  as OpenAPI names it
    openapi_description = "An access token with the scope `services` or `cases`, bound to a key where the client's are"

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        named = {"bearer": "Bearer", "dpop": "DPoP"}.get(scheme.lower())
        if named is None or not token.strip() or token.startswith(KEYS_BEGIN):
            return None
        proof, address = request.headers.get("DPoP", ""), f"{settings().public_address}{request.path}"
        shown = openid.Shown(named, token.strip(), proof, request.method or "GET", address)
        return _in_the_name_of(openid.speaks_for(shown, self.scope))


def _in_the_name_of(speaks: openid.Speaks) -> Caller | None:
    citizen = account_of(speaks.person)
    if citizen is None:
        return None
    sure = speaks.level.rank >= Assurance.SUBSTANTIAL.rank
    doer = Doer(
        account=citizen.account_id,
        who=Who.CITIZEN,
        channel=CHANNEL,
        person=speaks.person if sure else "",
        level=speaks.level,
        via=speaks.party.actor,
    )
    return Caller(doer, speaks.party)


MAY_FILL, MAY_READ, MAY_WORK = PersonToken(SERVICES), PersonToken(CASES), CaseWorkKey()


def caller(request: HttpRequest) -> Caller:
    found = getattr(request, "auth", None)
    if not isinstance(found, Caller):
        raise TypeError("every operation of cases has a caller")
    return found


@contextmanager
def on_record(by: Caller, persons: Sequence[str], reference: str | None = None) -> Iterator[None]:
    """What is read inside is answered once the look is in the access ledger."""
    with passing(by.look(reference), [one for one in persons if one]) as passage:
        yield
        passage.close(outcome="shown")


@contextmanager
def opened_for(by: Caller, reference: str) -> Iterator[Sheet]:
    """A case of the citizen's own. Raises Unknown, NotAllowed."""
    with own_words("a case of one's own"):
        found = opened(reference, by.doer)
        must_be_sure(found.definition, by.doer, about_a_person=bool(found.case.person))
    with on_record(by, [found.case.person], reference):
        yield found


def must_be_sure(definition: Definition, doer: Doer, *, about_a_person: bool) -> None:
    """What registers say is for programs of those who are surely the person. Raises NotAllowed."""
    least = definition.service.assurance
    needed = [Assurance(least)] if least != "none" else []
    needed += [Assurance.SUBSTANTIAL] if about_a_person else []
    if any(doer.level is None or doer.level.rank < one.rank for one in needed):
        raise NotAllowed(_NOT_SURE, mend=_ASK_HIGHER)


def must_be_offered(definition: Definition) -> None:
    """By programs. Raises NotAllowed."""
    if CHANNEL not in definition.service.channels:
        raise NotAllowed(_NOT_HERE, mend=_ANOTHER_WAY)


_NO_CASES = Text(ar="هذا الحساب لا يعمل على الطلبات.", en="This account does not work on cases.")
_ANOTHER_KEY = Text(
    ar="استخدم مفتاح موظف طلبات أو رئيس مكتب.", en="Use the key of a case worker, an agent or an office head."
)
_NOT_SURE = Text(
    ar="لم يوثَّق دخول صاحب الطلب بما يكفي لهذه الخدمة.", en="The person's sign-in is not sure enough for this service."
)
_ASK_HIGHER = Text(
    ar="اطلب دخولًا أوثق بالمعامل acr_values.", en="Have them sign in more surely: ask for it with acr_values."
)
_NOT_HERE = Text(ar="لا تُقدَّم هذه الخدمة عبر البرامج.", en="This service is not offered to programs.")
_ANOTHER_WAY = Text(ar="وجّه صاحب الطلب إلى صفحة الخدمة.", en="Send the person to the page of the service.")
