"""Answers coded in a browser: by keys, by mouse, and without a script; what the pages look like to axe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.review.browsing import Seen, answering
from tests.review.conftest import Served
from textmining.codebook.decisions import CodeAnswer, Rename
from textmining.review.book import Book

pytestmark = pytest.mark.browser

HERE = "/vraag/weg/coderen"


@pytest.fixture
def address(served: Served) -> Iterator[str]:
    """Where a real server answers; the first model is there."""
    assert served.parts.coding.wait(_book(served), 60)
    with answering(served.app) as found:
        yield found


def _book(served: Served) -> Book:
    book = served.parts.books.of("weg")
    assert book is not None
    return book


def _coding(browser: Any, address: str, width: int = 1280, **options: Any) -> Seen:
    seen = Seen(browser, address, width, **options)
    seen.page.set_default_timeout(10_000)
    seen.sign_in("anna")
    seen.page.goto(address + HERE)
    return seen


def _numbered(seen: Seen, number: int) -> str:
    """The theme that a key ticks."""
    found = seen.page.locator(f".theme-choice:has(kbd:text-is('{number}')) input").get_attribute("value")
    assert found is not None
    return str(found)


def _said(served: Served) -> CodeAnswer:
    action = served.parts.books.store.read("weg")[-1].action
    assert isinstance(action, CodeAnswer)
    return action


def _press(seen: Seen, key: str) -> None:
    """Press a key that sends a form, and wait for the page after it."""
    with seen.page.expect_navigation():
        seen.page.keyboard.press(key)


def test_answers_are_coded_skipped_and_undone_by_keys(browser: Any, address: str, served: Served) -> None:
    seen = _coding(browser, address)
    page = seen.page
    first = page.inner_text("blockquote")
    themes = {_numbered(seen, 2), _numbered(seen, 4)}
    for key in ("2", "4", "3", "3"):
        page.keyboard.press(key)
    _press(seen, "s")
    assert set(_said(served).themes) == themes
    assert page.inner_text("blockquote") != first
    page.keyboard.press("9")
    _press(seen, "Enter")
    assert len(_said(served).themes) == 1
    third = page.inner_text("blockquote")
    _press(seen, "g")
    assert (_said(served).themes, _said(served).queue) == ((), "random")
    _press(seen, "u")
    assert page.inner_text("blockquote") == third
    _press(seen, "n")
    assert page.inner_text("blockquote") != third
    _press(seen, "0")
    assert len(_book(served).codebook.hands) == 3
    assert seen.wrong == []
    seen.context.close()


def test_search_narrows_the_list_and_a_digit_ticks_what_is_left(browser: Any, address: str, served: Served) -> None:
    label, theme = "Bíjzonder rooster", "t007"
    served.parts.books.decide(_book(served), Rename(theme=theme, label=label), actor="bram", seen=0)
    seen = _coding(browser, address)
    page = seen.page
    page.keyboard.press("/")
    page.keyboard.type("bijz")
    assert page.locator(".theme-choices li:visible").count() == 1
    assert page.inner_text("#gevonden") == "1 thema"
    assert _numbered(seen, 1) == theme
    page.keyboard.press("1")
    assert page.input_value("#zoek") == ""
    assert page.locator("input[name=thema]:checked").evaluate_all("all => all.map(one => one.value)") == [theme]
    page.keyboard.press("/")
    page.keyboard.type("thema")
    page.keyboard.press("Escape")
    assert page.locator(".theme-choices li:visible").count() == len(_book(served).codebook.in_use)
    page.keyboard.press("/")
    page.keyboard.type("rooster")
    page.keyboard.press("Enter")
    assert page.locator("input[name=thema]:checked").count() == 0
    page.keyboard.press("/")
    page.keyboard.type("rooster")
    page.keyboard.press("Enter")
    _press(seen, "Enter")
    assert _said(served).themes == (theme,)
    assert seen.wrong == []
    seen.context.close()


def test_keys_do_nothing_while_a_note_is_written_or_when_they_are_off(
    browser: Any, address: str, served: Served
) -> None:
    seen = _coding(browser, address)
    page = seen.page
    page.click("text=Notitie bij dit antwoord")
    page.fill("#notitie", "")
    page.click("#notitie")
    page.keyboard.type("gesnu 10 /?")
    assert page.input_value("#notitie") == "gesnu 10 /?"
    page.locator("h1").click()
    page.keyboard.press("?")
    assert page.locator("#toetsen").get_attribute("open") is not None
    page.uncheck("#toetsen-aan")
    page.locator("h1").click()
    page.keyboard.press("1")
    assert page.locator("input[name=thema]:checked").count() == 0
    page.reload()
    assert not page.is_checked("#toetsen-aan")
    assert served.parts.books.store.read("weg") == []
    assert seen.wrong == []
    seen.context.close()


def test_empty_form_is_told_and_the_message_has_the_focus(browser: Any, address: str) -> None:
    seen = _coding(browser, address)
    _press(seen, "s")
    assert seen.page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    seen.wrong.clear()  # the browser tells of the status itself
    seen.look()
    assert seen.wrong == []
    seen.context.close()


def test_all_of_it_works_without_a_script(browser: Any, address: str, served: Served) -> None:
    seen = _coding(browser, address, 375, java_script_enabled=False)
    page = seen.page
    assert not page.is_visible("#zoek")
    assert not page.is_visible("#toetsen")
    page.check("input[value=t002]")
    page.click("button:text-is('Bewaar')")
    assert _said(served).themes == ("t002",)
    page.click("button:text-is('Geen van deze thema’s')")
    assert _said(served).themes == ()
    page.click("button:text-is('Maak dit ongedaan')")
    page.click("button:text-is('Sla over')")
    page.click("button:text-is('Niet te coderen')")
    assert page.inner_text(".coded-before .note").startswith("niet te coderen")
    assert len(_book(served).codebook.hands) == 1
    page.click("nav >> text=Dubbel coderen")
    page.click("summary >> nth=1")
    page.click("button:text-is('Geen van deze thema’s')")
    assert _said(served).queue == "double"
    assert seen.wrong == []
    seen.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (375, "light")])
def test_no_coding_page_has_a_barrier(browser: Any, address: str, served: Served, width: int, scheme: str) -> None:
    seen = _coding(browser, address, width, color_scheme=scheme)
    page = seen.page
    for _ in range(2):  # a random answer, and an uncertain one with a suggestion
        for summary in page.locator("summary").all():
            summary.click()
        seen.look()
        with page.expect_navigation():
            page.click("button:text-is('Geen van deze thema’s')")
    for path in ("/vraag/weg/dubbel", "/vraag/wens/coderen", "/vraag/wens/dubbel"):
        page.goto(address + path)
        seen.look()
    assert seen.wrong == []
    seen.context.close()
