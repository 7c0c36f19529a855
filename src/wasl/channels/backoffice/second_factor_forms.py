"""A code that was typed, or a passkey that a script asked the device for."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wasl.channels.backoffice.forms import told
from wasl.core.digits import normalise_digits
from wasl.core.errors import Refusal

LONGEST_PASSKEY = 20_000


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Code"), help_text=_("Six digits, from your app."), max_length=16, required=False)
    passkey = forms.CharField(max_length=LONGEST_PASSKEY, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"}

    def clean_code(self) -> str:
        return normalise_digits(self.cleaned_data["code"])

    def clean_passkey(self) -> dict[str, Any] | None:
        """What a device answered; None where a code was typed."""
        written = self.cleaned_data["passkey"]
        if not written:
            return None
        try:
            answer = json.loads(written)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise forms.ValidationError(_("The passkey's answer could not be read. Try once more."))
        return answer

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not self.errors and not given.get("code") and not given.get("passkey"):
            self.add_error("code", _("Write the code that your app shows now"))
        return given

    def refuse(self, refusal: Refusal) -> None:
        self.add_error("code", told(refusal))
