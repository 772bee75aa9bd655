from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from textmining.codebook import decisions as d
from textmining.codebook.decisions import Decision
from textmining.codebook.state import Base, CodeTheme
from textmining.codebook.succession import replay, succession

Log = Callable[..., list[Decision]]


def fit(parts: dict[str, range], parents: dict[str, str] | None = None, name: str = "new") -> Base:
    """A discovery in which each theme holds a run of segments."""
    above = parents or {}
    placement: dict[str, str | None] = {f"s{n}": theme for theme, run in parts.items() for n in run}
    ids = dict.fromkeys([*parts, *above.values()])
    themes = {theme: CodeTheme(theme, theme.capitalize(), parent=above.get(theme)) for theme in ids}
    return Base(name, "weg", themes, placement, {segment: f"a{segment[1:]}" for segment in placement})


OLD = fit({"tijd": range(40), "geld": range(40, 60), "wifi": range(60, 80), "angst": range(80, 90)}, name="old")


def test_theme_that_another_holds_most_of_has_it_as_heir_and_one_that_nobody_holds_is_gone() -> None:
    new = fit({"t2": range(10, 45), "geld": range(45, 62), "wifi": range(62, 79), "nieuw": range(100, 140)})
    found = succession(OLD, new)
    assert found.heirs == {"tijd": "t2"}
    assert found.gone == ("angst",)
    assert found.inherited == ("t2", "geld", "wifi")
    assert found.new == ("nieuw",)


def test_decisions_go_to_the_heir(log: Log) -> None:
    new = fit({"t2": range(5, 40), "geld": range(40, 60)})
    codebook = replay(
        [OLD], new, log(d.Rename(theme="tijd", label="Geen tijd"), d.Merge(themes=("geld",), into="tijd"))
    )
    assert codebook.themes["t2"].label == "Geen tijd"
    assert codebook.placement["s41"] == "t2"
    assert codebook.conflicts == ()


def test_theme_that_fell_in_two_is_a_conflict_that_proposes_both_parts(log: Log) -> None:
    new = fit({"t2": range(18), "t3": range(18, 36), "t4": range(36, 40)})
    codebook = replay([OLD], new, log(d.Accept(theme="tijd")))
    (conflict,) = codebook.conflicts
    assert (conflict.kind, conflict.theme, conflict.candidates) == ("split", "tijd", ("t2", "t3"))
    assert codebook.themes["t2"].status == "accepted"  # the larger part stands for it until a coder says otherwise
    resolved = replay([OLD], new, log(d.Accept(theme="tijd"), d.Resolve(theme="tijd", by="t3")))
    assert resolved.conflicts == ()


def test_resolution_moves_decisions_to_the_part_that_a_coder_names_and_leaves_the_other_part_alone(log: Log) -> None:
    new = fit({"t2": range(18), "t3": range(18, 36), "t4": range(36, 40)})
    codebook = replay([OLD], new, log(d.Rename(theme="tijd", label="Geen tijd"), d.Resolve(theme="tijd", by="t3")))
    assert [codebook.themes[theme].label for theme in ("t2", "t3")] == ["T2", "Geen tijd"]
    assert codebook.placement == new.placement


def test_two_decided_themes_that_became_one_are_a_conflict_unless_coders_merged_them(log: Log) -> None:
    new = fit({"t2": range(60), "wifi": range(60, 80)})
    decided = [d.Accept(theme="tijd"), d.Rename(theme="geld", label="Budget")]
    (conflict,) = replay([OLD], new, log(*decided)).conflicts
    assert (conflict.kind, conflict.theme, conflict.candidates) == ("joined", "t2", ("tijd", "geld"))
    assert replay([OLD], new, log(decided[0])).conflicts == ()  # nobody decided on the other


def test_decision_on_a_theme_that_a_larger_one_took_in_is_a_conflict_though_nobody_decided_on_the_larger(
    log: Log,
) -> None:
    new = fit({"tijd": range(60), "wifi": range(60, 80)})
    (conflict,) = replay([OLD], new, log(d.Reject(theme="geld"))).conflicts
    assert (conflict.kind, conflict.theme, conflict.candidates) == ("joined", "tijd", ("tijd", "geld"))
    merged = log(d.Merge(themes=("geld",), into="tijd"), d.Rename(theme="tijd", label="Tijd en geld"))
    assert replay([OLD], new, merged).conflicts == ()
    for theme in ("tijd", "geld"):
        resolved = log(d.Reject(theme="geld"), d.Resolve(theme=theme, by=None))
        assert replay([OLD], new, resolved).conflicts == ()


def test_undone_decision_puts_nothing_in_doubt_and_an_undone_resolution_settles_nothing(log: Log) -> None:
    new = fit({"t2": range(18), "t3": range(18, 36), "t4": range(36, 40)})
    accepted = d.Accept(theme="tijd")
    assert replay([OLD], new, log(accepted, d.Undo(decision=1))).conflicts == ()
    unsettled = replay([OLD], new, log(accepted, d.Resolve(theme="tijd", by="t3"), d.Undo(decision=2)))
    assert [c.kind for c in unsettled.conflicts] == ["split"]


def test_theme_that_fell_in_many_parts_is_split_and_one_that_fell_to_crumbs_is_gone() -> None:
    new = fit({f"t{n}": range(8 * n, 8 * n + 8) for n in range(5)})
    assert succession(OLD, new).split["tijd"] == ("t0", "t1", "t2", "t3", "t4")
    crumbs = fit({f"t{n}": range(4 * n, 4 * n + 4) for n in range(10)})
    assert "tijd" in succession(OLD, crumbs).gone


def test_decided_theme_that_is_gone_stays_in_the_codebook_with_what_coders_put_in_it(log: Log) -> None:
    new = fit({"tijd": range(40), "geld": range(40, 60)})
    actions: list[Any] = [d.Accept(theme="angst"), d.Move(segments=("s3",), to="angst"), d.Reject(theme="wifi")]
    codebook = replay([OLD], new, log(*actions))
    assert [(c.kind, c.theme) for c in codebook.conflicts] == [("gone", "angst"), ("gone", "wifi")]
    assert codebook.themes["angst"].origin == "kept"
    assert codebook.themes["angst"].status == "accepted"
    assert codebook.placement["s3"] == "angst"
    settled = replay([OLD], new, log(*actions, d.Resolve(theme="angst", by="geld"), d.Resolve(theme="wifi", by=None)))
    assert settled.conflicts == ()
    assert settled.placement["s3"] == "geld"


def test_theme_that_kept_its_id_but_lost_most_of_its_segments_to_two_is_told(log: Log) -> None:
    new = fit({"tijd": range(16), "t3": range(16, 28), "t4": range(28, 40)})
    found = succession(OLD, new)
    assert found.split == {"tijd": ("tijd", "t3", "t4")}
    (conflict,) = replay([OLD], new, log(d.Accept(theme="tijd"))).conflicts
    assert conflict.kind == "split"


def test_themes_of_a_wave_with_other_answers_are_known_by_their_centres() -> None:
    east, north, west = np.eye(3)
    old = Base("1", "weg", OLD.themes, {}, {}, {"tijd": east, "geld": north, "wifi": west})
    new = fit({"t2": range(100, 120), "g2": range(120, 140), "nieuw": range(140, 150)})
    close = np.array([0.95, np.sqrt(1 - 0.95**2), 0.0])
    new = Base("2", "weg", new.themes, new.placement, new.answer_of, {"t2": close, "g2": north, "nieuw": -west})
    found = succession(old, new)
    assert found.heirs == {"tijd": "t2", "geld": "g2"}
    assert set(found.gone) == {"wifi", "angst"}
    assert found.new == ("nieuw",)


def test_sub_themes_are_compared_with_sub_themes() -> None:
    old = fit({"rooster": range(20), "druk": range(20, 40)}, {"rooster": "tijd", "druk": "tijd"})
    new = fit({"r2": range(20), "d2": range(20, 38)}, {"r2": "tijd", "d2": "tijd"})
    found = succession(old, new)
    assert found.heirs == {"rooster": "r2", "druk": "d2"}
    assert found.gone == ()


def test_sub_theme_that_became_a_main_theme_is_known_again_and_one_that_its_main_theme_took_in_is_gone(
    log: Log,
) -> None:
    old = fit({"rooster": range(20), "druk": range(20, 60)}, {"rooster": "tijd", "druk": "tijd"}, "before")
    new = fit({"r2": range(2, 22), "tijd": range(22, 60)})
    codebook = replay([old], new, log(d.Rename(theme="rooster", label="Rooster")))
    assert (codebook.themes["r2"].label, codebook.conflicts) == ("Rooster", ())
    whole = fit({"tijd": range(60)})
    assert succession(old, whole).gone == ("rooster",)
    asked = replay([old], whole, log(d.Rename(theme="druk", label="Werkdruk")))  # two thirds of what "tijd" is now
    assert [(c.kind, c.theme, c.candidates) for c in asked.conflicts] == [("joined", "tijd", ("tijd", "druk"))]
