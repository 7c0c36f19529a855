"""My account: what is known about it, how surely it is mine, and closing it."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wasl.channels.portal.account.forms import CloseForm
from wasl.channels.portal.mydata.access import for_account_holders, here_of
from wasl.channels.portal.mydata.forms import described
from wasl.core.text import Text
from wasl.identity.accounts.api import close, masked, pending, settle, steps_of
from wasl.identity.api import Citizen, sign_out
from wasl.identity.sessions.api import lines
from wasl.trust.api import Assurance

LEVELS = {
    Assurance.LOW: Text(ar="حساب لم يوثَّق بعد", en="An account that is not confirmed yet"),
    Assurance.SUBSTANTIAL: Text(ar="حساب موثَّق", en="A confirmed account"),
    Assurance.HIGH: Text(ar="حساب موثَّق بأعلى درجة", en="An account confirmed at the highest level"),
}
STEPS = {
    "number-and-code": Text(ar="فُتح الحساب", en="The account was opened"),
    "register-facts": Text(ar="وُثِّق من الإنترنت", en="It was confirmed online"),
    "registered-telephone": Text(ar="وصل رمز إلى هاتف مسجل", en="A code reached a registered telephone"),
    "counter-visit": Text(ar="وُثِّق في مكتب خدمة", en="It was confirmed at a counter"),
    "passkey-at-counter": Text(ar="وُثِّق مفتاح مرور في مكتب خدمة", en="A passkey was confirmed at a counter"),
    "taken-back": Text(ar="انخفضت درجة الحساب", en="The account was lowered"),
}


@for_account_holders
@require_safe
def account(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    settle(citizen.person, datetime.now(UTC))
    citizen.refresh_from_db(fields=["telephone", "assurance"])
    context = {
        "citizen": citizen,
        "telephone": masked(citizen.telephone) if citizen.telephone else None,
        "level": LEVELS[citizen.level],
        "low": citizen.level is Assurance.LOW,
        "highest": citizen.level is Assurance.HIGH,
        "weaker_here": here_of(citizen).level.rank < citizen.level.rank,
        "pending": pending(citizen),
        "running": sum(one.runs for one in lines(citizen)),
        "steps": [(STEPS[one.kind], Text(ar=one.evidence_ar, en=one.evidence_en), one) for one in steps_of(citizen)],
    }
    return render(request, "account/account.html", context)


@for_account_holders
@require_POST
def language(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """In which messages are sent to them."""
    chosen = request.POST.get("language", "")
    if chosen in ("ar", "en"):
        Citizen.objects.filter(pk=citizen.pk).update(language=chosen)
    return redirect("my-account")


@for_account_holders
@require_http_methods(["GET", "HEAD", "POST"])
def closed(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        close(citizen, by=citizen.account_id)
        sign_out(request)
        return redirect("home")
    described(form)
    return render(request, "account/close.html", {"form": form})
