"""The map of segments."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import procrustes
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors

from textmining.topics import layout
from textmining.topics.grid import centres_of, on_grid
from textmining.topics.layout import lay_out


def _themes(per_theme: int, themes: int = 6, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points around random directions, one in twenty alone."""
    random = np.random.default_rng(seed)
    numbers = np.repeat(np.arange(themes), per_theme)
    points = on_grid(random.normal(size=(themes, 48))[numbers] + random.normal(size=(len(numbers), 48)))
    numbers = np.where(random.random(len(numbers)) < 0.05, -1, numbers)
    return points, numbers, centres_of(points, numbers, themes)


@pytest.fixture(scope="module")
def made() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return _themes(60)


@pytest.fixture(scope="module")
def places(made: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    return lay_out(*made)


def test_the_order_of_rows_changes_no_place(
    made: tuple[np.ndarray, np.ndarray, np.ndarray], places: np.ndarray
) -> None:
    points, numbers, centres = made
    order = np.random.default_rng(2).permutation(len(points))
    assert (lay_out(points[order], numbers[order], centres) == places[order]).all()


def test_the_number_of_threads_changes_no_place(
    made: tuple[np.ndarray, np.ndarray, np.ndarray], places: np.ndarray
) -> None:
    from threadpoolctl import threadpool_limits

    with threadpool_limits(2):
        assert (lay_out(*made) == places).all()


def test_copied_texts_lie_on_one_place_and_move_no_other(
    made: tuple[np.ndarray, np.ndarray, np.ndarray], places: np.ndarray
) -> None:
    points, numbers, centres = made
    twice = np.r_[np.arange(len(points)), np.zeros(50, dtype=int)]
    found = lay_out(points[twice], numbers[twice], centres)
    assert (found[len(points) :] == found[0]).all()
    assert procrustes(places, found[: len(points)])[2] < 1e-6


def test_neighbours_stay_neighbours_and_themes_stay_together(
    made: tuple[np.ndarray, np.ndarray, np.ndarray], places: np.ndarray
) -> None:
    points, numbers, _ = made
    near = NearestNeighbors(n_neighbors=11).fit(places).kneighbors(return_distance=False)[:, 1:]
    assert trustworthiness(points, places, n_neighbors=12) > 0.8
    assert (numbers[near] == numbers[:, None])[numbers >= 0].mean() > 0.85


def test_a_sample_of_nine_in_ten_gives_nearly_the_same_picture(
    made: tuple[np.ndarray, np.ndarray, np.ndarray], places: np.ndarray
) -> None:
    points, numbers, centres = made
    kept = np.random.default_rng(3).random(len(points)) < 0.9
    found = lay_out(points[kept], numbers[kept], centres)
    assert procrustes(places[kept], found)[2] < 0.15


def test_the_map_has_its_middle_at_zero_and_size_one(places: np.ndarray) -> None:
    assert np.abs(places.mean(axis=0)).max() < 1e-3
    assert (places**2).sum(axis=1).mean() == pytest.approx(1, abs=1e-3)


def test_of_many_texts_those_that_are_not_arranged_lie_with_their_theme(
    made: tuple[np.ndarray, np.ndarray, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    points, numbers, centres = made
    monkeypatch.setattr(layout, "MOST_ARRANGED", 150)
    found = lay_out(points, numbers, centres)
    near = NearestNeighbors(n_neighbors=11).fit(found).kneighbors(return_distance=False)[:, 1:]
    assert (numbers[near] == numbers[:, None])[numbers >= 0].mean() > 0.85
    order = np.random.default_rng(4).permutation(len(points))
    assert (lay_out(points[order], numbers[order], centres) == found[order]).all()


@pytest.mark.parametrize("count", [0, 1, 2, 5, 29, 30])
@pytest.mark.parametrize("themes", [0, 1])
def test_any_number_of_texts_has_a_map(count: int, themes: int) -> None:
    points = on_grid(np.random.default_rng(5).normal(size=(count, 16)))
    numbers = np.full(count, themes - 1)
    found = lay_out(points, numbers, centres_of(points, numbers, themes))
    assert found.shape == (count, 2)
    assert np.isfinite(found).all()
    assert len(np.unique(found, axis=0)) == count


def test_equal_texts_all_lie_in_the_middle() -> None:
    points = on_grid(np.ones((40, 16)))
    assert (lay_out(points, np.zeros(40, dtype=int), points[:1]) == 0).all()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.integers(-2, 2), min_size=3, max_size=3), min_size=1, max_size=29),
    st.integers(0, 2**31),
)
def test_few_texts_get_finite_places_whatever_they_are(rows: list[list[int]], seed: int) -> None:
    points = on_grid(np.array(rows, dtype=float))
    numbers = np.zeros(len(points), dtype=int)
    found = lay_out(points, numbers, points[:1])
    order = np.random.default_rng(seed).permutation(len(points))
    assert np.isfinite(found).all()
    assert (lay_out(points[order], numbers[order], points[:1]) == found[order]).all()
