"""One page of a service: shown, filled in, saved; whatever goes wrong, what was typed stays."""

from collections.abc import Mapping

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wasl.cases.api import Overtaken, Sheet, Unfit, editable, opened, remove_file, save_page
from wasl.catalogue.api import Shown, Type
from wasl.channels.portal.filling import onward, typed, words
from wasl.channels.portal.filling.access import Visit, of_a_case, page
from wasl.channels.portal.filling.fields import fields_of
from wasl.channels.portal.filling.giving import give_files
from wasl.channels.portal.filling.reading import Typed, answers_in, typed_in
from wasl.core.text import Text

BACK = "back"


@sensitive_post_parameters()
@of_a_case
@require_http_methods(["GET", "HEAD", "POST"])
def filled(request: HttpRequest, visit: Visit, page: str) -> HttpResponse:
    found = visit.sheet
    if page not in found.definition.pages:
        raise Http404(page)
    if not editable(found):
        return aside(request, visit, words.SENT_ALREADY, words.SENT_MEND, reverse("case-sent", args=[visit.reference]))
    shown = found.page(page)
    if shown is None:
        return aside(request, visit, words.OFF_THE_PATH, words.SAVED_NOTE, onward.next_page(found))
    if request.method == "POST":
        return _posted(request, visit, shown)
    if "stop" in request.GET and found.path.stop == page:
        return _stopped(request, visit, page)
    kept = typed.kept(request)
    return form(request, visit, shown, kept, notice=words.NOT_SAVED_YET if kept else None)


@of_a_case
def refilled(request: HttpRequest, visit: Visit, page: str) -> HttpResponse:
    """A form that had been open for too long to be believed: shown again with what was typed, and nothing saved."""
    shown = visit.sheet.page(page)
    if shown is None or not editable(visit.sheet):
        return aside(request, visit, words.OFF_THE_PATH, words.SAVED_NOTE, onward.next_page(visit.sheet))
    return form(request, visit, shown, _typed(request), notice=words.STALE, status=403)


def form(
    request: HttpRequest,
    visit: Visit,
    shown: Shown,
    written: Typed | None = None,
    *,
    problems: Mapping[str, Text] | None = None,
    notice: Text | None = None,
    status: int = 200,
) -> HttpResponse:
    found, back = visit.sheet, is_back(request)
    fields = fields_of(found, shown, written, problems)
    seen = next(iter((written or {}).get(typed.SEEN, ())), "") or found.print_of(shown.key)
    context = page(
        service=found.definition,
        case=found.case,
        own=found.case.person == visit.doer.person,
        key=shown.key,
        title=found.definition.texts[f"page.{shown.key}"],
        lead=found.definition.texts.get(f"page.{shown.key}.lead"),
        fields=fields,
        wrong=[one for one in fields if one.error],
        files=any(one.widget == "file" for one in fields),
        no_file=any(one.widget == "file" and not one.files for one in fields),
        gaps=found.known.missing if any(one.silent for one in fields) else (),
        seen=seen,
        back=onward.before(found, shown.key, back=back),
        to_check=back,
        notice=notice,
    )
    return render(request, "filling/page.html", context, status=status)


def aside(request: HttpRequest, visit: Visit, what: Text, mend: Text, address: str) -> HttpResponse:
    """Words and a way on, where a page cannot be filled in."""
    context = page(what=what, mend=mend, address=address, case=visit.sheet.case)
    return render(request, "filling/trouble.html", context, status=409)


def is_back(request: HttpRequest) -> bool:
    return request.GET.get(BACK) == onward.CHECK


def _posted(request: HttpRequest, visit: Visit, shown: Shown) -> HttpResponse:
    if request.POST.get("language") in dict(settings.LANGUAGES):
        return _in_other_language(request)
    if removed := request.POST.get("remove", ""):
        remove_file(visit.reference, removed, visit.doer)
        return _same_page(request, _print_now(request, visit, _anew(visit), shown))
    return _saved(request, visit, shown)


def _saved(request: HttpRequest, visit: Visit, shown: Shown) -> HttpResponse:
    """`mine` is said by who saves over what was saved elsewhere meanwhile; `add` by who only gives a file."""
    written = _typed(request)
    mine = "mine" in request.POST
    problems = give_files(request, visit, shown)
    takes_files = any(one.question.type is Type.FILE for one in shown.questions)
    now = _anew(visit) if takes_files else visit
    seen = _print_now(request, visit, now, shown)
    if "add" in request.POST:
        return _again(request, now, shown, written, problems, seen) if problems else _same_page(request, seen)
    given = answers_in(shown.questions, written) | _files(now.sheet, shown)
    try:
        after = save_page(visit.reference, visit.doer, shown.key, given, seen=None if mine else seen)
    except Unfit as unfit:
        return _again(request, now, shown, written, {**unfit.problems, **problems}, seen)
    except Overtaken:
        return _overtaken(request, now, shown, written)
    if problems:
        return _again(request, Visit(after, visit.doer), shown, written, problems, after.print_of(shown.key))
    typed.forget(request)
    return redirect(onward.after(after, shown.key, back=is_back(request)))


def _anew(visit: Visit) -> Visit:
    """The case as it stands after files came or went."""
    return Visit(opened(visit.reference, visit.doer), visit.doer)


def _print_now(request: HttpRequest, visit: Visit, now: Visit, shown: Shown) -> str:
    """What the form has seen; files that came or went with this very form are no reason to call it overtaken."""
    seen = request.POST.get(typed.SEEN, "")[:64]
    if seen not in ("", visit.sheet.print_of(shown.key)):
        return seen
    return now.sheet.print_of(shown.key)


def _files(now: Sheet, shown: Shown) -> dict[str, object]:
    """Files stand in the answers as soon as they are given; the form says nothing of them."""
    return {one.key: now.filled.answers.get(one.key) for one in shown.questions if one.question.type is Type.FILE}


def _again(
    request: HttpRequest, visit: Visit, shown: Shown, written: Typed, problems: Mapping[str, Text], seen: str
) -> HttpResponse:
    """With the errors, and everything as it was typed."""
    fresh = {**written, typed.SEEN: [seen]}
    return form(request, visit, visit.sheet.page(shown.key) or shown, fresh, problems=problems)


def _overtaken(request: HttpRequest, visit: Visit, shown: Shown, written: Typed) -> HttpResponse:
    found = visit.sheet
    standing = found.page(shown.key) or shown
    context = page(
        service=found.definition,
        case=found.case,
        pairs=list(zip(fields_of(found, standing), fields_of(found, standing, written), strict=True)),
        hidden=[(name, value) for name, values in written.items() if name != typed.SEEN for value in values],
        here=onward.page_address(found, shown.key, back=is_back(request)),
    )
    return render(request, "filling/overtaken.html", context, status=409)


def _stopped(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    found = visit.sheet
    context = page(
        service=found.definition,
        case=found.case,
        why=found.definition.texts[f"page.{key}.stop"],
        address=onward.page_address(found, key),
    )
    return render(request, "filling/stop.html", context)


def _in_other_language(request: HttpRequest) -> HttpResponse:
    """A form's own switch: what was typed is kept and shown again, whether it would be an answer or not."""
    answer = _same_page(request)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        request.POST["language"],
        path="/",
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return answer


def _same_page(request: HttpRequest, seen: str | None = None) -> HttpResponse:
    """The page once more, with what was typed and is not saved yet."""
    typed.keep(request, seen)
    return redirect(f"{request.path}?{BACK}={onward.CHECK}" if is_back(request) else request.path)


def _typed(request: HttpRequest) -> Typed:
    return typed_in(request.POST) | {typed.SEEN: [request.POST.get(typed.SEEN, "")[:64]]}
