from __future__ import annotations

import math
from typing import Any

from textmining.publishing.site.sentences import Comparison, comparison, mention
from textmining.study import Contrast

GROUPS = Contrast(id="k", family="f", group="profiel", a="koplopers", b="achterblijvers", adjust=("ervaring",))
REST = Contrast(id="k", family="f", group="profiel", a="koplopers", b="rest")
SCALE = Contrast(id="v", family="f", scale="visie")
LABELS = {"profiel": "Profiel", "visie": "Visie op ict", "ervaring": "Ervaring"}
ROW: dict[Any, Any] = {
    "contrast": "k",
    "grouping": "profiel",
    "model": "raw",
    "n": 800,
    "difference": 0.13,
    "low": 0.08,
    "high": 0.18,
    "q": 0.003,
}


def _say(contrast: Contrast = GROUPS, shares: dict[str, float] | None = None, **changes: Any) -> Comparison:
    return comparison({**ROW, **changes}, contrast, LABELS, shares if shares is not None else {})


def test_a_share_is_said_of_who_answered() -> None:
    assert mention(0.31, 0.28, 0.34) == "Van wie antwoordde noemt 31% dit thema (95%-interval: 28% tot 34%)."


def test_a_clear_difference_gives_both_shares_the_difference_and_its_interval() -> None:
    said = _say(shares={"koplopers": 0.31, "achterblijvers": 0.18})
    assert said.sentence == (
        "Van wie antwoordde noemt de groep ‘koplopers’ dit thema vaker dan de groep ‘achterblijvers’: "
        "31% tegenover 18%, een verschil van 13 procentpunt [8; 18]."
    )
    assert said.clear
    assert said.test == "q = 0,003"


def test_the_share_of_the_rest_follows_from_the_difference() -> None:
    said = _say(REST, shares={"koplopers": 0.31})
    assert "vaker dan de andere deelnemers: 31% tegenover 18%, een verschil van 13" in said.sentence


def test_a_group_that_does_less_does_so_minder_vaak() -> None:
    assert "minder vaak" in _say(difference=-0.13, low=-0.18, high=-0.08).sentence


def test_a_difference_that_is_not_clear_is_not_called_a_difference() -> None:
    said = _say(q=0.2, difference=-0.02, low=-0.07, high=0.03, shares={"koplopers": 0.2, "achterblijvers": 0.22})
    assert said.sentence == ("Geen duidelijk verschil gevonden: 20% tegenover 22%, verschil −2 procentpunt [−7; 3].")
    assert not said.clear


def test_hidden_shares_are_not_said() -> None:
    assert "tegenover" not in _say(shares={"koplopers": 0.31}).sentence


def test_an_adjusted_difference_says_for_what_and_gives_no_raw_shares() -> None:
    said = _say(model="adjusted", shares={"koplopers": 0.31, "achterblijvers": 0.18})
    assert said.sentence == "Rekening houdend met ervaring: 13 procentpunt vaker [8; 18]."


def test_a_scale_is_said_per_standard_deviation_and_without_a_cause() -> None:
    said = _say(SCALE, grouping="visie", difference=0.04, low=0.01, high=0.07)
    assert said.sentence == (
        "Van wie antwoordde noemen deelnemers met een hogere score op ‘Visie op ict’ dit thema vaker: "
        "4 procentpunt per standaarddeviatie [1; 7]."
    )


def test_a_hidden_contrast_says_why() -> None:
    assert _say(n=None, difference=math.nan).sentence == "Te weinig deelnemers om te vergelijken."


def test_what_cannot_be_estimated_is_not_called_zero() -> None:
    assert _say(difference=math.nan, q=math.nan).sentence == "Niet te schatten met deze gegevens."


def test_without_a_test_no_difference_is_clear() -> None:
    said = _say(q=math.nan)
    assert not said.clear
    assert said.test == "te weinig eenheden om te toetsen"
