"""The figures of one institution beside those of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from textmining.publishing.content import ALL, EditionContent
from textmining.publishing.suppression import FOR_ONE_INSTITUTION, Disclosure, setting_of, suppress

__all__ = ["Institutions", "institutions"]


@dataclass(frozen=True)
class Institutions:
    """The institutions that are large enough for a folder of their own.

    Attributes
    ----------
    groups : dict of str to str
        What the tables call each institution, by its value of the cluster column.
    names : dict of str to str
        What readers call it, by the same.
    disclosure : Disclosure
        The rows about these institutions and about everybody, after disclosure control.
    """

    groups: dict[str, str]
    names: dict[str, str]
    disclosure: Disclosure


def institutions(content: EditionContent) -> Institutions:
    """The institutions with at least the minimum group of respondents in one of the waves.

    None where the study has fewer than two clusters, or no grouping in ``prevalence`` has the institutions as its
    groups: "cluster", or a group on the study's cluster column.
    """
    study, respondents = content.study, content.tables["respondents"]
    present = set(content.tables["prevalence"]["grouping"])
    by_column = [group.id for group in study.groups if group.column == study.columns.cluster]
    several = respondents["cluster"].nunique() > 1
    grouping = next((g for g in ("cluster", *by_column) if several and g in present), "")
    groups: dict[str, str] = {}
    if grouping:
        people = respondents.dropna(subset=["cluster", grouping])
        sizes = people.groupby("cluster")["wave"].value_counts().groupby("cluster").max()
        large = people[people["cluster"].isin(sizes.index[sizes >= study.privacy.minimum_group])]
        groups = {str(c): str(g) for c, g in large.groupby("cluster")[grouping].first().items()}
    rows = _rows_of(content.tables, grouping, frozenset(groups.values()))
    labels = content.tables["labels"].query("kind == 'cluster'")
    called = dict(zip(labels["code"], labels["label"], strict=True))
    names = {cluster: called.get(cluster, group) for cluster, group in groups.items()}
    return Institutions(groups, names, suppress(rows, study, setting_of(study, content.tables), FOR_ONE_INSTITUTION))


def _rows_of(tables: Mapping[str, pd.DataFrame], grouping: str, groups: frozenset[str]) -> dict[str, pd.DataFrame]:
    def rows(frame: pd.DataFrame) -> pd.DataFrame:
        own = (frame["grouping"] == grouping) & frame["group"].isin(groups)
        return frame[own | (frame["grouping"] == ALL)].reset_index(drop=True)

    nothing = tables["contrasts"].iloc[:0]  # a contrast compares groups of all institutions
    return {"prevalence": rows(tables["prevalence"]), "closed": rows(tables["closed"]), "contrasts": nothing}
