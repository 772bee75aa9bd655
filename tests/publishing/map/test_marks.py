"""Colours, shapes and places of names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from textmining.publishing.map.marks import COLOURS, OTHER_COLOUR, SHAPES, free_places, mark_of


def test_no_two_of_fifty_themes_look_alike() -> None:
    assert len({mark_of(place) for place in range(50)}) == 50
    assert OTHER_COLOUR not in COLOURS


def test_shapes_change_only_when_the_colours_are_used_up() -> None:
    assert {mark_of(place)[1] for place in range(len(COLOURS))} == {SHAPES[0]}


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 300), st.floats(1, 200)), max_size=30), st.integers(0, 12))
def test_names_never_touch_nor_leave_the_frame(wanted: list[tuple[float, float, float]], most: int) -> None:
    found = free_places(wanted, 20, (0, 0, 500, 300), most=most)
    boxes = [
        (p[0] - w / 2, p[1] - 10, p[0] + w / 2, p[1] + 10) for p, (_, _, w) in zip(found, wanted, strict=True) if p
    ]
    assert len(boxes) <= most
    for place, one in enumerate(boxes):
        assert one[0] >= -1e-6 and one[1] >= -1e-6 and one[2] <= 500 + 1e-6 and one[3] <= 300 + 1e-6  # noqa: PT018
        for other in boxes[:place]:
            across = min(one[2], other[2]) - max(one[0], other[0])
            down = min(one[3], other[3]) - max(one[1], other[1])
            assert across < 1e-6 or down < 1e-6


def test_the_most_important_name_stands_where_it_belongs() -> None:
    assert free_places([(250, 150, 80), (250, 150, 80)], 20, (0, 0, 500, 300), most=9) == [(250, 150), (250, 130)]
