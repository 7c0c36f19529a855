"""What somebody writes about their own account."""

from datetime import date
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wasl.channels.portal.mydata.forms import CodeForm, NumberForm, PageForm
from wasl.country.api import pack
from wasl.identity.accounts.api import proofing
from wasl.trust.api import open_purposes

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_TELEPHONE = {"inputmode": "tel", "autocomplete": "tel", "dir": "ltr"}


def _telephone(label: "StrPromise") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=_("A mobile telephone, written as you are used to. We send a code to it."),
        max_length=40,
        error_messages={"required": _("Write the telephone number")},
        widget=forms.TextInput(attrs=_TELEPHONE),
    )


class RegisterForm(NumberForm):
    telephone = _telephone(_("Your telephone"))
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={"invalid": _("Write a whole e-mail address, or leave it empty")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )


class TelephoneForm(PageForm):
    telephone = _telephone(_("Your new telephone"))


class RecoverForm(NumberForm):
    telephone = _telephone(_("Your new telephone"))


class RecoverCodeForm(CodeForm):
    recovery_code = forms.CharField(
        label=_("A recovery code"),
        help_text=_("One of the codes that you noted when you made them. Each works once."),
        max_length=40,
        error_messages={"required": _("Write a recovery code")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )


class RaiseForm(CodeForm):
    """The code, and the facts that the country asks for; an empty one is not given."""

    def __init__(self, *arguments: object, **keywords: object) -> None:
        super().__init__(*arguments, **keywords)  # type: ignore[arg-type]  # as Django's own
        language = get_language() or "ar"
        for name, fact in proofing().facts.items():
            told = {"label": fact.name.in_language(language), "help_text": fact.hint.in_language(language)}
            self.fields[name] = _choices(fact.codes, told, language) if fact.codes else _words(told)

    @property
    def answers(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in proofing().facts}


def _words(told: dict[str, str]) -> forms.Field:
    widget = forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"})
    return forms.CharField(required=False, max_length=120, widget=widget, **told)  # type: ignore[arg-type]  # texts


def _choices(codes: str, told: dict[str, str], language: str) -> forms.Field:
    named = [(code, text.in_language(language)) for code, text in pack().code_lists[codes].items()]
    return forms.ChoiceField(required=False, choices=[("", "—"), *named], **told)  # type: ignore[arg-type]  # texts


class MandateForm(PageForm):
    number = forms.CharField(
        label=_("The national number of whom you authorise"),
        help_text=_("They must accept it on their own page before it holds."),
        max_length=60,
        error_messages={"required": _("Write the national number of whom you authorise")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
    )
    purposes = forms.MultipleChoiceField(
        label=_("What may they do for you?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing")},
    )
    until = forms.DateField(
        label=_("Until which day?"),
        help_text=_("Three years ahead at most. You can end it on any day before."),
        error_messages={"required": _("Choose a day"), "invalid": _("Choose a day")},
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *arguments: object, **keywords: object) -> None:
        super().__init__(*arguments, **keywords)  # type: ignore[arg-type]  # as Django's own
        language = get_language() or "ar"
        mine = open_purposes("citizen", None, "portal")
        choices = [(slug, one.name.in_language(language)) for slug, one in mine.items()]
        self.fields["purposes"].choices = choices  # type: ignore[attr-defined]  # a field of choices
        self.fields["until"].widget.attrs["min"] = date.today().isoformat()  # noqa: DTZ011  a hint for the browser


class CloseForm(PageForm):
    sure = forms.BooleanField(
        label=_("I want to close my account"),
        error_messages={"required": _("Tick the box if you want to close it")},
    )
