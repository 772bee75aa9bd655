from __future__ import annotations

import pytest

from textmining.publishing.theme_words import marks_in_dutch, nested, not_stable, origin_in_dutch, verdict_in_dutch
from textmining.topics.stability import verdict


def test_sub_themes_come_after_their_main_theme_in_the_order_given() -> None:
    order = ["b2", "a", "b1", "b", "a1"]
    assert nested(order, {"a1": "a", "b1": "b", "b2": "b", "a": None, "b": None}) == {
        **{"a": 0, "a1": 1},
        **{"b": 0, "b2": 1, "b1": 1},
    }
    assert list(nested(order, {"a1": "a", "b1": "b", "b2": "b"})) == ["a", "a1", "b", "b2", "b1"]


def test_a_sub_theme_of_a_theme_that_is_not_listed_is_a_main_theme() -> None:
    assert nested(["a1", "b"], {"a1": "a", "b": None}) == {"a1": 0, "b": 0}


def test_no_theme_gets_lost_where_themes_are_below_themselves() -> None:
    assert set(nested(["a", "b", "c"], {"a": "b", "b": "a", "c": "c"})) == {"a", "b", "c"}


def test_every_verdict_that_stability_gives_has_a_dutch_word() -> None:
    found = [verdict_in_dutch(verdict(value)) for value in (0.9, 0.8, 0.7, 0.3, float("nan"))]
    assert found == ["zeer stabiel", "stabiel", "twijfelachtig", "instabiel", ""]


@pytest.mark.parametrize(
    ("verdict", "status", "expected"),
    [
        ("unstable", "proposed", True),
        ("doubtful", "proposed", True),
        ("stable", "proposed", False),
        ("highly stable", "proposed", False),
        (float("nan"), "proposed", False),
        ("unstable", "accepted", False),
    ],
)
def test_an_unstable_or_doubtful_theme_waits_for_a_coder(verdict: object, status: str, expected: bool) -> None:
    assert not_stable({"verdict": verdict, "status": status}) is expected


def test_marks_and_origins_are_dutch_and_nothing_where_there_are_none() -> None:
    names = [name for name, _ in marks_in_dutch("one_word;one_text;one_institution;one_team;indicative")]
    assert names == ["één woord", "overgenomen tekst", "één instelling", "één team", "indicatief"]
    assert marks_in_dutch(None) == marks_in_dutch(float("nan")) == []
    assert [origin_in_dutch(value) for value in ("expected", "found", None)] == ["verwacht", "gevonden", ""]
