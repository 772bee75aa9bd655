"""A process of its own for what would make pages wait: it begins when it is needed, and ends when it no longer is."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from typing import ParamSpec, TypeVar

__all__ = ["Worker"]

IDLE = 900.0
"""Seconds without work after which it ends, and gives back its memory."""

NICE = 5
"""Pages come first."""

P = ParamSpec("P")
R = TypeVar("R")


class Worker:
    """Runs functions elsewhere, one at a time.

    Parameters
    ----------
    start : callable, optional
        Gives what runs them; a process that is begun anew, so that nothing of the server is in it.
    idle : float
    """

    def __init__(self, start: Callable[[], Executor] | None = None, idle: float = IDLE) -> None:
        self._start = start or _process
        self._idle = idle
        self._lock = threading.Lock()
        self._pool: Executor | None = None
        self._running = 0
        self._timer: threading.Timer | None = None
        self._closed = False

    def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a function and wait for what it gives; one that is lost on the way is run once more.

        Raises
        ------
        BrokenExecutor
            If the process died twice, or the worker was closed.
        Exception
            Whatever the function raises.
        """
        try:
            return self._once(function, *args, **kwargs)
        except BrokenExecutor:
            return self._once(function, *args, **kwargs)

    def close(self) -> None:
        """End it for good."""
        with self._lock:
            self._closed = True
        self._end(wait=True)

    def _once(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        with self._lock:
            if self._closed:
                raise BrokenExecutor("the worker is closed")
            if self._timer is not None:
                self._timer.cancel()
            pool = self._pool = self._pool or self._start()
            self._running += 1
        try:
            return pool.submit(function, *args, **kwargs).result()
        except BrokenExecutor:
            with self._lock:
                self._pool = None if self._pool is pool else self._pool
            pool.shutdown(wait=False)
            raise
        finally:
            with self._lock:
                self._running -= 1
                if not self._running and self._pool is not None and not self._closed:
                    self._timer = threading.Timer(self._idle, self._end)
                    self._timer.daemon = True
                    self._timer.start()

    def _end(self, wait: bool = False) -> None:
        with self._lock:
            if self._running and not self._closed:
                return
            if self._timer is not None:
                self._timer.cancel()
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=wait, cancel_futures=True)


def _process() -> Executor:
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _begin)


def _begin() -> None:
    """Runs in the new process: it leaves the keyboard to the server, and never outlives it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICE)
    server = multiprocessing.parent_process()
    if server is not None:
        threading.Thread(target=_end_with, args=(server,), daemon=True).start()


def _end_with(server: multiprocessing.process.BaseProcess) -> None:
    server.join()
    os._exit(1)
