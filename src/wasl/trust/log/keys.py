"""The key by which the log signs where it stands: given in a setting, or made at first use and kept in WASL_HOME."""

import secrets
from base64 import b64decode, b64encode
from functools import lru_cache
from pathlib import Path

from wasl.core.conf import settings
from wasl.core.errors import Refusal, Unknown
from wasl.core.files import begin
from wasl.core.text import Text
from wasl.trust.log import places
from wasl.trust.log.notes import NoteKey, Signer
from wasl.trust.log.places import origin

__all__ = ["log_key", "origin", "signer"]


def signer() -> Signer:
    """Raises Refusal for a key that is none."""
    return _present_signer() or _signer(origin(), _kept(_make(places.key_path())))


def log_key() -> NoteKey:
    """What others verify our checkpoints with. Raises Unknown where no entry has made a key yet, or it is gone."""
    present = _present_signer()
    if present:
        return present.key
    raise Unknown(
        Text(ar="لا يوجد مفتاح لتوقيع السجل", en="the log has no key"),
        where=str(places.key_path()),
        mend=Text(
            ar="يُنشأ المفتاح مع أول قيد؛ فإن ضاع فأعده من النسخة الاحتياطية",
            en="the first entry makes one; if it was lost, put it back from your backup",
        ),
    )


def _present_signer() -> Signer | None:
    if given := settings().log_key:
        return _signer(origin(), given.get_secret_value())
    try:
        return _signer(origin(), _kept(places.key_path()))
    except FileNotFoundError:
        return None


@lru_cache(maxsize=4)
def _signer(origin: str, encoded: str) -> Signer:
    try:
        private = b64decode(encoded, validate=True)
    except ValueError:
        private = b""
    if len(private) != 32:
        raise Refusal(
            Text(ar="مفتاح السجل غير صالح", en="the log's key is none"),
            where="WASL_LOG_KEY",
            mend=Text(ar="المفتاح ٣٢ بايت مكتوبة بترميز base64", en="give 32 bytes in base64, or remove the setting"),
        )
    return Signer.of(origin, private)


def _make(path: Path) -> Path:
    begin(path, b64encode(secrets.token_bytes(32)))  # the first of several processes wins; the others sign with its key
    return path


_read: dict[tuple[str, int], str] = {}


def _kept(path: Path) -> str:
    """Read once for each state of the file: it is asked for at every entry."""
    known = (str(path), path.stat().st_mtime_ns)
    if known not in _read:
        _read.clear()
        _read[known] = path.read_text(encoding="ascii").strip()
    return _read[known]
