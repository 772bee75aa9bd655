"""What a number says, in a sentence that claims no more than was measured: of those who answered, and never a cause."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from textmining.publishing.dutch import capital, decimal, interval, percent, points
from textmining.publishing.site.data import Record
from textmining.study import Contrast

__all__ = ["MODELS", "Comparison", "comparison", "mention"]

CLEAR = 0.05
"""Share of false discoveries that is accepted within a family of contrasts (Benjamini & Hochberg 1995)."""

MODELS = {
    "raw": "",
    "adjusted": "Rekening houdend met {covariates}",
    "within": "Binnen instellingen",
}
"""How a sentence about each model begins, in the order in which they are said."""


def mention(estimate: float, low: float, high: float) -> str:
    """How often a theme is mentioned.

    >>> mention(0.31, 0.28, 0.34)
    'Van wie antwoordde noemt 31% dit thema (95%-interval: 28% tot 34%).'
    """
    return f"Van wie antwoordde noemt {percent(estimate)} dit thema (95%-interval: {interval(low, high)})."


@dataclass(frozen=True)
class Comparison:
    """A contrast in words: what is compared, the sentence, and whether the difference is clear."""

    title: str
    sentence: str
    test: str
    clear: bool


def comparison(row: Record, contrast: Contrast | None, labels: dict[str, str], shares: dict[str, float]) -> Comparison:
    """Say what a row of ``contrasts`` says.

    Parameters
    ----------
    row : Record
        A row of the table after disclosure control.
    contrast : Contrast or None
        As declared; None where the study no longer has it.
    labels : dict
        Labels of groupings and scales by id.
    shares : dict
        Estimates of the grouping's groups that are shown, by group; of the same question, theme and wave.
    """
    model = MODELS.get(row["model"], str(row["model"])).format(covariates=_covariates(contrast, labels))
    grouping = labels.get(row["grouping"], row["grouping"])
    if contrast is None or contrast.group is None:
        title = capital(str(grouping if contrast else row["contrast"]))
    else:
        title = f"{capital(str(grouping))}: {contrast.a} tegenover {_other(contrast)}"
    if pd.isna(row["n"]):
        return Comparison(title, "Te weinig deelnemers om te vergelijken.", "", clear=False)
    if math.isnan(row["difference"]):
        return Comparison(title, "Niet te schatten met deze gegevens.", "", clear=False)
    clear = bool(row["q"] < CLEAR)
    if model:
        sentence = f"{model}: {_briefly(row, clear=clear)}."
    elif contrast is None or contrast.group is None:
        sentence = _scale_sentence(row, title, clear=clear)
    else:
        sentence = _group_sentence(row, contrast, shares, clear=clear)
    return Comparison(title, sentence, _test(row), clear)


def _margin(row: Record) -> str:
    known = not math.isnan(row["low"])
    return interval(row["low"], row["high"], of_points=True) if known else "(marge niet te schatten)"


def _direction(row: Record) -> str:
    return "vaker" if row["difference"] > 0 else "minder vaak"


def _briefly(row: Record, *, clear: bool) -> str:
    """The same comparison by another model, after the sentence of the raw one."""
    if clear:
        return f"{points(abs(row['difference']))} procentpunt {_direction(row)} {_margin(row)}"
    return f"geen duidelijk verschil, {points(row['difference'])} procentpunt {_margin(row)}"


def _group_sentence(row: Record, contrast: Contrast, shares: dict[str, float], *, clear: bool) -> str:
    one = shares.get(str(contrast.a))
    # the raw difference is one weighted share less the other, so the share of the rest follows from it
    other = shares.get(str(contrast.b)) if contrast.b != "rest" or one is None else one - row["difference"]
    both = ""
    if one is not None and other is not None:
        both = f"{percent(one)} tegenover {percent(max(other, 0.0))}, "
    if clear:
        return (
            f"Van wie antwoordde noemt de groep ‘{contrast.a}’ dit thema {_direction(row)} dan "
            f"{_other_in_words(contrast)}: {both}een verschil van {points(abs(row['difference']))} procentpunt "
            f"{_margin(row)}."
        )
    return f"Geen duidelijk verschil gevonden: {both}verschil {points(row['difference'])} procentpunt {_margin(row)}."


def _scale_sentence(row: Record, title: str, *, clear: bool) -> str:
    if clear:
        return (
            f"Van wie antwoordde noemen deelnemers met een hogere score op ‘{title}’ dit thema {_direction(row)}: "
            f"{points(abs(row['difference']))} procentpunt per standaarddeviatie {_margin(row)}."
        )
    size = f"{points(row['difference'])} procentpunt per standaarddeviatie {_margin(row)}"
    return f"Geen duidelijke samenhang gevonden: {size}."


def _test(row: Record) -> str:
    if math.isnan(row["q"]):
        return "te weinig eenheden om te toetsen"
    return "q < 0,001" if row["q"] < 0.001 else f"q = {decimal(row['q'], 3 if row['q'] < 0.1 else 2)}"


def _other(contrast: Contrast) -> str:
    return "overigen" if contrast.b == "rest" else str(contrast.b)


def _other_in_words(contrast: Contrast) -> str:
    return "de andere deelnemers" if contrast.b == "rest" else f"de groep ‘{contrast.b}’"


def _covariates(contrast: Contrast | None, labels: dict[str, str]) -> str:
    names = [labels.get(name, name).lower() for name in contrast.adjust] if contrast else []
    return ", ".join(names) or "andere kenmerken"
