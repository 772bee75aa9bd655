"""Two states of a codebook side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.codebook.conftest import log_of, small_base
from textmining.codebook import decisions as d
from textmining.codebook import fold
from textmining.codebook.decisions import Decision
from textmining.review.versions.comparing import Change, changes, count_answers, states, summary

Log = Callable[..., list[Decision]]


def after(*actions: Any) -> Any:
    """The small codebook after some decisions."""
    codebook = fold(small_base(), log_of(*actions))
    return states(codebook, count_answers(codebook, {}))


def told(found: list[Change]) -> set[tuple[str, str]]:
    """Kind and theme of each change."""
    return {(change.kind, change.theme.id) for change in found}


def test_answers_of_sub_themes_count_in_their_main_theme_once() -> None:
    codebook = fold(small_base(), log_of(d.AddTheme(answer="a0", theme="druk")))
    assert count_answers(codebook, {}) == {"tijd": 4, "rooster": 2, "druk": 3, "geld": 4, "wifi": 4}


def test_answers_by_rule_count_where_no_coder_said_otherwise() -> None:
    actions = [d.RemoveTheme(answer="a12", theme="wifi"), d.Merge(themes=("wifi",), into="geld")]
    codebook = fold(small_base(), log_of(*actions))
    assert count_answers(codebook, {"wifi": ["a12", "a13", "elders"]})["geld"] == 9


def test_each_way_in_which_themes_differ_is_told() -> None:
    now = after(
        d.Rename(theme="geld", label="Te duur"),
        d.Accept(theme="geld"),
        d.Define(theme="geld", definition="Kosten"),
        d.Merge(themes=("wifi",), into="geld"),
        d.Split(theme="tijd", part="druk"),
        d.Reject(theme="rooster"),
        d.NewTheme(theme="c-1", label="Angst"),
    )
    assert told(changes(after(), now)) == {
        ("renamed", "geld"),
        ("judged", "geld"),
        ("defined", "geld"),
        ("resized", "geld"),
        ("merged", "wifi"),
        ("moved", "druk"),
        ("judged", "druk"),
        ("rejected", "rooster"),
        ("resized", "tijd"),
        ("added", "c-1"),
    }
    assert told(changes(now, after())) >= {("added", "wifi"), ("gone", "c-1"), ("renamed", "geld")}
    assert summary(changes(after(), now))["judged"] == 2


def test_theme_that_goes_on_under_another_id_is_the_same_theme() -> None:
    then = after(d.Define(theme="geld", definition="Kosten"))
    now = {("g2" if theme == "geld" else theme): state for theme, state in after().items()}
    found = changes(then, now, {"geld": "g2"})
    assert told(found) == {("defined", "geld")}
    assert told(changes(then, now)) == {("gone", "geld"), ("added", "geld")}


def test_definition_that_an_earlier_discovery_wrote_is_not_known_and_not_compared() -> None:
    now = after(d.Define(theme="geld", definition="Kosten"))
    assert told(changes(after(), now)) == {("defined", "geld")}
    assert changes(after(), now, {}) == []


@given(
    st.lists(
        st.one_of(
            st.builds(d.Accept, theme=st.sampled_from(["tijd", "geld", "wifi"])),
            st.builds(d.Rename, theme=st.sampled_from(["tijd", "geld"]), label=st.sampled_from(["A", "B"])),
            st.builds(d.Reject, theme=st.sampled_from(["rooster", "wifi"])),
            st.builds(lambda a, b: d.Merge(themes=(a,), into=b), st.just("geld"), st.sampled_from(["tijd", "wifi"])),
        ),
        max_size=6,
    )
)
def test_nothing_differs_from_itself_and_what_differs_is_told_of_the_theme_that_differs(
    given_actions: list[Any],
) -> None:
    then, now = after(), after(*given_actions)
    assert changes(now, now) == []
    differing = {theme for theme in then if then[theme] != now[theme]}
    assert {change.theme.id for change in changes(then, now)} <= differing
