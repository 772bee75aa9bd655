from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from textmining.errors import StageError
from textmining.topics.grid import GRID, centres_of, cosines, on_grid

REAL = arrays.arrays(
    np.float64, st.tuples(st.integers(1, 6), st.integers(1, 40)), elements=st.floats(-1e3, 1e3, allow_subnormal=False)
)


def all_cosines(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    return np.concatenate([close for _, close in cosines(rows, columns)])


@settings(max_examples=50, deadline=None)
@given(REAL)
def test_grid_vectors_are_whole_numbers_whose_products_float32_holds_exactly(vectors: np.ndarray) -> None:
    points = on_grid(vectors)
    np.testing.assert_array_equal(points, np.rint(points))
    whole = points.astype(np.int64)
    assert np.abs(whole @ whole.T).max() < 2**24
    np.testing.assert_array_equal((points @ points.T).astype(np.int64), whole @ whole.T)


def test_cosines_are_the_same_bit_for_bit_in_any_order_of_dimensions_and_any_batch() -> None:
    random = np.random.default_rng(0)
    points = on_grid(random.normal(size=(300, 512)))
    whole = all_cosines(points, points)
    mixed = points[:, random.permutation(512)]
    np.testing.assert_array_equal(all_cosines(mixed, mixed), whole)
    np.testing.assert_array_equal(all_cosines(points[7:9], points), whole[7:9])


def test_blocks_cover_every_row_once() -> None:
    points = on_grid(np.random.default_rng(1).normal(size=(2500, 4)))
    covered = [row for block, _ in cosines(points, points[:2]) for row in range(block.start, block.stop)]
    assert covered == list(range(2500))


def test_rounding_moves_a_cosine_by_less_than_a_thousandth() -> None:
    vectors = np.random.default_rng(2).normal(size=(200, 512))
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    points = on_grid(vectors)
    np.testing.assert_allclose(all_cosines(points, points), unit @ unit.T, atol=1e-3)


def test_length_of_a_vector_does_not_matter_and_zero_stays_zero() -> None:
    vectors = np.array([[3.0, 4.0], [0.0, 0.0]])
    np.testing.assert_array_equal(on_grid(vectors), on_grid(vectors * 7))
    np.testing.assert_array_equal(on_grid(vectors), [[0.6 * GRID, 0.8 * GRID], [0, 0]])


@pytest.mark.parametrize("vectors", [np.array([[np.nan, 1.0]]), np.array([[np.inf, 1.0]]), np.ones(3)])
def test_vectors_that_are_no_table_of_finite_numbers_are_refused(vectors: np.ndarray) -> None:
    with pytest.raises(StageError, match="finite"):
        on_grid(vectors)


def test_centre_is_the_mean_direction_of_its_points_whatever_their_order() -> None:
    random = np.random.default_rng(3)
    points = on_grid(random.normal(size=(50, 16)))
    labels = random.integers(-1, 3, size=50)
    centres = centres_of(points, labels, 4)
    for label in range(3):
        mean = points[labels == label].mean(axis=0)
        np.testing.assert_allclose(centres[label], mean / np.linalg.norm(mean) * GRID, atol=0.51)
    assert not centres[3].any()  # a label without points
    order = random.permutation(50)
    np.testing.assert_array_equal(centres_of(points[order], labels[order], 4), centres)
