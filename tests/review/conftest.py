"""The app of a small finished study, with a user of each role."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.review.finished import finish, reopen, write_study
from tests.review.taught import leave_features
from textmining.review.accounts import Accounts, sessions
from textmining.review.app import create_app
from textmining.review.serving import open_app
from textmining.review.site import App, Site
from textmining.study_settings import Review

PASSWORD = "vier losse woorden hier"
USERS = {"anna": "coder", "bram": "coder", "lars": "reader", "rita": "researcher"}
ORIGIN = "http://localhost"


class Clock:
    """Seconds since 1970 that a test moves on."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Served:
    """An app, and what a test needs to look behind it."""

    parts: App
    app: FastAPI
    clock: Clock

    def client(self, *, origin: str | None = ORIGIN, address: str = "10.0.0.1") -> TestClient:
        """A browser without a session; ``origin`` is where its forms come from."""
        headers = {"Origin": origin} if origin else {}
        return TestClient(
            self.app,
            base_url=ORIGIN,
            headers=headers,
            follow_redirects=False,
            client=(address, 50000),
            raise_server_exceptions=False,
        )

    def signed_in(self, name: str) -> TestClient:
        """A browser in which somebody signed in; without a password, which takes a while to look at."""
        client, accounts = self.client(), self.parts.accounts
        user = accounts.of_name(name)
        assert user is not None
        with accounts.engine.execution_options(writes=True).begin() as connection:
            secret = sessions.begin(connection, user.id, int(self.clock.now))
        client.cookies.set("sessie-klein", secret, domain="localhost.local", path="/")
        return client


@contextmanager
def fitting_held(served: Served) -> Iterator[None]:
    """No model is fitted for as long as the block lasts."""
    worker, go = served.parts.coding.worker, threading.Event()
    run = worker.run

    def held(*args: Any, **kwargs: Any) -> Any:
        assert go.wait(60)
        return run(*args, **kwargs)

    worker.run = held  # type: ignore[method-assign]
    try:
        yield
    finally:
        worker.run = run  # type: ignore[method-assign]
        go.set()


def csrf(page: str) -> str:
    """The token in the first form of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def post(client: TestClient, address: str, form: dict[str, object], *, page: str = "/wachtwoord"):  # type: ignore[no-untyped-def]
    """Send a form with the token of a page that has one."""
    shown = client.get("/aanmelden" if address == "/aanmelden" else page)
    return client.post(address, data={"csrf": csrf(shown.text), **form})


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study file of a study whose stages are done; what is private to it is not to be changed."""
    study = write_study(tmp_path_factory.mktemp("finished"))
    finish(study)
    leave_features(study)
    return study


@pytest.fixture(scope="session")
def with_users(finished: Path) -> App:
    """The app of the finished study; users are added once, since a password takes a while to hash."""
    parts = open_app(lambda: reopen(finished))
    for name, role in USERS.items():
        parts.accounts.add_user(name, role, PASSWORD)
    return parts


@pytest.fixture
def served(finished: Path, with_users: App, tmp_path: Path) -> Iterator[Served]:
    """The app on a copy of the database, so that each test begins with the same users and no decisions."""

    yield from _served(finished, with_users, tmp_path, Review())


@pytest.fixture
def served_behind(finished: Path, with_users: App, tmp_path: Path) -> Iterator[Callable[[Review], Served]]:
    """The app behind a web server, as the study's [review] says."""
    made: list[Iterator[Served]] = []

    def behind(review: Review) -> Served:
        made.append(_served(finished, with_users, tmp_path / str(len(made)), review))
        return next(made[-1])

    yield behind
    for one in made:
        next(one, None)


def _served(study: Path, source: App, folder: Path, review: Review) -> Iterator[Served]:
    import sqlite3

    from textmining.codebook.store import DecisionStore
    from textmining.review.agreement import Kept
    from textmining.review.books import Books
    from textmining.review.coding import Desk, Live
    from textmining.review.coding.worker import Worker

    folder.mkdir(exist_ok=True)
    copy = folder / "review.sqlite"
    with sqlite3.connect(str(source.accounts.engine.url.database)) as old, sqlite3.connect(copy) as new:
        old.backup(new)
    old.close()
    new.close()
    clock = Clock()
    accounts, store = Accounts.open(copy, clock), DecisionStore.open(copy)
    site = Site("klein", "Klein onderzoek", review=review)
    live = Live("5e" * 32, review, Worker(lambda: ThreadPoolExecutor(1)))
    books = Books(source.books.watched, store)
    parts = replace(source, site=site, accounts=accounts, books=books, coding=live, desk=Desk(live, clock))
    parts = replace(parts, agreement=Kept(), frames=Kept())
    yield Served(parts, create_app(parts), clock)
    live.close()
    accounts.close()
    store.close()
