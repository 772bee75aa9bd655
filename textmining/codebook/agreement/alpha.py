"""Krippendorff's alpha: per theme (chosen or not) and over whole sets of themes (MASI distance), with an interval.

Alpha is 1 minus observed over expected disagreement (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability").
It takes any number of coders and codings that lack; an answer coded by one coder tells nothing and is left out.

The interval is a bootstrap over answers: each draw takes answers with replacement, with all that coders said of them.
Krippendorff's own bootstrap draws pairs of codings as if they were independent and keeps the expected disagreement
fixed; with three coders the pairs of one answer are not, and for a rare theme the expected disagreement is the part
that is known worst. Zapf et al. (2016, BMC Medical Research Methodology 16:93) find that intervals over units keep
their coverage. The draws are those of the seed, the same for every theme and for the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from textmining.codebook.agreement.coded import Coded

__all__ = ["LEAST", "Alpha", "masi_distance", "overall_alpha", "theme_alphas"]

LEAST = 0.667
"""Krippendorff's bound: below it, no more than tentative conclusions."""

DRAWS = 1000
_BATCH = 250
_MOST_UNDEFINED = 0.05
"""Share of draws in which nothing varies (no drawn answer mentions a rare theme) above which no interval is told."""

NOBODY = "geen codeur koos dit thema"
EVERYBODY = "elke codeur koos dit thema bij elk antwoord"
ALONE = "geen antwoord is door twee of meer codeurs gecodeerd"
ALL_THE_SAME = "alle codeurs gaven elk antwoord dezelfde thema's"
TOO_RARE = "te zelden gekozen voor een interval"


@dataclass(frozen=True)
class Alpha:
    """Agreement about one thing.

    Attributes
    ----------
    value : float or None
        At most 1; 0 where coders agree as often as chance would have it. None where nothing varies.
    low, high : float or None
        Interval of ``value``.
    n : int
        Answers that two or more coders coded.
    reason : str or None
        In Dutch, why a figure lacks.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    reason: str | None = None

    @property
    def mark(self) -> str | None:
        """ "indicatief" where the point estimate is under ``LEAST``, or there is none."""
        return None if self.value is not None and self.value >= LEAST else "indicatief"


def masi_distance(one: Collection[str], other: Collection[str]) -> float:
    """Distance of two sets, from 0 (the same) to 1 (nothing in common).

    1 - J x M: J the overlap (Jaccard), M 1 where the sets are the same, 2/3 where one holds the other, 1/3 where they
    overlap, 0 else (Passonneau 2006, "Measuring Agreement on Set-valued Items (MASI)", LREC). Two empty sets are the
    same; an empty one and another have nothing in common.
    """
    a, b = set(one), set(other)
    if a == b:
        return 0.0
    common = len(a & b)
    monotonic = 2 / 3 if common and (a <= b or b <= a) else 1 / 3
    return 1 - monotonic * common / len(a | b)


def theme_alphas(coded: Coded, *, draws: int = DRAWS, level: float = 0.95, seed: int = 0) -> pd.DataFrame:
    """Alpha of each theme as a thing that is chosen or not (nominal, two values).

    Parameters
    ----------
    coded : Coded
    draws : int
        Of the bootstrap.
    level : float
        Coverage of the interval, between 0 and 1.
    seed : int

    Returns
    -------
    DataFrame, one row per theme
        ``theme_id``, ``n`` (answers coded by two or more), ``mentions`` (codings that chose it), ``alpha``, ``low``,
        ``high``, ``agreement`` (share of pairs of codings that say the same), ``mark`` ("indicatief" or null),
        ``reason`` (in Dutch, why a figure lacks, or null).
    """
    times, mentions = coded.times, coded.mentions
    paired = times >= 2
    times, mentions = times[paired], mentions[paired]
    # per answer: codings that chose the theme, and pairs of codings that differ
    apart = mentions * (times[:, None] - mentions) / (times[:, None] - 1)
    point = _binary(times.sum(), mentions.sum(axis=0), apart.sum(axis=0))
    drawn = np.empty((draws, len(coded.themes)))
    row = 0
    for weights in _draws(len(times), draws, seed) if len(times) else ():
        drawn[row : row + len(weights)] = _binary((weights @ times)[:, None], weights @ mentions, weights @ apart)
        row += len(weights)

    pairs = float((times * (times - 1)).sum())
    differing = 2 * (apart * (times[:, None] - 1)).sum(axis=0)
    rows = []
    for number, theme in enumerate(coded.themes):
        chosen = mentions[:, number].sum()
        reason = ALONE if not len(times) else NOBODY if chosen == 0 else EVERYBODY
        alpha = _alpha(float(point[number]), drawn[:row, number], len(times), level, reason)
        agreement = 1 - differing[number] / pairs if pairs else np.nan
        rows.append(
            (theme, alpha.n, int(chosen), alpha.value, alpha.low, alpha.high, agreement, alpha.mark, alpha.reason)
        )
    names = ["theme_id", "n", "mentions", "alpha", "low", "high", "agreement", "mark", "reason"]
    table = pd.DataFrame(rows, columns=names)
    return table.astype({"alpha": "float64", "low": "float64", "high": "float64", "mark": "str", "reason": "str"})


def overall_alpha(coded: Coded, *, draws: int = DRAWS, level: float = 0.95, seed: int = 0) -> Alpha:
    """Alpha over the sets of themes that coders gave to answers, with MASI distance.

    With one theme per coding it is the nominal alpha. Parameters as of ``theme_alphas``.
    """
    paired = coded.times >= 2
    chosen, present, times = coded.chosen[:, paired], coded.present[:, paired], coded.times[paired]
    if not len(times):
        return Alpha(None, None, None, 0, ALONE)
    coder, answer = np.nonzero(present)
    sets, which = np.unique(chosen[coder, answer], axis=0, return_inverse=True)
    which = which.reshape(-1)
    apart = np.zeros(len(times))
    for one in range(len(chosen)):
        for other in range(one + 1, len(chosen)):
            both = present[one] & present[other]
            apart[both] += 2 * _masi_of_rows(chosen[one][both], chosen[other][both])
    apart /= times - 1

    whole = np.ones((1, len(times)), dtype="float32")
    weights = np.concatenate([whole, *_draws(len(times), draws, seed)])
    by_set = np.argsort(which, kind="stable")  # the codings that gave a set stand together: every set has one
    drawn_counts = np.add.reduceat(weights[:, answer[by_set]], np.searchsorted(which[by_set], range(len(sets))), axis=1)
    expected = _expected(sets, drawn_counts)
    total = weights @ times
    with np.errstate(divide="ignore", invalid="ignore"):
        values = 1 - (total - 1) * (weights @ apart) / expected
    values[expected < 0.5] = np.nan  # no two sets are nearer than 1/3, so nothing differs
    return _alpha(float(values[0]), values[1:], len(times), level, ALL_THE_SAME)


def _binary(total: np.ndarray, ones: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """Alpha from codings, those that chose the theme, and pairs that differ (each over its answer's codings less 1)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        alpha = 1 - (total - 1) * apart / (ones * (total - ones))
    return np.where(np.isfinite(alpha), alpha, np.nan)


def _draws(n: int, draws: int, seed: int) -> Iterator[np.ndarray]:
    """How often each of n answers is in a draw: float32 arrays, draws x answers, in batches."""
    rng = np.random.default_rng(seed)
    for start in range(0, draws, _BATCH):
        many = min(_BATCH, draws - start)
        picked = rng.integers(n, size=(many, n)) + n * np.arange(many)[:, None]
        yield np.bincount(picked.ravel(), minlength=many * n).reshape(many, n).astype("float32")


def _alpha(value: float, drawn: np.ndarray, n: int, level: float, reason: str) -> Alpha:
    if np.isnan(value):
        return Alpha(None, None, None, n, reason)
    defined = drawn[~np.isnan(drawn)]
    if not len(drawn) or len(defined) < (1 - _MOST_UNDEFINED) * len(drawn):
        return Alpha(value, None, None, n, TOO_RARE)
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Alpha(value, float(low), float(high), n)


def _masi_of_rows(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """MASI distance of sets in the same row; bool arrays, n x themes."""
    common = (one & other).sum(axis=1)
    return _masi(common, one.sum(axis=1), other.sum(axis=1))


def _masi(common: np.ndarray, size: np.ndarray, other: np.ndarray) -> np.ndarray:
    union = size + other - common
    monotonic = np.where(common == np.minimum(size, other), 2 / 3, 1 / 3)
    distance = 1 - monotonic * common / np.maximum(union, 1)
    return np.where(union == common, 0.0, distance)


def _expected(sets: np.ndarray, counts: np.ndarray, block: int = 512) -> np.ndarray:
    """Sum of distances over all ordered pairs of codings.

    ``sets`` is bool, sets x themes; ``counts`` float32, draws x sets: how many codings of a draw gave that set. Block
    by block, because thousands of sets have tens of millions of pairs; a pair counts once and is doubled.
    """
    members, sizes = sets.astype("float32"), sets.sum(axis=1)
    total = np.zeros(len(counts))
    for start in range(0, len(sets), block):
        stop = start + block
        common = members[start:stop] @ members[start:].T
        distance = _masi(common, sizes[start:stop, None], sizes[None, start:]).astype("float32")
        width = distance.shape[0]
        inside = counts[:, start:stop]
        total += np.einsum("dr,dr->d", inside @ distance[:, :width], inside, dtype="float64")
        total += 2 * np.einsum("dr,dr->d", counts[:, start + width :] @ distance[:, width:].T, inside, dtype="float64")
    return total
