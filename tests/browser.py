"""What browser tests share: what a page may not do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

__all__ = ["problems_of_pages"]


def problems_of_pages(browser: Any, pages: Iterable[Path], width: int) -> list[str]:
    """Open pages from disk; list console errors, failed and outside requests, missing titles and sideways scroll."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
    page.on(
        "request", lambda request: wrong.append(request.url) if not request.url.startswith(("file:", "data:")) else 0
    )
    for path in pages:
        page.goto(path.as_uri())
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{path.name}: scrolls sideways at {width} px")
        if not page.title():
            wrong.append(f"{path.name}: no title")
    page.close()
    return wrong
