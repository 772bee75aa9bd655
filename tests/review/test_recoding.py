from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.review.conftest import Served
from textmining.codebook import decisions as d
from textmining.codebook import fold
from textmining.review.book import Book, make_book
from textmining.review.recoding import coded_since, recoded

Action = Callable[[list[str], list[str], int], Any]


def _book(served: Served) -> Book:
    book = served.parts.books.of("weg")
    assert book is not None
    return book


def _log(actions: list[Any]) -> list[d.Decision]:
    import datetime

    moment = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    return [d.Decision(n, "weg", action, f"coder{n % 3}", moment) for n, action in enumerate(actions, 1)]


_ANSWERS = st.integers(0, 12)
_THEMES = st.integers(0, 12)
_ON_ANSWERS = st.one_of(
    st.tuples(st.just("code"), _ANSWERS, st.lists(_THEMES, max_size=3)),
    st.tuples(st.just("settle"), _ANSWERS, st.lists(_THEMES, max_size=2)),
    st.tuples(st.just("add"), _ANSWERS, st.lists(_THEMES, min_size=1, max_size=1)),
    st.tuples(st.just("remove"), _ANSWERS, st.lists(_THEMES, min_size=1, max_size=1)),
    st.tuples(st.just("mark"), _ANSWERS, st.just([])),
    st.tuples(st.just("undo"), st.integers(0, 8), st.just([])),
)


def _action(book: Book, kind: str, number: int, themes: list[int]) -> Any:
    answers, known = list(book.material.answers), sorted(book.codebook.themes)
    answer = answers[number * 9]  # every ninth was coded by rule
    chosen = tuple(dict.fromkeys(known[n % len(known)] for n in themes))
    if kind == "code":
        return d.CodeAnswer(answer=answer, themes=chosen)
    if kind == "settle":
        return d.Settle(answer=answer, themes=chosen)
    if kind == "mark":
        return d.MarkAnswer(answer=answer, mark="uncodable")
    if kind == "undo":
        return d.Undo(decision=number + 1)
    made = d.AddTheme if kind == "add" else d.RemoveTheme
    return made(answer=answers[number * 9 + 1], theme=chosen[0])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.lists(_ON_ANSWERS, max_size=6), then=st.lists(_ON_ANSWERS, min_size=1, max_size=4))
def test_recoded_book_is_the_book_made_anew(served: Served, first: list[Any], then: list[Any]) -> None:
    fresh = _book(served)
    material, base = fresh.material, fresh.material.base
    log = _log([_action(fresh, *one) for one in [*first, *then]])
    before = make_book(material, fold(base, log[: len(first)]), 1, {})
    after = fold(base, log)
    quick = recoded(before, after, 2, {"anna": 3})
    whole = make_book(material, after, 2, {"anna": 3})
    assert quick is not None
    assert (quick.members, quick.themes_of, quick.loose) == (whole.members, whole.themes_of, whole.loose)
    assert list(quick.order.items()) == list(whole.order.items())
    assert (quick.last, quick.actors) == (2, {"anna": 3})


@pytest.mark.parametrize(
    "action",
    [
        d.Reject(theme="t000"),
        d.Merge(themes=("t000",), into="t002"),
        d.NewTheme(theme="c-1", label="Nieuw"),
        d.Move(segments=("a00001.1",), to="t002"),
    ],
    ids=lambda action: action.kind,
)
def test_book_is_made_anew_where_themes_or_segments_changed(served: Served, action: Any) -> None:
    before = _book(served)
    assert recoded(before, fold(before.material.base, _log([action])), 1, {}) is None


def test_only_the_answer_that_was_coded_moves(served: Served) -> None:
    before = _book(served)
    alone = (m.answer.id for m in before.members["t000"] if before.themes_of[m.answer.id] == {"t000"})
    answer = next(alone)
    after = fold(before.material.base, _log([d.CodeAnswer(answer=answer, themes=("t002",))]))
    found = recoded(before, after, 1, {})
    assert found is not None
    assert found.size("t000") == before.size("t000") - 1
    assert answer in {member.answer.id for member in found.members["t002"]}
    assert found.members["t003"] is before.members["t003"]


_CODINGS = st.lists(st.tuples(_ANSWERS, st.integers(0, 3), st.lists(_THEMES, max_size=3)), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.lists(_ON_ANSWERS, max_size=6), then=_CODINGS)
def test_codings_that_are_added_give_the_fold_of_all(served: Served, first: list[Any], then: list[Any]) -> None:
    fresh = _book(served)
    base = fresh.material.base
    actions: list[Any] = []
    for action in (_action(fresh, *one) for one in first):
        if not isinstance(action, d.Undo) or action.decision <= len(actions):  # what is undone was decided before
            actions.append(action)
    known = len(actions)
    actions += [_action(fresh, "code", answer, themes) for answer, _, themes in then]
    log = [replace(one, fit=base.fit) for one in _log(actions)]
    old, new = log[:known], log[known:]
    new = [replace(one, actor=f"coder{n}") for one, (_, n, _) in zip(new, then, strict=True)]
    assert coded_since(fold(base, old), new) == fold(base, [*old, *new])


@pytest.mark.parametrize(
    ("action", "fit"),
    [
        (d.Undo(decision=1), "now"),
        (d.Settle(answer="a00001", themes=()), "now"),
        (d.CodeAnswer(answer="a00001", themes=("gone",)), "now"),
        (d.CodeAnswer(answer="a00001", themes=()), "before"),
    ],
    ids=["undo", "settle", "theme of before", "discovery of before"],
)
def test_what_else_was_decided_is_left_to_the_fold(served: Served, action: Any, fit: str) -> None:
    codebook = _book(served).codebook
    fits = {"now": codebook.base.fit, "before": "another"}
    assert coded_since(codebook, [replace(one, fit=fits[fit]) for one in _log([action])]) is None


def test_codebook_of_the_app_is_the_fold_of_the_whole_log(served: Served) -> None:
    books = served.parts.books
    for number, coder in enumerate(["anna", "bram", "anna", "rita"]):
        book = _book(served)
        answer = list(book.material.answers)[number // 2]
        books.decide(book, d.CodeAnswer(answer=answer, themes=("t002",)), actor=coder, seen=0)
        if number == 2:
            books.decide(_book(served), d.Rename(theme="t002", label="Tijd"), actor=coder, seen=10**9)
    now, log = _book(served), books.store.read("weg")
    assert now.codebook == fold(now.material.base, log)
    assert now == make_book(now.material, now.codebook, now.last, now.actors, now.mask)
    assert now.actors == {"anna": 3, "bram": 1, "rita": 1}
