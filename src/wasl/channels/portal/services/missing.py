"""An address under which no service stands: any more, or yet. The page offers to search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wasl.country.api import pack


def missing(request: HttpRequest) -> HttpResponse:
    return render(request, "services/missing.html", {"help_line": pack().profile.help_line}, status=404)
