"""A rule as a form: every part of it can be set without writing YAML, with the keyboard and without scripts."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wasl.core.digits import latin_digits
from wasl.core.text import Text
from wasl.country.api import PolicyRule, pack
from wasl.identity.api import Role
from wasl.trust.policies.api import CHANNELS, faults_of, role_name, told_of

LONGEST_TITLE, LONGEST_REASON = 200, 4000
LISTS = ("roles", "offices", "channels", "case_kinds", "sections")
NAMES = ("only", "sensitive", "masked")
ROLES = [*Role.values, "citizen", "platform", "party", "wallet"]


class ProposalForm(forms.Form):
    """What the change is called, and why."""

    title = forms.CharField(
        label=_("Title"), max_length=LONGEST_TITLE, error_messages={"required": _("Write what it changes")}
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Why it is needed, and which law it rests on. The history keeps it."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Write why it is needed")},
    )

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["title"].widget.attrs |= {"dir": "auto"}


class DecisionForm(forms.Form):
    note = forms.CharField(
        label=_("Your reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Write why you decide so")},
    )


class RuleForm(forms.Form):
    """Checks what it is told as the country pack's own rules are checked."""

    rule = forms.CharField(
        label=_("Name of the rule"), help_text=_("Small Latin letters, digits and hyphens."), required=False
    )
    effect = forms.ChoiceField(
        label=_("Effect"), choices=[("permit", _("Permits")), ("refuse", _("Refuses, whatever else permits"))]
    )
    purpose = forms.ChoiceField(label=_("Purpose"))
    roles = forms.MultipleChoiceField(label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple)
    offices = forms.MultipleChoiceField(
        label=_("Bodies"),
        help_text=_("None chosen: any body."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sections = forms.MultipleChoiceField(label=_("Sections"), required=False, widget=forms.CheckboxSelectMultiple)
    basis = forms.ChoiceField(
        label=_("Ground"), choices=[("law", _("By law")), ("consent", _("With the person's consent"))]
    )
    case = forms.ChoiceField(label=_("Case"), choices=[("any", _("Not needed")), ("required", _("Required"))])
    case_kinds = forms.MultipleChoiceField(
        label=_("Kinds of case"),
        help_text=_("None chosen: any kind."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    assurance = forms.ChoiceField(
        label=_("Signed in with at least"),
        choices=[
            ("low", _("a password")),
            ("substantial", _("a password and a second factor")),
            ("high", _("a key that cannot be copied")),
        ],
    )
    channels = forms.MultipleChoiceField(
        label=_("Ways in"), help_text=_("None chosen: any."), required=False, widget=forms.CheckboxSelectMultiple
    )
    only = forms.CharField(
        label=_("Only these data"),
        help_text=_("Names with spaces between. Empty: all of the sections."),
        required=False,
    )
    sensitive = forms.CharField(
        label=_("Sensitive data"),
        help_text=_("Names with spaces between, or the word all. Sensitive data stay closed unless named."),
        required=False,
    )
    masked = forms.CharField(
        label=_("Shown in part"), help_text=_("Names with spaces between, such as phone."), required=False
    )
    emergency = forms.BooleanField(label=_("Opens in an emergency without consent"), required=False)
    legal_basis_ar = forms.CharField(
        label=_("Legal basis in Arabic"), help_text=_("Empty: the legal basis of the purpose."), required=False
    )
    legal_basis_en = forms.CharField(label=_("Legal basis in English"), required=False)
    source = forms.CharField(label=_("Where the basis can be read"), required=False)
    assumed = forms.BooleanField(label=_("Our reading of the law, not yet confirmed"), required=False)
    valid_from = forms.CharField(label=_("First day"), help_text=_("Year, month, day: 2026-12-01"), required=False)
    valid_to = forms.CharField(label=_("Last day"), help_text=_("Year, month, day. Empty: no end."), required=False)

    def __init__(self, data: Any = None, *, rule: PolicyRule | None = None, slug: str = "") -> None:
        self.former, self.slug = rule, slug
        super().__init__(data, initial=_initial(rule, slug))
        language = get_language() or "ar"
        for name, choices in _choices().items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
            field.choices = [(value, text.in_language(language)) for value, text in choices]
        for name in ("rule", "only", "sensitive", "masked", "source", "valid_from", "valid_to", "legal_basis_en"):
            self.fields[name].widget.attrs |= {"dir": "ltr", "spellcheck": "false", "autocomplete": "off"}
        if slug:
            del self.fields["rule"]

    def clean(self) -> dict[str, Any]:
        """Faults come back beside the field that they belong to."""
        for fault in faults_of(self.named(), self.told(), ROLES):
            field = fault.field if fault.field in self.fields else _ELSEWHERE.get(fault.field)
            self.add_error(field, fault.what.in_language(get_language() or "ar"))
        return self.cleaned_data

    def named(self) -> str:
        return self.slug or str(self.cleaned_data.get("rule", "")).strip()

    def told(self) -> dict[str, Any]:
        """As policies.yaml would tell it; rows that stay closed are kept from the former rule."""
        said = {**self.cleaned_data}
        basis = {language: said.get(f"legal_basis_{language}", "") for language in ("ar", "en")}
        told: dict[str, Any] = {
            name: said.get(name, "") for name in ("purpose", "effect", "assurance", "case", "basis")
        }
        told |= {name: said.get(name, []) for name in LISTS}
        told |= {name: _names(said.get(name, "")) for name in NAMES}
        told |= {name: bool(said.get(name)) for name in ("emergency", "assumed")}
        told |= {name: latin_digits(said.get(name, "")).strip() or None for name in ("valid_from", "valid_to")}
        told |= {"source": said.get("source") or None, "legal_basis": basis if any(basis.values()) else None}
        if self.former and self.former.withheld:
            told["withheld"] = told_of(self.former)["withheld"]
        try:
            return told_of(PolicyRule.model_validate(told))
        except ValueError:
            return told


_ELSEWHERE = {"legal_basis": "legal_basis_ar"}


def _names(text: str) -> list[str] | str:
    return "all" if text.strip() == "all" else text.replace(",", " ").replace("،", " ").split()


def _initial(rule: PolicyRule | None, slug: str) -> dict[str, Any]:
    if rule is None:
        return {"assumed": True, "basis": "law", "assurance": "low", "case": "any"}
    told = rule.model_dump(mode="json", by_alias=True)
    told |= {name: told[name] if told[name] == "all" else " ".join(told[name]) for name in NAMES}
    basis = told["legal_basis"] or {"ar": "", "en": ""}
    return told | {"rule": slug, "legal_basis_ar": basis["ar"], "legal_basis_en": basis["en"]}


def _choices() -> dict[str, Iterable[tuple[str, Text]]]:
    country = pack()
    named: Mapping[str, Mapping[str, Any]] = {
        "purpose": country.purposes,
        "sections": country.sections,
        "case_kinds": country.policies.case_kinds,
    }
    found: dict[str, Iterable[tuple[str, Text]]] = {
        field: [(slug, one.name) for slug, one in things.items()] for field, things in named.items()
    }
    found["offices"] = country.agencies.items()
    found["channels"] = CHANNELS.items()
    found["roles"] = [(role, role_name(role)) for role in ROLES]
    return found
