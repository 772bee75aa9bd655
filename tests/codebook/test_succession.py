from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.codebook.conftest import fit, log_of
from textmining.codebook import decisions as d
from textmining.codebook.decisions import Decision
from textmining.codebook.state import Base, CodeTheme
from textmining.codebook.succession import replay, succession

Log = Callable[..., list[Decision]]


def log_on(name: str, *actions: Any) -> list[Decision]:
    """Decisions from the second on, on a discovery of that name."""
    return [replace(decision, fit=name) for decision in log_of(*actions, first=2)]


SUB = {"rooster": "tijd", "druk": "tijd"}
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
    assert {(c.kind, c.theme) for c in codebook.conflicts} == {("gone", "angst"), ("gone", "wifi")}
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


def test_theme_of_which_another_holds_most_than_the_one_that_kept_its_id_is_told(log: Log) -> None:
    new = fit({"tijd": range(18), "t3": range(18, 40)})
    (conflict,) = replay([OLD], new, log(d.Reject(theme="tijd"))).conflicts
    assert (conflict.kind, conflict.candidates) == ("split", ("t3", "tijd"))


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


def test_sub_theme_that_became_a_main_theme_is_known_again(log: Log) -> None:
    old = fit({"rooster": range(20), "druk": range(20, 60)}, {"rooster": "tijd", "druk": "tijd"}, "before")
    new = fit({"r2": range(2, 22), "tijd": range(22, 60)})
    codebook = replay([old], new, log(d.Rename(theme="rooster", label="Rooster")))
    assert (codebook.themes["r2"].label, codebook.conflicts) == ("Rooster", ())


def test_sub_theme_of_a_main_theme_that_is_not_divided_any_more_stays_below_it_as_it_was(log: Log) -> None:
    old = fit({"rooster": range(20), "druk": range(20, 60)}, {"rooster": "tijd", "druk": "tijd"}, "before")
    whole = fit({"tijd": range(60)})
    assert succession(old, whole).gone == ("rooster", "druk")
    codebook = replay([old], whole, log(d.Rename(theme="druk", label="Werkdruk")))  # two thirds of what "tijd" is now
    kept = codebook.themes["druk"]
    assert (kept.label, kept.parent, kept.origin) == ("Werkdruk", "tijd", "kept")
    assert codebook.themes["tijd"].label == "Tijd"
    assert {theme: list(codebook.placement.values()).count(theme) for theme in ("tijd", "druk")} == {
        "tijd": 20,
        "druk": 40,
    }
    assert [(c.kind, c.theme, c.candidates) for c in codebook.conflicts] == [("gone", "druk", ("tijd",))]


def test_decision_on_a_theme_that_a_larger_one_took_in_does_not_go_for_the_whole(log: Log) -> None:
    new = fit({"t2": range(60), "wifi": range(60, 80)})
    actions: list[Any] = [
        d.Rename(theme="geld", label="Budget"),
        d.Merge(themes=("wifi",), into="geld"),
        d.CodeAnswer(answer="a3", themes=("geld",)),
    ]
    codebook = replay([OLD], new, log(*actions))
    assert codebook.themes["t2"] == new.themes["t2"]
    assert codebook.themes["geld"].label == "Budget"
    assert {codebook.placement[f"s{n}"] for n in range(40)} == {"t2"}
    assert {codebook.placement[f"s{n}"] for n in range(40, 80)} == {"geld"}
    assert codebook.themes_of_answers()["a3"] == {"geld"}
    one = replay([OLD], new, log(*actions, d.Resolve(theme="geld", by="t2")))
    assert set(one.placement.values()) == {"t2"}
    assert one.conflicts == ()


def test_rejected_theme_that_is_gone_leaves_its_segments_where_they_are_found_now(log: Log) -> None:
    new = fit({"tijd": range(60), "wifi": range(60, 80)})
    codebook = replay([OLD], new, log(d.Reject(theme="geld")))
    assert codebook.themes["geld"].status == "rejected"
    assert codebook.placement == new.placement


def test_main_theme_that_is_gone_keeps_its_sub_themes_unless_a_coder_set_them_apart(log: Log) -> None:
    old = fit({"rooster": range(20), "druk": range(20, 40), "geld": range(40, 90)}, SUB, "before")
    parents = {"rooster": "geld", "klas": "geld", "duur": "geld"}
    new = fit({"rooster": range(20), "klas": range(20, 40), "duur": range(40, 90)}, parents)
    codebook = replay([old], new, log(d.Accept(theme="tijd")))
    assert codebook.themes["tijd"].status == "accepted"
    assert (codebook.themes["rooster"].parent, codebook.placement["s3"]) == ("tijd", "rooster")
    apart = replay([old], new, log(d.Split(theme="tijd", part="rooster"), d.Accept(theme="tijd")))
    assert apart.themes["rooster"].parent is None
    rejected = replay([old], new, log(d.Reject(theme="tijd")))
    assert (rejected.themes["rooster"].parent, rejected.placement) == ("geld", new.placement)


def test_theme_of_which_only_one_part_is_left_in_a_theme_of_its_own_has_it_as_heir() -> None:
    """Where 45 of 100 are in it and 41 in none, it is what became of the theme; where it is larger, it is not."""
    old = fit({"tijd": range(100), "geld": range(100, 190)}, name="old")
    placed: dict[str, str | None] = {f"s{n}": "t2" if n < 45 else None if n < 86 else "geld" for n in range(100)}
    for others, heirs in ((40, {"tijd": "t2"}), (50, {})):
        placed |= {f"s{n}": "t2" if n < 100 + others else "geld" for n in range(100, 190)}
        themes = {theme: CodeTheme(theme, theme) for theme in ("t2", "geld")}
        found = succession(old, Base("new", "weg", themes, placed, {segment: segment for segment in placed}))
        assert {theme: heir for theme, heir in found.heirs.items() if theme == "tijd"} == heirs


def test_theme_that_kept_its_id_and_is_mostly_something_else_now_is_told(log: Log) -> None:
    old = fit({"tijd": range(40), "geld": range(40, 85), "wifi": range(85, 120)}, name="old")
    new = fit({"tijd": range(0, 90), "wifi": range(90, 120)})
    found = succession(old, new)
    assert found.absorbed == {"tijd": "tijd"}
    assert found.made_of["tijd"] == ("geld", "tijd")
    (conflict,) = replay([old], new, log(d.Rename(theme="tijd", label="Geen tijd"))).conflicts
    assert (conflict.kind, conflict.theme) == ("joined", "tijd")


def test_theme_in_parts_of_which_the_largest_is_mostly_something_else_stays_as_it_was(log: Log) -> None:
    new = fit({"t2": [*range(17), *range(40, 60)], "t3": range(17, 33), "t4": range(33, 40), "wifi": range(60, 80)})
    codebook = replay([OLD], new, log(d.Rename(theme="tijd", label="Geen tijd")))
    assert [(c.kind, c.candidates) for c in codebook.conflicts] == [("split", ("t2", "t3", "t4"))]
    assert codebook.themes["t2"].label == "T2"
    assert {codebook.placement[f"s{n}"] for n in range(40)} == {"tijd"}


def test_resolution_of_a_theme_that_kept_its_id_moves_earlier_decisions_and_leaves_the_theme() -> None:
    new = fit({"tijd": range(16), "t3": range(16, 28), "t4": range(28, 40)})
    decisions = [
        *log_of(d.Rename(theme="tijd", label="Geen tijd")),
        *log_on(
            "new", d.Accept(theme="tijd"), d.Resolve(theme="tijd", by="t3"), d.Define(theme="tijd", definition="x")
        ),
    ]
    codebook = replay([OLD], new, decisions)
    assert codebook.conflicts == ()
    assert codebook.placement == new.placement
    themes = codebook.themes
    assert [themes[t].label for t in ("tijd", "t3", "t4")] == ["Tijd", "Geen tijd", "T4"]
    assert (themes["tijd"].status, themes["tijd"].definition) == ("accepted", "x")  # decided on the theme as it is now
    undone = replay([OLD], new, [*decisions, *log_of(d.Undo(decision=3), first=5)])
    assert (undone.themes["tijd"].label, undone.themes["t3"].label) == ("Geen tijd", "T3")


def test_what_a_resolution_named_is_itself_told_when_it_falls_apart_later() -> None:
    second = fit({"t2": range(18), "t3": range(18, 36), "t4": range(36, 40)}, name="second")
    decisions = [*log_of(d.Accept(theme="tijd")), *log_on("second", d.Resolve(theme="tijd", by="t3"))]
    third = fit({"t2": range(20), "t5": range(20, 28), "t6": range(28, 35), "t4": range(35, 40)}, name="third")
    codebook = replay([OLD, second], third, decisions)
    assert [(c.kind, c.theme, c.candidates) for c in codebook.conflicts] == [("split", "t3", ("t5", "t6"))]
    assert codebook.themes["t5"].status == "accepted"


def test_what_became_of_a_theme_is_told_from_the_last_discovery_that_had_it() -> None:
    second = fit({"tijd": range(30, 40), "geld": range(40, 60), "t2": range(30)}, name="second")
    third = fit({"t3": range(30, 40), "geld": range(40, 60), "t2": range(30)}, name="third")
    decisions = [*log_of(d.Accept(theme="geld")), *log_on("second", d.Rename(theme="tijd", label="Geen tijd"))]
    codebook = replay([OLD, second], third, decisions)
    assert [codebook.themes[theme].label for theme in ("t2", "t3")] == ["T2", "Geen tijd"]


def test_decision_that_a_restore_skips_puts_nothing_in_doubt(log: Log) -> None:
    new = fit({"t2": range(18), "t3": range(18, 36), "t4": range(36, 40)})
    actions: list[Any] = [d.Accept(theme="geld"), d.Rename(theme="tijd", label="Geen tijd"), d.Restore(decision=1)]
    assert [c.theme for c in replay([OLD], new, log(*actions)).conflicts] == ["geld"]
    assert [c.theme for c in replay([OLD], new, log(*actions[:2])).conflicts] == ["tijd", "geld"]


def test_setting_a_sub_theme_apart_says_nothing_of_its_main_theme(log: Log) -> None:
    old = fit({"rooster": range(20), "druk": range(20, 40), "geld": range(40, 90)}, SUB, "before")
    new = fit({"rooster": range(20), "klas": range(20, 90)}, {"rooster": "geld", "klas": "geld"})
    codebook = replay([old], new, log(d.Split(theme="tijd", part="rooster")))
    assert "tijd" not in codebook.themes
    assert codebook.themes["rooster"].parent is None
    assert codebook.conflicts == ()


@given(st.data())
def test_after_any_re_fit_every_decision_counts_or_is_told_and_every_segment_is_in_one_place(
    data: st.DataObject,
) -> None:
    names = ["tijd", "geld", "rooster", "druk", "t2"]
    parents = {"rooster": "tijd", "druk": "tijd"}
    old, new = (
        fit_of(data.draw(st.lists(st.sampled_from([*names, None]), min_size=24, max_size=24)), parents, name)
        for name in ("fit-1", "new")
    )
    decisions = log_of(*data.draw(st.lists(actions_on(names), max_size=8)))
    codebook = replay([old], new, decisions)
    told = {conflict.decision for conflict in codebook.conflicts}
    assert codebook.applied | codebook.undone | told >= {decision.id for decision in decisions}
    assert list(codebook.placement) == list(new.placement)
    assert set(codebook.placement.values()) <= {None, *codebook.in_use}
    assert all(theme.parent is None or theme.parent in codebook.in_use for theme in codebook.in_use.values())
    doubted = {theme for c in codebook.conflicts for theme in (c.theme, *c.candidates)}
    if not any(isinstance(one.action, d.Resolve | d.Merge) for one in decisions):  # nobody settled it
        assert {theme.id for theme in codebook.in_use.values() if theme.origin == "kept"} <= doubted
    assert replay([old], new, decisions) == codebook


def fit_of(placed: list[str | None], parents: dict[str, str], name: str) -> Base:
    """A discovery that places segments one by one; themes without any are not found."""
    ids = {theme for theme in placed if theme is not None}
    ids |= {parents[theme] for theme in ids if theme in parents}
    themes = {theme: CodeTheme(theme, theme, parent=parents.get(theme)) for theme in sorted(ids)}
    placement = {f"s{n}": theme for n, theme in enumerate(placed)}
    return Base(name, "weg", themes, placement, {segment: f"a{segment[1:]}" for segment in placement})


def actions_on(names: list[str]) -> st.SearchStrategy[Any]:
    themes, segments = st.sampled_from(names), st.sampled_from([f"s{n}" for n in range(24)])
    return st.one_of(
        themes.map(lambda t: d.Accept(theme=t)),
        themes.map(lambda t: d.Reject(theme=t)),
        themes.map(lambda t: d.Rename(theme=t, label="Anders")),
        st.permutations(names).map(lambda p: d.Merge(themes=(p[0],), into=p[1])),
        st.tuples(themes, segments).map(lambda p: d.Split(theme=p[0], part="c-1", label="Nieuw", segments=(p[1],))),
        st.sampled_from(["rooster", "druk"]).map(lambda t: d.Split(theme="tijd", part=t)),
        st.tuples(segments, themes).map(lambda p: d.Move(segments=(p[0],), to=p[1])),
        themes.map(lambda t: d.CodeAnswer(answer="a3", themes=(t,))),
        st.integers(1, 8).map(lambda n: d.Undo(decision=n)),
        st.integers(1, 8).map(lambda n: d.Restore(decision=n)),
        st.tuples(themes, st.none() | themes).map(lambda p: d.Resolve(theme=p[0], by=p[1] if p[1] != p[0] else None)),
    )


def test_decisions_on_a_theme_that_is_nowhere_go_to_the_one_that_a_coder_names(log: Log) -> None:
    new = fit({"tijd": range(40), "geld": range(40, 60)})
    made = log(d.NewTheme(theme="c-1", label="Angst"), d.AddTheme(answer="a3", theme="c-1"), d.Undo(decision=1))
    assert [c.kind for c in replay([], new, made).conflicts] == ["unknown"]
    named = [*made, *log(d.Resolve(theme="c-1", by="geld"), first=4)]
    codebook = replay([], new, named)
    assert (codebook.conflicts, codebook.added) == ((), {("a3", "geld")})
    assert codebook.applied | codebook.undone == {1, 2, 3, 4}
    again = replay([], new, [*named, *log(d.Undo(decision=3), first=5)])  # the theme is there again
    assert again.themes["c-1"].merged_into == "geld"
    assert again.conflicts == ()
