"""What waits for a second pair of eyes: everybody sees what they asked for, and what they may decide."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from wasl.channels.backoffice.forms import described
from wasl.channels.backoffice.staff_access import for_staff, noted, staff
from wasl.channels.backoffice.staff_approval_sight import ApprovalSight
from wasl.channels.backoffice.staff_forms import NoteForm
from wasl.core.errors import Unknown
from wasl.core.text import Text
from wasl.identity.staffing.api import (
    Approval,
    approval,
    approve,
    asked_by,
    decided_by,
    may_see,
    refuse,
    waiting_for,
    withdraw,
)


@for_staff()
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    account = staff(request)
    context = {
        "waiting": [ApprovalSight(row) for row in waiting_for(account)],
        "asked": [ApprovalSight(row) for row in asked_by(account)],
        "decided": [ApprovalSight(row) for row in decided_by(account)],
    }
    return render(request, "backoffice/staff/approvals.html", context)


@for_staff()
@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    row = _seen(request, number)
    return _page(request, row, NoteForm(initial={"seen": row.digest}))


def _page(request: HttpRequest, row: Approval, form: NoteForm, status: int = 200) -> HttpResponse:
    described(form)
    context = {
        "sight": ApprovalSight(row),
        "steps": list(row.steps.order_by("pk")),
        "mine": row.asked_by == staff(request).account_id,
        "form": form,
    }
    return render(request, "backoffice/staff/approval.html", context, status=status)


@for_staff()
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Approve what was shown, refuse it, or take it back."""
    row, act = _seen(request, number), request.POST.get("act", "")
    if act == "withdraw":
        withdraw(number, staff(request))
    else:
        form = NoteForm(request.POST)
        if not form.is_valid():
            return _page(request, row, form, status=400)
        note, seen = form.cleaned_data["note"], form.cleaned_data["seen"]
        if act == "approve":
            approve(number, staff(request), seen=seen, note=note)
        elif act == "refuse":
            refuse(number, staff(request), note=note)
    noted(request, f"{row.act}: {approval(number).state}", f"approval-{number}")
    return redirect("approval", number)


def _seen(request: HttpRequest, number: int) -> Approval:
    """What is not for this person's eyes is not there for them."""
    row = approval(number)
    if not may_see(staff(request), row):
        raise Unknown(
            Text(ar="لا يوجد طلب موافقة بهذا الرقم", en="there is no request for approval with this number"),
            mend=Text(ar="ارجع إلى قائمة الموافقات", en="go back to the list of approvals"),
        )
    return row
