from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textmining.codebook import decisions as d
from textmining.codebook.store import DecisionStore, Entry
from textmining.codebook.store.browsing import Wanted, browse, count, fits, kinds, last_on, named

Open = Callable[[], DecisionStore]


def filled(store: DecisionStore) -> None:
    """Eight decisions on two codebooks."""
    store.append_all(
        [
            Entry("weg", d.Accept(theme="t1"), "f1"),
            Entry("weg", d.Rename(theme="t2", label="Geld"), "f1"),
            Entry("weg", d.Merge(themes=("t1", "t3"), into="t2"), "f1"),
            Entry("wil", d.Accept(theme="t1"), "f9"),
        ],
        actor="anna",
        seen=0,
    )
    store.append_all(
        [
            Entry("weg", d.Undo(decision=1), "f2", "toch niet", frozenset({"t1"})),
            Entry("weg", d.CodeAnswer(answer="a1", themes=("t1",)), "f2"),
            Entry("weg", d.AddTheme(answer="a1", theme="t1"), "f2"),
            Entry("weg", d.Split(theme="t4", part="t1"), "f2"),
        ],
        actor="bert",
        seen=9,
    )


def found(store: DecisionStore, wanted: Wanted, **more: int) -> list[int]:
    """Ids, with as many of them as are counted."""
    ids = [one.id for one in browse(store, wanted, **more)]
    assert more or len(ids) == count(store, wanted) == sum(kinds(store, wanted).values())
    return ids


def test_decisions_are_found_by_coder_theme_kind_and_place_the_newest_first(open_store: Open) -> None:
    store = open_store()
    filled(store)
    assert found(store, Wanted("weg")) == [8, 7, 6, 5, 3, 2, 1]
    assert found(store, Wanted("weg", actor="anna")) == [3, 2, 1]
    assert found(store, Wanted("weg", kinds=("undo", "accept"))) == [5, 1]
    assert found(store, Wanted("weg", themes=("t3",))) == [3]
    assert found(store, Wanted("weg", themes=("t3", "t4"))) == [8, 3]
    assert found(store, Wanted("weg", after=2, upto=6)) == [6, 5, 3]
    assert found(store, Wanted("weg"), skip=2, most=3) == [6, 5, 3]
    assert found(store, Wanted("niets")) == []


def test_theme_finds_what_touches_or_names_it_but_no_codes_of_answers(open_store: Open) -> None:
    store = open_store()
    filled(store)
    assert found(store, Wanted("weg", themes=("t1",))) == [8, 7, 5, 3, 1]


def test_discoveries_and_their_last_decisions_are_known(open_store: Open) -> None:
    store = open_store()
    filled(store)
    assert fits(store, "weg") == ["f1", "f2"]
    assert [last_on(store, "weg", fit) for fit in ("f1", "f2", "f9")] == [3, 8, 0]


def test_decisions_are_found_by_id(open_store: Open) -> None:
    store = open_store()
    filled(store)
    assert named(store, []) == {}
    assert {n: one.id for n, one in named(store, [4, 1, 99]).items()} == {1: 1, 4: 4}


@given(st.text("ab%_\\\"'é", min_size=1, max_size=6))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sign_in_a_theme_finds_more_than_that_theme(open_store: Open, theme: str) -> None:
    store = open_store()
    before = store.last()
    store.append("weg", d.AddTheme(answer="a1", theme=theme), actor="anna", seen=before)
    store.append("weg", d.AddTheme(answer="a1", theme=f"{theme}x"), actor="anna", seen=before)
    assert [one.action.theme for one in browse(store, Wanted("weg", themes=(theme,), after=before))] == [theme]
    store.close()
