"""The officer's pages: find a person, see the picture."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wasl.channels.backoffice.forms import SearchForm, described
from wasl.channels.backoffice.sight import Sight
from wasl.core.errors import NotAllowed, Refusal, Unknown, words
from wasl.country.api import pack
from wasl.identity.api import Role, Staff
from wasl.persons.api import Found, Query
from wasl.persons.api import picture as picture_of
from wasl.persons.api import search as search_persons
from wasl.trust.api import Kind, Look, open_purposes, opens_in_emergency, purposes

MOST_FOUND = 20
LONGEST_REASON = 400
REMEMBERED = "search"
"""The last search of a session, so that neither a number nor a name ever stands in an address."""


def for_those_who_look_at_persons(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Sign in first; then only roles that look at persons."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponse:
        if not _staff(request).may_look_at_persons:
            raise PermissionDenied
        return view(request, *arguments, **keywords)

    return login_required(guarded)


def _staff(request: HttpRequest) -> Staff:
    return cast(Staff, request.user)


def _look(request: HttpRequest, kind: Kind, purpose: str, case: str | None) -> Look:
    account = _staff(request)
    return Look(
        actor=account.account_id,
        actor_name=account.display_name,
        office=account.office,
        role=account.role,
        purpose=purpose,
        channel="backoffice",
        kind=kind,
        case=case or None,
        assurance=account.assurance,
    )


@sensitive_post_parameters()
@for_those_who_look_at_persons
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """A form and its results. The query stays in the session and the results have a plain address: going back works."""
    account = _staff(request)
    given = open_purposes(account.role, account.office, "backoffice")
    choices = [(slug, purpose.name.in_language(request.LANGUAGE_CODE)) for slug, purpose in given.items()]
    asked: Mapping[str, Any] | None = request.POST if request.method == "POST" else request.session.get(REMEMBERED)
    form = SearchForm(asked, purposes=choices)
    if request.method == "POST" and form.is_valid():
        request.session[REMEMBERED] = {name: request.POST.get(name, "") for name in form.fields}
        return redirect("search")
    results = _results(request, form) if request.method != "POST" and asked and form.is_valid() else {"found": None}
    described(form)
    return render(request, "backoffice/search.html", {"form": form, **results})


def _results(request: HttpRequest, form: SearchForm) -> dict[str, Any]:
    asked = form.cleaned_data
    number = form.number
    query = Query(number=number, name=None if number else asked["query"], birth_year=asked["birth_year"])
    found = search_persons(query, _look(request, Kind.SEARCH, asked["purpose"], asked["case"]), MOST_FOUND + 1)
    return {
        "found": [_described(person) for person in found[:MOST_FOUND]],
        "more": len(found) > MOST_FOUND,
        "by_number": number is not None,
        "purpose": purposes()[asked["purpose"]],
    }


def _described(person: Found) -> dict[str, Any]:
    lists = pack().code_lists
    return {
        "handle": person.handle,
        "full_name": person.full_name,
        "birth_date": person.birth_date,
        "sex_label": lists["sex"].get(person.sex or ""),
        "governorate_label": lists["governorates"].get(person.governorate or ""),
    }


@for_those_who_look_at_persons
@require_safe
def picture(request: HttpRequest, handle: str) -> HttpResponse:
    """Read now, for the purpose named in the address."""
    return _picture(request, handle, _picture_look(request, request.GET.get("purpose", "")))


@for_those_who_look_at_persons
@require_POST
def emergency(request: HttpRequest, handle: str) -> HttpResponse:
    """The same without consent, because life is at stake: with a reason, and to be justified afterwards."""
    look = _picture_look(request, request.POST.get("purpose", ""))
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:LONGEST_REASON]
    if not reason:
        return _picture(request, handle, look, reason_missing=True)
    return _picture(request, handle, replace(look, emergency=True, reason=reason))


def _picture_look(request: HttpRequest, purpose: str) -> Look:
    return _look(request, Kind.PICTURE, purpose, request.session.get(REMEMBERED, {}).get("case"))


def _picture(request: HttpRequest, handle: str, look: Look, *, reason_missing: bool = False) -> HttpResponse:
    try:
        seen = picture_of(handle, look)
    except Unknown as unknown:
        raise Http404(str(unknown)) from unknown
    except Refusal as refusal:
        status = 403 if isinstance(refusal, NotAllowed) else 400
        language = request.LANGUAGE_CODE
        trouble = {
            "what": words(refusal.what).in_language(language),
            "mend": words(refusal.mend).in_language(language),
        }
        return render(request, "kit/trouble.html", trouble, status=status)
    sight = Sight(seen, purposes()[look.purpose], steward=_staff(request).role == Role.STEWARD)
    closed = {refused.section for refused in (*seen.refused, *seen.partly)}
    context = {
        "emergency_sections": sorted(closed & opens_in_emergency(look)) if not look.emergency else [],
        "reason_missing": reason_missing,
        "seen_by": _staff(request),
    }
    status = 400 if reason_missing else 200
    return render(request, "backoffice/picture.html", sight.context() | context, status=status)
