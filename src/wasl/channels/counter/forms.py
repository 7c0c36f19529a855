"""What an agent types and ticks. Numbers of papers are never taken."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wasl.channels.backoffice.forms import told
from wasl.core.digits import latin_digits, normalise_digits
from wasl.core.errors import Refusal
from wasl.country.api import pack
from wasl.identity.staffing.api import Evidence

LONGEST_NOTE = 300
SOME_NUMBER = re.compile(r"\d{4}")
CARD, PASSPORT, FACE = "identity-card", "passport", "face"


class Refusing(forms.Form):
    """Says on top why something cannot be done."""

    def refuse(self, refusal: Refusal) -> None:
        self.add_error(None, told(refusal))


class NumberForm(Refusing):
    number = forms.CharField(
        label=_("National number on the card"),
        help_text=_("All digits, Arabic or Latin."),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
        error_messages={"required": _("Write the number that stands on the card")},
    )

    def clean_number(self) -> str:
        digits, length = normalise_digits(self.cleaned_data["number"]), pack().identifier.rules.length
        if not (digits.isdecimal() and len(digits) == length):
            raise forms.ValidationError(
                _("A national number has %(length)d digits; this one has %(given)d"),
                params={"length": length, "given": len(digits)},
            )
        return digits


class EvidenceForm(Refusing):
    """The agent says what they looked at; without card and face there is no confirmation."""

    paper = forms.ChoiceField(
        label=_("Paper with a photograph"), choices=[(CARD, _("Identity card")), (PASSPORT, _("Passport"))]
    )
    original = forms.BooleanField(
        label=_("It is the original, not a copy"), error_messages={"required": _("Only an original counts")}
    )
    valid = forms.BooleanField(
        label=_("It has not expired"), error_messages={"required": _("An expired paper does not count")}
    )
    face = forms.BooleanField(
        label=_("The face is the one in the photograph"),
        error_messages={"required": _("Compare the face with the photograph")},
    )
    other = forms.MultipleChoiceField(
        label=_("Other papers seen"),
        choices=[("birth-certificate", _("Birth certificate")), ("driving-licence", _("Driving licence"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Without numbers and without personal data."),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    telephone = forms.CharField(
        label=_("Mobile telephone"),
        help_text=_("The one that the person has with them. If the account has another one, it changes now."),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "dir": "ltr"}),
        error_messages={"required": _("Ask for the telephone: anybody may have opened this account")},
    )

    def __init__(self, *arguments: Any, confirmed: bool, **keywords: Any) -> None:
        """Of a confirmed account the telephone is known to be the person's; it is changed elsewhere."""
        super().__init__(*arguments, **keywords)
        if confirmed:
            del self.fields["telephone"]

    def clean_note(self) -> str:
        note = str(self.cleaned_data["note"]).strip()
        if SOME_NUMBER.search(latin_digits(note)):
            raise forms.ValidationError(_("Leave out the number: what was seen is noted, never what stood there"))
        return note

    def evidence(self) -> Evidence:
        told = self.cleaned_data
        return Evidence((told["paper"], FACE, *told["other"]), told["note"], told.get("telephone"))


class TelephoneForm(Refusing):
    telephone = forms.CharField(
        label=_("Mobile telephone"),
        help_text=_("A code is sent there now; the person reads it to you."),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "dir": "ltr"}),
    )


class CodeForm(Refusing):
    code = forms.CharField(
        label=_("The code that arrived"),
        max_length=16,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
    )
