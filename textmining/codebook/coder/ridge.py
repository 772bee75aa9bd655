"""Kernel ridge regression of which the scores of left-out answers are known exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["RIDGE", "Ridge", "fit_ridge"]

RIDGE = 0.1


@dataclass(frozen=True)
class Ridge:
    """A fitted regression.

    With K the likeness of n answers, Y their codes around their mean and L = K + ridge / weight, the weights are
    A = inv(L) Y, and the score of an answer by a model without it is its code minus A / diag(inv(L)), exactly but for
    the mean (Craven & Wahba 1979; Rifkin & Lippert 2007).

    Attributes
    ----------
    weights : array (n, themes)
    mean : array (themes,)
        Weighted; what likeness with nobody scores.
    left_out : array (n, themes)
        The score of each answer by a model without it.
    root : array (n, n)
        Inverse of the lower triangular factor of L: inv(L) is its square, ``root.T @ root``.
    """

    weights: np.ndarray
    mean: np.ndarray
    left_out: np.ndarray
    root: np.ndarray

    def without(self, rows: np.ndarray) -> np.ndarray:
        """The weights (n, themes) of a model without some answers; theirs are zero.

        The mean stays. By the inverse of a matrix in blocks: A - inv(L)[:, rows] inv(inv(L)[rows, rows]) A[rows].
        """
        from scipy import linalg

        columns = self.root.T @ self.root[:, rows]
        taken = linalg.solve(columns[rows], self.weights[rows], assume_a="pos", check_finite=False)
        found: np.ndarray = self.weights - columns @ taken
        found[rows] = 0.0
        return found


def fit_ridge(likeness: np.ndarray, codes: np.ndarray, weight: np.ndarray) -> Ridge:
    """Fit codes (n, themes) of 0 and 1 to the likeness (n, n) of answers that count for ``weight`` (n,)."""
    from scipy import linalg

    mean = (codes * weight[:, None]).sum(axis=0) / weight.sum()
    penalised = likeness.copy()
    penalised[np.diag_indices(len(penalised))] += RIDGE / weight
    factor = linalg.cholesky(penalised, lower=True, overwrite_a=True, check_finite=False)
    weights = linalg.cho_solve((factor, True), codes - mean, check_finite=False)
    root, _ = linalg.lapack.dtrtri(factor, lower=1, overwrite_c=1)
    # The diagonal of the inverse is all that is needed of it: the squares of the factor's inverse, by column.
    diagonal = np.einsum("ij,ij->j", root, root)
    return Ridge(weights, mean, codes - weights / diagonal[:, None], root)
