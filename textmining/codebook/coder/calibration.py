"""From scores to probabilities that come true: logistic calibration on scores of answers that were left out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["Calibration", "calibrate", "calibration_error", "folds_of"]

FOLDS = 5


@dataclass(frozen=True)
class Calibration:
    """Probability = logistic(intercept + sum of coefficient x input)."""

    intercept: float
    coefficients: tuple[float, ...]

    def __call__(self, inputs: np.ndarray) -> np.ndarray:
        """Probabilities (n,) of inputs (n, coefficients)."""
        return _logistic(self.intercept + inputs @ np.asarray(self.coefficients))


def calibrate(inputs: np.ndarray, right: np.ndarray, start: Sequence[float], pull: float = 1.0) -> Calibration:
    """Fit a calibration by penalised maximum likelihood (Platt 1999).

    Parameters
    ----------
    inputs : array (n, k)
    right : array (n,) of 0 and 1
    start : sequence of float (1 + k)
        Intercept and coefficients where there is nothing to learn from; what is learned is pulled to these.
    pull : float
        How strongly, in the units of a precision.

    Returns
    -------
    Calibration
    """
    design = np.column_stack([np.ones(len(inputs)), inputs])
    begin = np.asarray(start, dtype=np.float64)
    found = begin.copy()
    for _ in range(50):
        p = _logistic(design @ found)
        gradient = design.T @ (right - p) - pull * (found - begin)
        bend = (design * (p * (1 - p))[:, None]).T @ design + pull * np.eye(len(found))
        step = np.linalg.solve(bend, gradient)
        step *= min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))  # no overshooting where classes are separate
        found += step
        if np.abs(step).max() < 1e-10:
            break
    return Calibration(float(found[0]), tuple(float(x) for x in found[1:]))


def folds_of(answers: Sequence[str] | pd.Index) -> np.ndarray:
    """A fold from 0 to 4 for each answer, by its id only: codes that come later change nobody's fold."""
    return np.array([hashlib.blake2b(str(a).encode(), digest_size=4).digest()[0] % FOLDS for a in answers])


def calibration_error(probability: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error: mean over bins of equal width of |share right - mean probability|, by their size.

    Parameters
    ----------
    probability : array (n,)
    right : array (n,) of 0 and 1

    Notes
    -----
    Naeini, Cooper & Hauskrecht (2015).

    Examples
    --------
    >>> calibration_error(np.array([0.85, 0.85]), np.array([1, 0]))
    0.35
    """
    place = np.minimum((np.asarray(probability) * bins).astype(int), bins - 1)
    gap = np.bincount(place, weights=np.asarray(right, dtype=float) - probability, minlength=bins)
    return float(np.round(np.abs(gap).sum() / max(len(place), 1), 12))


def _logistic(x: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -35, 35))))
