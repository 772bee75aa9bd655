from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from textmining.publishing import EditionContent
from textmining.publishing.institutions import institutions


@pytest.fixture(scope="module")
def by_cluster(content: EditionContent) -> EditionContent:
    """The same study, with rows about institutions under the grouping "cluster"."""
    tables = {
        name: content.tables[name].assign(grouping=content.tables[name]["grouping"].replace("school", "cluster"))
        for name in ("prevalence", "closed")
    }
    return dataclasses.replace(content, tables={**content.tables, **tables})


def test_institutions_below_the_minimum_are_left_out(content: EditionContent) -> None:
    assert list(institutions(content).groups) == [f"Instelling {i:02d}" for i in range(1, 12)]


def test_rows_by_cluster_do_as_well_as_a_group_on_the_cluster_column(by_cluster: EditionContent) -> None:
    found = institutions(by_cluster)
    assert len(found.groups) == 11
    assert set(found.disclosure.tables["closed"]["grouping"]) == {"cluster", "all"}


def test_an_institution_sees_no_other_grouping(content: EditionContent) -> None:
    assert set(institutions(content).disclosure.tables["prevalence"]["grouping"]) == {"school", "all"}


def test_own_numbers_below_the_minimum_are_hidden(content: EditionContent) -> None:
    own = institutions(content).disclosure.tables["prevalence"]
    assert own["n"].min() >= 10


def test_without_rows_about_institutions_there_are_none(content: EditionContent) -> None:
    rows = content.tables["prevalence"].query("grouping != 'school'")
    other = dataclasses.replace(content, tables={**content.tables, "prevalence": rows})
    assert institutions(other).groups == {}


def test_one_cluster_is_not_an_institution_among_others(content: EditionContent) -> None:
    one = content.tables["respondents"].assign(cluster="x")
    other = dataclasses.replace(content, tables={**content.tables, "respondents": one})
    assert institutions(other).groups == {}


def test_institutions_are_called_by_the_name_that_the_files_give(content: EditionContent) -> None:
    named = pd.DataFrame(
        {"kind": "cluster", "id": "cluster", "code": ["Instelling 01"], "label": ["Noord"], "position": [0]}
    )
    labels = pd.concat([content.tables["labels"], named], ignore_index=True)
    found = institutions(dataclasses.replace(content, tables={**content.tables, "labels": labels}))
    assert (found.names["Instelling 01"], found.names["Instelling 02"]) == ("Noord", "Instelling 02")
