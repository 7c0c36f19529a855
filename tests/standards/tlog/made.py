"""A log in memory with its keys and proofs: what the platform's own log gives out, without a store."""

import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.cosigning import Cosigner
from wasl.trust.log.leaves import commitment
from wasl.trust.log.notes import Signer
from wasl.trust.log.proof_file import PersonTold, ProofFile, Told
from wasl.trust.log.tree import EMPTY_ROOT, consistency_path, inclusion_path, node_hash, root_of

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
BASIS = json.dumps({"ar": "قانون ١٥١ لسنة ٢٠٢٠", "en": "law 151/2020"}, ensure_ascii=False)


def a_signer(name: str = "log.example/1", seed: int = 1) -> Signer:
    return Signer.of(name, bytes([seed]) * 32)


def a_cosigner(name: str = "witness.example/w", seed: int = 9) -> Cosigner:
    return Cosigner(name, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


@dataclass(eq=False)
class MadeLog:
    """Leaves of looks that never were; the same seed makes the same log."""

    size: int = 300
    seed: int = 0
    signer: Signer = field(default_factory=a_signer)

    @cached_property
    def told(self) -> list[Told]:
        dice = random.Random(self.seed)
        return [self._look(number, dice) for number in range(1, self.size + 1)]

    @cached_property
    def leaves(self) -> list[bytes]:
        return [told.leaf(seq) for seq, told in enumerate(self.told, 1)]

    def _look(self, number: int, dice: random.Random) -> Told:
        facts = {
            "at": f"2026-11-01T09:{number % 60:02}:00.000000Z",
            "actor": f"staff:officer-{number % 7}",
            "actor_name": "منى علي",
            "office": "social-solidarity",
            "role": "officer",
            "channel": "backoffice",
            "purpose": "service-delivery",
            "legal_basis": BASIS,
            "case": f"C-{number}",
            "kind": "picture",
            "sections": ["identity", "residence"],
            "registers": ["reg-001"],
            "emergency": False,
            "outcome": "shown",
        }
        persons = [PersonTold(b"", f"p{number}x{place}", dice.randbytes(32)) for place in range(number % 4)]
        bound = tuple(PersonTold(commitment(p.salt or b"", p.handle or ""), p.handle, p.salt) for p in persons)
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return Told(text, dice.randbytes(32), bound)

    def hashes(self, level: int, start: int, count: int) -> list[bytes]:
        row = self.leaves[start << level : (start + count) << level]
        for _ in range(level):
            row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
        return row

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        size = self.size if size is None else size
        return Checkpoint(self.signer.name, size, root_of(self.leaves[:size]) if size else EMPTY_ROOT)

    def note(self, size: int | None = None, *witnesses: Cosigner) -> str:
        text = self.checkpoint(size).body()
        return self.signer.sign(text) + "".join(witness.cosign(text, NOON) for witness in witnesses)

    def consistency(self, old: int, new: int) -> list[bytes]:
        return consistency_path(old, new, self.hashes)

    def proof(self, index: int, *witnesses: Cosigner, size: int | None = None, shown: int | None = 0) -> ProofFile:
        """Of the entry at `index`; of its persons only the one at place `shown` is opened."""
        told = self.told[index]
        persons = tuple(p if at == shown else PersonTold(p.commitment) for at, p in enumerate(told.persons))
        path = inclusion_path(index, self.size if size is None else size, self.hashes)
        return ProofFile(Told(told.facts, told.salt, persons), index, tuple(path), self.note(size, *witnesses))
