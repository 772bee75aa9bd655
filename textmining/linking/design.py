"""The sampling design of one wave, and means of groups under it with Taylor-linearised variances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from textmining.errors import StageError

__all__ = ["Design", "Floats", "Ints", "Means", "domain_means", "group_sums"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_NOTHING = 1e-12
"""A variance below this part of what simple random sampling gives is no variance at all, but rounding."""


@dataclass(frozen=True, eq=False)
class Design:
    """Who was drawn with whom. A respondent of weight zero takes no part in any estimate.

    Attributes
    ----------
    weight : (n,) float
        Weights of the respondents, none below zero.
    cluster : (n,) int
        The primary sampling unit of each respondent, from 0.
    stratum : (units,) int
        The stratum of each primary sampling unit, from 0.
    drawn : (strata,) int
        Number of primary sampling units that were drawn in each stratum.
    clustered : bool
        Whether respondents were drawn in clusters; if not, each respondent is a unit.
    """

    weight: Floats
    cluster: Ints
    stratum: Ints
    drawn: Ints
    clustered: bool

    @classmethod
    def of(cls, respondents: pd.DataFrame) -> Self:
        """Read the design of one wave from its rows of ``respondents`` (columns weight, cluster, stratum).

        Respondents without a cluster form one unit together (one per stratum), and those without a stratum one
        stratum: to count each as a unit would promise more degrees of freedom than there are.

        Raises
        ------
        StageError
            If a weight is missing, infinite or below zero, if all are zero, or if a cluster lies in several strata.
        """
        wave = str(respondents["wave"].iloc[0]) if len(respondents) else "?"
        weight = respondents["weight"].to_numpy(dtype=np.float64, na_value=np.nan)
        if not np.isfinite(weight).all() or (weight < 0).any():
            raise StageError(f"wave {wave}: a weight is missing or below zero. Every respondent needs a weight.")
        if not weight.any():
            raise StageError(f"wave {wave}: every weight is zero, so nothing can be estimated. Correct the weights.")
        strata = _codes(respondents["stratum"])
        if not respondents["cluster"].notna().any():
            return cls._build(weight, np.arange(len(weight)), strata, clustered=False)
        pairs = pd.MultiIndex.from_arrays([strata, _codes(respondents["cluster"])])
        named = respondents["cluster"].notna().to_numpy()
        crossing = pd.Series(strata[named]).groupby(respondents["cluster"].to_numpy()[named]).nunique()
        if (crossing > 1).any():
            raise StageError(
                f"wave {wave}: respondents of cluster {crossing.index[crossing > 1].min()!r} lie in several strata. "
                "A cluster is drawn in one stratum: correct the column, or leave stratum out of [columns]."
            )
        return cls._build(weight, pd.factorize(pairs, sort=True)[0].astype(np.int64), strata, clustered=True)

    @classmethod
    def _build(cls, weight: Floats, cluster: Ints, strata: Ints, *, clustered: bool) -> Self:
        stratum = np.zeros(int(cluster.max()) + 1, dtype=np.int64)
        stratum[cluster] = strata
        drawn = np.bincount(stratum[np.unique(cluster[weight > 0])], minlength=int(strata.max()) + 1)
        return cls(weight, cluster, stratum, drawn, clustered)

    def within_clusters(self) -> Design:
        """The design for statements about the clusters themselves: each is a stratum and its respondents are drawn."""
        return Design._build(self.weight, np.arange(len(self.weight)), self.cluster, clustered=False)


def _codes(column: pd.Series) -> Ints:
    """Values as numbers from 0 in sorted order; a missing value is a value of its own, the last."""
    codes, values = pd.factorize(column, sort=True)
    return np.where(codes < 0, len(values), codes).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Means:
    """Weighted means of K columns in G groups.

    Attributes
    ----------
    n : (G,) int
        Respondents that count (unweighted, weight above zero).
    df : (G,) int
        Degrees of freedom: units less strata with such respondents.
    kish : (G,) float
        Design effect of unequal weights alone.
    total : (G, K) float
        Unweighted sums of the values: for 0/1 columns, how many respondents hold a 1.
    mean, spread, variance : (G, K) float
        The weighted mean, the weighted variance of the values, and the sampling variance of the mean; NaN in a group
        without respondents. ``variance`` is NaN where it cannot be estimated: no degrees of freedom, or values that
        do not differ between units.
    """

    n: Ints
    df: Ints
    kish: Floats
    total: Floats
    mean: Floats
    spread: Floats
    variance: Floats

    @property
    def n_eff(self) -> Floats:
        """Number of respondents in a simple random sample that would be as precise (Korn & Graubard 1998)."""
        return self.spread / self.variance

    @property
    def deff(self) -> Floats:
        """Design effect: respondents per effective respondent."""
        return self.n[:, None] / self.n_eff


def domain_means(design: Design, values: npt.NDArray[np.generic], groups: Ints, n_groups: int) -> Means:
    """Means of groups of respondents, with Taylor-linearised variances.

    Parameters
    ----------
    design : Design
        The design of all respondents of the wave, those outside the groups too.
    values : (n, K) numbers
        What is averaged; rows outside all groups are not looked at.
    groups : (n,) int
        The group of each respondent, -1 for none.
    n_groups : int
        Number of groups.

    Returns
    -------
    Means

    Notes
    -----
    Clusters are taken as drawn with replacement within strata; units without respondents of a group count as drawn,
    as in R's ``survey::svymean`` on a subset of a design. A stratum with one unit is centred at the grand mean
    (``survey.lonely.psu = "adjust"``).
    """
    rows = np.flatnonzero((groups >= 0) & (design.weight > 0))
    group, weight = groups[rows], design.weight[rows]
    y = values[rows].astype(np.float64)
    n_clusters, n_strata = len(design.stratum), len(design.drawn)

    cells, cell = np.unique(group * n_clusters + design.cluster[rows], return_inverse=True)
    cell_group, cell_stratum = cells // n_clusters, design.stratum[cells % n_clusters]
    # masses are added in the order of the sums, so that the share of a theme that all mention is 1, not nearly 1
    cell_mass = np.bincount(cell, weight, minlength=len(cells))
    mass = np.bincount(cell_group, cell_mass, minlength=n_groups)
    cell_sums = group_sums(cell, len(cells), weight[:, None] * y)
    mean = _ratio(group_sums(cell_group, n_groups, cell_sums), mass[:, None])
    spread = _ratio(group_sums(group, n_groups, weight[:, None] * (y - mean[group]) ** 2), mass[:, None])

    scores = (cell_sums - cell_mass[:, None] * mean[cell_group]) / mass[cell_group][:, None]
    parts, part = np.unique(cell_group * n_strata + cell_stratum, return_inverse=True)
    part_group, drawn = parts // n_strata, design.drawn[parts % n_strata].astype(np.float64)
    squares, sums = group_sums(part, len(parts), scores**2), group_sums(part, len(parts), scores)
    lonely = drawn < 2
    inflate = np.where(lonely, 1.0, drawn / np.where(lonely, 1.0, drawn - 1))
    centred = squares - np.where(lonely, 0.0, 1 / drawn)[:, None] * sums**2
    variance = group_sums(part_group, n_groups, inflate[:, None] * centred)

    n = np.bincount(group, minlength=n_groups)
    df = np.bincount(cell_group, minlength=n_groups) - np.bincount(part_group, minlength=n_groups)
    kish = _ratio(n * np.bincount(group, weight**2, minlength=n_groups), mass**2)
    with np.errstate(invalid="ignore"):
        informative = (df >= 1)[:, None] & (variance * n[:, None] > _NOTHING * spread) & (spread > _NOTHING * mean**2)
    total = group_sums(group, n_groups, y)
    return Means(n, df, kish, total, mean, spread, np.where(informative, variance, np.nan))


def group_sums(index: Ints, size: int, values: npt.NDArray[np.generic]) -> Floats:
    """Sums of the rows of ``values`` (n, K) by ``index`` (n,): an array (size, K)."""
    # compressed rows are added one after the other, so the sums depend on neither threads nor libraries
    pick = sparse.csr_array((np.ones(len(index)), (index, np.arange(len(index)))), shape=(size, len(index)))
    return np.asarray(pick @ values, dtype=np.float64)


def _ratio(numerator: npt.NDArray[np.number], denominator: npt.NDArray[np.number]) -> Floats:
    """Quotient, NaN where the denominator is not above zero."""
    below = np.broadcast_to(denominator, numerator.shape).astype(np.float64)
    ratio: Floats = np.divide(numerator, below, out=np.full(numerator.shape, np.nan), where=below > 0)
    return ratio
