"""My data: everything that the registers hold of me, each value with its source, and beside it: this is wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wasl.channels.backoffice.sight import Sight
from wasl.channels.portal.mydata.access import PURPOSE, for_citizens, own_look
from wasl.identity.api import Citizen
from wasl.persons.api import picture
from wasl.trust.api import Kind, purposes


@for_citizens
@require_safe
def own_picture(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    seen = picture(citizen.person, own_look(citizen, Kind.PICTURE))
    return render(request, "mydata/picture.html", Sight(seen, purposes()[PURPOSE]).context())
