from __future__ import annotations

from tests.codebook.conftest import Log
from textmining.codebook import decisions as d
from textmining.codebook.undoing import set_aside, undone_in

RENAMED = d.Rename(theme="geld", label="Budget")


def test_undo_that_is_undone_does_not_count(log: Log) -> None:
    assert undone_in(log(RENAMED, d.Undo(decision=1))) == {1}
    assert undone_in(log(RENAMED, d.Undo(decision=1), d.Undo(decision=2))) == {2}
    assert undone_in(log(RENAMED, d.Undo(decision=9))) == set()


def test_restore_sets_decisions_on_themes_aside_and_what_was_undone_among_them_since(log: Log) -> None:
    actions = [d.Accept(theme="wifi"), RENAMED, d.CodeAnswer(answer="a0", themes=("geld",)), d.Undo(decision=1)]
    assert set_aside(log(*actions)) == {1}
    assert set_aside(log(*actions, d.Restore(decision=1))) == {2, 4}
    assert set_aside(log(*actions, d.Restore(decision=1), d.Undo(decision=5))) == {1, 5}


def test_undo_of_a_code_of_an_answer_outlives_a_restore(log: Log) -> None:
    actions = [RENAMED, d.CodeAnswer(answer="a0", themes=("geld",)), d.Undo(decision=2), d.Restore(decision=1)]
    assert set_aside(log(*actions)) == {2}
