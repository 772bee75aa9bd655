"""How a sample is divided over strata, and how wide the interval of a theme's share is with it."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd

__all__ = ["allocate", "half_widths"]

FEWEST = 2
"""Answers drawn from a stratum: a variance takes two."""


def allocate(sizes: pd.Series, answers: int, spread: pd.Series | None = None, *, fewest: int = FEWEST) -> pd.Series:
    """Divide a sample over strata.

    Parameters
    ----------
    sizes : Series indexed by stratum
        Answers in each.
    answers : int
        Sample size; no more than there are answers is given.
    spread : Series indexed by stratum, optional
        Standard deviations: the allocation is Neyman's, else proportional.
    fewest : int
        From each stratum that has so many, if the sample is large enough.

    Returns
    -------
    Series of int, indexed by stratum
        Adds up to ``answers`` (or to all answers there are).

    Notes
    -----
    Neyman (1934); Cochran (1977), section 5.5: n_h in proportion to N_h S_h gives the smallest variance. A stratum of
    which more would be asked than it has is taken whole, and the rest divided anew (5.8).
    """
    limit = sizes.to_numpy(dtype=np.int64)
    total = min(int(answers), int(limit.sum()))
    weight = limit * (np.ones(len(limit)) if spread is None else spread.loc[sizes.index].to_numpy(dtype=np.float64))
    if not weight.sum() > 0:
        weight = limit.astype(np.float64)
    floor = np.minimum(fewest, limit)
    if floor.sum() > total:
        floor = np.zeros_like(limit)
    low, high = 0.0, 1.0
    while np.clip(high * weight, floor, limit).sum() < total and high < 1e18:
        high *= 2
    for _ in range(200):  # the factor by which weights, within their bounds, add up to the sample
        middle = (low + high) / 2
        low, high = (middle, high) if np.clip(middle * weight, floor, limit).sum() < total else (low, middle)
    wanted = np.clip(high * weight, floor, limit)
    given = np.floor(wanted + 1e-9).astype(np.int64)
    by_remainder = np.lexsort((np.arange(len(limit)), -limit, -np.round(wanted - given, 9)))
    while given.sum() < total:
        open_ = [n for n in by_remainder if given[n] < limit[n]]
        for n in open_[: total - int(given.sum())]:
            given[n] += 1
    return pd.Series(given, sizes.index, name="n")


def half_widths(
    sizes: pd.Series,
    drawn: pd.Series,
    spread: pd.DataFrame,
    share: pd.Series | None = None,
    *,
    level: float = 0.95,
) -> pd.Series:
    """Expected half-width of the interval of each theme's share.

    Parameters
    ----------
    sizes, drawn : Series indexed by stratum
        N_h answers, of which n_h are coded by hand at random.
    spread : DataFrame (strata, themes)
        Standard deviation S_h within each stratum: of the residual of out-of-fold predictions for the model-assisted
        share, of the codes themselves for the sample alone.
    share : Series indexed by theme, optional
        Given, the answers are themselves a sample of those that could have been given, and P (1 - P) / N is added.
    level : float
        Coverage of the interval.

    Returns
    -------
    Series indexed by theme
        Percentage points; null where nobody is drawn from a stratum, since the width is then unknown.

    Notes
    -----
    The mean prediction of all answers plus the mean residual of those drawn has the variance
    sum over h of (N_h / N)^2 (1 - n_h / N_h) S_h^2 / n_h (Cochran 1977, section 5.3, with S_h^2 of the residuals as
    for a difference estimator, section 7.3; Särndal, Swensson & Wretman 1992, chapter 6; Egami et al. 2023 for
    predictions by a model that is fitted out of fold). The interval is normal.
    """
    n, size = drawn.loc[sizes.index].to_numpy(dtype=np.float64), sizes.to_numpy(dtype=np.float64)
    squares = spread.loc[sizes.index].to_numpy(dtype=np.float64) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        per_stratum = (size / size.sum()) ** 2 * (1 - n / size) / n
        per_stratum = np.where((size > 0) & (n == 0), np.nan, per_stratum)
    variance = (np.where(size > 0, per_stratum, 0.0)[:, None] * squares).sum(axis=0)
    if share is not None:
        p = share.loc[spread.columns].to_numpy(dtype=np.float64)
        variance = variance + p * (1 - p) / size.sum()
    z = NormalDist().inv_cdf((1 + level) / 2)
    return pd.Series(100 * z * np.sqrt(variance), spread.columns, name="half_width")
