"""One coefficient of a weighted linear regression, for many outcomes at once, with CR2 standard errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import qr, solve_triangular

from textmining.linking.design import Floats, Ints

__all__ = ["Coefficient", "Weighing", "fit", "weigh"]

_NULL = 1e-10
"""Eigenvalues of a residual covariance below this are zero, up to rounding; those of data are far above it."""

_PART = 1e-8
"""The part that one cluster's own fit has in the coefficient, between 0 and 1; below this it is rounding."""


@dataclass(frozen=True, eq=False)
class Weighing:
    """What a regression makes of the outcomes of its respondents; shared by all outcomes.

    Attributes
    ----------
    rows : (n,) int
        The respondents, sorted by cluster.
    starts : (J,) int
        Where each cluster starts in ``rows``.
    basis : (n, p) float
        Orthonormal columns (after weighing) that span the regressors.
    root : (n,) float
        Square roots of the weights.
    influence : (n,) float
        The coefficient is the sum of influence times outcome.
    adjusted : (n,) float
        Influence on the CR2 variance: each cluster's influence, multiplied by its adjustment matrix.
    df : float
        Satterthwaite degrees of freedom.
    """

    rows: Ints
    starts: Ints
    basis: Floats
    root: Floats
    influence: Floats
    adjusted: Floats
    df: float


@dataclass(frozen=True, eq=False)
class Coefficient:
    """Estimates and standard errors of K outcomes; the error is NaN where an outcome does not vary around the fit."""

    estimate: Floats
    se: Floats
    df: float


def weigh(x: Floats, others: Floats, weight: Floats, cluster: Ints) -> Weighing | None:
    """Work out everything about the coefficient of ``x`` that does not depend on the outcome.

    Parameters
    ----------
    x : (n,) float
        The regressor of interest.
    others : (n, q) float
        All other regressors, an intercept (or a full set of dummies) among them; those that depend on one another do
        no harm.
    weight : (n,) float
        Weights above zero.
    cluster : (n,) int
        Cluster of each respondent; where all differ the result is the HC2 of independent respondents.

    Returns
    -------
    Weighing or None
        None where the coefficient or its variance cannot be estimated: ``x`` depends on the other regressors, there is
        one cluster, no residual is left, or the contrast hangs on one cluster alone (without it, there is none).

    Notes
    -----
    Bell & McCaffrey (2002) under a working model of independent, equally varying outcomes, with the Satterthwaite
    degrees of freedom of Pustejovsky & Tipton (2018); agrees with ``clubSandwich::coef_test(vcov = "CR2")`` of R
    (tests/linking/reference). A cluster's adjustment matrix differs from the identity in the span of its regressors
    only, so that the root is taken of a matrix of twice their number, not of its respondents.
    """
    rows = np.argsort(cluster, kind="stable")
    x, others, weight, cluster = x[rows], others[rows], weight[rows], cluster[rows]
    root = np.sqrt(weight)
    others = _independent(others, root)
    design = np.column_stack([others, x])
    n, p = design.shape
    starts = np.flatnonzero(np.r_[n > 0, cluster[1:] != cluster[:-1]])
    if n <= p or len(starts) < 2:
        return None
    basis, triangle = np.linalg.qr(root[:, None] * design)
    # the last diagonal element is what is left of x beside the others
    if abs(triangle[-1, -1]) <= 1e-8 * np.linalg.norm(root * x):
        return None
    inverse = solve_triangular(triangle, np.eye(p))
    bread = inverse @ inverse.T
    last = design @ bread[:, -1]
    influence = weight * last
    curved = bread @ (design.T @ (weight[:, None] ** 2 * design)) @ bread
    # (I - H)(I - H)' = I + Z S Z' with Z = [X, W X]
    middle = np.block([[curved, -bread], [-bread, np.zeros((p, p))]])

    adjusted = influence.copy()
    ends = np.r_[starts[1:], n]
    single = ends - starts == 1
    at = starts[single]
    left = 1 - 2 * weight[at] * _quadratic(design[at], bread) + _quadratic(design[at], curved)
    null = left <= _NULL
    if (last[at][null] ** 2 > _PART * bread[-1, -1] / weight[at][null]).any():
        return None
    adjusted[at] *= np.where(null, 0.0, 1 / np.sqrt(np.where(null, 1.0, left)))
    span = np.column_stack([design, weight[:, None] * design])
    for start, end in zip(starts[~single], ends[~single], strict=True):
        part = slice(start, end)
        here = np.flatnonzero((span[part] != 0).any(axis=0))
        directions, change, null = _adjustment(span[part][:, here], middle[np.ix_(here, here)])
        # A null direction is a fit that only this cluster tells. If the coefficient has a part in it, the other
        # clusters cannot tell how much the coefficient would vary.
        gone = directions[:, null]
        lost = (gone.T @ last[part]) ** 2 / (bread[-1, -1] * (gone**2 / weight[part, None]).sum(axis=0))
        if (lost > _PART).any():
            return None
        adjusted[part] += directions @ (change * (directions.T @ influence[part]))
    df = _satterthwaite(adjusted, span, middle, starts)
    return Weighing(rows, starts, basis, root, influence, adjusted, df) if np.isfinite(df) else None


def fit(weighing: Weighing, outcomes: Floats) -> Coefficient:
    """The coefficient of each column of ``outcomes`` (n, K), rows in the order that ``weigh`` was given."""
    y = outcomes[weighing.rows]
    estimate = weighing.influence @ y
    weighed = weighing.root[:, None] * y
    residual = (weighed - weighing.basis @ (weighing.basis.T @ weighed)) / weighing.root[:, None]
    scores = np.add.reduceat(weighing.adjusted[:, None] * residual, weighing.starts, axis=0)
    variance = (scores**2).sum(axis=0)
    # an outcome that the regressors give exactly, or whose residuals add up to nothing in each cluster, says nothing
    size = (weighing.influence[:, None] ** 2 * y**2).sum(axis=0)
    known = variance > 1e-12 * size
    return Coefficient(estimate, np.where(known, np.sqrt(variance), np.nan), weighing.df)


def _independent(columns: Floats, root: Floats) -> Floats:
    """The columns without those that depend on earlier or stronger ones."""
    weighed = root[:, None] * columns
    norms = np.linalg.norm(weighed, axis=0)
    columns, weighed = columns[:, norms > 0], (weighed / np.where(norms > 0, norms, 1.0))[:, norms > 0]
    if not columns.shape[1] or not len(columns):
        return columns
    triangle, order = qr(weighed, mode="r", pivoting=True)
    rank = int((np.abs(np.diag(triangle)) > 1e-9).sum())
    return columns[:, np.sort(order[:rank])]


def _adjustment(span: Floats, middle: Floats) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """What a cluster's adjustment matrix differs in from the identity.

    Returns
    -------
    directions : (n, r) float
        Orthonormal; the eigenvectors of the residual covariance ``I + span middle span'`` in its span.
    change : (r,) float
        The inverse root of each eigenvalue, less 1; -1 where the eigenvalue is zero (the Moore-Penrose inverse).
    null : (r,) bool
        Whether it is.
    """
    basis, triangle = np.linalg.qr(span)
    values, vectors = np.linalg.eigh(triangle @ middle @ triangle.T)
    null = 1 + values <= _NULL
    change = np.where(null, 0.0, 1 / np.sqrt(np.where(null, 1.0, 1 + values))) - 1
    return basis @ vectors, change, null


def _satterthwaite(adjusted: Floats, span: Floats, middle: Floats, starts: Ints) -> float:
    """Squared trace over the sum of squares of P, where P_jk = a_j' (I - H)_j (I - H)_k' a_k; NaN if all are zero."""
    diagonal = np.add.reduceat(adjusted**2, starts)
    parts = np.add.reduceat(adjusted[:, None] * span, starts, axis=0)
    own = np.einsum("jp,jp->j", parts @ middle, parts)
    cross = parts.T @ parts @ middle
    trace = float((diagonal + own).sum())
    squares = float((diagonal**2 + 2 * diagonal * own).sum() + np.einsum("pq,qp->", cross, cross))
    return trace**2 / squares if squares > 0 else float("nan")


def _quadratic(rows: Floats, matrix: Floats) -> Floats:
    """``r' M r`` for each row r."""
    found: Floats = np.einsum("ip,ip->i", rows @ matrix, rows)
    return found
