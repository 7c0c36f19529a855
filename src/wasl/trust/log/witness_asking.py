"""Having our log witnessed (C2SP tlog-witness, the log's side): send the checkpoint, keep the cosignature with it.

A witness that has seen more of our log than we hold ourselves proves that we were rolled back: its checkpoint carries
our own signature.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

import httpx
from django.db import transaction

from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.core.text import Text
from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.cosigning import Cosignature, WitnessKey, cosignatures
from wasl.trust.log.keys import log_key
from wasl.trust.log.notes import opened
from wasl.trust.log.proving import consistency, latest_checkpoint
from wasl.trust.log.witness import WORDS, Kind, Submission, keep
from wasl.trust.log.witness_kept import keep_cosigned
from wasl.trust.log.witness_models import OurWitness
from wasl.trust.log.witness_ours import holds, said_by

TRIES = 5
SECONDS = 10
Ask = Callable[[str, bytes | None], httpx.Response]
"""Sends a body to an address, or fetches it where there is none."""
_KEEP_ALL = Text(
    ar="لا تكتب فوق شيء: احفظ قاعدة البيانات والنسخ الاحتياطية، وشغّل wasl ledger verify، وأبلغ مسؤول الحماية",
    en="overwrite nothing: keep the store and its backups, run `wasl ledger verify`, tell the protection officer",
)


def trust_witness(address: str, line: str) -> OurWitness:
    """Have our log witnessed there from now on. Raises Refusal for a key that is no witness's."""
    key = WitnessKey.of(line)
    place = address.strip().rstrip("/").removesuffix("/add-checkpoint")
    if not place.startswith(("http://", "https://")):
        raise Refusal(f"{place} is no address of a witness", mend="write it as https://host/log/witness")
    fresh = {"address": place, "since": datetime.now(UTC)}
    witness, _ = OurWitness.objects.update_or_create(key=key.vkey, defaults={"address": place}, create_defaults=fresh)
    return witness


def our_witnesses() -> list[OurWitness]:
    return list(OurWitness.objects.order_by("since"))


def send(address: str, body: bytes | None) -> httpx.Response:
    """Raises Refusal where nobody answers."""
    try:
        with httpx.Client(trust_env=False, timeout=SECONDS) as client:
            return client.get(address) if body is None else client.post(address, content=body)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Refusal(
            Text(ar=f"الشاهد لا يرد: {address}", en=f"the witness does not answer: {address} ({type(error).__name__})"),
            mend=Text(ar="أعد المحاولة لاحقًا؛ لم يضِع شيء", en="try again later; nothing is lost"),
        ) from error


def ask(witness: OurWitness, ask: Ask = send) -> Cosignature:
    """Have the newest checkpoint cosigned. Raises Refusal, in words, where the witness cannot be reached or refuses."""
    old = witness.size
    for _ in range(TRIES):
        note = latest_checkpoint()
        checkpoint = said_by(note)
        if old > checkpoint.size:
            raise _denied(witness, note, ask)
        submission = Submission(old, tuple(consistency(old, checkpoint.size)), note)
        answer = ask(f"{witness.address}/add-checkpoint", submission.written().encode())
        if answer.status_code == httpx.codes.OK:
            return _kept(witness, note, checkpoint, answer.text)
        old = _told_size(answer, witness, note, ask)
    raise _unusable(witness, "it keeps answering that it stands elsewhere")


def _told_size(answer: httpx.Response, witness: OurWitness, note: str, ask: Ask) -> int:
    """Where the witness stands, if that is what it answers."""
    if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
        raise _denied(witness, note, ask)
    if answer.status_code != httpx.codes.CONFLICT:
        raise _unusable(witness, f"it answers {answer.status_code}: {answer.text[:200].strip()}")
    if not answer.text.strip().isdecimal() or len(answer.text) > 20:
        raise _unusable(witness, "it does not say where it stands")
    return int(answer.text)


def _kept(witness: OurWitness, note: str, checkpoint: Checkpoint, lines: str) -> Cosignature:
    key = WitnessKey.of(witness.key)
    try:
        good = opened(note + lines, [key])
    except Refusal as refusal:
        raise _unusable(witness, "its signature is not that of the key you gave") from refusal
    own = [line for line in good.lines if cosignatures([line], [key])]
    cosignature = cosignatures(own, [key])[-1]
    with transaction.atomic():
        keep_cosigned(checkpoint, note, own[-1])
        OurWitness.objects.filter(pk=witness.pk).update(size=checkpoint.size, at=cosignature.at)
    event("log.cosigned", size=checkpoint.size, witness=cosignature.name)
    return cosignature


def _denied(witness: OurWitness, note: str, ask: Ask) -> Refusal:
    """Our log is not what the witness saw: fetch what it saw, with our own signature on it, and keep both."""
    origin = log_key().name
    digest = sha256(origin.encode()).hexdigest()
    theirs = ask(f"{witness.address}/{digest}/checkpoint", None).text
    try:
        seen = Checkpoint.read(opened(theirs, [log_key()]).text)
    except Refusal:
        return _unusable(witness, "it denies our checkpoint, and shows none of ours that says otherwise")
    if holds(seen):
        return _unusable(
            witness, "it denies our checkpoint though our log holds what it saw; try again after the next entry"
        )
    kind = _kind(seen.size, said_by(note).size)
    keep(kind, origin, held=theirs, offered=note)
    return Refusal(WORDS[kind], mend=_KEEP_ALL, where=witness.address)


def _kind(seen: int, ours: int) -> Kind:
    if seen == ours:
        return Kind.FORK
    return Kind.ROLLED_BACK if seen > ours else Kind.REWRITTEN


def _unusable(witness: OurWitness, why: str) -> Refusal:
    return Refusal(
        f"the witness {witness.address} did not sign: {why}",
        mend="try again after the next entry; then check address and key with whoever runs the witness",
    )
