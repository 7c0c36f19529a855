"""What the log holds, for tests that ask whether a look was written down."""

from wasl.trust.log.api import Entry, entries


def looks() -> list[Entry]:
    return list(entries())


def only_look() -> Entry:
    [entry] = entries()
    return entry
