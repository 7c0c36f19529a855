"""Whatever is done to consent behind the platform's back is found."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, models, transaction
from typer.testing import CliRunner

from tests.trust.consent.conftest import AMINA, BASSEM
from wasl.core.errors import Refusal
from wasl.trust.consent import keys, revising
from wasl.trust.consent.api import (
    RECORD,
    Author,
    DataPolicy,
    Known,
    State,
    agreement,
    forget,
    give,
    govern,
    keep_individual,
    publish,
    refuse,
    revisions,
    sign,
    signer,
    verify_all,
    verify_chain,
    withdraw,
)
from wasl.trust.consent.models import ConsentRecord, Evidence, Individual, Revision, StandingAgreement, StandingPolicy

pytestmark = pytest.mark.usefixtures("agreements")
STAFF = Author(other="staff:protection")
TABLES: list[type[models.Model]] = [Revision, StandingAgreement, StandingPolicy, ConsentRecord, Evidence, Individual]


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def history(agreements: None) -> str:
    """Something of everything; the id of a record with three revisions."""
    govern(DataPolicy(id="rules", name="Rules", version="1", url="https://example.org/1"), STAFF)
    body = agreement("service-delivery").agreement
    publish(body.model_copy(update={"forgettable": True}), STAFF)
    record = give(AMINA, "health-care", by=AMINA, channel="page", language="ar").record
    withdraw(record, by=AMINA, channel="page")
    give(AMINA, "health-care", by=AMINA, channel="page", language="ar")
    refuse(BASSEM, "health-care", by=BASSEM, channel="page", language="ar")
    give(BASSEM, "service-delivery", by=BASSEM, channel="page", language="en")
    forget(BASSEM)
    sign(record, {"id": "s", "signature": "x"}, state=State.SIGNED, author=STAFF)
    keep_individual(Known("i-1", AMINA, "number", "", has_external=True), "12345")
    return record


def test_an_honest_history_raises_no_alarm(history: str) -> None:
    checked = verify_all()
    assert checked.findings == ()
    assert checked.revisions == Revision.objects.count() > 10
    assert verify_chain(RECORD, history).ok


def other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 100
    if value is None or value == "":
        return "x"
    return value[:-1] + ("0" if value[-1] != "0" else "1")


def test_a_change_of_any_column_of_any_row_is_found(history: str) -> None:
    tried = 0
    for table in TABLES:
        for row in table._default_manager.all():
            for column in (field.attname for field in table._meta.concrete_fields):
                changed = {column: other(getattr(row, column))}
                try:
                    with undone():
                        table._default_manager.filter(pk=row.pk).update(**changed)
                        assert not verify_all().ok, (table.__name__, row.pk, changed)
                except IntegrityError:
                    pass  # the store itself refuses it
                tried += 1
    assert tried > 200


def test_the_removal_of_any_row_is_found(history: str) -> None:
    for table in TABLES[:-1]:
        for row in table._default_manager.all():
            try:
                with undone():
                    table._default_manager.filter(pk=row.pk)._raw_delete("default")  # type: ignore[attr-defined]
                    last = table is Revision and not Revision.objects.filter(place__gt=row.place).exists()  # type: ignore[attr-defined]
                    assert not verify_all().ok, (table.__name__, row.pk, last)
            except IntegrityError:
                pass


def test_two_revisions_that_changed_places_are_found(history: str) -> None:
    first, second = revisions(RECORD, history)[:2]
    with undone():
        Revision.objects.filter(pk=first.pk).update(number=99)
        Revision.objects.filter(pk=second.pk).update(number=1)
        Revision.objects.filter(pk=first.pk).update(number=2)
        assert not verify_all().ok


def test_a_revision_signed_anew_by_another_key_is_found(history: str, monkeypatch: pytest.MonkeyPatch) -> None:
    last = revisions(RECORD, history)[-1]
    forger = keys.Signer(Ed25519PrivateKey.generate(), b"", signer().name)
    last.signature = forger.sign(revising.signed_text(last))
    last.save()
    (finding,) = verify_all().findings
    assert (finding.object_id, finding.number) == (history, last.number)


def test_an_end_that_was_cut_off_is_found(history: str) -> None:
    revisions(RECORD, history)[-1].delete()
    assert history in {finding.object_id for finding in verify_all().findings}


def test_an_empty_snapshot_is_excused_for_the_forgotten_only(history: str) -> None:
    Revision.objects.filter(object_id=history).update(snapshot="", by_individual=None, by_other=None)
    assert not verify_chain(RECORD, history).ok


def test_the_command_says_what_was_touched_and_fails(history: str) -> None:
    from wasl.cli import consent

    assert CliRunner().invoke(consent.consent, ["verify"]).exit_code == 0
    ConsentRecord.objects.filter(pk=history).update(until="9999-12-31T00:00:00.000000Z")
    result = CliRunner().invoke(consent.consent, ["verify"])
    assert result.exit_code == 1
    assert history in result.output


def test_the_key_is_made_once_and_for_its_owner_only(own_key: Path) -> None:
    assert signer().name == signer().name
    assert stat.S_IMODE(own_key.stat().st_mode) == 0o600
    assert [path.name for path in own_key.parent.iterdir()] == ["key"]


def test_what_is_no_key_is_refused_by_name(own_key: Path, db: None) -> None:
    keys._kept.cache_clear()
    own_key.parent.mkdir(parents=True, exist_ok=True)
    own_key.write_bytes(os.urandom(40))
    with pytest.raises(Refusal, match="WASL_CONSENT_KEY"):
        signer()
