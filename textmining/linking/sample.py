"""The respondents of one wave as arrays: their design, and the groupings by which results are split."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmining.linking.design import Design, Floats, Ints, Means, domain_means, group_sums
from textmining.study import Study

__all__ = ["ALL", "Grouping", "Sample", "levels_of", "samples"]

ALL = "all"
"""Grouping and group of the rows about all respondents."""


@dataclass(frozen=True, eq=False)
class Grouping:
    """Respondents of one wave by the values of one grouping.

    Attributes
    ----------
    id : str
    position : int
        Place among the study's groupings, from 1; 0 is "all".
    levels : tuple of str
        The groups in the order in which they are shown, those without respondents too.
    codes : (n,) int
        Position in ``levels`` of each respondent's group, -1 where it is missing.
    inside : bool
        Whether every group lies in one cluster, as institutions and their teams do. Such a group is described for
        itself: its respondents are the units, not the cluster that it is or is in.
    """

    id: str
    position: int
    levels: tuple[str, ...]
    codes: Ints
    inside: bool


@dataclass(frozen=True, eq=False)
class Sample:
    """The respondents of one wave; ``rows`` are their positions in the table of all respondents."""

    wave: str
    rows: Ints
    design: Design
    groupings: tuple[Grouping, ...]

    @cached_property
    def _within(self) -> Design:
        return self.design.within_clusters()

    def means(self, grouping: Grouping, values: npt.NDArray[np.generic], counted: npt.NDArray[np.bool_]) -> Means:
        """Means of ``values`` (n, K) over the ``counted`` respondents of each group."""
        groups = np.where(counted, grouping.codes, -1)
        design = self._within if grouping.inside else self.design
        return domain_means(design, values, groups, len(grouping.levels))

    def totals(self, grouping: Grouping, values: npt.NDArray[np.generic], counted: npt.NDArray[np.bool_]) -> Floats:
        """Unweighted sums of ``values`` (n, K) over the ``counted`` respondents of each group whose weight is not 0."""
        rows = np.flatnonzero(counted & (grouping.codes >= 0) & (self.design.weight > 0))
        return group_sums(grouping.codes[rows], len(grouping.levels), values[rows].astype(np.float64))


def samples(study: Study, respondents: pd.DataFrame, labels: pd.DataFrame) -> tuple[Sample, ...]:
    """Split the respondents into waves, in the order of the study; a wave without respondents is left out.

    Raises
    ------
    StageError
        If the weights, clusters or strata of a wave cannot be used.
    """
    found = []
    waves = respondents["wave"].to_numpy()
    # Institutions are a grouping too, for their own folders; nobody else is shown them.
    groupings = [*study.groupings, *(["cluster"] if study.columns.cluster else [])]
    levels = {grouping: levels_of(grouping, respondents, labels) for grouping in groupings}
    for wave in study.waves:
        rows = np.flatnonzero(waves == wave.id)
        if not len(rows):
            continue
        part = respondents.iloc[rows]
        design = Design.of(part)
        everyone = Grouping(ALL, 0, (ALL,), np.zeros(len(rows), dtype=np.int64), inside=False)
        found.append(Sample(wave.id, rows, design, (everyone, *_groupings(part, levels, design))))
    return tuple(found)


def levels_of(grouping: str, respondents: pd.DataFrame, labels: pd.DataFrame) -> tuple[str, ...]:
    """The groups of a grouping: its labels by position, then what else respondents hold, sorted."""
    mine = labels[labels["kind"].isin(["group", "profile"]) & (labels["id"] == grouping)]
    named = mine.sort_values(["position", "label"])["label"].tolist()
    held = respondents[grouping].dropna().unique().tolist() if grouping in respondents else []
    return tuple(dict.fromkeys([*named, *sorted(held)]))


def _groupings(part: pd.DataFrame, levels: dict[str, tuple[str, ...]], design: Design) -> list[Grouping]:
    found = []
    for position, (grouping, known) in enumerate(levels.items(), start=1):
        if grouping not in part or not part[grouping].notna().any():
            continue  # not in this wave
        codes = pd.Index(known, dtype="object").get_indexer(part[grouping].astype("object")).astype(np.int64)
        found.append(Grouping(grouping, position, known, codes, _inside(codes, design)))
    return found


def _inside(codes: Ints, design: Design) -> bool:
    """Whether the wave has several clusters, and no group lies in more than one of them."""
    if not design.clustered or len(design.stratum) < 2:
        return False
    grouped = codes >= 0
    pairs = np.unique(np.stack([codes[grouped], design.cluster[grouped]]), axis=1)
    return len(np.unique(pairs[0])) == int(pairs.shape[1])
