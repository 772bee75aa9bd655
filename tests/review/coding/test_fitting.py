from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.review.conftest import Served
from textmining.codebook.coder import lessons_of
from textmining.codebook.state import Hand
from textmining.errors import ModelError
from textmining.review.book import Book
from textmining.review.coding import fitting


@pytest.fixture(autouse=True)
def nothing_done_before() -> Iterator[None]:
    fitting._LAST.clear()
    yield
    fitting._LAST.clear()


@pytest.fixture
def book(served: Served) -> Book:
    found = served.parts.books.of("weg")
    assert found is not None
    return found


def _with_hands(book: Book, count: int, **more: Any) -> Book:
    answers = [answer for answer, own in book.themes_of.items() if own and answer not in _ruled(book)][:count]
    hands = {answer: (Hand("anna", book.themes_of[answer]),) for answer in answers}
    return replace(book, codebook=replace(book.codebook, hands=hands, **more))


def _ruled(book: Book) -> set[str]:
    return {answer for answers in book.material.ruled.values() for answer in answers}


def test_model_learns_from_hands_and_silver_labels_and_never_from_rules(book: Book) -> None:
    task = fitting.task_of(_with_hands(book, 5))
    assert task.ruled == _ruled(book)
    found = fitting.fit(task)
    assert found is not None
    assert found.hand == 5
    assert found.silver == len(lessons_of(task.codebook, task.similarity, task.ruled).silver)
    assert not task.ruled & set(found.predictions.confidence.index)


def test_what_was_fitted_before_is_told_again_without_a_fit(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    first = fitting.fit(fitting.task_of(_with_hands(book, 5)))
    monkeypatch.setattr(fitting, "fit_coder", None)
    assert fitting.fit(fitting.task_of(_with_hands(book, 5))) is first


def test_silver_labels_are_looked_for_again_only_where_themes_or_segments_changed(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def counted(*args: Any) -> Any:
        asked.append(len(args[0].hands))
        return lessons_of(*args)

    monkeypatch.setattr(fitting, "lessons_of", counted)
    for count in (3, 4, 5):
        found = fitting.fit(fitting.task_of(_with_hands(book, count)))
        assert found is not None
        assert found.hand == count
    first = next(iter(book.material.segments))
    fitting.fit(fitting.task_of(_with_hands(book, 6, placement={**book.codebook.placement, first: None})))
    assert asked == [3, 6]


def test_codes_and_not_labels_count_of_an_answer_that_has_both(book: Book) -> None:
    first = fitting.fit(fitting.task_of(_with_hands(book, 3)))
    second = fitting.fit(fitting.task_of(_with_hands(book, 40)))
    fitting._LAST.clear()
    anew = fitting.fit(fitting.task_of(_with_hands(book, 40)))
    assert first is not None
    assert second is not None
    assert anew is not None
    assert second.hand == anew.hand == 40
    assert second.out_of_fold.confidence.index.equals(anew.out_of_fold.confidence.index)


def test_there_is_no_model_where_there_is_nothing_to_learn_from(book: Book) -> None:
    themes = {name: replace(theme, stability=0.1) for name, theme in book.codebook.themes.items()}
    unstable = replace(book, codebook=replace(book.codebook, themes=themes))
    assert fitting.fit(fitting.task_of(unstable)) is None


def test_answers_whose_features_are_not_there_are_left_out(book: Book) -> None:
    strange = replace(book.codebook, hands={"a99999": (Hand("anna", frozenset()),)})
    found = fitting.fit(fitting.task_of(replace(book, codebook=strange)))
    assert found is not None
    assert found.hand == 0


def test_run_that_left_no_features_is_told(book: Book, tmp_path: Path) -> None:
    without = replace(book, material=replace(book.material, folders={"codebook": tmp_path}))
    with pytest.raises(ModelError, match="Run the study again"):
        fitting.task_of(without)


def test_features_that_are_cut_off_are_told(book: Book, tmp_path: Path) -> None:
    task = fitting.task_of(book)
    cut = tmp_path / "weg"
    cut.mkdir()
    for file in task.features.iterdir():
        (cut / file.name).write_bytes(file.read_bytes()[: -1 if file.suffix == ".i2" else None])
    with pytest.raises(ModelError, match="not whole"):
        fitting.fit(replace(task, features=cut))
