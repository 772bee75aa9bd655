"""The partition that many runs agree on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy import sparse

__all__ = ["consensus"]

CLEAR = 1.6
"""A ratio between successive singular values that shows that there are so many groups, and no more, in the runs."""

NOTHING = 1e-6
"""Of the largest singular value: a smaller one is 0 but for rounding."""

MOST_ROTATIONS = 200
TOLERANCE = 1e-6


def consensus(runs: np.ndarray, count: int, *, exactly: bool = False) -> np.ndarray:
    """Divide the points by what the runs put together.

    Parameters
    ----------
    runs : array (runs, n) of int
        Labels from 0; -1 for a point that a run left out.
    count : int
        Groups looked for, 2 or more; fewer are found where the runs clearly know fewer.
    exactly : bool
        Whether to look for so many even then, as long as the runs tell any more apart.

    Returns
    -------
    array (n,) of int
        Groups from 0 without gaps; -1 for a point that no run holds.

    Notes
    -----
    The share of runs that puts two points together is a matrix (Fred & Jain 2005) of which the principal subspace
    holds what most runs agree on; its varimax rotation (Kaiser 1958; Rohe & Zeng 2023) has a direction for each group,
    and each point goes to its largest. Measured beside re-clustering the agreement graph until all voters agree
    (Lancichinetti & Fortunato 2012): at an equal number of themes it comes back more often from other resamples and
    subsamples, and agrees as well with gold labels.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    held = (runs >= 0).any(axis=0)
    labels = np.full(runs.shape[1], -1)
    if held.sum() <= count:
        labels[held] = np.arange(held.sum())
        return labels
    with threadpool_limits(1):  # sums in another order, over more threads, differ in their last digits
        space = _subspace(_memberships(runs[:, held]), count, CLEAR if not exactly else np.inf)
        found = _varimax(space).argmax(axis=1)
    labels[held] = np.unique(found, return_inverse=True)[1]
    return labels


def _memberships(runs: np.ndarray) -> sparse.csr_array:
    """One row per point, one column per community of a run; rows scaled so that their length is 1."""
    from scipy import sparse

    rows, columns, width = [], [], 0
    for run in runs:
        inside = np.flatnonzero(run >= 0)
        rows.append(inside)
        columns.append(run[inside] + width)
        width += int(run.max(initial=-1)) + 1
    row, column = np.concatenate(rows), np.concatenate(columns)
    times = np.bincount(row, minlength=runs.shape[1])
    return sparse.csr_array((1 / np.sqrt(times[row]), (row, column)), shape=(runs.shape[1], width))


def _subspace(memberships: sparse.csr_array, count: int, clear: float) -> np.ndarray:
    """The principal directions of the points, of unit variance (n, count or fewer)."""
    from scipy.sparse.linalg import aslinearoperator, eigsh

    smallest = min(memberships.shape)
    if smallest <= count + 1:
        left, values, _ = np.linalg.svd(memberships.toarray(), full_matrices=False)
    else:
        wide = aslinearoperator(memberships if memberships.shape[1] == smallest else memberships.T)
        start = np.ones(smallest) / np.sqrt(smallest)
        # not svds: where runs agree entirely ARPACK starts anew from a random vector, and svds lets nobody seed it
        _, axes = eigsh(wide.H @ wide, k=count + 1, v0=start, rng=0)
        axes = np.linalg.qr(axes)[0]
        turn, values, back = np.linalg.svd(wide @ axes, full_matrices=False)
        left = turn if memberships.shape[1] == smallest else axes @ back.T
    count = min(count, int((values > NOTHING * values[0]).sum()))  # what no run tells apart stays together
    steps = values[1:-1] / np.maximum(values[2:], 1e-9)
    if len(steps) and steps.max() >= clear:
        count = min(count, int(steps.argmax()) + 2)
    space: np.ndarray = left[:, :count] * np.sqrt(len(left))
    return space


def _varimax(space: np.ndarray) -> np.ndarray:
    """The rotation of a subspace under which each point has one large coordinate, as far as may be."""
    size, count = space.shape
    rotation, before = np.eye(count), 0.0
    for _ in range(MOST_ROTATIONS):
        turned = space @ rotation
        square = turned * turned
        left, values, right = np.linalg.svd(space.T @ (turned * (square - square.sum(axis=0) / size)))
        rotation = left @ right
        if values.sum() < before * (1 + TOLERANCE):
            break
        before = float(values.sum())
    turned = space @ rotation
    return np.asarray(turned * np.sign((turned * turned * turned).sum(axis=0)), dtype=np.float64)
