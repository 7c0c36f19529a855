"""What is asked, as it is compared and kept: read out of what somebody wrote, and refused where it cannot be meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.crypto import salted_hmac

from wasl.core.digits import latin_digits, normalise_digits
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.identity.verification.terms import Fact, terms
from wasl.linkage.words import standard_form

DATES = (Fact.BIRTH_DATE, Fact.CARD_EXPIRY)
DIGITS = (Fact.PHONE, Fact.CARD_SERIAL)
LEAST_NAMES = 2


@dataclass(frozen=True)
class Question:
    """Is the bearer of this number who they say? Made with `question`."""

    number: str  # digits
    facts: Mapping[Fact, str]  # canonical: dates in ISO 8601, codes of the pack

    @cached_property
    def number_key(self) -> str:
        return keyed("number", self.number)

    @cached_property
    def digests(self) -> dict[str, str]:
        """One for each fact: two questions that say the same in other spellings have the same."""
        return {str(fact): keyed(fact, f"{self.number}\x1f{_bare(fact, said)}") for fact, said in self.facts.items()}

    @cached_property
    def digest(self) -> str:
        return keyed("question", "\x1f".join([self.number_key, *(f"{f}={d}" for f, d in sorted(self.digests.items()))]))


def keyed(what: str, value: str) -> str:
    """A hash that nobody can make without our key: numbers, dates and names are few enough to be tried out."""
    return salted_hmac(f"wasl.identity.verification.{what}", value, algorithm="sha256").hexdigest()


def question(number: str, facts: Mapping[Fact, str]) -> Question:
    """Raises Refusal for a number of the wrong length, a missing name, or a date that is none."""
    given = {fact: said for fact, text in facts.items() if (said := " ".join(text.split()))}
    return Question(_number(number), {fact: _meant(fact, said) for fact, said in _with_name(given).items()})


def _number(written: str) -> str:
    digits, length = normalise_digits(written), pack().identifier.rules.length
    if digits.isascii() and digits.isdecimal() and len(digits) == length:
        return digits
    raise Refusal(
        Text(ar=f"الرقم القومي {length} رقمًا", en=f"a national number has {length} digits"),
        mend=Text(ar="اكتب الأرقام كلها كما في البطاقة", en="write all of them as they stand on the card"),
        where="number",
    )


def _with_name(given: dict[Fact, str]) -> dict[Fact, str]:
    if len(given.get(Fact.FULL_NAME, "").split()) >= LEAST_NAMES:
        return given
    raise Refusal(
        Text(ar="الاسم يلزمه كلمتان على الأقل", en="the name needs two words at least"),
        mend=Text(ar="اكتب الاسم كما قاله صاحبه", en="write the name as the person said it"),
        where="full_name",
    )


def _meant(fact: Fact, said: str) -> str:
    if fact in DATES:
        return _date(fact, latin_digits(said))
    return normalise_digits(said) if fact in DIGITS else said


def _date(fact: Fact, said: str) -> str:
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        raise Refusal(
            Text(ar=f"«{terms().name(fact).ar}» ليس تاريخًا", en=f"“{terms().name(fact).en}” is not a date"),
            mend=Text(ar="اكتبه بهذا الشكل: 1985-03-12", en="write it as 1985-03-12"),
            where=fact,
        ) from None


def _bare(fact: Fact, said: str) -> str:
    """Spelling that makes no difference is left out, so that it is no way around the limits either."""
    if fact in DATES or fact in DIGITS:
        return said.lower()
    return " ".join(form for word in said.split() if (form := standard_form(word)))
