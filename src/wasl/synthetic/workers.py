"""Processes that do a part each, and do not outlive the one that they work for, however it ended."""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from threading import Thread


def workers(processes: int) -> ProcessPoolExecutor:
    """A pool of fresh processes. This module stays light: each of them imports it first."""
    return ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), initializer=_leave_with_parent)


def _leave_with_parent() -> None:
    """Nobody tells a worker that its pool's process was killed: it would wait for its next task for ever."""
    Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
