"""The report as one HTML file in Arabic and English: no script, nothing fetched, to be kept or sent as it is."""

import re
from base64 import b64encode
from pathlib import Path
from zoneinfo import ZoneInfo

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.persons.models import LinkRun
from wasl.persons.report import Drawings, Report, report_of

STYLES = ("wasl/tokens.css", "wasl/kit.css", "wasl/quality.css")
LANGUAGES = ("ar", "en")
EMBEDDED = re.compile(r'url\("\.\./(?P<path>vendor/[^"]+-(arabic|latin)-(400|700)-normal\.woff2)"\)')
_FACE = re.compile(r"@font-face \{[^}]*\}\n?")


def write_report(path: Path, run: LinkRun | None = None) -> None:
    """Write the report of a run, or of the last one. Raises Refusal where no run has kept its quality yet."""
    report = report_of(run)
    if report is None:
        raise Refusal(
            Text(ar="لا يوجد بعد تشغيل ربط يمكن كتابة تقرير عنه", en="there is no linking run yet to report on"),
            mend=Text(ar="شغّل wasl link أولًا", en="run `wasl link` first"),
        )
    path.write_text(report_file(report), encoding="utf-8")


def report_file(report: Report) -> str:
    """The file's text."""
    parts = [_part(report, language) for language in LANGUAGES]
    return render_to_string("quality/file.html", {"parts": parts, "style": mark_safe(_style()), "run": report.run})  # noqa: S308  ours


def _part(report: Report, language: str) -> dict[str, object]:
    with translation.override(language), timezone.override(ZoneInfo(pack().timezone)):
        drawings = Drawings(report, language)
        context = {
            "report": report,
            "country": pack().name,
            "drawings": drawings,
            "comparisons": drawings.comparisons(report.comparisons),
        }
        body = render_to_string("quality/report.html", context)
        return {"language": language, "direction": "ltr" if language == "en" else "rtl", "body": body}


def _style() -> str:
    """All style sheets, with the faces inside where they are installed."""
    sheets = [Path(found).read_text(encoding="utf-8") for name in STYLES if (found := finders.find(name))]
    whole = EMBEDDED.sub(_data, "\n".join(sheets))
    return _FACE.sub(lambda face: face[0] if "data:" in face[0] else "", whole)


def _data(match: re.Match[str]) -> str:
    found = finders.find(match["path"])
    if found is None:
        return match[0]
    return f'url("data:font/woff2;base64,{b64encode(Path(found).read_bytes()).decode()}")'
