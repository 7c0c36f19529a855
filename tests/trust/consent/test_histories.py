"""Any history of giving, refusing, withdrawing, revising and waiting leaves in force what a plain reckoning says."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.trust.consent.conftest import AMINA, BASSEM
from wasl.core.errors import Refusal
from wasl.trust.consent import api
from wasl.trust.consent.api import Author

pytestmark = pytest.mark.usefixtures("agreements")
STAFF = Author(other="staff:protection")
AGREEMENT = PURPOSE = "service-delivery"
START = datetime(2026, 3, 1, tzinfo=UTC)
SECTIONS = ("identity", "family", "work")

who = st.sampled_from([AMINA, BASSEM])
act = st.one_of(
    st.tuples(st.sampled_from(["give", "refuse", "withdraw"]), who),
    st.tuples(st.just("revise"), st.sets(st.sampled_from(SECTIONS), min_size=1)),
    st.tuples(st.just("term"), st.integers(1, 40)),
    st.tuples(st.just("active"), st.booleans()),
    st.tuples(st.just("wait"), st.integers(1, 30)),
    st.tuples(st.just("forget"), who),
)


@dataclass
class Reckoning:
    """What should hold, kept as plainly as can be."""

    sections: frozenset[str] = frozenset(SECTIONS)
    term: int = 20
    active: bool = True
    said: dict[str, tuple[frozenset[str], datetime, tuple[object, ...]]] = field(default_factory=dict)

    def open_to(self, person: str, now: datetime) -> frozenset[str]:
        sections, until, _ = self.said.get(person, (frozenset(), now, ()))
        return sections if self.active and until > now else frozenset()

    def give(self, person: str, now: datetime) -> None:
        text = (self.sections, self.term)
        held = self.said.get(person)
        if self.active and not (held and held[1] > now and held[2] == text):
            self.said[person] = (self.sections, now + timedelta(days=self.term), text)


def stand(model: Reckoning) -> None:
    body = api.agreement(AGREEMENT).agreement
    changes = {"sections": tuple(sorted(model.sections)), "term_days": model.term, "active": model.active}
    api.publish(body.model_copy(update={**changes, "forgettable": True}), STAFF)


def apply(kind: str, value: object, model: Reckoning, now: datetime) -> None:
    person = str(value)
    if kind in {"give", "refuse"}:
        say = api.give if kind == "give" else api.refuse
        try:
            say(person, AGREEMENT, by=person, channel="page", language="ar")
        except Refusal:
            assert not model.active
            return
        model.give(person, now) if kind == "give" else model.said.pop(person, None)
    elif kind == "withdraw":
        for one in api.records_of(person):
            api.withdraw(one.record, by=person, channel="page")
        model.said.pop(person, None)
    elif kind == "forget":
        api.forget(person)
        model.said.pop(person, None)
    else:
        changed = {"revise": "sections", "term": "term", "active": "active"}[kind]
        setattr(model, changed, frozenset(value) if isinstance(value, set) else value)
        stand(model)


@given(st.lists(act, max_size=25))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_force_is_what_a_plain_reckoning_says(acts: list[tuple[str, object]]) -> None:
    with transaction.atomic(), time_machine.travel(START, tick=False) as clock:
        model = Reckoning()
        stand(model)
        for kind, value in acts:
            clock.shift(timedelta(days=value) if kind == "wait" else timedelta(minutes=1))  # type: ignore[arg-type]
            if kind != "wait":
                apply(kind, value, model, datetime.now(UTC))
            for person in (AMINA, BASSEM):
                grants = api.in_force(person, PURPOSE)
                assert len(grants) <= 1
                opened = grants[0].sections if grants else frozenset()
                assert opened == model.open_to(person, datetime.now(UTC))
                assert api.standing(grant.record for grant in grants)
        assert api.verify_all().ok
        transaction.set_rollback(True)
