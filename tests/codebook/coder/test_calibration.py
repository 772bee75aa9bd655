from __future__ import annotations

import numpy as np
import pytest

from textmining.codebook.coder.calibration import calibrate, calibration_error, folds_of


def test_calibration_finds_the_logistic_that_made_the_answers() -> None:
    random = np.random.default_rng(1)
    x = random.normal(size=(20_000, 2))
    right = (random.random(20_000) < 1 / (1 + np.exp(-(0.5 + 2 * x[:, 0] - x[:, 1])))).astype(float)
    found = calibrate(x, right, (0, 1, 1))
    assert (found.intercept, *found.coefficients) == pytest.approx((0.5, 2, -1), abs=0.08)
    assert calibration_error(found(x), right) < 0.01


def test_without_answers_calibration_is_where_it_starts_and_separate_ones_do_not_blow_it_up() -> None:
    nothing = calibrate(np.empty((0, 1)), np.empty(0), (-3, 6))
    assert (nothing.intercept, nothing.coefficients) == (-3, (6,))
    separate = calibrate(np.array([[0.0], [0.0], [1.0], [1.0]]), np.array([0.0, 0, 1, 1]), (-3, 6))
    assert np.isfinite(separate.coefficients[0])
    assert separate(np.array([[1.0]]))[0] > 0.9


def test_calibration_error_by_hand() -> None:
    # two bins: .2 against 1 of 2 (gap .3), .9 against 2 of 2 (gap .1); equal sizes
    assert calibration_error(np.array([0.2, 0.2, 0.9, 0.9]), np.array([0, 1, 1, 1])) == pytest.approx(0.2)
    assert calibration_error(np.array([1.0]), np.array([1])) == 0
    assert calibration_error(np.empty(0), np.empty(0)) == 0


def test_fold_of_an_answer_depends_on_its_id_only() -> None:
    ids = [f"a{n}" for n in range(1000)]
    assert folds_of(ids)[7] == folds_of(ids[7:8])[0]
    assert np.bincount(folds_of(ids), minlength=5).min() > 150
