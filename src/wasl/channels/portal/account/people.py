"""Whom I act for and who acts for me: children by the registers, others by mandate."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wasl.channels.portal.account.forms import MandateForm
from wasl.channels.portal.mydata.access import for_citizens, own_look
from wasl.channels.portal.mydata.forms import described
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.identity.accounts.api import (
    Mandate,
    accept_mandate,
    acts_for,
    end_mandate,
    given_by,
    mandate,
    names_of,
    offered_to,
)
from wasl.identity.api import Citizen
from wasl.trust.api import Kind, purposes


@sensitive_post_parameters()
@for_citizens
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    form = MandateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _given(citizen, form, request.LANGUAGE_CODE):
        return redirect("my-account-people")
    described(form)
    offered, children = offered_to(citizen), _children(citizen)
    names = names_of([*(one.giver for one in offered), *children])
    context = {
        "form": form,
        "children": [names.get(one, "") for one in children],
        "offered": [(one, names.get(one.giver, ""), _purposes(one)) for one in offered],
        "given": [(one, _purposes(one)) for one in given_by(citizen)],
    }
    return render(request, "account/people.html", context)


def _given(citizen: Citizen, form: MandateForm, language: str) -> bool:
    said = form.cleaned_data
    try:
        mandate(citizen, said["number"], said["purposes"], said["until"])
    except Refusal as refusal:
        form.refuse("number", refusal, language)
        return False
    return True


@for_citizens
@require_POST
def accepted(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    accept_mandate(citizen, _number(request))
    return redirect("my-account-people")


@for_citizens
@require_POST
def ended(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    end_mandate(citizen, _number(request))
    return redirect("my-account-people")


def _children(citizen: Citizen) -> list[str]:
    rights = acts_for(citizen, own_look(citizen, Kind.PICTURE))
    return [one.person for one in rights if one.mandate is None]


def _purposes(one: Mandate) -> list[Text]:
    known = purposes()
    return [known[slug].name for slug in one.purposes.split() if slug in known]


def _number(request: HttpRequest) -> int:
    number = request.POST.get("mandate", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0
