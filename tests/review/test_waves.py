"""Waves: inherited, new and vanished themes, and how often each is mentioned in each wave."""

from __future__ import annotations

from collections import Counter

from tests.review.conftest import Served
from tests.review.test_conflicts import segments_of, taken_on
from tests.review.test_versions import book_of, decided, text_of
from textmining.codebook import decisions as d
from textmining.review.versions.waves import inheritance_of, wave_table

PAGE = "/vraag/weg/metingen"


def test_each_wave_has_its_share_of_the_answers_that_can_be_coded(served: Served) -> None:
    decided(served, d.MarkAnswer(answer="a00001", mark="uncodable"))
    book = book_of(served)
    totals, rows = wave_table(book)
    answers = Counter(a.wave for a in book.material.answers.values() if a.id != "a00001")
    assert totals == answers
    shown = {row.theme.id: row for row in rows}
    assert list(shown) == list(book.order)
    held = Counter(m.answer.wave for m in book.members["t000"] if m.answer.id != "a00001")
    for wave, cell in zip(book.material.waves, shown["t000"].cells, strict=True):
        assert cell.count == held[wave]
        assert cell.share == held[wave] / totals[wave]


def test_numbers_of_few_are_not_told(served: Served) -> None:
    decided(served, d.NewTheme(theme="c-1", label="Angst"), d.AddTheme(answer="a00001", theme="c-1"))
    row = next(row for row in wave_table(book_of(served))[1] if row.theme.id == "c-1")
    assert [(cell.count, cell.share) for cell in row.cells] == [(None, None)] * 2
    page = served.signed_in("lars").get(PAGE).text
    assert 'aria-label="minder dan 10"' in page


def test_page_says_so_where_themes_were_not_found_again(served: Served) -> None:
    decided(served, d.SignOff(number=1))
    told = text_of(served.signed_in("lars").get(PAGE).text)
    assert "niet opnieuw gezocht" in told
    assert "Overgenomen thema’s" not in told


def test_codebook_of_before_opens_this_one_with_inherited_new_and_vanished_themes(served: Served) -> None:
    book = book_of(served)
    thirds = [s for theme in ("t002", "t004", "t006") for s in segments_of(book, theme)]
    spread = [s for theme in ("t000", "t001a", "t003", "t005a", "t007") for s in segments_of(book, theme)[:1]]
    themes = {
        "tijd": segments_of(book, "t000")[1:],
        "t003": segments_of(book, "t003")[1:],
        "delen": thirds,
        "los": spread,
    }
    taken_on(served, themes, d.Rename(theme="tijd", label="Tijdgebrek"), d.SignOff(number=1))
    book = book_of(served)
    found = inheritance_of(served.parts.books.store, served.parts.books.past, book)
    assert found is not None
    assert found.version is not None
    how = {one.then.theme.id: (one.how, {theme.id for theme in one.now}) for one in found.inherited}
    assert how["tijd"] == ("heir", {"t000"})
    assert how["t003"] == ("same", {"t003"})
    assert how["delen"] == ("split", {"t002", "t004", "t006"})
    assert [one.then.theme.id for one in found.vanished if one.then.size] == ["los"]
    assert "t007" in {theme.id for theme in found.new}
    assert found.waves == ("2019", "2022")
    told = text_of(served.signed_in("lars").get(PAGE).text)
    assert "opnieuw gezocht na versie 1" in told
    assert "Tijdgebrek" in told
    assert "in delen uiteengevallen" in told
    assert "Oud los had 5 antwoorden" in told


def test_without_a_signed_version_it_is_the_last_discovery_that_coders_decided_on(served: Served) -> None:
    taken_on(served, {"tijd": segments_of(book_of(served), "t000")}, d.Accept(theme="tijd"))
    found = inheritance_of(served.parts.books.store, served.parts.books.past, book_of(served))
    assert found is not None
    assert (found.version, found.then.decision.id) == (None, 1)
    assert "besluit 1" in text_of(served.signed_in("lars").get(PAGE).text)
