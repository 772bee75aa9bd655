from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.codebook.exchange.cells import MAX_CELL, as_cell, no_formula


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "=1+1"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\x00a\x1bb", "\ufffda\ufffdb"),
        ("half \ud83d", "half ?"),
        ("_x0041_", "_ x0041_"),
        ("<r>x</r>", "‹r>x</r>"),
        ("  x\n", "x"),
    ],
)
def test_text_becomes_what_a_cell_can_hold(text: str, cell: str) -> None:
    assert as_cell(text) == cell


@pytest.mark.parametrize("letter", ["x", "😀"])
def test_a_text_longer_than_a_cell_is_cut_in_the_units_of_excel(letter: str) -> None:
    cell = as_cell(letter * 40_000)
    assert len(cell.encode("utf-16-le")) // 2 in (MAX_CELL - 1, MAX_CELL)
    assert cell.endswith(f"{letter}…")


@given(st.text())
def test_a_cell_made_again_is_the_same(text: str) -> None:
    assert as_cell(as_cell(text)) == as_cell(text)


@given(st.sampled_from(["", " ", "\t", "\n"]), st.sampled_from("=+-@＝＋－＠"), st.text(max_size=5))
def test_what_begins_as_a_formula_does_not_stay_one(space: str, sign: str, rest: str) -> None:
    assert no_formula(f"{space}{sign}{rest}").startswith("'")


def test_plain_text_stays_as_it_is() -> None:
    assert no_formula("1-2 keer = vaak") == "1-2 keer = vaak"
