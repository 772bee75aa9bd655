"""How much of each wave is new: like nothing that the topics were fitted on."""

from __future__ import annotations

import pandas as pd

__all__ = ["drift"]


def drift(assignments: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """The share of segments that are alone, by wave.

    Where a model assigns the answers of a wave that it was not fitted on, this share against that of the waves before
    tells whether there is something new to be found: "new" is a segment that has too little company among the fitted
    ones.

    Parameters
    ----------
    assignments : DataFrame, one row per segment
        ``segment_id`` and ``alone``.
    segments : DataFrame, one row per segment
        ``segment_id``, ``question`` and ``wave``.

    Returns
    -------
    DataFrame, one row per question and wave
        ``question``, ``wave``, ``n_segments``, ``n_new`` and ``share``.
    """
    given = assignments[["segment_id", "alone"]].merge(segments[["segment_id", "question", "wave"]], on="segment_id")
    found = given.groupby(["question", "wave"], sort=True).agg(n_segments=("alone", "size"), n_new=("alone", "sum"))
    found = found.reset_index()
    return found.assign(n_new=found["n_new"].astype("int64"), share=found["n_new"] / found["n_segments"])
