from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from tests.review.conftest import Served, fitting_held
from textmining.codebook.coder import ABSTAIN_BELOW
from textmining.codebook.decisions import action_of
from textmining.review.book import Book
from textmining.review.coding import Live
from textmining.review.coding.worker import Worker
from textmining.study_settings import Review

KEY = "5e" * 32


def _book(served: Served, codebook: str = "weg") -> Book:
    book = served.parts.books.of(codebook)
    assert book is not None
    return book


def _say(served: Served, **action: Any) -> Book:
    book = _book(served)
    served.parts.books.decide(book, action_of(action), actor="anna", seen=10**9)
    return _book(served)


def _code(served: Served, answer: str, *themes: str, **how: Any) -> Book:
    return _say(served, kind="code_answer", answer=answer, themes=themes, **how)


def test_first_model_is_fitted_behind_the_page_that_asks_for_it(served: Served) -> None:
    live, book = served.parts.coding, _book(served)
    with fitting_held(served):
        assert live.predictions(book) is None
        assert live.state(book) == "preparing"
    assert live.wait(book, 60)
    assert live.state(book) == "ready"
    found = live.predictions(book)
    assert found is not None
    ruled = {answer for answers in book.material.ruled.values() for answer in answers}
    assert set(found.probability.index) == set(book.material.answers) - ruled
    assert set(found.probability.columns) == set(book.order)


def test_every_hand_code_changes_the_model(served: Served) -> None:
    live, book = served.parts.coding, _book(served)
    assert live.wait(book, 60)
    first = live.predictions(book)
    answer = book.members["t000"][0].answer.id
    book = _code(served, answer, "t003")
    with fitting_held(served):
        assert live.predictions(book) is first
    assert live.wait(book, 60)
    second = live.predictions(book)
    assert first is not None
    assert second is not None
    assert second.probability.loc[answer, "t003"] > first.probability.loc[answer, "t003"]


def test_predictions_of_coded_answers_are_out_of_fold(served: Served) -> None:
    live, book = served.parts.coding, _book(served)
    coded = [member.answer.id for member in book.members["t000"][:3]]
    for answer in coded:
        book = _code(served, answer, "t000")
    assert live.wait(book, 60)
    found = live.out_of_fold(book)
    assert found is not None
    assert found.probability.index.tolist() == sorted(coded)


def test_theme_that_was_merged_is_not_predicted_by_the_next_model(served: Served) -> None:
    live, book = served.parts.coding, _book(served)
    assert live.wait(book, 60)
    book = _say(served, kind="merge", themes=("t000",), into="t002")
    with fitting_held(served):
        stale = live.predictions(book)
    assert stale is not None
    assert "t000" in stale.probability.columns
    assert live.wait(book, 60)
    found = live.predictions(book)
    assert found is not None
    assert "t000" not in found.probability.columns


def test_new_name_needs_no_new_model(served: Served) -> None:
    live, book = served.parts.coding, _book(served)
    assert live.wait(book, 60)
    before = live.predictions(book)
    book = _say(served, kind="rename", theme="t000", label="Werkdruk")
    assert live.wait(book, 60)
    after = live.predictions(book)
    assert before is not None
    assert after is not None
    assert before.probability.equals(after.probability)


def test_states_that_came_while_a_model_was_fitted_are_passed_over_for_the_last(served: Served) -> None:
    run: list[int] = []
    go = threading.Event()

    class Counts(Worker):
        def run(self, function: Any, *args: Any, **kwargs: Any) -> Any:
            run.append(len(args[0].codebook.hands))
            assert go.wait(60)
            return super().run(function, *args, **kwargs)

    live = Live(KEY, Review(), Counts(lambda: ThreadPoolExecutor(1)))
    answers = [member.answer.id for member in _book(served).members["t000"][:5]]
    for answer in answers:
        book = _code(served, answer, "t000")
        live.predictions(book)
    go.set()
    assert live.wait(book, 60)
    assert run == [1, 5]
    live.close()


def test_share_that_the_model_abstains_on_leaves_out_what_coders_coded(served: Served) -> None:
    live, book = served.parts.coding, _book(served)
    with fitting_held(served):
        assert live.abstained(book) is None
    assert live.wait(book, 60)
    before, found = live.abstained(book), live.predictions(book)
    assert before is not None
    assert found is not None
    total = len(book.material.answers)
    unsure = found.confidence.index[found.confidence < ABSTAIN_BELOW]
    assert before == pytest.approx(len(unsure) / total)
    coded = replace(book.codebook, settled={unsure[0]: frozenset()}, marks={unsure[1]: frozenset({"uncodable"})})
    after = live.abstained(replace(book, codebook=coded))
    assert after == pytest.approx((len(unsure) - 2) / (total - 1))


def test_question_without_features_has_no_model_and_says_so_once(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    live, book = served.parts.coding, _book(served, "wens")
    assert live.wait(book, 60)
    assert (live.predictions(book), live.out_of_fold(book), live.state(book)) == (None, None, "none")
    again = replace(book, codebook=replace(book.codebook))
    assert live.wait(again, 60)
    assert [record.message for record in caplog.records] == [
        "coder model of wens: wens: there are no features of its answers. Run the study again."
    ]


def test_what_goes_wrong_elsewhere_leaves_the_model_that_was(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    fails = False

    class Fails(Worker):
        def run(self, function: Any, *args: Any, **kwargs: Any) -> Any:
            if fails:
                raise MemoryError
            return super().run(function, *args, **kwargs)

    live = Live(KEY, Review(), Fails(lambda: ThreadPoolExecutor(1)))
    book = _book(served)
    assert live.wait(book, 60)
    before = live.predictions(book)
    fails = True
    book = _code(served, book.members["t000"][0].answer.id, "t003")
    assert live.wait(book, 60)
    assert live.predictions(book) is before
    assert live.state(book) == "ready"
    assert "MemoryError" in caplog.text
    live.close()


def test_sample_follows_the_hands_of_a_larger_one(served: Served) -> None:
    book = _book(served)
    large, small = (Live(KEY, Review(random_sample=size)) for size in (200, 20))
    answer = large.sample(book).index[-1]
    chance = large.drawn(book).chances[answer]
    assert answer not in small.sample(book).index
    book = _code(served, answer, "t000", queue="random", blind=True, inclusion_probability=chance)
    assert small.drawn(book).chances[answer] == chance


def test_samples_are_drawn_once(served: Served) -> None:
    live, book = served.parts.coding, _book(served)
    first = live.drawn(book)
    book = _code(served, "a00001", "t000")
    assert live.drawn(book) is first
    assert live.double_sample(book) == list(first.double)
    assert live.strata(book) is first.strata
