"""The review app as the command line starts it, ten signed-in coders at once, and what is told of their pages."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

__all__ = ["CODERS", "PASSWORD", "all_coders", "memory", "p95", "running", "token", "told"]

PASSWORD = "vier losse woorden hier"
CODERS = 10

_TOKENS: dict[httpx.Client, str] = {}


@contextmanager
def running(study: Path) -> Iterator[tuple[str, int]]:
    """The address and the process of a server, for as long as the block lasts."""
    call = [sys.executable, "-m", "textmining.cli", "review", str(study), "--port", "0"]
    call += ["--outputs", str(study.parent / "outputs"), "--models", str(study.parent / "models")]
    server = subprocess.Popen(call, stdout=subprocess.PIPE, text=True)
    try:
        line = server.stdout.readline() if server.stdout else ""
        address = re.search(r"http://\S+:\d+", line)
        if address is None:
            raise SystemExit(f"the server did not start: {line}")
        yield address[0], server.pid
    finally:
        server.terminate()
        server.wait()


def all_coders(address: str, work: Callable[[int, httpx.Client], None]) -> None:
    """Let every coder sign in, then all begin at once; what goes wrong with one is raised."""
    ready = threading.Barrier(CODERS)
    wrong: list[BaseException] = []

    def coder(number: int) -> None:
        try:
            with httpx.Client(base_url=address, headers={"Origin": address}, timeout=60) as client:
                _sign_in(client, number)
                ready.wait()
                work(number, client)
        except Exception as error:  # a thread has nobody to tell
            wrong.append(error)
            ready.abort()

    coders = [threading.Thread(target=coder, args=(number,)) for number in range(CODERS)]
    for thread in coders:
        thread.start()
    for thread in coders:
        thread.join()
    if wrong:
        raise wrong[0]


def told(took: Mapping[str, Sequence[float]]) -> str:
    """A table of the milliseconds of each kind of page."""
    lines = [f"{'page':<24}{'n':>6}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}"]
    for page, times in sorted(took.items()):
        lines.append(f"{page:<24}{len(times):>6}{statistics.median(times):>9.1f}{p95(times):>9.1f}{max(times):>9.1f}")
    return "\n".join(lines)


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def memory(pid: int) -> str:
    """Memory that a process has now, and the most that it had."""
    status = Path(f"/proc/{pid}/status").read_text()
    now, peak = (int(re.search(rf"{name}:\s+(\d+)", status)[1]) // 1024 for name in ("VmRSS", "VmHWM"))  # type: ignore[index]
    return f"{now} MB (peak {peak} MB)"


def token(client: httpx.Client) -> str:
    """The token of a session's forms."""
    return _TOKENS[client]


def _sign_in(client: httpx.Client, number: int) -> None:
    form = {"naam": f"codeur{number}", "wachtwoord": PASSWORD, "csrf": _field(client.get("/aanmelden").text)}
    if client.post("/aanmelden", data=form).status_code != 303:
        raise RuntimeError("cannot sign in")
    _TOKENS[client] = _field(client.get("/wachtwoord").text)


def _field(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    if found is None:
        raise RuntimeError("a page without a form")
    return found[1]
