"""What coders' hours buy: how many answers, drawn from which strata, and how wide the interval of a theme will be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from textmining.codebook.coder.allocation import allocate, half_widths
from textmining.errors import Problem, UsageError

__all__ = [
    "Plan",
    "answers_in",
    "expected_spread",
    "make_strata",
    "plan_coding",
    "residual_spread",
    "seconds_per_answer",
]

BREAK = 10
"""An answer that took more than so many times the median was coded with a break in between."""

USUAL_WEIGHS = 10
"""As how many answers the usual variance of a theme counts beside that of a stratum."""

REST = "overig"


@dataclass(frozen=True)
class Plan:
    """A sample to code by hand.

    Attributes
    ----------
    answers : int
        To be drawn.
    allocation : DataFrame, indexed by stratum
        ``size``, ``n`` and ``rate`` (inclusion probability, for ``draw``).
    themes : DataFrame, indexed by theme_id
        ``share`` (by the model), ``half_width`` (percentage points, of the interval of the corrected share) and
        ``half_width_alone`` (of the same sample without the model).
    """

    answers: int
    allocation: pd.DataFrame
    themes: pd.DataFrame


def seconds_per_answer(seconds: Sequence[float], usual: float = 30.0) -> float:
    """Mean time of an answer, breaks left out.

    Parameters
    ----------
    seconds : sequence of float
        Measured, one per coded answer.
    usual : float
        Where nothing is measured.

    Examples
    --------
    >>> seconds_per_answer([10, 20, 30, 3000])
    20.0
    """
    known = np.array([s for s in seconds if np.isfinite(s) and s > 0])
    if not len(known):
        return usual
    return float(known[known <= BREAK * np.median(known)].mean())


def answers_in(hours: float, seconds: float, *, double: float = 0.0) -> int:
    """Answers that can be coded in so many hours of all coders together.

    Parameters
    ----------
    hours, seconds : float
        Seconds per answer.
    double : float
        Share of the answers that is coded by two.

    Raises
    ------
    UsageError
        If a number is not positive, or ``double`` is no share.

    Examples
    --------
    >>> answers_in(10, 30)
    1200
    >>> answers_in(10, 30, double=0.2)
    1000
    """
    if not (np.isfinite(hours) and hours >= 0 and np.isfinite(seconds) and seconds > 0 and 0 <= double <= 1):
        raise UsageError(
            Problem("planning", f"{hours} uur, {seconds} seconden, dubbel {double}.", "Geef getallen boven 0.")
        )
    return int(np.floor(hours * 3600 / (seconds * (1 + double)) + 1e-9))


def make_strata(columns: pd.DataFrame, least: int = 20) -> pd.Series:
    """Strata of answers from columns such as wave, profile and predicted theme, the most important first.

    Parameters
    ----------
    columns : DataFrame indexed by answer_id
        A missing value is "overig".
    least : int
        A stratum of fewer answers joins the other small ones that are alike in all but the last columns.

    Returns
    -------
    Series indexed by answer_id
        Values joined by " · ".
    """
    text = columns.astype("object").where(columns.notna(), REST).astype(str)
    for kept in range(text.shape[1] - 1, -1, -1):
        names = _joined(text)
        small = names.map(names.value_counts()) < least
        if kept == 0 and not small.all():
            break  # small strata stay: there is nothing left in which they are alike
        text.loc[small, text.columns[kept]] = REST
    return _joined(text)


def _joined(text: pd.DataFrame) -> pd.Series:
    """The values of each row in one text."""
    columns = [text[name].tolist() for name in text.columns]
    rows = map(" · ".join, zip(*columns, strict=True)) if columns else [REST] * len(text)
    return pd.Series(list(rows), text.index, dtype="str", name="stratum")


def expected_spread(probability: pd.DataFrame, strata: pd.Series) -> pd.DataFrame:
    """Standard deviation of what the model will be found to be wrong by, before any answer is coded at random.

    Parameters
    ----------
    probability : DataFrame (answers, themes)
        Calibrated; of all answers.
    strata : Series indexed by answer_id

    Returns
    -------
    DataFrame (strata, themes)

    Notes
    -----
    A code of probability p that is predicted as p has residual variance p (1 - p); in a stratum the mean of these.
    """
    return np.sqrt((probability * (1 - probability)).groupby(strata.loc[probability.index]).mean())


def residual_spread(codes: pd.DataFrame, predicted: pd.DataFrame, strata: pd.Series) -> pd.DataFrame:
    """Standard deviation of codes around out-of-fold predictions, measured on a random sample.

    Parameters
    ----------
    codes : DataFrame (answers, themes) of 0 and 1
        Of the answers that were drawn at random.
    predicted : DataFrame (answers, themes)
        Out-of-fold probabilities of (at least) the same.
    strata : Series indexed by answer_id
        Of all answers; strata without codes get the usual variance of each theme.

    Returns
    -------
    DataFrame (strata, themes)
        The variance of a stratum is drawn to that of all, which counts as ten answers.
    """
    residual = codes - predicted.loc[codes.index, codes.columns]
    own = strata.loc[codes.index]
    names = sorted(strata.unique())
    around = residual - residual.groupby(own).transform("mean")
    squares = (around**2).groupby(own).sum().reindex(names, fill_value=0.0)
    held = own.value_counts().reindex(names, fill_value=0)
    freedom = (held - 1).clip(lower=0)
    usual = squares.sum() / max(int(freedom.sum()), 1)
    if not freedom.sum():
        usual = (residual**2).mean()
    return np.sqrt((squares + USUAL_WEIGHS * usual).div(freedom + USUAL_WEIGHS, axis=0))


def plan_coding(
    strata: pd.Series,
    probability: pd.DataFrame,
    hours: float,
    seconds: float,
    *,
    method: Literal["neyman", "proportional"] = "neyman",
    spread: pd.DataFrame | None = None,
    double: float = 0.0,
    level: float = 0.95,
) -> Plan:
    """From hours to a sample and what it tells.

    Parameters
    ----------
    strata : Series indexed by answer_id
        From ``make_strata``.
    probability : DataFrame (answers, themes)
        By the model, of the same answers.
    hours, seconds, double : float
        As for ``answers_in``.
    method : {"neyman", "proportional"}
        Neyman's allocation is for the theme-by-theme root mean square of the spread: a compromise that serves all
        themes (Cochran 1977, section 5A.3).
    spread : DataFrame (strata, themes), optional
        From ``residual_spread``, once answers are coded at random; else what calibration lets expect.
    level : float

    Returns
    -------
    Plan

    Raises
    ------
    UsageError
        If there are no answers, or hours or seconds cannot be.
    """
    if not len(strata) or method not in ("neyman", "proportional"):
        raise UsageError(Problem("planning", "er zijn geen antwoorden, of de verdeling heet anders.", ""))
    own = strata.loc[probability.index]
    residual = expected_spread(probability, strata) if spread is None else spread
    sizes = own.value_counts().sort_index()
    count = min(answers_in(hours, seconds, double=double), len(own))
    overall = np.sqrt((residual**2).mean(axis=1)) if method == "neyman" else None
    drawn = allocate(sizes, count, overall)
    share = probability.mean()
    # codes have the variance of the residuals, and that of the predictions beside it
    between = probability.groupby(own).var(ddof=0)
    alone = np.sqrt(residual.loc[sizes.index] ** 2 + between.loc[sizes.index])
    themes = pd.DataFrame(
        {
            "share": share,
            "half_width": half_widths(sizes, drawn, residual, level=level),
            "half_width_alone": half_widths(sizes, drawn, alone, level=level),
        }
    )
    allocation = pd.DataFrame({"size": sizes, "n": drawn, "rate": drawn / sizes})
    return Plan(int(drawn.sum()), allocation, themes)
