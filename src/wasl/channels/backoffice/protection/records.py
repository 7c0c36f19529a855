"""What an inspector reads: processing activities, retention; and the list of public figures."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wasl.channels.backoffice.protection.access import Answer, for_protection, look, page, staff, table
from wasl.channels.backoffice.protection.forms import PublicForm
from wasl.identity.api import Role
from wasl.protection import api
from wasl.protection.api import Activity
from wasl.trust.api import Kind, passing


def _activities() -> list[Activity]:
    return api.activities(timezone.localdate(), timezone.now())


@for_protection
@require_safe
def activities(request: HttpRequest) -> Answer:
    roles = dict(Role.choices)
    found = [(one, [roles.get(role, role) for role in one.roles]) for one in _activities()]
    return page(request, "activities", activities=found, terms=api.terms().activities, form=None)


def _row(one: Activity) -> dict[str, Any]:
    purpose = one.purpose
    return {
        "purpose": purpose.id,
        "name": purpose.name.model_dump(),
        "owner": one.owner.model_dump(),
        "legal_basis": purpose.legal_basis.model_dump(),
        "source": purpose.source,
        "assumed": purpose.assumed,
        "in_force": one.in_force,
        "valid_from": purpose.valid_from.isoformat(),
        "valid_to": purpose.valid_to.isoformat() if purpose.valid_to else None,
        "sections": [name.model_dump() for name, _ in one.sections],
        "registers": [register.id for register in one.registers],
        "sensitive": one.sensitive,
        "roles": list(one.roles),
        "bodies": [body.model_dump() for body in one.bodies],
        "recipients": [body.model_dump() for body in one.recipients],
        "safeguards": [words.model_dump() for words in one.safeguards],
        "rules": list(one.rules),
        "keep_days": one.keep_days,
        "looks": "fewer" if one.looks is None else one.looks,
    }


@for_protection
@require_safe
def activities_json(request: HttpRequest) -> Answer:
    told = {
        "made": timezone.now(),
        "looks_over_days": api.terms().activities.days,
        "activities": [_row(one) for one in _activities()],
    }
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="processing-activities.json"'
    return answer


@for_protection
@require_safe
def activities_csv(request: HttpRequest) -> Answer:
    language = "en" if request.LANGUAGE_CODE.startswith("en") else "ar"
    rows = [_row(one) for one in _activities()]
    return table("processing-activities", rows[0], ([_cell(value, language) for value in row.values()] for row in rows))


def _cell(value: Any, language: str) -> Any:
    if isinstance(value, dict):
        return value[language]
    if isinstance(value, list):
        return "; ".join(str(_cell(one, language)) for one in value)
    return value


@for_protection
@require_safe
def retention(request: HttpRequest) -> Answer:
    rules = api.terms().retention
    runs = [(run, [(rules.get(line.rule), line) for line in run.lines.all()]) for run in api.retention_runs()]
    return page(request, "retention", due=api.retention_due(), runs=runs, form=None)


@for_protection
@require_http_methods(["GET", "HEAD", "POST"])
def public(request: HttpRequest) -> Answer:
    """Handles only; reading the list is a look at those who stand in it."""
    form = PublicForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        api.mark_public(form.cleaned_data["handle"], form.cleaned_data["why"], staff(request).account_id)
        return redirect("protection-public")
    with passing(look(request, Kind.LOG)) as passage:
        found = api.public_figures()
        passage.close(outcome=f"listed {len(found)} public figures")
    return page(request, "public", figures=found, form=form)


@for_protection
@require_POST
def unmark(request: HttpRequest) -> Answer:
    api.unmark_public(request.POST.get("handle", ""), staff(request).account_id)
    return redirect("protection-public")
