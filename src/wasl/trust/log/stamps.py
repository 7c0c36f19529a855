"""An outside authority's word for when a checkpoint existed (RFC 3161): nobody can date the log back afterwards.

Optional. Without it the log goes on; a stamp that could not be had is asked for again with the next checkpoint.
"""

from dataclasses import dataclass
from pathlib import Path

import httpx
from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.core.text import Text
from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.notes import parted
from wasl.trust.log.proving import latest_checkpoint
from wasl.trust.log.witness_models import Stamp

SECONDS = 15
QUERY = "application/timestamp-query"


@dataclass(frozen=True)
class StampChecked:
    """A stamp looked at again, offline; `wrong` says why it does not hold."""

    stamp: Stamp
    wrong: Text | None = None


def stamp_checkpoint() -> Stamp:
    """Have the newest checkpoint stamped and keep the answer. Raises Refusal; nothing is changed then."""
    address, roots = _authority()
    note = latest_checkpoint()
    request = TimestampRequestBuilder().data(note.encode()).hash_algorithm(HashAlgorithm.SHA256).build()
    answer = _decoded(_asked(address, request.as_bytes()))
    builder = VerifierBuilder.from_request(request)
    _verify(answer, note, builder, roots)
    size = Checkpoint.read(parted(note)[0]).size
    when = answer.tst_info.gen_time
    event("log.stamped", size=size)
    return Stamp.objects.create(at=when, size=size, authority=address, note=note, answer=answer.as_bytes())


def check_stamps(roots: Path | None = None) -> list[StampChecked]:
    """Every stamp we hold against the authority's certificates, newest first; no network is used."""
    trusted = _certificates(roots or settings().stamp_roots)
    return [StampChecked(stamp, _wrong_with(stamp, trusted)) for stamp in Stamp.objects.order_by("-at", "-id")]


def save_stamp(stamp: Stamp, folder: Path) -> tuple[Path, Path]:
    """The checkpoint and the answer as files: `openssl ts -verify -data … -in … -CAfile …` needs nothing of ours."""
    folder.mkdir(parents=True, exist_ok=True)
    note, answer = folder / f"checkpoint-{stamp.size}.txt", folder / f"checkpoint-{stamp.size}.tsr"
    note.write_text(stamp.note, encoding="utf-8")
    answer.write_bytes(bytes(stamp.answer))
    return note, answer


def _wrong_with(stamp: Stamp, roots: list[Certificate]) -> Text | None:
    try:
        _verify(_decoded(bytes(stamp.answer)), stamp.note, VerifierBuilder(), roots)
    except Refusal as refusal:
        return refusal.what if isinstance(refusal.what, Text) else Text(ar=refusal.what, en=refusal.what)
    return None


def _authority() -> tuple[str, list[Certificate]]:
    address = settings().stamp_url
    if not address or not settings().stamp_roots:
        raise Refusal(
            Text(ar="لم تُحدَّد جهة للختم الزمني", en="no stamping authority is set"),
            mend=Text(
                ar="اكتب عنوانها في WASL_STAMP_URL وشهادتها في WASL_STAMP_ROOTS",
                en="give its address in WASL_STAMP_URL and its root certificate in WASL_STAMP_ROOTS",
            ),
        )
    return address, _certificates(settings().stamp_roots)


def _certificates(path: Path | None) -> list[Certificate]:
    try:
        return load_pem_x509_certificates(path.read_bytes()) if path else []
    except (OSError, ValueError) as error:
        raise Refusal(
            f"WASL_STAMP_ROOTS: {path} holds no certificate that can be read",
            mend="give a file with the authority's root certificate (PEM)",
        ) from error


def _asked(address: str, request: bytes) -> bytes:
    try:
        with httpx.Client(trust_env=False, timeout=SECONDS) as client:
            answer = client.post(address, content=request, headers={"Content-Type": QUERY})
            answer.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Refusal(
            Text(ar=f"جهة الختم الزمني لا ترد: {address}", en=f"the stamping authority does not answer: {address}"),
            mend=Text(
                ar="أعد المحاولة لاحقًا؛ السجل مستمر ولم يضِع شيء", en="try again later; the log goes on, nothing is lost"
            ),
        ) from error
    return answer.content


def _decoded(answer: bytes) -> TimeStampResponse:
    try:
        decoded = decode_timestamp_response(answer)
        if PKIStatus(decoded.status) in {PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS}:
            return decoded
        raise _bad(f"it refuses: {' '.join(decoded.status_string) or decoded.status}")
    except ValueError as error:
        raise _bad(f"its answer cannot be read: {error}") from error


def _verify(answer: TimeStampResponse, note: str, builder: VerifierBuilder, roots: list[Certificate]) -> None:
    if not roots:
        raise _bad("no root certificate is set to check it with (WASL_STAMP_ROOTS)")
    try:
        for root in roots:
            builder = builder.add_root_certificate(root)
        builder.build().verify_message(answer, note.encode())
    except (VerificationError, ValueError) as error:
        raise _bad(str(error)) from error


def _bad(why: str) -> Refusal:
    return Refusal(
        Text(ar=f"الختم الزمني لا يصح: {why}", en=f"the stamp does not hold: {why}"),
        mend=Text(
            ar="راجع عنوان جهة الختم وشهادتها؛ السجل نفسه لم يتغير",
            en="check the authority's address and certificate; the log itself is as it was",
        ),
    )
