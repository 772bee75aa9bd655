from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.codebook.conftest import log_of, small_base
from textmining.codebook import decisions as d
from textmining.codebook.decisions import Decision
from textmining.codebook.folding import fold
from textmining.codebook.state import Base

Log = Callable[..., list[Decision]]


def test_without_decisions_the_codebook_is_what_was_proposed(base: Base) -> None:
    codebook = fold(base, [])
    assert codebook.placement == base.placement
    assert {theme.status for theme in codebook.themes.values()} == {"proposed"}
    assert codebook.themes_of_answers()["a0"] == {"rooster"}
    assert codebook.themes_of_answers()["a12"] == frozenset()


def test_merged_theme_gives_its_segments_and_sub_themes_to_the_other(base: Base, log: Log) -> None:
    codebook = fold(base, log(d.Merge(themes=("geld",), into="tijd"), d.Rename(theme="tijd", label="Tijd en geld")))
    assert {codebook.placement[f"s{n}"] for n in range(4, 8)} == {"tijd"}
    assert codebook.themes["tijd"].label == "Tijd en geld"
    assert set(codebook.in_use) == {"tijd", "wifi", "rooster", "druk"}
    other = fold(base, log(d.Merge(themes=("tijd",), into="geld")))
    assert other.themes["rooster"].parent == "geld"
    assert other.placement["s0"] == "rooster"


def test_rejected_theme_leaves_its_segments_in_none_with_its_sub_themes(base: Base, log: Log) -> None:
    codebook = fold(base, log(d.Reject(theme="wifi"), d.Accept(theme="druk"), d.Reject(theme="tijd")))
    assert {codebook.placement[f"s{n}"] for n in range(8, 12)} == {None}
    assert codebook.placement["s0"] is None
    assert codebook.placement["s2"] == "druk"  # accepted by itself
    assert codebook.themes["druk"].parent is None


def test_split_makes_a_theme_of_chosen_segments_or_of_a_sub_theme(base: Base, log: Log) -> None:
    chosen = d.Split(theme="geld", part="c-1", label="Te duur", segments=("s4", "s5"))
    codebook = fold(base, log(chosen, d.Split(theme="tijd", part="druk")))
    assert [codebook.placement[f"s{n}"] for n in range(4, 8)] == ["c-1", "c-1", "geld", "geld"]
    assert codebook.themes["c-1"].status == codebook.themes["druk"].status == "accepted"
    assert codebook.themes["druk"].parent is None


def test_a_segment_that_a_coder_moved_stays_there_also_after_a_merger(base: Base, log: Log) -> None:
    moved = d.Move(segments=("s4", "s12"), to="wifi")
    codebook = fold(base, log(moved, d.Move(segments=("s5",), to=None), d.Merge(themes=("geld",), into="tijd")))
    assert [codebook.placement[s] for s in ("s4", "s12", "s5", "s6")] == ["wifi", "wifi", None, "tijd"]


def test_what_a_coder_says_of_an_answer_outranks_the_model_and_what_is_settled_outranks_coders(
    base: Base, log: Log
) -> None:
    by_anna = [d.AddTheme(answer="a4", theme="wifi"), d.RemoveTheme(answer="a8", theme="wifi")]
    codebook = fold(base, log(*by_anna, d.CodeAnswer(answer="a5", themes=("tijd", "geld"))))
    found = codebook.themes_of_answers()
    assert (found["a4"], found["a8"], found["a5"]) == ({"geld", "wifi"}, set(), {"tijd", "geld"})
    both = [
        *log(d.CodeAnswer(answer="a5", themes=("tijd",), queue="double", blind=True)),
        *log(d.CodeAnswer(answer="a5", themes=(), queue="double", blind=True), actor="bert", first=2),
    ]
    assert [hand.coder for hand in fold(base, both).hands["a5"]] == ["anna", "bert"]
    assert fold(base, both).themes_of_answers()["a5"] == frozenset()
    settled = [*both, *log(d.Settle(answer="a5", themes=("geld",)), first=3)]
    assert fold(base, settled).themes_of_answers()["a5"] == {"geld"}


def test_coding_of_a_theme_that_was_merged_later_counts_for_the_other(base: Base, log: Log) -> None:
    codebook = fold(base, log(d.CodeAnswer(answer="a0", themes=("geld",)), d.Merge(themes=("geld",), into="wifi")))
    assert codebook.themes_of_answers()["a0"] == {"wifi"}


def test_undo_takes_back_one_decision_and_undo_of_undo_brings_it_again(base: Base, log: Log) -> None:
    actions: list[Any] = [d.Rename(theme="geld", label="Budget"), d.Accept(theme="geld"), d.Undo(decision=1)]
    codebook = fold(base, log(*actions))
    assert (codebook.themes["geld"].label, codebook.themes["geld"].status) == ("Geld", "accepted")
    assert codebook.undone == {1}
    assert fold(base, log(*actions, d.Undo(decision=3))).themes["geld"].label == "Budget"


def test_what_builds_on_an_undone_decision_is_a_conflict_and_not_lost(base: Base, log: Log) -> None:
    actions: list[Any] = [d.NewTheme(theme="c-1", label="Angst"), d.AddTheme(answer="a0", theme="c-1")]
    codebook = fold(base, log(*actions, d.Undo(decision=1)))
    assert [(c.kind, c.theme, c.decision) for c in codebook.conflicts] == [("unknown", "c-1", 2)]
    assert codebook.applied == {3}


def test_decision_on_a_theme_that_is_not_there_counts_for_the_one_that_a_coder_names(base: Base, log: Log) -> None:
    made: list[Any] = [d.NewTheme(theme="c-1", label="Angst"), d.CodeAnswer(answer="a0", themes=("c-1",))]
    actions = [*made, d.Undo(decision=1), d.Resolve(theme="c-1", by="wifi")]
    codebook = fold(base, log(*actions))
    assert codebook.conflicts == ()
    assert (codebook.applied, codebook.themes_of_answers()["a0"]) == ({2, 3, 4}, {"wifi"})
    again = fold(base, log(*actions, d.Undo(decision=3)))
    assert again.themes["c-1"].merged_into == "wifi"


def test_any_earlier_moment_can_be_shown_and_restored_and_codes_of_answers_stay(base: Base, log: Log) -> None:
    actions: list[Any] = [
        d.Rename(theme="geld", label="Budget"),
        d.Merge(themes=("geld",), into="tijd"),
        d.CodeAnswer(answer="a0", themes=("wifi",)),
        d.Restore(decision=1),
    ]
    decisions = log(*actions)
    assert fold(base, decisions[:1]).themes["geld"].label == "Budget"
    restored = fold(base, decisions)
    assert restored.themes == fold(base, decisions[:1]).themes
    assert restored.themes_of_answers()["a0"] == {"wifi"}
    assert fold(base, [*decisions, *log(d.Undo(decision=4), first=5)]).themes["geld"].status == "merged"


def test_reported_personal_data_takes_the_quote_with_it_and_marks_add_up(base: Base, log: Log) -> None:
    actions: list[Any] = [
        d.ClearQuote(answer="a1", text="Karin van het mbo zei"),
        d.ClearQuote(answer="a2", text="nooit tijd"),
        d.ReportPersonal(answer="a1", text="Karin"),
        d.MarkAnswer(answer="a1", mark="health"),
        d.MarkAnswer(answer="a1", mark="uncodable"),
        d.ClearQuote(answer="a2", text=""),
    ]
    codebook = fold(base, log(*actions))
    assert codebook.quotes == {}
    assert codebook.personal == (("a1", "Karin"),)
    assert codebook.marks == {"a1": {"health", "uncodable"}}


def test_sign_off_freezes_a_version_that_a_fold_up_to_it_gives_again(base: Base, log: Log) -> None:
    decisions = log(d.Accept(theme="geld"), d.SignOff(number=1), d.Reject(theme="geld"))
    version = fold(base, decisions).versions[0]
    assert (version.number, version.decision, version.actor, version.fit) == (1, 2, "anna", "fit-1")
    frozen = fold(base, [one for one in decisions if one.id <= version.decision])
    assert frozen.themes["geld"].status == "accepted"


THEMES = st.sampled_from(["tijd", "geld", "wifi", "rooster", "druk", "c-1", "nergens"])
ANSWERS = st.sampled_from([f"a{n}" for n in range(16)])
SEGMENTS = st.lists(st.sampled_from([f"s{n}" for n in range(16)]), min_size=1, max_size=4, unique=True).map(tuple)
ACTIONS = st.one_of(
    THEMES.map(lambda t: d.Accept(theme=t)),
    THEMES.map(lambda t: d.Reject(theme=t)),
    THEMES.map(lambda t: d.Rename(theme=t, label="Anders")),
    st.tuples(THEMES, THEMES).filter(lambda p: p[0] != p[1]).map(lambda p: d.Merge(themes=(p[0],), into=p[1])),
    st.tuples(THEMES, SEGMENTS).map(lambda p: d.Split(theme=p[0], part="c-1", label="Nieuw", segments=p[1])),
    st.tuples(SEGMENTS, st.none() | THEMES).map(lambda p: d.Move(segments=p[0], to=p[1])),
    st.tuples(ANSWERS, THEMES).map(lambda p: d.AddTheme(answer=p[0], theme=p[1])),
    st.tuples(ANSWERS, st.lists(THEMES, max_size=3, unique=True)).map(
        lambda p: d.CodeAnswer(answer=p[0], themes=tuple(p[1]))
    ),
    st.integers(1, 12).map(lambda n: d.Undo(decision=n)),
    st.integers(1, 12).map(lambda n: d.Restore(decision=n)),
    THEMES.map(lambda t: d.NewTheme(theme="c-1", label="Nieuw")),
)


@given(st.lists(ACTIONS, max_size=12))
def test_every_decision_is_applied_or_undone_or_in_a_conflict_and_every_segment_is_in_one_place(
    actions: list[Any],
) -> None:
    from tests.codebook.conftest import log_of, small_base

    base, decisions = small_base(), log_of(*actions)
    codebook = fold(base, decisions)
    told = {conflict.decision for conflict in codebook.conflicts}
    assert codebook.applied | codebook.undone | told >= {decision.id for decision in decisions}
    assert not codebook.applied & codebook.undone
    assert codebook.placement.keys() == base.placement.keys()
    assert set(codebook.placement.values()) <= {None, *codebook.in_use}
    assert all(themes <= set(codebook.in_use) for themes in codebook.themes_of_answers().values())
    assert all(theme.parent is None or theme.parent in codebook.in_use for theme in codebook.in_use.values())
    assert fold(base, decisions) == codebook


@pytest.mark.parametrize("theme", ["nergens", "c-9"])
def test_decision_on_a_theme_that_is_not_there_is_a_conflict(base: Base, log: Log, theme: str) -> None:
    (conflict,) = fold(base, log(d.Rename(theme=theme, label="X"))).conflicts
    assert (conflict.kind, conflict.theme, conflict.decision) == ("unknown", theme, 1)


def test_restore_takes_back_an_undo_on_themes_and_leaves_one_on_answers(base: Base, log: Log) -> None:
    actions: list[Any] = [
        d.Rename(theme="geld", label="Budget"),
        d.AddTheme(answer="a0", theme="wifi"),
        d.Undo(decision=1),
        d.Undo(decision=2),
        d.Restore(decision=2),
    ]
    codebook = fold(base, log(*actions))
    assert codebook.themes["geld"].label == "Budget"
    assert codebook.added == frozenset()
    assert fold(base, log(*actions, d.Undo(decision=5))).themes["geld"].label == "Geld"


_theme_actions = st.one_of(
    st.builds(d.Accept, theme=st.sampled_from(["tijd", "geld"])),
    st.builds(d.Rename, theme=st.sampled_from(["tijd", "geld"]), label=st.sampled_from(["A", "B"])),
    st.builds(lambda into: d.Merge(themes=("wifi",), into=into), st.sampled_from(["tijd", "geld"])),
    st.builds(d.Undo, decision=st.integers(1, 12)),
    st.builds(d.Restore, decision=st.integers(1, 12)),
)


@given(st.lists(_theme_actions, min_size=1, max_size=12), st.data())
def test_restored_themes_are_those_of_that_moment_whatever_was_undone_or_restored_since(
    actions: list[Any], data: st.DataObject
) -> None:
    earlier = [
        action if getattr(action, "decision", 0) < number else d.Accept(theme="tijd")
        for number, action in enumerate(actions, 1)
    ]
    moment = data.draw(st.integers(1, len(earlier)))
    base, decisions = small_base(), log_of(*earlier)
    restored = fold(base, [*decisions, *log_of(d.Restore(decision=moment), first=len(earlier) + 1)])
    assert restored.themes == fold(base, decisions[:moment]).themes
