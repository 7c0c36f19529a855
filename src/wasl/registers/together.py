"""Several slow things at once, each of which may hang."""

from collections.abc import Callable, Hashable, Mapping
from functools import partial
from threading import Event, Lock
from typing import Generic, TypeVar

from wasl.registers.connectors.base import Deadline
from wasl.registers.crew import Crew

Name = TypeVar("Name", bound=Hashable)
Answer = TypeVar("Answer")


class Together(Generic[Name, Answer]):
    """Runs tasks on a crew and gives the answers that were there at the deadline. A task must not raise."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._answers: dict[Name, Answer] = {}
        self._lock = Lock()
        self._all = Event()

    def run(self, tasks: Mapping[Name, Callable[[], Answer]], deadline: Deadline) -> dict[Name, Answer]:
        """The answers, by name; a name that is missing was late."""
        if not tasks:
            return {}
        for name, task in tasks.items():
            self._crew.submit(partial(self._do, name, task, len(tasks)))
        self._all.wait(deadline.left)
        with self._lock:
            return dict(self._answers)

    def _do(self, name: Name, task: Callable[[], Answer], count: int) -> None:
        answer = task()
        with self._lock:
            self._answers[name] = answer
            if len(self._answers) == count:
                self._all.set()
