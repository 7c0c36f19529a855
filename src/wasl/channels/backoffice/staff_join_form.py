"""The first password of somebody new."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class JoinForm(forms.Form):
    password = forms.CharField(
        label=_("Your new password"),
        help_text=_("At least 12 characters. Nobody else ever needs it."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=4096,
        strip=False,
    )
    again = forms.CharField(
        label=_("The same once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=4096,
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("password") != given.get("again"):
            self.add_error("again", _("The two are not the same"))
        return given
