"""How a desk answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wasl.core.errors import Refusal, words
from wasl.trust.rights.api import LONGEST_WORDS, OUTCOMES, Right


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Outcome"), error_messages={"required": _("Choose the outcome")})
    words = forms.CharField(
        label=_("Your answer in Arabic"),
        help_text=_("The person reads exactly these words. Say what was done, or why not and by which law."),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Write an answer")},
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    english = forms.CharField(
        label=_("The same in English"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, outcomes: Right, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)  # noqa: S101  for the type checker
        outcome.choices = [("", _("Choose an outcome")), *((one.value, one.label) for one in OUTCOMES[outcomes])]

    def refuse(self, refusal: Refusal, language: str) -> None:
        said = (words(message).in_language(language) for message in (refusal.what, refusal.mend))
        self.add_error("words", ". ".join(said))
