"""A browser on the app as a real server answers it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI

from tests.review.conftest import PASSWORD

__all__ = ["Seen", "answering"]


@contextmanager
def answering(app: FastAPI) -> Iterator[str]:
    """Where a real server answers, for as long as the block lasts."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", proxy_headers=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        server.should_exit = True
        thread.join()


class Seen:
    """A browser window that remembers what went wrong in it."""

    def __init__(self, browser: Any, address: str, width: int, **options: Any) -> None:
        self.address = address
        self.width = width
        self.context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", lambda m: self.wrong.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda r: None if r.url.startswith(address) else self.wrong.append(r.url))

    def look(self) -> None:
        """Let axe judge the page, and see whether it fits and is in Dutch."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        self.wrong += [f"{self.page.url}: {one['id']} {one['nodes'][0]['html']}" for one in found]
        if self.page.evaluate("document.documentElement.scrollWidth") > self.width:
            self.wrong.append(f"{self.page.url}: scrolls sideways at {self.width} px")

    def sign_in(self, name: str) -> None:
        """Sign in by the form."""
        self.page.goto(f"{self.address}/aanmelden")
        self.page.fill("#naam", name)
        self.page.fill("#wachtwoord", PASSWORD)
        self.page.click("main button")
