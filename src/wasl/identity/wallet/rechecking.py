"""Every credential in force, held against the row behind it: what the register no longer says is revoked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from wasl.core.errors import Refusal
from wasl.identity.wallet import values
from wasl.identity.wallet.denial import Denied
from wasl.identity.wallet.issued import end_behind
from wasl.identity.wallet.issuing import row_mark
from wasl.identity.wallet.kinds import Kind, kinds
from wasl.identity.wallet.models import Issued, Standing


@dataclass
class Rechecked:
    """Counts of credentials."""

    held: int = 0  # the row stands as it did
    revoked: int = 0
    waiting: int = 0  # the register did not answer, or may not be read now: the next run asks again


def recheck(told: Callable[[int, int], None] = lambda *_: None) -> Rechecked:
    """Reads each row anew, on record and for the purpose that it was issued for. Interrupted, it is just run again."""
    in_force = Issued.objects.filter(expires__gt=datetime.now(UTC)).exclude(standing=Standing.REVOKED)
    rows = sorted(set(in_force.values_list("person", "kind", "register", "row")))
    counted = Rechecked()
    for done, (person, kind, register, row) in enumerate(rows, 1):
        if kind in kinds():
            _recheck(kinds()[kind], person, register, row, counted)
        told(done, len(rows))
    return counted


def _recheck(kind: Kind, person: str, register: str, row: str, counted: Rechecked) -> None:
    try:
        rows = values.qualifying(kind, person, kind.assurance, datetime.now(UTC).date())
    except Denied:
        rows = []
    except (values.NotYet, Refusal):
        counted.waiting += 1
        return
    if row in {row_mark(register, one.key) for one in rows}:
        counted.held += 1
    else:
        counted.revoked += end_behind(register, row)
