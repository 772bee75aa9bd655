from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from typing import Any

import pytest

from textmining.review.coding.worker import Worker


def test_killed_process_is_begun_anew_and_none_is_left_behind() -> None:
    worker = Worker()
    first = worker.run(os.getpid)
    assert first != os.getpid()
    assert worker.run(os.getpid) == first
    os.kill(first, signal.SIGKILL)
    second = worker.run(os.getpid)
    assert second != first
    worker.close()
    _gone(second)


def test_process_ends_with_a_server_that_is_killed() -> None:
    program = (
        "import os, sys, time\n"
        "from textmining.review.coding.worker import Worker\n"
        "if __name__ == '__main__':\n"
        "    print(Worker().run(os.getpid), flush=True)\n"
        "    sys.stdin.read()\n"
    )
    server = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert server.stdout is not None
    assert server.stdin is not None
    worker = int(server.stdout.readline())
    server.kill()
    server.wait()
    _gone(worker)
    server.stdin.close()
    server.stdout.close()


def _gone(process: int) -> None:
    """Wait until a process is no more."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            with open(f"/proc/{process}/stat", encoding="utf-8") as file:
                state = file.read().rpartition(")")[2].split()[0]
        except OSError:
            return
        if state == "Z":
            return
        time.sleep(0.01)
    raise AssertionError(f"process {process} is still there")


class _Breaks(Executor):
    """Breaks the first times."""

    def __init__(self, times: int, told: list[str]) -> None:
        self.times, self.told = times, told

    def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.told.append("asked")
        future: Future[Any] = Future()
        if len(self.told) <= self.times:
            future.set_exception(BrokenExecutor("gone"))
        else:
            future.set_result(function(*args, **kwargs))
        return future


def test_what_is_lost_on_the_way_is_run_once_more() -> None:
    told: list[str] = []
    assert Worker(lambda: _Breaks(1, told)).run(max, 1, 2) == 2
    assert len(told) == 2


def test_what_is_lost_twice_is_told() -> None:
    told: list[str] = []
    with pytest.raises(BrokenExecutor):
        Worker(lambda: _Breaks(2, told)).run(max, 1, 2)


def test_what_the_function_raises_is_raised_here_and_not_tried_again() -> None:
    with pytest.raises(ValueError, match="int"):
        Worker(lambda: ThreadPoolExecutor(1)).run(int, "x")


def test_worker_that_is_not_needed_any_more_ends_and_begins_again_when_it_is() -> None:
    ended = threading.Event()

    class Told(ThreadPoolExecutor):
        def shutdown(self, *args: Any, **kwargs: Any) -> None:
            ended.set()
            super().shutdown(*args, **kwargs)

    begun: list[Told] = []
    worker = Worker(lambda: begun.append(Told(1)) or begun[-1], idle=0.0)  # type: ignore[func-returns-value]
    assert worker.run(max, 1, 2) == 2
    assert ended.wait(10)
    assert worker.run(max, 3, 2) == 3
    assert len(begun) == 2
    worker.close()


def test_closed_worker_does_nothing() -> None:
    worker = Worker(lambda: ThreadPoolExecutor(1))
    worker.close()
    with pytest.raises(BrokenExecutor, match="closed"):
        worker.run(max, 1, 2)
