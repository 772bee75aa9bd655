"""What stands in the way of signing a codebook, and what whoever signs should know."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from textmining.codebook.agreement.alpha import LEAST
from textmining.codebook.state import CodeTheme
from textmining.publishing.dutch import decimal, percent, whole
from textmining.review.book import Book
from textmining.review.progress.progress import MOST_ABSTAINED

__all__ = ["Check", "checklist"]

LISTED = 30
"""Themes that one line names."""


@dataclass(frozen=True)
class Check:
    """A line of the checklist.

    Attributes
    ----------
    id : str
        By which a form says that it was read.
    level : str
        "ok"; "warning", which whoever signs must have read; "stop", with which nobody can sign.
    text : str
    links : tuple of (text, address)
    more : int
        How many there are beside those that are linked.
    """

    id: str
    level: Literal["ok", "warning", "stop"]
    text: str
    links: tuple[tuple[str, str], ...] = ()
    more: int = 0


def checklist(
    book: Book,
    *,
    current: bool = True,
    changed: int | None = None,
    short_of: int = 0,
    abstained: float | None = None,
    alphas: Mapping[str, float | None] | None = None,
) -> list[Check]:
    """Look a codebook through before it is signed.

    Parameters
    ----------
    book : Book
    current : bool
        False where the study, its data or the programs changed since its themes were found.
    changed : int, optional
        Decisions on themes since the last version of this discovery; None where there is no such version.
    short_of : int
        Codes by hand that are wanting before the coder model codes all answers of a publication.
    abstained : float, optional
        Share of answers on which the coder model abstains and that no coder coded; None where there is no model.
    alphas : mapping, optional
        Theme to Krippendorff's alpha, None where it cannot be computed; None where nothing was coded twice.

    Returns
    -------
    list of Check
        Stops first, then warnings, then what is in order.
    """
    found = [
        _themes(book),
        _changed(changed),
        _conflicts(book),
        _same_names(book),
        _judged(book),
        _empty(book),
        _described(book),
        _abstained(book, short_of, abstained),
        _agreement(book, alphas),
        _marked(book),
        _current(current),
    ]
    levels = ("stop", "warning", "ok")
    return sorted((check for check in found if check is not None), key=lambda check: levels.index(check.level))


def _themes(book: Book) -> Check | None:
    return None if book.order else Check("thema’s", "stop", "Er is geen enkel thema in gebruik.")


def _changed(changed: int | None) -> Check | None:
    if changed == 0:
        return Check("gewijzigd", "stop", "Sinds de vorige versie is er niets over thema’s besloten.")
    return None


def _conflicts(book: Book) -> Check:
    number = len(book.codebook.conflicts)
    if not number:
        return Check("nakijken", "ok", "Alle eerdere besluiten passen op de thema’s van nu.")
    text = f"{'Eén punt past' if number == 1 else f'{whole(number)} punten passen'} niet meer op de thema’s van nu."
    return Check("nakijken", "stop", text, (("Kijk dit eerst na", f"{_start(book)}/nakijken"),))


def _same_names(book: Book) -> Check:
    """Themes beside each other with one name cannot be told apart in a table."""
    named: defaultdict[tuple[str | None, str], list[CodeTheme]] = defaultdict(list)
    for theme in _used(book):
        named[theme.parent, " ".join(theme.label.casefold().split())].append(theme)
    double = [theme for own in named.values() if len(own) > 1 for theme in own]
    if not double:
        return Check("namen", "ok", "Alle thema’s hebben een eigen naam.")
    return _of("namen", "stop", "Deze thema’s hebben dezelfde naam als een ander:", double)


def _judged(book: Book) -> Check:
    open_still = [theme for theme in _used(book) if theme.parent is None and theme.status == "proposed"]
    if not open_still:
        return Check("beoordeeld", "ok", "Alle hoofdthema’s zijn beoordeeld.")
    number = len(open_still)
    text = f"{whole(number)} {'thema is' if number == 1 else 'thema’s zijn'} nog niet vastgesteld of afgewezen:"
    return _of("beoordeeld", "warning", text, open_still)


def _empty(book: Book) -> Check | None:
    empty = [theme for theme in _used(book) if not book.size(theme.id)]
    return _of("leeg", "warning", "In deze thema’s zit geen enkel antwoord:", empty) if empty else None


def _described(book: Book) -> Check:
    bare = [theme for theme in _used(book) if theme.parent is None and not theme.definition]
    if not bare:
        return Check("omschreven", "ok", "Alle hoofdthema’s hebben een omschrijving.")
    return _of("omschreven", "warning", "Deze thema’s hebben geen omschrijving:", bare)


def _abstained(book: Book, short_of: int, share: float | None) -> Check | None:
    if short_of:
        text = (
            "In de publicatie geldt de indeling zoals de thema’s zijn gevonden, met uw besluiten. Codeert u nog "
            f"{whole(short_of)} antwoorden met de hand, dan codeert het model alle antwoorden."
        )
        return Check("onzeker", "warning", text, (("Codeer antwoorden", f"{_start(book)}/coderen"),))
    if share is None:
        return None
    high = share > MOST_ABSTAINED
    text = f"Bij {percent(share)} van de antwoorden is het model niet zeker en heeft niemand gecodeerd."
    more = f" Dat is meer dan {percent(MOST_ABSTAINED)}: codeer er eerst meer van." if high else ""
    link = (("Codeer antwoorden", f"{_start(book)}/coderen"),) if high else ()
    return Check("onzeker", "warning" if high else "ok", text + more, link)


def _agreement(book: Book, alphas: Mapping[str, float | None] | None) -> Check:
    if alphas is None:
        text = "Er zijn geen antwoorden dubbel gecodeerd: hoe eens codeurs het zijn, is niet bekend."
        return Check("overeenstemming", "warning", text)
    low = [(t, a) for t in _used(book) if (a := alphas.get(t.id)) is not None and a < LEAST]
    if not low:
        return Check("overeenstemming", "ok", "Codeurs zijn het over alle dubbel gecodeerde thema’s genoeg eens.")
    links = tuple((f"{theme.label} ({decimal(alpha, 2)})", _page(theme)) for theme, alpha in low)
    text = "Over deze thema’s zijn codeurs het te weinig eens; ze worden als ‘indicatief’ gepubliceerd:"
    return Check("overeenstemming", "warning", text, links[:LISTED], max(0, len(links) - LISTED))


def _marked(book: Book) -> Check:
    marks = Counter(mark for own in book.codebook.marks.values() for mark in own)
    reported = len({answer for answer, _ in book.codebook.personal})
    parts = [f"{whole(marks['uncodable'])} niet te coderen", f"{whole(reported)} met een gemeld persoonsgegeven"]
    sensitive = sum(number for mark, number in marks.items() if mark != "uncodable")
    parts.append(f"{whole(sensitive)} keer als gevoelig gemarkeerd")
    return Check(
        "markeringen", "ok", f"Antwoorden: {', '.join(parts)}; {whole(len(book.codebook.quotes))} vrijgegeven."
    )


def _current(current: bool) -> Check | None:
    if current:
        return None
    text = (
        "Sinds deze thema’s zijn gevonden, is het onderzoek, een bestand of de programmatuur gewijzigd. Na een nieuwe "
        "verwerking geldt uw handtekening misschien niet meer."
    )
    return Check("actueel", "warning", text)


def _of(name: str, level: Literal["warning", "stop"], text: str, themes: Iterable[CodeTheme]) -> Check:
    links = tuple((theme.label, _page(theme)) for theme in themes)
    return Check(name, level, text, links[:LISTED], max(0, len(links) - LISTED))


def _used(book: Book) -> list[CodeTheme]:
    return [book.codebook.themes[theme] for theme in book.order]


def _start(book: Book) -> str:
    return f"/vraag/{quote(book.material.id, safe='')}"


def _page(theme: CodeTheme) -> str:
    return f"/thema/{quote(theme.id, safe='')}"
