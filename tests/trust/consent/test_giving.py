"""A person gives, refuses and withdraws; the next read knows."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from tests.trust.consent.conftest import AMINA, BASSEM
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.country.api import pack
from wasl.trust.consent.api import (
    Answer,
    Author,
    ConsentRecord,
    Given,
    Guardian,
    agreement,
    agreements_for,
    close,
    forget,
    give,
    in_force,
    publish,
    records_of,
    refuse,
    standing,
    verify_all,
    withdraw,
)

pytestmark = pytest.mark.usefixtures("agreements")
CHILD, MOTHER = "person-child", "person-mother"
BORN = date(2015, 2, 3)
EDITOR = Author(other="staff:protection")


def given(person: str = AMINA, agreement_id: str = "health-care") -> Given:
    return give(person, agreement_id, by=person, channel="page", language="ar")


def for_the_child(by: str = MOTHER, born: date = BORN) -> Given:
    guardian = Guardian(MOTHER, "mother", born)
    return give(CHILD, "health-care", by=by, channel="page", language="ar", guardian=guardian)


def test_nothing_is_open_before_anybody_consents() -> None:
    assert in_force(AMINA, "health-care") == ()


def test_consent_opens_what_the_agreement_names_and_nothing_else() -> None:
    record = given()
    (grant,) = in_force(AMINA, "health-care")
    assert (grant.record, grant.agreement, grant.purpose) == (record.record, "health-care", "health-care")
    assert grant.sections == {"identity", "family", "residence", "health"}
    assert grant.sensitive == {"health"}
    assert grant.controller == "health"
    assert in_force(AMINA, "service-delivery") == ()
    assert in_force(BASSEM, "health-care") == ()


def test_withdrawal_closes_the_very_next_read() -> None:
    record = given()
    assert standing([record.record])
    withdraw(record.record, by=AMINA, channel="page")
    assert in_force(AMINA, "health-care") == ()
    assert not standing([record.record])


def test_of_several_consents_one_that_is_gone_is_enough_to_close() -> None:
    one, other = given(), given(agreement_id="service-delivery")
    assert standing([one.record, other.record, one.record])
    withdraw(one.record, by=AMINA, channel="page")
    assert not standing([one.record, other.record])
    assert standing([])


def test_saying_the_same_twice_changes_nothing() -> None:
    first = given()
    assert given() == first
    gone = withdraw(first.record, by=AMINA, channel="page")
    assert withdraw(first.record, by=AMINA, channel="page") == gone


def test_what_was_withdrawn_can_be_given_again_and_its_history_tells_so() -> None:
    first = given()
    withdraw(first.record, by=AMINA, channel="page")
    again = given()
    assert again.record == first.record
    assert [step.answer for step in again.history] == ["given", "withdrawn", "given"]
    assert [step.by for step in again.history] == [AMINA] * 3
    assert in_force(AMINA, "health-care")


def test_a_refusal_is_kept_and_opens_nothing() -> None:
    said = refuse(AMINA, "health-care", by=AMINA, channel="page", language="ar")
    assert (said.answer, said.holds) == (Answer.REFUSED, False)
    assert in_force(AMINA, "health-care") == ()


def test_consent_ends_with_its_term() -> None:
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False):
        record = given()
        assert record.until == datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=365)
        assert in_force(AMINA, "health-care", record.until - timedelta(microseconds=1))
        assert in_force(AMINA, "health-care", record.until) == ()
    with time_machine.travel(record.until, tick=False):
        assert not standing([record.record])
        assert not records_of(AMINA)[0].holds
        assert given().holds


def test_a_stranger_can_neither_give_nor_withdraw() -> None:
    with pytest.raises(NotAllowed):
        give(AMINA, "health-care", by=BASSEM, channel="page", language="ar")
    record = given()
    with pytest.raises(NotAllowed):
        withdraw(record.record, by=BASSEM, channel="page")
    assert in_force(AMINA, "health-care")


def test_a_guardian_speaks_for_a_child_until_the_eighteenth_birthday() -> None:
    with time_machine.travel(datetime(2032, 12, 1, tzinfo=UTC), tick=False):
        record = for_the_child()
    assert (record.given_by, record.relation) == (MOTHER, "mother")
    birthday = datetime(2033, 2, 2, 22, tzinfo=UTC)  # midnight in the pack's own time
    assert record.until == birthday
    assert in_force(CHILD, "health-care", birthday - timedelta(seconds=1))
    assert in_force(CHILD, "health-care", birthday) == ()


def test_nobody_speaks_for_a_person_of_age() -> None:
    with time_machine.travel(datetime(2033, 2, 3, 9, tzinfo=UTC)), pytest.raises(NotAllowed):
        for_the_child()


def test_only_the_guardian_that_the_caller_vouches_for_speaks_for_a_child() -> None:
    with pytest.raises(NotAllowed):
        for_the_child(by=BASSEM)


def test_a_guardian_withdraws_for_the_child() -> None:
    record = for_the_child()
    withdraw(record.record, by=MOTHER, channel="page", guardian=Guardian(MOTHER, "mother", BORN))
    assert in_force(CHILD, "health-care") == ()


def test_consent_to_an_older_text_covers_what_it_named_when_the_newer_one_asks_for_more() -> None:
    body = agreement("service-delivery").agreement
    publish(body.model_copy(update={"sections": ("identity",)}), EDITOR)
    record = given(agreement_id="service-delivery")
    publish(body, EDITOR)
    (grant,) = in_force(AMINA, "service-delivery")
    assert grant.sections == {"identity"}
    assert records_of(AMINA)[0].outdated
    newer = given(agreement_id="service-delivery")
    (grant,) = in_force(AMINA, "service-delivery")
    assert (grant.record, grant.sections) == (newer.record, frozenset(body.sections))
    assert {one.record: one.answer for one in records_of(AMINA)}[record.record] == Answer.REPLACED


def test_a_closed_agreement_takes_no_consent_and_ends_what_was_given() -> None:
    record = given()
    close("health-care", EDITOR)
    assert in_force(AMINA, "health-care") == ()
    assert not standing([record.record])
    with pytest.raises(Unknown):
        given(BASSEM)


def test_an_inactive_agreement_takes_no_consent_and_ends_what_was_given() -> None:
    given()
    publish(agreement("health-care").agreement.model_copy(update={"active": False}), EDITOR)
    assert in_force(AMINA, "health-care") == ()
    with pytest.raises(Refusal):
        given(BASSEM)


def test_the_store_itself_refuses_a_second_record_for_one_text() -> None:
    row = ConsentRecord.objects.get(pk=given().record)
    row.pk, row.answer = "another", "withdrawn"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_forgotten_person_leaves_no_trace_where_the_agreement_allows_it() -> None:
    publish(agreement("service-delivery").agreement.model_copy(update={"forgettable": True}), EDITOR)
    given(agreement_id="service-delivery")
    kept = given()
    assert forget(AMINA) == (1, 1)
    (left,) = records_of(AMINA)
    assert (left.record, left.answer) == (kept.record, Answer.WITHDRAWN)
    assert verify_all().ok


def test_a_forgotten_persons_handle_stands_nowhere() -> None:
    from wasl.trust.consent.models import Revision

    publish(agreement("service-delivery").agreement.model_copy(update={"forgettable": True}), EDITOR)
    given(agreement_id="service-delivery")
    forget(AMINA)
    assert not ConsentRecord.objects.filter(person=AMINA).exists()
    assert not any(AMINA in f"{one.snapshot}{one.by_individual}{one.by_other}" for one in Revision.objects.all())
    assert verify_all().ok


def test_the_person_is_offered_every_active_agreement_first_those_not_given() -> None:
    given()
    offers = [(offer.agreement.id, offer.given is not None) for offer in agreements_for(AMINA)]
    assert offers == [
        *((one, False) for one in sorted(pack().agreements) if one != "health-care"),
        ("health-care", True),
    ]
