"""The answers of a question as a sampling frame: their strata, and how uncertain each theme is within them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from textmining.codebook.coder.whole import themes_above, uncodable, whole_codes
from textmining.review.book import Book

if TYPE_CHECKING:
    from textmining.codebook.coder import Predictions

__all__ = ["Frame", "frame_key", "frame_of"]

FEWEST_IN_STRATUM = 20
FEWEST_CODED = 30
"""Answers of the random sample from which spread is measured on them; before, it is what calibration lets expect."""

FEWEST_MENTIONS = 5
"""Of a theme, among these: the spread of a theme that is rarer cannot be measured."""

LIKELY = 0.5
"""Probability from which an answer is in the stratum of its likeliest main theme."""

BLOCK = 1000
JOINED = " · "


@dataclass(frozen=True)
class Frame:
    """What a plan for one question is made from.

    Attributes
    ----------
    columns : tuple of str
        What strata are made of: "meting", the profile's label, "thema".
    sizes : Series indexed by stratum
        Answers in each; a stratum is its values joined by " · ", a theme by its id.
    share : Series indexed by theme_id
        Of answers with the theme, by the model; by the themes of now where there is no model.
    residual, alone : DataFrame (strata, themes)
        Standard deviation within strata: of what the model is wrong by, and of the codes themselves.
    modelled : bool
        Whether there is a model. Where there is none, both are those of codes.
    measured : int
        Answers coded at random that ``residual`` was measured on; 0 where it is what calibration lets expect.
    """

    columns: tuple[str, ...]
    sizes: pd.Series
    share: pd.Series
    residual: pd.DataFrame
    alone: pd.DataFrame
    modelled: bool
    measured: int


def frame_key(book: Book, predicted: Predictions | None) -> str:
    """Changes whenever the frame of a question may: with its themes, the model, and what was coded at random."""
    codebook = book.codebook
    digest = hashlib.blake2b(digest_size=16)
    themes = sorted((theme.id, theme.parent or "") for theme in codebook.in_use.values())
    coded = sum(hand.inclusion_probability is not None for hands in codebook.hands.values() for hand in hands)
    digest.update(repr((codebook.base.fit, themes, coded, sorted(uncodable(codebook)))).encode())
    if predicted is None:
        digest.update(repr([(theme, book.size(theme)) for theme, _ in themes]).encode())
    else:
        digest.update(np.ascontiguousarray(predicted.probability.to_numpy()).tobytes())
    return digest.hexdigest()


def frame_of(
    book: Book, answers: pd.Index, predicted: Predictions | None = None, out_of_fold: Predictions | None = None
) -> Frame:
    """Put the answers of a question in strata of wave, profile and predicted theme.

    Parameters
    ----------
    book : Book
    answers : Index
        That can be drawn.
    predicted : Predictions, optional
        Of answers by the model; those it does not tell of have the themes that the codebook gives them now.
    out_of_fold : Predictions, optional
        Of the answers that were coded by hand.

    Notes
    -----
    Without a model the spread of a theme with share P is that of its codes, sqrt(P (1 - P)): a plan that is too wide
    rather than too narrow.
    """
    from textmining.codebook.coder import make_strata, residual_spread

    left_out = uncodable(book.codebook)
    kept = pd.Index([a for a in answers if a in book.material.answers and a not in left_out], name="answer_id")
    themes = [theme for theme in book.order if predicted is None or theme in predicted.probability.columns]
    parts = _columns(book, kept, themes, predicted)
    strata = make_strata(parts, max(FEWEST_IN_STRATUM, book.material.minimum_group))
    sizes, mean, mean_square = _moments(book, kept, themes, predicted, strata)
    weight = sizes / max(sizes.sum(), 1)
    share = mean.mul(weight, axis=0).sum()
    if predicted is None:
        spread = np.sqrt(share * (1 - share)).to_numpy()
        plain = pd.DataFrame(np.tile(spread, (len(sizes), 1)), sizes.index, themes)
        return Frame(tuple(parts.columns), sizes, share, plain, plain, modelled=False, measured=0)
    residual = np.sqrt((mean - mean_square).clip(lower=0))  # a code of probability p has variance p (1 - p) around it
    codes = _codes(book, kept, themes, out_of_fold)
    measured = len(codes) if len(codes) >= FEWEST_CODED else 0
    if measured and out_of_fold is not None:
        common = codes.columns[codes.sum() >= FEWEST_MENTIONS]
        found = residual_spread(codes[common], out_of_fold.probability, strata)
        residual[common] = found.loc[residual.index]
    alone = np.sqrt(residual**2 + (mean_square - mean**2).clip(lower=0))
    return Frame(tuple(parts.columns), sizes, share, residual, alone, modelled=True, measured=measured)


def _blocks(
    book: Book, answers: pd.Index, themes: list[str], predicted: Predictions | None
) -> Iterator[tuple[slice, np.ndarray]]:
    """The probability of some answers at a time to mention each theme: the server has little memory.

    Those that the model does not tell of have the themes that the codebook gives them.
    """
    place = {theme: number for number, theme in enumerate(themes)}
    above = {theme: [place[one] for one in themes_above(book.codebook, [theme]) if one in place] for theme in themes}
    rows = np.full(len(answers), -1) if predicted is None else predicted.probability.index.get_indexer(answers)
    columns = [] if predicted is None else predicted.probability.columns.get_indexer(themes)
    values = np.empty((0, 0)) if predicted is None else predicted.probability.to_numpy()
    for start in range(0, len(answers), BLOCK):
        here = rows[start : start + BLOCK]
        given = np.zeros((len(here), len(themes)))
        told = here >= 0
        if told.any():
            given[told] = values[np.ix_(here[told], columns)]
        for row in np.flatnonzero(~told):
            for theme in book.themes_of.get(answers[start + row], ()):
                given[row, above.get(theme, [])] = 1
        yield slice(start, start + len(here)), given


def _moments(
    book: Book, answers: pd.Index, themes: list[str], predicted: Predictions | None, strata: pd.Series
) -> tuple[pd.Series, pd.DataFrame, pd.DataFrame]:
    """Answers of each stratum, and means of the probabilities and of their squares (strata, themes)."""
    code, names = pd.factorize(strata, sort=True)
    total, squares = np.zeros((2, len(names), len(themes)))
    for here, given in _blocks(book, answers, themes, predicted):
        np.add.at(total, code[here], given)
        np.add.at(squares, code[here], given**2)
    counts = np.bincount(code, minlength=len(names))
    index = pd.Index(names, name="stratum")
    means = [pd.DataFrame(sums / np.maximum(counts, 1)[:, None], index, themes) for sums in (total, squares)]
    return pd.Series(counts, index, name="size"), *means


def _columns(book: Book, answers: pd.Index, themes: list[str], predicted: Predictions | None) -> pd.DataFrame:
    """Wave and profile where there are several, and the likeliest main theme; null for an answer with none."""
    material = book.material
    found: dict[str, list[str | None]] = {}
    if len(material.waves) > 1:
        found["meting"] = [material.answers[answer].wave for answer in answers]
    if material.profile is not None:
        mark = f"{material.profile}:"
        values = [next((g for g in material.answers[a].groups if g.startswith(mark)), None) for a in answers]
        found["profiel"] = [None if value is None else value.removeprefix(mark) for value in values]
    main = [number for number, theme in enumerate(themes) if book.codebook.themes[theme].parent is None]
    if main:
        likeliest: list[str | None] = []
        for _, given in _blocks(book, answers, themes, predicted):
            best = given[:, main].argmax(axis=1)
            sure = given[np.arange(len(given)), np.array(main)[best]] >= LIKELY
            likeliest += [themes[main[n]] if yes else None for n, yes in zip(best, sure, strict=True)]
        found["thema"] = likeliest
    return pd.DataFrame(found, answers, dtype="object")


def _codes(book: Book, answers: pd.Index, themes: list[str], out_of_fold: Predictions | None) -> pd.DataFrame:
    """Hand codes of the answers that were drawn at random, coded blind, and that a model has not seen."""
    from textmining.codebook.coder import hand_codes

    told = out_of_fold.probability.index if out_of_fold is not None else answers[:0]
    known = answers[answers.isin(told)]
    blind = {
        answer
        for answer, hands in book.codebook.hands.items()
        if any(hand.blind and hand.queue in ("random", "double") for hand in hands)
    }
    closed: Mapping[str, frozenset[str]] = {
        answer: themes_above(book.codebook, own)
        for answer, own in whole_codes(book.codebook).items()
        if answer in blind and answer in known
    }
    return hand_codes(closed, themes)
