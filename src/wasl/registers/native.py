"""A register's columns as one who writes: canonical values to what stands there, and whether two say the same."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from wasl.registers import refusals
from wasl.registers.catalogue import Catalogue
from wasl.registers.connectors.base import Native, Place, RawRow, RegisterUnavailable, Writer
from wasl.registers.decode import Decoder, Unwritable, Value, decoder, encoder, native_text, problems
from wasl.registers.decode.texts import REPLACEMENT
from wasl.registers.manifest import Column, Manifest

AS_TEXT = (Decimal, datetime, date, time, UUID)


class Columns:
    """The columns of one register that a change concerns."""

    def __init__(self, manifest: Manifest, catalogue: Catalogue, writer: Writer) -> None:
        self.manifest, self._catalogue, self._writer = manifest, catalogue, writer
        self._decoders: dict[str, Decoder] = {}

    @cached_property
    def places(self) -> Mapping[str, Place]:
        return self._writer.places()

    def place(self, attribute: str) -> Place:
        name = self.manifest.column(attribute).column
        if name not in self.places:
            raise RegisterUnavailable("changed", f"there is no column {name}")
        return self.places[name]

    def names(self, attributes: Mapping[str, object]) -> list[str]:
        return [self.manifest.column(attribute).column for attribute in attributes]

    def native(self, attribute: str, value: object) -> Native:
        """What stands in the register for a canonical value. Raises Refusal where nothing can."""
        column, place = self.manifest.column(attribute), self.place(attribute)
        try:
            encode = encoder(column, codes=self._catalogue.codes_of(column), minor_digits=self._catalogue.minor_digits)
            text = encode(value, typed=place.typed)
            return self._nothing(column, place) if text is None else self.held(column, text)
        except Unwritable as error:
            raise refusals.unfit(self.manifest.id, attribute, error.why) from error

    def _nothing(self, column: Column, place: Place) -> Native:
        if place.nullable:
            return None
        if not column.nulls:
            raise Unwritable(problems.NEVER_EMPTY)
        return self.held(column, column.nulls[0])

    def held(self, column: Column, text: str) -> Native:
        """Native text as the column keeps it. Raises Unwritable."""
        try:
            held = self._writer.fitted(column.column, text)
        except (ValueError, OverflowError) as error:
            raise Unwritable(problems.NO_ROOM) from error
        if not self.same(column.attribute, held, text):
            raise Unwritable(problems.READ_OTHERWISE)
        return held

    def kept(self, row: RawRow, attributes: Mapping[str, object]) -> dict[str, Native]:
        """What stands in a row, such that it can be put back. Raises Refusal."""
        return {
            attribute: self._kept(attribute, row[self.manifest.column(attribute).column]) for attribute in attributes
        }

    def _kept(self, attribute: str, value: object) -> Native:
        if isinstance(value, str) and REPLACEMENT in value:
            raise refusals.unkept(self.manifest.id, attribute)
        if isinstance(value, Native):
            return value
        if isinstance(value, AS_TEXT):
            return native_text(value)
        raise refusals.unkept(self.manifest.id, attribute)

    def same(self, attribute: str, one: object, other: object) -> bool:
        """To the letter, or in what is read of it."""
        if native_text(one) == native_text(other):
            return True
        first, second = self._read(attribute, one), self._read(attribute, other)
        return first.problem is None and second.problem is None and first.value == second.value

    def stands(self, row: RawRow, values: Mapping[str, Native]) -> bool:
        """Whether a row says all this."""
        return all(
            self.same(attribute, row[self.manifest.column(attribute).column], value)
            for attribute, value in values.items()
        )

    def lost(self, row: RawRow, values: Mapping[str, Native]) -> str | None:
        """The first attribute of which a row says something else."""
        return next((one for one, value in values.items() if not self.stands(row, {one: value})), None)

    def by_column(self, values: Mapping[str, Native]) -> dict[str, Native]:
        return {self.manifest.column(attribute).column: value for attribute, value in values.items()}

    def day(self, row: RawRow, attribute: str) -> date | None:
        found = self._read(attribute, row[self.manifest.column(attribute).column]).value
        return found if isinstance(found, date) else None

    def _read(self, attribute: str, native: object) -> Value:
        if attribute not in self._decoders:
            column = self.manifest.column(attribute)
            codes, digits = self._catalogue.codes_of(column), self._catalogue.minor_digits
            self._decoders[attribute] = decoder(column, codes=codes, minor_digits=digits)
        return self._decoders[attribute](native)
