from __future__ import annotations

import numpy as np
import pytest

from textmining.embedding.use_encoder import UseEncoder
from textmining.embedding.use_forward import BLOCK, Forward


def test_this_machine_treats_the_rows_of_a_block_alike() -> None:
    assert Forward().block == BLOCK


def test_row_by_row_gives_the_same_vectors_for_rounding(use: UseEncoder) -> None:
    pieces = [use.tokenize(text) for text in ("te weinig tijd", "de wifi is traag en de laptops zijn oud", "geld")]
    np.testing.assert_allclose(Forward(block=1)(pieces), Forward()(pieces), atol=2e-6)


def test_row_by_row_a_vector_depends_on_its_text_alone(use: UseEncoder) -> None:
    pieces = [use.tokenize(text) for text in ("te weinig tijd", "de wifi is traag en de laptops zijn oud", "geld")]
    forward = Forward(block=1)
    together = forward(pieces)
    assert all((forward([text])[0] == row).all() for text, row in zip(pieces, together, strict=True))


@pytest.mark.parametrize("length", [1, 2, BLOCK - 1, BLOCK, 4 * BLOCK, 4 * BLOCK + 1, 1024])
def test_a_text_of_any_length_among_others_has_the_vector_it_has_alone(length: int) -> None:
    random = np.random.default_rng(length)
    own = random.integers(3, 100_000, length).tolist()
    others = [random.integers(3, 100_000, size).tolist() for size in (3, 700, 1, 90, 600)]
    forward = Forward()
    alone = forward([own])[0]
    assert (forward([*others, own])[-1] == alone).all()
    assert (forward([own, *others, own])[0] == alone).all()
