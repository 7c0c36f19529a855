"""The one door through which personal data leave: decided before they are read, on record before they are answered.

A passage is opened for a look, asks policies and consents, and is closed with the entry of the ledger. Leaving it
without closing it would show somebody something without a trace: that is an error. What reads persons only to count
them, or the index only for handles and keys, opens the door under that name instead.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from wasl.core.errors import NotAllowed
from wasl.core.passage import opened
from wasl.core.text import Text
from wasl.trust import consents
from wasl.trust.deciding import Asked, Decision, Question, decide
from wasl.trust.log.api import Entry, record
from wasl.trust.look import Look


class LeftOpenError(RuntimeError):
    """A passage ended without its entry: a fault of the program."""


@dataclass
class Passage:
    """One look on its way: decide, read, close."""

    look: Look
    persons: tuple[str, ...]
    decision: Decision | None = None
    entry: Entry | None = None
    _consents: set[str] = field(default_factory=set)

    def about(self, *persons: str) -> None:
        """Name whom the look is at, once that is known."""
        self.persons = persons

    def decide(self, asked: Question | Iterable[Asked]) -> Decision:
        """What may be seen of these persons (with several: what may be seen of each of them).

        Raises Refusal for a purpose that is unknown or out of date.
        """
        self.decision = decide(self.look, asked, self.persons)
        self._consents |= self.decision.consents
        return self.decision

    def close(
        self,
        *,
        outcome: str,
        persons: Sequence[str] | None = None,
        sections: Iterable[str] = (),
        registers: Iterable[str] = (),
        missing: Iterable[str] = (),
    ) -> Entry:
        """Write the look down; after this, and not before, what was read may be answered.

        Raises NotAllowed where a consent that the decision rests on was withdrawn in the meantime.
        """
        seen = self.persons if persons is None else tuple(persons)
        if self._consents and not consents.still_stand(self._consents):
            self._write("refused: consent withdrawn", seen)
            raise _withdrawn_meanwhile()
        return self._write(outcome, seen, sections, registers, missing)

    def refuse(self, mend: Text) -> NotAllowed:
        """Write down that nothing was shown, and why the first closed section is closed; raise what comes back."""
        self._write("refused", self.persons)
        closed = (*self.decision.refused, *self.decision.partly) if self.decision else ()
        return NotAllowed(closed[0].why if closed else _NOTHING, mend=mend)

    def _write(
        self,
        outcome: str,
        persons: Sequence[str],
        sections: Iterable[str] = (),
        registers: Iterable[str] = (),
        missing: Iterable[str] = (),
    ) -> Entry:
        self.entry = record(
            self.look,
            outcome=outcome,
            persons=persons,
            sections=sections,
            registers=registers,
            missing=missing,
            consents=self._consents,
            policy=self.decision.edition if self.decision else "",
            basis=_together(self.decision.bases) if self.decision else None,
        )
        return self.entry


def _together(bases: Sequence[Text]) -> Text | None:
    """Several rights as one text; None where nothing was permitted: the purpose's own then stands."""
    if not bases:
        return None
    return Text(ar="؛ ".join(one.ar for one in bases), en="; ".join(one.en for one in bases))


@contextmanager
def passing(look: Look, persons: Sequence[str] = ()) -> Iterator[Passage]:
    """Open a passage for a look at persons (handles; none yet for a search).

    Raises LeftOpenError where it ends without an entry and without an error.
    """
    passage = Passage(look, tuple(persons))
    with opened(look.purpose):
        yield passage
    if passage.entry is None:
        raise LeftOpenError(f"a look for {look.purpose} by {look.channel} ended without its entry")


@contextmanager
def figures(why: str) -> Iterator[None]:
    """Read persons in order to count them: no row about anybody may leave."""
    with opened(f"figures: {why}"):
        yield


@contextmanager
def upkeep(why: str) -> Iterator[None]:
    """Read the index in order to keep it, or for handles and keys alone: nobody is told who somebody is."""
    with opened(f"upkeep: {why}"):
        yield


@contextmanager
def own_words(why: str) -> Iterator[None]:
    """Show somebody what they filled in themselves, with what a look on record brought them while they did."""
    with opened(f"own words: {why}"):
        yield


def _withdrawn_meanwhile() -> NotAllowed:
    return NotAllowed(
        Text(
            ar="سُحبت الموافقة أثناء القراءة، فلا يُعرض شيء", en="consent was withdrawn while reading; nothing is shown"
        ),
        mend=Text(
            ar="لا تُعد المحاولة إلا بموافقة جديدة من صاحب البيانات", en="try again only with the person's new consent"
        ),
    )


_NOTHING = Text(ar="لا شيء في هذا الطلب يشمله الغرض", en="the purpose covers nothing of what is asked")
