from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.review.coding.ticket import Ticket, mark_of

KEY = "00" * 32
TICKET = Ticket("weg", "a00001", "anna", "random", 1000.0, mark_of(["t1"]))


def test_ticket_comes_back_as_it_was() -> None:
    assert Ticket.opened(TICKET.sealed(KEY), KEY) == TICKET


@given(st.text(max_size=400))
def test_what_the_server_did_not_write_is_no_ticket(text: str) -> None:
    assert Ticket.opened(text, KEY) is None


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_ticket_with_another_byte_is_no_ticket(place: int, change: int) -> None:
    data = bytearray(base64.urlsafe_b64decode(TICKET.sealed(KEY)))
    data[place % len(data)] ^= change
    assert Ticket.opened(base64.urlsafe_b64encode(bytes(data)).decode(), KEY) is None


def test_ticket_of_another_study_is_no_ticket() -> None:
    assert Ticket.opened(TICKET.sealed(KEY), "11" * 32) is None


def test_ticket_does_not_grow_with_what_is_sent() -> None:
    assert Ticket.opened(TICKET.sealed(KEY) + "A" * 100_000, KEY) is None


@pytest.mark.parametrize(("now", "seconds"), [(1000.0, 0.0), (1012.4, 12.0), (1000.0 + 86_400, None), (999.0, None)])
def test_seconds_are_whole_and_left_out_where_they_say_nothing(now: float, seconds: float | None) -> None:
    assert TICKET.seconds(now) == seconds


def test_only_the_uncertain_queue_shows_suggestions() -> None:
    blind = {queue: replace(TICKET, queue=queue).blind for queue in ("random", "double", "uncertain")}
    assert blind == {"random": True, "double": True, "uncertain": False}
