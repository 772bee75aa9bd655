"""Opening the app of a study and answering on a port."""

from __future__ import annotations

import gc
import ipaddress
from collections.abc import Callable
from pathlib import Path

from textmining.errors import Problem, UsageError
from textmining.project import Project, decision_log
from textmining.review.accounts import Accounts
from textmining.review.app import create_app
from textmining.review.books import Books
from textmining.review.coding import Desk, Live
from textmining.review.material.watching import Watched
from textmining.review.site import App, Site
from textmining.study_settings import LOOPBACK

__all__ = ["check_host", "database_of", "open_app", "serve"]

_ARENAS = -8
"""glibc's M_ARENA_MAX."""


def database_of(project: Project) -> Path | str:
    """Where the accounts and decisions of a study are: a file in its private folder, or the database that it names."""
    return project.study.review.database or project.workspace.private / "review.sqlite"


def open_app(reopen: Callable[[], Project]) -> App:
    """Open accounts, decisions and material of a study.

    Parameters
    ----------
    reopen : callable
        Opens the study; asked again when a run left something new.

    Raises
    ------
    TextminingError
        If the study, its database or its results cannot be read.
    """
    import pyarrow

    pyarrow.set_memory_pool(pyarrow.system_memory_pool())  # gives back what reading tables took: some 65 MB
    project = reopen()
    study = project.study
    accounts = Accounts.open(database_of(project))
    log = decision_log(project, make=True)
    if log is None:  # never: it was to be made
        raise UsageError(Problem("review database", "cannot be opened.", "Check [review] database."))
    site = Site(study.id, study.study.title, study.study.synthetic, study.review)
    live = Live(project.workspace.key().hex(), study.review)
    return App(site, accounts, Books(Watched(reopen), log), live, Desk(live))


def check_host(host: str, site: Site) -> None:
    """Refuse to answer on a network where coders' passwords would travel unprotected.

    Raises
    ------
    UsageError
        If the host is not this machine, and the study names no https address in front of it.
    """
    try:
        here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = host in LOOPBACK
    if not here and not site.secure:
        raise UsageError(
            Problem(
                f"--host {host}",
                "would send passwords and answers over the network unprotected.",
                'Put a web server with https in front, and name it: [review] address = "https://..."; '
                "or leave --host out, then the app is for this machine only.",
            )
        )


def serve(parts: App, host: str, port: int, started: Callable[[str], None]) -> None:
    """Answer until the process is stopped.

    Parameters
    ----------
    parts : App
    host : str
    port : int
        0 takes one that is free.
    started : callable
        Told the address, once the app answers there.

    Raises
    ------
    UsageError
        If the port is taken, or the host is not of this machine.
    """
    import uvicorn

    check_host(host, parts.site)
    _share_memory_among_threads()
    _ = [book.examples for book in parts.books.all()]
    gc.collect()
    gc.freeze()  # answers stay for as long as the server runs: there is nothing to look for among them

    class Server(uvicorn.Server):
        """Tells when it is ready, and ends what it began."""

        async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
            await super().startup(sockets)  # type: ignore[arg-type]
            if self.started:
                started(f"http://{_bracketed(host)}:{taken}/")

        async def shutdown(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
            await super().shutdown(sockets)  # type: ignore[arg-type]
            parts.coding.close()  # here, since the signal that ended the server ends the process right after

    config = uvicorn.Config(
        create_app(parts),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,  # addresses of pages hold what people search for
        server_header=False,
        proxy_headers=False,  # the app itself knows which proxy it believes
        timeout_graceful_shutdown=5,
        limit_concurrency=200,
    )
    try:
        socket = _bound(host, port)
    except OSError as error:
        remedy = "Choose another with --port; 0 takes a free one."
        raise UsageError(Problem(f"{host}:{port}", f"cannot be used ({error.strerror}).", remedy)) from error
    taken = socket.getsockname()[1]
    with socket:
        Server(config).run(sockets=[socket])


def _share_memory_among_threads() -> None:
    """Keep glibc from giving every thread memory of its own, which keeps what its largest page took: some 80 MB."""
    import ctypes
    from contextlib import suppress

    with suppress(OSError, AttributeError, TypeError):  # another C library has no such setting
        ctypes.CDLL(None).mallopt(_ARENAS, 2)


def _bound(host: str, port: int):  # type: ignore[no-untyped-def]
    import socket

    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    return bound


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
