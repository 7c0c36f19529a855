"""Raising an account online: a code to a telephone that a register holds, and facts that agree with the registers.

Both are looked at together and answered in one sentence: nobody learns which of them was wrong. What is read for it is
on record as a look of the platform, and the person sees it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from wasl.core.digits import latin_digits, normalise_digits
from wasl.core.errors import NotAllowed, Unknown
from wasl.core.text import Text
from wasl.identity import limits
from wasl.identity.accounts.codes import Asked, For, make, opened
from wasl.identity.accounts.looks import platform_look
from wasl.identity.accounts.models import AssuranceStep, Use
from wasl.identity.accounts.models import Kind as StepKind
from wasl.identity.accounts.proofing import AskedFact, proofing
from wasl.identity.accounts.steps import take
from wasl.identity.accounts.written import masked, telephone_of
from wasl.identity.models import Citizen
from wasl.persons.api import Picture, agree, picture
from wasl.trust.api import Assurance, Kind

SECTIONS = ("identity", "residence", "services")
BY = "platform:raising"


@dataclass(frozen=True)
class Offered:
    """A telephone that registers hold, as far as it is shown."""

    place: int
    shown: str


def telephones_held(citizen: Citizen) -> list[Offered]:
    """Those of most registers first; none where no register knows one, or the person has died."""
    return [Offered(place, masked(one)) for place, one in enumerate(_telephones(_read(citizen)))]


def ask_raise(citizen: Citizen, place: int, address: str = "", now: datetime | None = None) -> Asked:
    """Send a code to one of them. Raises Unknown for a telephone that is not offered."""
    now = now or datetime.now(UTC)
    limits.attempt("raise-code", citizen.person, address, now=now)
    held = _telephones(_read(citizen))
    if not 0 <= place < len(held):
        raise Unknown(
            Text(ar="لا يوجد هاتف كهذا في السجلات", en="no register holds such a telephone"),
            mend=Text(ar="اختر هاتفًا من القائمة", en="choose one of the list"),
        )
    return make(For(Use.RAISE, citizen.account_id, citizen.person, held[place], citizen.language), now)


def raise_online(
    citizen: Citizen,
    asked: int,
    code: str,
    answers: Mapping[str, str],
    address: str = "",
    now: datetime | None = None,
) -> AssuranceStep:
    """`answers` by the pack's names of facts, as somebody wrote them. Raises NotAllowed."""
    now = now or datetime.now(UTC)
    limits.attempt("raise", citizen.person, "", _speed(), now=now)
    fits = _code_fits(citizen, asked, code, now)
    seen = _read(citizen)
    if not (_agreeing(seen, answers) >= proofing().needed and fits and not _died(seen)):
        raise NotAllowed(_NOT_ENOUGH, mend=_COUNTER)
    take(citizen, StepKind.REGISTERED, Assurance.LOW, _TELEPHONE, by=BY)
    return take(citizen, StepKind.FACTS, Assurance.SUBSTANTIAL, _FACTS, by=BY)


def _code_fits(citizen: Citizen, asked: int, code: str, now: datetime) -> bool:
    try:
        return opened(Use.RAISE, asked, code, now).person == citizen.person
    except NotAllowed:
        return False


def _speed() -> limits.Speed:
    tries = proofing().tries_a_day
    return limits.Speed(tries, timedelta(days=1) / tries)


def registered_telephone(person: str) -> str | None:
    """The telephone of a person (handle) that most registers hold."""
    return next(iter(_telephones(_picture(person))), None)


def _read(citizen: Citizen) -> Picture:
    return _picture(citizen.person)


def _picture(person: str) -> Picture:
    return picture(person, platform_look("raising", Kind.PICTURE), sections=SECTIONS)


def _telephones(seen: Picture) -> list[str]:
    if _died(seen):
        return []
    facts = (fact for section in seen.sections for fact in section.facts if fact.concept == proofing().telephone)
    told = [(telephone_of(value.value), len(value.sources)) for fact in facts for value in fact.values]
    counted = sorted(((one, sources) for one, sources in told if one), key=lambda pair: -pair[1])
    return list(dict.fromkeys(one for one, _ in counted))


def _died(seen: Picture) -> bool:
    facts = {fact.concept: fact for section in seen.sections for fact in section.facts}
    alive = facts.get("alive")
    return "death_date" in facts or bool(alive and alive.values[0].value is False)


def _agreeing(seen: Picture, answers: Mapping[str, str]) -> int:
    """How many of the answers agree; none, where one of them does not."""
    given = {name: said for name, said in answers.items() if name in proofing().facts and said.strip()}
    fits = [_agrees(proofing().facts[name], said, seen) for name, said in given.items()]
    return len(fits) if all(fits) else 0


def _agrees(fact: AskedFact, said: str, seen: Picture) -> bool:
    return any(_same(fact, said, held) for held in _values(fact, seen))


def _values(fact: AskedFact, seen: Picture) -> Iterable[object]:
    entries = (one for section in seen.sections for one in section.entries if one.register == fact.register_)
    return [v.value for one in entries for v in one.values if v.attribute == fact.attribute and v.value is not None]


def _same(fact: AskedFact, said: str, held: object) -> bool:
    if fact.compare == "date":
        written = read_date(said)
        return written is not None and agree("date", written, held)
    if fact.compare == "name":
        return len(said.split()) > 1 and agree("name", said, str(held))
    return normalise_digits(said).casefold() == normalise_digits(str(held)).casefold()


def read_date(written: str) -> date | None:
    """As on a card, or as a browser sends it.

    >>> read_date("٣١/١٢/٢٠٣٠") == read_date("2030-12-31") == read_date("31-12-2030") == date(2030, 12, 31)
    True
    """
    digits = latin_digits(written).strip().replace("/", "-").replace(".", "-").replace(" ", "")
    for form in ("%Y-%m-%d", "%d-%m-%Y"):
        try:
            return datetime.strptime(digits, form).date()  # noqa: DTZ007  a day, in no time zone
        except ValueError:
            continue
    return None


_TELEPHONE = Text(
    ar="رمز وصل إلى هاتف مسجل باسمه في السجلات", en="A code that reached a telephone which registers hold"
)
_FACTS = Text(
    ar="رمز وصل إلى هاتف مسجل باسمه، وبيانات كتبها تطابق السجلات",
    en="A code that reached a telephone which registers hold, and facts that agree with the registers",
)
_NOT_ENOUGH = Text(ar="ما كتبته لا يكفي لتوثيق الحساب", en="What you wrote does not suffice to confirm the account")
_COUNTER = Text(
    ar="راجع ما كتبت واطلب رمزًا جديدًا، أو توجه إلى أي مكتب خدمة ومعك بطاقتك",
    en="Look at it again and ask for a new code, or go to any counter with your identity card",
)
