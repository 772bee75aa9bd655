from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from textmining.topics.grid import on_grid
from textmining.topics.partition import FEWEST_SEGMENTS, partition


def once(points: np.ndarray) -> np.ndarray:
    return np.ones(len(points), dtype=np.int64)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_bundles_are_found_whatever_the_seed(planted: tuple[np.ndarray, np.ndarray], seed: int) -> None:
    points, bundle = planted
    found = partition(points, once(points), "middel", seed)
    labels = found.rule.labels(points)
    assert len(found.rule.centres) == 6
    assert adjusted_rand_score(bundle[labels >= 0], labels[labels >= 0]) == 1.0
    assert found.stability.min() > 0.85
    assert found.agreement > 0.9


def test_noise_is_less_stable_than_what_is_planted(planted: tuple[np.ndarray, np.ndarray]) -> None:
    noise = on_grid(np.random.default_rng(9).normal(size=(180, 32)))
    found = partition(noise, once(noise), "middel", 1)
    assert np.median(found.stability) < 0.7
    assert np.median(partition(planted[0], once(noise), "middel", 1).stability) > 0.85


def test_topics_come_in_order_of_their_segments(planted: tuple[np.ndarray, np.ndarray]) -> None:
    points, bundle = planted
    sizes = np.where(bundle == 4, 10, np.where(bundle == 2, 5, 1))
    labels = partition(points, sizes, "middel", 1).rule.labels(points)
    held = np.bincount(labels[labels >= 0], weights=sizes[labels >= 0])
    assert (np.diff(held) <= 0).all()
    assert np.bincount(bundle[labels == 0]).argmax() == 4


def test_no_topic_is_smaller_than_five_segments() -> None:
    points = on_grid(np.random.default_rng(4).normal(size=(60, 16)))
    labels = partition(points, once(points), "fijn", 1).rule.labels(points)
    assert np.bincount(labels[labels >= 0]).min() >= FEWEST_SEGMENTS


@pytest.mark.parametrize(
    ("texts", "copies", "topics"), [(0, 1, 0), (1, 1, 0), (4, 1, 0), (1, 5, 1), (5, 1, 1), (11, 1, 1)]
)
def test_too_little_to_compare_gives_one_topic_or_none(texts: int, copies: int, topics: int) -> None:
    points = on_grid(np.random.default_rng(texts).normal(size=(texts, 8)))
    found = partition(points, np.full(texts, copies), "middel", 1)
    assert len(found.rule.centres) == len(found.stability) == topics
    assert np.isnan(found.stability).all()  # what was not measured is not claimed


@pytest.mark.parametrize("size", [12, 13, 20, 50])
def test_small_sets_give_few_topics(size: int) -> None:
    points = on_grid(np.random.default_rng(size).normal(size=(size, 8)))
    found = partition(points, once(points), "middel", 1)
    assert 1 <= len(found.rule.centres) <= size // FEWEST_SEGMENTS


def test_points_that_are_all_alike_do_not_stop_the_fit() -> None:
    points = on_grid(np.tile([1.0, 2.0, 3.0], (30, 1)))
    assert len(partition(points, once(points), "middel", 1).rule.centres) >= 1
