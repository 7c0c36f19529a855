"""What may be done with a case now, each as a form, with what it brings."""

from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from wasl.cases.api import Open, open_actions
from wasl.channels.backoffice.cases.forms import ReasonForm, reasons_of
from wasl.channels.backoffice.cases.sight import CaseSight
from wasl.channels.backoffice.forms import described
from wasl.core.text import Text
from wasl.registers.api import catalogue


@dataclass(frozen=True)
class Act:
    """An action of the workflow that is open now."""

    open: Open
    form: forms.Form | None  # where a reason is needed
    message: Text | None  # what the applicant is told
    documents: list[Text]
    registers: list[Text]

    @property
    def refuses(self) -> bool:
        return self.open.needs_reason and not self.documents and not self.registers


def acts_of(sight: CaseSight, language: str, sent: dict[str, QueryDict]) -> list[Act]:
    """`sent`: what a form that cannot be taken brought, by its action."""
    return [_act(sight, one, language, sent.get(one.key)) for one in open_actions(sight.sheet, sight.doer)]


def _act(sight: CaseSight, one: Open, language: str, sent: QueryDict | None) -> Act:
    texts, service = sight.sheet.definition.texts, sight.sheet.definition.service
    issues = service.issues if "document" in one.action.needs else ()
    return Act(
        open=one,
        form=_form(sight, one, language, sent),
        message=texts.get(f"action.{one.key}.message") if one.action.message else None,
        documents=[texts[f"document.{issued.key}"] for issued in issues],
        registers=[catalogue()[write.register_].name for write in one.action.write_back],
    )


def _form(sight: CaseSight, one: Open, language: str, sent: QueryDict | None) -> forms.Form | None:
    if not one.needs_reason:
        return None
    found = sight.sheet
    reasons = reasons_of(found.definition.texts, one.key, read_in=language, written_in=found.filled.language)
    form = ReasonForm(sent, reasons=reasons, told=one.action.message, auto_id=f"{one.key}_%s")
    described(form)
    return form
