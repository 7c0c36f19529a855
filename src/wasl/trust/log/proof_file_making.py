"""Making a proof file out of our log: for one person, of one look at them; or of one entry, for an auditor."""

from wasl.core.errors import Refusal, Unknown
from wasl.core.text import Text
from wasl.trust.log.leaves import HASH
from wasl.trust.log.proof_file import PersonTold, ProofFile, Told
from wasl.trust.log.proving import latest_checkpoint
from wasl.trust.log.witness_kept import newest_cosigned, served_checkpoint
from wasl.trust.log.witness_ours import path_to, said_by
from wasl.trust.models import LogEntry, LogFacts, LogPerson


def proof_of(seq: int, *, person: str | None = None) -> str:
    """The text of a proof file, under the newest checkpoint that a witness has signed, or else under our newest.

    It opens what was looked at and by whom, and of the persons only `person` (a handle). Raises Unknown for an entry
    that there is not, or that does not name them; Refusal where its facts are erased, or the log is not as signed.
    """
    told = _told(seq, person)
    for note in filter(None, (newest_cosigned(at_least=seq), served_checkpoint(), latest_checkpoint())):
        checkpoint = said_by(note)
        path = path_to(seq, checkpoint) if checkpoint.size >= seq else None
        if path is not None:
            return ProofFile(told, seq - 1, tuple(path), note).written()
    raise Refusal(
        Text(
            ar="السجل ليس كما وُقّع عليه، فلا يمكن إثبات شيء منه",
            en="the log is not as it was signed: nothing can be proved",
        ),
        mend=Text(
            ar="شغّل wasl ledger verify وأبلغ مسؤول الحماية", en="run `wasl ledger verify`, tell the protection officer"
        ),
    )


def _told(seq: int, person: str | None) -> Told:
    entry = LogEntry.objects.filter(seq=seq).first()
    if not entry:
        raise _no_such(seq)
    facts = LogFacts.objects.filter(seq=seq).first()
    rows = {row.place: row for row in LogPerson.objects.filter(seq=seq)}
    if person is not None and person not in {row.person for row in rows.values()}:
        raise _no_such(seq)
    if not facts:
        raise Refusal(
            Text(
                ar="انتهت مدة حفظ هذا القيد وحُذف محتواه", en="the time of this entry is over and its content is erased"
            ),
            mend=Text(ar="يبقى رقمه وبصمته في السجل", en="its number and its hash remain in the log"),
        )
    persons = tuple(_person(entry, place, rows.get(place), person) for place in range(len(entry.persons) // HASH))
    return Told(facts.facts, bytes(facts.salt), persons)


def _person(entry: LogEntry, place: int, row: LogPerson | None, shown: str | None) -> PersonTold:
    bound = bytes(entry.persons)[HASH * place : HASH * (place + 1)]
    if row and shown is not None and row.person == shown:
        return PersonTold(bound, row.person, bytes(row.salt))
    return PersonTold(bound)


def _no_such(seq: int) -> Unknown:
    return Unknown(
        Text(ar=f"لا يوجد قيد رقم {seq}", en=f"there is no entry {seq}"),
        mend=Text(ar="راجع رقم القيد في قائمة الاطلاعات", en="look the number up in the list of looks"),
    )
