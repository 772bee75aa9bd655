"""The comparisons that a study declared beforehand, for every theme of every question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from textmining import tables
from textmining.errors import Problem
from textmining.linking.cr2 import Weighing, fit, weigh
from textmining.linking.design import Floats
from textmining.linking.mentions import Mentions
from textmining.linking.sample import Sample, levels_of
from textmining.study import Contrast, Study, nearest

__all__ = ["contrast_problems", "contrasts"]

MINIMUM_DF = 4
"""Below it the t distribution is no guide (Pustejovsky & Tipton 2018), so no p is printed."""

MINIMUM_CELL = 5
"""Respondents on each side who mention a theme, and who do not, before their difference has an interval or a test.
Where nobody in a group mentions it, the group seems to have no variance, and any difference would look certain."""


def contrast_problems(study: Study, respondents: pd.DataFrame, labels: pd.DataFrame) -> list[Problem]:
    """Contrasts that name a value which their grouping does not have, or compare a value with itself."""
    problems = []
    for contrast in study.contrasts:
        where = f"[[contrasts]] {contrast.id}"
        if contrast.group is None:
            continue
        known = levels_of(contrast.group, respondents, labels)
        for key, value in (("a", contrast.a), ("b", contrast.b)):
            if str(value) not in known and not (key == "b" and value == "rest"):
                remedy = nearest(str(value), known) or f"Known: {', '.join(known) or 'none'}."
                problems.append(Problem(f"{where}: {key}", f"{value!r} is not a value of {contrast.group}.", remedy))
        if contrast.a == contrast.b:
            problems.append(Problem(where, "compares a value with itself.", "Name two values, or b = 'rest'."))
    return problems


def contrasts(
    study: Study, samples: Sequence[Sample], respondents: pd.DataFrame, mentions: Sequence[Mentions]
) -> pd.DataFrame:
    """Differences between groups, or along a scale, in how often each theme is mentioned.

    Parameters
    ----------
    study : Study
    samples : sequence of Sample
        The waves; a contrast is worked out in each wave that has both of its groups.
    respondents : DataFrame
        Groups and scales of all respondents.
    mentions : sequence of Mentions
        The questions; rows follow ``respondents``.

    Returns
    -------
    DataFrame, the contract's ``contrasts``
        One row per question, contrast, wave, model and theme. ``difference`` is a minus b in proportions of those who
        gave a codable answer, or the change per standard deviation of the scale (weighted, among all respondents of
        the wave who have a score); ``low`` and ``high`` its 95% interval by t at ``df``; ``p`` null under 4 degrees of
        freedom; ``q`` by Benjamini & Hochberg (1995) over the themes of a family (one question by one contrast) in one
        wave and model. Models: "raw"; "adjusted" for what the contrast names, among respondents who have all of it;
        "within", with a dummy for each institution, among respondents whose institution is known. All but ``n`` are
        null where a contrast cannot be estimated (one cluster, a group in one cluster only, a trait of institutions
        within them); a theme that fewer than five
        respondents of either side mention, or do not mention, keeps its difference and has no interval and no test.

    Notes
    -----
    Weighted linear probability models with CR2 standard errors and Satterthwaite degrees of freedom, clustered on
    institution (see ``cr2``).
    """
    # Sums that are split over threads differ in their last digit, and matrices as small as these go faster on one.
    # The libraries that this holds back must have been loaded: cr2 imports scipy's at its top.
    with threadpool_limits(limits=1):
        blocks = [
            block
            for part in mentions
            if part.themes
            for contrast in study.contrasts
            for sample in samples
            for block in _compare(study, contrast, sample, respondents.iloc[sample.rows], part)
        ]
    columns = tables.COLUMNS["contrasts"]
    empty = pd.DataFrame({column: pd.Series(dtype="object") for column in columns})
    return tables.validate("contrasts", pd.concat(blocks, ignore_index=True) if blocks else empty)


def _compare(
    study: Study, contrast: Contrast, sample: Sample, people: pd.DataFrame, part: Mentions
) -> Iterator[pd.DataFrame]:
    """One frame per model: a row for each theme."""
    weight = sample.design.weight
    exposure = _exposure(contrast, people, weight)
    answered = part.answered[sample.rows] & (weight > 0)
    if exposure is None or not part.asked[sample.rows].any():
        return
    for model in _models(study, contrast, people):
        chosen = answered & np.isfinite(exposure) & model.known
        weighing = weigh(exposure[chosen], model.others[chosen], weight[chosen], sample.design.cluster[chosen])
        outcomes = part.matrix[sample.rows[chosen]]
        found = _differences(outcomes, weighing, _filled(outcomes, exposure[chosen], sides=contrast.group is not None))
        yield pd.DataFrame(
            {
                "question": part.question,
                "theme_id": np.array(part.themes, dtype=object),
                "contrast": contrast.id,
                "grouping": contrast.group or contrast.scale,
                "wave": sample.wave,
                "family": f"{part.question}:{contrast.id}",
                "model": model.name,
                "method": "naive",
                "n": int(chosen.sum()),
                **found,
            }
        )


def _exposure(contrast: Contrast, people: pd.DataFrame, weight: Floats) -> Floats | None:
    """1 for a and 0 for b, or a standard score; NaN for who takes no part. None where the wave cannot tell them."""
    name = contrast.group or contrast.scale
    if name not in people:
        return None
    if contrast.scale is not None:
        return _standardised(people[name], weight)
    values = people[name]
    is_a = (values == contrast.a).fillna(False).to_numpy(dtype=bool)
    is_b = (values.notna() if contrast.b == "rest" else (values == contrast.b).fillna(False)).to_numpy(dtype=bool)
    is_b = is_b & ~is_a
    if not (is_a & (weight > 0)).any() or not (is_b & (weight > 0)).any():
        return None
    return np.where(is_a, 1.0, np.where(is_b, 0.0, np.nan))


def _standardised(scores: pd.Series, weight: Floats) -> Floats | None:
    """Scores in standard deviations around their mean; None where they do not vary."""
    values = scores.to_numpy(dtype=np.float64, na_value=np.nan)
    known = np.isfinite(values) & (weight > 0)
    if not known.any():
        return None
    mean = float(np.average(values[known], weights=weight[known]))
    variance = float(np.average((values[known] - mean) ** 2, weights=weight[known]))
    if variance <= 1e-12 * max(mean**2, 1.0):
        return None
    standard: Floats = (values - mean) / np.sqrt(variance)
    return standard


@dataclass(frozen=True, eq=False)
class _Model:
    """The regressors beside the exposure (n, q), and who has a value on all of them (n,)."""

    name: str
    others: Floats
    known: npt.NDArray[np.bool_]


def _models(study: Study, contrast: Contrast, people: pd.DataFrame) -> Iterator[_Model]:
    everyone = np.ones(len(people), dtype=bool)
    intercept = np.ones((len(people), 1))
    yield _Model("raw", intercept, everyone)
    if contrast.adjust:
        columns, known = [intercept], everyone.copy()
        for name in contrast.adjust:
            if name in (contrast.group, contrast.scale):
                continue
            if name not in people:
                known[:] = False
                continue
            known = known & people[name].notna().to_numpy()
            columns.append(_dummies(people[name]) if name in study.groupings else _numbers(people[name]))
        yield _Model("adjusted", np.column_stack(columns), known)
    if contrast.within is not None:
        yield _Model("within", _dummies(people["cluster"]), people["cluster"].notna().to_numpy())


def _dummies(values: pd.Series) -> Floats:
    codes, levels = pd.factorize(values, sort=True)
    dummies: Floats = (codes[:, None] == np.arange(len(levels))).astype(np.float64)
    return dummies


def _numbers(values: pd.Series) -> Floats:
    """One column, centred so that it does not look like the intercept; NaN becomes 0 and is left out by ``known``."""
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    known = np.isfinite(numbers)
    centre = numbers[known].mean() if known.any() else 0.0
    return np.where(known, numbers - centre, 0.0)[:, None]


def _filled(outcomes: Floats, exposure: Floats, *, sides: bool) -> npt.NDArray[np.bool_]:
    """Whether enough respondents mention each theme and enough do not (on both sides, where there are two).

    Those of whom that is not certain do not count.
    """
    parts = [outcomes[exposure == side] for side in (0, 1)] if sides else [outcomes]
    counts = [np.minimum((part == 1).sum(axis=0), (part == 0).sum(axis=0)) for part in parts]
    filled: npt.NDArray[np.bool_] = np.min(counts, axis=0) >= MINIMUM_CELL
    return filled


def _differences(outcomes: Floats, weighing: Weighing | None, filled: npt.NDArray[np.bool_]) -> dict[str, Floats]:
    """Difference, low, high, df, p and q of each column of ``outcomes``; NaN where it cannot be estimated.

    A column that is not ``filled`` keeps its difference only.
    """
    from scipy.special import stdtrit

    if weighing is None:
        return dict.fromkeys(("difference", "low", "high", "df", "p", "q"), np.full(outcomes.shape[1], np.nan))
    found = fit(weighing, outcomes)
    se = np.where(filled, found.se, np.nan)
    half = -stdtrit(found.df, 0.025) * se
    p = _p_values(found.estimate, se, found.df)
    return {
        "difference": found.estimate,
        "low": found.estimate - half,
        "high": found.estimate + half,
        "df": np.where(np.isfinite(se), found.df, np.nan),
        "p": p,
        "q": _q_values(p),
    }


def _p_values(estimate: Floats, se: Floats, df: float) -> Floats:
    """Two-sided p by t; NaN where there is no standard error, and everywhere under ``MINIMUM_DF``."""
    from scipy.special import stdtr

    if df < MINIMUM_DF:
        return np.full(len(estimate), np.nan)
    p: Floats = 2 * stdtr(df, -np.abs(estimate / se))
    return p


def _q_values(p: Floats) -> Floats:
    """Benjamini & Hochberg (1995) over the tests that were done."""
    from scipy.stats import false_discovery_control

    done = np.isfinite(p)
    q = np.full(len(p), np.nan)
    if done.any():
        q[done] = false_discovery_control(p[done])
    return q
