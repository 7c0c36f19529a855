"""What a proposal would have changed in the looks that the log holds; and how often the state looks, month by month."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from wasl.country.api import pack
from wasl.trust.api import Asked, Kind, Look, Question
from wasl.trust.deciding import SECTION
from wasl.trust.log.api import Written, write_many
from wasl.trust.policies.api import Simulation, bring_up_to_date, effect_sentence, month, months, simulate, told_of
from wasl.trust.policies.editions import with_changes
from wasl.trust.policies.models import UsageCount, UsageHead

AT = datetime(2026, 11, 10, 9, tzinfo=UTC)
ALL = Question(
    (
        *(Asked(SECTION, slug, slug, "personal") for slug in pack().sections),
        *(Asked("reg", f"{slug}_plain", slug, "personal") for slug in pack().sections),
        Asked("fact", "religion", "identity", "sensitive", "religion"),
    )
)
SUPPORT = Look(
    actor="staff:1",
    actor_name="M",
    office="social-solidarity",
    role="officer",
    purpose="social-support-eligibility",
    channel="backoffice",
    kind=Kind.PICTURE,
)
TAX = replace(SUPPORT, office="tax-authority", purpose="tax-assessment", case="TAX-1")


def written(look: Look, times: int, at: datetime = AT, **more: Any) -> Iterable[Written]:
    shown = {"sections": ("identity", "family", "work"), "outcome": "shown", "persons": ("p1",)}
    return (Written(look, at + timedelta(seconds=place), **(shown | more)) for place in range(times))


def simulated(**changes: dict[str, Any] | None) -> Simulation:
    before = with_changes({}, 0)
    return simulate(before, with_changes(changes, 1), ALL, since=AT - timedelta(days=1))


def rule(slug: str, **more: Any) -> dict[str, Any]:
    return {**told_of(pack().policies.rules[slug]), **more}


def effects(found: Simulation) -> dict[tuple[str, str, str], int]:
    return {(one["kind"], one["section"], one["office"]): one["looks"] for one in found.told()["effects"]}


def test_a_proposal_that_changes_nothing_changes_no_look(ledger: Path) -> None:
    write_many(written(SUPPORT, 7))
    found = simulated()
    assert (found.looks, found.unchanged, found.complete, effects(found)) == (7, 7, True, {})


def test_an_empty_log_is_said_to_be_empty(ledger: Path) -> None:
    assert simulated().looks == 0


def test_closed_and_opened_sections_are_counted_by_who_looks_and_for_what(ledger: Path) -> None:
    write_many([*written(SUPPORT, 3), *written(TAX, 2, sections=("identity", "work"))])
    less = rule("support-by-law", sections=["identity", "residence", "work", "support", "property"])
    found = simulated(**{"support-by-law": less})
    assert effects(found)["closed", "family", "social-solidarity"] == 3
    assert effects(found)["opened", "property", "social-solidarity"] == 3
    assert found.unchanged == 2
    closed = next(one for one in found.told()["effects"] if one["kind"] == "closed")
    assert closed["examples"] == [1, 2, 3]
    assert effect_sentence(closed).en.startswith("3 looks by officer of")


def test_a_section_that_was_not_shown_is_not_called_closed(ledger: Path) -> None:
    write_many(written(SUPPORT, 2, sections=("identity",)))
    found = simulated(**{"support-by-law": rule("support-by-law", sections=["identity"])})
    assert effects(found) == {}


def test_less_of_a_section_is_called_narrower_and_masks_count(ledger: Path) -> None:
    write_many(written(TAX, 2, sections=("work",)))
    found = simulated(**{"tax-assessment": rule("tax-assessment", masked=["work_plain"])})
    assert effects(found) == {("narrowed", "work", "tax-authority"): 2}


def test_looks_that_rested_on_no_consent_close_where_consent_would_be_asked(ledger: Path) -> None:
    write_many(written(SUPPORT, 4))
    found = simulated(**{"support-by-law": rule("support-by-law", basis="consent")})
    assert effects(found)["closed", "family", "social-solidarity"] == 4


def test_only_looks_of_the_time_asked_for_count(ledger: Path) -> None:
    write_many([*written(SUPPORT, 3, at=AT - timedelta(days=60)), *written(SUPPORT, 2)])
    assert simulated().looks == 2


def test_a_month_that_takes_too_long_is_told_to_be_incomplete(ledger: Path) -> None:
    write_many(written(SUPPORT, 600))
    before = with_changes({}, 0)
    assert not simulate(before, before, ALL, since=AT - timedelta(days=1), budget_seconds=0).complete


def test_usage_counts_each_entry_once_by_the_right_it_rests_on(ledger: Path) -> None:
    write_many(
        [
            *written(SUPPORT, 20),
            *written(TAX, 8, outcome="refused", sections=()),
            *written(replace(SUPPORT, emergency=True, reason="accident"), 6),
            *written(SUPPORT, 9, consents=("c1",)),
        ]
    )
    assert bring_up_to_date()
    assert bring_up_to_date()
    found = month("2026-11")
    assert months() == ["2026-11"]
    assert found.purposes == ["social-support-eligibility", "tax-assessment"]
    assert found.ways.rows == [[20, 9, 6, 0], [0, 0, 0, 8]]
    assert found.total == 43
    assert dict(found.sections)["family"] == 35
    write_many(written(SUPPORT, 5))
    bring_up_to_date()
    assert month("2026-11").total == 48


def test_a_count_that_was_cut_off_goes_on_where_it_stood(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wasl.trust.policies.usage.CHUNK", 10)
    write_many(written(SUPPORT, 25))
    assert not bring_up_to_date(budget_seconds=0)
    monkeypatch.setattr("wasl.trust.policies.usage._add", lambda counts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bring_up_to_date()
    monkeypatch.undo()
    bring_up_to_date()
    assert UsageHead.objects.get().seq == 25
    assert UsageCount.objects.get(section="").by_law == 25


def test_small_counts_of_a_month_are_hidden_alike_in_both_tables(ledger: Path) -> None:
    write_many([*written(SUPPORT, 30), *written(TAX, 2), *written(replace(TAX, purpose="service-delivery"), 12)])
    bring_up_to_date()
    found = month("2026-11")
    at = found.purposes.index("tax-assessment")
    assert found.ways.row_totals[at] is None
    assert [one is None for one in found.ways.row_totals] == [one is None for one in found.bodies.row_totals]
    assert all(one is None or one == 0 or one >= 5 for row in found.bodies.rows for one in row)
