"""Waves and groupings."""

from __future__ import annotations

import pandas as pd
import pytest

from textmining.linking.sample import levels_of, samples


@pytest.fixture
def sample(given):
    return samples(given.study, given.respondents, given.labels)[0]


def test_all_comes_before_the_groupings_of_the_study_and_institutions_come_last(sample) -> None:
    assert [grouping.id for grouping in sample.groupings] == ["all", "group", "type", "school", "cluster"]
    assert [grouping.position for grouping in sample.groupings] == [0, 1, 2, 3, 4]


def test_a_grouping_that_lies_inside_clusters_is_known_by_its_data(sample) -> None:
    assert [grouping.id for grouping in sample.groupings if grouping.inside] == ["school", "cluster"]


def test_with_a_single_cluster_nothing_is_inside(given) -> None:
    one = given.respondents.assign(cluster="i00")
    assert not any(g.inside for g in samples(given.study, one, given.labels)[0].groupings)


def test_a_grouping_that_a_wave_does_not_have_is_left_out(given) -> None:
    people = given.respondents.assign(type=pd.NA)
    assert "type" not in [g.id for g in samples(given.study, people, given.labels)[0].groupings]


def test_levels_follow_the_labels_and_then_the_data(given) -> None:
    labels = pd.DataFrame(
        {"kind": "group", "id": "group", "code": ["1", "2"], "label": ["c", "leeg"], "position": [0, 1]}
    )
    assert levels_of("group", given.respondents, labels) == ("c", "leeg", "a", "b")


def test_a_missing_group_has_code_minus_1(given) -> None:
    people = given.respondents.copy()
    people.loc[0, "group"] = None
    grouping = samples(given.study, people, given.labels)[0].groupings[1]
    assert grouping.codes[0] == -1
    assert (grouping.codes[1:] >= 0).all()
