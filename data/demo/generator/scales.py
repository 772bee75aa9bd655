"""Likert items and closed questions, and what the true model itself says about each respondent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from generator.design import AVO_SHIFT, CLASSES, SCALES, ScaleDesign

ITEM_MISSING, SCALE_MISSING = 0.022, 0.008
NO_OPINION = 9
"""Code of a user-missing item."""
INFORMATION, INSTRUMENTAL = (1, 2, 3), (4, 5, 6)
"""Items of "over" on information skills and on instrumental skills."""


def items(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Answers 1-5 per item (NaN: left open), one row per row of ``frame``; reversed items as they were asked."""
    return pd.concat([_scale(design, frame, rng) for design in SCALES], axis=1)


def scores(answers: pd.DataFrame) -> pd.DataFrame:
    """Mean of the items of each scale, reversed items turned; half of the items must be there."""
    found = {}
    for design in SCALES:
        block = answers[[f"{design.id}_{i}" for i in range(1, design.items + 1)]].copy()
        for i in design.reverse:
            block[f"{design.id}_{i}"] = 6 - block[f"{design.id}_{i}"]
        found[design.id] = block.mean(axis=1).where(block.notna().sum(axis=1) * 2 >= design.items)
    return pd.DataFrame(found)


def posterior(frame: pd.DataFrame, score: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The class posterior under the true parameters, and those parameters.

    The observed scores are taken as normal within a class, with the mean and spread that the design gives them (from
    a large fixed simulation); class sizes are those of the wave's true classes. Missing scores are left out.
    """
    truth = _parameters()
    sizes = frame.groupby("wave")["class"].value_counts(normalize=True).unstack().fillna(0.0)
    logs = np.log(sizes.loc[frame["wave"], [0, 1, 2]].to_numpy())
    for scale, part in truth.groupby("scale"):
        mean, sd = (part.set_index("class")[c].loc[list(CLASSES)].to_numpy() for c in ("mean", "sd"))
        z = (score[scale].to_numpy()[:, None] - mean) / sd
        logs = logs + np.where(np.isnan(z), 0.0, -0.5 * z**2 - np.log(sd))
    found = np.exp(logs - logs.max(axis=1, keepdims=True))
    found /= found.sum(axis=1, keepdims=True)
    return pd.DataFrame(found, columns=list(CLASSES), index=frame.index), truth


def entropy(probabilities: np.ndarray) -> float:
    """Relative entropy of a posterior, 1 for certainty and 0 for none (Ramaswamy et al. 1993)."""
    p = np.clip(probabilities, 1e-12, 1.0)
    return float(1 + (p * np.log(p)).sum() / (len(p) * np.log(p.shape[1])))


def closed(frame: pd.DataFrame, score: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Closed questions: use in lessons (1-5), a mark for the facilities (1-10), took part last year, online hours."""
    level = frame["class"].to_numpy()
    count = len(frame)
    shares = np.array([[0.24, 0.34, 0.26, 0.12, 0.04], [0.06, 0.17, 0.36, 0.28, 0.13], [0.0, 0.04, 0.20, 0.38, 0.38]])
    bounds = np.cumsum(shares[level], axis=1)[:, :4]
    use = (rng.random(count)[:, None] > bounds).sum(axis=1) + 1
    schools = sorted(frame["current"].unique())
    offset = frame["current"].map(dict(zip(schools, rng.normal(0, 0.35, len(schools)), strict=True))).to_numpy()
    mark = np.clip(np.round(6.4 + offset + 0.15 * (level - 1) + rng.normal(0, 1.4, count)), 1, 10)
    took = frame[["korte_training", "studiedag", "icoach", "ontwikkelteam", "langere_training", "congres"]].max(axis=1)
    hours = np.round(np.maximum(0, rng.gamma(1.6, 1.7, count) + 0.8 * (level - 1)) * 2) / 2
    return pd.DataFrame(
        {
            "ictgebruik": np.where(rng.random(count) < 0.006, np.nan, use),
            "cijfer": np.where(rng.random(count) < 0.035, 99, mark),
            "deelname": took.to_numpy(),
            "online_uren": np.where((frame["wave"] == "2022") & (rng.random(count) > 0.03), hours, np.nan),
        },
        index=frame.index,
    )


# --- parts ----------------------------------------------------------------------------------------------------------


def _scale(design: ScaleDesign, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    count = len(frame)
    level = np.array(design.means)[frame["class"].to_numpy()] + rng.normal(0, design.within, count)
    for column, spread in (("current", design.institution), ("team", design.team)):
        names = sorted(frame[column].unique())
        level += frame[column].map(dict(zip(names, rng.normal(0, spread, len(names)), strict=True))).to_numpy()
    answers = _answers(design, level, frame["avo"].to_numpy(), rng)
    answers[rng.random(answers.shape) < ITEM_MISSING] = np.nan
    answers[rng.random(count) < SCALE_MISSING] = np.nan
    return pd.DataFrame(answers, columns=[f"{design.id}_{i}" for i in range(1, design.items + 1)], index=frame.index)


def _answers(design: ScaleDesign, level: np.ndarray, avo: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Answers to the items of one scale, given the level of each person; reversed items as they were asked."""
    hard = np.linspace(-0.25, 0.25, design.items)
    values = level[:, None] + hard + rng.normal(0, design.error, (len(level), design.items))
    if design.id == "over":
        kind = np.array([1 if i in INFORMATION else -1 for i in range(1, design.items + 1)])
        values += AVO_SHIFT * kind * (avo[:, None] - 0.27)
    values = np.clip(np.round(values), 1, 5)
    for i in design.reverse:
        values[:, i - 1] = 6 - values[:, i - 1]
    return np.asarray(values)


def _parameters() -> pd.DataFrame:
    """Mean and spread of the observed scores within each class, from 40,000 persons per class and a seed of its own."""
    rng = np.random.default_rng(20220601)
    rows = []
    for design in SCALES:
        if not design.used:
            continue
        for label, mean in zip(CLASSES, design.means, strict=True):
            level = mean + rng.normal(0, design.within, 40_000)
            answers = _answers(design, level, rng.random(40_000) < 0.27, rng)
            for i in design.reverse:
                answers[:, i - 1] = 6 - answers[:, i - 1]
            score = answers.mean(axis=1)
            rows.append({"scale": design.id, "class": label, "mean": score.mean(), "sd": score.std()})
    return pd.DataFrame(rows)
