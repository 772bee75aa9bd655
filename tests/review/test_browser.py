"""What a coder does in a browser: at two widths, with and without JavaScript, on a real server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.review.browsing import Seen, answering
from tests.review.conftest import Served, post

pytestmark = pytest.mark.browser

WIDTHS = (1280, 375)


@pytest.fixture
def address(served: Served) -> Iterator[str]:
    """Where a real server answers."""
    with answering(served.app) as found:
        yield found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_coder_signs_in_looks_searches_decides_and_signs_out(
    browser: Any, address: str, width: int, script: bool
) -> None:
    seen = Seen(browser, address, width, java_script_enabled=script)
    page = seen.page
    page.goto(f"{address}/thema/t000")
    assert page.url == f"{address}/aanmelden?naar=%2Fthema%2Ft000"
    seen.sign_in("anna")
    assert page.url == f"{address}/"
    page.click("text=Wat staat u in de weg?")
    page.click("main h2 a >> nth=1")
    assert page.locator(".answers > li").count() == 50
    if script:
        page.keyboard.press("/")
        page.keyboard.type("de ")
        page.keyboard.type("het")
        page.wait_for_selector("#aantal:has-text('met deze filters')")
        page.wait_for_url(re.compile(r"zoek=de(\+|%20)het"))
    else:
        page.fill("#zoek", "de het")
        page.click("text=Toon")
    assert page.inner_text("#aantal").endswith("met deze filters")
    assert page.locator("mark").count() > 0
    assert page.input_value("#zoek") == "de het"
    page.goto(f"{address}/thema/t000")
    page.click("text=Volgende")
    page.wait_for_selector("text=blad 2 van 2")
    page.go_back()
    page.wait_for_selector("text=blad 1 van 2")
    page.click("text=Naam en omschrijving wijzigen")
    page.fill("#naam", "Te weinig tijd")
    page.click("text=Bewaar naam en omschrijving")
    page.wait_for_selector("h1:has-text('Te weinig tijd')")
    page.click("button:has-text('Stel vast')")
    page.wait_for_selector(".tag.accepted")
    page.click("main .crumb a >> nth=1")
    for theme in ("t004", "t005"):
        page.check(f"input[value={theme}]")
    page.click("text=Voeg de gekozen thema’s samen")
    page.wait_for_selector("h2:has-text('Antwoorden')")
    page.click("text=Afmelden")
    assert page.url.startswith(f"{address}/aanmelden")
    page.goto(f"{address}/")
    assert page.url == f"{address}/aanmelden"
    assert seen.wrong == []
    seen.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (375, "light")])
def test_no_page_has_a_barrier_or_asks_for_anything_elsewhere(
    browser: Any, address: str, served: Served, width: int, scheme: str
) -> None:
    seen = Seen(browser, address, width, color_scheme=scheme)
    page = seen.page
    page.goto(f"{address}/aanmelden?melding=verlopen")
    seen.look()
    seen.sign_in("rita")
    page.goto(f"{address}/vraag/weg")
    page.click("button:has-text('Wijs af') >> nth=2")
    for path in (
        "/",
        "/vraag/weg",
        "/vraag/wens",
        "/vraag/weg/overig?zoek=de",
        "/vraag/weg/besluiten",
        "/thema/t001?zoek=tijd",
        "/thema/t003",
        "/toegang",
        "/wachtwoord",
    ):
        page.goto(address + path)
        for summary in page.locator("summary").all():
            summary.click()
        seen.look()
    assert seen.wrong == []
    page.goto(f"{address}/bestaat-niet")
    seen.wrong.clear()  # the browser tells of the status itself
    seen.look()
    assert seen.wrong == []
    seen.context.close()


def test_sign_in_form_tells_what_is_wrong_without_a_barrier(browser: Any, address: str) -> None:
    seen = Seen(browser, address, 375)
    seen.page.goto(f"{address}/aanmelden")
    seen.page.fill("#naam", "anna")
    seen.page.fill("#wachtwoord", "verkeerd")
    seen.page.click("main button")
    assert seen.page.inner_text("[role=alert]") == "Deze naam en dit wachtwoord horen niet bij elkaar."
    seen.wrong.clear()  # the browser tells of the status itself
    seen.look()
    assert seen.wrong == []
    seen.context.close()


def test_second_coder_reads_both_intentions_without_a_barrier(browser: Any, address: str, served: Served) -> None:
    seen = Seen(browser, address, 375)
    seen.sign_in("anna")
    seen.page.goto(f"{address}/thema/t000")
    post(served.signed_in("bram"), "/thema/t000/naam", {"naam": "Werkdruk", "gezien": 0})
    seen.page.click("button:has-text('Wijs af')")
    told = seen.page.inner_text("main")
    assert "bram hernoemde ‘Werkdruk’" in told
    assert "wees af" in told
    seen.wrong.clear()  # the browser tells of the status itself
    seen.look()
    assert seen.wrong == []
    seen.context.close()


def test_script_in_an_answer_does_not_run(browser: Any, address: str) -> None:
    seen = Seen(browser, address, 1280)
    seen.sign_in("lars")
    seen.page.on("dialog", lambda dialog: seen.wrong.append(dialog.message))
    seen.page.goto(f"{address}/thema/t000?zoek=alert")
    assert "<script>alert('x')</script>" in seen.page.inner_text(".answers")
    assert seen.wrong == []
    seen.context.close()


def test_nothing_of_an_answer_stays_in_the_browser(browser: Any, address: str) -> None:
    seen = Seen(browser, address, 1280)
    seen.sign_in("lars")
    seen.page.goto(f"{address}/thema/t000")
    seen.page.fill("#zoek", "de")
    seen.page.wait_for_url("**zoek=de**")
    kept = seen.page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert "antwoord" not in kept.lower()
    seen.context.close()
