"""Figures that take longer than a page may: computed by a thread, and kept for as long as they are true."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

__all__ = ["Kept"]

T = TypeVar("T")

_LOG = logging.getLogger("textmining.review")


@dataclass
class _Made(Generic[T]):
    """What was made of one thing, or is being made."""

    key: Hashable
    done: threading.Event = field(default_factory=threading.Event)
    value: T | None = None
    wrong: Exception | None = None


class Kept(Generic[T]):
    """One value per name, made again when what it is made from has changed.

    A page asks with a key that says what it would be made from. The first that asks with a new key starts a thread; all
    wait for it a moment, and otherwise get the value of before. At most one thread works for a name, so that coders
    who go on deciding do not start one each.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: dict[str, _Made[T]] = {}
        self._busy: dict[str, _Made[T]] = {}

    def get(self, name: str, key: Hashable, make: Callable[[], T], *, wait: float = 0.0) -> tuple[T | None, bool]:
        """The value of a name.

        Parameters
        ----------
        name : str
        key : hashable
            Says what the value is made from.
        make : callable
            Run by another thread.
        wait : float
            Most seconds to wait for it.

        Returns
        -------
        value : T or None
            None where none was ever made.
        current : bool
            Whether it is of this key; else it is of an earlier one, and asking again later gives this one.

        Raises
        ------
        Exception
            What ``make`` raised for this key.
        """
        until = time.monotonic() + wait
        while True:
            with self._lock:
                known, busy = self._last.get(name), self._busy.get(name)
                if known is not None and known.key == key:
                    return self._told(known)
                if busy is None:
                    busy = self._busy[name] = _Made(key)
                    threading.Thread(target=self._run, args=(name, busy, make), daemon=True).start()
            if not busy.done.wait(max(0.0, until - time.monotonic())):
                return (known.value if known is not None else None), False

    def _run(self, name: str, made: _Made[T], make: Callable[[], T]) -> None:
        try:
            made.value = make()
        except Exception as error:  # told to whoever asks; a thread has nobody to tell
            _LOG.exception("figures of %s could not be made", name)
            made.wrong = error
        with self._lock:
            del self._busy[name]
            self._last[name] = made
        made.done.set()

    @staticmethod
    def _told(made: _Made[T]) -> tuple[T | None, bool]:
        if made.wrong is not None:
            raise made.wrong
        return made.value, True
