"""What a citizen may write."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wasl.core.errors import Refusal, words
from wasl.trust.rights.api import LONGEST_WORDS


def described(form: forms.BaseForm) -> None:
    """Tie each field to its hint and its error, so that a screen reader reads them with it."""
    for bound in form:
        ids = [f"{bound.auto_id}_helptext"] * bool(bound.help_text) + [f"{bound.auto_id}_error"] * bool(bound.errors)
        if ids:
            bound.field.widget.attrs["aria-describedby"] = " ".join(ids)
        if bound.errors:
            bound.field.widget.attrs["aria-invalid"] = "true"


class PageForm(forms.Form):
    def refuse(self, field: str, refusal: Refusal, language: str) -> None:
        """Say beside a field why it was refused and what to do."""
        self.add_error(
            field, f"{words(refusal.what).in_language(language)}. {words(refusal.mend).in_language(language)}."
        )


class NumberForm(PageForm):
    number = forms.CharField(
        label=_("Your national number"),
        help_text=_("All digits as they stand on your identity card. Arabic or Latin digits."),
        max_length=60,
        error_messages={"required": _("Write your national number")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
    )


class CodeForm(PageForm):
    code = forms.CharField(
        label=_("The code"),
        help_text=_("Six digits. It holds for ten minutes."),
        max_length=20,
        error_messages={"required": _("Write the code")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"}),
    )


class WordsForm(PageForm):
    """Words that go with a request; `once` makes that one form sent twice is one request."""

    words = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    once = forms.CharField(max_length=64, widget=forms.HiddenInput)


class CorrectionForm(WordsForm):
    words = forms.CharField(
        label=_("What is right?"),
        help_text=_("Write what it should be, and which paper of yours shows it."),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Write what is right")},
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class ErasureForm(WordsForm):
    right = forms.ChoiceField(
        label=_("What do you want?"),
        choices=[("erasure", _("Erase these data")), ("limitation", _("Keep them, but limit what they are used for"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want")},
    )
    register = forms.ChoiceField(
        label=_("Which data?"),
        help_text=_("The registers that hold something about you, and who keeps them."),
        error_messages={"required": _("Choose a register")},
    )
    field_order = ("right", "register", "words", "once")
