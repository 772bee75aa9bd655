"""Intervals for shares and means at the precision and the degrees of freedom of a design, and when not to print one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from textmining.linking.design import Floats, Means

__all__ = ["FEW", "WIDE", "Intervals", "korn_graubard", "mean_intervals", "share_intervals", "typical_deff"]

FEW, WIDE = "few", "wide"
MINIMUM_N_EFF = 30
MAXIMUM_WIDTH = 0.30


@dataclass(frozen=True, eq=False)
class Intervals:
    """Precision of G x K estimates; NaN where it cannot be told. ``flag`` holds "few", "wide" or None."""

    n_eff: Floats
    deff: Floats
    low: Floats
    high: Floats
    flag: npt.NDArray[np.object_]


def typical_deff(means: Means) -> float:
    """The design effect of a question: the mean over its themes (or categories) among all respondents, at least 1.

    NaN where no theme has one.
    """
    known = means.deff[np.isfinite(means.deff)]
    return max(float(known.mean()), 1.0) if known.size else float("nan")


def share_intervals(means: Means, typical: float | Floats, *, level: float = 0.95) -> Intervals:
    """Intervals for shares.

    Parameters
    ----------
    means : Means
        Means of 0/1 columns.
    typical : float or (G,) float
        Design effect to use where a share has no variance of its own: 0, 1, or the same in every unit.
    level : float
        Coverage, between 0 and 1.

    Returns
    -------
    Intervals
        Korn & Graubard (1998), at an effective sample of n at most: with few units a variance near 0 is chance, not
        precision. "few" where the effective sample is under 30, "wide" where the interval is wider than 30 points
        (Parker et al. 2017, the standards of NCHS, for all three).
    """
    own = np.isfinite(means.variance)
    n, df = means.n[:, None].astype(np.float64), means.df[:, None].astype(np.float64)
    borrowed = np.broadcast_to(np.reshape(typical, (-1, 1)), means.mean.shape)
    usable = np.isfinite(means.mean) & (df >= 1)
    deff = np.where(own, means.deff, np.where(usable, borrowed, np.nan))
    n_eff = np.minimum(n / deff, n)
    low, high = korn_graubard(means.mean, n_eff, n, df, level=level)
    with np.errstate(invalid="ignore"):
        wide = high - low > MAXIMUM_WIDTH
    return Intervals(n_eff, deff, low, high, _flags(n_eff, low, wide))


def mean_intervals(means: Means, *, level: float = 0.95) -> Intervals:
    """Intervals for means, from the t distribution at the design's degrees of freedom; none for a constant."""
    half = -_t_quantile((1 - level) / 2, means.df.astype(np.float64))[:, None] * np.sqrt(means.variance)
    low, n_eff = means.mean - half, means.n_eff
    flag = _flags(np.fmin(n_eff, means.n[:, None]), low, np.zeros(low.shape, dtype=bool))
    return Intervals(n_eff, means.deff, low, means.mean + half, flag)


def korn_graubard(share: Floats, n_eff: Floats, n: Floats, df: Floats, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Clopper-Pearson limits at the effective sample size.

    Parameters
    ----------
    share, n_eff, n, df : arrays that fit each other
        Estimated share, effective sample size, respondents, and degrees of freedom of the design.
    level : float
        Coverage, between 0 and 1.

    Returns
    -------
    tuple of arrays
        Lower and upper limit; NaN where ``n_eff`` is, or without degrees of freedom.

    Notes
    -----
    Korn & Graubard (1998), *Survey Methodology* 24, 193-201, with the effective size multiplied by the squared ratio
    of t quantiles at n - 1 and at df, as R's ``survey::svyciprop(method = "beta")`` does.
    """
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    size = n_eff * (_t_quantile(tail, n - 1) / _t_quantile(tail, df)) ** 2
    yes, no = size * share, size * (1 - share)
    known = np.isfinite(yes)
    low, high = np.full(known.shape, np.nan), np.full(known.shape, np.nan)
    low[known] = np.where(yes[known] > 0, betaincinv(np.maximum(yes[known], 1e-300), no[known] + 1, tail), 0.0)
    high[known] = np.where(no[known] > 0, betaincinv(yes[known] + 1, np.maximum(no[known], 1e-300), 1 - tail), 1.0)
    return low, high


def _t_quantile(probability: float, df: Floats) -> Floats:
    """Quantile of the t distribution; NaN below one degree of freedom."""
    from scipy.special import stdtrit

    quantile: Floats = np.where(df >= 1, stdtrit(np.maximum(df, 1.0), probability), np.nan)
    return quantile


def _flags(size: Floats, low: Floats, wide: npt.NDArray[np.bool_]) -> npt.NDArray[np.object_]:
    # an interval that cannot be told is for want of respondents or units too
    enough = np.isfinite(low) & (np.nan_to_num(size) >= MINIMUM_N_EFF)
    flag = np.full(low.shape, None, dtype=np.object_)
    flag[wide] = WIDE
    flag[~enough] = FEW
    return flag
