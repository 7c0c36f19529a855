"""Changes of registers that need somebody: tried again, entered by hand, taken back."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wasl.cases import api as cases
from wasl.cases.api import Change, Doer
from wasl.channels.backoffice.cases.access import for_case_work, press, pressed
from wasl.channels.backoffice.cases.sight import ChangeSight
from wasl.channels.backoffice.forms import told
from wasl.core.errors import Refusal, Unknown
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.registers.api import catalogue


@dataclass(frozen=True)
class Stuck:
    """A change in the list: where it goes, never what it says."""

    change: Change
    register: Text
    office: Text | None


@for_case_work
@require_safe
def stuck(request: HttpRequest, doer: Doer) -> HttpResponse:
    found = cases.changes_to_mend(doer)
    names = pack().agencies
    lines = [Stuck(one, catalogue()[one.register].name, names.get(one.office)) for one in found]
    return render(request, "cases/changes.html", {"lines": lines, "total": cases.stuck_changes(doer)})


@for_case_work
@require_safe
def change(request: HttpRequest, doer: Doer, number: int) -> HttpResponse:
    return _page(request, doer, number)


@for_case_work
@require_POST
def mended(request: HttpRequest, doer: Doer, number: int) -> HttpResponse:
    ways = {"again": cases.try_again, "by-hand": cases.done_by_hand, "back": cases.take_back}
    reference, way = request.POST.get("case", ""), ways.get(request.POST.get("do", ""))
    try:
        if way is None:
            return redirect("work-change", number)
        way(number, reference, doer, once=pressed(request))
    except Unknown:
        raise
    except Refusal as refusal:
        return _page(request, doer, number, refusal)
    messages.success(request, _("It is written down."))
    return redirect("work-case", reference) if request.POST.get("from") == "case" else redirect("work-mend")


def _page(request: HttpRequest, doer: Doer, number: int, trouble: Refusal | None = None) -> HttpResponse:
    """Opening it is a look at somebody, on record under the case's number."""
    found = cases.to_enter(number, doer)
    sight = ChangeSight(found.change, found, pack().agencies.get(found.change.office), mine=True)
    context = {"one": sight, "case": found.case, "once": press(), "trouble": told(trouble) if trouble else ""}
    return render(request, "cases/change.html", context, status=409 if trouble else 200)
