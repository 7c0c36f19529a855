"""How well the registers are linked, for those who answer for it. Counts only, no person: no purpose is asked for."""

import csv
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from wasl.identity.api import Role, Staff
from wasl.persons.api import Drawings, QualityReport, Rate, RegisterLine, quality_report, report_file

MAY_SEE = frozenset({Role.STEWARD, Role.AUDITOR, Role.OPERATOR})
LONGEST_QUERY = 60

View = Callable[..., HttpResponse | StreamingHttpResponse]

ORDERS: dict[str, Callable[[RegisterLine], float]] = {
    "name": lambda _line: 0,
    "rows": lambda line: -line.outcome.records,
    "matched": lambda line: _value(line.match_rate),
    "recall": lambda line: _value(line.recall),
    "precision": lambda line: _value(line.precision),
    "unsure": lambda line: -line.outcome.unsure,
    "behind": lambda line: -len(line.behind),
}
"""How the registers may be ordered: what needs a look comes first."""

TITLES = {
    "name": _("Register"),
    "rows": _("Rows"),
    "matched": _("Match rate"),
    "precision": _("Expected precision"),
    "recall": _("Expected recall"),
    "unsure": _("Unsure"),
    "behind": _("Groups behind"),
}

FILTERS: dict[str, Callable[[RegisterLine], bool]] = {
    "behind": lambda line: bool(line.behind),
    "changed": lambda line: bool(line.drifts),
    "strange": lambda line: bool(line.quality and line.quality.strange),
    "kept": lambda line: line.kept,
}


def _value(rate: Rate | None) -> float:
    return rate.value if rate else 2.0


def for_those_who_see_quality(view: View) -> View:
    """Sign in first; then stewards, auditors and operators. Before the first run: a page that says how to begin."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponse | StreamingHttpResponse:
        if cast(Staff, request.user).role not in MAY_SEE:
            raise PermissionDenied
        report = quality_report()
        if report is None:
            return render(request, "backoffice/quality_empty.html")
        return view(request, report, *arguments, **keywords)

    return cast(View, login_required(guarded))


def _shown(request: HttpRequest, template: str, report: QualityReport, **more: Any) -> HttpResponse:
    return render(request, f"backoffice/{template}.html", {"report": report, **more})


@for_those_who_see_quality
@require_safe
def summary(request: HttpRequest, report: QualityReport) -> HttpResponse:
    """The whole at a glance: figures, who falls behind, what has changed, what is strange."""
    drawings = Drawings(report, request.LANGUAGE_CODE)
    return _shown(request, "quality", report, comparisons=drawings.comparisons(report.comparisons))


@for_those_who_see_quality
@require_safe
def registers(request: HttpRequest, report: QualityReport) -> HttpResponse:
    """All registers, to be ordered and filtered by plain links and a form."""
    order = request.GET.get("order", "")
    only = request.GET.get("only", "")
    query = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    language = request.LANGUAGE_CODE
    lines = [line for line in report.lines if only not in FILTERS or FILTERS[only](line)]
    lines = [line for line in lines if _names(line, query, language)]
    by_name = sorted(lines, key=lambda line: (line.name.in_language(language), line.role.in_language(language)))
    lines = sorted(by_name, key=ORDERS.get(order, ORDERS["name"]))
    chosen = {"order": order if order in ORDERS else "name", "only": only if only in FILTERS else "", "query": query}
    return _shown(request, "quality_registers", report, lines=lines, sortable=list(TITLES.items()), **chosen)


def _names(line: RegisterLine, query: str, language: str) -> bool:
    said = (line.name, line.owner, line.role)
    return any(query.lower() in text.in_language(language).lower() for text in said) or query == line.register_id


@for_those_who_see_quality
@require_safe
def register(request: HttpRequest, report: QualityReport, register_id: str) -> HttpResponse:
    """One register in each of its roles: groups, what was odd, what has changed."""
    lines = [line for line in report.lines if line.register_id == register_id]
    if not lines:
        raise Http404(register_id)
    drawings = Drawings(report, request.LANGUAGE_CODE)
    roles = [(line, drawings.comparisons(line.comparisons), drawings.register_histogram(line)) for line in lines]
    return _shown(request, "quality_register", report, register=lines[0], roles=roles)


@for_those_who_see_quality
@require_safe
def model(request: HttpRequest, report: QualityReport) -> HttpResponse:
    """What the engine has learned, and the kinds of pairs that it met."""
    return _shown(request, "quality_model", report, drawings=Drawings(report, request.LANGUAGE_CODE))


@for_those_who_see_quality
@require_safe
def figures(request: HttpRequest, report: QualityReport) -> StreamingHttpResponse:
    """Every group of every register as a table for a spreadsheet; empty counts are hidden ones, with their rates. It
    begins with the mark by which one knows UTF-8."""
    answer = StreamingHttpResponse(_csv(report), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="linking-quality-{report.run.pk}.csv"'
    return answer


COLUMNS = [
    *("register", "role", "dimension", "group", "records", "linked", "unsure"),
    *("match_rate", "expected_precision", "expected_recall", "recall_low", "recall_high"),
]


class _Echo:
    """Hands on what a csv.writer writes."""

    def write(self, line: str) -> str:
        return line


def _csv(report: QualityReport) -> Iterator[str]:
    yield "\ufeff"
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for group, shown in report.shown_groups:
        recall = group.recall if shown.rates else None
        measured = [group.match_rate, group.precision, recall] if shown.rates else [None, None, None]
        counts = ["" if one is None else one for one in (shown.records, shown.linked, shown.unsure)]
        yield writer.writerow(
            [group.register, group.role, group.dimension, group.code, *counts]
            + [f"{rate.value:.6f}" if rate else "" for rate in measured]
            + ([f"{recall.low:.6f}", f"{recall.high:.6f}"] if recall else ["", ""])
        )


@for_those_who_see_quality
@require_safe
def whole_report(request: HttpRequest, report: QualityReport) -> HttpResponse:
    """The report as one file, to keep or to send."""
    answer = HttpResponse(report_file(report), content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="linking-quality-{report.run.pk}.html"'
    return answer
