"""The answers on which coders differ, one by one, for them to settle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textmining.codebook.agreement import Coded, blind_codings, differences, finest
from textmining.review.agreement.doubles import ordered
from textmining.review.book import Book

__all__ = ["Difference", "differences_of"]


@dataclass(frozen=True)
class Difference:
    """An answer that coders coded differently.

    Attributes
    ----------
    answer : str
    chosen : mapping
        Coder to the themes that he or she chose, in the order of the codebook.
    agreed, disputed : tuple of str
        What all chose, and what some chose.
    settled : tuple of str or None
        What was agreed on since; None where nothing was.
    """

    answer: str
    chosen: Mapping[str, tuple[str, ...]]
    agreed: tuple[str, ...]
    disputed: tuple[str, ...]
    settled: tuple[str, ...] | None

    def is_about(self, *themes: str) -> bool:
        """Whether coders differ on all these themes."""
        return all(theme in self.disputed for theme in themes if theme)


def differences_of(book: Book) -> list[Difference]:
    """Every answer on which coders differ, settled or not, the furthest apart first.

    Parameters
    ----------
    book : Book

    Returns
    -------
    list of Difference
        Of answers that two or more coders coded blind. A main theme is not among an answer's themes where one of its
        sub-themes is.
    """
    codebook, order = book.codebook, book.order
    table = differences(Coded.of(blind_codings(codebook, main_themes=False), list(order)))
    found = []
    for answer, rows in table.groupby("answer_id", sort=False):
        settled = codebook.settled.get(str(answer))
        now = None if settled is None else {theme for one in settled if (theme := codebook.now(one)) is not None}
        found.append(
            Difference(
                str(answer),
                dict(zip(rows["coder"], rows["themes"], strict=True)),
                rows["agreed"].iloc[0],
                rows["disputed"].iloc[0],
                None if now is None else ordered(finest(codebook, now), order),
            )
        )
    return found
