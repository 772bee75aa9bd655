from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.study import nearest, normal_code


@pytest.mark.parametrize("value", [1, 1.0, "1", "1.0", "1,0", " 1,00 ", True])
def test_one_code_has_one_text_however_it_is_written(value: object) -> None:
    assert normal_code(value) == "1"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (" Zorg ", "Zorg"),
        ("007", "007"),
        ("1,5", "1.5"),
        (2.5, "2.5"),
        ("1.10", "1.10"),
        (1e16, "1" + "0" * 16),
        (0.00001, "0.00001"),
        (-0.0, "0"),
        ("ja, 0", "ja, 0"),
        ("1,0,0", "1,0,0"),
        ("٣,0", "٣,0"),
    ],
)
def test_what_is_no_whole_number_keeps_its_text(value: object, code: str) -> None:
    assert normal_code(value) == code


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans()))
def test_a_code_is_its_own_code(value: object) -> None:
    assert normal_code(normal_code(value)) == normal_code(value)


def test_nearest_ignores_case_and_forgives_typing_errors() -> None:
    assert nearest("Instelling", ["instelling", "domein"]) == "Names that look alike: 'instelling'."
    assert nearest("domien", ["instelling", "domein"], kind="Columns") == "Columns that look alike: 'domein'."


def test_nearest_says_nothing_where_nothing_looks_alike() -> None:
    assert nearest("leeftijd", ["q1", "q2"]) == ""
