"""A definition in plain lines, for whoever writes it."""

from collections.abc import Iterator

from wasl.catalogue.model import Definition, Page, Question, Span
from wasl.catalogue.once_only import once_only

_WORDS = {
    "ar": {
        "agency": "الجهة", "pages": "الصفحات", "states": "مراحل الطلب", "fees": "الرسوم", "rules": "شروط الاستحقاق",
        "once": "أسئلة تجيب عنها السجلات", "optional": "اختياري", "locked": "من السجل", "from": "المصدر", "if": "إذا",
        "stop": "تنتهي الخدمة إذا", "days": "يوم عمل", "hours": "ساعة عمل", "demo": "للتجربة", "assumed": "مفترض",
        "final": "نهائية", "facts": "تُقرأ من السجلات للشروط", "issues": "تصدر", "months": "شهرًا",
    },
    "en": {
        "agency": "Agency", "pages": "Pages", "states": "The case", "fees": "Fees", "rules": "Who may",
        "once": "Questions answered from registers", "optional": "optional", "locked": "from the register",
        "from": "source", "if": "if", "stop": "the service ends if", "days": "working days", "hours": "working hours",
        "demo": "for demonstration", "assumed": "assumed", "final": "final",
        "facts": "Read from registers for conditions", "issues": "Gives", "months": "months",
    },
}  # fmt: skip


def told(definition: Definition, language: str) -> Iterator[str]:
    """Title, pages with their questions, rules, fees and workflow."""
    word = _WORDS["en" if language == "en" else "ar"]
    text = definition.texts.en if language == "en" else definition.texts.ar
    share = once_only(definition)
    yield from (text["title"], text["summary"], f"{word['agency']}: {definition.service.agency}")
    yield f"{word['once']}: {share.answered}/{share.asked}"
    yield f"\n{word['pages']}"
    for key, page in definition.pages.items():
        yield from _page(key, page, text, word)
    if definition.service.facts:
        yield f"\n{word['facts']}"
        yield from (f"  - {key}: {fact.take} {fact.source}" for key, fact in definition.service.facts.items())
    if definition.rules.eligibility:
        yield f"\n{word['rules']}"
        yield from (f"  - {text[f'rule.{key}']}" for key in definition.rules.eligibility)
    if definition.rules.fees:
        yield f"\n{word['fees']}"
    for key, versions in definition.rules.fees.items():
        for fee in versions:
            only = f", {word['if']} {fee.when}" if fee.when else ""
            marks = [word[mark] for mark, stands in (("demo", fee.demo), ("assumed", fee.assumed)) if stands]
            yield f"  - {text[f'fee.{key}']}: {fee.amount}{only} ({', '.join([str(fee.from_), *marks])})"
    yield from _workflow(definition, text, word)
    if definition.service.issues:
        yield f"\n{word['issues']}"
    for issued in definition.service.issues:
        months = f" ({issued.valid_months} {word['months']})" if issued.valid_months else ""
        yield f"  - {text[f'document.{issued.key}']}{months}"


def _page(key: str, page: Page, text: dict[str, str], word: dict[str, str]) -> Iterator[str]:
    shown = f" [{word['if']} {page.show_if}]" if page.show_if else ""
    yield f"  {key}: {text[f'page.{key}']}{shown}"
    for name, question in page.questions.items():
        yield f"    - {text[f'question.{name}']} ({', '.join(_marks(name, question, word))})"
    if page.stop_if:
        yield f"    {word['stop']} {page.stop_if}: {text[f'page.{key}.stop']}"


def _marks(name: str, question: Question, word: dict[str, str]) -> Iterator[str]:
    yield from (name, str(question.type))
    if question.optional:
        yield word["optional"]
    if question.source:
        yield f"{word['locked'] if question.locked else word['from']} {question.source}"
    if question.show_if:
        yield f"{word['if']} {question.show_if}"


def _workflow(definition: Definition, text: dict[str, str], word: dict[str, str]) -> Iterator[str]:
    workflow = definition.workflow
    yield f"\n{word['states']}"
    for key, state in workflow.states.items():
        yield f"  {key}: {text[f'state.{key}']} ({state.who}, {_clock(state.clock, word) or word['final']})"
        for step in state.steps:
            one = workflow.steps[step]
            yield f"    = {text[f'step.{step}']} ({one.office}, {_clock(one.clock, word)})"
        for name, action in workflow.actions.items():
            if key in action.from_:
                yield f"    > {text[f'action.{name}']} ({', '.join(action.by)}) > {action.to}"


def _clock(span: Span | None, word: dict[str, str]) -> str:
    if span is None:
        return ""
    return f"{span.working_days} {word['days']}" if span.working_days else f"{span.working_hours} {word['hours']}"
