"""The staff of an office, for its head; and the page that an invitation's link opens."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wasl.channels.backoffice.forms import described
from wasl.channels.backoffice.staff_access import for_staff, noted, staff
from wasl.channels.backoffice.staff_forms import ChangeForm, InviteForm
from wasl.channels.backoffice.staff_join_form import JoinForm
from wasl.channels.errors import refused
from wasl.core.errors import Refusal
from wasl.country.api import pack
from wasl.identity.staffing.api import (
    GIVEN_BY_HEADS,
    Approval,
    May,
    Newcomer,
    ask_invitation,
    ask_reinstate,
    ask_reset,
    ask_role,
    invitations,
    invited,
    join,
    make_link,
    members,
    password_given,
    person_of_number,
    suspend,
)


@for_staff(May.LEAD_STAFF)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    return _list(request)


def _list(request: HttpRequest, link: str = "") -> HttpResponse:
    head = staff(request)
    context = {
        "members": members(head),
        "given": GIVEN_BY_HEADS,
        "office": pack().agencies.get(head.office),
        "invitations": invitations(head),
        "link": link,
    }
    return render(request, "backoffice/staff/list.html", context)


@for_staff(May.LEAD_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _asked(request, _invitation(request, form))
        except Refusal as refusal:
            form.refuse(refusal)
    described(form)
    return render(request, "backoffice/staff/invite.html", {"form": form})


def _invitation(request: HttpRequest, form: InviteForm) -> Approval:
    said, head = form.cleaned_data, staff(request)
    person = person_of_number(head, said["number"]) if said["number"] else ""
    newcomer = Newcomer(said["username"], said["name_ar"], said["name_en"], said["role"], person)
    return ask_invitation(head, newcomer, said["reason"])


@for_staff(May.LEAD_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, username: str) -> HttpResponse:
    """One of the office, and what can be done: suspend at once, the rest with a second person."""
    head = staff(request)
    one = next((one for one in members(head) if one.username == username), None)
    if one is None:
        return redirect("staff")
    form = ChangeForm(request.POST if request.method == "POST" else None, initial={"role": one.role})
    if request.method == "POST" and form.is_valid():
        try:
            return _done(request, username, form)
        except Refusal as refusal:
            form.refuse(refusal)
    described(form)
    led = one.pk != head.pk and one.role in GIVEN_BY_HEADS
    return render(request, "backoffice/staff/member.html", {"one": one, "form": form, "led": led})


def _done(request: HttpRequest, username: str, form: ChangeForm) -> HttpResponse:
    head, role, reason = staff(request), form.cleaned_data["role"], form.cleaned_data["reason"]
    asks: dict[str, Callable[[], Approval]] = {
        "role": lambda: ask_role(head, username, role, reason),
        "reset": lambda: ask_reset(head, username, reason),
        "reinstate": lambda: ask_reinstate(head, username, reason),
    }
    act = request.POST.get("act", "")
    if act == "suspend":
        suspend(head, username)
        noted(request, "suspended a member of staff", f"staff-{username}")
    elif act in asks:
        return _asked(request, asks[act]())
    return redirect("staff-member", username)


def _asked(request: HttpRequest, row: Approval) -> HttpResponse:
    noted(request, f"asked for {row.act}", f"approval-{row.pk}")
    return redirect("approval", row.pk)


@for_staff(May.LEAD_STAFF)
@require_POST
def link(request: HttpRequest, number: int) -> HttpResponse:
    """The one time that the link is shown."""
    secret = make_link(staff(request), number)
    noted(request, "made a link of an invitation", f"invitation-{number}")
    return _list(request, request.build_absolute_uri(f"/staff/join/{secret}/"))


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def joining(request: HttpRequest, secret: str) -> HttpResponse:
    """Somebody new chooses a password; the second factor is next, and nothing opens before."""
    try:
        place = invited(secret)
        form = JoinForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                password_given(request, join(secret, form.cleaned_data["password"]))
            except ValidationError as weak:
                form.add_error("password", weak)
            else:
                return redirect("sign-in-enrol")
    except Refusal as refusal:
        return refused(request, refusal, otherwise=409)
    described(form)
    context = {"form": form, "place": place, "office": pack().agencies.get(place.office)}
    return render(request, "backoffice/staff/join.html", context)
