"""Profiles of respondents over several scales: latent classes, or fixed cut-offs on their mean."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from textmining.errors import Problem, SurveyError
from textmining.study import Profile
from textmining.survey.scales import needed

__all__ = ["LatentClasses", "fit_latent_classes", "posteriors", "profile_labels"]

Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Vector = np.ndarray[tuple[int], np.dtype[np.float64]]

STARTS = 20
LEAST_PER_CLASS = 10
"""Fewer complete respondents than this for each class give no classes worth the name."""

_VARIANCE_FLOOR = 0.01
"""Added to each class's variances, in squared standard deviations: scale scores pile up on few values, and a class that
shrinks onto one of them has unbounded likelihood."""


@dataclass(frozen=True)
class LatentClasses:
    """Fitted classes, from low to high by their mean over the standardised scales.

    ``shares`` (classes); ``means`` and ``variances`` (classes, scales) of scores standardised by ``centre`` and
    ``spread`` (scales).
    """

    shares: Vector
    means: Matrix
    variances: Matrix
    centre: Vector
    spread: Vector


def profile_labels(respondents: pd.DataFrame, profile: Profile, reference_wave: str, seed: int) -> pd.Series:
    """The profile group of each respondent.

    Parameters
    ----------
    respondents : DataFrame, one row per respondent and wave
        ``wave``, ``weight`` and a float column for each of the profile's scales.
    profile : Profile
    reference_wave : str
        The wave that latent classes are fitted on; they are then applied to all.
    seed : int
        Of the random starts.

    Returns
    -------
    Series of str
        One of ``profile.groups``; null where fewer than half of the scales are known.

    Raises
    ------
    SurveyError
        If the reference wave has too few complete respondents, or a scale does not vary.
    """
    scales = list(profile.scales)
    scores = respondents[scales].to_numpy(dtype=np.float64)
    known = (~np.isnan(scores)).sum(axis=1) >= needed(len(scales))
    classes = np.zeros(len(scores), dtype=np.int64)
    if profile.cutoffs is not None:
        means = respondents[scales].mean(axis=1).to_numpy()
        classes[known] = np.searchsorted(np.asarray(profile.cutoffs), means[known], side="right")
    else:
        chosen = (respondents["wave"] == reference_wave).to_numpy() & ~np.isnan(scores).any(axis=1)
        weights = respondents["weight"].to_numpy(dtype=np.float64)
        chosen &= weights > 0
        _check(scores[chosen], profile, reference_wave)
        fitted = fit_latent_classes(scores[chosen], weights[chosen], len(profile.groups), seed)
        classes[known] = posteriors(scores[known], fitted).argmax(axis=1)
    labels = np.asarray(profile.groups, dtype=object)[classes]
    return pd.Series(labels, index=respondents.index, dtype="str", name=profile.id).where(known)


def fit_latent_classes(scores: Matrix, weights: Vector, classes: int, seed: int) -> LatentClasses:
    """Latent profile analysis: a mixture of normals, independent within classes (stepmix, Morin et al. 2023).

    Parameters
    ----------
    scores : ndarray (respondents, scales)
        Without missing values; each scale varies.
    weights : ndarray (respondents)
        Above zero.
    classes : int
    seed : int
        Of the ``STARTS`` random starts, of which the likeliest is kept.

    Returns
    -------
    LatentClasses
        The same for any order of the rows: they are sorted first.
    """
    from stepmix.stepmix import StepMix  # 1.8 s, and only for studies with latent profiles

    order = np.lexsort((weights, *scores.T))
    rows, weight = scores[order], weights[order]
    centre, spread = rows.mean(axis=0), rows.std(axis=0)
    model: Any = StepMix(
        n_components=classes,
        measurement="gaussian_diag",
        measurement_params={"reg_covar": _VARIANCE_FLOOR},
        n_init=STARTS,
        abs_tol=1e-7,
        random_state=seed,
        progress_bar=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # starts that do not converge are not the likeliest
        model.fit((rows - centre) / spread, sample_weight=weight)
    found = model.get_parameters()
    means = np.asarray(found["measurement"]["means"], dtype=np.float64)
    rank = np.lexsort((*means.T[::-1], means.mean(axis=1)))
    variances = np.asarray(found["measurement"]["covariances"], dtype=np.float64)
    return LatentClasses(np.asarray(found["weights"])[rank], means[rank], variances[rank], centre, spread)


def posteriors(scores: Matrix, classes: LatentClasses) -> Matrix:
    """Probability of each class (columns) for each respondent (rows), given the scales that are known.

    Within a class scales are independent, so one that is missing (NaN) drops out of the product.
    """
    standard = (scores - classes.centre) / classes.spread
    logs = np.tile(np.log(classes.shares), (len(scores), 1))
    for scale in range(scores.shape[1]):
        distance = (standard[:, [scale]] - classes.means[:, scale]) ** 2 / classes.variances[:, scale]
        logs += np.nan_to_num(-0.5 * (distance + np.log(2 * np.pi * classes.variances[:, scale])), nan=0.0)
    likelihood = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(likelihood / likelihood.sum(axis=1, keepdims=True))


def _check(scores: Matrix, profile: Profile, wave: str) -> None:
    least = LEAST_PER_CLASS * len(profile.groups)
    remedy = "Use fewer groups, other scales, or method = 'cutoffs'."
    if len(scores) < least:
        told = f"wave {wave} has {len(scores)} respondents with all its scales; {least} are needed."
        raise SurveyError(Problem(f"[profile] {profile.id}", told, remedy))
    for place, scale in enumerate(profile.scales):
        if np.ptp(scores[:, place]) == 0:
            raise SurveyError(
                Problem(f"[profile] {profile.id}", f"scale {scale!r} is the same for everyone in wave {wave}.", remedy)
            )
