"""What a change comes to, decided on the row as it stands."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

from wasl.core.digits import arabic_digits
from wasl.registers import refusals
from wasl.registers.changes import Change, Prepared, Written
from wasl.registers.connectors.base import Deadline, HeldRow, Native, RawRow, Writer
from wasl.registers.decode import native_text
from wasl.registers.manifest import KEY_SEPARATOR, Manifest, Operation, Writes
from wasl.registers.native import Columns
from wasl.registers.opening import ending_value, key_parts_wanted, not_open

TRIES = 20
"""Keys that are tried for a new row before its register is taken for full."""


@dataclass(frozen=True)
class Work:
    """A change in its register. `today`: of the country, for rows that end on a day."""

    change: Change
    manifest: Manifest
    columns: Columns
    writer: Writer
    deadline: Deadline
    today: date

    @property
    def writes(self) -> Writes:
        """Raises NotOpen where the manifest does not allow the change."""
        writes, operation = self.manifest.writes, self.change.operation
        if writes is None or not writes.allows(operation):
            raise refusals.not_open(self.manifest.id, operation.value)
        if closed := not_open(self.manifest, operation, frozenset(self.change.values)):
            raise refusals.not_open(self.manifest.id, f"{operation.value} {', '.join(closed)}")
        return writes

    def prepared(self) -> Prepared:
        """What stands there, and what will. Raises Refusal, RegisterUnavailable."""
        writes = self.writes
        if self.change.operation is Operation.ADD:
            return self._new_row(writes)
        values = {**self.change.values, **self._ending(writes)}
        row = self._row(key := self.change.key or "", values)
        if row is None:
            raise refusals.no_such_row(self.manifest.id)
        before = self.columns.kept(row, values)
        return Prepared(key, before, {one: self._after(one, value, before[one]) for one, value in values.items()})

    def _after(self, attribute: str, value: object, before: Native) -> Native:
        """What says the same already stays as it is written."""
        after = self.columns.native(attribute, value)
        return before if self.columns.same(attribute, before, after) else after

    def _ending(self, writes: Writes) -> dict[str, object]:
        if self.change.operation is not Operation.END or writes.end is None:
            return {}
        column = self.manifest.column(writes.end.attribute)
        return {column.attribute: ending_value(column, writes.end, self.today)}

    def _new_row(self, writes: Writes) -> Prepared:
        given = {attribute: value for attribute, value in self.change.values.items() if value is not None}
        if lost := [part for part in key_parts_wanted(self.manifest) if part not in given]:
            raise refusals.incomplete(self.manifest.id, ", ".join(lost))
        values = {attribute: self.columns.native(attribute, value) for attribute, value in given.items()}
        self._fills(values, writes)
        for attempt in range(TRIES):
            after = values | {part: self._made(part, pattern, attempt) for part, pattern in writes.keys.items()}
            prepared = Prepared(self._key_of(after), {}, after)
            row = self._row(prepared.key, after)
            if row is None or (writes.keys and self.columns.stands(row, after)):
                return prepared
            if not writes.keys:
                break
        raise refusals.key_taken(self.manifest.id)

    def _fills(self, values: Mapping[str, Native], writes: Writes) -> None:
        """No column that may not be empty is left so."""
        filled = set(self.columns.by_column(values)) | {self.manifest.column(part).column for part in writes.keys}
        places = self.columns.places.items()
        if empty := [name for name, place in places if not (place.nullable or place.filled or name in filled)]:
            raise refusals.empty_columns(self.manifest.id, empty)

    def _made(self, part: str, pattern: str, attempt: int) -> Native:
        """A part of a key out of the change's own name: the same for the same change, whoever works it out."""
        name = "\x1f".join([self.manifest.id, part, self.change.once, str(attempt)])
        digits = iter(str(int.from_bytes(sha256(name.encode()).digest())).rjust(80, "0")[::-1])
        text = "".join(next(digits) if sign == "#" else sign for sign in pattern)
        column, place = self.manifest.column(part), self.columns.place(part)
        if column.type == "integer":
            text = text if text[0] != "0" else f"1{text[1:]}"
        if column.digits == "arabic" and not place.typed:
            text = arabic_digits(text)
        return self.columns.held(column, text)

    def _key_of(self, values: Mapping[str, Native]) -> str:
        return KEY_SEPARATOR.join(native_text(values[part]) or "" for part in self.manifest.key)

    def _row(self, key: str, values: Mapping[str, object]) -> RawRow | None:
        return self.writer.row(tuple(key.split(KEY_SEPARATOR)), self.columns.names(values))

    @contextmanager
    def _held(self, prepared: Prepared, *more: str) -> Iterator[HeldRow]:
        names = self.columns.names({**prepared.after, **dict.fromkeys(more)})
        key, new = tuple(prepared.key.split(KEY_SEPARATOR)), self.change.operation is Operation.ADD
        with self.writer.holding(key, names, self.deadline, new=new) as row:
            yield row

    def written(self, prepared: Prepared) -> Written:
        """Raises Overtaken and other Refusals, RegisterUnavailable."""
        _ = self.writes
        if self.change.operation is not Operation.ADD:
            return self._moved(prepared, prepared.before, prepared.after)
        try:
            return self._done(prepared, already=self._added(prepared))
        except refusals.Unfit:
            if self._row(prepared.key, prepared.after) is None:
                raise
            return self._done(prepared, already=self._added(prepared))  # somebody else was quicker: it says who

    def _added(self, prepared: Prepared) -> bool:
        """Whether it was there already."""
        with self._held(prepared) as row:
            found = row.read()
            if found is None:
                row.add(self.columns.by_column(prepared.after))
                self._see(row, prepared.after)
            elif not self.columns.stands(found, prepared.after):
                raise refusals.key_taken(self.manifest.id)
        return found is not None

    def restored(self, prepared: Prepared) -> Written:
        """Raises Overtaken and other Refusals, RegisterUnavailable."""
        return self._moved(prepared, prepared.after, prepared.before)

    def _moved(self, prepared: Prepared, away: Mapping[str, Native], to: Mapping[str, Native]) -> Written:
        with self._held(prepared) as row:
            found = row.read()
            if found is None:
                raise refusals.overtaken(self.manifest.id)
            already = self.columns.stands(found, to)
            if not already:
                self._move(row, found, away, to)
        return self._done(prepared, already=already)

    def _move(self, row: HeldRow, found: RawRow, away: Mapping[str, Native], to: Mapping[str, Native]) -> None:
        if not self.columns.stands(found, away):
            raise refusals.overtaken(self.manifest.id)
        moved = {one: value for one, value in to.items() if away[one] != value}
        row.change(self.columns.by_column(moved))
        self._see(row, moved)

    def ended(self, prepared: Prepared) -> Written:
        """An added row taken back. Raises Overtaken and other Refusals, RegisterUnavailable."""
        writes = self.writes
        if writes.remove_added:
            return self._removed(prepared)
        end = writes.end
        if end is None:
            raise refusals.not_open(self.manifest.id, Operation.END.value)
        others = {one: value for one, value in prepared.after.items() if one != end.attribute}
        with self._held(prepared, end.attribute) as row:
            found = row.read()
            already = found is None or self._has_ended(found, writes)
            if found is not None and not self.columns.stands(found, others if already else prepared.after):
                raise refusals.overtaken(self.manifest.id)
            if not already:
                self._end(row, writes)
        return self._done(prepared, already=already)

    def _end(self, row: HeldRow, writes: Writes) -> None:
        assert writes.end is not None  # noqa: S101  ended() asked
        column = self.manifest.column(writes.end.attribute)
        ended = {column.attribute: self.columns.native(column.attribute, ending_value(column, writes.end, self.today))}
        row.change(self.columns.by_column(ended))
        self._see(row, ended)

    def _has_ended(self, row: RawRow, writes: Writes) -> bool:
        assert writes.end is not None  # noqa: S101  ended() asked
        column = self.manifest.column(writes.end.attribute)
        value = ending_value(column, writes.end, self.today)
        if isinstance(value, date):  # ended on this day, or on an earlier one when it was tried before
            day = self.columns.day(row, column.attribute)
            return day is not None and day <= value
        return self.columns.stands(row, {column.attribute: self.columns.native(column.attribute, value)})

    def _removed(self, prepared: Prepared) -> Written:
        with self._held(prepared) as row:
            found = row.read()
            if found is not None and not self.columns.stands(found, prepared.after):
                raise refusals.overtaken(self.manifest.id)
            if found is not None:
                row.remove()
        return self._done(prepared, already=found is None)

    def _see(self, row: HeldRow, values: Mapping[str, Native]) -> None:
        """Stores round, cut and have triggers: what was written is read again before it counts."""
        found = row.read()
        lost = next(iter(values)) if found is None else self.columns.lost(found, values)
        if lost:
            raise refusals.unfit(self.manifest.id, lost, refusals.HELD_OTHERWISE)

    def _done(self, prepared: Prepared, *, already: bool) -> Written:
        return Written(self.manifest.id, prepared.key, already, datetime.now(UTC))
