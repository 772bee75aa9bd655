from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.publishing.dutch import decimal, file_names, interval, percent, points, slug


def test_numbers_have_a_decimal_comma_and_dots_between_thousands() -> None:
    assert decimal(6133.25, 1) == "6.133,3"


def test_half_a_per_cent_is_rounded_up_though_floating_point_says_otherwise() -> None:
    assert percent(0.285) == "29%"


def test_a_share_that_is_not_zero_is_never_printed_as_zero_nor_one_as_a_hundred() -> None:
    assert (percent(0.0004), percent(0.0), percent(0.9996), percent(1.0)) == ("<1%", "0%", ">99%", "100%")


def test_differences_have_a_real_minus_sign_and_no_minus_zero() -> None:
    assert (points(-0.02), points(-0.001), interval(-0.02, 0.08, of_points=True)) == ("−2", "0", "[−2; 8]")


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_becomes_a_name_that_is_safe_in_a_path(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(text))
    assert len(slug(text)) <= 60


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=5), unique=True))
def test_file_names_differ_where_ids_do_and_do_not_depend_on_their_order(ids: list[str]) -> None:
    names = file_names(ids)
    assert len(set(names.values())) == len(ids)
    assert names == file_names(reversed(ids))
