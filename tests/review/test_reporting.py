from __future__ import annotations

from textmining.cleaning.redaction import StudyName, StudyNames
from textmining.codebook.folding import fold
from textmining.codebook.state import Base
from textmining.review.book import make_book
from textmining.review.material import Answer, Material
from textmining.review.reporting import AROUND, SHOWN, Context, holds, look_ahead

LONG = "woord " * 30


def book_of(*texts: str):  # type: ignore[no-untyped-def]
    """A codebook of these answers."""
    answers = {
        f"a{n}": Answer(f"a{n}", "weg", "2022", text, text.lower(), frozenset(), ()) for n, text in enumerate(texts)
    }
    base = Base("f", "weg", {}, {}, {})
    return make_book(Material("weg", {"weg": "?"}, base, answers, {}), fold(base, []), 0, {})


def test_words_are_counted_in_every_codebook_and_shown_with_what_stands_around_them() -> None:
    books = [book_of("Vraag Jansen.", "geen tijd", f"{LONG}jansen {LONG}"), book_of("JANSEN")]
    report = look_ahead(books, "Jansen", StudyNames())
    assert (report.answers, report.quotes, report.themes) == (3, 0, 0)
    first, second, third = report.contexts
    assert (first, third) == (Context("Vraag ", "Jansen", "."), Context("", "JANSEN", ""))
    assert second.before.startswith("… woord ")
    assert second.after.endswith(" woord …")
    assert len(second.before) <= AROUND + 2
    assert len(second.after) <= AROUND + 2


def test_no_more_than_a_few_are_shown() -> None:
    report = look_ahead([book_of(*["Jansen"] * 9)], "jansen", StudyNames())
    assert (report.answers, len(report.contexts)) == (9, SHOWN)


def test_words_are_held_as_whole_words_that_no_free_name_covers() -> None:
    free = StudyNames((StudyName("Jan Linders", "vrij"),))
    assert holds("ik ken jan", "Jan", free)
    assert not holds("ik ken Jan Linders", "Jan", free)
    assert not holds("januari", "jan", free)
    assert not holds("[persoon] zegt", "persoon", free)
