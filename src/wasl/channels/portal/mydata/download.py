"""Everything about me, as a file for programs (JSON) and as one for people (PDF), each with a mark that says whose."""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from wasl.channels.portal.mydata.access import for_citizens, own_look
from wasl.channels.portal.mydata.everything import Everything
from wasl.channels.portal.mydata.printed import sheet
from wasl.identity.api import Citizen
from wasl.persons.api import picture
from wasl.trust.api import Kind, passing
from wasl.trust.consent.api import records_of
from wasl.trust.rights.api import all_looks, paper, requests_of

Made = Callable[[Everything, str], bytes]


@for_citizens
@require_safe
def page(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    return render(request, "mydata/download.html")


@for_citizens
@require_POST
def file(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    wanted = "pdf" if request.POST.get("format") == "pdf" else "json"
    kind, made = FORMATS[wanted]
    body = made(_everything(citizen), request.LANGUAGE_CODE)
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="my-data.{wanted}"'
    return answer


def _everything(citizen: Citizen) -> Everything:
    """Read once; the entry of this very look is the number that the mark names."""
    with passing(own_look(citizen, Kind.EXPORT), [citizen.person]) as passage:
        looks, records = list(all_looks(citizen.person)), records_of(citizen.person)
        seen = picture(citizen.person, own_look(citizen, Kind.PICTURE))
        entry = passage.close(
            outcome="everything given",
            sections=[section.slug for section in seen.sections],
            registers={one.register for section in seen.sections for one in section.entries},
            missing=[gap.register for gap in seen.missing],
        )
    return Everything(citizen, seen, looks, records, requests_of(citizen.person), entry)


def _json(everything: Everything, language: str) -> bytes:
    return json.dumps(everything.data(), ensure_ascii=False, indent=1, default=str).encode()


def _pdf(everything: Everything, language: str) -> bytes:
    return paper(sheet(everything, language))


FORMATS: dict[str, tuple[str, Made]] = {
    "json": ("application/json; charset=utf-8", _json),
    "pdf": ("application/pdf", _pdf),
}
