"""For everybody: check a credential, here or on one's own device, and ask a wallet for one."""

import secrets
from types import ModuleType
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

import wasl.identity.wallet.api as wallet
from wasl.channels.portal.mydata.access import trouble
from wasl.channels.portal.verifier import words
from wasl.channels.portal.wallet.views import qr_code
from wasl.core.errors import Refusal
from wasl.core.text import Text

SESSION = "verifier"
MOST = 60_000


class TextForm(forms.Form):
    """The credential as text."""

    text = forms.CharField(max_length=MOST, strip=True)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return _page(request, "verifier/page.html", scripted=_scripted(request))


@require_POST
def checked(request: HttpRequest) -> HttpResponse:
    """Where scripts are off: the text comes here, is checked and forgotten."""
    form = TextForm(request.POST)
    found = wallet.check_credential(form.cleaned_data["text"] if form.is_valid() else "")
    told = _told(found.kind, found.told())
    why = words.PROBLEMS[found.problem] if found.problem else None
    return _page(request, "verifier/page.html", found=found, told=told, why=why, scripted=_scripted(request))


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    kind = wallet.kinds().get(request.GET.get("kind", ""))
    return _page(request, "verifier/ask.html", kinds=wallet.kinds().values(), kind=kind)


@require_POST
def asked(request: HttpRequest) -> HttpResponse:
    paths = [tuple(path.split(".")) for path in request.POST.getlist("claim")]
    same_device = request.POST.get("where") == "here"
    session = request.session.setdefault(SESSION, secrets.token_urlsafe(32))
    try:
        made = wallet.ask(request.POST.get("kind", ""), paths, session, same_device=same_device)
    except Refusal as refusal:
        return trouble(request, refusal)
    return redirect(reverse("verifier-waiting", args=[made.reference]))


@require_safe
def waiting(request: HttpRequest, reference: str) -> HttpResponse:
    """The code and the link; a wallet on this device comes back here with its code, which is told to nobody else."""
    session = request.session.get(SESSION, "")
    if code := request.GET.get("response_code"):
        request.session[f"{SESSION}-code"] = code
        return redirect(reverse("verifier-waiting", args=[reference]))
    stands = wallet.progress(reference, session)
    if stands in (wallet.Progress.WAITING, wallet.Progress.ANSWERED):
        link = wallet.link_to(reference)
        return _page(request, "verifier/waiting.html", link=link, code=qr_code(link), reference=reference)
    return _page(request, "verifier/answer.html", ended=words.ENDED[stands])


@require_POST
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Shown once, and not kept."""
    code = request.session.pop(f"{SESSION}-code", "")
    found = wallet.read_answer(reference, request.session.get(SESSION, ""), code)
    if found.progress is wallet.Progress.WAITING:
        return redirect(reverse("verifier-waiting", args=[reference]))
    if found.progress is not wallet.Progress.ANSWERED:
        return _page(request, "verifier/answer.html", ended=words.ENDED[found.progress])
    kind = wallet.kinds().get(found.kind)
    return _page(request, "verifier/answer.html", kind=kind, told=_told(kind, found.claims))


def _told(kind: wallet.Kind | None, claims: list[tuple[str, Any]]) -> list[tuple[Text, Any]]:
    """Names in words; what of a kind has no name (its shape, its country) is the same in all and left out."""
    names = {".".join(claim.path): claim.name for claim in kind.claims} if kind else {}
    return [(name, _written(value)) for path, value in claims if (name := names.get(path))]


def _written(value: Any) -> Text:
    if isinstance(value, bool):
        return words.YES if value else words.NO
    return Text(ar=str(value) or "-", en=str(value) or "-")


def _scripted(request: HttpRequest) -> dict[str, Any]:
    names = ("GOOD", "BAD", "UNTIL", "AS_OF", "DISCLOSED", "NOTHING", "BEARER", "YES", "NO")
    said = {name.lower(): _in(request, getattr(words, name)) for name in names}
    return {**said, "problems": {str(problem): _in(request, text) for problem, text in words.PROBLEMS.items()}}


def _in(request: HttpRequest, text: Text) -> str:
    return text.in_language(request.LANGUAGE_CODE)


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    texts: ModuleType = words
    return render(request, template, {**context, "words": vars(texts)})
