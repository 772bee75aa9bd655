"""How often each theme is mentioned: per question, group and wave, and by all respondents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from textmining.linking.cells import cells, stacked
from textmining.linking.intervals import share_intervals, typical_deff
from textmining.linking.mentions import DENOMINATORS, Mentions
from textmining.linking.sample import Sample

__all__ = ["prevalence"]


def prevalence(samples: Sequence[Sample], mentions: Sequence[Mentions]) -> pd.DataFrame:
    """Share of respondents who mention each theme, with design-based intervals.

    Parameters
    ----------
    samples : sequence of Sample
        The waves and their groupings.
    mentions : sequence of Mentions
        The questions; rows follow the table of respondents.

    Returns
    -------
    DataFrame, the contract's ``prevalence``
        One row per question, theme, grouping, group, wave and denominator ("answered": gave a codable answer, "asked":
        was put the question); overall rows have grouping and group "all". Ordered as the study orders questions,
        groupings, labels and waves, and themes by id. ``n`` and ``mentions`` are unweighted respondents with a weight
        above zero; ``mentions`` leaves out those of whom the model is unsure, though their probabilities count in
        ``estimate``. ``estimate``, ``low`` and ``high`` are proportions; ``n_eff`` is n over ``deff``; null where a
        group is empty or precision cannot be told. A wave in which the question was not put, and a grouping that a
        wave does not have, have no rows.

    Notes
    -----
    Variances are Taylor-linearised, intervals Korn & Graubard's (1998): they agree with ``survey::svyciprop(method =
    "beta")`` of R (tests/linking/reference). Where R gives none, at shares of 0 and 1, the effective sample size is n
    over the question's design effect in that wave (the mean over its themes); in groupings that lie inside clusters,
    n over the design effect of the weights.

    Probabilities between 0 and 1 vary less than the mentions that they stand for. The effective sample size is theirs,
    and the interval that of a share of 0 and 1 at that size, so that it is rather too wide than too narrow. That the
    probabilities may be wrong is not in it.
    """
    blocks = (block for position, part in enumerate(mentions) for block in _question(position, part, samples))
    return stacked("prevalence", blocks, ["_question", "_name", "_grouping", "_group", "_wave", "_denominator"])


def _question(position: int, part: Mentions, samples: Sequence[Sample]) -> Iterator[pd.DataFrame]:
    """One frame per wave, denominator and grouping."""
    for wave, sample in enumerate(samples):
        if not part.themes or not part.asked[sample.rows].any():
            continue
        matrix, certain = part.matrix[sample.rows], part.certain[sample.rows]
        for rank, denominator in enumerate(DENOMINATORS):
            counted = part.counted(denominator)[sample.rows]
            typical = float("nan")
            for grouping in sample.groupings:
                means = sample.means(grouping, matrix, counted)
                means = replace(means, total=sample.totals(grouping, certain, counted))
                if grouping.position == 0:
                    typical = typical_deff(means)
                ranges = share_intervals(means, np.fmax(means.kish, 1) if grouping.inside else typical)
                yield cells(
                    "theme_id",
                    part.themes,
                    grouping,
                    means,
                    ranges,
                    question=part.question,
                    wave=sample.wave,
                    denominator=denominator,
                    method="naive",
                    suppressed=False,
                    _question=position,
                    _wave=wave,
                    _denominator=rank,
                )
