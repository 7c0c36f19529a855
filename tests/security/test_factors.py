"""Properties of factors that hold for years, or in lengths."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from structlog.testing import capture_logs

from tests.citizens import last_message
from wasl.channels.backoffice import forms as channels_forms
from wasl.channels.backoffice import staff_forms, staff_join_form, staff_me
from wasl.channels.portal.factors import forms as factor_forms
from wasl.core.errors import NotAllowed
from wasl.identity.accounts import codes
from wasl.identity.factors import recovery
from wasl.identity.factors.api import By, Kind, passkey_options, password_check, password_set, totp_new
from wasl.identity.factors.models import Challenge
from wasl.identity.models import Citizen

ACCOUNT = "staff:somebody"


@pytest.mark.django_db
def test_a_password_does_not_grow_old() -> None:
    password_set(ACCOUNT, "rainy bridges hum at dawn", By(ACCOUNT), now=datetime(2016, 1, 1, tzinfo=UTC))
    assert password_check(ACCOUNT, "rainy bridges hum at dawn").account == ACCOUNT


@pytest.mark.django_db
def test_a_password_of_a_hundred_letters_is_taken_whole() -> None:
    long = "rainy bridges hum at dawn, " * 4
    password_set(ACCOUNT, long, By(ACCOUNT))
    with pytest.raises(Exception, match="wrong"):
        password_check(ACCOUNT, long[:-1])
    with pytest.raises(Exception, match="wrong"):
        password_check(ACCOUNT, long.upper())
    assert password_check(ACCOUNT, long).account == ACCOUNT


@pytest.mark.django_db
def test_every_challenge_is_new_and_long() -> None:
    for _ in range(20):
        passkey_options(None)
    values = [bytes(one) for one in Challenge.objects.values_list("value", flat=True)]
    assert len(set(values)) == 20
    assert min(map(len, values)) >= 16


@pytest.mark.parametrize("password", ["wasl-officer-2026", "Ministry!Register1", "وصل حكومة مواطن 12"])
def test_a_password_made_of_the_platforms_words_is_refused(password: str) -> None:
    with pytest.raises(ValidationError, match=r"platform|المنصة"):
        validate_password(password)


@pytest.mark.parametrize("password", ["officer of rainy bridges", "8351 7702 4493 0168"])
def test_a_password_that_merely_holds_one_is_taken(password: str) -> None:
    validate_password(password)


def test_e_mail_and_what_one_remembers_about_oneself_are_no_factors() -> None:
    assert {kind.value for kind in Kind} == {"passkey", "totp", "password", "recovery"}


@pytest.mark.django_db
def test_codes_and_seeds_are_long_enough() -> None:
    assert codes.DIGITS >= 6
    assert codes.MOST_TRIES <= 5
    assert len(recovery.LETTERS) ** recovery.SECRET >= 2**50
    assert len(totp_new(ACCOUNT, "an app", By(ACCOUNT)).secret) * 5 >= 160


def forms_with_passwords() -> list[tuple[str, forms.Field]]:
    found = []
    for module in (channels_forms, factor_forms, staff_forms, staff_join_form, staff_me):
        for name, form in vars(module).items():
            if isinstance(form, type) and issubclass(form, forms.BaseForm):
                fields = getattr(form, "base_fields", {})
                found += [(f"{name}.{key}", field) for key, field in fields.items() if "password" in key]
    return found


def test_every_password_field_hides_what_is_written_and_takes_what_is_pasted() -> None:
    fields = forms_with_passwords()
    assert len(fields) >= 5
    for name, field in fields:
        assert isinstance(field.widget, forms.PasswordInput), name
        assert field.widget.attrs.get("autocomplete") != "off", name
        assert not {"onpaste", "readonly"} & set(field.widget.attrs), name


@pytest.mark.django_db
def test_a_sign_in_and_a_refused_factor_are_logged() -> None:
    with capture_logs() as lines, pytest.raises(NotAllowed):
        password_check(ACCOUNT, "wrong words altogether")
    assert [(line["event"], line["kind"]) for line in lines] == [("factor.refused", "password")]
    assert "wrong" not in str(lines)


@pytest.mark.django_db
def test_a_new_factor_is_told_to_the_telephone(django_capture_on_commit_callbacks: Any) -> None:
    Citizen.objects.create(person="P-TOLD", telephone="+201001234567", language="en")
    with django_capture_on_commit_callbacks(execute=True):
        password_set("citizen:P-TOLD", "rainy bridges hum at dawn", By("staff:agent"))
    told = last_message("+201001234567")
    assert "Password" in told
    assert "If it was not you" in told
    assert "rainy" not in told
