"""Who may speak for whom: a person for themselves, a guardian for a child, nobody else."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from wasl.core.errors import NotAllowed
from wasl.core.text import Text
from wasl.country.api import pack


@dataclass(frozen=True)
class Guardian:
    """Somebody of whom the caller knows that they stand for a child: families are not this block's to know."""

    handle: str
    relation: str  # father, mother...
    child_born: date


def of_age_on(born: date, age: int) -> date:
    """The birthday; who was born on 29 February comes of age on 1 March.

    >>> of_age_on(date(2008, 2, 29), 18)
    datetime.date(2026, 3, 1)
    """
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def of_age_from(born: date) -> datetime:
    """The instant at which the person decides alone: midnight in the country's own time."""
    birthday = of_age_on(born, pack().profile.age_of_majority)
    return datetime.combine(birthday, time(), ZoneInfo(pack().timezone)).astimezone(UTC)


def may_speak(person: str, by: str, guardian: Guardian | None, now: datetime) -> None:
    """Raises NotAllowed for anybody but the person, or the guardian of one who is not of age."""
    if by == person:
        return
    if guardian is None or guardian.handle != by:
        raise NotAllowed(
            Text(ar="الموافقة قرار صاحب البيانات وحده.", en="Consent is for the person alone to decide."),
            mend=Text(ar="اطلب من صاحب البيانات أن يقرر بنفسه.", en="Ask the person to decide."),
        )
    if now >= of_age_from(guardian.child_born):
        raise NotAllowed(
            Text(ar="بلغ صاحب البيانات السن التي يقرر فيها بنفسه.", en="The person is of age and decides alone."),
            mend=Text(ar="اطلب منه أن يقرر من حسابه.", en="Ask them to decide from their own account."),
        )
