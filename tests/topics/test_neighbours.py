from __future__ import annotations

import numpy as np
import pytest

from textmining.topics.grid import on_grid
from textmining.topics.neighbours import nearest, neighbour_graph


@pytest.mark.parametrize(("size", "count"), [(4, 3), (40, 6), (1100, 30)])
def test_nearest_are_those_of_a_full_sort(size: int, count: int) -> None:
    points = on_grid(np.random.default_rng(size).normal(size=(size, 8)))
    close = (points @ points.T).astype(np.int64)
    np.fill_diagonal(close, -(2**30))
    np.testing.assert_array_equal(nearest(points, count), np.argsort(-close, axis=1, kind="stable")[:, :count])


def test_equally_near_points_come_in_their_order() -> None:
    points = on_grid(np.repeat([[1.0, 0.0], [0.0, 1.0]], 5, axis=0))
    assert nearest(points, 3)[0].tolist() == [1, 2, 3]
    assert nearest(points, 3)[7].tolist() == [5, 6, 8]


def test_each_edge_is_there_once_with_a_weight_between_0_and_1(planted: tuple[np.ndarray, np.ndarray]) -> None:
    graph = neighbour_graph(planted[0])
    assert graph.size == 180
    assert (graph.rows < graph.columns).all()
    assert len(set(zip(graph.rows.tolist(), graph.columns.tolist(), strict=True))) == len(graph.rows)
    assert graph.weights.min() > 0
    assert graph.weights.max() <= 1


def test_edges_join_points_of_one_bundle(planted: tuple[np.ndarray, np.ndarray]) -> None:
    points, bundle = planted
    graph = neighbour_graph(points)
    assert (bundle[graph.rows] == bundle[graph.columns]).mean() > 0.99


def test_points_that_are_all_the_same_make_a_graph() -> None:
    graph = neighbour_graph(on_grid(np.ones((6, 3))))
    assert np.isfinite(graph.weights).all()
