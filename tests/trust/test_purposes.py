from dataclasses import replace
from datetime import date, timedelta

import pytest

from wasl.core.errors import Refusal
from wasl.country.api import Purpose, pack
from wasl.trust import purposes as module
from wasl.trust.api import Asked, Look, decide, purpose, purposes

LAST = date(2026, 1, 31)


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> Purpose:
    short = next(iter(pack().purposes.values())).model_copy(update={"id": "short", "valid_to": LAST})
    shorter = replace(pack(), purposes={**pack().purposes, "short": short})
    monkeypatch.setattr(module, "pack", lambda: shorter)
    return short


def test_the_purposes_of_a_day_are_those_that_hold_on_it(ended: Purpose) -> None:
    assert "short" in purposes(LAST)
    assert "short" not in purposes(LAST + timedelta(days=1))
    assert not purposes(date(1900, 1, 1))


def test_a_purpose_that_ended_is_refused_with_those_that_hold(ended: Purpose) -> None:
    with pytest.raises(Refusal) as refusal:
        purpose("short", LAST + timedelta(days=1))
    assert "ended on 2026-01-31" in str(refusal.value)
    assert "service-delivery" in str(refusal.value.mend)


def test_a_purpose_that_has_not_begun_is_refused(ended: Purpose) -> None:
    with pytest.raises(Refusal, match="holds only from"):
        purpose("short", ended.valid_from - timedelta(days=1))


def test_an_unknown_purpose_is_refused_in_both_languages() -> None:
    with pytest.raises(Refusal) as refusal:
        purpose("curiosity")
    assert "curiosity" in refusal.value.what.ar
    assert "curiosity" in refusal.value.what.en


def asked(section: str, attribute: str = "a") -> Asked:
    return Asked("reg-1", attribute, section, "personal")


@pytest.mark.django_db
def test_what_the_purpose_does_not_name_is_refused_once_for_each_section(look: Look) -> None:
    look = replace(look, purpose="social-support-eligibility")
    decision = decide(look, [asked("identity"), asked("health", "b"), asked("health", "c"), asked("justice", "d")])
    assert decision.permitted == {("reg-1", "a")}
    assert [refused.section for refused in decision.refused] == ["health", "justice"]
    assert "guarded" in decision.refused[0].why.en
    assert pack().sections["health"].name.ar in decision.refused[0].why.ar


@pytest.mark.django_db
def test_nothing_is_decided_for_an_unknown_purpose(look: Look) -> None:
    with pytest.raises(Refusal, match="unknown"):
        decide(replace(look, purpose="curiosity"), [asked("identity")])
