"""Policies: what stands, what is proposed, what it would have changed, and who decided. Rules and counts, no person."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import wasl.trust.policies.api as policies
from wasl.channels.backoffice.forms import described
from wasl.channels.backoffice.policies.forms import DecisionForm, ProposalForm, RuleForm
from wasl.channels.backoffice.policies.sight import cards, simulation_csv, whole
from wasl.channels.backoffice.protection.access import look, staff
from wasl.channels.errors import refused
from wasl.core.errors import Refusal
from wasl.identity.api import Role
from wasl.persons.api import everything_asked
from wasl.trust.api import Kind, passing
from wasl.trust.policies.api import State

MAY_SEE = frozenset({Role.PROTECTION, Role.AUDITOR})
MAY_PROPOSE = frozenset({Role.PROTECTION})
MONTH = timedelta(days=30)

View = Callable[..., HttpResponse]


def for_roles(roles: frozenset[Role]) -> Callable[[View], View]:
    """Sign in first; then these roles alone. What cannot be done is told, not thrown."""

    def wrapped(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponse:
            if staff(request).role not in roles:
                raise PermissionDenied
            try:
                return view(request, *arguments, **keywords)
            except Refusal as refusal:
                return refused(request, refusal, otherwise=409)

        return cast(View, login_required(guarded))

    return wrapped


def _shown(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    context |= {"may_propose": staff(request).role in MAY_PROPOSE}
    return render(request, f"backoffice/policies/{template}.html", context, status=status)


@for_roles(MAY_SEE)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The rules in force, a card each, and what is being decided."""
    stands = policies.current()
    purpose = request.GET.get("purpose", "")
    return _shown(
        request,
        "home",
        edition=stands,
        groups=cards(stands, purpose),
        purposes=cards(stands),
        purpose=purpose,
        found=policies.check_rules(stands),
        open=policies.proposals([State.DRAFT, State.SUBMITTED]),
    )


@for_roles(MAY_PROPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = policies.propose(form.cleaned_data["title"], form.cleaned_data["reason"], staff(request).account_id)
        return redirect("policy-proposal", made.pk)
    described(form)
    return _shown(request, "new", form=form)


@for_roles(MAY_SEE)
@require_safe
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """What it changes in words, what is wrong with it, what it would have changed last month, and what can be done."""
    return _proposal(request, number, DecisionForm())


def _proposal(request: HttpRequest, number: int, form: DecisionForm, status: int = 200) -> HttpResponse:
    draft = policies.proposal(number)
    mine = draft.proposed_by == staff(request).account_id
    editing = mine and draft.state == State.DRAFT
    described(form)
    return _shown(request, "proposal", status=status, form=form, mine=mine, editing=editing, **whole(draft))


@for_roles(MAY_PROPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, number: int, slug: str = "") -> HttpResponse:
    """One rule in a form, with its YAML beside it."""
    draft = policies.proposal(number)
    stands = policies.proposed(draft).rules.get(slug)
    if slug and stands is None:
        stands = policies.edition(draft.base).rules.get(slug)
    form = RuleForm(request.POST or None, rule=stands, slug=slug if stands else "")
    if request.method == "POST" and form.is_valid():
        policies.amend(number, form.named(), form.told(), staff(request).account_id)
        return redirect("policy-proposal", number)
    described(form)
    yaml = policies.yaml_of(slug, policies.told_of(stands)) if stands else ""
    return _shown(request, "rule", form=form, proposal=draft, slug=slug, yaml=yaml)


@for_roles(MAY_SEE)
@require_POST
def act(request: HttpRequest, number: int) -> HttpResponse:
    """One press of the proposal's page."""
    acts: dict[str, Callable[[], object]] = {
        "remove": lambda: policies.amend(number, _rule(request), None, me),
        "leave-out": lambda: policies.leave_out(number, _rule(request), me),
        "acknowledge": lambda: policies.acknowledge(number, request.POST.getlist("key"), me),
        "bring-up": lambda: policies.bring_up(number, me),
        "simulate": lambda: _simulate(number, me),
        "submit": lambda: policies.submit(number, me),
        "withdraw": lambda: policies.withdraw(number, me),
    }
    me = staff(request).account_id
    if staff(request).role not in MAY_PROPOSE:
        raise PermissionDenied
    if chosen := acts.get(request.POST.get("act", "")):
        chosen()
    return redirect("policy-proposal", number)


def _rule(request: HttpRequest) -> str:
    return request.POST.get("rule", "")[:100]


def _simulate(number: int, by: str) -> None:
    draft = policies.proposal(number)
    since = timezone.now() - MONTH
    found = policies.simulate(policies.edition(draft.base), policies.proposed(draft), everything_asked(), since=since)
    told = found.told() | {"digest": policies.digest(draft), "since": since.isoformat()}
    policies.keep_simulation(number, told, by)


@for_roles(MAY_SEE)
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """The second pair of eyes, with a reason."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _proposal(request, number, form, status=400)
    by, note = staff(request).account_id, form.cleaned_data["note"]
    if request.POST.get("act") == "publish":
        outcome = f"policy edition {policies.publish(number, by, note)} published"
    else:
        policies.reject(number, by, note)
        outcome = f"policy proposal {number} rejected"
    with passing(look(request, Kind.LOG, f"policy-{number}")) as passage:
        passage.close(outcome=outcome)
    return redirect("policy-proposal", number)


@for_roles(MAY_SEE)
@require_safe
def simulation(request: HttpRequest, number: int) -> HttpResponse:
    """The effects as a table for a spreadsheet."""
    answer = HttpResponse(simulation_csv(policies.proposal(number)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="policy-simulation-{number}.csv"'
    return answer


@for_roles(MAY_SEE)
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Every edition with who, when, why and what."""
    editions = policies.history()
    lines = [
        (one, policies.differences(policies.edition(one.number - 1).rules, policies.edition(one.number).rules))
        for one in editions
    ]
    decided = policies.proposals([State.REJECTED, State.WITHDRAWN])
    return _shown(request, "history", lines=lines, decided=decided)


@for_roles(MAY_PROPOSE)
@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """A new proposal that undoes an edition: it goes the same way as any other."""
    return redirect("policy-proposal", policies.take_back(number, staff(request).account_id).pk)
