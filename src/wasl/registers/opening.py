"""Whether what a manifest opens to writing can be written at all."""

from collections.abc import Iterator
from datetime import date

from wasl.country.api import Document, Fault, Pack
from wasl.registers.connectors.plugins import known_connectors
from wasl.registers.connectors.sql.stores import is_utf8
from wasl.registers.decode import Unwritable, encoder
from wasl.registers.manifest import Column, Ending, Manifest, Operation, Writes

TODAY = "today"
LEAST_DIGITS = 6
"""Of a new row's key: fewer are taken too soon."""


def faults_of_writes(document: Document, manifest: Manifest, country: Pack) -> Iterator[Fault]:
    """Every fault of `writes`."""
    if (writes := manifest.writes) is None:
        return
    connector = known_connectors().get(manifest.source.connector)
    if connector is not None and not connector.can_be_written:
        what = f"a register behind the connector '{manifest.source.connector}' cannot be written"
        yield document.fault(("writes",), what, "remove writes: its owner makes changes by hand")
        return
    if not is_utf8(manifest.source.encoding):
        yield document.fault(("writes",), "text in another encoding is read only", "remove writes, or the encoding")
    yield from _of_the_attributes(document, manifest, writes)
    yield from _of_the_keys(document, manifest, writes)
    if writes.end:
        yield from _of_the_end(document, manifest.column(writes.end.attribute), writes.end, country)


def _of_the_attributes(document: Document, manifest: Manifest, writes: Writes) -> Iterator[Fault]:
    for place, attribute in enumerate(writes.change):
        if attribute in manifest.key:
            mend = "remove it: end the row and add another"
            yield document.fault(("writes", "change", place), f"{attribute} tells the row from others", mend)
    if writes.add and not (writes.end or writes.remove_added):
        mend = "add end: {attribute: ..., value: ...}, or remove_added: true"
        yield document.fault(("writes", "add"), "what is added could not be taken back", mend)


def _of_the_keys(document: Document, manifest: Manifest, writes: Writes) -> Iterator[Fault]:
    if writes.keys and not writes.add:
        yield document.fault(("writes", "keys"), "no row is ever added", "remove keys, or open attributes at add")
    for attribute in writes.keys:
        if attribute not in manifest.key or attribute in writes.add:
            mend = "name parts of the key that are not given with the change"
            yield document.fault(("writes", "keys", attribute), f"{attribute} is not made here", mend)
        elif manifest.column(attribute).type == "integer" and not _is_number(writes.keys[attribute]):
            mend = "write # and numerals alone, such as 9######"
            yield document.fault(("writes", "keys", attribute), f"{attribute} is a number", mend)
    if not writes.add:
        return
    if lost := [part for part in manifest.key if part not in (*writes.add, *writes.keys)]:
        mend = "name it at keys with a pattern such as R#######, or at add where the change gives it"
        yield document.fault(("writes",), f"a new row would have no {', '.join(lost)}", mend)
    if writes.keys and "".join(writes.keys.values()).count("#") < LEAST_DIGITS:
        yield document.fault(("writes", "keys"), "so few digits are taken soon", f"write at least {LEAST_DIGITS} #")


def _is_number(pattern: str) -> bool:
    filled = pattern.replace("#", "1")
    return filled.isascii() and filled.isdecimal()


def _of_the_end(document: Document, column: Column, end: Ending, country: Pack) -> Iterator[Fault]:
    try:
        encoder(column, codes=country.code_lists.get(column.codes or ""))(ending_value(column, end, date(2000, 1, 1)))
    except Unwritable as error:
        mend = "write a value as reading gives it: a code of the list, true, a text; today for a date"
        yield document.fault(("writes", "end", "value"), f"{column.attribute} cannot say '{end.value}': {error}", mend)


def ending_value(column: Column, end: Ending, today: date) -> object:
    """The canonical value that ends a row on a day."""
    return today if end.value == TODAY and column.type == "date" else end.value


def not_open(manifest: Manifest, operation: Operation, attributes: frozenset[str]) -> list[str]:
    """What an operation on a register names and its manifest does not open."""
    writes = manifest.writes
    return sorted(attributes - writes.open_to(operation)) if writes else sorted(attributes)


def key_parts_wanted(manifest: Manifest) -> list[str]:
    """Parts of a new row's key that whoever adds it must give."""
    return [part for part in manifest.key if manifest.writes and part not in manifest.writes.keys]
