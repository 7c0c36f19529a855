"""What staff write about a case."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from wasl.cases.api import LONGEST_WORDS, Open
from wasl.core.text import Text


class _Chooser(forms.ChoiceField):
    """Whatever was chosen is words like any other: the choices only save typing."""

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)


def words_field(label: Any, hint: Any = "", *, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST_WORDS,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        error_messages={"required": _("Write this in a sentence")},
    )


class ReasonForm(forms.Form):
    """A reason: a ready-made one, one's own words, or both."""

    standard = _Chooser(label=_("A ready-made reason"), required=False)
    words = words_field(_("Reason"), _("The applicant reads exactly these words."))

    def __init__(self, *args: Any, reasons: Iterable[tuple[str, str]] = (), told: bool = True, **given: Any) -> None:
        super().__init__(*args, **given)
        choices = [("", _("None of these")), *reasons]
        words, standard = self.fields["words"], self.fields["standard"]
        words.required = len(choices) == 1
        words.error_messages["required"] = _("Write the reason so that the applicant understands it")
        if not told:
            words.help_text = ""
        if isinstance(standard, forms.ChoiceField):
            standard.choices = choices
        if len(choices) == 1:
            del self.fields["standard"]

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.said():
            self.add_error("words", _("Write the reason so that the applicant understands it"))
        return self.cleaned_data

    def said(self) -> str:
        parts = (self.cleaned_data.get(name, "").strip() for name in ("standard", "words"))
        return "\n".join(part for part in parts if part)


class SayForm(forms.Form):
    """Words that stay in the office."""

    words = words_field(_("Words"))

    def __init__(self, *args: Any, label: Any = "", hint: Any = "", **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["words"].label, self.fields["words"].help_text = label, hint


class ManyForm(forms.Form):
    """One action for several requests."""

    action = forms.ChoiceField(
        label=_("What is to be done with them"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is to be done")},
    )
    words = words_field(_("Reason"), _("Each applicant reads exactly these words."))
    looked = forms.BooleanField(label=_("I have looked at each of these requests"), required=False)

    def __init__(self, *args: Any, opened: Iterable[Open], language: str, **given: Any) -> None:
        super().__init__(*args, **given)
        self.opened = {one.key: one for one in opened}
        action = self.fields["action"]
        if isinstance(action, forms.ChoiceField):
            action.choices = [(key, one.title.in_language(language)) for key, one in self.opened.items()]
        if not any(one.needs_reason for one in self.opened.values()):
            del self.fields["words"]
        else:
            self.fields["words"].required = False
        if not any(one.decides for one in self.opened.values()):
            del self.fields["looked"]

    def clean(self) -> dict[str, Any]:
        chosen = self.opened.get(self.cleaned_data.get("action", ""))
        if chosen and chosen.needs_reason and not self.cleaned_data.get("words", "").strip():
            self.add_error("words", _("Write the reason so that the applicant understands it"))
        if chosen and chosen.decides and not self.cleaned_data.get("looked"):
            self.add_error("looked", _("A decision is made on each request: look at each, then tick this"))
        return self.cleaned_data


def reasons_of(texts: Any, key: str, *, read_in: str, written_in: str) -> list[tuple[str, str]]:
    """Ready-made reasons of an action: in the applicant's language as they are sent, in the officer's as they show."""
    found: list[Text] = []
    while text := texts.get(f"reason.{key}.{len(found) + 1}"):
        found.append(text)
    return [(text.in_language(written_in), text.in_language(read_in)) for text in found]
