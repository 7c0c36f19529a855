"""Co-signers: asked by the applicant, by national number; they read all of it and sign, or say no."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters

from wasl.cases import api as cases
from wasl.cases.api import Invited, Overtaken, Stage
from wasl.channels.portal.filling.access import Visit, of_a_case
from wasl.channels.portal.mycases import page, words
from wasl.channels.portal.mycases.access import address, of_a_sent_case
from wasl.channels.portal.mycases.doing import FORM, anew, once_in, seen_in
from wasl.core.errors import NotAllowed, Refusal


@of_a_sent_case
@FORM
def signed(request: HttpRequest, visit: Visit) -> HttpResponse:
    own = page.sight_of(request, visit).own_signature
    if request.method != "POST" or (own is not None and own.signed):
        return redirect(address(visit, "signed" if request.method == "POST" else ""))
    seen = seen_in(request)
    if seen is not None and seen != visit.sheet.case.events:  # what is signed is what was read
        return page.shown(request, visit, refusal=Overtaken(words.CHANGED, mend=words.READ_AGAIN), since=seen)
    try:
        cases.sign(visit.reference, visit.doer, once=once_in(request))
    except NotAllowed:
        raise
    except Refusal as refusal:
        return page.shown(request, anew(visit), refusal=refusal)
    return redirect(address(visit, "signed"))


@sensitive_post_parameters()
@of_a_case
@FORM
def invited(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Inviting a co-signer, or ending an invitation: by the applicant, or by who was invited, also to a draft."""
    if request.method != "POST":
        return redirect(address(visit))
    ended = request.POST.get("end", "")
    if ended:
        return _ended(visit, ended)
    if visit.sheet.case.stage != Stage.OPEN:
        return redirect(address(visit))
    number = request.POST.get("number", "")[:60]
    try:
        cases.invite(visit.reference, number, Invited.Part.COSIGNER, visit.doer, once=once_in(request))
    except NotAllowed:
        raise
    except Refusal as refusal:
        return page.shown(request, anew(visit), refusal=refusal, field="number", typed=number)
    return redirect(address(visit, "invited"))


def _ended(visit: Visit, number: str) -> HttpResponse:
    if number.isascii() and number.isdecimal() and len(number) < 19:
        cases.end_invitation(visit.reference, int(number), visit.doer)
    if not cases.may_send(visit.sheet.case, visit.doer):
        return redirect("my-cases")  # its page is no longer theirs
    return redirect(address(visit, "ended"))
