"""What a head of an office asks for, and what a member of staff says to be sure that it is they."""

from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wasl.channels.backoffice.forms import paced, told
from wasl.core.digits import normalise_digits
from wasl.core.errors import Refusal
from wasl.country.api import pack
from wasl.identity.api import Role, Staff
from wasl.identity.staffing.api import GIVEN_BY_HEADS

LONGEST_REASON = 1000
ROLES = [(role.value, role.label) for role in Role if role in GIVEN_BY_HEADS]


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        help_text=_("Whoever approves it reads this, and the journal keeps it."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Write why it is needed")},
    )


class Refusing(forms.Form):
    """Says on top why something cannot be done."""

    def refuse(self, refusal: Refusal) -> None:
        self.add_error(None, told(refusal))


class InviteForm(Refusing):
    """A new member of staff of one's own office."""

    username = forms.SlugField(
        label=_("User name"), help_text=_("Small Latin letters, digits and hyphens."), max_length=60
    )
    name_ar = forms.CharField(label=_("Name in Arabic"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
    number = forms.CharField(
        label=_("Their own national number"),
        help_text=_("Needed of counter agents, who serve neither themselves nor relatives. Only their file is kept."),
        max_length=40,
        required=False,
    )
    reason = _reason()

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["number"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        self.fields["username"].widget.attrs |= {"autocomplete": "off", "dir": "ltr"}

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()

    def clean_number(self) -> str:
        digits, length = normalise_digits(self.cleaned_data["number"]), pack().identifier.rules.length
        if digits and not (digits.isdecimal() and len(digits) == length):
            raise forms.ValidationError(
                _("A national number has %(length)d digits; this one has %(given)d"),
                params={"length": length, "given": len(digits)},
            )
        return digits


class ChangeForm(Refusing):
    """What is to happen to somebody of one's office."""

    role = forms.ChoiceField(label=_("New role"), choices=ROLES, required=False)
    reason = _reason()


class NoteForm(forms.Form):
    """A decision about what somebody else asked for."""

    note = forms.CharField(
        label=_("Your reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class PasswordForm(Refusing):
    """The password once more, before something about the account itself changes."""

    password = forms.CharField(label=_("Your password"), widget=forms.PasswordInput, max_length=4096, strip=False)

    def __init__(self, *args: Any, request: HttpRequest, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self._request = request
        self.fields["password"].widget.attrs |= {"autocomplete": "current-password"}

    def clean_password(self) -> str:
        check_password(self._request, self.cleaned_data["password"])
        return str(self.cleaned_data["password"])


def check_password(request: HttpRequest, password: str) -> None:
    """Wrong ones count as they do at sign-in. Raises ValidationError."""
    account = cast(Staff, request.user)
    with paced(request, account.username):
        if not account.check_password(password):
            raise forms.ValidationError(_("This is not your password"))
