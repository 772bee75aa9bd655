"""The whole story of a codebook: two coders in two browsers, from proposal to publication, on the real server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.conftest import write_small_study
from tests.review.browsing import Seen
from tests.review.conftest import PASSWORD
from textmining.pipeline import open_project, run_all
from textmining.workspace import read_table

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("story")]

QUESTION = "/vraag/belemmering"
LOOKED_AT = os.environ.get("TEXTMINING_SCREENSHOTS")
"""A folder to leave a picture of every page in, for a person to look at."""


def called(*arguments: str, folder: Path, given: str = "") -> str:
    """What the command line prints."""
    call = [sys.executable, "-m", "textmining.cli", *arguments]
    done = subprocess.run(call, cwd=folder, input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small real study, its topics found, with two coders, a researcher and a double sample of a few answers."""
    folder = tmp_path_factory.mktemp("story")
    path = write_small_study(folder)
    with path.open("a", encoding="utf-8") as file:
        file.write("\n[review]\nrandom_sample = 24\ndouble_sample = 8\n")
    project = open_project(path, outputs=folder / "outputs", models=folder / "models")
    assert [result.stage for result in run_all(project, "codebook")][-1] == "codebook"
    for name, role in (("anna", "coder"), ("bram", "coder"), ("rita", "researcher")):
        called("users", "add", str(path), name, "--role", role, "--password-stdin", folder=folder, given=PASSWORD)
    return path


@pytest.fixture(scope="module")
def address(study: Path) -> Iterator[str]:
    call = [sys.executable, "-m", "textmining.cli", "review", str(study), "--port", "0"]
    with subprocess.Popen(call, cwd=study.parent, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = next(filter(None, (re.search(r"http://[\d.]+:\d+", line) for line in server.stdout)))
        yield found[0]
        server.terminate()


class Coder(Seen):
    """A coder at a browser, whose pages are judged and may be kept as pictures."""

    def __init__(self, browser: Any, address: str, name: str) -> None:
        super().__init__(browser, address, 1280)
        self.name = name
        self.sign_in(name)

    def open(self, path: str) -> Any:
        """Go to a page, and look at it."""
        answer = self.page.goto(f"{self.address}{path}")
        assert answer.status == 200, path
        self.look()
        self.picture(path)
        return self.page

    def picture(self, path: str) -> None:
        """Keep what the page looks like, wide and narrow."""
        if LOOKED_AT:
            name = f"{self.name}-{path.strip('/').replace('/', '-') or 'overzicht'}".partition("?")[0]
            for width in (1280, 375):
                self.page.set_viewport_size({"width": width, "height": 800})
                self.page.screenshot(path=Path(LOOKED_AT) / f"{name}-{width}.png", full_page=True)
            self.page.set_viewport_size({"width": 1280, "height": 800})

    def code(self, choose: Any) -> str:
        """Code the answer that is shown with the themes that ``choose`` gives for its text; the text."""
        text = str(self.page.inner_text("blockquote"))
        themes = choose(text)
        for theme in themes:
            self.page.check(f'.theme-choices input[value="{theme}"]')
        self.send('button[name="bewaar"]' if themes else 'button[name="geen"]')
        return text

    def send(self, button: str) -> None:
        """Send a form, and wait for the page that comes of it."""
        with self.page.expect_navigation():
            self.page.click(button)


def test_two_coders_make_a_codebook_and_publishing_shows_it(browser: Any, study: Path, address: str) -> None:
    folder = study.parent
    proposed = _proposed(study)
    main = proposed[proposed["parent_id"].isna() & proposed["verdict"].notna()].sort_values("n_answers")["theme_id"]
    smallest, small, large, largest = main.iloc[0], main.iloc[1], main.iloc[-2], main.iloc[-1]
    anna, bram = Coder(browser, address, "anna"), Coder(browser, address, "bram")

    # both look at the same theme; anna accepts and renames it, and bram, who saw it before, is told so
    page = anna.open(QUESTION)
    late = bram.open(f"/thema/{largest}")
    page = anna.open(f"/thema/{largest}")
    anna.send("text=Stel vast")
    page.click("summary:has-text('Naam en omschrijving')")
    page.fill("#naam", "Roostering knelt")
    anna.send("text=Bewaar naam en omschrijving")
    assert page.inner_text("h1") == "Roostering knelt"
    late.click("summary:has-text('Naam en omschrijving')")
    late.fill("#naam", "Werkdruk")
    with late.expect_navigation():
        late.click("text=Bewaar naam en omschrijving")
    told = late.inner_text("main")
    assert "anna" in told
    assert "Roostering knelt" in told
    assert "Werkdruk" in told
    assert [text for text in bram.wrong if "409" in text]
    bram.wrong.clear()  # the browser itself tells of the 409

    # merge two, and undo it; merge them again
    for again in (False, True):
        page = anna.open(QUESTION)
        for theme in (smallest, small):
            page.check(f'input[name="thema"][value="{theme}"]')
        page.select_option('select[name="naar"]', small)
        anna.send("text=Voeg de gekozen thema’s samen")
        page.goto(f"{address}{QUESTION}")
        assert page.locator(f'li[id="{smallest}"]').count() == 0
        if not again:
            page = anna.open(f"{QUESTION}/besluiten")
            anna.send("text=Maak ongedaan >> nth=0")
            page.goto(f"{address}{QUESTION}")
            assert page.locator(f'li[id="{smallest}"]').count() == 1

    # bram splits three answers off, and moves one of them on
    page = bram.open(f"/thema/{large}")
    ticks = page.locator('#antwoorden input[form="verplaatsen"]')
    for number in range(3):
        ticks.nth(number).check()
    page.fill("#nieuwe-naam", "Afgesplitst door Bram")
    bram.send("text=Splits af")
    page.goto(f"{address}{QUESTION}")
    bram.send("h2 a:has-text('Afgesplitst door Bram')")
    own = page.url.rpartition("/")[2]
    bram.picture("/thema/afgesplitst")
    page.locator('#antwoorden input[form="verplaatsen"]').first.check()
    page.select_option("#naar", large)
    bram.send("button:text-is('Verplaats')")
    page.goto(f"{address}/thema/{own}")
    assert page.inner_text("#aantal").startswith("2 ")

    # both code the double sample without seeing each other's codes; they differ on purpose on the first answer
    seen: dict[str, list[str]] = {}
    for coder in (anna, bram):
        page = coder.open(f"{QUESTION}/dubbel")
        texts = []
        while page.locator("blockquote").count():
            first = not texts
            theme = large if first and coder is bram else largest
            texts.append(coder.code(lambda _, theme=theme: [theme]))
        coder.look()
        seen[coder.name] = texts
    assert seen["anna"] == seen["bram"]
    assert len(seen["anna"]) >= 2

    # bram undoes his last code and codes that answer again: by keys
    page = bram.open(f"{QUESTION}/coderen")
    before = page.inner_text("blockquote")
    page.keyboard.press("1")
    page.keyboard.press("s")
    page.wait_for_selector("#ongedaan")
    page.keyboard.press("u")
    page.wait_for_function("text => document.querySelector('blockquote')?.innerText === text", arg=before)

    # they agree but for one answer, and settle that
    page = anna.open(f"{QUESTION}/overeenstemming")
    page.wait_for_selector("text=Krippendorffs alpha", state="attached")
    page = anna.open(f"{QUESTION}/verschillen")
    assert page.inner_text("ol.answers > li >> nth=0").startswith(seen["bram"][0])
    anna.send("text=Begin bij het eerste")
    anna.look()
    anna.picture("/verschil")
    page.check(f'.choices input[value="{large}"]')
    page.fill("#reden", "Besproken")
    anna.send("text=Bewaar en ga verder")
    page = bram.open(f"{QUESTION}/verschillen")
    assert "Alle verschillen zijn beslist" in page.inner_text("main")

    # every other page of the question is looked at once
    for place in ("", "/overig", "/kaart", "/voortgang", "/planning", "/nakijken", "/metingen", "/uitwisselen"):
        anna.open(f"{QUESTION}{place}")
    anna.open("/")

    # sign-off: what needs attention is ticked first
    page = anna.open(f"{QUESTION}/versies")
    anna.send("text=Onderteken versie 1")
    if page.locator('[name="punt"]').count():
        assert page.locator("[role=alert]").count() == 1
        for number in range(page.locator('[name="punt"]').count()):
            page.locator('[name="punt"]').nth(number).check()
        anna.send("text=Onderteken versie 1")
    assert "Versie 1 is ondertekend" in page.inner_text("main")
    anna.picture("/ondertekend")
    assert not [text for text in anna.wrong if "400" not in text and "422" not in text]
    assert not bram.wrong

    # the publication is that codebook
    printed = called("run", str(study), "--outputs", "outputs", "--models", "models", folder=folder)
    edition = Path(re.search(r"edition: (.+)", printed)[1])  # type: ignore[index]
    assert "concept" not in edition.name
    assert (folder / "outputs" / "klein" / "latest").resolve() == (folder / edition).resolve()
    themes = pd.read_parquet(folder / edition / "onderzoek" / "tables" / "themes.parquet").set_index("theme_id")
    assert themes.loc[largest, ["label", "status"]].tolist() == ["Roostering knelt", "accepted"]
    assert themes.loc[own, "label"] == "Afgesplitst door Bram"
    assert smallest not in themes.index
    assert "indicative" in themes.loc[largest, "marks"]  # they differed on one of the few answers that both coded
    codings = pd.read_parquet(folder / edition / "onderzoek" / "tables" / "codings.parquet")
    whole = codings[(codings["source"] == "coder") & codings["segment_id"].isna()]
    assert whole["answer_id"].nunique() >= len(set(seen["anna"]))
    portal = Coder.__mro__[1](browser, f"file://{(folder / edition).resolve()}", 1280)
    portal.page.goto(f"file://{(folder / edition).resolve()}/publiek/site/index.html")
    portal.page.click("a:has-text('Roostering knelt') >> nth=0")
    assert "Roostering knelt" in portal.page.inner_text("h1")
    assert "indicatief" in portal.page.inner_text("main")


def _proposed(study: Path) -> pd.DataFrame:
    stage = next((study.parent / ".textmining").glob("*/stages/codebook/*"))
    return read_table(stage, "proposed_themes")
