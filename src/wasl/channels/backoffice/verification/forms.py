"""What a member of staff writes of a person who stands before them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wasl.country.api import pack
from wasl.identity.verification.api import Fact, is_credential

LONGEST = 400
_LATIN = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
_WORDS = {"dir": "auto", "autocomplete": "off", "spellcheck": "false"}


def _line(
    label: Any, hint: Any = "", *, required: bool = False, written: Mapping[str, str] = _WORDS
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONGEST,
        widget=forms.TextInput(attrs=dict(written)),
        error_messages={"required": _("Write this as the person said it")},
    )


def _number() -> forms.CharField:
    return _line(
        _("National number"),
        _("All digits, Arabic or Latin."),
        required=True,
        written=_LATIN | {"inputmode": "numeric"},
    )


class QuestionForm(forms.Form):
    """Field names are those of the facts."""

    number = _number()
    full_name = _line(_("Full name"), _("Two names at least; four are surer."), required=True)
    mother_name = _line(_("Mother's name"), _("Not on the card: it counts for much."))
    phone = _line(_("Mobile telephone"), written=_LATIN | {"inputmode": "tel"})
    card_serial = _line(_("Serial number of the card"), written=_LATIN)
    card_expiry = _line(_("Card valid until"), _("Year-month-day, such as 2030-01-31."), written=_LATIN)
    address = _line(_("Address"))
    governorate = forms.ChoiceField(label=_("Governorate of residence"), required=False)
    birth_date = _line(
        _("Date of birth"), _("Year-month-day. The number tells it too, so it counts for little."), written=_LATIN
    )
    sex = forms.ChoiceField(
        label=_("Sex"), required=False, choices=[("", "—"), ("male", _("Male")), ("female", _("Female"))]
    )
    birth_governorate = forms.ChoiceField(label=_("Governorate of birth"), required=False)
    case = forms.CharField(
        label=_("Your reference"),
        help_text=_("The number of your own file. It comes back in the history, never with the name."),
        required=False,
        max_length=128,
        widget=forms.TextInput(attrs=_WORDS),
    )

    def __init__(self, *arguments: Any, language: str, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        names = [(code, one.name.in_language(language)) for code, one in pack().governorates.items()]
        for field in ("governorate", "birth_governorate"):
            chosen = self.fields[field]
            assert isinstance(chosen, forms.ChoiceField)  # noqa: S101  for the type checker
            chosen.choices = [("", "—"), *names]

    @property
    def claimed(self) -> dict[Fact, str]:
        """Only of a valid form."""
        return {fact: said for fact in Fact if (said := self.cleaned_data.get(fact))}


class CodeForm(forms.Form):
    number = _number()


class ConfirmForm(forms.Form):
    code = forms.CharField(
        label=_("Code that the person reads out"),
        max_length=20,
        widget=forms.TextInput(attrs=_LATIN | {"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Write the six digits")},
    )


class LinesForm(forms.Form):
    content = forms.CharField(
        label=_("Lines of the passport or card, or text of the credential"),
        help_text=_("Two or three lines with many < signs, exactly as they stand; or what the wallet's QR code says."),
        max_length=60_000,
        widget=forms.Textarea(attrs=_LATIN | {"rows": "3", "class": "code"}),
        error_messages={"required": _("Write the lines as they stand")},
    )
    full_name = _line(_("Name that the person gave"), _("To compare it with the document."))

    @property
    def checker(self) -> str:
        """Only of a valid form."""
        return "credential" if is_credential(self.cleaned_data["content"]) else "mrz"


class PhotoForm(forms.Form):
    image = forms.FileField(
        label=_("Photo of the barcode"),
        help_text=_("JPEG or PNG, up to 8 megabytes. It is read and not kept."),
        error_messages={"required": _("Choose a picture")},
    )


class FacesForm(forms.Form):
    one = forms.FileField(label=_("Photo on the document"), error_messages={"required": _("Choose a picture")})
    two = forms.FileField(label=_("Photo of the person"), error_messages={"required": _("Choose a picture")})
