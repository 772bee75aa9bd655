"""What coders chose blind, of answers drawn at random: the ground of what is said of their agreement."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from textmining.codebook.agreement.alpha import LEAST, theme_alphas
from textmining.codebook.agreement.coded import Coded, hand_codings
from textmining.codebook.coder.whole import themes_above, uncodable
from textmining.codebook.state import Codebook

__all__ = ["AT_RANDOM", "INDICATIVE", "blind_codings", "finest", "indicative"]

AT_RANDOM = ("double", "random")
"""Queues whose answers were drawn whatever anybody thinks of them."""

INDICATIVE = "indicative"
"""The mark of themes on which coders agree too little."""


def blind_codings(codebook: Codebook, *, main_themes: bool) -> pd.DataFrame:
    """What coders chose blind, before they settled their differences, of answers that were drawn at random.

    Parameters
    ----------
    codebook : Codebook
    main_themes : bool
        Who chose a sub-theme chose its main theme; else a main theme is left out where one of its sub-themes is chosen.

    Returns
    -------
    DataFrame, one row per answer and coder
        As ``Coded.of`` wants it. Answers that are marked uncodable or are no longer kept are left out.
    """
    table = hand_codings(codebook, AT_RANDOM)
    kept = set(codebook.base.answer_of.values()) - uncodable(codebook)
    held = np.array([answer in kept for answer in table["answer_id"].tolist()], dtype=bool)
    table = table[held].reset_index(drop=True)
    closed = {theme: themes_above(codebook, [theme]) for theme in codebook.in_use}
    whole = [frozenset().union(*(closed[theme] for theme in own)) for own in table["themes"]]
    table["themes"] = whole if main_themes else [finest(codebook, own) for own in whole]
    return table


def finest(codebook: Codebook, themes: Collection[str]) -> frozenset[str]:
    """Themes without the main themes of which a sub-theme is among them."""
    above = {parent for theme in themes if (parent := codebook.themes[theme].parent) is not None}
    return frozenset(themes) - above


def indicative(codebook: Codebook) -> frozenset[str]:
    """The themes in use of which alpha is under .667 (Krippendorff 2004): no more than tentative conclusions.

    Themes of which it is not known are not among them: nobody chose them, or no answer was coded twice.
    """
    coded = Coded.of(blind_codings(codebook, main_themes=True), sorted(codebook.in_use))
    found = theme_alphas(coded, draws=0)
    return frozenset(found.loc[found["alpha"] < LEAST, "theme_id"])
