"""Errors that a person can act on: what happened, where, and how to mend it."""

from dataclasses import dataclass

from wasl.core.text import Text

Message = Text | str
"""Bilingual where a citizen or an officer reads it; plain English where only an engineer does."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong."""

    where: str
    what: Text
    mend: Text

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.mend}"


class Refusal(Exception):  # noqa: N818  a refusal is an answer, not a fault of the program
    """Something asked for cannot be done, for a reason that the asker can do something about.

    >>> print(Refusal("there is no register reg-999", where="reg-999", mend="see `wasl registers list`"))
    reg-999: there is no register reg-999. To mend: see `wasl registers list`
    """

    def __init__(self, what: Message, *, mend: Message, where: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend
        self.where = where

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        stop = "" if str(self.what).endswith(".") else "."
        return f"{place}{self.what}{stop} To mend: {self.mend}"


class Unknown(Refusal):
    """What was asked for does not exist."""


class NotAllowed(Refusal):
    """It exists, and the asker may not have it."""


def words(message: Message) -> Text:
    """A message in both languages; one that only engineers read says the same in both."""
    return message if isinstance(message, Text) else Text(ar=message, en=message)
