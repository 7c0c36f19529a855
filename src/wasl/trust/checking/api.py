"""What others can check: the log's key and checkpoints, proofs, witnesses, stamps. Nothing here shows anybody's data,
but a proof, which tells what its reader is told already."""

from wasl.trust.log.cosigning import Cosignature, WitnessKey
from wasl.trust.log.proof_file import SUFFIX, Checked, Policy, read_proof
from wasl.trust.log.proof_file_making import proof_of
from wasl.trust.log.stamps import StampChecked, check_stamps, save_stamp, stamp_checkpoint
from wasl.trust.log.witness import WORDS, Answer, Kind, Verdict, answer_to, evidence, seen_of, trust_log, watched
from wasl.trust.log.witness_asking import ask, our_witnesses, trust_witness
from wasl.trust.log.witness_kept import held_checkpoints, newest_cosigned, served_checkpoint
from wasl.trust.log.witness_keys import cosigner
from wasl.trust.log.witness_models import OurWitness
from wasl.trust.log.witness_ours import log_vkey

__all__ = [
    "SUFFIX",
    "WORDS",
    "Answer",
    "Checked",
    "Cosignature",
    "Kind",
    "OurWitness",
    "Policy",
    "StampChecked",
    "Verdict",
    "WitnessKey",
    "answer_to",
    "ask",
    "check_stamps",
    "cosigner",
    "evidence",
    "held_checkpoints",
    "log_vkey",
    "newest_cosigned",
    "our_witnesses",
    "proof_of",
    "read_proof",
    "save_stamp",
    "seen_of",
    "served_checkpoint",
    "stamp_checkpoint",
    "trust_log",
    "trust_witness",
    "watched",
]
