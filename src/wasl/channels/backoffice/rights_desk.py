"""The desk behind what citizens ask: objections for protection officers, the rest for the owners of registers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from wasl.channels.backoffice.forms import described
from wasl.channels.backoffice.rights_forms import AnswerForm
from wasl.channels.backoffice.rights_handover import handed_over
from wasl.channels.errors import refused
from wasl.channels.portal.mydata.requests import RequestSight
from wasl.channels.portal.mydata.sight import LookSight
from wasl.core.errors import Refusal, Unknown
from wasl.identity.api import Role, Staff
from wasl.trust.api import Kind, Look, passing
from wasl.trust.log.api import entry
from wasl.trust.rights.api import Desk, Request, Right, State

PURPOSES = {Right.OBJECTION: "protection-audit"}
PURPOSE = "data-quality"
"""Of every other right: whether what a register holds is right, and may stay."""

View = Callable[..., HttpResponse]


def for_desks(view: View) -> View:
    """Sign in first; then officers, for what their office owns, and protection officers, for objections."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponse:
        account = _staff(request)
        if account.role not in (Role.OFFICER, Role.PROTECTION):
            raise PermissionDenied
        desk = Desk(account.account_id, account.office, objections=account.role == Role.PROTECTION)
        try:
            return view(request, desk, *arguments, **keywords)
        except Unknown as unknown:
            raise Http404(str(unknown)) from unknown
        except Refusal as refusal:
            return refused(request, refusal)

    return cast(View, login_required(guarded))


def _staff(request: HttpRequest) -> Staff:
    return cast(Staff, request.user)


def _look(request: HttpRequest, asked: Request) -> Look:
    account = _staff(request)
    return Look(
        actor=account.account_id,
        actor_name=account.display_name,
        office=account.office,
        role=account.role,
        purpose=PURPOSES.get(Right(asked.right), PURPOSE),
        channel="backoffice",
        kind=Kind.REQUEST,
        case=asked.reference,
        assurance=account.assurance,
    )


@dataclass(frozen=True)
class DeskSight(RequestSight):
    """A request as the desk sees it: with the look that was objected to."""

    @property
    def look(self) -> LookSight | None:
        found = entry(self.request.entry) if self.request.entry else None
        return LookSight(found, self.request.person) if found else None


@for_desks
@require_safe
def listed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What waits, the most pressing first. No word of a citizen stands in the list."""
    waiting = [RequestSight(one) for one in desk.waiting()]
    context = {
        "waiting": waiting,
        "late": sum(one.left < 0 for one in waiting),
        "answered": [RequestSight(one) for one in desk.answered()],
        "objections": desk.objections,
    }
    return render(request, "backoffice/rights.html", context)


@for_desks
@require_safe
def one(request: HttpRequest, desk: Desk, reference: str) -> HttpResponse:
    asked = desk.find(reference)
    return _page(request, asked, AnswerForm(outcomes=Right(asked.right)))


def _page(request: HttpRequest, asked: Request, form: AnswerForm) -> HttpResponse:
    """Opening a request is a look at somebody, on record like any other."""
    with passing(_look(request, asked), [asked.person]) as passage:
        sight = DeskSight(asked)
        context = {"asked": sight, "look": sight.look, "steps": list(asked.steps.all()), "form": form}
        passage.close(outcome="shown")
    described(form)
    return render(request, "backoffice/rights_request.html", context)


@for_desks
@require_POST
def taken(request: HttpRequest, desk: Desk, reference: str) -> HttpResponse:
    desk.take(reference)
    return redirect("rights-request", reference)


@for_desks
@require_POST
def answered(request: HttpRequest, desk: Desk, reference: str) -> HttpResponse:
    asked = desk.find(reference)
    form = AnswerForm(request.POST, outcomes=Right(asked.right))
    if form.is_valid() and _answer(request, desk, asked, form):
        return redirect("rights-request", reference)
    return _page(request, asked, form)


def _answer(request: HttpRequest, desk: Desk, asked: Request, form: AnswerForm) -> bool:
    """Whether it was taken; the form says why not."""
    said, outcome = form.cleaned_data, State(form.cleaned_data["outcome"])
    try:
        closed = desk.answer(asked.reference, outcome, said["words"], said["english"])
    except Unknown:
        raise
    except Refusal as refusal:
        form.refuse(refusal, request.LANGUAGE_CODE)
        return False
    if outcome is State.UPHELD:
        handed_over(closed)
    return True
