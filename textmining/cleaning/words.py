"""Lists of words, as the rules of this room are made of."""

from __future__ import annotations

__all__ = ["words"]


def words(text: str) -> frozenset[str]:
    """The words of a text that white space sets apart.

    >>> sorted(words("geen niets"))
    ['geen', 'niets']
    """
    return frozenset(text.split())
