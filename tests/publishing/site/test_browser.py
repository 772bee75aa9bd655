"""The site in a real browser, opened from disk."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser import problems_of_pages

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [375, 1280])
def test_every_page_opens_from_disk_without_errors_outside_requests_or_sideways_scroll(
    browser: Any, edition: Any, width: int
) -> None:
    assert problems_of_pages(browser, edition.pages, width) == []


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
