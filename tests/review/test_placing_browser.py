"""Answers looked at, moved, split and reported in a browser: by mouse, by keys, by dragging, and without a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.review.browsing import Seen, answering
from tests.review.conftest import Served
from tests.review.named import serve_named
from textmining.review.site import App

pytestmark = pytest.mark.browser


@pytest.fixture
def address(served: Served) -> Iterator[str]:
    """Where a real server answers."""
    with answering(served.app) as found:
        yield found


@pytest.fixture
def named(with_users: App, tmp_path: Path) -> Iterator[Served]:
    """The app of a study whose answers name Jansen."""
    yield from serve_named(with_users, tmp_path)


def size(served: Served, theme: str) -> int:
    """Answers of a theme."""
    book = served.parts.books.of("weg")
    assert book is not None
    return book.size(theme)


def test_answers_are_walked_ticked_and_moved_by_keys(browser: Any, address: str, served: Served) -> None:
    seen = Seen(browser, address, 1280)
    page, before = seen.page, size(served, "t000")
    seen.sign_in("anna")
    page.goto(f"{address}/thema/t000?volgorde=survey")
    for key in ("j", "x", "j", "j", "k", "ArrowDown", "x", "x", "k", "x"):
        page.keyboard.press(key)
    assert page.locator(".picks input:checked").count() == 2
    assert page.inner_text("#gekozen") == "2 gekozen."
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.id") == "naar"
    page.keyboard.type("Thema 5")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thema/t000?volgorde=survey#antwoorden")
    assert size(served, "t000") == before - 2
    page.keyboard.press("u")
    page.wait_for_selector(".lately", state="detached")
    assert size(served, "t000") == before
    page.keyboard.press("j")
    page.keyboard.press("Tab")
    page.keyboard.press("/")
    page.keyboard.type("xjm")  # in a field they are letters
    assert page.input_value("#zoek") == "xjm"
    assert seen.wrong == []
    seen.context.close()


def test_answer_is_dragged_onto_a_theme(browser: Any, address: str, served: Served) -> None:
    seen = Seen(browser, address, 1280)
    page, before = seen.page, size(served, "t004")
    seen.sign_in("anna")
    page.goto(f"{address}/thema/t000")
    page.check(".picks > li >> nth=3 >> input")
    page.drag_and_drop(".picks > li >> nth=1 >> .grip", "[data-thema=t004]")
    page.wait_for_url("**/thema/t000#antwoorden")
    assert size(served, "t004") == before + 2
    assert seen.wrong == []
    seen.context.close()


@pytest.mark.parametrize(("width", "script"), [(1280, True), (375, True), (375, False)])
def test_answers_are_split_off_and_moved_back_with_the_mouse(
    browser: Any, address: str, served: Served, width: int, script: bool
) -> None:
    seen = Seen(browser, address, width, java_script_enabled=script)
    page, before = seen.page, size(served, "t000")
    seen.sign_in("anna")
    page.goto(f"{address}/thema/t000?zoek=e")
    if script:
        page.click("button:has-text('Verplaats')")  # nothing is chosen: the browser says so, or the page does
        page.select_option("#naar", "t004")
        page.click("button:has-text('Verplaats')")
        assert page.inner_text("#gekozen") == "Kies eerst ten minste één antwoord."
    page.check(".picks > li >> nth=0 >> input")
    page.check(".picks > li >> nth=2 >> input")
    page.fill("#nieuwe-naam", "Rooster")
    page.press("#nieuwe-naam", "Enter") if script else page.click("text=Splits af")
    page.wait_for_selector("h1:has-text('Rooster')")
    assert size(served, "t000") == before - 2
    assert page.locator(".picks > li").count() == 2
    if script:
        page.click("text=Kies alles op dit blad")
    else:
        for place in (0, 1):
            page.check(f".picks > li >> nth={place} >> input")
    page.select_option("#naar", "t000")
    page.click("button:has-text('Verplaats')")
    page.wait_for_selector("text=0 antwoorden")
    assert size(served, "t000") == before
    assert seen.wrong == []
    seen.context.close()


def test_filters_and_ticks_work_together_when_only_the_list_is_read_again(
    browser: Any, address: str, served: Served
) -> None:
    seen = Seen(browser, address, 1280)
    page, before = seen.page, size(served, "t000")
    seen.sign_in("anna")
    page.goto(f"{address}/thema/t000")
    page.select_option("#meting", "2022")
    page.wait_for_selector("#aantal:has-text('met deze filters')")
    kept = before - int(page.inner_text("#aantal").split()[0])
    page.keyboard.press("j")
    page.click("text=Kies alles op dit blad")
    page.select_option("#naar", "t004")
    page.click("button:has-text('Verplaats')")
    page.wait_for_url("**/thema/t000?meting=2022#antwoorden")
    assert size(served, "t000") == kept
    assert seen.wrong == []
    seen.context.close()


def test_themes_are_renamed_in_their_place_merged_under_a_name_and_made(
    browser: Any, address: str, served: Served
) -> None:
    seen = Seen(browser, address, 1280)
    page = seen.page
    seen.sign_in("anna")
    page.goto(f"{address}/vraag/weg")
    field = "#t004 input[name=naam]:focus"
    page.click("#t004 summary")
    page.wait_for_selector(field)
    page.keyboard.type("Weg ermee")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    page.wait_for_selector(field)
    page.keyboard.type("Te weinig tijd")
    page.keyboard.press("Enter")
    page.wait_for_selector("#t004 h2:has-text('Te weinig tijd')")
    page.check("input[value=t004]")
    page.check("input[value=t000]")
    assert page.locator("#naar option:not([disabled])").count() == 3
    page.select_option("#naar", "t004")
    page.click("text=Voeg de gekozen thema’s samen")
    page.wait_for_selector("h1:has-text('Te weinig tijd')")
    page.goto(f"{address}/vraag/weg")
    page.click("text=Nieuw thema maken")
    page.fill("#naam", "Stage")
    page.select_option("#onder", "t004")
    page.click("text=Maak het thema")
    page.wait_for_selector("h1:has-text('Stage')")
    assert seen.wrong == []
    seen.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_name_in_an_answer_is_reported_and_gone(browser: Any, named: Served, script: bool) -> None:
    with answering(named.app) as address:
        seen = Seen(browser, address, 375, java_script_enabled=script)
        page = seen.page
        seen.sign_in("anna")
        page.goto(f"{address}/thema/t000?zoek=Vraag")
        page.click("text=Bekijk")
        page.fill("#woorden", "Jansen")
        page.click("text=Bekijk waar ze staan")
        assert page.locator("main mark").count() == 5
        page.click("text=Haal overal weg")
        page.wait_for_selector("#tekst:has-text('[persoon]')")
        assert "meldde een persoonsgegeven" in page.inner_text(".log")
        page.click("button:has-text('Maak ongedaan')")
        page.wait_for_selector("#tekst:has-text('jansen')")
        assert seen.wrong == []
        seen.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (375, "light"), (375, "dark"), (1280, "light")])
def test_no_page_has_a_barrier(browser: Any, named: Served, width: int, scheme: str) -> None:
    with answering(named.app) as address:
        seen = Seen(browser, address, width, color_scheme=scheme)
        page = seen.page
        seen.sign_in("anna")
        page.goto(f"{address}/antwoord/a00001")
        page.click("text=Geef het hele antwoord vrij")
        page.fill("#notitie", "Kijk hier nog eens naar")
        page.click("text=Bewaar de notitie")
        page.select_option("#thema", "t004")
        page.click("text=Voeg toe")
        page.goto(f"{address}/antwoord/a00002")
        page.select_option("#markering", "health")
        page.click("button:has-text('Markeer')")
        page.goto(f"{address}/thema/t000")
        page.check(".picks > li >> nth=0 >> input")
        page.select_option("#naar", "geen")
        page.click("button:has-text('Verplaats')")
        page.wait_for_url("**#antwoorden")
        paths = ("/antwoord/a00001", "/antwoord/a00002", "/antwoord/a00001?blind=1", "/thema/t000", "/thema/t001a")
        for path in (*paths, "/vraag/weg", "/vraag/weg/overig"):
            page.goto(address + path)
            for summary in page.locator("summary").all():
                summary.click()
            seen.look()
        page.goto(f"{address}/antwoord/a00000")
        page.fill("#woorden", "Jansen")
        page.click("text=Bekijk waar ze staan")
        seen.look()
        assert seen.wrong == []
        page.goto(f"{address}/antwoord/a00000")
        page.click("text=Ingekort citaat")
        page.fill("#citaat", "iets anders")
        page.click("text=Geef dit citaat vrij")
        assert "‘iets’, ‘anders’" in page.inner_text("[role=alert]")
        assert page.input_value("#citaat") == "iets anders"
        seen.look()
        assert [one for one in seen.wrong if "400 (Bad Request)" not in one] == []  # which the browser tells itself
        seen.context.close()
