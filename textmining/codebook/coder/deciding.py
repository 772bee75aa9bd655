"""From scores to what the model says of an answer: probabilities, themes, and how sure it is of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from textmining.codebook.coder.calibration import Calibration, calibrate, folds_of

__all__ = ["ABSTAIN_BELOW", "Predictions", "Scale", "fit_scale"]

USUAL_HIT, USUAL_WEIGHS = 0.6, 3.0
"""The score that answers of a theme usually get, and the number of answers as which that counts for a rare theme."""

FEWEST_APART = 0.2
"""Least distance between the scores of answers with and without a theme, so that chance is not blown up."""

ABSTAIN_BELOW = 0.5
"""The model abstains where it is likelier than not that it has not all themes of the answer right."""

_THEME_START = (-3.0, 6.0, 0.3)
_SURE_START = (0.0, 1.0, 0.0)
_THRESHOLDS = np.arange(20, 61, 2) / 100


@dataclass(frozen=True)
class Predictions:
    """What the model says of answers.

    Attributes
    ----------
    probability : DataFrame (answers, themes)
        That the answer mentions the theme; calibrated.
    themes : DataFrame (answers, themes) of bool
        The themes that the model gives.
    confidence : Series (answers,)
        Probability that these are the answer's themes, all of them and no other; calibrated.
    """

    probability: pd.DataFrame
    themes: pd.DataFrame
    confidence: pd.Series

    def abstains(self, below: float = ABSTAIN_BELOW) -> pd.Series:
        """Whether the model abstains on each answer."""
        return (self.confidence < below).rename("abstains")

    def of(self, answers: pd.Index) -> Predictions:
        """Those of some answers, in that order."""
        return Predictions(self.probability.loc[answers], self.themes.loc[answers], self.confidence.loc[answers])


@dataclass(frozen=True)
class Scale:
    """What scores mean.

    Attributes
    ----------
    share : array (themes,)
        Of the coded answers with each theme.
    miss, hit : array (themes,)
        Mean left-out score of answers without and with the theme. Scores of a theme with few examples stay low whatever
        the answer; between these two, rare and common themes compare.
    probability_of : Calibration
        Of relative score and log odds of the share.
    confidence_of : Calibration
    threshold : float
        The probability from which an answer gets a theme.
    exclusive : bool
        Every answer gets one theme, that with the highest relative score.
    """

    share: np.ndarray
    miss: np.ndarray
    hit: np.ndarray
    probability_of: Calibration
    confidence_of: Calibration
    threshold: float
    exclusive: bool

    def told(self, answers: pd.Index, themes: Sequence[str], scores: np.ndarray) -> Predictions:
        """Predictions for scores (answers, themes)."""
        relative = self._relative(scores)
        inputs = self._inputs(relative)
        probability = self.probability_of(inputs.reshape(-1, inputs.shape[-1])).reshape(scores.shape)
        return self._predictions(answers, themes, relative, probability, self.confidence_of)

    def _relative(self, scores: np.ndarray) -> np.ndarray:
        return np.asarray((scores - self.miss) / np.maximum(self.hit - self.miss, FEWEST_APART))

    def _inputs(self, relative: np.ndarray) -> np.ndarray:
        odds = np.broadcast_to(np.log(self.share / (1 - self.share)), relative.shape)
        return np.stack([np.clip(relative, -1, 2), odds], axis=-1)

    def _given(self, relative: np.ndarray, probability: np.ndarray) -> np.ndarray:
        if not self.exclusive:
            return probability >= self.threshold
        given = np.zeros(probability.shape, dtype=bool)
        given[np.arange(len(given)), relative.argmax(axis=1)] = True
        return given

    def _sureness(self, relative: np.ndarray, probability: np.ndarray) -> np.ndarray:
        """Inputs of the confidence (answers, 2)."""
        p = np.clip(probability, 1e-6, 1 - 1e-6)
        if self.exclusive:
            order = np.sort(relative, axis=1)
            second = order[:, -2] if order.shape[1] > 1 else np.zeros(len(order))
            return np.column_stack([4 * (order[:, -1] - second), order[:, -1]])
        given = self._given(relative, p)
        # as if themes were independent; what that is wrong about, the calibration mends
        both = np.log(np.where(given, p, 1 - p)).sum(axis=1)
        exact = np.exp(np.clip(both, -30, -1e-6))
        return np.column_stack([np.log(exact / (1 - exact)), given.sum(axis=1) == 0])

    def _predictions(
        self, answers: pd.Index, themes: Sequence[str], relative: np.ndarray, p: np.ndarray, sure: Calibration
    ) -> Predictions:
        confidence = sure(self._sureness(relative, p))
        return Predictions(
            pd.DataFrame(p, answers, list(themes)),
            pd.DataFrame(self._given(relative, p), answers, list(themes)),
            pd.Series(confidence, answers, name="confidence"),
        )


def fit_scale(scores: pd.DataFrame, codes: np.ndarray, *, exclusive: bool) -> tuple[Scale, Predictions]:
    """Learn what scores mean from answers that were left out when they were scored.

    Parameters
    ----------
    scores : DataFrame (answers, themes)
    codes : array (answers, themes) of 0 and 1
    exclusive : bool

    Returns
    -------
    Scale, Predictions
        The predictions of these answers are cross-fitted: an answer's own codes had no part in its calibration either.
    """
    left_out, themes = scores.to_numpy(dtype=np.float64), [str(t) for t in scores.columns]
    held = codes.sum(axis=0)
    hit = ((left_out * codes).sum(axis=0) + USUAL_WEIGHS * USUAL_HIT) / (held + USUAL_WEIGHS)
    miss = (left_out * (1 - codes)).sum(axis=0) / np.maximum(len(codes) - held, 1)
    none = Calibration(0.0, ())
    scale = Scale((held + 0.5) / (len(codes) + 1), miss, hit, none, none, 0.5, exclusive)
    relative = scale._relative(left_out)
    inputs = scale._inputs(relative)
    folds = folds_of(scores.index)
    flat = np.repeat(folds, len(themes))
    probability_of, p = _cross_fitted(inputs.reshape(-1, inputs.shape[-1]), codes.ravel(), flat, _THEME_START)
    probability = p.reshape(codes.shape)
    scale = replace(scale, probability_of=probability_of, threshold=_best_threshold(probability, codes))
    right = (scale._given(relative, probability) == (codes > 0)).all(axis=1).astype(np.float64)
    confidence_of, confidence = _cross_fitted(scale._sureness(relative, probability), right, folds, _SURE_START)
    scale = replace(scale, confidence_of=confidence_of)
    found = scale._predictions(scores.index, themes, relative, probability, confidence_of)
    return scale, replace(found, confidence=pd.Series(confidence, scores.index, name="confidence"))


def _cross_fitted(
    inputs: np.ndarray, right: np.ndarray, folds: np.ndarray, start: Sequence[float]
) -> tuple[Calibration, np.ndarray]:
    found = np.empty(len(inputs))
    for fold in np.unique(folds):
        own = folds == fold
        found[own] = calibrate(inputs[~own], right[~own], start)(inputs[own])
    return calibrate(inputs, right, start), found


def _best_threshold(probability: np.ndarray, codes: np.ndarray) -> float:
    """The threshold with the best mean F1 of the themes that have answers (the higher one of equals)."""
    used = codes.sum(axis=0) > 0
    p, truth = probability[:, used], codes[:, used]
    best = (-1.0, 0.5)
    for threshold in _THRESHOLDS:
        given = p >= threshold
        f1 = 2 * (given * truth).sum(axis=0) / np.maximum(given.sum(axis=0) + truth.sum(axis=0), 1)
        best = max(best, (round(float(f1.mean()) if used.any() else 0.0, 9), float(threshold)))
    return best[1]
