"""A limited number of places, taken and given back by many threads."""

from queue import Empty, SimpleQueue


class Places:
    """What a semaphore is; made of a queue, because that is C and costs a tenth."""

    def __init__(self, count: int) -> None:
        self._free: SimpleQueue[None] = SimpleQueue()
        for _ in range(count):
            self._free.put(None)

    def take_now(self) -> bool:
        """Whether a place is free."""
        try:
            self._free.get_nowait()
        except Empty:
            return False
        return True

    def wait(self, seconds: float) -> bool:
        """Whether a place came free in time."""
        try:
            self._free.get(timeout=seconds)
        except Empty:
            return False
        return True

    def give_back(self) -> None:
        self._free.put(None)
