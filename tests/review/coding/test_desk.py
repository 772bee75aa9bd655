from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.review.conftest import Served
from textmining.codebook.coder import ABSTAIN_BELOW
from textmining.review.book import Book
from textmining.review.coding import Desk, Offer
from textmining.review.coding.desk import KEPT


@pytest.fixture
def desk(served: Served) -> Desk:
    assert served.parts.coding.wait(_book(served), 60)
    return served.parts.desk


def _book(served: Served) -> Book:
    book = served.parts.books.of("weg")
    assert book is not None
    return book


def _offer(served: Served, coder: str = "anna", place: Any = "single") -> Offer:
    found = served.parts.desk.offer(_book(served), coder, place)
    assert found is not None
    return found


def _code(served: Served, offer: Offer, coder: str = "anna", themes: tuple[str, ...] = ("t000",)) -> None:
    from textmining.codebook.decisions import action_of

    action = {
        "kind": "code_answer",
        "answer": offer.answer,
        "themes": themes,
        "queue": offer.queue,
        "blind": offer.queue != "uncertain",
        "inclusion_probability": offer.chance,
    }
    served.parts.books.decide(_book(served), action_of(action), actor=coder, seen=0)
    served.parts.desk.saved(_book(served), coder, offer.answer)


def test_random_and_uncertain_answers_come_in_turn(served: Served, desk: Desk) -> None:
    queues = []
    for _ in range(6):
        offer = _offer(served)
        queues.append(offer.queue)
        _code(served, offer)
    assert queues == ["random", "uncertain"] * 3


def test_random_answers_come_in_the_order_of_the_draw_with_its_probability(served: Served, desk: Desk) -> None:
    sample = served.parts.coding.drawn(_book(served))
    offer = _offer(served)
    assert offer.answer == next(answer for answer in sample.drawn.index if answer not in sample.twice)
    assert offer.chance == sample.rate


def test_least_sure_answer_comes_first_of_the_uncertain_ones(served: Served, desk: Desk) -> None:
    _code(served, _offer(served))
    book = _book(served)
    assert served.parts.coding.wait(book, 60)
    predictions = served.parts.coding.predictions(book)
    assert predictions is not None
    drawn = served.parts.coding.drawn(book).chances
    left = predictions.confidence[[a not in drawn for a in predictions.confidence.index]]
    assert left.min() < ABSTAIN_BELOW
    assert left[_offer(served).answer] == left.min()


def test_two_coders_never_have_the_same_answer_before_them(served: Served, desk: Desk) -> None:
    seen: list[str] = []
    for _ in range(8):
        offers = {coder: _offer(served, coder) for coder in ("anna", "bram", "rita")}
        seen += [offer.answer for offer in offers.values()]
        for coder, offer in offers.items():
            _code(served, offer, coder)
    assert len(set(seen)) == 24


def test_coders_who_ask_at_the_same_moment_get_different_answers(served: Served, desk: Desk) -> None:
    book = _book(served)
    with ThreadPoolExecutor(8) as pool:
        offers = list(pool.map(lambda n: desk.offer(book, f"c{n}", "single"), range(8)))
    assert len({offer.answer for offer in offers if offer is not None}) == 8


def test_page_that_is_loaded_again_shows_the_same_answer(served: Served, desk: Desk) -> None:
    assert _offer(served) == _offer(served)


def test_answer_that_was_left_lying_goes_to_another(served: Served, desk: Desk) -> None:
    first = _offer(served, "anna")
    served.clock.now += KEPT + 1
    assert _offer(served, "bram") == first
    assert _offer(served, "anna") != first


def test_skipped_answer_comes_back_when_nothing_else_is_left(served: Served, desk: Desk) -> None:
    first = _offer(served, place="double")
    desk.skip(_book(served), "anna", first.answer)
    seen = []
    while (offer := _offer(served, place="double")) != first:
        seen.append(offer.answer)
        _code(served, offer)
    assert first.answer not in seen
    assert len(seen) == len(served.parts.coding.double_sample(_book(served))) - 1


def test_double_sample_comes_before_every_coder_and_is_kept_from_nobody(served: Served, desk: Desk) -> None:
    orders = []
    for coder in ("anna", "bram"):
        own = []
        while (offer := desk.offer(_book(served), coder, "double")) is not None:
            own.append(offer.answer)
            _code(served, offer, coder)
        orders.append(own)
    assert orders[0] == orders[1] == served.parts.coding.double_sample(_book(served))
    assert desk.progress(_book(served), "bram").double == (len(orders[0]), len(orders[0]))


def test_answers_of_the_double_sample_are_not_in_the_common_queue(served: Served, desk: Desk) -> None:
    sample = served.parts.coding.drawn(_book(served))
    random = []
    for _ in range(2 * len(sample.drawn)):
        offer = _offer(served)
        random += [offer.answer] if offer.queue == "random" else []
        _code(served, offer)
    assert random == [answer for answer in sample.drawn.index if answer not in sample.twice]


def test_drawn_answer_that_was_coded_in_sight_of_the_model_is_asked_again_blind(served: Served, desk: Desk) -> None:
    first = _offer(served)
    _code(served, Offer(first.answer, "uncertain", None))
    assert _offer(served, "bram") == first


def test_answer_that_cannot_be_coded_comes_before_nobody(served: Served, desk: Desk) -> None:
    from textmining.codebook.decisions import action_of

    first = _offer(served)
    mark = action_of({"kind": "mark_answer", "answer": first.answer, "mark": "uncodable"})
    total = desk.progress(_book(served), "anna").random[1]
    served.parts.books.decide(_book(served), mark, actor="anna", seen=0)
    assert _offer(served).answer != first.answer
    assert desk.progress(_book(served), "anna").random[1] == total - 1


def test_undone_answer_is_before_the_coder_again(served: Served, desk: Desk) -> None:
    book = _book(served)
    first = _offer(served)
    desk.saved(book, "anna", first.answer)
    assert desk.previous(book, "anna") == first.answer
    desk.back(book, "anna", first.answer, "single")
    assert _offer(served) == first
    assert desk.previous(book, "anna") is None


def test_last_answer_is_known_to_a_new_server(served: Served, desk: Desk) -> None:
    for _ in range(3):
        offer = _offer(served)
        _code(served, offer)
    assert Desk(served.parts.coding).previous(_book(served), "anna") == offer.answer


def test_without_a_model_random_answers_come_first(served: Served) -> None:
    from textmining.review.coding.line import line_of

    book = _book(served)
    sample = served.parts.coding.drawn(book)
    line = line_of(book, sample, served.parts.coding.key, None)
    assert line.random == tuple(a for a in sample.drawn.index if a not in sample.twice)
    ruled = {answer for answers in book.material.ruled.values() for answer in answers}
    assert not ruled & set(line.uncertain)
