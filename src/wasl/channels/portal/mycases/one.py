"""One request: what is to be done, where it stands, what came of it, all that happened."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from wasl.channels.portal.filling.access import Visit
from wasl.channels.portal.mycases import page
from wasl.channels.portal.mycases.access import of_a_sent_case


@of_a_sent_case
@require_safe
def opened(request: HttpRequest, visit: Visit) -> HttpResponse:
    return page.shown(request, visit)


@of_a_sent_case
@require_safe
def printed(request: HttpRequest, visit: Visit) -> HttpResponse:
    return page.printed(request, visit)
