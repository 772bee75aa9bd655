from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from textmining.review.agreement import Kept


def gate(value: str) -> tuple[threading.Event, Callable[[], str]]:
    """A value that is made once its event is set."""
    opened = threading.Event()

    def make() -> str:
        assert opened.wait(10)
        return value

    return opened, make


def never() -> str:
    raise AssertionError("this was made before")


def test_value_is_made_once_for_a_key() -> None:
    kept: Kept[str] = Kept()
    assert kept.get("weg", 1, lambda: "one", wait=10) == ("one", True)
    assert kept.get("weg", 1, never) == ("one", True)
    assert kept.get("wens", 1, lambda: "other", wait=10) == ("other", True)


def test_value_of_before_is_given_while_the_next_is_made() -> None:
    kept: Kept[str] = Kept()
    kept.get("weg", 1, lambda: "one", wait=10)
    opened, make = gate("two")
    assert kept.get("weg", 2, make) == ("one", False)
    opened.set()
    assert kept.get("weg", 2, never, wait=10) == ("two", True)


def test_nothing_is_given_before_the_first_is_made() -> None:
    kept: Kept[str] = Kept()
    opened, make = gate("one")
    assert kept.get("weg", 1, make) == (None, False)
    opened.set()
    assert kept.get("weg", 1, never, wait=10) == ("one", True)


def test_one_thread_works_for_a_name_however_many_ask() -> None:
    kept: Kept[str] = Kept()
    opened, make = gate("one")
    kept.get("weg", 1, make)
    for key in range(2, 50):
        assert kept.get("weg", key, never) == (None, False)
    opened.set()
    assert kept.get("weg", 1, never, wait=10) == ("one", True)
    assert kept.get("weg", 50, lambda: "fifty", wait=10) == ("fifty", True)


def test_what_went_wrong_is_told_to_who_asks_and_the_next_key_is_tried() -> None:
    kept: Kept[str] = Kept()

    def broken() -> str:
        raise ValueError("nothing to measure")

    for _ in range(2):
        with pytest.raises(ValueError, match="nothing to measure"):
            kept.get("weg", 1, broken, wait=10)
    assert kept.get("weg", 2, lambda: "two", wait=10) == ("two", True)
