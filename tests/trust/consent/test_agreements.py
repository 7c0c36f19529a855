"""Agreements are published as revisions; of two at once one wins."""

import threading
from pathlib import Path

import pytest

from wasl.core.errors import Refusal, Unknown
from wasl.country.api import pack
from wasl.trust.consent.api import (
    AGREEMENT,
    Author,
    Controller,
    DataPolicy,
    abolish,
    agreement,
    agreements,
    close,
    ensure_agreements,
    govern,
    policies,
    policy,
    publish,
    revisions,
    verify_all,
)

EDITOR = Author(other="staff:protection")
RULES = DataPolicy(id="rules", name="Rules", version="1", url="https://example.org/rules/1", retention_days=30)


@pytest.fixture
def published(agreements: None) -> None:
    """The pack's agreements stand."""


def test_the_packs_agreements_stand_as_it_words_them(published: None) -> None:
    assert {one.agreement.id for one in agreements()} == set(pack().agreements)
    body = agreement("health-care").agreement
    assert body.text == pack().agreements["health-care"].text
    assert body.controller.id == pack().purposes["health-care"].owner


def test_every_purpose_that_rests_on_consent_has_its_agreement() -> None:
    named = {entry.purpose for entry in pack().agreements.values()}
    rests_on_consent = {
        slug
        for slug, one in pack().purposes.items()
        if "consent" in one.legal_basis.en and "موافقة" in one.legal_basis.ar
    }
    assert named == rests_on_consent


def test_starting_again_publishes_nothing(published: None) -> None:
    assert ensure_agreements() == []
    assert len(revisions(AGREEMENT, "health-care")) == 1


def test_a_changed_text_is_a_new_revision_and_the_pack_has_the_last_word(published: None) -> None:
    body = agreement("health-care").agreement
    changed = publish(body.model_copy(update={"term_days": 3}), EDITOR)
    assert changed.revision.predecessor_hash == revisions(AGREEMENT, "health-care")[0].hash
    assert ensure_agreements() == ["health-care"]
    assert agreement("health-care").agreement == body
    assert [one.number for one in revisions(AGREEMENT, "health-care")] == [1, 2, 3]
    assert verify_all().ok


def test_an_agreement_opens_no_more_than_its_purpose(published: None) -> None:
    body = agreement("health-care").agreement
    for wrong in ({"sections": ("justice",)}, {"controller": Controller(id="nobody", name="", url="")}):
        with pytest.raises(Refusal):
            publish(body.model_copy(update=wrong), EDITOR)


def test_who_saw_an_older_revision_is_asked_to_reload(published: None) -> None:
    standing = agreement("health-care")
    publish(standing.agreement.model_copy(update={"term_days": 3}), EDITOR, base=standing.revision.hash)
    with pytest.raises(Refusal, match=r"(?i)reload"):
        publish(standing.agreement.model_copy(update={"term_days": 4}), EDITOR, base=standing.revision.hash)


def test_a_closed_agreement_is_gone_and_its_revisions_stay(published: None) -> None:
    close("health-care", EDITOR)
    with pytest.raises(Unknown):
        agreement("health-care")
    assert len(revisions(AGREEMENT, "health-care")) == 2
    assert verify_all().ok


def test_a_policy_stays_while_an_active_agreement_stands_under_it(published: None) -> None:
    governing = govern(RULES, EDITOR)
    body = agreement("health-care").agreement
    bound = publish(body.model_copy(update={"policy": "rules"}), EDITOR)
    assert bound.agreement.policy_revision == governing.revision.hash
    with pytest.raises(Refusal):
        abolish("rules", EDITOR)
    govern(RULES.model_copy(update={"version": "2"}), EDITOR)
    assert agreement("health-care").agreement.policy_revision == governing.revision.hash
    close("health-care", EDITOR)
    abolish("rules", EDITOR)
    with pytest.raises(Unknown):
        policy("rules")
    assert policies() == []
    assert verify_all().ok


@pytest.mark.django_db(transaction=True)
def test_of_two_revisions_published_at_once_exactly_one_wins(own_key: Path) -> None:
    from django.db import connection

    ensure_agreements()
    standing = agreement("health-care")
    start, outcomes = threading.Barrier(4), []

    def edit(days: int) -> None:
        start.wait()
        try:
            publish(standing.agreement.model_copy(update={"term_days": days}), EDITOR, base=standing.revision.hash)
            outcomes.append("won")
        except Refusal as refusal:
            outcomes.append("reload" if "Reload" in str(refusal.mend) else "other")
        finally:
            connection.close()

    threads = [threading.Thread(target=edit, args=(days,)) for days in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["reload"] * 3 + ["won"]
    assert len(revisions(AGREEMENT, "health-care")) == 2
    assert verify_all().ok
