"""One change in one register: prepared, made, taken back.

What a change does is decided on the row as it stands under its own lock, so that the same call again finds its work
done, a crash is told from a success, and nobody else's change is written over. Nothing is kept beside the register.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from time import perf_counter
from typing import Literal, TypeVar

from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.registers import refusals
from wasl.registers.changes import Change, Prepared, Written
from wasl.registers.connectors.base import Deadline, RegisterUnavailable
from wasl.registers.deciding import Work
from wasl.registers.gaps import Reason
from wasl.registers.lanes import Lane
from wasl.registers.manifest import Operation
from wasl.registers.metrics import WRITE_SECONDS
from wasl.registers.native import Columns
from wasl.registers.reading import CREW, FAILURES, Registers
from wasl.registers.together import Together

Back = Literal["restore", "end"]
Answer = TypeVar("Answer")


class Changing:
    """The way of one change to its register and back: by its lane, and at the deadline at the latest."""

    def __init__(self, registers: Registers, change: Change, *, today: date, deadline: Deadline) -> None:
        self._registers, self._change, self._today, self._deadline = registers, change, today, deadline

    def prepare(self) -> Prepared:
        """See `wasl.registers.api.prepare`."""
        return self._go(Work.prepared, "prepared")

    def write(self, prepared: Prepared) -> Written:
        """See `wasl.registers.api.write`."""
        return self._told("written", self._go(lambda work: work.written(prepared), "written"))

    def take_back(self, prepared: Prepared, how: Back) -> Written:
        """See `wasl.registers.api.take_back`."""
        if (how == "end") != (self._change.operation is Operation.ADD):
            raise refusals.no_way_back(self._change.register_id, how)
        back = Work.ended if how == "end" else Work.restored
        return self._told("taken_back", self._go(lambda work: back(work, prepared), "taken-back"))

    def _told(self, what: str, found: Written) -> Written:
        """Without the key: in some registers that is a national number."""
        operation = self._change.operation.value
        event(f"registers.{what}", register=found.register_id, operation=operation, already=found.already)
        return found

    def _go(self, task: Callable[[Work], Answer], done: str) -> Answer:
        lane = self._registers.lane(self._change.register_id)
        started, outcome = perf_counter(), "refused"
        try:
            answer = self._at_the_deadline(lane, task)
            outcome = done
        except RegisterUnavailable as error:
            outcome = error.reason
            if error.reason in FAILURES:
                lane.breaker.failed()
            event("registers.unwritten", level="warning", register=lane.manifest.id, reason=outcome, cause=error.detail)
            raise
        finally:
            WRITE_SECONDS.labels(lane.manifest.id, outcome).observe(perf_counter() - started)
        lane.breaker.succeeded()
        return answer

    def _at_the_deadline(self, lane: Lane, task: Callable[[Work], Answer]) -> Answer:
        """A thread that is left behind ends without writing: the deadline is looked at once more before the commit."""
        together: Together[str, Answer | Exception] = Together(CREW)
        found = together.run({"change": partial(self._outcome, lane, task)}, self._deadline)
        if "change" not in found:
            raise RegisterUnavailable(Reason.SLOW, "no answer at the deadline")
        answer = found["change"]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _outcome(self, lane: Lane, task: Callable[[Work], Answer]) -> Answer | Exception:
        try:
            lane.enter(self._deadline)
        except RegisterUnavailable as error:
            return error
        try:
            return task(self._work(lane))
        except (Refusal, RegisterUnavailable) as error:
            return error
        except Exception as error:  # noqa: BLE001  whatever a driver throws is this register's matter
            return RegisterUnavailable(Reason.BROKEN, type(error).__name__)
        finally:
            lane.places.give_back()

    def _work(self, lane: Lane) -> Work:
        address = self._registers.book.for_writing(lane.manifest.id)
        if address is None:
            raise RegisterUnavailable(Reason.NO_ADDRESS, f"{lane.manifest.id} is not in the address book")
        if not lane.connector.can_be_written:
            raise refusals.not_open(lane.manifest.id, self._change.operation.value)
        writer = lane.connector.writer(address)
        columns = Columns(lane.manifest, self._registers.catalogue, writer)
        return Work(self._change, lane.manifest, columns, writer, self._deadline, self._today)
