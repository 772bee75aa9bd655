"""What follows from a state of a codebook, made once for all pages that show that state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["Latest"]

T = TypeVar("T")


class Latest:
    """The last value of each name, for as long as it is asked of the same objects.

    States of a codebook are never changed, only replaced: the same object holds the same.
    """

    def __init__(self) -> None:
        self._made: dict[str, tuple[tuple[object, ...], Any]] = {}

    def get(self, name: str, of: tuple[object, ...], make: Callable[[], T]) -> T:
        """The value of a name that follows from some objects.

        Parameters
        ----------
        name : str
        of : tuple of object
            The same objects, not equal ones, give the value that was made before.
        make : callable
        """
        known = self._made.get(name)
        if known is not None and len(known[0]) == len(of) and all(a is b for a, b in zip(known[0], of, strict=True)):
            value: T = known[1]
            return value
        value = make()
        self._made[name] = (of, value)
        return value
