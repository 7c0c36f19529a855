"""My connections: which programs I signed in to, what they may read of me, and ending it with one press."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wasl.channels.portal.mydata.access import for_citizens, own_look
from wasl.channels.portal.openid.words import CAN_DO
from wasl.country.api import pack
from wasl.identity.api import Citizen
from wasl.identity.openid.api import connected, disconnect
from wasl.trust.api import Kind, passing

CHANNEL = "portal"


@for_citizens
@require_safe
def listed(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    with passing(own_look(citizen, Kind.CONSENT), [citizen.person]) as passage:
        found = connected(citizen.person)
        passage.close(outcome="shown")
    context = {"connected": found, "ended": "ended" in request.GET, "offices": pack().agencies, "can_do": CAN_DO}
    return render(request, "openid/connected.html", context)


@for_citizens
@require_POST
def ended(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    with passing(own_look(citizen, Kind.CONSENT), [citizen.person]) as passage:
        disconnect(citizen.person, request.POST.get("party", ""), channel=CHANNEL)
        passage.close(outcome="consent withdrawn")
    return redirect(f"{reverse('my-connected')}?ended")
