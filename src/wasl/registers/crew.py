"""Threads that wait for registers. They do not keep the process from ending: a register may hang for ever."""

import os
from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Semaphore, Thread

Task = Callable[[], None]


class Crew:
    """Grows when every thread waits, up to `most`; more tasks than that queue up. A task must not raise."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._fresh()
        os.register_at_fork(after_in_child=self._fresh)  # threads do not live on in a forked process

    def _fresh(self) -> None:
        self._tasks: SimpleQueue[Task] = SimpleQueue()
        self._idle = Semaphore(0)
        self._lock = Lock()
        self._count = 0

    def submit(self, task: Task) -> None:
        self._tasks.put(task)
        if self._idle.acquire(blocking=False):
            return
        with self._lock:
            if self._count == self._most:
                return
            self._count += 1
            name = f"register-{self._count}"
        Thread(target=self._work, args=(self._tasks, self._idle), name=name, daemon=True).start()

    @staticmethod
    def _work(tasks: "SimpleQueue[Task]", idle: Semaphore) -> None:
        while True:
            tasks.get()()
            idle.release()
