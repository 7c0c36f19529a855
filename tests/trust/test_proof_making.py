"""Proof files of our own log: each opens the look and its own reader, and nobody else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.standards.tlog.made import NOON, MadeLog, a_cosigner
from tests.trust.conftest import ledger, look
from wasl.core.errors import Refusal, Unknown
from wasl.trust.checking.api import log_vkey, proof_of, read_proof
from wasl.trust.log.api import Checkpoint, erase_facts, erase_person, latest_checkpoint, record
from wasl.trust.log.witness_kept import keep_cosigned
from wasl.trust.log.witness_ours import said_by
from wasl.trust.look import Look

__all__ = ["ledger", "look"]

LATER = datetime.now(UTC) + timedelta(days=1)
WITNESS = a_cosigner()


@pytest.fixture
def three(ledger: Path, look: Look) -> Path:
    for persons in ([], ["amal"], ["amal", "badr", "gamal"]):
        record(look, outcome="shown", persons=persons, sections=["identity"])
    return ledger


def cosigned(note: str) -> Checkpoint:
    checkpoint = said_by(note)
    keep_cosigned(checkpoint, note, WITNESS.cosign(checkpoint.body(), NOON))
    return checkpoint


def test_every_entry_has_its_proof(three: Path, look: Look) -> None:
    for seq in (1, 2, 3):
        checked = read_proof(proof_of(seq), [log_vkey()])
        assert (checked.ok, checked.seq, checked.size, checked.persons) == (True, seq, 3, ())
        assert checked.facts
        assert checked.facts["actor_name"] == look.actor_name


def test_a_proof_for_one_person_names_them_alone(three: Path) -> None:
    text = proof_of(3, person="badr")
    checked = read_proof(text, [log_vkey()])
    assert checked.persons == ("badr",)
    assert checked.ok


def test_who_is_not_in_an_entry_gets_the_answer_of_one_that_is_not_there(three: Path) -> None:
    for seq, person in [(2, "badr"), (1, "amal"), (4, "amal"), (0, "amal")]:
        with pytest.raises(Unknown, match=f"there is no entry {seq}"):
            proof_of(seq, person=person)


def test_the_newest_checkpoint_with_a_witness_is_taken_though_the_log_has_grown(three: Path, look: Look) -> None:
    cosigned(latest_checkpoint())
    record(look, outcome="shown", persons=["amal"])
    keys = [log_vkey(), WITNESS.key.vkey]
    early, late = read_proof(proof_of(2), keys), read_proof(proof_of(4), keys)
    assert (early.ok, early.size, [one.name for one in early.cosigned]) == (True, 3, [WITNESS.name])
    assert (late.ok, late.size, late.cosigned) == (True, 4, ())


def test_a_cosigned_checkpoint_of_another_past_is_not_used(three: Path) -> None:
    cosigned(MadeLog(50).note(50))
    assert read_proof(proof_of(2), [log_vkey()]).size == 3


def test_an_erased_person_stays_bound_and_unnamed(three: Path) -> None:
    erase_person("badr", before=LATER, why="law", actor="staff:dpo")
    checked = read_proof(proof_of(3, person="amal"), [log_vkey()])
    assert (checked.ok, checked.persons) == (True, ("amal",))
    with pytest.raises(Unknown):
        proof_of(3, person="badr")


def test_of_erased_facts_nothing_is_told(three: Path) -> None:
    erase_facts(before=LATER, why="retention", actor="staff:dpo")
    with pytest.raises(Refusal, match="content is erased"):
        proof_of(2)
