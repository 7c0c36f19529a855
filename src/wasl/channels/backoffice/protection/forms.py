"""What protection officers and officers write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wasl.country.api import pack
from wasl.protection.api import Account, Incident

LONGEST = 4000


def _words(label: Any, hint: Any = "", *, required: bool = True, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        error_messages={"required": _("Write this in a sentence")},
    )


class _When(forms.DateTimeField):
    """A day and an hour of this country."""

    def __init__(self, label: Any, hint: Any = "", *, required: bool = True) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=required,
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            error_messages={
                "required": _("Write the day and the hour"),
                "invalid": _("Write the day and the hour, such as 2026-11-22 14:30"),
            },
        )


class CaseForm(forms.Form):
    """A step of a case."""

    state = forms.ChoiceField(label=_("What becomes of it"))
    words = _words(_("Note or outcome"), _("An outcome needs a sentence: what it was, and why."), required=False)

    def __init__(self, *arguments: Any, states: list[tuple[str, Any]], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        state = self.fields["state"]
        assert isinstance(state, forms.ChoiceField)  # noqa: S101  for the type checker
        state.choices = states


class JustifyForm(forms.Form):
    words = _words(_("What happened, and why it could not wait"))


class AnswerEmergencyForm(forms.Form):
    accepted = forms.ChoiceField(
        label=_("Is the access justified?"),
        choices=[("yes", _("Yes, it is accepted")), ("no", _("No: open a case"))],
    )
    words = _words(_("Why"), _("Needed where it is not accepted."), required=False)


class PublicForm(forms.Form):
    handle = forms.RegexField(
        r"^[a-z2-7]{20}$",
        label=_("Handle of the person"),
        help_text=_("The twenty letters and digits in the address of their picture. Never the national number."),
        error_messages={
            "required": _("Write the handle"),
            "invalid": _("A handle has twenty small letters and digits"),
        },
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    why = forms.CharField(
        label=_("Why"),
        help_text=_("The office, or what makes them known"),
        max_length=200,
        error_messages={"required": _("Write this in a sentence")},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class IncidentForm(forms.Form):
    """What is known of an incident. Of what is not known yet nothing need be written."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Write this in a sentence")},
    )
    sort = forms.ChoiceField(label=_("What happened to the data"), choices=Incident.Sort.choices)
    known = _When(_("When did you come to know of it?"), _("From this moment the law's clock runs."))
    happened = _words(_("What happened"))
    began = _When(_("Began"), required=False)
    ended = _When(_("Ended"), required=False)
    sections = forms.MultipleChoiceField(
        label=_("Which data"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Sections of the picture"),
    )
    people = forms.IntegerField(
        label=_("How many people, about"),
        required=False,
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    effects = _words(_("Likely effects on people"))
    measures = _words(_("What was done and will be done"))
    contact = forms.CharField(
        label=_("Whom to ask"),
        help_text=_("Name of an office, telephone or address"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Write this in a sentence")},
    )

    def __init__(self, *arguments: Any, language: str, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        sections = self.fields["sections"]
        assert isinstance(sections, forms.MultipleChoiceField)  # noqa: S101  for the type checker
        sections.choices = [(slug, one.name.in_language(language)) for slug, one in pack().sections.items()]

    def told(self) -> Account:
        """Only of a valid form."""
        given = self.cleaned_data
        return Account(**{**given, "sections": tuple(given["sections"])})


class ConcernForm(forms.Form):
    """Whose looks concern people."""

    account = forms.CharField(
        label=_("Account"),
        help_text=_("As the ledger writes it, such as staff:officer"),
        max_length=128,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write the account")},
    )
    since = _When(_("From"))
    until = _When(_("Until"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("since") and given.get("until") and given["since"] >= given["until"]:
            raise forms.ValidationError(_("The end is before the beginning"))
        return given


class SentForm(forms.Form):
    sent = _When(_("When was it sent?"))


class CloseForm(forms.Form):
    closing = _words(_("Closing report"), _("The cause, and what changed so that it does not happen again."))
