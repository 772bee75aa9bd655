"""Where the segments of a codebook lie on its map: read when somebody looks at it, since few pages need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmining.errors import TextminingError
from textmining.review.material.material import Material

if TYPE_CHECKING:
    import numpy as np

__all__ = ["LATER", "read_places"]

LATER = ("topics", "layout")
"""The stage and the table that are not read with the others."""


def read_places(material: Material) -> np.ndarray | None:
    """The place of every segment.

    Parameters
    ----------
    material : Material

    Returns
    -------
    array, shape (n_segments, 2), float32, or None
        Rows follow ``material.segments``; NaN for a segment that discovery did not look at. None where discovery left
        no map, or its results were removed since.
    """
    import numpy as np

    from textmining.workspace import read_table

    stage, name = LATER
    folder = material.folders.get(stage)
    if folder is None or not (folder / f"{name}.parquet").is_file():
        return None
    try:
        table = read_table(folder, name)
    except TextminingError:
        return None
    found = np.full((len(material.segments), 2), np.nan, dtype=np.float32)
    row_of = {segment: row for row, segment in enumerate(material.segments)}
    rows = table["segment_id"].map(row_of)
    known = rows.notna().to_numpy()
    found[rows[known].to_numpy(dtype=int)] = table.loc[known, ["x", "y"]].to_numpy(dtype=np.float32)
    return found
