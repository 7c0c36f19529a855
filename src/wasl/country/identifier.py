"""The number by which a country knows a person, read by the rules that its pack declares.

The rules say where in the number the century, birth date (YYMMDD), place, serial, sex and check digit stand. The
structure is checked firmly; a check digit that does not fit is a warning unless the pack says `strict`, because not
every country has published how it is made. Numbers of made-up people carry century digits that are never issued and
are accepted in demo mode alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from wasl.core.digits import normalise_digits
from wasl.core.errors import Problem, Refusal
from wasl.core.text import Text
from wasl.country import wording

if TYPE_CHECKING:
    import polars as pl

    from wasl.country.bulk import NumberColumns

Digit = Annotated[str, StringConstraints(pattern="^[0-9]$")]
Century = Annotated[int, Field(ge=1000, le=9900, multiple_of=100)]
Sex = Literal["male", "female"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    position: int = Field(ge=1)  # of its first digit, counted from 1

    @property
    def size(self) -> int:
        return getattr(self, "width", 1)

    @property
    def span(self) -> slice:
        return slice(self.position - 1, self.position - 1 + self.size)

    def of(self, digits: str) -> str:
        return digits[self.span]

    @property
    def where(self) -> str:
        """Positions, as a person counts them.

        >>> _Part(position=3).where
        '3'
        """
        last = self.position + self.size - 1
        return str(self.position) if self.size == 1 else f"{self.position}-{last}"


class CenturyPart(_Part):
    """One digit that gives the century of birth; `made_up` digits are never issued to a real person."""

    real: dict[Digit, Century] = Field(min_length=1)
    made_up: dict[Digit, Century]

    @model_validator(mode="after")
    def _made_up_is_never_real(self) -> Self:
        if both := sorted(set(self.real) & set(self.made_up)):
            raise ValueError(
                f"century digit {', '.join(both)} is both real and made up: a made-up number could be somebody's"
            )
        return self

    def known(self, *, demo: bool) -> dict[str, int]:
        """Century by digit."""
        return {**self.real, **self.made_up} if demo else dict(self.real)


class DatePart(_Part):
    """YYMMDD."""

    width: Literal[6] = 6


class PlacePart(_Part):
    """The place where the birth was registered: a code of a code list, or one of `more`."""

    width: int = Field(ge=1)
    codes: str
    more: dict[str, Text] = {}


class SerialPart(_Part):
    """Runs within a birth date, a place and a sex."""

    width: int = Field(ge=1, le=6)


class SexPart(_Part):
    """One digit of the serial, odd or even."""

    odd: Sex
    even: Sex

    @model_validator(mode="after")
    def _tells_the_two_apart(self) -> Self:
        if self.odd == self.even:
            raise ValueError("odd and even stand for the same sex")
        return self

    def read(self, digits: str) -> Sex:
        return self.odd if int(self.of(digits)) % 2 else self.even


class CheckPart(_Part):
    """modulus - (weighted sum of the digits before it mod modulus), where that is 1 to 9.

    Where it is above nine, published algorithms differ: such numbers are not made, and when read,
    any of the `disputed` digits is taken as fitting.
    """

    weights: tuple[int, ...]
    modulus: int = Field(ge=2)
    disputed: tuple[Digit, ...] = ()
    strict: bool = False

    def digit(self, before: str) -> int | None:
        total = sum(weight * int(digit) for weight, digit in zip(self.weights, before, strict=True))
        found = self.modulus - total % self.modulus
        return found if found <= 9 else None

    def fits(self, digits: str) -> bool:
        expected = self.digit(digits[: self.position - 1])
        return self.of(digits) in (self.disputed if expected is None else (str(expected),))


class IdentifierRules(BaseModel):
    """What pack.yaml says about the number."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    length: int = Field(ge=4, le=18)  # fits 64 bits
    groups: tuple[int, ...]  # how many digits stand together when a person reads it
    century: CenturyPart
    birth_date: DatePart
    place: PlacePart
    serial: SerialPart
    sex: SexPart
    check: CheckPart

    @model_validator(mode="after")
    def _parts_fill_the_number(self) -> Self:
        parts = sorted((self.century, self.birth_date, self.place, self.serial, self.check), key=lambda p: p.position)
        spans = [part.span for part in parts]
        whole = spans[0].start == 0 and spans[-1].stop == self.length
        if not whole or any(left.stop != right.start for left, right in pairwise(spans)):
            raise ValueError(
                f"century, birth_date, place, serial and check must fill the {self.length} digits, without overlap"
            )
        if not self.serial.span.start <= self.sex.span.start < self.serial.span.stop:
            raise ValueError("the sex digit must be one of the serial's")
        if self.check.position != self.length or len(self.check.weights) != self.length - 1:
            raise ValueError(
                f"the check digit must be the last, with {self.length - 1} weights, one for each digit before it"
            )
        if sum(self.groups) != self.length:
            raise ValueError(f"groups make {sum(self.groups)} digits, not {self.length}")
        return self


@dataclass(frozen=True)
class Identifier:
    """A number and what it tells of its holder."""

    number: str  # Latin digits only
    birth_date: date
    sex: Sex
    place: str  # code of the place where the birth was registered
    serial: str
    check_ok: bool
    warnings: tuple[Problem, ...]
    made_up: bool


class InvalidIdentifier(Refusal):
    """The text is not a number of this country; `problems` lists each reason. The text itself is not repeated."""

    def __init__(self, name: Text, problems: list[Problem]) -> None:
        self.problems = problems
        what = Text(ar="، ".join(p.what.ar for p in problems), en="; ".join(p.what.en for p in problems))
        mend = Text(ar="، ".join(p.mend.ar for p in problems), en="; ".join(p.mend.en for p in problems))
        super().__init__(what, mend=mend, where=name.en)


@dataclass(frozen=True)
class IdentifierScheme:
    """The number of one country: its rules, and the places that it may name."""

    rules: IdentifierRules
    places: Mapping[str, Text]

    @property
    def name(self) -> Text:
        return self.rules.name

    def parse(self, text: str, *, demo: bool, today: date) -> Identifier:
        """The number in a text, in any digits, with or without spaces. Raises InvalidIdentifier."""
        digits = normalise_digits(text)
        problems = self.validate(digits, demo=demo, today=today)
        firm = [problem for problem in problems if not self._is_warning(problem)]
        birth_date = None if firm else self._birth_date(digits, self.rules.century.known(demo=demo))
        if birth_date is None:
            raise InvalidIdentifier(self.name, firm)
        return self._read(digits, birth_date, problems)

    def validate(self, text: str, *, demo: bool, today: date) -> list[Problem]:
        """Everything that is wrong with it, the check digit included; empty if nothing is."""
        digits = normalise_digits(text)
        if problems := self._shape(digits):
            return problems
        return [*self._century_and_date(digits, demo=demo, today=today), *self._place(digits), *self._check(digits)]

    def is_valid(self, text: str, *, demo: bool, today: date) -> bool:
        """Whether `parse` takes it."""
        return all(self._is_warning(problem) for problem in self.validate(text, demo=demo, today=today))

    def check_digit(self, before: str) -> int | None:
        """The check digit after these digits; None where published algorithms differ, so that no number is made."""
        return self.rules.check.digit(before)

    def format(self, number: str) -> str:
        """In groups, for a person to read; untouched if the length is wrong."""
        digits = normalise_digits(number)
        if len(digits) != self.rules.length:
            return number
        left = iter(digits)
        return " ".join("".join(next(left) for _ in range(size)) for size in self.rules.groups)

    def make(self, birth_date: date, place: str, sex: Sex, *, nth: int, made_up: bool = True) -> str:
        """The number of the nth (from 0) child of that sex born on that day in that place. See `make_numbers`."""
        return str(self.make_numbers([birth_date], [place], [sex], [nth], made_up=made_up)[0])

    def make_numbers(
        self,
        birth_dates: "Sequence[date] | pl.Series",
        places: "Sequence[str] | pl.Series",
        sexes: "Sequence[str] | pl.Series",
        nths: "Sequence[int] | pl.Series",
        *,
        made_up: bool = True,
    ) -> "pl.Series":
        """Numbers of many people at once. `nths` count, from 0, the children of one sex, day and place; each gives
        another number, and every number has an undisputed check digit. Raises ValueError for what has no number."""
        return self._bulk.make_numbers(birth_dates, places, sexes, nths, made_up=made_up)

    def valid_expr(self, column: "str | pl.Expr", *, demo: bool, today: date) -> "pl.Expr":
        """`is_valid` over a column of text; null stays null."""
        return self._bulk.valid_expr(column, demo=demo, today=today)

    def birth_date_expr(self, column: "str | pl.Expr", *, demo: bool) -> "pl.Expr":
        """The birth date that each text tells; null where it tells none."""
        return self._bulk.birth_date_expr(column, demo=demo)

    def check_digit_expr(self, column: "str | pl.Expr") -> "pl.Expr":
        """The check digit that each number in a column should have; null where disputed or malformed."""
        return self._bulk.check_digit_expr(column)

    @cached_property
    def _bulk(self) -> "NumberColumns":
        from wasl.country.bulk import NumberColumns  # needs this module

        return NumberColumns(self.rules, tuple(self.places))

    def _read(self, digits: str, birth_date: date, warnings: list[Problem]) -> Identifier:
        rules = self.rules
        return Identifier(
            number=digits,
            birth_date=birth_date,
            sex=rules.sex.read(digits),
            place=rules.place.of(digits),
            serial=rules.serial.of(digits),
            check_ok=rules.check.fits(digits),
            warnings=tuple(warnings),
            made_up=rules.century.of(digits) in rules.century.made_up,
        )

    def _is_warning(self, problem: Problem) -> bool:
        return problem.where == self.rules.check.where and not self.rules.check.strict

    def _shape(self, digits: str) -> list[Problem]:
        if not (digits.isascii() and digits.isdecimal()):
            return [wording.not_digits(self.name)]
        if len(digits) != self.rules.length:
            return [wording.wrong_length(self.name, self.rules.length, len(digits))]
        return []

    def _century_and_date(self, digits: str, *, demo: bool, today: date) -> list[Problem]:
        rules = self.rules
        digit = rules.century.of(digits)
        centuries = rules.century.known(demo=demo)
        if digit not in centuries:
            made_up = digit in rules.century.made_up
            return [
                wording.made_up(rules.century.where) if made_up else wording.no_century(rules.century.where, centuries)
            ]
        birth_date = self._birth_date(digits, centuries)
        if birth_date is None:
            return [wording.no_such_date(rules.birth_date.where)]
        return [wording.not_yet_born(rules.birth_date.where)] if birth_date > today else []

    def _birth_date(self, digits: str, centuries: dict[str, int]) -> date | None:
        part = self.rules.birth_date.of(digits)
        century = centuries[self.rules.century.of(digits)]
        try:
            return date(century + int(part[:2]), int(part[2:4]), int(part[4:]))
        except ValueError:
            return None

    def _place(self, digits: str) -> list[Problem]:
        part = self.rules.place
        return [] if part.of(digits) in self.places else [wording.no_such_place(part.where)]

    def _check(self, digits: str) -> list[Problem]:
        part = self.rules.check
        return [] if part.fits(digits) else [wording.check_digit(part.where)]
