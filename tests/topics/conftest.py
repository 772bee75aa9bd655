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


@pytest.fixture(scope="session")
def nested() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Four bundles of 90 directions, each of three parts: grid vectors, the bundle of each and its part (0 to 11)."""
    random = np.random.default_rng(6)
    middle = np.linalg.qr(random.normal(size=(48, 16)))[0].T
    part = np.repeat(np.arange(12), 30)
    raw = middle[part // 3] + 0.3 * middle[4 + part] + 0.08 * random.normal(size=(360, 48))
    return on_grid(raw), part // 3, part
