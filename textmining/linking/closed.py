"""Closed questions and scale scores per group and wave, in the same form as the themes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmining.linking.cells import cells, stacked
from textmining.linking.design import Floats
from textmining.linking.intervals import mean_intervals, share_intervals, typical_deff
from textmining.linking.sample import Sample
from textmining.study import Study

__all__ = ["closed"]


def closed(
    study: Study, samples: Sequence[Sample], respondents: pd.DataFrame, responses: pd.DataFrame, labels: pd.DataFrame
) -> pd.DataFrame:
    """Means of scales and numeric closed questions, shares of the categories of the others.

    Parameters
    ----------
    study : Study
    samples : sequence of Sample
        The waves and their groupings.
    respondents, responses, labels : DataFrame
        As in the contract; ``responses`` row by row for the same respondents.

    Returns
    -------
    DataFrame, the contract's ``closed``
        One row per item (id of a scale or closed question), category (null for means), grouping, group and wave; scales
        first, each list in the order of the study, categories in that of their labels. Respondents without a value do
        not count. Intervals of means are from t at the design's degrees of freedom, those of shares as in
        ``prevalence``. Waves without any value of an item have no rows.
    """
    blocks = (
        block
        for position, item in enumerate(_items(study, respondents, responses, labels))
        for block in _item(position, item, samples)
    )
    return stacked("closed", blocks, ["_item", "_name", "_grouping", "_group", "_wave"])


@dataclass(frozen=True, eq=False)
class _Item:
    """An item as numbers, a row per respondent: one column for a mean, one of 0/1 per category for shares."""

    id: str
    statistic: str
    columns: tuple[str | None, ...]
    values: Floats
    known: npt.NDArray[np.bool_]


def _mean(item: str, values: pd.Series) -> _Item:
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)[:, None]
    return _Item(item, "mean", (None,), numbers, np.isfinite(numbers[:, 0]))


def _shares(item: str, values: pd.Series, categories: tuple[str, ...]) -> _Item:
    codes = pd.Index(categories, dtype="object").get_indexer(values.astype("object"))
    return _Item(
        item, "share", categories, (codes[:, None] == np.arange(len(categories))).astype(np.float64), codes >= 0
    )


def _items(study: Study, respondents: pd.DataFrame, responses: pd.DataFrame, labels: pd.DataFrame) -> Iterator[_Item]:
    for scale in study.scales:
        if scale.id in respondents:
            yield _mean(scale.id, respondents[scale.id])
    for question in study.closed:
        if question.id not in responses:
            continue
        values = responses[question.id]
        # a closed question without a statistic of its own is a mean where the survey left numbers
        if question.statistic == "mean" or (question.statistic is None and pd.api.types.is_numeric_dtype(values)):
            yield _mean(question.id, values)
        else:
            yield _shares(question.id, values, _categories(question.id, values, labels))


def _categories(question: str, values: pd.Series, labels: pd.DataFrame) -> tuple[str, ...]:
    """The categories of a closed question in the order of their labels, then what else was answered."""
    mine = labels[(labels["kind"] == "closed") & (labels["id"] == question)].sort_values(["position", "label"])
    return tuple(dict.fromkeys([*mine["label"], *sorted(values.dropna().unique().tolist())]))


def _item(position: int, item: _Item, samples: Sequence[Sample]) -> Iterator[pd.DataFrame]:
    """One frame per wave and grouping."""
    for wave, sample in enumerate(samples):
        known, values = item.known[sample.rows], item.values[sample.rows]
        if not known.any():
            continue
        typical = float("nan")
        for grouping in sample.groupings:
            means = sample.means(grouping, values, known)
            if item.statistic == "mean":
                ranges = mean_intervals(means)
            else:
                if grouping.position == 0:
                    typical = typical_deff(means)
                ranges = share_intervals(means, np.fmax(means.kish, 1) if grouping.inside else typical)
            yield cells(
                "category",
                item.columns,
                grouping,
                means,
                ranges,
                item=item.id,
                statistic=item.statistic,
                wave=sample.wave,
                suppressed=False,
                _item=position,
                _wave=wave,
            )
