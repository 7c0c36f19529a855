"""The stewards' desk: unsure pairs one after the other, decided with a key or a button, taken back as easily."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wasl.channels.backoffice.desk_history import told
from wasl.channels.backoffice.desk_pair import PairSight
from wasl.channels.backoffice.desk_round import Round, given_notice
from wasl.core.errors import NotAllowed, Refusal, Unknown, words
from wasl.identity.api import Role, Staff
from wasl.persons.api import Pair, PairKey, Verdict, beside, give, opinions, pair, waiting, withdraw
from wasl.registers.api import catalogue
from wasl.trust.api import Kind, Look, purpose

PURPOSE = "data-quality"
LATELY = 5
HISTORY = 50
LONGEST_NOTE = 1000
SKIP = "skip"

View = Callable[..., HttpResponse]


def for_stewards(view: View) -> View:
    """Sign in first; then stewards alone. A purpose that does not cover what is shown is told, not thrown."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponse:
        if _steward(request).role != Role.STEWARD:
            raise PermissionDenied
        try:
            return view(request, *arguments, **keywords)
        except Refusal as refusal:
            return _trouble(request, refusal)

    return cast(View, login_required(guarded))


def _steward(request: HttpRequest) -> Staff:
    return cast(Staff, request.user)


def _look(request: HttpRequest, kind: Kind) -> Look:
    account = _steward(request)
    return Look(
        actor=account.account_id,
        actor_name=account.display_name,
        office=account.office,
        role=account.role,
        purpose=PURPOSE,
        channel="backoffice",
        kind=kind,
        assurance=account.assurance,
    )


def _trouble(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    said = {
        name: words(message).in_language(request.LANGUAGE_CODE)
        for name, message in (("what", refusal.what), ("mend", refusal.mend))
    }
    status = 404 if isinstance(refusal, Unknown) else 403 if isinstance(refusal, NotAllowed) else 400
    return render(request, "kit/trouble.html", said, status=status)


@for_stewards
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits, where to begin, what was decided lately."""
    at = Round.of(request)
    actor = _steward(request).account_id
    left = waiting(actor)
    manifests = catalogue().manifests
    registers = [(slug, manifests[slug].name, count) for slug, count in left.by_register.items() if slug in manifests]
    context = {
        "waiting": left,
        "registers": sorted(registers, key=lambda one: -one[2]),
        "lately": told(opinions(actor, LATELY), _look(request, Kind.SEARCH)),
        "keys": at.keys,
        "notice": at.told(),
    }
    at.keep(request)
    return render(request, "backoffice/desk.html", context)


@for_stewards
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin, with all registers or one; what was skipped comes round again."""
    at = Round.of(request)
    register = request.POST.get("register")
    at.start(register if register in catalogue().manifests else None)
    at.keep(request)
    return redirect("desk-pair")


@for_stewards
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest) -> HttpResponse:
    """The pair in hand; an answer leads to the next one at once."""
    return _decide(request) if request.method == "POST" else _show(request)


def _show(request: HttpRequest) -> HttpResponse:
    at = Round.of(request)
    found = _in_hand(at) or at.next(_steward(request).account_id)
    at.pair = found.key.token() if found else None
    notice = at.told()
    at.keep(request)
    register = catalogue().manifests.get(at.register or "")
    context: dict[str, Any] = {"notice": notice, "register": register, "keys": at.keys}
    if found is None:
        return render(request, "backoffice/desk_done.html", context | {"skipped": len(at.skipped)})
    context |= {"token": at.pair, "purpose": purpose(PURPOSE), "longest": LONGEST_NOTE}
    try:
        sight = PairSight(beside(found, _look(request, Kind.PICTURE)), _steward(request).account_id)
    except NotAllowed as closed:  # one register's section must not hold up the others
        why = words(closed.what).in_language(request.LANGUAGE_CODE)
        return render(request, "backoffice/desk_closed.html", context | {"why": why}, status=403)
    return render(request, "backoffice/desk_pair.html", context | sight.context())


def _in_hand(at: Round) -> Pair | None:
    """None where a new linking run has done away with it."""
    try:
        return pair(PairKey.from_token(at.pair)) if at.pair else None
    except Unknown:
        return None


def _decide(request: HttpRequest) -> HttpResponse:
    """The pair decided on is the one that the page showed, not the one that another window has opened since."""
    at = Round.of(request)
    try:
        key, answer = PairKey.from_token(request.POST.get("pair", "")), request.POST.get("verdict")
        if answer == SKIP:
            at.skip(key)
            at.notice = {"kind": "skipped"}
        elif answer in Verdict.values:
            note = request.POST.get("note", "").strip()[:LONGEST_NOTE]
            given = give(key, Verdict(answer), _look(request, Kind.PICTURE), note or None)
            at.pair, at.notice = None, given_notice(answer, given)
    except NotAllowed:
        raise
    except Refusal as refusal:
        at.notice = _refused(refusal)
    at.keep(request)
    return redirect("desk-pair")


def _refused(refusal: Refusal) -> dict[str, Any]:
    said = {"what": words(refusal.what).model_dump(), "mend": words(refusal.mend).model_dump()}
    return {"kind": "refused", **said}


@for_stewards
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Take a certain pair in hand: another candidate of the row, or one out of the history."""
    at = Round.of(request)
    at.pair = PairKey.from_token(request.POST.get("pair", "")).token()
    at.keep(request)
    return redirect("desk-pair")


@for_stewards
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take an opinion back: the one named, or the steward's last that stands."""
    at = Round.of(request)
    asked = request.POST.get("opinion", "")
    opinion = int(asked) if asked.isdecimal() else _last(_steward(request).account_id)
    try:
        if opinion is None:
            at.notice = {"kind": "nothing"}
        else:
            given = withdraw(opinion, _look(request, Kind.PICTURE))
            at.pair, at.notice = given.key.token(), {"kind": "undone"}
    except NotAllowed:
        raise
    except Refusal as refusal:
        at.notice = _refused(refusal)
    at.keep(request)
    return redirect("desk-history" if request.POST.get("back") == "history" else "desk-pair")


def _last(steward: str) -> int | None:
    return next((said.id for said in opinions(steward, HISTORY) if not said.withdrawn), None)


@for_stewards
@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Turn single keys off or on: who dictates to the machine, or leans on the keyboard, needs them off."""
    at = Round.of(request)
    at.keys = request.POST.get("keys") == "on"
    at.keep(request)
    return redirect("desk-pair" if request.POST.get("back") == "pair" else "desk")


@for_stewards
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """What was said, by all or by oneself, newest first."""
    at = Round.of(request)
    mine = request.GET.get("whose") == "mine"
    said = opinions(_steward(request).account_id if mine else None, HISTORY)
    context = {"entries": told(said, _look(request, Kind.SEARCH)), "mine": mine, "notice": at.told(), "most": HISTORY}
    at.keep(request)
    return render(request, "backoffice/desk_history.html", context)
