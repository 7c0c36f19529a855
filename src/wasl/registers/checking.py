"""Does a register look as its manifest says? All are looked at at once; a hung one does not hang the rest."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from time import perf_counter

from wasl.core.errors import Refusal
from wasl.registers import findings, refusals, streaming
from wasl.registers.connectors.base import ColumnInfo, Deadline, RawRow, RegisterUnavailable
from wasl.registers.connectors.tables import key_of, text_table
from wasl.registers.decode import Value
from wasl.registers.decode.problems import UNKNOWN_CODE
from wasl.registers.findings import Finding, Level
from wasl.registers.gaps import Reason
from wasl.registers.lanes import Lane
from wasl.registers.manifest import Column, Manifest, Via, Writes
from wasl.registers.reading import CREW, Registers
from wasl.registers.together import Together

SAMPLE = 200
LONGEST_CODE = 16
"""A longer text is no code; it is not told, for it may be personal."""


@dataclass(slots=True)
class CheckReport:
    """What was found. `understood`: share of the sample's filled values that the manifest explains."""

    register_id: str
    findings: list[Finding] = field(default_factory=list)
    sampled: int = 0
    understood: float | None = None
    took_ms: float = 0.0

    @property
    def passed(self) -> bool:
        """Usable: nothing found is an error."""
        return all(finding.level != Level.ERROR for finding in self.findings)


def check(registers: Registers, ids: Sequence[str], *, seconds: float) -> list[CheckReport]:
    """One report for each id, in their order. Raises KeyError for a register that does not exist."""
    for register_id in ids:
        _ = registers.catalogue[register_id]
    deadline = Deadline.after(seconds)
    together: Together[str, CheckReport] = Together(CREW)
    reports = together.run({id_: partial(_report, registers, id_, deadline) for id_ in ids}, deadline)
    return [reports.get(id_) or CheckReport(id_, [findings.unavailable(Reason.SLOW, "")]) for id_ in ids]


def _report(registers: Registers, register_id: str, deadline: Deadline) -> CheckReport:
    started = perf_counter()
    report = CheckReport(register_id)
    try:
        report.findings += _Check(registers, registers.lane(register_id), deadline, report).all()
    except RegisterUnavailable as error:
        report.findings.append(findings.unavailable(Reason(error.reason), error.detail))
    except Exception as error:  # noqa: BLE001  whatever a driver throws is a finding of this register
        report.findings.append(findings.unavailable(Reason.BROKEN, type(error).__name__))
    report.took_ms = (perf_counter() - started) * 1000
    return report


@dataclass
class _Check:
    registers: Registers
    lane: Lane
    deadline: Deadline
    report: CheckReport

    @property
    def manifest(self) -> Manifest:
        return self.lane.manifest

    def all(self) -> Iterator[Finding]:
        connector = self.lane.connector
        if problems := connector.check_config():
            yield from map(findings.misconfigured, problems)
            return
        if lost := list(self._columns(connector.columns(self.deadline))):
            yield from lost
            if any(finding.level == Level.ERROR for finding in lost):
                return
        rows = connector.sample(SAMPLE, self.deadline)
        self.report.sampled = len(rows)
        yield from self._key(rows)
        yield from self._values(rows)
        yield from self._freshness()
        for role in self.manifest.persons:
            if role.via:
                yield from self._links(role.via, rows)
        if self.manifest.writes:
            yield from self._rights(self.manifest.writes)

    def _rights(self, writes: Writes) -> Iterator[Finding]:
        """Tried with statements that mean no row."""
        address = self.registers.book.for_writing(self.manifest.id)
        try:
            writer = self.lane.connector.writer(address or "")
            added = self._named((*writes.add, *writes.keys)) if writes.add else []
            ended = (writes.end.attribute,) if writes.end else ()
            writer.try_rights(add=added, change=self._named((*writes.change, *ended)), remove=writes.remove_added)
        except Refusal as refusal:
            yield findings.unwritable(refusal)
            return
        except RegisterUnavailable as error:
            yield findings.writing_unreached(Reason(error.reason), error.detail)
            return
        places = writer.places().items()
        if added and (empty := [name for name, one in places if not (one.nullable or one.filled or name in added)]):
            yield findings.unwritable(refusals.empty_columns(self.manifest.id, empty))

    def _named(self, attributes: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(self.manifest.column(attribute).column for attribute in attributes))

    def _columns(self, present: list[ColumnInfo]) -> Iterator[Finding]:
        names = [column.name for column in present]
        described = [column.column for column in self.manifest.columns]
        unused = [name for name in names if name not in described]
        for name in described:
            if name not in names and names:  # an API tells its columns by its rows, and may have none
                yield findings.column_lost(name, unused)
        if unused:
            yield findings.columns_unused(unused)

    def _key(self, rows: list[RawRow]) -> Iterator[Finding]:
        names = [self.manifest.column(attribute).column for attribute in self.manifest.key]
        if again := len(rows) - len({key_of(row, names) for row in rows}):
            yield findings.key_repeated(again, len(rows))

    def _values(self, rows: list[RawRow]) -> Iterator[Finding]:
        filled = failed = 0
        for native, _, decode in self.lane.columns:
            values = [value for row in rows if (value := decode(row[native])).raw and not _means_nothing(value)]
            unread = [value for value in values if value.value is None]
            filled, failed = filled + len(values), failed + len(unread)
            yield from _of_column(native, values, unread)
        self.report.understood = 1 - failed / filled if filled else None

    def _freshness(self) -> Iterator[Finding]:
        if self.manifest.newest is None:
            return
        column = self.manifest.column(self.manifest.newest)
        if column.type not in {"date", "datetime"}:
            return
        newest = self._newest(column)
        days = (datetime.now(UTC).date() - newest).days if newest else 0
        if timedelta(days=days) > duration(self.manifest.freshness):
            yield findings.stale(days, self.manifest.freshness)

    def _newest(self, column: Column) -> date | None:
        """Of all rows, as far as they can be streamed in time."""
        newest: date | None = None
        tables = streaming.plain(
            self.lane.connector, [column], self.registers.catalogue, raw=False, batch=streaming.BATCH
        )
        for table in tables:
            latest = table.to_series().max()
            if isinstance(latest, date):
                found = latest.date() if isinstance(latest, datetime) else latest
                newest = found if newest is None else max(newest, found)
            if not self.deadline.left:
                break
        return newest

    def _links(self, via: Via, rows: list[RawRow]) -> Iterator[Finding]:
        column = self.manifest.column(via.attribute)
        table = text_table([column.column], [[row[column.column]] for row in rows])
        wanted = set(table.select(streaming.match_text(column)).to_series().drop_nulls().to_list())
        asked = len(wanted)
        target = self.registers.catalogue[via.register_id]
        try:
            connector = self.registers.lane(via.register_id).connector
            matches = target.column(via.matches)
            for pairs in streaming.matched(connector, [matches], matches, batch=streaming.BATCH):
                wanted.difference_update(pairs["match"].to_list())
                if not wanted or not self.deadline.left:
                    break
        except RegisterUnavailable as error:
            yield findings.links_unchecked(via.register_id, error.reason)
            return
        if asked and len(wanted) * 10 > asked:
            yield findings.links_lost(via.register_id, len(wanted), asked)


def _means_nothing(value: Value) -> bool:
    return value.value is None and value.problem is None


def _of_column(native: str, values: list[Value], unread: list[Value]) -> Iterator[Finding]:
    codes = Counter(str(value.raw) for value in unread if value.problem == UNKNOWN_CODE)
    if codes:
        told = [(code, count) for code, count in codes.most_common(5) if len(code) <= LONGEST_CODE]
        yield findings.codes_unknown(native, told, sum(codes.values()))
    others = [value for value in unread if value.problem and value.problem != UNKNOWN_CODE]
    if others and others[0].problem:
        looks = [look for look, _ in Counter(findings.pattern(str(value.raw)) for value in others).most_common(3)]
        yield findings.values_unread(native, len(others), len(values), looks, others[0].problem)


_DURATION = re.compile(r"(\d+)([YMWDHS])")
_DAYS = {"Y": 366.0, "M": 31.0, "W": 7.0, "D": 1.0}
_SECONDS = {"H": 3600, "M": 60, "S": 1}


def duration(written: str) -> timedelta:
    """An ISO 8601 duration, years and months at their longest.

    >>> duration("P1M").days, duration("PT90M").seconds
    (31, 5400)
    """
    days, _, time = written.partition("T")
    whole = sum(int(count) * _DAYS[unit] for count, unit in _DURATION.findall(days))
    return timedelta(days=whole, seconds=sum(int(count) * _SECONDS[unit] for count, unit in _DURATION.findall(time)))
