from __future__ import annotations

import numpy as np
import pytest

from textmining.topics.grid import on_grid


@pytest.fixture(scope="session")
def planted() -> tuple[np.ndarray, np.ndarray]:
    """Six well separated bundles of 30 directions in 32 dimensions, as grid vectors, and the bundle of each."""
    random = np.random.default_rng(5)
    middle = np.linalg.qr(random.normal(size=(32, 6)))[0].T
    bundle = np.repeat(np.arange(6), 30)
    return on_grid(middle[bundle] + 0.12 * random.normal(size=(180, 32))), bundle
