"""The journal of a case: one entry for each thing that happened, and never two for one press."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from wasl.cases.doing import Doer
from wasl.cases.models import LONGEST_WORDS, Case, Event, Kind, Said
from wasl.core.errors import Refusal
from wasl.core.log import event as logged
from wasl.core.text import Text


@dataclass(frozen=True)
class Entry:
    """What is to be written down."""

    kind: Kind
    once: str
    action: str = ""
    before: str = ""
    after: str = ""
    words: str = ""
    office: str = ""  # of the platform's own acts: the agency that they are for
    message: bool = False
    extra: dict[str, str] = field(default_factory=dict)


def written(case: Case, entry: Entry, doer: Doer, now: datetime) -> Event:
    """Append it; the case must be locked. The caller saves the case."""
    case.events += 1
    made = Event.objects.create(
        case=case,
        number=case.events,
        at=now,
        kind=entry.kind,
        action=entry.action,
        before=entry.before,
        after=entry.after,
        actor=doer.account,
        role=doer.who,
        office=doer.office or entry.office,
        channel=doer.channel,
        message=entry.message,
        once=press(entry.once),
    )
    if entry.words:
        Said.objects.create(event=made, words=entry.words)
    logged("cases.event", kind=str(entry.kind), service=case.slug, action=entry.action)
    return made


def happened(case: Case, once: str) -> Event | None:
    """The entry that this press has brought already."""
    return Event.objects.filter(case=case, once=press(once)).first()


def press(once: str) -> str:
    """What a form or a program sent to say that it is one press, as it is kept."""
    return hashlib.sha256(once.encode("utf-8", "replace")).hexdigest()


def checked_words(words: str, *, needed: bool = False) -> str:
    """Raises Refusal for words that are too long, or missing where they are needed."""
    words = words.replace("\x00", "").strip()
    if len(words) > LONGEST_WORDS:
        raise Refusal(
            Text(ar="الكلام أطول مما يُحفظ", en="The words are too long"),
            mend=Text(ar=f"اكتب {LONGEST_WORDS} حرف على الأكثر", en=f"Write {LONGEST_WORDS} letters at most"),
            where="words",
        )
    if needed and not words:
        raise Refusal(
            Text(ar="لم تكتب السبب", en="You have not written the reason"),
            mend=Text(
                ar="اكتب السبب بكلام يفهمه صاحب الطلب", en="Write the reason so that the applicant understands it"
            ),
            where="words",
        )
    return words
