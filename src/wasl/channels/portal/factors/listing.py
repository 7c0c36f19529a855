"""What a person proves themselves with, what happened to it, taking one away, and signing out everywhere else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wasl.channels.portal.factors.access import for_owner
from wasl.channels.portal.factors.proofs import by, proved_of_late
from wasl.identity.api import SignedIn
from wasl.identity.factors.api import Kind, factors_of, has_second_factor, history, remove
from wasl.identity.sessions.api import end_all, lines

DONE = ("passkey", "totp", "password", "removed", "telephone", "elsewhere")


@for_owner
@require_safe
def listed(request: HttpRequest, here: SignedIn) -> HttpResponse:
    account = here.citizen.account_id
    held = factors_of(account)
    context = {
        "held": held,
        "kinds": {one.kind.name: True for one in held},
        "copied": [one for one in held if one.copied],
        "alone": has_second_factor(account) and not any(one.kind is Kind.RECOVERY for one in held),
        "history": history(account),
        "proved": proved_of_late(request, here),
        "elsewhere": sum(one.runs and one.id != here.id for one in lines(here.citizen)),
        "done": request.GET.get("done") if request.GET.get("done") in DONE else "",
    }
    return render(request, "factors/list.html", context)


@for_owner
@require_POST
def removed(request: HttpRequest, here: SignedIn) -> HttpResponse:
    remove(here.citizen.account_id, request.POST.get("factor", ""), by(request, here))
    return redirect(f"{reverse('my-factors')}?done=removed")


@for_owner
@require_POST
def elsewhere(request: HttpRequest, here: SignedIn) -> HttpResponse:
    """Whoever was let in by what has just been changed is let out."""
    end_all(here.citizen, but=here.id)
    return redirect(f"{reverse('my-factors')}?done=elsewhere")
