"""Proving oneself again: before something dangerous, or to step up; afterwards back to where one came from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wasl.channels.portal.factors.access import for_owner
from wasl.channels.portal.factors.forms import PasswordForm, ProveForm
from wasl.channels.portal.factors.proofs import BACK, note, remember, way_back
from wasl.channels.portal.mydata.access import NEXT
from wasl.channels.portal.mydata.forms import described
from wasl.core.errors import NotAllowed
from wasl.identity.api import SignedIn, sign_out
from wasl.identity.factors.api import (
    Kind,
    Proof,
    demanded,
    device_of,
    factors_of,
    is_time_code,
    password_check,
    recovery_code_use,
    totp_check,
    works_at,
)
from wasl.identity.sessions.api import prove_again


@sensitive_post_parameters()
@for_owner
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest, here: SignedIn) -> HttpResponse:
    """`next` names a path of ours to come back to; it is kept in the session, and gone from the address at once."""
    if "next" in request.GET:
        remember(request, request.GET["next"])
        return redirect("my-prove")
    form = _form(request, here.citizen.account_id)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            proof = _shown(request, here.citizen.account_id, form)
        except NotAllowed as refusal:
            form.refuse(next(iter(form.fields)), refusal, request.LANGUAGE_CODE)
        else:
            note(request, prove_again(request, here, amr=proof.amr, carries=proof.carries), proof.factor)
            return redirect(way_back(request))
    if form is not None:
        described(form)
    return render(request, "factors/prove.html", {"form": form, **_ways(request, here.citizen.account_id)})


@for_owner
@require_POST
def anew(request: HttpRequest, here: SignedIn) -> HttpResponse:
    """Who has no factor of their own signs in again with a code to the telephone."""
    back = request.session.get(BACK)
    sign_out(request)
    if back:
        request.session[NEXT] = back
    return redirect("my-sign-in")


def _form(request: HttpRequest, account: str) -> ProveForm | PasswordForm | None:
    """The password only where there is nothing better; no form where there is only a passkey, or nothing at all."""
    asked, given = demanded(account), request.POST if request.method == "POST" else None
    if asked & {Kind.TIME_CODE, Kind.RECOVERY}:
        return ProveForm(given)
    return PasswordForm(given) if Kind.PASSWORD in asked else None


def _shown(request: HttpRequest, account: str, form: ProveForm | PasswordForm) -> Proof:
    if isinstance(form, PasswordForm):
        return password_check(account, form.cleaned_data["password"])
    code = form.cleaned_data["code"]
    return totp_check(account, code) if is_time_code(code) else recovery_code_use(account, code, device_of(request))


def _ways(request: HttpRequest, account: str) -> dict[str, object]:
    passkey = any(one.kind is Kind.PASSKEY and not one.copied for one in factors_of(account))
    return {"passkey": passkey, "works": works_at(request.get_host()), "nothing": not demanded(account)}
