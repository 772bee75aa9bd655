"""All that is told of how far coders agree, made at once from what they chose."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from textmining.codebook.agreement import (
    Alpha,
    Coded,
    against_model,
    blind_codings,
    confusion,
    overall_alpha,
    same_sets,
    theme_alphas,
)
from textmining.codebook.coder.whole import themes_above
from textmining.review.book import Book

if TYPE_CHECKING:
    from textmining.codebook.coder import Predictions

__all__ = ["MODEL", "Agreement", "Grounds", "ModelAgreement", "grounds_of", "measure", "measure_model"]

MODEL = "(model)"
"""The model as a coder: no user can have this name."""


@dataclass(frozen=True)
class Grounds:
    """What agreement is measured from.

    Attributes
    ----------
    closed : Coded
        Who chose a sub-theme chose its main theme: what is counted per theme, and for the whole.
    finest : Coded
        Main themes left out where a sub-theme is chosen: what coders take for one another.
    """

    closed: Coded
    finest: Coded

    @cached_property
    def key(self) -> str:
        """Changes whenever a figure may."""
        coded = self.closed
        names = repr((coded.coders, coded.answers, coded.themes)).encode("utf-8", "surrogatepass")
        codes = np.packbits(coded.chosen).tobytes() + np.packbits(coded.present).tobytes()
        return hashlib.blake2b(names + codes, digest_size=16).hexdigest()


@dataclass(frozen=True)
class Agreement:
    """How far coders agree.

    Attributes
    ----------
    n : int
        Answers that two or more coders coded.
    coders : tuple of str
        Those who coded any of these.
    overall : Alpha
        Over sets of themes, with MASI distance.
    same : float or None
        Share of pairs of codings of one answer that name exactly the same themes.
    themes : DataFrame, one row per theme
        As ``theme_alphas``.
    confused : DataFrame, one row per pair of themes, the most frequent first
        ``theme_id``, ``other_theme_id`` (null: the other coder chose nothing in its place), ``n``.
    pairs : DataFrame, one row per pair of coders
        ``coder``, ``other``, ``n`` (answers that both coded), ``same``, ``alpha``, ``low``, ``high``, ``mark``,
        ``reason``.
    """

    n: int
    coders: tuple[str, ...]
    overall: Alpha
    same: float | None
    themes: pd.DataFrame
    confused: pd.DataFrame
    pairs: pd.DataFrame


@dataclass(frozen=True)
class ModelAgreement:
    """How far coders and the model agree.

    Attributes
    ----------
    n : int
        Pairs of a coder's coding and the model's, of one answer.
    same : float
        The share of these that name exactly the same themes.
    themes : DataFrame, one row per theme
        As ``against_model``.
    """

    n: int
    same: float
    themes: pd.DataFrame


def grounds_of(book: Book) -> Grounds:
    """Gather what coders chose blind, of answers that were drawn at random."""
    themes = sorted(book.order)  # by name: sizes, by which a codebook lists them, change with every coded answer
    closed, fine = (blind_codings(book.codebook, main_themes=main) for main in (True, False))
    return Grounds(Coded.of(closed, themes), Coded.of(fine, themes))


def measure_model(book: Book, grounds: Grounds, out_of_fold: Predictions) -> ModelAgreement | None:
    """Compare coders with the model.

    Parameters
    ----------
    book : Book
    grounds : Grounds
    out_of_fold : Predictions
        Of hand-coded answers, by models that had not seen those codes.

    Returns
    -------
    ModelAgreement or None
        None where there are no predictions of answers that were coded blind.
    """
    closed = blind_codings(book.codebook, main_themes=True)
    found = _by_model(book, out_of_fold, grounds.closed)
    if found.empty:
        return None
    coded = Coded.of(pd.concat([closed, found]), grounds.closed.themes)
    machine = coded.coders.index(MODEL)
    pairs = same = 0
    for person in range(len(coded.coders)):
        if person != machine:
            both = coded.present[person] & coded.present[machine]
            pairs += int(both.sum())
            same += int((coded.chosen[person][both] == coded.chosen[machine][both]).all(axis=1).sum())
    return ModelAgreement(pairs, same / pairs, against_model(coded, MODEL))


def measure(grounds: Grounds, *, draws: int = 1000, seed: int = 0) -> Agreement:
    """Measure agreement; with hundreds of answers this takes a second or so.

    Parameters
    ----------
    grounds : Grounds
    draws, seed : int
        Of the bootstrap.
    """
    coded = grounds.closed
    paired = coded.times >= 2
    taking_part = tuple(coder for coder, own in zip(coded.coders, coded.present, strict=True) if own[paired].any())
    return Agreement(
        int(paired.sum()),
        taking_part,
        overall_alpha(coded, draws=draws, seed=seed),
        same_sets(coded),
        theme_alphas(coded, draws=draws, seed=seed),
        _confused(grounds.finest),
        _pairs(coded, taking_part, draws, seed),
    )


def _by_model(book: Book, predicted: Predictions, coded: Coded) -> pd.DataFrame:
    """The model's codings of the answers that coders coded blind, on the themes of today."""
    in_use = [theme for theme in predicted.themes.columns if theme in book.codebook.in_use]
    above = {theme: themes_above(book.codebook, [theme]) for theme in in_use}
    answers = set(coded.answers)
    held = np.array([answer in answers for answer in predicted.themes.index], dtype=bool)
    given = predicted.themes.loc[held, in_use]
    sets = [
        frozenset().union(*(above[in_use[place]] for place in np.flatnonzero(row)))
        for row in given.to_numpy(dtype=bool)
    ]
    return pd.DataFrame({"answer_id": list(given.index), "coder": MODEL, "themes": sets})


def _confused(coded: Coded) -> pd.DataFrame:
    """Pairs of themes, each once."""
    table = confusion(coded)
    place = {theme: number for number, theme in enumerate(coded.themes)}
    order = table["theme_id"].map(place) < table["other_theme_id"].map(place)
    kept = table[order | table["other_theme_id"].isna()]
    return kept[["theme_id", "other_theme_id", "n"]].reset_index(drop=True)


def _pairs(coded: Coded, coders: tuple[str, ...], draws: int, seed: int) -> pd.DataFrame:
    rows = []
    for one, other in combinations(coders, 2):
        both = coded.among({one, other})
        alpha = overall_alpha(both, draws=draws, seed=seed)
        if alpha.n:
            row = (one, other, alpha.n, same_sets(both), alpha.value, alpha.low, alpha.high, alpha.mark, alpha.reason)
            rows.append(row)
    names = ["coder", "other", "n", "same", "alpha", "low", "high", "mark", "reason"]
    table = pd.DataFrame(rows, columns=names)
    return table.astype({"same": "float64", "alpha": "float64", "low": "float64", "high": "float64"})
