"""Who looked at me: the list, one look with its proof, and objecting to it with one press."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from wasl.channels.portal.mydata.access import for_citizens, own_look
from wasl.channels.portal.mydata.forms import WordsForm
from wasl.channels.portal.mydata.sight import LookSight, folded, month_of, months, offices
from wasl.core.errors import Unknown
from wasl.core.text import Text
from wasl.identity.api import Citizen
from wasl.trust.api import Kind, passing
from wasl.trust.checking.api import SUFFIX, proof_of
from wasl.trust.log.api import Entry, entry
from wasl.trust.rights.api import Right, Subject, all_looks, ask, objection_to, rules

ON_A_PAGE = 20


@for_citizens
@require_safe
def listed(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    with passing(own_look(citizen, Kind.LOG), [citizen.person]) as passage:
        every = list(all_looks(citizen.person))
        passage.close(outcome="shown")
    wanted = _filtered(every, request.GET.get("office", ""), request.GET.get("month", ""))
    page = Paginator(folded(wanted, citizen.person), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "offices": offices(every, request.LANGUAGE_CODE),
        "months": [(month_of(month), month) for month in months(every)],
        "office": request.GET.get("office", ""),
        "month": request.GET.get("month", ""),
        "found": len(wanted),
        "every": len(every),
    }
    return render(request, "mydata/looks.html", context)


def _filtered(entries: Sequence[Entry], office: str, month: str) -> list[Entry]:
    return [one for one in entries if (not office or one.office == office) and (not month or month_of(one.at) == month)]


@for_citizens
@require_safe
def one(request: HttpRequest, citizen: Citizen, seq: int) -> HttpResponse:
    with passing(own_look(citizen, Kind.LOG), [citizen.person]) as passage:
        found = _own(seq, citizen)
        passage.close(outcome="shown")
    return render(request, "mydata/look.html", _context(found, citizen))


def _context(found: Entry, citizen: Citizen) -> dict[str, Any]:
    return {
        "look": LookSight(found, citizen.person),
        "objection": objection_to(found.seq, citizen.person),
        "term": rules().rights[Right.OBJECTION],
        "form": WordsForm(initial={"once": str(found.seq)}),
    }


@for_citizens
@require_safe
def proof(request: HttpRequest, citizen: Citizen, seq: int) -> HttpResponse:
    """The file that anybody can check without asking us."""
    with passing(own_look(citizen, Kind.LOG), [citizen.person]) as passage:
        _own(seq, citizen)
        written = proof_of(seq, person=citizen.person)
        passage.close(outcome="proof given")
    answer = HttpResponse(written, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="look-{seq}{SUFFIX}"'
    return answer


@for_citizens
@require_POST
def objected(request: HttpRequest, citizen: Citizen, seq: int) -> HttpResponse:
    with passing(own_look(citizen, Kind.LOG), [citizen.person]) as passage:
        found = _own(seq, citizen)
        passage.close(outcome="objected")
    made = ask(
        citizen.person,
        Right.OBJECTION,
        Subject(entry=found.seq),
        owner=rules().desk,
        words=request.POST.get("words", ""),
        once=f"objection:{found.seq}",
    )
    return redirect("my-request", made.reference)


def _own(seq: int, citizen: Citizen) -> Entry:
    """Raises Unknown, also for a look at somebody else."""
    found = entry(seq)
    if citizen.person not in found.persons:
        raise Unknown(
            Text(ar="لا يوجد اطلاع عليك بهذا الرقم", en="there is no look at you with this number"),
            mend=Text(ar="راجع قائمة من اطّلع", en="look it up in the list of looks"),
        )
    return found
