from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from textmining.embedding.use_encoder import UseEncoder
from textmining.embedding.use_forward import BLOCK, Forward


@pytest.fixture(scope="module")
def forward() -> Iterator[Forward]:
    forward = Forward()
    with forward.one_thread():
        yield forward


@pytest.fixture(scope="module")
def row_by_row(forward: Forward) -> Forward:
    return Forward(block=1)


def test_this_machine_treats_the_rows_of_a_block_alike(forward: Forward) -> None:
    assert forward.block == BLOCK


def test_row_by_row_gives_the_same_vectors_for_rounding(forward: Forward, row_by_row: Forward, use: UseEncoder) -> None:
    pieces = [use.tokenize(text) for text in ("te weinig tijd", "de wifi is traag en de laptops zijn oud", "geld")]
    np.testing.assert_allclose(row_by_row(pieces), forward(pieces), atol=2e-6)


def test_row_by_row_a_vector_depends_on_its_text_alone(row_by_row: Forward, use: UseEncoder) -> None:
    pieces = [use.tokenize(text) for text in ("te weinig tijd", "de wifi is traag en de laptops zijn oud", "geld")]
    together = row_by_row(pieces)
    assert all((row_by_row([text])[0] == row).all() for text, row in zip(pieces, together, strict=True))


@pytest.mark.parametrize("length", [1, 2, BLOCK - 1, BLOCK, 4 * BLOCK, 4 * BLOCK + 1, 1024])
def test_a_text_of_any_length_among_others_has_the_vector_it_has_alone(forward: Forward, length: int) -> None:
    random = np.random.default_rng(length)
    own = random.integers(3, 100_000, length).tolist()
    others = [random.integers(3, 100_000, size).tolist() for size in (3, 700, 1, 90, 600)]
    alone = forward([own])[0]
    assert (forward([*others, own])[-1] == alone).all()
    assert (forward([own, *others, own])[0] == alone).all()
