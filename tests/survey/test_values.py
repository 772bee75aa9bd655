from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from textmining.survey.values import codes, in_order, natural, numbers, respondent_ids


def texts(*values: object) -> pd.Series:
    return pd.Series(values, dtype="str")


def test_codes_of_numbers_and_of_text_are_the_same() -> None:
    found = codes(pd.Series([1.0, 2.5, np.nan]))
    assert found.equals(codes(texts("1,0", "2.5", None)))
    assert found.tolist()[:2] == ["1", "2.5"]


def test_ids_lose_a_zero_decimal_and_nothing_else() -> None:
    assert respondent_ids(texts("1.0", "001", "2022.10", "12,0", "ab", "1,5")).tolist() == [
        "1",
        "001",
        "2022.10",
        "12",
        "ab",
        "1,5",
    ]
    assert respondent_ids(pd.Series([1.0, 123456789.0])).tolist() == ["1", "123456789"]


def test_numbers_have_a_point_or_a_comma() -> None:
    assert numbers(texts("1,5", "1.5", "-2", ".5", "1e2")).tolist() == [1.5, 1.5, -2.0, 0.5, 100.0]


def test_what_is_no_finite_number_is_missing() -> None:
    assert numbers(texts("nvt", "1.2.3", "inf", "nan", "1e999", "1_0", "٣", None)).isna().all()


def test_numbers_come_by_size_and_before_text() -> None:
    assert in_order(texts("10", "b", "9", "A", "1,5", None, "9")) == ["1,5", "9", "10", "A", "b"]


@given(st.lists(st.text()))
def test_the_natural_order_does_not_depend_on_the_order_before(values: list[str]) -> None:
    backward = values[::-1]
    assert sorted(values, key=natural) == sorted(backward, key=natural)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_has_the_same_code_from_a_cell_of_text(value: float) -> None:
    code = codes(pd.Series([value])).iloc[0]
    assert codes(texts(code)).iloc[0] == code
    assert float(code) == value
