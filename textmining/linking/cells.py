"""Estimates of groups as rows of a table, in one order for open and closed questions."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from textmining import tables
from textmining.linking.design import Means
from textmining.linking.intervals import Intervals
from textmining.linking.sample import Grouping

__all__ = ["cells", "stacked"]


def cells(
    column: str, names: tuple[str | None, ...], grouping: Grouping, means: Means, ranges: Intervals, **constants: object
) -> pd.DataFrame:
    """One row per group and column of ``means``.

    Parameters
    ----------
    column : str
        What a column of ``means`` is: "theme_id" or "category".
    names : tuple of K
        The columns of ``means``.
    grouping : Grouping
    means, ranges : of G x K
        Estimates and their precision.
    **constants
        Columns with one value.

    Returns
    -------
    DataFrame
        ``column``, grouping, group, n, mentions, n_eff, deff, df, estimate, low, high, flag, the ``constants``, and the
        ranks _name, _grouping, _group.
    """
    groups, k = np.array(grouping.levels, dtype=object), len(names)
    return pd.DataFrame(
        {
            column: np.tile(np.array(names, dtype=object), len(groups)),
            "grouping": grouping.id,
            "group": np.repeat(groups, k),
            "n": np.repeat(means.n, k),
            "mentions": means.total.ravel(),
            "n_eff": ranges.n_eff.ravel(),
            "deff": ranges.deff.ravel(),
            "df": np.repeat(np.where(means.n > 0, means.df, np.nan), k),
            "estimate": means.mean.ravel(),
            "low": ranges.low.ravel(),
            "high": ranges.high.ravel(),
            "flag": ranges.flag.ravel(),
            "_name": np.tile(np.arange(k), len(groups)),
            "_grouping": grouping.position,
            "_group": np.repeat(np.arange(len(groups)), k),
            **constants,
        }
    )


def stacked(table: str, blocks: Iterable[pd.DataFrame], ranks: list[str]) -> pd.DataFrame:
    """Rows of all blocks in the order of ``ranks``, as the contract has them."""
    frames = list(blocks)
    if not frames:
        frames = [pd.DataFrame({column: pd.Series(dtype="object") for column in [*tables.COLUMNS[table], *ranks]})]
    frame = pd.concat(frames, ignore_index=True).sort_values(ranks, kind="stable")
    return tables.validate(table, frame[list(tables.COLUMNS[table])])
