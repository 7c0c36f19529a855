"""What a citizen may write about their factors."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wasl.channels.portal.mydata.forms import NumberForm
from wasl.core.errors import Refusal, words
from wasl.identity.factors.api import LEAST

LABEL, CODE, PASSWORD = 60, 40, 300


class _Form(forms.Form):
    def refuse(self, field: str, refusal: Refusal, language: str) -> None:
        """Say beside a field why it was refused and what to do."""
        said = [words(part).in_language(language) for part in (refusal.what, refusal.mend)]
        self.add_error(field, ". ".join(said) + ".")


def _password(**attributes: str) -> Any:
    return forms.PasswordInput(attrs={"dir": "auto", **attributes})


def _code(**more: Any) -> forms.CharField:
    return forms.CharField(
        max_length=CODE,
        error_messages={"required": _("Write the code")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "dir": "ltr", "spellcheck": "false"}),
        **more,
    )


class LabelForm(_Form):
    label = forms.CharField(
        label=_("What do you call this device?"),
        help_text=_("So that you know it again, such as: Mona's telephone. Your device shows this name, too."),
        max_length=LABEL,
        error_messages={"required": _("Give it a name")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )


class AppCodeForm(_Form):
    code = _code(label=_("The code that the app shows"), help_text=_("Six digits; a new one comes every half minute."))


class ProveForm(_Form):
    code = _code(label=_("A code from your app, or one of your recovery codes"))


class PasswordForm(_Form):
    password = forms.CharField(
        label=_("Your password"),
        max_length=PASSWORD,
        strip=False,
        error_messages={"required": _("Write your password")},
        widget=_password(autocomplete="current-password"),
    )


class NewPasswordForm(_Form):
    password = forms.CharField(
        label=_("The new password"),
        help_text=_("12 characters or more, of any kind. Three or four words that do not belong together are good."),
        min_length=LEAST,
        max_length=PASSWORD,
        strip=False,
        error_messages={"required": _("Write a password"), "min_length": _("Write 12 characters or more")},
        widget=_password(autocomplete="new-password"),
    )


class OtherWayForm(NumberForm):
    """The number, a code of one's own, and the password of who has one."""

    code = _code(
        label=_("A code from your app, or one of your recovery codes"),
        help_text=_("The six digits that your app shows now, or a code from your paper that you have not used."),
    )
    password = forms.CharField(
        label=_("Your password"),
        help_text=_("Only if you have set one for this account."),
        required=False,
        max_length=PASSWORD,
        strip=False,
        widget=_password(autocomplete="current-password"),
    )
