"""Who asks for a dangerous act never approves it, and what is done is what was approved, once."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.identity.staffing.conftest import Office, member
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.core.text import Text
from wasl.identity.api import Role, Staff
from wasl.identity.staffing import four_eyes
from wasl.identity.staffing.api import (
    Approval,
    approval,
    approve,
    ask,
    asked_by,
    dangerous,
    has_lapsed,
    refuse,
    waiting_for,
    withdraw,
)
from wasl.identity.staffing.models import ApprovalStep

ACT = "test.rename"


def heads(staff: Staff, row: Approval) -> bool:
    return staff.role == Role.OFFICE_HEAD and staff.office == row.office


@pytest.fixture(autouse=True)
def rename() -> Iterator[None]:
    """A dangerous act of this file: it renames an account, and refuses one that does not exist."""

    @dangerous(ACT, who_may_approve=heads, name=Text(ar="تسمية", en="Rename"))
    def run(row: Approval) -> None:
        if not Staff.objects.filter(username=row.subject).update(name_en=row.details["name"]):
            raise Refusal("nobody is called that", mend="check the name")

    yield
    del four_eyes._ACTS[ACT]


def asked(office: Office, subject: str = "mona", name: str = "Renamed") -> Approval:
    return ask(ACT, subject, {"name": name}, office.head, "they married")


def name_of(username: str) -> str:
    return Staff.objects.get(username=username).name_en


def test_what_a_second_person_approves_is_done(office: Office) -> None:
    row = asked(office)
    assert name_of("mona") == "mona"
    done = approve(row.pk, office.other_head, seen=row.digest, note="seen the paper")
    assert (done.state, done.decided_by, name_of("mona")) == ("approved", "staff:other-head", "Renamed")


def test_the_asker_cannot_approve(office: Office) -> None:
    row = asked(office)
    with pytest.raises(NotAllowed, match="themselves"):
        approve(row.pk, office.head)
    assert name_of("mona") == "mona"
    assert waiting_for(office.head) == []


def test_the_store_itself_knows_no_approval_by_who_asked(office: Office) -> None:
    row = asked(office)
    for by in ("staff:head", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            Approval.objects.filter(pk=row.pk).update(state="approved", decided_by=by)


@pytest.mark.parametrize("who", ["officer", "watcher", "stranger"])
def test_only_who_may_approve_approves_or_refuses(office: Office, who: str) -> None:
    row = asked(office)
    assert waiting_for(getattr(office, who)) == []
    for decide in (approve, refuse):
        with pytest.raises(NotAllowed, match="not yours"):
            decide(row.pk, getattr(office, who))
    assert approval(row.pk).state == "waiting"


def test_a_suspended_approver_approves_nothing(office: Office) -> None:
    row = asked(office)
    office.other_head.is_active = False
    with pytest.raises(NotAllowed):
        approve(row.pk, office.other_head)


def test_an_asker_who_was_suspended_since_asks_for_nothing(office: Office) -> None:
    row = asked(office)
    Staff.objects.filter(username="head").update(is_active=False)
    with pytest.raises(Refusal, match="suspended"):
        approve(row.pk, office.other_head)
    assert (approval(row.pk).state, name_of("mona")) == ("waiting", "mona")


def test_a_request_lapses_after_a_day(office: Office) -> None:
    row = asked(office)
    Approval.objects.filter(pk=row.pk).update(asked=datetime.now(UTC) - timedelta(hours=23, minutes=59))
    assert [one.pk for one in waiting_for(office.other_head)] == [row.pk]
    Approval.objects.filter(pk=row.pk).update(asked=datetime.now(UTC) - timedelta(hours=24, seconds=1))
    assert waiting_for(office.other_head) == []
    assert has_lapsed(approval(row.pk))
    with pytest.raises(Refusal, match="24 hours"):
        approve(row.pk, office.other_head)
    assert name_of("mona") == "mona"


@pytest.mark.parametrize(
    "changed",
    [{"details": {"name": "Somebody"}}, {"subject": "head"}, {"reason": "because"}, {"asked_by": "staff:mona"}],
    ids=lambda changed: next(iter(changed)),
)
def test_what_was_changed_after_it_was_asked_for_is_not_done(office: Office, changed: dict[str, object]) -> None:
    row = asked(office)
    Approval.objects.filter(pk=row.pk).update(**changed)
    with pytest.raises(Refusal, match="not what was shown"):
        approve(row.pk, office.other_head)
    assert name_of("mona") == "mona"


def test_an_approval_counts_for_what_its_page_showed_alone(office: Office) -> None:
    shown, other = asked(office), asked(office, name="Somebody")
    with pytest.raises(Refusal, match="not what was shown"):
        approve(other.pk, office.other_head, seen=shown.digest)
    assert name_of("mona") == "mona"


def test_what_was_decided_is_not_decided_again(office: Office) -> None:
    for first in (
        lambda row: approve(row.pk, office.other_head),
        lambda row: refuse(row.pk, office.other_head),
        lambda row: withdraw(row.pk, office.head),
    ):
        row = asked(office)
        first(row)
        for then in (approve, refuse):
            with pytest.raises(Refusal, match="decided before"):
                then(row.pk, office.other_head)


def test_only_who_asked_takes_back(office: Office) -> None:
    row = asked(office)
    with pytest.raises(NotAllowed):
        withdraw(row.pk, office.other_head)
    withdraw(row.pk, office.head)
    assert [one.state for one in asked_by(office.head)] == ["withdrawn"]


def test_an_act_that_refuses_leaves_the_request_waiting(office: Office) -> None:
    row = asked(office, subject="nobody")
    with pytest.raises(Refusal, match="nobody is called that"):
        approve(row.pk, office.other_head)
    assert approval(row.pk).state == "waiting"
    assert list(row.steps.values_list("state", flat=True)) == ["waiting"]


def test_every_step_is_in_the_journal(office: Office) -> None:
    row = asked(office)
    approve(row.pk, office.other_head, note="seen the paper")
    steps = list(ApprovalStep.objects.order_by("pk").values_list("state", "by", "note", "digest"))
    assert steps == [
        ("waiting", "staff:head", "", row.digest),
        ("approved", "staff:other-head", "seen the paper", row.digest),
    ]


def test_nothing_is_asked_for_without_a_reason_or_under_an_unknown_name(office: Office) -> None:
    with pytest.raises(Refusal, match="no reason"):
        ask(ACT, "mona", {}, office.head, "  ")
    with pytest.raises(KeyError):
        ask("test.unknown", "mona", {}, office.head, "why")
    with pytest.raises(Unknown):
        approve(99, office.head)


def test_two_acts_of_one_name_stop_the_start() -> None:
    with pytest.raises(ValueError, match="two dangerous acts"):
        dangerous(ACT, who_may_approve=heads, name=Text(ar="تسمية", en="Rename"))(lambda row: None)


@pytest.mark.django_db(transaction=True)
def test_parallel_approvals_run_the_act_once() -> None:
    head, others = member("head", Role.OFFICE_HEAD), [member(f"h{n}", Role.OFFICE_HEAD) for n in range(4)]
    member("mona")
    runs: list[str] = []
    dangerous("test.count", who_may_approve=heads, name=Text(ar="عدّ", en="Count"))(lambda row: runs.append(row.subject))
    try:
        row = ask("test.count", "mona", {}, head, "why")
        ended = at_once([lambda by=by: approve(row.pk, by) for by in others])  # type: ignore[misc]
    finally:
        del four_eyes._ACTS["test.count"]
    assert runs == ["mona"]
    assert sorted(type(one).__name__ for one in ended) == ["Approval", "Refusal", "Refusal", "Refusal"]
    assert ApprovalStep.objects.filter(approval=row, state="approved").count() == 1


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """What came of each, or what it raised; all started together."""
    gate, ended = threading.Barrier(len(acts)), []

    def one(act: Callable[[], object]) -> None:
        try:
            gate.wait(20)
            ended.append(act())
        except Refusal as refusal:
            ended.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended
