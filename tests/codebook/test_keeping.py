from __future__ import annotations

from dataclasses import replace

from tests.codebook.conftest import small_base
from textmining.codebook.folding import fold
from textmining.codebook.keeping import Kept, keep, parents_again, segments_again
from textmining.codebook.state import Base, Codebook, CodeTheme

OLD = small_base()


def refit(*found: str, parents: dict[str, str] | None = None) -> Base:
    """The small base after a discovery that has only these themes; what was in others is in none."""
    themes = {theme: CodeTheme(theme, theme, parent=(parents or {}).get(theme)) for theme in found}
    placement = {segment: theme if theme in found else None for segment, theme in OLD.placement.items()}
    return replace(OLD, fit="new", themes=themes, placement=placement)


def book(base: Base, kept: dict[str, Kept], **changes: CodeTheme) -> Codebook:
    return Codebook(base, {**base.themes, **{theme: one.theme for theme, one in kept.items()}, **changes}, {})


def test_a_main_theme_is_kept_with_what_its_sub_themes_held_except_those_that_are_found_again() -> None:
    new = refit("rooster", "wifi", parents={"rooster": "wifi"})
    kept = keep(["tijd", "druk"], OLD, new, {})
    assert kept["tijd"].segments == kept["druk"].segments == {"s2", "s3"}
    assert (kept["tijd"].below, kept["druk"].below) == (("rooster",), ())


def test_a_sub_theme_that_became_a_main_theme_is_not_below_it() -> None:
    assert keep(["tijd"], OLD, refit("rooster", "wifi"), {})["tijd"].below == ()


def test_a_sub_theme_has_its_segments_before_its_main_theme_has() -> None:
    new = refit("wifi")
    kept = keep(["druk", "tijd"], OLD, new, {})
    assert segments_again(book(new, kept), kept) == {"s0": "tijd", "s1": "tijd", "s2": "druk", "s3": "druk"}
    alone = book(new, kept, druk=replace(kept["druk"].theme, status="rejected"))
    assert set(segments_again(alone, kept).values()) == {"tijd"}


def test_a_kept_sub_theme_is_below_what_its_main_theme_is_now_or_stands_by_itself() -> None:
    new = refit("t2", "wifi")
    kept = keep(["druk"], OLD, new, {"tijd": "t2"})
    assert parents_again(book(new, kept), kept, {"tijd": "t2"})["druk"].parent == "t2"
    assert parents_again(book(new, kept), kept, {})["druk"].parent is None


def test_a_theme_that_no_decision_names_is_not_kept() -> None:
    new = refit("wifi")
    assert fold(new, [], kept=keep(["geld"], OLD, new, {})).placement == new.placement
