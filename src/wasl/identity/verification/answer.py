"""What an asker is told: one word, a coarse score, and nothing that a register holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wasl.core.text import Text
from wasl.identity.verification.terms import Fact
from wasl.linkage import Alike


class Verdict(StrEnum):
    """Is this person who they say?"""

    YES = "yes"
    PARTLY = "partly"  # what was compared agrees, yet is not enough
    NO = "no"  # it does not agree, or nobody bears the number: the two are not told apart
    PENDING = "pending"  # only in the store, while the question is being answered


@dataclass(frozen=True)
class Answer:
    """`not_compared`: asked facts that no register could be asked for; never said with a no. `refer`: the registers
    cannot settle it, a civil registry office can. `facts`: only where a policy permits it by name.
    """

    reference: str
    at: datetime
    purpose: str
    verdict: Verdict
    score: int  # 0-100, in steps; 0 with a no
    refer: bool
    not_compared: tuple[Fact, ...]
    entry: int  # of the ledger: under this number the person finds the question
    confirmed: datetime | None = None  # by a code to the registered telephone
    facts: Mapping[Fact, Alike] | None = None


WORDS = {
    Verdict.YES: Text(ar="نعم: ما ذُكر يطابق السجلات", en="Yes: what was said agrees with the registers"),
    Verdict.PARTLY: Text(ar="جزئيًا: ما ذُكر لا يكفي للجزم", en="Partly: what was said is not enough to be sure"),
    Verdict.NO: Text(ar="لا: لم تثبت الهوية", en="No: the identity was not confirmed"),
}
REFER = Text(
    ar="في السجلات ما لا تحسمه هذه الخدمة. يُرجى توجيه صاحب الطلب إلى مكتب سجل مدني",
    en="There is something that this service cannot settle. Please send the person to a civil registry office",
)
