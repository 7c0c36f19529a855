"""What is said of a relying party, field by field."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import get_language

from wasl.channels.backoffice.forms import described, told
from wasl.channels.console import words
from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.country.api import pack, relying
from wasl.identity.openid.api import POWERS, Profile, Registration
from wasl.trust.api import Assurance

SANDBOX, REAL = "sandbox", "real"
KINDS = {
    SANDBOX: Text(ar="للتجربة، مع أشخاص غير حقيقيين", en="For trying out, with made-up people"),
    REAL: Text(ar="للعمل، مع الناس", en="For real, with people"),
}
PROFILES = {
    Profile.FAPI2: Text(ar="FAPI 2.0", en="FAPI 2.0"),
    Profile.BASIC: Text(ar="الأساسي (OpenID Connect)", en="Basic (OpenID Connect)"),
}
LEVELS = {
    Assurance.LOW: Text(ar="منخفضة", en="Low"),
    Assurance.SUBSTANTIAL: Text(ar="متوسطة", en="Substantial"),
    Assurance.HIGH: Text(ar="عالية", en="High"),
}
NOTHING = Text(ar="لا يقرأ عن الناس شيئًا", en="It reads nothing about people")
LONGEST = 500


def say(text: Text) -> str:
    return text.in_language(get_language() or "ar")


class Boxes(forms.CheckboxSelectMultiple):
    """An error leads to the whole group, which has the field's id."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return id_ if index is None else str(super().id_for_label(id_, index))


class Said(forms.Form):
    """Labels and hints in the page's language; what is refused stands at its field."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        for name, one in self.fields.items():
            one.label = say(words.LABELS[name])
            one.help_text = say(words.HINTS[name]) if name in words.HINTS else ""
            one.error_messages["required"] = say(words.REQUIRED)

    def refuse(self, refusal: Refusal) -> None:
        where = {"purpose": "agreement", "": "jwks"}.get(refusal.where, refusal.where)
        self.add_error(where if where in self.fields else None, told(refusal))
        described(self)


class ReasonForm(Said):
    reason = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))


class PartyForm(Said):
    """Of a new one, or of one that stands."""

    kind = forms.ChoiceField()
    name_ar = forms.CharField(max_length=120)
    name_en = forms.CharField(max_length=120)
    redirect_uris = forms.CharField(widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}))
    jwks = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr"}), max_length=20_000)
    jwks_uri = forms.CharField(required=False, max_length=LONGEST)
    profile = forms.ChoiceField()
    agreement = forms.ChoiceField(required=False)
    scopes = forms.MultipleChoiceField(required=False, widget=Boxes)
    assurance = forms.ChoiceField(initial=Assurance.SUBSTANTIAL)
    post_logout_uris = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}))
    backchannel_logout_uri = forms.CharField(required=False, max_length=LONGEST)
    reason = forms.CharField(required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))

    def __init__(self, *args: Any, standing: Registration | None = None, **keywords: Any) -> None:
        super().__init__(*args, initial=_initial(standing) if standing else None, **keywords)
        self.standing = standing
        kinds = [one for one in KINDS if one == REAL or settings().demo]
        agreements = [(slug, say(one.title)) for slug, one in pack().agreements.items()]
        self._choose("kind", [(one, say(KINDS[one])) for one in kinds])
        self._choose("profile", [(one.value, say(text)) for one, text in PROFILES.items()])
        self._choose("agreement", [("", say(NOTHING)), *agreements])
        self._choose("scopes", [(one, one) for one in (*relying().scopes, *POWERS, "offline_access")])
        self._choose("assurance", [(one.value, say(text)) for one, text in LEVELS.items()])
        if standing:
            del self.fields["kind"]

    @property
    def is_sandbox(self) -> bool:
        return self.standing.sandbox if self.standing else self.cleaned_data["kind"] == SANDBOX

    def clean_redirect_uris(self) -> tuple[str, ...]:
        return _addresses(self.cleaned_data["redirect_uris"])

    def clean_post_logout_uris(self) -> tuple[str, ...]:
        return _addresses(self.cleaned_data["post_logout_uris"])

    def clean_backchannel_logout_uri(self) -> str:
        return "".join(_addresses(self.cleaned_data["backchannel_logout_uri"]))

    def clean_jwks_uri(self) -> str:
        return "".join(_addresses(self.cleaned_data["jwks_uri"]))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "jwks_uri" in said and bool(said.get("jwks")) == bool(said["jwks_uri"]):
            self.add_error("jwks", say(words.KEYS_ONCE))
        if not self.errors and not self.is_sandbox and not said["reason"].strip():
            self.add_error("reason", say(words.NO_REASON))
        described(self)
        return said

    def registration(self, client_id: str, office: str) -> Registration:
        """What was said, on top of what stands."""
        said = self.cleaned_data
        agreement = pack().agreements.get(said["agreement"])
        base = self.standing or Registration(client_id, Text(ar="-", en="-"), office, sandbox=self.is_sandbox)
        return replace(
            base,
            name=Text(ar=said["name_ar"], en=said["name_en"]),
            profile=Profile(said["profile"]),
            scopes=("openid", *said["scopes"]),
            agreement=said["agreement"],
            purpose=agreement.purpose if agreement else "",
            assurance=Assurance(said["assurance"]),
            sector_uri=base.sector_uri or said["redirect_uris"][0],
            **{name: said[name] for name in _SAME},
        )

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


_SAME = ("redirect_uris", "jwks", "jwks_uri", "post_logout_uris", "backchannel_logout_uri")


def _initial(told: Registration) -> dict[str, Any]:
    listed = {name: "\n".join(getattr(told, name)) for name in ("redirect_uris", "post_logout_uris")}
    same = {name: getattr(told, name) for name in ("jwks_uri", "agreement", "backchannel_logout_uri")}
    named = {"name_ar": told.name.ar, "name_en": told.name.en, "scopes": list(told.scopes)}
    chosen = {"profile": str(told.profile), "assurance": str(told.assurance)}
    return {**listed, **same, **named, **chosen, "jwks": _spread(told.jwks)}


def _spread(jwks: str) -> str:
    return json.dumps(json.loads(jwks), indent=2) if jwks else ""


def _addresses(lines: str) -> tuple[str, ...]:
    found = tuple(line.strip() for line in lines.splitlines() if line.strip())
    if not all(_is_address(one) for one in found):
        raise forms.ValidationError(say(words.NO_ADDRESS))
    return found


def _is_address(one: str) -> bool:
    try:
        parts = urlsplit(one)
    except ValueError:
        return False
    here = settings().demo and parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1")
    return bool((parts.scheme == "https" or here) and parts.hostname and not parts.fragment and len(one) <= LONGEST)
