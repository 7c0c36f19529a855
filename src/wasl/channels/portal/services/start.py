"""The page from which a service is begun."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wasl.catalogue.api import live_definitions
from wasl.channels.portal.services.brief import today
from wasl.channels.portal.services.missing import missing
from wasl.channels.portal.services.sheet import sheet
from wasl.country.api import pack


@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """Of the live version; a service that has none is not here."""
    definition = next((one for one in live_definitions() if one.slug == slug), None)
    if definition is None:
        return missing(request)
    context = {"sheet": sheet(definition, today()), "help_line": pack().profile.help_line}
    return render(request, "services/service.html", context)
