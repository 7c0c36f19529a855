"""What the script of passkeys asks and answers. What was asked stays in the session; the page sees only the options."""

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from wasl.channels.portal.factors.access import for_script, sent
from wasl.channels.portal.factors.forms import LABEL
from wasl.channels.portal.factors.proofs import by, note, way_back
from wasl.channels.portal.factors.signing import arrive
from wasl.core.errors import NotAllowed
from wasl.core.text import Text
from wasl.identity.api import SignedIn, signed_in
from wasl.identity.factors.api import (
    Ceremony,
    enter_with_passkey,
    passkey_check,
    passkey_options,
    passkey_register,
    passkey_register_options,
)
from wasl.identity.sessions.api import prove_again

NEW, OWN, ANYBODY = "passkey-new", "passkey-own", "passkey-anybody"
"""Which challenge a session waits for an answer to, by what it was asked for."""


@require_POST
@for_script
def ask_anybody(request: HttpRequest) -> JsonResponse:
    return _asked(request, ANYBODY, passkey_options(None))


@require_POST
@for_script
@sensitive_variables("answer")
def sign_in_with(request: HttpRequest) -> JsonResponse:
    entered = enter_with_passkey(_state(request, ANYBODY), _answer(request))
    return JsonResponse({"next": arrive(request, entered)})


@require_POST
@for_script
def ask_own(request: HttpRequest) -> JsonResponse:
    return _asked(request, OWN, passkey_options(_here(request).citizen.account_id))


@require_POST
@for_script
def prove(request: HttpRequest) -> JsonResponse:
    here = _here(request)
    proof = passkey_check(_state(request, OWN), _answer(request))
    if proof.account != here.citizen.account_id:
        raise NotAllowed(_OTHERS, mend=_YOURS)
    note(request, prove_again(request, here, amr=proof.amr, carries=proof.carries), proof.factor)
    return JsonResponse({"next": way_back(request)})


@require_POST
@for_script
def ask_new(request: HttpRequest) -> JsonResponse:
    here, label = _here(request), str(sent(request).get("label", "")).strip()[:LABEL]
    ceremony = passkey_register_options(here.citizen.account_id, label, by(request, here))
    request.session[f"{NEW}-label"] = label
    return _asked(request, NEW, ceremony)


@require_POST
@for_script
def add(request: HttpRequest) -> JsonResponse:
    here, label = _here(request), request.session.pop(f"{NEW}-label", "")
    state, answer = _state(request, NEW), _answer(request)
    proof = passkey_register(here.citizen.account_id, state, answer, label, by(request, here))
    note(request, here, proof.factor)
    return JsonResponse({"next": f"{reverse('my-factors')}?done=passkey"})


def _asked(request: HttpRequest, what: str, ceremony: Ceremony) -> JsonResponse:
    request.session[what] = ceremony.state
    return JsonResponse({"publicKey": ceremony.options})


def _state(request: HttpRequest, what: str) -> str:
    return str(request.session.pop(what, ""))


def _answer(request: HttpRequest) -> dict[str, object]:
    answer = sent(request).get("answer")
    return answer if isinstance(answer, dict) else {}


def _here(request: HttpRequest) -> SignedIn:
    here = signed_in(request)
    if here is None:
        raise NotAllowed(_OUT, mend=_IN)
    return here


_OUT = Text(ar="انتهت جلستك", en="Your session has ended")
_IN = Text(ar="سجّل الدخول مرة أخرى", en="Sign in again")
_OTHERS = Text(ar="مفتاح المرور هذا لحساب آخر", en="This passkey belongs to another account")
_YOURS = Text(ar="استخدم مفتاحًا من مفاتيح حسابك", en="Use one of your own account")
