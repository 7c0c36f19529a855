"""A machine that has no checkpoint file yet begins one: moved to, or a further server of one store."""

from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.trust.log import checkpoint_file, standing
from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.store import opened_store


def anchor() -> Checkpoint:
    """Begin the file at what the store's own checkpoint says; from then on a cut is noticed here, what was cut before
    cannot be. Raises Refusal where there is a file, or where the store is not what was signed.
    """
    with opened_store() as store:
        now = standing.read(store)
    note = now.note or standing.empty_note()
    checkpoint = standing.checkpoint_of(note)
    if not now.growth or not checkpoint:
        raise _touched()
    if not checkpoint_file.start(note):
        raise Refusal(
            Text(ar="ملف حالة السجل موجود بالفعل", en="the checkpoint file is there already"),
            mend=Text(
                ar="احتفظ به: الأمر wasl ledger verify يقارن السجل به",
                en="keep it: `wasl ledger verify` compares the log with it",
            ),
        )
    return checkpoint


def _touched() -> Refusal:
    return Refusal(
        Text(ar="ليس في قاعدة البيانات السجل الذي وُقع عليه", en="the store does not hold the log that was signed"),
        mend=Text(
            ar="شغّل wasl ledger verify، وأعد المفتاح نفسه إن كان مفقودًا",
            en="run `wasl ledger verify`; a further server needs the same WASL_LOG_KEY",
        ),
    )
