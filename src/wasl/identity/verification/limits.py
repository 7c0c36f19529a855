"""How often may be asked: so that nobody fishes for a fact by trying, and nobody is asked about without end.

Everything is counted by keyed digests of what was written, so that a number that is nobody's is counted alike.
"""

from datetime import datetime, timedelta

from wasl.core.errors import NotAllowed
from wasl.core.text import Text
from wasl.identity.verification.models import Asking, TelephoneCode
from wasl.identity.verification.question import Question
from wasl.identity.verification.terms import Limits

HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=30)


class TooOften(NotAllowed):
    """Asked too often; `wait` says in how many seconds it may be tried again."""

    def __init__(self, what: Text, wait: timedelta) -> None:
        super().__init__(what, mend=_mend(wait))
        self.wait = int(wait.total_seconds())


def refuse_too_often(row: Asking, asked: Question, limits: Limits) -> None:
    """Holds the question just put down against those before it. Raises TooOften."""
    before = Asking.objects.filter(pk__lt=row.pk)
    if before.filter(office=row.office, at__gt=row.at - HOUR).count() >= limits.agency_hour:
        raise TooOften(_AGENCY, HOUR)
    if before.filter(number_key=row.number_key, at__gt=row.at - DAY).count() >= limits.person_day:
        raise TooOften(_PERSON, DAY)
    same = before.filter(office=row.office, number_key=row.number_key, at__gt=row.at - MONTH)
    tried = list(same.values_list("facts", flat=True))
    for fact, digest in asked.digests.items():
        others = {facts[fact] for facts in tried if fact in facts} - {digest}
        if len(others) >= limits.guesses_month:
            raise TooOften(_GUESSES, MONTH)


def refuse_too_many_codes(asking: Asking, now: datetime, limits: Limits) -> None:
    """Raises TooOften."""
    sent = TelephoneCode.objects.filter(asking__number_key=asking.number_key, created__gt=now - DAY)
    if sent.count() >= limits.codes_day:
        raise TooOften(_CODES, DAY)


def _mend(wait: timedelta) -> Text:
    if wait >= MONTH:
        return Text(
            ar="وجّه صاحب الطلب إلى مكتب سجل مدني، أو أعد السؤال بعد شهر",
            en="send the person to a civil registry office, or ask again in a month",
        )
    if wait >= DAY:
        return Text(ar="أعد السؤال بعد يوم", en="ask again in a day")
    return Text(ar="أعد السؤال بعد ساعة", en="ask again in an hour")


_AGENCY = Text(ar="سألت جهتك أسئلة كثيرة في ساعة واحدة", en="your office has asked too many questions within an hour")
_PERSON = Text(ar="كثرت الأسئلة اليوم عن هذا الرقم", en="too many questions were asked about this number today")
_GUESSES = Text(
    ar="جرّبت جهتك قيمًا كثيرة لمعلومة واحدة عن هذا الرقم",
    en="your office has tried too many values of one fact for this number",
)
_CODES = Text(ar="أُرسلت أكواد كثيرة لهذا الرقم اليوم", en="too many codes were sent for this number today")
