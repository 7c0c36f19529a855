"""My requests: asking to correct, to erase or to limit; and where each request stands, with its clock."""

import secrets
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from wasl.channels.portal.mydata.access import for_citizens, own_look
from wasl.channels.portal.mydata.forms import CorrectionForm, ErasureForm, WordsForm, described
from wasl.core.errors import Refusal, Unknown
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.identity.api import Citizen
from wasl.persons.api import picture
from wasl.registers.api import Manifest, catalogue
from wasl.trust.api import Kind
from wasl.trust.rights.api import Request, Right, Subject, ask, days_left, request_of, requests_of, rules


@dataclass(frozen=True)
class RequestSight:
    """A request in words."""

    request: Request

    @property
    def right(self) -> Text:
        return rules().rights[Right(self.request.right)].name

    @property
    def law(self) -> Text:
        return rules().rights[Right(self.request.right)].law

    @property
    def owner(self) -> Text | None:
        return pack().agencies.get(self.request.owner)

    @property
    def register(self) -> Text | None:
        manifest = catalogue().manifests.get(self.request.register)
        return manifest.name if manifest else None

    @property
    def section(self) -> Text | None:
        section = pack().sections.get(self.request.section)
        return section.name if section else None

    @property
    def value(self) -> Text | None:
        return value_name(self.request.register, self.request.attribute)

    @property
    def left(self) -> int:
        return days_left(self.request)

    @property
    def late(self) -> int:
        return -self.left


def value_name(register: str, attribute: str) -> Text | None:
    """What an attribute of a register, or a fact that several registers hold, is called."""
    manifest, concept = catalogue().manifests.get(register), pack().concepts.get(attribute)
    column = next((one for one in manifest.columns if one.attribute == attribute), None) if manifest else None
    return column.name if column else concept.name if concept else None


@for_citizens
@require_safe
def listed(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    return render(
        request, "mydata/requests.html", {"asked": [RequestSight(one) for one in requests_of(citizen.person)]}
    )


@for_citizens
@require_safe
def one(request: HttpRequest, citizen: Citizen, reference: str) -> HttpResponse:
    found = request_of(reference, citizen.person)
    context = {"asked": RequestSight(found), "steps": list(found.steps.all()), "desk": rules().desk}
    return render(request, "mydata/request.html", context)


@for_citizens
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """`register` and `value` (an attribute, or a fact) say what is wrong; the value itself is never sent along."""
    given = request.POST if request.method == "POST" else request.GET
    manifest, value = _register(given.get("register", "")), given.get("value", "")
    name = value_name(manifest.id, value)
    if name is None:
        raise _no_such_value()
    form = CorrectionForm(request.POST) if request.method == "POST" else CorrectionForm(initial=_once())
    if request.method == "POST" and form.is_valid():
        subject = Subject(section=manifest.section, register=manifest.id, attribute=value)
        if made := _made(request, citizen, Right.CORRECTION, subject, form):
            return redirect("my-request", made.reference)
    described(form)
    context = {
        "form": form,
        "register": manifest,
        "owner": pack().agencies.get(manifest.owner),
        "value": value,
        "name": name,
        "term": rules().rights[Right.CORRECTION],
    }
    return render(request, "mydata/correct.html", context)


@for_citizens
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """Where the law already says no, the answer is there at once, with the law."""
    form = ErasureForm(request.POST) if request.method == "POST" else ErasureForm(initial=_once())
    form.fields["register"].choices = _choices(citizen, request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        manifest = _register(form.cleaned_data["register"])
        subject = Subject(section=manifest.section, register=manifest.id)
        if made := _made(request, citizen, Right(form.cleaned_data["right"]), subject, form):
            return redirect("my-request", made.reference)
    described(form)
    return render(request, "mydata/erase.html", {"form": form, "term": rules().rights[Right.ERASURE]})


def _made(request: HttpRequest, citizen: Citizen, right: Right, subject: Subject, form: WordsForm) -> Request | None:
    """None where it was refused; the form says why."""
    owner = _register(subject.register).owner
    said = form.cleaned_data
    try:
        return ask(citizen.person, right, subject, owner=owner, words=said["words"], once=said["once"])
    except Refusal as refusal:
        form.refuse("words", refusal, request.LANGUAGE_CODE)
        return None


def _choices(citizen: Citizen, language: str) -> list[object]:
    """Registers that hold something about the citizen, by section."""
    seen = picture(citizen.person, own_look(citizen, Kind.PICTURE))
    groups = []
    for section in seen.sections:
        held = {entry.register: entry for entry in section.entries}
        options = [
            (slug, f"{entry.name.in_language(language)} ({entry.owner.in_language(language)})")
            for slug, entry in held.items()
        ]
        groups += [(section.name.in_language(language), options)] if options else []
    return [("", "—"), *groups]


def _once() -> dict[str, str]:
    return {"once": secrets.token_urlsafe(16)}


def _register(register: str) -> Manifest:
    found = catalogue().manifests.get(register)
    if found is None:
        raise _no_such_value()
    return found


def _no_such_value() -> Unknown:
    return Unknown(
        Text(ar="لا توجد معلومة كهذه", en="there is no such value"),
        mend=Text(ar="ابدأ من صفحة بياناتك", en="start from the page of your data"),
    )
