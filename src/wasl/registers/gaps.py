"""Why a register is missing from an answer, in the words that an officer reads."""

from dataclasses import dataclass
from enum import StrEnum

from wasl.core.text import Text


class Reason(StrEnum):
    """Named once, here; connectors raise RegisterUnavailable with one of these."""

    NO_ADDRESS = "no-address"  # the address book does not name it
    DOWN = "down"  # does not answer, or refuses
    SLOW = "slow"  # did not answer in time
    BUSY = "busy"  # too many read it at once
    CHANGED = "changed"  # its tables or columns are no longer what the manifest says
    BROKEN = "broken"  # what it holds cannot be read


SAID = {
    Reason.NO_ADDRESS: Text(
        ar="لم يُحدَّد عنوان السجل في هذا النظام", en="This system has not been told where the register is"
    ),
    Reason.DOWN: Text(ar="السجل لا يستجيب حاليًا", en="The register does not answer at the moment"),
    Reason.SLOW: Text(ar="لم يستجب السجل في الوقت المحدد", en="The register did not answer in time"),
    Reason.BUSY: Text(ar="السجل مشغول بطلبات أخرى", en="The register is busy with other requests"),
    Reason.CHANGED: Text(ar="تغيَّر شكل السجل عما هو موصوف", en="The register no longer looks as it was described"),
    Reason.BROKEN: Text(ar="تعذَّرت قراءة محتوى السجل", en="What the register holds could not be read"),
}


@dataclass(slots=True, frozen=True)
class Missing:
    """A named gap. `cause` is for engineers: it holds no personal data."""

    reason: Reason
    cause: str = ""

    @property
    def detail(self) -> Text:
        return SAID[self.reason]
