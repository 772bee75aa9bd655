from __future__ import annotations

import numpy as np
import pytest

from textmining.errors import StageError
from textmining.topics.grid import on_grid
from textmining.topics.rule import MOST_ALONE, Rule, make_rule

EAST_NORTH = Rule(on_grid(np.eye(2)), 0.8)


def test_segment_goes_to_the_nearest_centre_unless_even_that_is_far() -> None:
    points = on_grid(np.array([[1.0, 0.1], [0.2, 1.0], [1.0, 1.0]]))
    number, similarity = EAST_NORTH.nearest(points)
    assert number.tolist() == [0, 1, 0]  # a tie goes to the first
    np.testing.assert_allclose(similarity, [0.995, 0.981, 0.707], atol=2e-3)
    assert EAST_NORTH.labels(points).tolist() == [0, 1, -1]


def test_without_centres_no_segment_has_a_topic() -> None:
    number, similarity = Rule(np.empty((0, 2), dtype=np.float32), -1.0).nearest(on_grid(np.eye(2)))
    assert number.tolist() == [-1, -1]
    assert similarity.tolist() == [0.0, 0.0]


def test_vectors_of_another_encoder_are_refused() -> None:
    with pytest.raises(StageError, match="encoder"):
        EAST_NORTH.labels(on_grid(np.eye(3)))


def test_rule_is_the_same_for_one_segment_and_for_many(planted: tuple[np.ndarray, np.ndarray]) -> None:
    points, bundle = planted
    rule = make_rule(points, bundle, np.ones(len(points), dtype=np.int64))
    number, similarity = rule.nearest(points)
    for row in (0, 77, 179):
        one, near = rule.nearest(points[row : row + 1])
        assert (one[0], near[0]) == (number[row], similarity[row])


def test_copies_of_a_text_do_not_pull_the_centre(planted: tuple[np.ndarray, np.ndarray]) -> None:
    points, bundle = planted
    once = np.ones(len(points), dtype=np.int64)
    often = np.where(np.arange(len(points)) == 3, 500, once)
    np.testing.assert_array_equal(make_rule(points, bundle, once).centres, make_rule(points, bundle, often).centres)


def test_few_fitted_segments_are_alone_and_a_stranger_is(planted: tuple[np.ndarray, np.ndarray]) -> None:
    points, bundle = planted
    rule = make_rule(points, bundle, np.ones(len(points), dtype=np.int64))
    assert (rule.labels(points) < 0).mean() <= MOST_ALONE
    stranger = -points.sum(axis=0, keepdims=True)
    assert rule.labels(on_grid(stranger)).tolist() == [-1]


def test_one_topic_takes_all_that_there_is() -> None:
    points = on_grid(np.random.default_rng(1).normal(size=(5, 4)))
    rule = make_rule(points, np.zeros(5, dtype=np.int64), np.ones(5, dtype=np.int64))
    assert rule.labels(points).tolist() == [0] * 5
