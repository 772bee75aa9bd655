from __future__ import annotations

import math
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.publishing.site.charts import Moment, bar, dot, empty, line, mean_axis, share_axis

AXIS = share_axis([0.4])


def test_marks_stand_where_their_values_are() -> None:
    svg = ET.fromstring(bar(0.1, 0.05, 0.2, AXIS, "Tijd: 10%"))
    assert svg.find("rect").get("width") == "25.00%"  # type: ignore[union-attr]
    assert svg.find("circle").get("cx") == "25.00%"  # type: ignore[union-attr]
    whisker = next(e for e in svg.iter("line") if e.get("class") == "w" and e.get("x1") != e.get("x2"))
    assert (whisker.get("x1"), whisker.get("x2")) == ("12.50%", "50.00%")


def test_a_mark_has_a_text_for_who_cannot_see_it() -> None:
    svg = ET.fromstring(dot(0.1, 0.05, 0.2, AXIS, "Tijd: 10%, 95%-interval 5% tot 20%"))
    assert svg.get("role") == "img"
    assert svg.findtext("title") == "Tijd: 10%, 95%-interval 5% tot 20%"


def test_a_hidden_number_has_words_and_no_mark() -> None:
    svg = ET.fromstring(empty(AXIS, "te weinig deelnemers"))
    assert svg.findtext("text") == "te weinig deelnemers"
    assert svg.find("circle") is None


def test_an_estimate_without_interval_has_no_whisker() -> None:
    svg = ET.fromstring(dot(0.1, math.nan, math.nan, AXIS, "Tijd"))
    assert not [e for e in svg.iter("line") if e.get("class") == "w"]


def test_markup_in_a_name_is_text() -> None:
    assert "<script>" not in bar(0.1, 0.05, 0.2, AXIS, "<script>alert(1)</script>")


def test_a_wave_without_a_value_breaks_the_line() -> None:
    moments = [Moment(str(y), v, math.nan, math.nan, "x") for y, v in ((2017, 0.1), (2019, math.nan), (2022, 0.2))]
    svg = ET.fromstring(line(moments, AXIS, [""] * len(AXIS.ticks), "Ontwikkeling"))
    assert not [e for e in svg.iter("line") if e.get("class") == "l"]
    assert len(list(svg.iter("circle"))) == 2


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(0, 1), max_size=5))
def test_an_axis_of_shares_starts_at_zero_and_holds_every_value_in_at_most_five_steps(values: list[float]) -> None:
    axis = share_axis(values)
    assert axis.low == 0
    assert axis.high >= max(values, default=0) - 1e-9
    assert axis.high <= 1
    assert 3 <= len(axis.ticks) <= 6


@pytest.mark.parametrize("span", [(1, 5), (1, 7), (0, 10), (0, 100), (6, 8), (0, 1)])
def test_an_axis_of_means_spans_the_scale(span: tuple[float, float]) -> None:
    axis = mean_axis(*span)
    assert (axis.low, axis.high) == span
    assert 2 <= len(axis.ticks) <= 8


def test_no_mark_asks_for_anything_outside_the_page() -> None:
    assert not re.search(r"(href|src|url\()", bar(0.1, 0.05, 0.2, AXIS, "Tijd"))
