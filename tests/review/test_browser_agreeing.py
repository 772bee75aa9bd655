"""What coders do in a browser after double coding: look at agreement, settle differences, plan; and what it shows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.review.browsing import Seen, answering
from tests.review.conftest import Served
from tests.review.test_agreeing import QUESTION, book_of, double_code
from textmining.review.agreement import Agreement, grounds_of, measure
from textmining.review.routes import agreeing
from textmining.study_settings import Review

pytestmark = pytest.mark.browser


@pytest.fixture
def served(served_behind: Callable[[Review], Served]) -> Served:
    """The app with samples that are large enough, whatever the key by which they are drawn."""
    return served_behind(Review(random_sample=160, double_sample=40))


@pytest.fixture
def address(served: Served) -> Iterator[str]:
    with answering(served.app) as found:
        yield found


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_coders_settle_their_differences_by_keyboard(
    browser: Any, address: str, served: Served, script: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agreeing, "PATIENCE", 30.0)
    sample = double_code(served, differing=2)
    seen = Seen(browser, address, 1280, java_script_enabled=script)
    page = seen.page
    seen.sign_in("anna")
    page.goto(f"{address}{QUESTION}")
    page.click("nav >> text=Overeenstemming")
    assert "precies dezelfde thema’s" in page.inner_text("main")
    page.click("text=Bekijk de antwoorden: Thema 1 en Thema 3")
    assert "Alleen verschillen over Thema 1 en Thema 3" in page.inner_text("main")
    page.click("text=Begin bij het eerste")
    assert page.inner_text("h1") == "Verschil 1 van 2"
    page.click("text=Bewaar en ga verder")
    assert "Kies ten minste één thema" in page.inner_text("[role=alert]")
    page.focus("input[value=t000]")
    page.keyboard.press("Space")
    page.fill("#reden", "Het gaat over tijd.")
    page.press("button:has-text('Bewaar en ga verder')", "Enter")
    page.wait_for_selector("h1:has-text('Verschil 1 van 1')")
    page.click("text=Een ander thema")
    page.check("input[value=t004]")
    page.click("text=Bewaar en ga verder")
    page.wait_for_selector("text=Alle verschillen zijn beslist")
    assert "Het gaat over tijd." in page.inner_text("main")
    page.click("button:has-text('Maak ongedaan') >> nth=0")
    page.wait_for_selector("text=1 antwoord is door codeurs verschillend gecodeerd")
    settled = book_of(served).codebook.settled
    assert [set(themes) for answer, themes in settled.items() if answer in sample] == [{"t000"}]
    seen.wrong = [wrong for wrong in seen.wrong if "400" not in wrong]  # the browser tells of the empty form
    assert seen.wrong == []
    seen.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (375, "light")])
def test_pages_have_no_barrier(browser: Any, address: str, served: Served, width: int, scheme: str) -> None:
    sample = double_code(served)
    assert served.parts.coding.wait(book_of(served), 30)
    seen = Seen(browser, address, width, color_scheme=scheme)
    page = seen.page
    seen.sign_in("rita")
    for path in ("overeenstemming", "verschillen", f"verschillen/{sample[0]}", "voortgang", "planning?uren=1&doel=2"):
        page.goto(f"{address}{QUESTION}/{path}")
        page.wait_for_selector("#plan h2" if "planning" in path else "main h1")
        for summary in page.locator("main summary").all():
            summary.click()
        seen.look()
    assert seen.wrong == []
    page.goto(f"{address}{QUESTION}/planning?uren=x")
    seen.wrong.clear()  # the browser tells of the status itself
    seen.look()
    assert seen.wrong == []
    seen.context.close()


def test_figures_that_are_still_made_come_by_themselves(browser: Any, address: str, served: Served) -> None:
    double_code(served)
    book = book_of(served)
    opened = threading.Event()

    def something_else() -> Agreement:
        assert opened.wait(20)
        return measure(grounds_of(book), draws=10)

    assert served.parts.agreement.get("weg", "something of before", something_else) == (None, False)
    seen = Seen(browser, address, 1280)
    seen.sign_in("anna")
    seen.page.goto(f"{address}{QUESTION}/overeenstemming")
    assert "De cijfers worden" in seen.page.inner_text("#cijfers")
    opened.set()
    seen.page.wait_for_selector("#cijfers h2:has-text('Per thema')")
    assert seen.wrong == []
    seen.context.close()
