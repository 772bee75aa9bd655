"""Runs may work on a study side by side; a removal of personal data has it alone."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from textmining.errors import WorkspaceError

__all__ = ["locked"]

WAIT = 5.0
"""Seconds after which whoever cannot have the study is told so."""


@contextmanager
def locked(private: Path, *, alone: bool) -> Iterator[None]:
    """Keep a removal away from runs; the system lets go of the lock where a process is killed.

    Parameters
    ----------
    private : Path
        The private folder of the study.
    alone : bool
        True for a removal, False for what may go on beside other runs.

    Raises
    ------
    WorkspaceError
        If the study is not free after ``WAIT`` seconds.
    """
    path, until = private / "lock", time.monotonic() + WAIT
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while True:
            try:
                fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > until:
                    busy = (
                        "a run is working on this study" if alone else "personal data of this study are being removed"
                    )
                    raise WorkspaceError(
                        f"{path}: {busy}. Wait until it is done, then give the command again."
                    ) from error
                time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)
