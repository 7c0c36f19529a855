"""The log promises: every look is written down for good before it is answered, and anybody can check that it was."""

from wasl.trust.log.anchoring import anchor
from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.entries import Entry, Written
from wasl.trust.log.erasing import erase_facts, erase_person
from wasl.trust.log.keys import log_key, origin
from wasl.trust.log.proving import Proof, consistency, entry_bundle, latest_checkpoint, prove, tile
from wasl.trust.log.reading import count_of, entries, entry, first_at, looks_at, those
from wasl.trust.log.recording import record, write_many
from wasl.trust.log.verifying import Finding, Verification, verify
from wasl.trust.log.writing import NotWrittenError

__all__ = [
    "Checkpoint",
    "Entry",
    "Finding",
    "NotWrittenError",
    "Proof",
    "Verification",
    "Written",
    "anchor",
    "consistency",
    "count_of",
    "entries",
    "entry",
    "entry_bundle",
    "erase_facts",
    "erase_person",
    "first_at",
    "latest_checkpoint",
    "log_key",
    "looks_at",
    "origin",
    "prove",
    "record",
    "those",
    "tile",
    "verify",
    "write_many",
]
