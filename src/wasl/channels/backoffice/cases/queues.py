"""The queues of an office: what waits, the most urgent first, and the next of it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from wasl.cases import api as cases
from wasl.cases.api import WHOSE, Doer, Line, Wanted
from wasl.channels.backoffice.cases.access import Answer, for_case_work, number_in, press, pressed
from wasl.channels.backoffice.cases.names import names_of
from wasl.channels.backoffice.protection.access import table
from wasl.core.digits import latin_digits
from wasl.core.text import Text
from wasl.country.api import pack

KEYS = "work-keys"
LONGEST = 80
NAMES = {
    "open": gettext_lazy("In work"),
    "mine": gettext_lazy("Mine"),
    "nobodys": gettext_lazy("Nobody's yet"),
    "late": gettext_lazy("Late"),
    "opinions": gettext_lazy("Second opinions"),
    "reviews": gettext_lazy("Reviews"),
    "waiting": gettext_lazy("Waiting for others"),
    "ended": gettext_lazy("Finished"),
    "all": gettext_lazy("All"),
}


@dataclass(frozen=True)
class LineSight:
    """A case in a queue, with the colleague who has it."""

    line: Line
    colleague: Text | None


@for_case_work
@require_safe
def work(request: HttpRequest, doer: Doer) -> HttpResponse:
    """No word of a citizen stands in the list."""
    wanted = wanted_of(request.GET)
    found = cases.queue(doer, wanted)
    names = names_of((line.case.assigned for line in found.lines), doer.office)
    context = {
        "office": pack().agencies.get(doer.office),
        "lines": [LineSight(line, names.get(line.case.assigned)) for line in found.lines],
        "found": found,
        "wanted": wanted,
        "page": min(max(wanted.page, 1), found.pages),
        "tabs": _tabs(doer),
        "services": cases.services_of(doer),
        "states": cases.states_of(doer, wanted.slug) if wanted.slug else [],
        "query": query_of(wanted),
        "to_mend": cases.stuck_changes(doer),
        "once": press(),
        "keys": keys_are_on(request),
    }
    return render(request, "cases/queue.html", context)


@for_case_work
@require_safe
def table_of_queue(request: HttpRequest, doer: Doer) -> Answer:
    """The same for a spreadsheet, all pages of it: references and clocks, nothing of any person."""
    head = (_("Reference"), _("Service"), _("State"), _("Sent"), _("To be done by"), _("Late"), _("Taken up by"))
    language = request.LANGUAGE_CODE
    rows = (_row(line, language) for line in cases.all_of(doer, wanted_of(request.GET)))
    return table("work", head, rows)


@for_case_work
@require_POST
def following(request: HttpRequest, doer: Doer) -> HttpResponse:
    """Take up the most urgent of nobody's, and open it."""
    case = cases.take_next(doer, once=pressed(request))
    return redirect("work-case", case.reference) if case else redirect("work")


@for_case_work
@require_POST
def keys(request: HttpRequest, doer: Doer) -> HttpResponse:
    """Single keys off or on: who dictates to the machine, or leans on the keyboard, needs them off."""
    request.session[KEYS] = request.POST.get("keys") == "on"
    return redirect("work")


def keys_are_on(request: HttpRequest) -> bool:
    return bool(request.session.get(KEYS, True))


def wanted_of(given: QueryDict) -> Wanted:
    """What an address asks for; what makes no sense in it is left out."""
    text = latin_digits(_plain(given, "text")).upper()
    whose = given.get("whose", "")
    return Wanted(
        whose=whose if whose in WHOSE else "all" if text else "open",
        slug=_plain(given, "service"),
        state=_plain(given, "state") if given.get("service") else "",
        text=text,
        page=number_in(given.get("page")) or 1,
    )


def query_of(wanted: Wanted) -> str:
    """The same as a query, without the page."""
    given = QueryDict(mutable=True)
    said = {"whose": wanted.whose, "service": wanted.slug, "state": wanted.state, "text": wanted.text}
    given.update({name: value for name, value in said.items() if value})
    return given.urlencode()


def _plain(given: QueryDict, name: str) -> str:
    return given.get(name, "").replace("\x00", "").strip()[:LONGEST]


def _tabs(doer: Doer) -> list[tuple[str, str, int]]:
    found = cases.counts(doer)
    return [(whose, str(NAMES[whose]), found[whose]) for whose in NAMES]


def _row(line: Line, language: str) -> tuple[str, ...]:
    case = line.case
    title, state = line.title.in_language(language), line.state.in_language(language)
    late = _("yes") if line.is_late else _("no")
    return (case.reference, title, state, _when(case.sent), _when(case.due), late, case.assigned)


def _when(at: object) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else ""
