"""Unusual looks: the ranked list, one case with its evidence, the list as a table."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from wasl.channels.backoffice.protection.access import Answer, for_protection, look, page, staff, table
from wasl.channels.backoffice.protection.forms import CaseForm
from wasl.country.api import pack
from wasl.protection import api
from wasl.protection.api import Case
from wasl.trust.api import Kind, passing
from wasl.trust.log.api import Entry, those

A_PAGE = 50
ENTRIES_SHOWN = 40


@for_protection
@require_safe
def listed(request: HttpRequest) -> Answer:
    """The strongest first: the evidence names people by handle, so that reading the list is a look too."""
    chosen = _chosen(request)
    with passing(look(request, Kind.LOG)) as passage:
        found = api.ranked(**chosen)
        passage.close(outcome=f"listed {len(found)} cases")
    pages = Paginator(found, A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    return page(
        request,
        "cases",
        cases=[_Told(one) for one in shown],
        pages=shown,
        first=shown.start_index(),
        chosen=chosen,
        kinds=api.terms().kinds.items(),
        states=Case.State.choices,
        offices=sorted(((slug, pack().agencies[slug]) for slug in _offices()), key=lambda one: one[1].ar),
        last=api.WatchRun.objects.exclude(finished=None).order_by("-id").first(),
        query="&".join(f"{name}={value}" for name, value in chosen.items() if value),
    )


def _chosen(request: HttpRequest) -> dict[str, str]:
    """What the list is narrowed to; a word that means nothing narrows nothing."""
    asked = {name: request.GET.get(name, "") for name in ("kind", "state", "office")}
    known = {"kind": api.terms().kinds, "state": Case.State.values, "office": pack().agencies}
    return {name: value if value in known[name] else "" for name, value in asked.items()}


def _offices() -> set[str]:
    named = Case.objects.exclude(office=None).values_list("office", flat=True).distinct()
    return {office for office in named if office in pack().agencies}


class _Told:
    """A case with its names in words."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.kind = api.terms().kinds.get(case.kind)
        self.office = pack().agencies.get(case.office or "")
        self.evidence = case.evidence
        self.closed = case.state in api.CLOSED


@for_protection
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, number: int) -> Answer:
    """A case, its entries with the people looked at as handles, and its next step. Reading it is a look at them."""
    found = api.case(number)
    form = CaseForm(request.POST or None, states=_next(found), initial={"state": found.state})
    if request.method == "POST" and form.is_valid():
        api.move(number, form.cleaned_data["state"], by=staff(request).account_id, words=form.cleaned_data["words"])
        return redirect("protection-case", number)
    with passing(look(request, Kind.LOG, f"case-{found.pk}")) as passage:
        entries = those(found.entries[-ENTRIES_SHOWN:])
        seen = {person for one in entries for person in one.persons[:1]}
        passage.close(outcome=f"shown case {found.pk}", persons=sorted(seen))
    return page(
        request,
        "case",
        told=_Told(found),
        entries=[_line(one) for one in reversed(entries)],
        hidden=len(found.entries) - len(entries),
        steps=found.steps.order_by("id"),
        form=form if _next(found) else None,
        earlier=found.earlier,
    )


def _next(case: Case) -> list[tuple[str, Any]]:
    """States that the form offers, this one first: a note alone changes none."""
    names = dict(Case.State.choices)
    if case.state in (Case.State.EXPLAINED, Case.State.REPORTED):
        return []
    if case.state == Case.State.MISUSE:
        return [(state, names[state]) for state in (Case.State.MISUSE, Case.State.REPORTED)]
    return [(state, names[state]) for state in (case.state, *(s for s in Case.State.values if s != case.state))]


def _line(one: Entry) -> dict[str, Any]:
    purpose = pack().purposes.get(one.purpose)
    return {
        "entry": one,
        "purpose": purpose.name if purpose else None,
        "person": one.persons[0] if one.persons else None,
    }


COLUMNS = ["case", "account", "kind", "office", "role", "state", "strength", "evidence", "entries", "opened", "closed"]


@for_protection
@require_safe
def exported(request: HttpRequest) -> Answer:
    """The list as it is narrowed; its first row says who took it and which entry of the ledger tells of that."""
    with passing(look(request, Kind.EXPORT)) as passage:
        found = api.ranked(**_chosen(request))
        written = passage.close(outcome=f"exported {len(found)} cases")
    mark = f"{staff(request).account_id} · {timezone.now():%Y-%m-%dT%H:%M:%SZ} · ledger entry {written.seq}"
    language = request.LANGUAGE_CODE[:2]
    rows = (
        [
            *(case.pk, case.account, case.kind, case.office, case.role, case.state, case.strength),
            " ".join(words["en" if language == "en" else "ar"] for words in case.evidence),
            " ".join(str(seq) for seq in case.entries),
            *(case.opened.isoformat(), case.closed.isoformat() if case.closed else ""),
        ]
        for case in found
    )
    return table(f"cases-{written.seq}", COLUMNS, rows, mark)
