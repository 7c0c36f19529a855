"""The page between a relying party and a person: who asks, what for, which facts, and the person's own choice.

A request that needs a sign-in, or a surer one, comes back here afterwards. The last step to the relying party is a page
of ours, not a redirect, wherever a form of ours was sent before: its own policy would stop the browser at our border.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

import wasl.identity.openid.api as openid
from wasl.channels.portal.mydata.access import NEXT, own_look
from wasl.channels.portal.openid.words import CAN_DO, UNTIL_ENDED
from wasl.core.text import Text
from wasl.country.api import AgreementEntry, Purpose, pack
from wasl.identity.api import SignedIn, sign_out, signed_in
from wasl.trust.api import Kind, passing
from wasl.trust.consent.api import give

CHANNEL = "openid"


@dataclass(frozen=True)
class Sight:
    """All that a person needs to know before they agree."""

    waiting: openid.Waiting
    facts: list[openid.Claim]
    office: Text
    purpose: Purpose | None
    agreement: AgreementEntry | None
    powers: list[Text]  # what it may do in the person's name
    can_do = CAN_DO
    until_ended = UNTIL_ENDED

    @classmethod
    def of(cls, waiting: openid.Waiting) -> "Sight":
        party, wish = waiting.party, waiting.wish
        facts = [openid.claim(name, required=name in wish.essential) for name in wish.claims]
        purpose = pack().purposes.get(party.purpose) if facts else None
        agreement = pack().agreements.get(party.agreement) if facts else None
        powers = list(openid.powers_of(wish.scope).values())
        return cls(waiting, facts, pack().agencies[party.office], purpose, agreement, powers)


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, request_handle: str) -> HttpResponse:
    if not openid.is_bound(request, request_handle):
        return render(request, "openid/over.html", status=400)
    here = signed_in(request)
    try:
        if request.method == "POST" and here is not None:
            return _answered(request, request_handle, here)
        return _shown(request, openid.resume(request_handle, here), here)
    except openid.ProtocolError:
        return render(request, "openid/over.html", status=400)


def _shown(request: HttpRequest, outcome: openid.Answer | openid.Waiting, here: SignedIn | None) -> HttpResponse:
    if isinstance(outcome, openid.Answer):
        return _going_on(request, outcome)
    if outcome.need == openid.Need.CONSENT:
        return render(request, "openid/share.html", {"sight": Sight.of(outcome)})
    request.session[NEXT] = reverse("my-share", args=[outcome.handle])
    if outcome.need == openid.Need.PROVE and here is not None:
        return redirect(_ways(request)["prove"])
    if outcome.need == openid.Need.SIGN_IN:
        return _sign_in(request)
    return render(request, "openid/raise.html", {"sight": Sight.of(outcome), "here": here, **_ways(request)})


def _answered(request: HttpRequest, handle: str, here: SignedIn) -> HttpResponse:
    if request.POST.get("answer") == "no":
        return _going_on(request, openid.deny(handle))
    if request.POST.get("answer") == "less":
        openid.content_with_less(handle)
        return redirect("my-share", handle)
    waiting = openid.resume(handle, here)
    if isinstance(waiting, openid.Answer):
        return _going_on(request, waiting)
    if waiting.need != openid.Need.CONSENT or request.POST.get("answer") != "yes":
        return _shown(request, waiting, here)
    chosen = [*request.POST.getlist("fact"), *waiting.wish.essential]
    record = _consent(request, waiting, here) if set(chosen) & set(waiting.wish.claims) else ""
    return _going_on(request, openid.agree(waiting, here, chosen, record))


def _consent(request: HttpRequest, waiting: openid.Waiting, here: SignedIn) -> str:
    """What was agreed to, as the trust room keeps it; the number of its record."""
    person, agreement = here.citizen.person, waiting.party.agreement
    look = replace(own_look(here.citizen, Kind.CONSENT), assurance=here.level)
    with passing(look, [person]) as passage:
        given = give(person, agreement, by=person, channel=CHANNEL, language=request.LANGUAGE_CODE or "ar")
        passage.close(outcome="consent given")
    return given.record


def _sign_in(request: HttpRequest) -> HttpResponse:
    """Anew, or as somebody else than who is here."""
    wanted = request.session.get(NEXT)
    if signed_in(request) is not None:
        sign_out(request)
        request.session[NEXT] = wanted
    return redirect("my-sign-in")


def _ways(request: HttpRequest) -> dict[str, str]:
    """Where one proves oneself once more, and where one's account is made surer; both lead back here afterwards."""
    back = urlencode({"next": request.session[NEXT]})
    return {"prove": f"{reverse('my-prove')}?{back}", "raise": reverse("my-account-raise")}


def _going_on(request: HttpRequest, answer: openid.Answer) -> HttpResponse:
    context = {"to": answer.url, "origin": answer.origin}
    response = render(request, "openid/going_on.html", context)
    response["Refresh"] = f"0; url={answer.url}"
    return response
