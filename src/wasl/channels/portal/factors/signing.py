"""Signing in with a factor of one's own, and the password of who has set one, after any code."""

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wasl.channels.portal.factors.forms import OtherWayForm, PasswordForm
from wasl.channels.portal.factors.proofs import note
from wasl.channels.portal.mydata.access import after_sign_in
from wasl.channels.portal.mydata.forms import described
from wasl.core.errors import NotAllowed, Refusal
from wasl.identity.api import Citizen, sign_in, signed_in
from wasl.identity.factors.api import Entered, Shown, address_of, device_of, enter, has_password, password_check
from wasl.trust.api import Assurance

HALFWAY = "citizen-halfway"
"""Who has shown the code to the telephone and owes their password still."""
HOLDS = timedelta(minutes=10)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def other(request: HttpRequest) -> HttpResponse:
    """With a time code or a code from the paper: for who has no signal, or no telephone any more."""
    if signed_in(request):
        return redirect("my-home")
    form = OtherWayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(arrive(request, enter(_shown(request, form.cleaned_data))))
        except NotAllowed as refusal:
            form.refuse("code", refusal, request.LANGUAGE_CODE)
        except Refusal as refusal:
            form.refuse("number", refusal, request.LANGUAGE_CODE)
    described(form)
    return render(request, "factors/other.html", {"form": form})


def arrive(request: HttpRequest, entered: Entered) -> str:
    """Begin the session; the address to go on to."""
    wanted = after_sign_in(request)
    note(request, sign_in(request, entered.citizen, amr=entered.amr, carries=entered.carries), entered.factor)
    return wanted


def asks_password(request: HttpRequest, citizen: Citizen, amr: tuple[str, ...]) -> bool:
    """For the page on which the code to the telephone was right: whether to send the person to `my-sign-in-password`.

    A password is set so that who takes over the telephone's number does not get in with it.
    """
    if not has_password(citizen.account_id):
        return False
    request.session[HALFWAY] = {"citizen": citizen.pk, "amr": list(amr), "at": datetime.now(UTC).isoformat()}
    request.session.cycle_key()
    return True


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    citizen = _halfway(request)
    if citizen is None:
        return redirect("my-sign-in")
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            proof = password_check(citizen.account_id, form.cleaned_data["password"])
        except NotAllowed as refusal:
            form.refuse("password", refusal, request.LANGUAGE_CODE)
        else:
            amr = (*request.session[HALFWAY]["amr"], *proof.amr, "mfa")
            return redirect(arrive(request, Entered(citizen, amr, Assurance.SUBSTANTIAL, proof.factor)))
    described(form)
    return render(request, "factors/password_step.html", {"form": form})


def _halfway(request: HttpRequest) -> Citizen | None:
    came = request.session.get(HALFWAY)
    if not came or datetime.now(UTC) - datetime.fromisoformat(came["at"]) > HOLDS:
        return None
    return Citizen.objects.filter(pk=came["citizen"], closed=None).first()


def _shown(request: HttpRequest, said: dict[str, str]) -> Shown:
    return Shown(said["number"], said["code"], said["password"], address_of(request), device_of(request))
