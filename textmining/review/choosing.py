"""Which answers of a theme a coder asked for: search, filters, order and page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar
from urllib.parse import urlencode

from textmining.review.book import Book, Loose, Member
from textmining.review.material import Answer
from textmining.review.material.folding import LONGEST, terms

__all__ = [
    "LEVELS",
    "ORDERS",
    "PER_PAGE",
    "Choice",
    "Page",
    "asked_loose",
    "asked_members",
    "choose_loose",
    "choose_members",
    "read_choice",
]

PER_PAGE = 50
LEVELS = ("high", "middle", "low", "person")
ORDERS = ("surest", "doubtful", "survey")

Row = TypeVar("Row", Member, Loose)


@dataclass(frozen=True)
class Choice:
    """What was asked for; "" for no filter."""

    search: str = ""
    wave: str = ""
    group: str = ""
    level: str = ""
    order: str = "surest"
    page: int = 1

    def address(self, *, page: int) -> str:
        """The query by which another page of the same choice is asked for."""
        asked = replace(self, page=page).fields
        return f"?{urlencode(asked)}" if asked else "?"

    @property
    def fields(self) -> dict[str, str | int]:
        """What was asked for, by the names of a query."""
        return {_NAMES[name]: value for name, value in vars(self).items() if value != _NOTHING[name]}

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.search or self.wave or self.group or self.level)


_NOTHING = vars(Choice())
_NAMES = {
    "search": "zoek",
    "wave": "meting",
    "group": "groep",
    "level": "zekerheid",
    "order": "volgorde",
    "page": "blad",
}


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of rows; ``total`` counts those on all pages."""

    rows: Sequence[Row]
    number: int
    pages: int
    total: int
    terms: tuple[str, ...]


def read_choice(query: Mapping[str, str], book: Book) -> Choice:
    """Read what a page was asked for; what is not known is not asked for.

    Parameters
    ----------
    query : mapping
        The query of an address, with Dutch names: zoek, meting, groep, zekerheid, volgorde, blad.
    book : Book
        Says which waves and groups there are.
    """
    groups = {key for _, values in book.material.groups for key, _ in values}
    page = query.get("blad", "1")
    return Choice(
        " ".join(query.get("zoek", "")[:LONGEST].split()),
        _one_of(query.get("meting", ""), book.material.waves, ""),
        _one_of(query.get("groep", ""), groups, ""),
        _one_of(query.get("zekerheid", ""), LEVELS, ""),
        _one_of(query.get("volgorde", ""), ORDERS, "surest"),
        int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 7 and int(page) > 0 else 1,
    )


def _one_of(value: str, known: Iterable[str], otherwise: str) -> str:
    return value if value in known else otherwise


def choose_members(book: Book, theme_id: str, choice: Choice) -> Page[Member]:
    """A page of the answers of a theme that were asked for."""
    return _page(asked_members(book, theme_id, choice), choice, terms(choice.search))


def asked_members(book: Book, theme_id: str, choice: Choice) -> list[Member]:
    """All answers of a theme that were asked for."""
    looked_for = terms(choice.search)
    found = [m for m in book.members.get(theme_id, ()) if _fits(m.answer, choice, looked_for)]
    if choice.level == "person":
        found = [m for m in found if m.by != "model"]
    elif choice.level:
        found = [m for m in found if m.by == "model" and book.level(m.confidence) == choice.level]
    if choice.order == "doubtful":
        found.reverse()
    elif choice.order == "survey":
        place = {answer: number for number, answer in enumerate(book.material.answers)}
        found.sort(key=lambda m: place[m.answer.id])
    return found


def choose_loose(book: Book, choice: Choice) -> Page[Loose]:
    """A page of the segments without a theme that were asked for, the nearest to a theme first."""
    return _page(asked_loose(book, choice), choice, terms(choice.search))


def asked_loose(book: Book, choice: Choice) -> list[Loose]:
    """All segments without a theme that were asked for."""
    looked_for = terms(choice.search)
    return [loose for loose in book.loose if _fits(loose.answer, choice, looked_for)]


def _fits(answer: Answer, choice: Choice, looked_for: tuple[str, ...]) -> bool:
    return (
        (not choice.wave or answer.wave == choice.wave)
        and (not choice.group or choice.group in answer.groups)
        and all(term in answer.folded for term in looked_for)
    )


def _page(found: Sequence[Row], choice: Choice, looked_for: tuple[str, ...]) -> Page[Row]:
    pages = max(1, -(-len(found) // PER_PAGE))
    number = min(choice.page, pages)
    return Page(found[(number - 1) * PER_PAGE : number * PER_PAGE], number, pages, len(found), looked_for)
