"""Checking all answers, and sending: pressed twice, it is sent once."""

import hashlib
import secrets
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from wasl.cases.api import (
    KEPT,
    Alike,
    Basis,
    Origin,
    Sheet,
    Stage,
    Unfit,
    editable,
    may_send,
    opened,
    problem_of,
    submit,
    written_answer,
)
from wasl.catalogue.api import Asked
from wasl.channels.portal.filling import onward, words
from wasl.channels.portal.filling.access import Visit, of_a_case, page, press
from wasl.channels.portal.filling.fields import Field, origin_of
from wasl.core.errors import NotAllowed, Refusal
from wasl.core.text import Text
from wasl.identity.accounts.api import names_of


@dataclass(frozen=True)
class Row:
    """A question with its answer."""

    label: Text
    written: Text
    origin: Origin | None
    locked: bool
    change: str  # where it is changed


@dataclass(frozen=True)
class Part:
    """The answers of one page."""

    title: Text
    rows: list[Row]


@dataclass
class Trouble:
    """What keeps it from being sent: texts with the places where they are mended."""

    found: list[tuple[Text, str]] = field(default_factory=list)
    declare: Text | None = None


@of_a_case
@require_http_methods(["GET", "HEAD", "POST"])
def checked(request: HttpRequest, visit: Visit) -> HttpResponse:
    found = visit.sheet
    if found.case.stage != Stage.DRAFT:  # a correction is sent on the page of the request
        return redirect("my-case" if editable(found) else "case-sent", visit.reference)
    if found.path.stop is not None:
        return redirect(onward.stop_address(found))
    return _sent(request, visit) if request.method == "POST" else _page(request, visit)


def _sent(request: HttpRequest, visit: Visit) -> HttpResponse:
    said = request.POST
    if "despite" not in said and said.get("seen") not in (None, print_of(visit.sheet)):
        return _page(request, visit, notice=words.CHANGED_MEANWHILE)
    try:
        submit(
            visit.reference,
            visit.doer,
            once=press(request, "send"),
            declared="declared" in said,
            despite="despite" in said,
        )
    except Alike as alike:
        return _alike(request, visit, alike)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _page(request, Visit(opened(visit.reference, visit.doer), visit.doer), _trouble(visit.sheet, refusal))
    return redirect("case-sent", visit.reference)


def _page(
    request: HttpRequest, visit: Visit, trouble: Trouble | None = None, *, notice: Text | None = None
) -> HttpResponse:
    found = visit.sheet
    case, definition = found.case, found.definition
    others = case.basis in (Basis.GUARDIAN, Basis.MANDATE)
    context = page(
        service=definition,
        case=case,
        own=case.person == visit.doer.person,
        for_name=names_of([case.person]).get(case.person, "") if others else "",
        parts=parts_of(found),
        trouble=trouble or Trouble(),
        notice=notice,
        missing=onward.next_page(found) if not found.path.complete else "",
        failed=[one for one in found.verdicts if one.holds is False],
        unjudged=[one for one in found.verdicts if one.holds is None],
        lines=found.fees,
        fee=found.fee,
        declaration=definition.texts["declaration"] if definition.service.declaration else None,
        may_send=may_send(case, visit.doer),
        asks=bool(definition.service.shows),
        once=request.POST.get("once") or secrets.token_urlsafe(16),
        seen=print_of(found),
        back=onward.tasks_address(found) if onward.is_long(found) else "",
        kept=words.kept_for(KEPT.days) if visit.doer.level else words.kept_here(KEPT.days),
        silent=found.known.missing if found.known.unanswered else (),
    )
    return render(request, "filling/check.html", context)


def parts_of(found: Sheet) -> list[Part]:
    """All answers by page, those off the path left out."""
    return [
        Part(found.definition.texts[f"page.{shown.key}"], [_row(found, shown.key, one) for one in shown.questions])
        for shown in found.path.pages
    ]


def print_of(found: Sheet) -> str:
    """Of all answers as they stand."""
    prints = "".join(found.print_of(page.key) for page in found.path.pages)
    return hashlib.sha256(prints.encode()).hexdigest()[:16]


def _row(found: Sheet, key: str, one: Asked) -> Row:
    known = found.known.texts.get(one.key) if one.from_register else None
    field_ = Field(found, one, [], None)
    return Row(
        label=found.definition.texts[f"question.{one.key}"],
        written=known or written_answer(found, one),
        origin=origin_of(found, one),
        locked=one.from_register and one.question.locked,
        change=f"{onward.page_address(found, key, back=True)}#{field_.first}",
    )


def _trouble(found: Sheet, refusal: Refusal) -> Trouble:
    if refusal.where == "declared":
        return Trouble([(problem_of(refusal), "#declared")], declare=problem_of(refusal))
    if isinstance(refusal, Unfit):
        return Trouble([(problem, _place(found, key)) for key, problem in refusal.problems.items()])
    return Trouble([(problem_of(refusal), _place(found, refusal.where))])


def _place(found: Sheet, where: str) -> str:
    """The page on which something is mended."""
    for shown in found.path.pages:
        if where == shown.key or where in {one.key for one in shown.questions}:
            return onward.page_address(found, shown.key, back=True)
    return "#answers"


def _alike(request: HttpRequest, visit: Visit, alike: Alike) -> HttpResponse:
    context = page(
        service=visit.sheet.definition,
        case=visit.sheet.case,
        former=alike.former,
        former_address=reverse("case-sent", args=[alike.former.reference]),
        declared="declared" in request.POST,
        once=request.POST.get("once") or secrets.token_urlsafe(16),
    )
    return render(request, "filling/alike.html", context, status=409)
