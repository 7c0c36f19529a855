"""Pages out of templates and words."""

import time
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from wasl.synthetic.parties.party import FACTS, Party
from wasl.synthetic.parties.visits import Visit
from wasl.synthetic.parties.web import Answer
from wasl.synthetic.parties.words import TROUBLES, WORDS

HERE = Path(__file__).parent
_ENGINE = Engine(dirs=[str(HERE / "pages")], libraries={})
_SHEETS = [HERE.parents[1] / "core/static/wasl" / name for name in ("tokens.css", "kit.css")]
_RULES = "\n".join(sheet.read_text(encoding="utf-8") for sheet in _SHEETS)
STYLE = "\n".join(line for line in _RULES.splitlines() if not line.startswith("@font-face"))
"""The platform's look, which a party may wear; its faces stay with the platform."""


def page(name: str, party: Party, issuer: str, language: str, visit: Visit | None, **more: Any) -> Answer:
    """Texts alone go in: the templates know no language of their own."""
    context = {
        "language": language,
        "direction": "ltr" if language == "en" else "rtl",
        "other_language": "ar" if language == "en" else "en",
        "w": {key: words.in_language(language) for key, words in WORDS.items()},
        "name": party.name.in_language(language),
        "about": party.about.in_language(language),
        "surer": {key: getattr(party.surer, key).in_language(language) for key in ("name", "why", "done")},
        "asked": [(_label(claim, language), why.in_language(language)) for claim, why in party.reasons.items()],
        "visit": _told(visit, party, language) if visit else None,
        "issuer": issuer,
        **more,
    }
    return Answer(_ENGINE.get_template(f"{name}.html").render(Context(context)))


def trouble(kind: str, party: Party, issuer: str, language: str, *, said: str = "") -> Answer:
    what, mend = (words.in_language(language) for words in TROUBLES[kind])
    answer = page("trouble", party, issuer, language, None, what=what, mend=mend, said=said)
    answer.status = _STATUS.get(kind, 200)
    return answer


_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_STATUS = {"down": 503, "unbelieved": 400, "refused": 502, "missing": 404, "elsewhere": 403}


def _told(visit: Visit, party: Party, language: str) -> dict[str, Any]:
    facts = [
        (_label(claim, language), _written(value), party.reasons[claim].in_language(language))
        for claim, value in visit.facts.items()
        if claim in party.reasons
    ]
    level = WORDS[visit.who.level].in_language(language)
    return {"facts": facts, "subject": visit.who.subject, "level": level, "read": _clock(visit.read, language)}


def _clock(seconds: float, language: str) -> str:
    """Of this machine."""
    told = time.strftime("%H:%M:%S", time.localtime(seconds))
    return told if language == "en" else told.translate(_ARABIC_DIGITS)


def _label(claim: str, language: str) -> str:
    return FACTS[claim].in_language(language)


def _written(value: object) -> str:
    return str(value.get("formatted", "")) if isinstance(value, dict) else str(value)
