from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from textmining.topics.anchoring import Expectations
from textmining.topics.expected import ExpectedPoints
from textmining.topics.grid import on_grid
from textmining.topics.partition import FEWEST_IN_SUB, FEWEST_SEGMENTS, LARGEST, Partition, partition
from textmining.topics.stability import verdict

Nested = tuple[np.ndarray, np.ndarray, np.ndarray]


def once(points: np.ndarray) -> np.ndarray:
    return np.ones(len(points), dtype=np.int64)


def assert_equal(one: Partition, other: Partition) -> None:
    """Exactly the same, to the last bit."""
    np.testing.assert_array_equal(one.rule.main.vectors, other.rule.main.vectors)
    np.testing.assert_array_equal(one.stability, other.stability)
    np.testing.assert_array_equal(one.origin, other.origin)
    np.testing.assert_array_equal(one.agreement, other.agreement)
    assert one.rule.company.threshold == other.rule.company.threshold
    assert one.rule.sub.keys() == other.rule.sub.keys()
    for main, centres in one.rule.sub.items():
        np.testing.assert_array_equal(centres.vectors, other.rule.sub[main].vectors)
        np.testing.assert_array_equal(one.sub_stability[main], other.sub_stability[main])


@pytest.fixture(scope="module")
def divided(nested: Nested) -> Partition:
    """The nested bundles, where as many main topics are looked for as there are bundles."""
    return partition(nested[0], once(nested[0]), "middel", 1, count=4)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_bundles_are_found_whatever_the_seed(planted: tuple[np.ndarray, np.ndarray], seed: int) -> None:
    points, bundle = planted
    found = partition(points, once(points), "middel", seed)
    labels = found.rule.labels(points)
    assert len(found.rule.main) == 6
    assert adjusted_rand_score(bundle[labels >= 0], labels[labels >= 0]) == 1.0
    assert found.stability.min() > 0.85
    assert found.agreement > 0.9


def test_same_seed_finds_the_same_on_any_number_of_threads(nested: Nested) -> None:
    points, _, _ = nested
    with threadpool_limits(1):
        one = partition(points, once(points), "grof", 1)
    with threadpool_limits(2):
        assert_equal(partition(points, once(points), "grof", 1), one)


def test_noise_is_less_stable_than_what_is_planted(planted: tuple[np.ndarray, np.ndarray]) -> None:
    noises = [on_grid(np.random.default_rng(seed).normal(size=(180, 32))) for seed in range(4)]
    found = [partition(noise, once(noise), "middel", 1) for noise in noises]
    assert np.median(np.concatenate([one.stability for one in found])) < 0.7
    assert max(one.agreement for one in found) < 0.6
    assert np.median(partition(planted[0], once(planted[0]), "middel", 1).stability) > 0.85


def test_topics_come_in_order_of_their_segments(planted: tuple[np.ndarray, np.ndarray]) -> None:
    points, bundle = planted
    sizes = np.where(bundle == 4, 10, np.where(bundle == 2, 5, 1))
    labels = partition(points, sizes, "middel", 1).rule.labels(points)
    held = np.bincount(labels[labels >= 0], weights=sizes[labels >= 0])
    assert (np.diff(held) <= 0).all()
    assert np.bincount(bundle[labels == 0]).argmax() == 4


def test_copies_of_a_text_do_not_pull_the_centres(planted: tuple[np.ndarray, np.ndarray]) -> None:
    points, _ = planted
    often = np.where(np.arange(len(points)) == 3, 500, 1)
    one, other = (partition(points, sizes, "middel", 1).rule.main.vectors for sizes in (once(points), often))
    np.testing.assert_array_equal(np.unique(one, axis=0), np.unique(other, axis=0))


def test_dial_gives_more_topics_from_grof_to_fijn(nested: Nested) -> None:
    points, _, _ = nested
    grof, middel, fijn = (len(partition(points, once(points), g, 1).rule.main) for g in ("grof", "middel", "fijn"))  # type: ignore[arg-type]
    assert grof < middel < fijn


@pytest.mark.parametrize("seed", range(4))
def test_no_topic_is_smaller_than_five_segments(seed: int) -> None:
    points = on_grid(np.random.default_rng(4).normal(size=(60, 16)))
    labels = partition(points, once(points), "fijn", seed).rule.labels(points)
    assert np.bincount(labels[labels >= 0]).min() >= FEWEST_SEGMENTS


def test_no_topic_of_many_texts_holds_more_than_a_fifth_even_where_runs_clearly_know_it() -> None:
    random = np.random.default_rng(7)
    middle = np.linalg.qr(random.normal(size=(32, 9)))[0].T
    bundle = np.where(np.arange(560) < 168, 0, 1 + np.arange(560) % 8)  # three in ten texts are of the first
    points = on_grid(middle[bundle] + 0.1 * random.normal(size=(560, 32)))
    labels = partition(points, once(points), "grof", 1).rule.labels(points)
    assert np.bincount(labels[labels >= 0]).max() <= LARGEST * len(points)
    fewer = points[bundle < 6]
    labels = partition(fewer, once(fewer), "middel", 1).rule.labels(fewer)
    assert np.bincount(labels[labels >= 0]).max() > LARGEST * len(fewer)  # 413 texts: these may


def test_parts_of_a_bundle_are_sub_topics_of_its_main_topic(nested: Nested, divided: Partition) -> None:
    points, bundle, part = nested
    main = divided.rule.labels(points)
    assert len(divided.rule.main) == 4
    assert adjusted_rand_score(bundle[main >= 0], main[main >= 0]) == 1.0
    below = divided.rule.sub_labels(points, main)
    assert divided.rule.sub
    for topic, centres in divided.rule.sub.items():
        own = np.flatnonzero(main == topic)
        assert set(below[own].tolist()) == set(range(len(centres)))
        assert adjusted_rand_score(part[own], below[own]) > 0.85
    assert (below[~np.isin(main, list(divided.rule.sub))] == -1).all()


def test_sub_topics_come_largest_first_are_stable_and_none_is_too_small(nested: Nested, divided: Partition) -> None:
    points, _, _ = nested
    main = divided.rule.labels(points)
    below = divided.rule.sub_labels(points, main)
    for topic, stable in divided.sub_stability.items():
        held = np.bincount(below[main == topic])
        assert (np.diff(held) <= 0).all()
        assert held.min() >= FEWEST_IN_SUB
        assert verdict(float(stable.mean())) in {"stable", "highly stable"}
    assert divided.sub_stability.keys() == divided.rule.sub.keys()


def test_bundle_without_parts_is_not_divided() -> None:
    random = np.random.default_rng(8)
    middle = np.linalg.qr(random.normal(size=(64, 3)))[0].T
    bundle = np.repeat(np.arange(3), 70)
    points = on_grid(middle[bundle] + 0.1 * random.normal(size=(210, 64)))
    found = partition(points, once(points), "middel", 1)
    assert len(found.rule.main) == 3
    assert not found.rule.sub


@pytest.mark.parametrize(
    ("texts", "copies", "topics"), [(0, 1, 0), (1, 1, 0), (4, 1, 0), (1, 5, 1), (5, 1, 1), (11, 1, 1)]
)
def test_too_little_to_compare_gives_one_topic_or_none(texts: int, copies: int, topics: int) -> None:
    points = on_grid(np.random.default_rng(texts).normal(size=(texts, 8)))
    found = partition(points, np.full(texts, copies), "middel", 1)
    assert len(found.rule.main) == len(found.stability) == len(found.origin) == topics
    assert np.isnan(found.stability).all()  # what was not measured is not claimed
    assert np.isnan(found.agreement)


@pytest.mark.parametrize("size", [12, 13, 20, 50])
def test_small_sets_give_few_topics(size: int) -> None:
    points = on_grid(np.random.default_rng(size).normal(size=(size, 8)))
    found = partition(points, once(points), "middel", 1)
    assert 1 <= len(found.rule.main) <= size // FEWEST_SEGMENTS


def test_topic_of_what_has_little_in_common_is_given_up_and_its_members_go_where_they_fit_or_nowhere() -> None:
    random = np.random.default_rng(2)
    middle = np.linalg.qr(random.normal(size=(64, 15)))[0].T
    bundle = np.repeat(np.arange(8), 42)
    raw = middle[bundle] + 0.1 * random.normal(size=(336, 64))
    raw[bundle == 7] += 1.7 * middle[8 + np.arange(42) // 6]  # seven remarks that have little in common
    points = on_grid(raw)
    found = partition(points, once(points), "middel", 1, count=8)
    labels = found.rule.labels(points)
    assert found.rule.rest is not None
    assert len(found.rule.main) == len(found.stability) == len(found.origin) == len(found.rule.rest.floors) == 7
    assert (labels[bundle == 7] == -1).mean() > 0.9
    assert adjusted_rand_score(bundle[(labels >= 0) & (bundle < 7)], labels[(labels >= 0) & (bundle < 7)]) == 1.0
    held = np.bincount(labels[labels >= 0])
    assert (np.diff(held) <= 0).all()


def test_points_that_are_all_alike_are_one_topic_without_parts() -> None:
    points = on_grid(np.tile([1.0, 2.0, 3.0], (90, 1)))
    found = partition(points, once(points), "middel", 1)
    assert len(found.rule.main) == 1
    assert not found.rule.sub
    assert np.isnan(found.agreement)
    assert (found.rule.labels(points) == 0).all()


# --- expected themes ------------------------------------------------------------------------------------------------


def about(points: np.ndarray, chosen: np.ndarray, seed: int = 0) -> ExpectedPoints:
    """Four new sentences near the middle of the chosen points."""
    middle = points[chosen].mean(axis=0)
    noise = np.random.default_rng(seed).normal(size=(4, points.shape[1]))
    return ExpectedPoints(on_grid(middle / float(np.linalg.norm(middle)) + 0.1 * noise))


@pytest.fixture(scope="module")
def expecting(planted: tuple[np.ndarray, np.ndarray]) -> Partition:
    """Two bundles are expected, and between them in the list a theme that nobody mentions."""
    points, bundle = planted
    middles = np.stack([points[bundle == k].mean(axis=0, dtype=np.float64) for k in range(6)])
    away = np.linalg.svd(middles)[2][-1] + 0.05 * np.random.default_rng(8).normal(size=(4, 32))
    themes = (about(points, bundle == 4), ExpectedPoints(on_grid(away)), about(points, bundle == 1, 1))
    return partition(points, once(points), "middel", 1, expected=Expectations(themes))


def test_expected_bundles_are_topics_and_the_others_are_still_found(
    expecting: Partition, planted: tuple[np.ndarray, np.ndarray]
) -> None:
    points, bundle = planted
    labels = expecting.rule.labels(points)
    for theme, own in ((0, 4), (2, 1)):
        (topic,) = np.flatnonzero(expecting.origin == theme)
        assert (labels[(bundle == own) & (labels >= 0)] == topic).mean() >= 0.9
    assert adjusted_rand_score(bundle[labels >= 0], labels[labels >= 0]) > 0.9
    assert expecting.stability.min() > 0.85


def test_theme_that_nobody_mentions_is_no_topic(expecting: Partition) -> None:
    assert expecting.anchors is not None
    assert expecting.anchors.present.tolist() == [True, False, True]
    assert 1 not in expecting.origin


def test_topics_of_expected_themes_are_ordered_and_sized_as_found_ones(
    expecting: Partition, planted: tuple[np.ndarray, np.ndarray]
) -> None:
    labels = expecting.rule.labels(planted[0])
    held = np.bincount(labels[labels >= 0], minlength=len(expecting.rule.main))
    assert (np.diff(held) <= 0).all()
    assert held.min() >= FEWEST_SEGMENTS
    assert len(expecting.origin) == len(expecting.stability) == len(held)


def test_with_only_themes_that_nobody_mentions_discovery_is_free(planted: tuple[np.ndarray, np.ndarray]) -> None:
    points, bundle = planted
    middles = np.stack([points[bundle == k].mean(axis=0, dtype=np.float64) for k in range(6)])
    nobody = ExpectedPoints(on_grid(np.linalg.svd(middles)[2][-1:]))
    found = partition(points, once(points), "middel", 1, expected=Expectations((nobody,)))
    labels = found.rule.labels(points)
    assert (found.origin == -1).all()
    assert adjusted_rand_score(bundle[labels >= 0], labels[labels >= 0]) == 1.0


def test_expected_themes_find_the_same_on_any_number_of_threads(planted: tuple[np.ndarray, np.ndarray]) -> None:
    points, bundle = planted
    expected = Expectations((about(points, bundle == 4),))
    with threadpool_limits(1):
        one = partition(points, once(points), "middel", 1, expected=expected)
    with threadpool_limits(2):
        assert_equal(partition(points, once(points), "middel", 1, expected=expected), one)
