from __future__ import annotations

import numpy as np
import pytest

from textmining.topics.anchoring import Anchored, Expectations, anchored
from textmining.topics.expected import ExpectedPoints
from textmining.topics.grid import on_grid
from textmining.topics.neighbours import neighbour_graph

Planted = tuple[np.ndarray, np.ndarray]


def about(planted: Planted, bundle: int) -> ExpectedPoints:
    """Four new sentences near the middle of a bundle."""
    points, of = planted
    middle = points[of == bundle].mean(axis=0)
    noise = np.random.default_rng(bundle).normal(size=(4, points.shape[1]))
    return ExpectedPoints(on_grid(middle / float(np.linalg.norm(middle)) + 0.1 * noise))


def put_together(planted: Planted, themes: list[int], order: np.ndarray | None = None) -> tuple[Anchored, np.ndarray]:
    """Bundles 4 and so on are expected; discovery, which knows the truth, finds each bundle in what is left to it."""
    points, bundle = planted
    order = np.arange(len(points)) if order is None else order
    left = []

    def discover(rest: np.ndarray) -> np.ndarray:
        left.append(order[rest])
        return bundle[order[rest]]

    mean = points.sum(axis=0, dtype=np.float64) / len(points)
    expected = Expectations(tuple(about(planted, k) for k in themes))
    return anchored(points[order], mean, expected, discover), left[0]


def test_discovery_is_given_just_what_no_expected_theme_claims(planted: Planted) -> None:
    found, left = put_together(planted, [4, 1])
    np.testing.assert_array_equal(left, np.flatnonzero(found.anchors.labels < 0))
    assert (~np.isin(planted[1][left], [4, 1])).mean() > 0.9
    assert (~np.isin(planted[1], [4, 1])).sum() >= 0.9 * len(left)


def test_expected_and_found_topics_divide_all_points_between_them(planted: Planted) -> None:
    points, bundle = planted
    found, _ = put_together(planted, [4, 1])
    number, _ = found.centres.nearest(points)
    assert sorted(found.origin.tolist()) == [-1, -1, -1, -1, 0, 1]
    topic_of = [np.bincount(number[bundle == k]).argmax() for k in range(6)]
    assert len(set(topic_of)) == 6
    assert (found.origin[topic_of] == [-1, 1, -1, -1, 0, -1]).all()
    assert (number == np.array(topic_of)[bundle]).mean() > 0.95


def test_without_any_theme_there_all_is_found(planted: Planted) -> None:
    found, left = put_together(planted, [])
    assert len(left) == len(planted[0])
    assert found.origin.tolist() == [-1] * 6


def test_what_discovery_leaves_out_still_goes_to_a_topic(planted: Planted) -> None:
    points, bundle = planted
    mean = points.sum(axis=0, dtype=np.float64) / len(points)
    expected = Expectations((about(planted, 0),))
    found = anchored(points, mean, expected, lambda rest: np.where(bundle[rest] == 3, 0, -1))
    assert sorted(found.origin.tolist()) == [-1, 0]
    assert set(found.centres.nearest(points)[0].tolist()) == {0, 1}


def test_order_of_points_does_not_matter(planted: Planted) -> None:
    first, _ = put_together(planted, [4, 1])
    again, _ = put_together(planted, [4, 1], np.random.default_rng(3).permutation(len(planted[0])))
    np.testing.assert_array_equal(again.centres.vectors, first.centres.vectors)
    np.testing.assert_array_equal(again.origin, first.origin)


def test_graph_that_is_known_gives_the_same_as_one_that_is_not(planted: Planted) -> None:
    points, bundle = planted
    mean = points.sum(axis=0, dtype=np.float64) / len(points)
    expected = Expectations((about(planted, 4),))
    one, other = (
        anchored(points, mean, expected, lambda rest: bundle[rest], graph) for graph in (None, neighbour_graph(points))
    )
    np.testing.assert_array_equal(one.centres.vectors, other.centres.vectors)


@pytest.mark.parametrize("seeds", [1, 4])
def test_topic_that_was_an_expected_theme_all_along_is_not_found_beside_it(planted: Planted, seeds: int) -> None:
    points, bundle = planted
    mean = points.sum(axis=0, dtype=np.float64) / len(points)
    theme = ExpectedPoints(about(planted, 4).points[:seeds])
    found = anchored(points, mean, Expectations((theme,)), lambda rest: np.where(bundle[rest] == 4, 1, 0))
    number, _ = found.centres.nearest(points)
    assert sorted(found.origin.tolist()) == [-1, 0]
    assert (number[bundle == 4] == found.origin.argmax()).mean() > 0.9
