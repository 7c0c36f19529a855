"""What a member of staff may ask."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wasl.core.digits import normalise_digits
from wasl.core.errors import NotAllowed, Refusal, words
from wasl.country.api import pack
from wasl.identity.staffing.api import password_right, password_tried

LONGEST_QUERY = 200
EARLIEST_BIRTH = 1800


def described(form: forms.BaseForm) -> None:
    """Tie each field to its hint and its error, so that a screen reader reads them with it."""
    for bound in form:
        ids = [f"{bound.auto_id}_helptext"] * bool(bound.help_text) + [f"{bound.auto_id}_error"] * bool(bound.errors)
        if ids:
            bound.field.widget.attrs["aria-describedby"] = " ".join(ids)
        if bound.errors:
            bound.field.widget.attrs["aria-invalid"] = "true"


class SignInForm(AuthenticationForm):
    error_messages = {  # noqa: RUF012  Django's own declaration
        "invalid_login": _("The user name or the password is not right. Check both; capital letters count."),
        "inactive": _("This account is closed. Ask the person who manages accounts in your office."),
    }

    def clean(self) -> dict[str, Any]:
        """Wrong ones slow down."""
        if not self.errors:
            with paced(self.request, self.cleaned_data["username"]):
                super().clean()
        return self.cleaned_data


@contextmanager
def paced(request: Any, username: str) -> Iterator[None]:
    """Around the check of a password: too many wrong ones are told to wait, a right one forgets them."""
    try:
        password_tried(request, username)
    except NotAllowed as slowed:
        raise forms.ValidationError(told(slowed)) from slowed
    yield
    password_right(request, username)


def told(refusal: Refusal) -> str:
    """What cannot be done and how to mend it, in the page's language."""
    parts = (words(part).in_language(get_language() or "ar") for part in (refusal.what, refusal.mend))
    return ". ".join(parts)


class SearchForm(forms.Form):
    """Whom the officer looks for, and why. The purpose goes with every look that follows."""

    query = forms.CharField(
        label=_("National number or name"),
        help_text=_("All digits of the number, Arabic or Latin; or at least two parts of the name."),
        max_length=LONGEST_QUERY,
        error_messages={"required": _("Write a national number or a name")},
    )
    birth_year = forms.CharField(
        label=_("Year of birth"), help_text=_("Narrows a search by name. Four digits."), required=False, max_length=8
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        help_text=_("What you need the data for. It is recorded with your name."),
        error_messages={"required": _("Choose the purpose")},
    )
    case = forms.CharField(label=_("Case number"), required=False, max_length=60)

    def __init__(self, *args: Any, purposes: list[tuple[str, str]], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        purpose = self.fields["purpose"]
        assert isinstance(purpose, forms.ChoiceField)  # noqa: S101  for the type checker
        purpose.choices = [("", _("Choose a purpose")), *purposes]
        self.fields["query"].widget.attrs |= {"autocomplete": "off", "dir": "auto", "spellcheck": "false"}
        self.fields["birth_year"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        self.fields["case"].widget.attrs |= {"autocomplete": "off", "dir": "auto"}

    def clean_birth_year(self) -> int | None:
        text = normalise_digits(self.cleaned_data["birth_year"])
        if not text:
            return None
        if not (text.isdecimal() and len(text) == 4 and int(text) >= EARLIEST_BIRTH):
            raise forms.ValidationError(_("Write the year of birth with four digits, such as 1985"))
        return int(text)

    def clean_query(self) -> str:
        query = str(self.cleaned_data["query"]).strip()
        digits = normalise_digits(query)
        length = pack().identifier.rules.length
        if digits.isdecimal() and len(digits) != length:
            raise forms.ValidationError(
                _("A national number has %(length)d digits; this one has %(given)d"),
                params={"length": length, "given": len(digits)},
            )
        if not digits.isdecimal() and len(query.split()) < 2:
            raise forms.ValidationError(_("Write at least two parts of the name"))
        return query

    @property
    def number(self) -> str | None:
        """The national number asked for, or None if a name was."""
        digits = normalise_digits(self.cleaned_data["query"])
        return digits if digits.isdecimal() else None
