"""Files that citizens give: taken once, only what was asked for, sealed at rest, gone when nothing names them."""

from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import BinaryIO

from django.db import transaction
from django.db.models import Sum
from django.db.models.signals import post_delete
from django.dispatch import receiver

from wasl.cases import refusing_files, shelves
from wasl.cases.doing import STAFF, Doer, case_of
from wasl.cases.drafting import must_be_fillable
from wasl.cases.examining import shown_name, taken
from wasl.cases.journal import press
from wasl.cases.models import Case, Filled, Upload
from wasl.cases.scanning.api import must_be_open
from wasl.cases.sheets import Sheet, merged, sheet
from wasl.catalogue.api import Question, Type
from wasl.core.errors import Unknown
from wasl.core.log import event
from wasl.core.text import Text
from wasl.core.uploading import MB
from wasl.trust.api import own_words, upkeep


def give(reference: str, question: str, doer: Doer, *, name: str, content: BinaryIO, once: str) -> Upload:
    """Take a file for a question, and add it to the answers: to a list where several may be given, else it replaces.

    The same content for the same question again is answered with the upload that stands. Raises Refusal in plain words
    and keeps nothing; never reads more than a byte beyond what the question allows.
    """
    must_be_open()
    with own_words("a file of one's own"):
        asked = _question(sheet(case_of(reference, doer)), question, doer)
        given, kind = taken(content, asked)
        with shelves.kept(given) as digest, transaction.atomic():
            found = sheet(case_of(reference, doer, lock=True))
            asked = _question(found, question, doer)  # it may have changed while the file was looked at
            upload = _standing(found.case, question, digest) or Upload(
                key=press(f"{doer.account}\n{found.case.reference}\n{question}\n{digest}\n{once}")[:40],
                case=found.case,
                question=question,
                name=shown_name(name, kind),
                kind=kind,
                size=len(given),
                digest=digest,
                given=datetime.now(UTC),
                by=doer.account,
            )
            _enter(found, asked, upload)
    return upload


def remove(reference: str, key: str, doer: Doer) -> None:
    """Take a file back. One that an office may have seen already leaves the answers and stays on file."""
    with own_words("a file of one's own"), transaction.atomic():
        found = sheet(case_of(reference, doer, lock=True))
        must_be_fillable(found, doer)
        upload = Upload.objects.filter(case=found.case, key=key).first()
        if upload is None:  # pressed twice
            return
        left = [one for one in _keys(found, upload.question) if one != key]
        given = found.filled.answers.get(upload.question)
        _answer(found, upload.question, left if isinstance(given, list) else next(iter(left), None))
        _forget(found.case, upload)


def read(reference: str, key: str, doer: Doer) -> tuple[Upload, bytes]:
    """A file of a case of one's own. Staff need an open passage, which puts the look on record. Raises Unknown."""
    passage: AbstractContextManager[None] = nullcontext() if doer.who in STAFF else own_words("a file of one's own")
    with passage:
        return content_of(case_of(reference, doer), key)


def content_of(case: Case, key: str) -> tuple[Upload, bytes]:
    """Needs an open passage. Raises Unknown for a file that is not of this case."""
    upload = Upload.objects.filter(case=case, key=key.replace("\x00", "")).first()
    if upload is None:
        raise _unknown()
    try:
        return upload, shelves.content_of(upload.digest)
    except shelves.Lost as lost:
        event("uploads.lost", level="error", digest=str(lost))
        raise refusing_files.lost() from lost


def tidy(now: datetime) -> int:
    """Remove contents that no upload names any more; how many were. What was given in the last minutes can wait."""
    gone = 0
    for digest in shelves.marked(now):
        with shelves.undisturbed() as quiet, upkeep("contents that no upload names"):
            if not quiet:
                return gone
            if not Upload.objects.filter(digest=digest).exists():
                gone += shelves.clear(digest)
            shelves.unmark(digest)
    return gone


@receiver(post_delete, sender=Upload)
def _mark(instance: Upload, **_: object) -> None:
    """However a row goes: an erased draft too."""
    shelves.mark(instance.digest)


def _question(found: Sheet, key: str, doer: Doer) -> Question:
    must_be_fillable(found, doer)
    asked = found.asked().get(key)
    if asked is None or asked.question.type is not Type.FILE:
        raise refusing_files.not_asked()
    return asked.question


def _standing(case: Case, question: str, digest: str) -> Upload | None:
    return Upload.objects.filter(case=case, question=question, digest=digest).first()


def _enter(found: Sheet, asked: Question, upload: Upload) -> None:
    former = _keys(found, upload.question)
    others = [one for one in former if one != upload.key]
    if not asked.many:
        for one in Upload.objects.filter(case=found.case, question=upload.question).exclude(key=upload.key):
            _forget(found.case, one)
    elif len(others) >= refusing_files.MOST_FILES:
        raise refusing_files.too_many()
    if upload.pk is None:
        _must_have_room(found.case, upload.size)
        upload.save(force_insert=True)
    if upload.key not in former:
        _answer(found, upload.question, [*others, upload.key] if asked.many else upload.key)


def _must_have_room(case: Case, size: int) -> None:
    held = Upload.objects.filter(case=case).aggregate(held=Sum("size"))["held"] or 0
    if held + size > refusing_files.MOST_MB * MB:
        raise refusing_files.too_much()


def _keys(found: Sheet, question: str) -> list[str]:
    given = found.filled.answers.get(question)
    return [str(one) for one in given] if isinstance(given, list) else [str(given)] if given else []


def _answer(found: Sheet, question: str, value: object) -> None:
    found.filled.answers = merged(found.filled.answers, {question: value or None})
    Filled.objects.filter(pk=found.case.pk).update(answers=found.filled.answers)
    Case.objects.filter(pk=found.case.pk).update(saved=datetime.now(UTC))


def _forget(case: Case, upload: Upload) -> None:
    if case.sent is None or (case.entered is not None and upload.given >= case.entered):
        upload.delete()


def _unknown() -> Unknown:
    return Unknown(
        Text(ar="لا يوجد ملف كهذا في الطلب", en="there is no such file in this request"),
        mend=Text(ar="راجع قائمة ملفات الطلب", en="look it up in the list of its files"),
    )
