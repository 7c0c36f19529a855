"""One proposes, another decides; what is published stands at the very next look."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError

from wasl.core.errors import NotAllowed, Refusal
from wasl.country.api import pack
from wasl.trust.policies import proposing
from wasl.trust.policies.api import (
    PolicyProposal,
    acknowledge,
    amend,
    bring_up,
    current,
    digest,
    keep_simulation,
    propose,
    publish,
    reject,
    submit,
    take_back,
    to_acknowledge,
    told_of,
    withdraw,
)

pytestmark = pytest.mark.django_db
ME, OTHER = "staff:protection", "staff:protection-2"
RULE: dict[str, Any] = {
    "purpose": "service-delivery",
    "roles": ["officer"],
    "sections": ["family"],
    "basis": "law",
    "assumed": False,
    "valid_from": "2020-01-01",
}


def draft(rule: str = "new", told: dict[str, Any] | None = RULE) -> PolicyProposal:
    return amend(propose("Family for services", "A new law", ME).pk, rule, told, ME)


def ready(one: PolicyProposal) -> PolicyProposal:
    acknowledge(one.pk, to_acknowledge(one), ME)
    return keep_simulation(one.pk, {"digest": digest(one), "complete": True}, ME)


def submitted(rule: str = "new", told: dict[str, Any] | None = RULE) -> PolicyProposal:
    return submit(ready(draft(rule, told)).pk, ME)


def test_what_is_published_stands_at_once() -> None:
    assert publish(submitted().pk, OTHER, "Fits the law") == 1
    assert current().number == 1
    assert current().rules["new"].sections == ("family",)
    assert "tax-assessment" in current().rules


def test_nobody_decides_on_their_own_proposal() -> None:
    one = submitted()
    for decide in (publish, reject):
        with pytest.raises(NotAllowed, match="does not decide"):
            decide(one.pk, ME, "")
    assert current().number == 0


def test_the_store_itself_refuses_a_single_pair_of_eyes() -> None:
    one = submitted()
    with pytest.raises(IntegrityError):
        PolicyProposal.objects.filter(pk=one.pk).update(state="published", decided_by=ME)


def test_of_two_published_at_once_one_wins_and_the_other_is_told_to_reload() -> None:
    first, second = submitted(), submitted("other")
    publish(first.pk, OTHER)
    with pytest.raises(Refusal, match="reload: edition 1 stands now"):
        publish(second.pk, OTHER)
    assert "other" not in current().rules
    assert PolicyProposal.objects.get(pk=second.pk).state == "submitted"


def test_a_race_for_the_same_number_is_lost_with_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = submitted(), submitted("other")
    publish(first.pk, OTHER)
    monkeypatch.setattr(proposing, "_still_fits", lambda draft: None)
    with pytest.raises(Refusal, match="reload: edition 1 stands now"):
        publish(second.pk, OTHER)


def test_a_stale_draft_is_brought_up_and_needs_a_new_simulation() -> None:
    one = ready(draft())
    publish(submitted("other").pk, OTHER)
    with pytest.raises(Refusal, match="reload"):
        submit(one.pk, ME)
    bring_up(one.pk, ME)
    with pytest.raises(Refusal, match="not simulated"):
        submit(one.pk, ME)
    assert publish(submit(ready(PolicyProposal.objects.get(pk=one.pk)).pk, ME).pk, OTHER) == 2
    assert {"new", "other"} <= set(current().rules)


def test_only_its_present_text_simulated_within_a_day_is_submitted() -> None:
    one = draft()
    with pytest.raises(Refusal, match="not simulated"):
        submit(one.pk, ME)
    ready(one)
    amend(one.pk, "new", {**RULE, "sections": ["identity"]}, ME)
    with pytest.raises(Refusal, match="not simulated"):
        submit(one.pk, ME)
    ready(PolicyProposal.objects.get(pk=one.pk))
    with time_machine.travel(datetime(2099, 1, 1, tzinfo=UTC)), pytest.raises(Refusal, match="not simulated"):
        submit(one.pk, ME)


def test_a_simulation_cut_short_does_not_count() -> None:
    one = draft()
    keep_simulation(one.pk, {"digest": digest(one), "complete": False}, ME)
    with pytest.raises(Refusal, match="not simulated"):
        submit(one.pk, ME)


def test_a_contradiction_is_acknowledged_before_it_is_submitted() -> None:
    one = draft("no", {**RULE, "effect": "refuse", "sections": ["identity"], "roles": ["officer", "operator"]})
    keep_simulation(one.pk, {"digest": digest(one), "complete": True}, ME)
    assert any(key.startswith("contradiction:service-identity") for key in to_acknowledge(one))
    with pytest.raises(Refusal, match="not acknowledged"):
        submit(one.pk, ME)
    acknowledge(one.pk, to_acknowledge(one), ME)
    assert submit(one.pk, ME).state == "submitted"


def test_only_what_a_proposal_has_is_acknowledged() -> None:
    one = draft("no", {**RULE, "effect": "refuse", "sections": ["identity"], "roles": ["officer", "operator"]})
    wanted = to_acknowledge(one)
    assert acknowledge(one.pk, [*wanted, "nonsense", "\x00"], ME).acknowledged == sorted(wanted)


def test_an_empty_proposal_is_not_submitted_and_a_rule_as_it_stands_is_no_change() -> None:
    same = told_of(pack().policies.rules["tax-assessment"])
    one = draft("tax-assessment", same)
    assert one.changes == {}
    with pytest.raises(Refusal, match="changes nothing"):
        submit(one.pk, ME)


def test_only_the_proposer_changes_a_draft_and_nobody_what_is_submitted() -> None:
    with pytest.raises(NotAllowed):
        amend(draft().pk, "new", None, OTHER)
    with pytest.raises(Refusal, match="not at this stage"):
        amend(submitted().pk, "new", None, ME)


def test_what_is_withdrawn_or_turned_down_is_never_published() -> None:
    one, two = submitted(), submitted()
    withdraw(one.pk, ME)
    reject(two.pk, OTHER, "No basis")
    for proposal in (one, two):
        with pytest.raises(Refusal, match="not at this stage"):
            publish(proposal.pk, OTHER)


def test_taking_back_proposes_what_stood_before() -> None:
    publish(submitted("tax-assessment", None).pk, OTHER)
    assert "tax-assessment" not in current().rules
    back = ready(take_back(1, ME))
    publish(submit(back.pk, ME).pk, OTHER)
    assert current().rules == pack().policies.rules
    publish(submitted().pk, OTHER)
    assert take_back(3, ME).changes == {"new": None}
