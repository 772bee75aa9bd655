"""The site in a real browser, opened from disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.mark.parametrize("width", [375, 1280])
def test_every_page_opens_from_disk_without_errors_outside_requests_or_sideways_scroll(
    browser: Any, edition: Any, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
    page.on(
        "request", lambda request: wrong.append(request.url) if not request.url.startswith(("file:", "data:")) else 0
    )
    for path in edition.pages:
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
        assert page.title(), path.name
    page.close()
    assert not wrong


def test_marks_are_drawn_at_phone_width(browser: Any, edition: Any) -> None:
    page = browser.new_page(viewport={"width": 375, "height": 800})
    page.goto((edition.site / "index.html").as_uri())
    box = page.locator("svg.mark").first.bounding_box()
    assert box["width"] > 200
    assert box["height"] == 24
    page.close()


def test_the_numbers_under_a_figure_open_with_the_keyboard(browser: Any, edition: Any) -> None:
    page = browser.new_page()
    page.goto((edition.site / "index.html").as_uri())
    table = page.locator("details table").first
    assert not table.is_visible()
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert table.is_visible()
    page.close()
