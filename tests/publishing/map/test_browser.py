"""Maps in a real browser, opened from disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import problems_of_pages

pytestmark = pytest.mark.browser

QUESTION = "vraag-motivatie.html"
LIT = """() => [...document.querySelectorAll('#kaart .scatterlayer .point')]
  .filter(point => Number(point.style.opacity) > 0.5).length"""


@pytest.fixture
def open_map(browser: Any) -> Iterator[Callable[..., Any]]:
    pages = []

    def open_page(path: Path, width: int = 1280) -> Any:
        page = browser.new_page(viewport={"width": width, "height": 900})
        pages.append(page)
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda said: page.problems.append(said.text) if said.type == "error" else None)
        page.goto(path.as_uri())
        page.wait_for_selector("#kaart[data-ready]")
        return page

    yield open_page
    problems = [problem for page in pages for problem in page.problems]
    for page in pages:
        page.close()
    assert problems == []


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("form", ["public", "research"])
def test_maps_open_from_disk_without_errors_outside_requests_or_sideways_scroll(
    browser: Any, map_edition: Any, form: str, width: int
) -> None:
    assert problems_of_pages(browser, sorted(getattr(map_edition, form).glob("*.html")), width) == []


def test_the_keyboard_reaches_the_search_box_which_lights_and_lists_the_answers_with_every_word(
    open_map: Callable[..., Any], map_edition: Any
) -> None:
    page = open_map(map_edition.research / QUESTION)
    everything = page.evaluate(LIT)
    page.locator("#zoek").focus()
    page.keyboard.type("WIFI rooster")
    page.wait_for_selector("#treffers li")
    said = page.inner_text("#gevonden")
    hits = page.locator("#treffers li").all_inner_texts()
    assert said == f"{len(hits)} van {everything:,} stukken tekst".replace(",", ".")
    assert all("wifi" in hit and "rooster" in hit for hit in hits)
    page.wait_for_function(f"({LIT})() === {len(hits)}")
    page.fill("#zoek", "")
    page.wait_for_function(f"({LIT})() === {everything}")
    assert page.locator("#treffers").is_hidden()


def _hover(page: Any) -> str:
    box = page.locator("#kaart .scatterlayer .point").last.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector("#kaart .hoverlayer text")
    return " ".join(page.locator("#kaart .hoverlayer tspan").all_text_contents())


def test_hovering_shows_the_answer_to_the_research_team_and_the_theme_to_anyone(
    open_map: Callable[..., Any], map_edition: Any
) -> None:
    assert "ik vind " in _hover(open_map(map_edition.research / QUESTION))
    public = open_map(map_edition.public / QUESTION)
    shown = _hover(public)
    names = public.locator(".map-themes button").all_inner_texts()
    assert "ik vind " not in shown
    assert any(shown.startswith(name) for name in names)


def test_markup_in_an_answer_is_shown_as_text(open_map: Callable[..., Any], map_edition: Any) -> None:
    path = next(p for p in map_edition.research.glob("vraag-*.html") if "elders.example" in p.read_text("utf-8"))
    page = open_map(path)
    page.fill("#zoek", "elders.example")
    assert page.inner_text("#gevonden").startswith("1 ")
    assert "<b>vet</b>" in page.inner_text("#treffers li")
    assert page.locator("#kaart a, #treffers a").count() == 0


def test_the_public_search_finds_themes_by_name_and_words(open_map: Callable[..., Any], map_edition: Any) -> None:
    page = open_map(map_edition.public / QUESTION)
    name = page.locator(".map-themes button").first.inner_text()
    page.fill("#zoek", name.upper())
    assert page.inner_text("#gevonden") == "1 thema"
    assert page.locator(".map-themes tr.faint").count() == page.locator(".map-themes tbody tr").count() - 1
    page.fill("#zoek", "qqqq")
    assert page.inner_text("#gevonden") == "0 thema’s"


@pytest.mark.parametrize("width", [375, 1280])
def test_a_theme_is_shown_alone_and_again_with_the_others_by_keyboard(
    open_map: Callable[..., Any], map_edition: Any, width: int
) -> None:
    page = open_map(map_edition.public / QUESTION, width)
    everything = page.evaluate(LIT)
    button = page.locator(".map-themes button").first
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"({LIT})() < {everything} / 2")
    assert button.get_attribute("aria-pressed") == "true"
    assert page.locator("#kaart .annotation").count() == 1
    page.locator("#alle").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"({LIT})() === {everything}")


def test_names_on_the_map_do_not_touch(open_map: Callable[..., Any], map_edition: Any) -> None:
    for width in (375, 1280):
        page = open_map(map_edition.public / QUESTION, width)
        boxes = [one.bounding_box() for one in page.locator("#kaart .annotation-text").all()]
        assert boxes
        for place, a in enumerate(boxes):
            for b in boxes[:place]:
                across = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
                down = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
                assert across <= 0 or down <= 0
