"""Looks are written down: one at a time before it is answered, or many at once with their own times."""

from collections.abc import Iterable, Iterator
from itertools import islice

from wasl.core.conf import settings
from wasl.core.errors import NotAllowed
from wasl.core.text import Text
from wasl.trust.log.entries import Draft, Entry, Written, draft, entry_of, stamp
from wasl.trust.log.writing import Ticket, writer
from wasl.trust.look import Look
from wasl.trust.purposes import purpose

CHUNK = 2000


def record(
    look: Look,
    *,
    outcome: str,
    persons: Iterable[str] = (),
    sections: Iterable[str] = (),
    registers: Iterable[str] = (),
    missing: Iterable[str] = (),
    consents: Iterable[str] = (),
    policy: str = "",
    basis: Text | None = None,
) -> Entry:
    """Write one look down; it is on disk and signed for when this returns, and nobody may be answered before.

    `outcome` is a few words without personal data, such as "shown" or "found 3"; `consents` are those that the answer
    rests on; `basis` is the right by which, where it is another than the purpose's. Raises NotWrittenError,
    RuntimeError inside a transaction, Refusal for a purpose that does not hold.
    """
    wanted = draft(
        look,
        purpose(look.purpose),
        outcome=outcome,
        persons=persons,
        sections=sections,
        registers=registers,
        missing=missing,
        consents=consents,
        policy=policy,
        basis=basis,
    )
    [(leaf, hashed)] = writer.write(Ticket([wanted]))
    return entry_of(leaf.seq, leaf.text, wanted.persons, hashed)


def write_many(written: Iterable[Written]) -> int:
    """Take entries over with their own times, for made-up nations; how many. Raises NotAllowed outside demo mode."""
    if not settings().demo:
        raise NotAllowed(
            Text(ar="لا يُكتب في السجل ما لم يحدث الآن", en="the log takes only what happens now"),
            mend=Text(ar="يجوز ذلك في وضع التجربة فقط", en="only demo mode allows it"),
        )
    entries, count = iter(written), 0
    while chunk := list(_drafts(islice(entries, CHUNK))):
        writer.write(Ticket(chunk))
        count += len(chunk)
    return count


def _drafts(written: Iterable[Written]) -> Iterator[Draft]:
    for one in written:
        made = draft(
            one.look,
            purpose(one.look.purpose, one.at.date()),
            outcome=one.outcome,
            persons=one.persons,
            sections=one.sections,
            registers=one.registers,
            missing=one.missing,
            consents=one.consents,
            policy=one.policy,
        )
        made.facts["at"] = stamp(one.at)
        yield made
