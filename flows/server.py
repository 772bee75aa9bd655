"""A Prefect server for a run on one's own machine, where none was set up."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

__all__ = ["LocalServer", "quiet_settings"]

START_TIMEOUT = 90
"""Seconds. A first start makes a database: 11 to 28 s were measured, more on a busy machine."""


def quiet_settings() -> None:
    """Set what must stand before Prefect is imported: no telemetry, time to start, its own lines off the terminal."""
    for name, value in {
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(START_TIMEOUT),
        "PREFECT_LOGGING_EXTRA_LOGGERS": "textmining.stages",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    }.items():
        os.environ.setdefault(name, value)


class LocalServer:
    """Starts the temporary server while this process does something else.

    Prefect starts one by itself at the first call of a flow and waits for it; started beforehand, its start-up runs
    beside our imports. Where an address of a server is set (``PREFECT_API_URL`` or a profile), nothing is started.
    """

    def __init__(self) -> None:
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._start, name="prefect-server", daemon=True)

    def _start(self) -> None:
        try:
            from prefect.settings import PREFECT_API_URL

            if PREFECT_API_URL.value() is None:
                from prefect.server.api.server import SubprocessASGIServer

                SubprocessASGIServer().start(timeout=START_TIMEOUT)
        except BaseException as error:  # handed to the waiting thread
            self._error = error

    def start_beside(self, work: Callable[[], None]) -> None:
        """Start the server, do ``work`` meanwhile, and return when both are done.

        Raises
        ------
        RuntimeError
            If the server does not answer in time.
        """
        self._thread.start()
        work()
        self._thread.join()
        if self._error is not None:
            raise self._error
