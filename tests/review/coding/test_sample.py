from __future__ import annotations

import pandas as pd
import pytest

from tests.review.conftest import Served
from textmining.codebook.coder import permanent_numbers
from textmining.review.book import Book
from textmining.review.coding.sample import Sample, draw_sample, frame_of, random_key, strata_of
from textmining.study_settings import Review

KEY = "ab" * 32


@pytest.fixture
def book(served: Served) -> Book:
    found = served.parts.books.of("weg")
    assert found is not None
    return found


def _drawn(book: Book, **wanted: int) -> Sample:
    return draw_sample(book.material, Review(**wanted), KEY)


def test_every_answer_can_be_drawn_whether_a_rule_coded_it_or_not(book: Book) -> None:
    ruled = {answer for answers in book.material.ruled.values() for answer in answers}
    assert ruled
    assert ruled < set(frame_of(book.material)) == set(book.material.answers)


def test_a_tenth_is_drawn_where_the_study_does_not_say(book: Book) -> None:
    sample = _drawn(book)
    assert sample.rate == pytest.approx(0.1)
    assert set(sample.drawn["inclusion_probability"]) == {sample.rate}


def test_exactly_those_under_the_rate_are_drawn_in_the_order_of_their_numbers(book: Book) -> None:
    sample = _drawn(book, random_sample=100)
    numbers = permanent_numbers(list(book.material.answers), random_key(KEY))
    under = numbers[numbers < 100 / len(book.material.answers)].sort_values()
    assert sample.drawn.index.tolist() == under.index.tolist()


def test_larger_sample_holds_the_smaller_one_and_its_double_part(book: Book) -> None:
    small, large = _drawn(book, random_sample=60, double_sample=12), _drawn(book, random_sample=120, double_sample=24)
    assert small.chances.keys() < large.chances.keys()
    assert small.twice <= large.twice


def test_double_sample_is_a_part_of_the_random_one(book: Book) -> None:
    sample = _drawn(book, random_sample=200)
    assert 0 < len(sample.double) < len(sample.drawn)
    assert sample.twice <= sample.chances.keys()
    assert _drawn(book, random_sample=200, double_sample=0).double == ()
    assert _drawn(book, random_sample=200, double_sample=200).twice == sample.chances.keys()


def test_nothing_is_drawn_where_nothing_is_wanted(book: Book) -> None:
    assert _drawn(book, random_sample=0).drawn.empty


def test_all_is_drawn_where_more_is_wanted_than_there_is(book: Book) -> None:
    assert set(_drawn(book, random_sample=10**6).chances.values()) == {1.0}


def test_what_coders_coded_of_a_larger_sample_keeps_its_probability(book: Book) -> None:
    large, small = _drawn(book, random_sample=200), _drawn(book, random_sample=20)
    answer = large.drawn.index[-1]
    kept = draw_sample(book.material, Review(random_sample=20), KEY, least={answer: large.rate}, begun=[answer])
    assert answer not in small.chances
    assert kept.chances == small.chances | {answer: pytest.approx(large.rate)}
    assert answer in kept.twice


def test_sample_does_not_depend_on_the_order_of_answers(book: Book) -> None:
    from dataclasses import replace

    turned = replace(book.material, answers=dict(reversed(book.material.answers.items())))
    pd.testing.assert_frame_equal(_drawn(book).drawn, draw_sample(turned, Review(), KEY).drawn)


def test_strata_tell_wave_and_main_theme_and_none_is_small(book: Book) -> None:
    strata = strata_of(book.material)
    assert strata.notna().all()
    assert any(stratum.startswith("2019 · t") for stratum in strata)
    assert not any("t001a" in stratum or "t001b" in stratum for stratum in strata)
    assert strata.value_counts().min() >= 20
