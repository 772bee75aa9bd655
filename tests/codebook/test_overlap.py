from __future__ import annotations

from tests.codebook.conftest import fit
from textmining.codebook.overlap import Overlap
from textmining.codebook.state import Base

SUB = {"rooster": "tijd", "druk": "tijd"}


def overlap_with(new: Base) -> Overlap:
    old = fit({"rooster": range(20), "druk": range(20, 50), "geld": range(50, 70), "wifi": range(70, 80)}, SUB, "old")
    return Overlap(old, new)


def test_main_themes_are_counted_by_main_theme_and_sub_themes_where_they_lie() -> None:
    overlap = overlap_with(fit({"r2": range(15), "d2": range(15, 45), "geld": range(45, 65)}, {"r2": "t2", "d2": "t2"}))
    assert overlap.went("tijd") == {"t2": 45, "geld": 5}
    assert overlap.went("rooster") == {"r2": 15, "d2": 5}
    assert overlap.went("wifi") == {}
    assert overlap.lies_in("tijd") == {"r2": 15, "d2": 30, "geld": 5}
    assert overlap.came("d2") == {"rooster": 5, "druk": 25}
    assert (overlap.size("t2"), overlap.size("d2"), overlap.size("geld")) == (45, 30, 20)


def test_segments_of_a_sub_theme_that_lie_in_its_main_theme_itself_are_in_no_sub_theme() -> None:
    overlap = overlap_with(fit({"tijd": range(45), "geld": range(45, 70)}))
    assert overlap.went("rooster") == {None: 20}
    assert overlap.went("druk") == {None: 25, "geld": 5}
    assert overlap.mains("druk") == {"tijd": 25, "geld": 5}


def test_a_main_theme_is_rather_a_sub_theme_where_it_is_nearer_to_that_than_to_the_whole() -> None:
    overlap = overlap_with(fit({"tijd": range(32), "d2": range(32, 50)}))
    assert overlap.is_above("rooster", "tijd")
    assert not overlap_with(fit({"tijd": range(20), "d2": range(20, 50)})).is_above("rooster", "tijd")
