"""What the watch has found about one account, and what it is found with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from wasl.core.digits import arabic_digits
from wasl.core.text import Text
from wasl.protection.terms import KindOfCase, Terms
from wasl.protection.watching.looks import Account
from wasl.protection.watching.peers import Measured, Peers

MOST_ENTRIES = 500
"""Entries kept with a finding; its words say how many there are."""


@dataclass(frozen=True)
class Finding:
    """One account stands out in one way."""

    account: Account
    kind: str
    strength: float
    words: Text
    entries: tuple[int, ...]  # in order


@dataclass(frozen=True)
class Ground:
    """All that rules may look at. People are handles; nobody is named."""

    terms: Terms
    accounts: Sequence[Account]
    looks: pl.DataFrame  # looks.LOOKS
    visits: pl.DataFrame  # looks.visits_of
    homes: pl.DataFrame  # persons.closeness.HOMES, of everybody looked at and of staff
    relatives: frozenset[tuple[str, str]]  # of staff
    famous: frozenset[str]

    @cached_property
    def peers(self) -> Peers:
        return Peers(self.accounts, self.terms.watch)

    @cached_property
    def named(self) -> dict[str, Account]:
        return {account.name: account for account in self.accounts}

    @cached_property
    def people(self) -> int:
        """How many were looked at."""
        return self.visits["person"].n_unique()

    def finding(self, account: str, kind: str, measured: Measured, words: Text, entries: Iterable[int]) -> Finding:
        found: KindOfCase = self.terms.kinds[kind]
        kept = tuple(sorted(set(entries)))[-MOST_ENTRIES:]
        strength = min(self.terms.watch.most_strength, measured.strength + found.weight * (measured.strength >= 1))
        return Finding(self.named[account], kind, round(strength, 2), words, kept)


def entries_of(visits: pl.DataFrame) -> list[int]:
    return visits["seqs"].explode().to_list() if len(visits) else []


def strongest(found: Iterable[Finding]) -> list[Finding]:
    """One finding for each account."""
    return list({one.account.name: one for one in sorted(found, key=lambda one: one.strength)}.values())


def told(ar: str, en: str, **figures: float | str) -> Text:
    """Words with figures in them, as each language writes digits. A handle stays as it is.

    >>> told("الأيام: {days}.", "Days: {days}.", days=3.04).ar
    'الأيام: ٣.'
    """
    written = {name: value if isinstance(value, str) else _figure(value) for name, value in figures.items()}
    in_arabic = {
        name: value if isinstance(figures[name], str) else arabic_digits(value).replace(".", "٫")
        for name, value in written.items()
    }
    return Text(ar=ar.format(**in_arabic), en=en.format(**written))


def _figure(value: float) -> str:
    if value >= 10 or value == round(value):
        return f"{value:,.0f}".replace(",", "")
    if value >= 0.05:
        return f"{value:.1f}".removesuffix(".0")
    return "0"
