"""History, versions, what does not fit, waves and the map in a browser: with and without JavaScript, and by axe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.review.browsing import Seen, answering
from tests.review.conftest import Served
from tests.review.test_conflicts import split
from tests.review.test_versions import book_of, decided
from textmining.codebook import decisions as d

pytestmark = pytest.mark.browser


@pytest.fixture
def address(served: Served) -> Iterator[str]:
    """Where a real server answers."""
    with answering(served.app) as found:
        yield found


@pytest.mark.parametrize(("width", "script"), [(1280, True), (375, False)], ids=["script", "no-script"])
def test_coder_looks_back_undoes_restores_and_signs(
    browser: Any, address: str, served: Served, width: int, script: bool
) -> None:
    decided(served, *(d.Accept(theme=theme.id) for theme in book_of(served).main_themes))
    first = decided(served, d.Rename(theme="t000", label="Tijdgebrek"))[0].id
    decided(served, d.Merge(themes=("t004",), into="t000"), d.Rename(theme="t002", label="Duur"), actor="bram")
    seen = Seen(browser, address, width, java_script_enabled=script)
    page = seen.page
    seen.sign_in("anna")
    page.click("text=alle besluiten")
    page.select_option("#codeur", "bram")
    if script:
        page.wait_for_url("**codeur=bram**")
    else:
        page.click("text=Toon")
    assert page.inner_text("#aantal") == "2 besluiten met deze filters"
    page.fill("#reden", "toch niet")
    page.click("button:has-text('Maak ongedaan') >> nth=0")
    page.wait_for_selector(".undone")
    assert "codeur=bram" in page.url
    page.click("text=Wis filters")
    page.wait_for_selector(".log > li:has-text('maakte besluit')")
    assert "toch niet" in page.inner_text(".log > li >> nth=0")
    page.click(f".log a.number[href$='/besluiten/{first}']")
    assert "samengevoegd" in page.inner_text(".differs")
    page.fill("#waarom", "terug naar anna")
    page.click("text=Herstel deze stand")
    page.wait_for_selector(".log > li:has-text('zette het codeboek terug')")
    assert book_of(served).codebook.themes["t004"].status == "accepted"
    page.click("nav a:has-text('Versies')")
    page.click("button:has-text('Onderteken versie 1')")
    page.wait_for_selector("[role=alert]")
    assert "Niet alle aandachtspunten" in page.inner_text("[role=alert]")
    seen.wrong.clear()  # the browser tells of the status itself
    for box in page.locator("input[name=punt]").all():
        box.check()
    page.fill("#reden", "eerste ronde")
    page.click("button:has-text('Onderteken versie 1')")
    page.wait_for_selector("[role=status]")
    assert "Versie 1 is ondertekend." in page.inner_text("[role=status]")
    assert "eerste ronde" in page.inner_text(".log")
    page.click("nav a:has-text('Overzicht')")
    page.wait_for_selector(".books")
    assert "ondertekend door anna" in page.inner_text(".books li >> nth=0")
    assert seen.wrong == []
    seen.context.close()


@pytest.mark.parametrize(("width", "script"), [(1280, False), (375, True)], ids=["no-script", "script"])
def test_coder_resolves_what_does_not_fit_by_one_click(
    browser: Any, address: str, served: Served, width: int, script: bool
) -> None:
    split(served)
    seen = Seen(browser, address, width, java_script_enabled=script)
    page = seen.page
    seen.sign_in("anna")
    page.click("text=Eén punt past niet meer")
    assert page.inner_text(".badge") == "1"
    seen.look() if script else None
    page.click("text=Voeg alle delen samen")
    page.wait_for_selector("text=Er is niets na te kijken.")
    assert "Er is niets na te kijken." in page.inner_text("main")
    assert page.locator(".badge").count() == 0
    assert seen.wrong == []
    seen.context.close()


def test_map_is_used_by_keyboard_and_leads_to_themes(browser: Any, address: str) -> None:
    seen = Seen(browser, address, 1280)
    page = seen.page
    seen.sign_in("lars")
    page.goto(f"{address}/thema/t003")
    page.click("text=op de kaart")
    assert page.locator("path.chosen").count() == 1
    page.select_option("#thema", "t001")
    page.wait_for_url(re.compile("thema=t001"))
    page.wait_for_selector("strong:has-text('Thema 2')")
    page.focus("svg.map a >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_selector("h2:has-text('Antwoorden')")
    assert seen.wrong == []
    seen.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (375, "light")])
def test_these_pages_have_no_barrier(browser: Any, address: str, served: Served, width: int, scheme: str) -> None:
    split(served)
    decided(served, d.SignOff(number=1), d.Merge(themes=("t006",), into="t003"), d.Rename(theme="t003", label="Geld"))
    decided(served, d.SignOff(number=2), d.Undo(decision=4), d.CodeAnswer(answer="a00001", themes=()), actor="bram")
    seen = Seen(browser, address, width, color_scheme=scheme)
    seen.sign_in("anna")
    for path in (
        "/",
        "/vraag/weg/besluiten",
        "/vraag/weg/besluiten?codeur=bram",
        "/vraag/weg/besluiten/3",
        "/vraag/weg/besluiten/2?met=5",
        "/vraag/weg/versies?ondertekend=2",
        "/vraag/wens/versies",
        "/vraag/weg/nakijken",
        "/vraag/wens/nakijken",
        "/vraag/weg/metingen",
        "/vraag/weg/kaart",
        "/vraag/weg/kaart?thema=t001a",
    ):
        seen.page.goto(address + path)
        for summary in seen.page.locator("summary").all():
            summary.click()
        seen.look()
    assert seen.wrong == []
    seen.context.close()
