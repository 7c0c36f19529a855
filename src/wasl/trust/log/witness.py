"""Being a witness of other logs (C2SP tlog-witness): cosign what extends all that was seen, and keep what does not.

Only one answer at a time is given for a log, and what was cosigned is on disk before the cosignature goes out: two
requests side by side cannot make a witness say two things.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, StrEnum
from hashlib import sha256

from django.db import transaction

from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.core.text import Text
from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.cosigning import Cosigner
from wasl.trust.log.notes import NoteKey, Opened, opened, parted
from wasl.trust.log.tree import EMPTY_ROOT, consistent
from wasl.trust.log.witness_keys import cosigner
from wasl.trust.log.witness_models import Misconduct, WatchedLog

MOST_STEPS = 63
MOST_KEPT = 100
"""Cases of one kind kept for one log: anybody can send what was signed once again, and nobody may fill the store so."""
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


class Verdict(Enum):
    """What a witness answers; the value is the standard's HTTP status."""

    COSIGNED = 200
    MALFORMED = 400
    UNSIGNED = 403
    UNKNOWN_LOG = 404
    ELSEWHERE = 409  # the sender thinks that the witness stands elsewhere; `size` says where it does
    UNPROVEN = 422  # it does not follow from what was cosigned


class Kind(StrEnum):
    """Why two checkpoints should not both be."""

    FORK = "fork"  # one size, two roots: proof that the log shows different things to different people
    UNPROVEN = "unproven"  # larger, and not shown to extend what was cosigned; dropped when it is shown later
    BEHIND = "behind"  # smaller than what was cosigned: an old copy, or the log was rolled back
    ROLLED_BACK = "rolled-back"  # our own log is smaller than what it had signed before
    REWRITTEN = "rewritten"  # our own log is larger, and what it had signed before is not in it


@dataclass(frozen=True)
class Answer:
    """`lines` are the signature lines of a cosigned checkpoint; `size` is where the witness stands."""

    verdict: Verdict
    lines: str = ""
    size: int = 0


@dataclass(frozen=True)
class Submission:
    """A checkpoint offered, and the proof that it extends the one of size `old`."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    def written(self) -> str:
        steps = "".join(f"{b64encode(step).decode()}\n" for step in self.proof)
        return f"old {self.old}\n{steps}\n{self.note}"

    @classmethod
    def read(cls, body: bytes) -> "Submission":
        """Raises ValueError."""
        head, blank, note = body.decode().partition("\n\n")
        first, *steps = head.split("\n")
        found = _OLD.fullmatch(first)
        if not found or not blank or len(steps) > MOST_STEPS:
            raise ValueError("not a request to cosign")
        return cls(int(found[1]), tuple(_hash(step) for step in steps), note)


def trust_log(line: str, *, origin: str | None = None) -> WatchedLog:
    """Be a witness of the log with this vkey from now on; a further key of a watched log is added to it."""
    key = NoteKey.of(line)
    name = (origin or key.name)[:255]
    fresh = {"origin_hash": sha256(name.encode()).hexdigest(), "since": datetime.now(UTC), "root": _text(EMPTY_ROOT)}
    with transaction.atomic():
        log, _ = WatchedLog.objects.select_for_update().get_or_create(origin=name, defaults={**fresh, "keys": ""})
        log.keys = "\n".join(dict.fromkeys([*log.keys.split(), line.strip()]))
        log.save(update_fields=["keys"])
    return log


def watched() -> list[WatchedLog]:
    return list(WatchedLog.objects.order_by("origin"))


def evidence(origin: str | None = None) -> list[Misconduct]:
    """What was refused, newest first."""
    found = Misconduct.objects.order_by("-at", "-id")
    return list(found.filter(origin=origin) if origin else found)


def seen_of(origin_hash: str) -> str | None:
    """The last checkpoint cosigned of a log, for its monitors."""
    if not origin_hash.isalnum():  # NUL breaks a query
        return None
    log = WatchedLog.objects.filter(origin_hash=origin_hash).exclude(checkpoint="").first()
    return log.checkpoint if log else None


def answer_to(body: bytes) -> Answer:
    """Judge a request to cosign, in the standard's order, and remember what was cosigned before answering."""
    try:
        submission = Submission.read(body)
        checkpoint = Checkpoint.read(parted(submission.note)[0])
    except (ValueError, Refusal):
        return Answer(Verdict.MALFORMED)
    signer = cosigner()
    with transaction.atomic(durable=True):
        log = WatchedLog.objects.select_for_update().filter(origin=checkpoint.origin).first()
        answer = _judged(log, submission, checkpoint, signer) if log else Answer(Verdict.UNKNOWN_LOG)
    event("witness.asked", verdict=answer.verdict.name, size=checkpoint.size)
    return answer


def _judged(log: WatchedLog, submission: Submission, checkpoint: Checkpoint, signer: Cosigner) -> Answer:
    try:
        note = opened(submission.note, [NoteKey.of(line) for line in log.keys.split()])
    except Refusal:
        return Answer(Verdict.UNSIGNED)
    if submission.old > checkpoint.size:
        return Answer(Verdict.MALFORMED)
    wrong = _wrong_with(log, submission, checkpoint)
    if wrong:
        keep(wrong, log.origin, held=log.checkpoint, offered=submission.note, proof=submission.proof)
    if submission.old != log.size:
        return Answer(Verdict.ELSEWHERE, size=log.size)
    root = b64decode(log.root)
    if not consistent(submission.old, checkpoint.size, submission.proof, root, checkpoint.root):
        return Answer(Verdict.UNPROVEN, size=log.size)
    return _cosigned(log, checkpoint, note, signer)


def _wrong_with(log: WatchedLog, submission: Submission, checkpoint: Checkpoint) -> Kind | None:
    """A signed checkpoint that tells of misconduct, whatever else the request says."""
    held, same = b64decode(log.root), checkpoint.size == log.size
    if same:
        return Kind.FORK if checkpoint.root != held else None
    if checkpoint.size < log.size:
        return Kind.BEHIND
    fits = consistent(submission.old, checkpoint.size, submission.proof, held, checkpoint.root)
    return Kind.UNPROVEN if submission.old == log.size and not fits else None


def _cosigned(log: WatchedLog, checkpoint: Checkpoint, note: Opened, signer: Cosigner) -> Answer:
    line = signer.cosign(note.text, datetime.now(UTC))
    log.size, log.root = checkpoint.size, _text(checkpoint.root)
    own = {log_key.name for log_key in map(NoteKey.of, log.keys.split())}
    kept = [written for written in note.lines if written.split(" ")[1] in own]
    log.checkpoint = "".join([note.text, "\n", *kept, line])
    log.save(update_fields=["size", "root", "checkpoint"])
    Misconduct.objects.filter(origin=log.origin, kind=Kind.UNPROVEN, offered__startswith=f"{note.text}\n").delete()
    return Answer(Verdict.COSIGNED, lines=line, size=log.size)


def keep(kind: Kind, origin: str, *, held: str, offered: str, proof: Sequence[bytes] = ()) -> None:
    """Keep both checkpoints as evidence; the same one twice is kept once."""
    text = parted(offered)[0]
    digest = sha256(f"{kind}\n{held}\n{text}".encode()).hexdigest()
    if Misconduct.objects.filter(origin=origin, kind=kind).count() >= MOST_KEPT:
        return
    case = {"origin": origin, "at": datetime.now(UTC), "kind": str(kind), "held": held, "offered": offered}
    steps = "\n".join(_text(step) for step in proof)
    _, new = Misconduct.objects.get_or_create(digest=digest, defaults={**case, "proof": steps})
    if new:
        event("witness.misconduct", level="error", kind=str(kind), origin=origin)


WORDS = {
    Kind.FORK: Text(
        ar="السجل يُري الناس نسختين مختلفتين: وقّع بنفسه بيانين مختلفين لعدد القيود نفسه. هذا دليل قاطع",
        en="the log shows people two different versions: it signed two checkpoints of one size. This is proof",
    ),
    Kind.UNPROVEN: Text(
        ar="عُرض بيان أكبر يحمل توقيع السجل، ولم يثبت أن القيود القديمة بقيت فيه كما كانت",
        en="a larger checkpoint that the log signed was offered, and not shown to hold the older entries as they were",
    ),
    Kind.BEHIND: Text(
        ar="عُرض بيان أقدم مما شهدنا عليه: إما نسخة قديمة، وإما أن السجل أُعيد إلى الوراء",
        en="a checkpoint older than the one witnessed was offered: an old copy, or the log was rolled back",
    ),
    Kind.ROLLED_BACK: Text(
        ar="سجلنا أصغر مما وقّع عليه من قبل: أُعيد إلى الوراء أو قُطع آخره",
        en="our log is smaller than what it had signed before: it was rolled back or its end was cut off",
    ),
    Kind.REWRITTEN: Text(
        ar="سجلنا لا يحتوي على ما وقّع عليه من قبل: أُعيد إلى الوراء ثم كُتب من جديد",
        en="our log does not hold what it had signed before: it was rolled back and written anew",
    ),
}


def _hash(written: str) -> bytes:
    raw = b64decode(written, validate=True)
    if len(raw) != 32 or _text(raw) != written:
        raise ValueError("not a hash")
    return raw


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
