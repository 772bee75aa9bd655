"""Nothing is silently dropped: each kind of conflict is built by another discovery or an undo, shown, and resolved."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.review.conftest import Served, post
from tests.review.test_versions import book_of, decided, text_of
from textmining.codebook import decisions as d
from textmining.codebook.state import Base, CodeTheme
from textmining.codebook.store import Entry
from textmining.review.book import Book
from textmining.review.versions.doubts import key_of

PAGE = "/vraag/weg/nakijken"


def segments_of(book: Book, theme: str) -> list[str]:
    """The segments that discovery puts in a theme."""
    return [segment for segment, placed in book.material.base.placement.items() if placed == theme]


def taken_on(served: Served, themes: Mapping[str, Sequence[str]], *actions: Any, actor: str = "anna") -> None:
    """Decisions on an earlier discovery, in which themes held other segments; the study's own is the re-fit."""
    now, store = book_of(served).material.base, served.parts.books.store
    held = {segment: theme for theme, segments in themes.items() for segment in segments}
    known = {t: theme for t, theme in now.themes.items() if t in themes or theme.parent is None}
    placement = {segment: held.get(segment) for segment in now.placement}
    made = {theme: known.get(theme, CodeTheme(theme, f"Oud {theme}")) for theme in themes}
    old = Base("eerder", "weg", made, placement, now.answer_of)
    store.keep_base(old)
    store.append_all([Entry("weg", action, old.fit) for action in actions], actor=actor, seen=store.last())


def kinds(served: Served) -> list[str]:
    """Of the conflicts that there are."""
    return [conflict.kind for conflict in book_of(served).codebook.conflicts]


def choices(page: str) -> list[str]:
    """What a coder can choose in the first case."""
    form = page[page.index('class="choices"') :]
    return re.findall(r'name="keuze" value="([^"]+)"', form[: form.index("</form>")])


def choose(served: Served, value: str, **more: str) -> Any:
    """Press a button of the first case, as anna."""
    anna = served.signed_in("anna")
    page = anna.get(PAGE).text
    assert value in choices(page)
    key = re.search(r'name="punt" value="([^"]+)"', page)
    assert key is not None
    form = {"punt": key[1], "keuze": value, "gezien": book_of(served).last, **more}
    answer = post(anna, PAGE, form)
    assert answer.status_code == 303
    assert answer.headers["location"] == PAGE
    return answer


def accounted_for(served: Served) -> bool:
    """Whether every decision in the log counts, is undone, or is told."""
    codebook = book_of(served).codebook
    told = {conflict.decision for conflict in codebook.conflicts}
    log = {decision.id for decision in served.parts.books.store.read("weg")}
    return log == codebook.applied | codebook.undone | (told - {None})


def split(served: Served, most: int | None = None) -> None:
    """A renamed theme of which three themes each hold a part now; ``most`` segments of each, else all."""
    book = book_of(served)
    held = [segment for theme in ("t000", "t002", "t004") for segment in segments_of(book, theme)[:most]]
    taken_on(served, {"oud": held, "t003": segments_of(book, "t003")}, d.Rename(theme="oud", label="Tijd"))


def test_page_says_so_where_everything_fits(served: Served) -> None:
    assert "Er is niets na te kijken." in served.signed_in("lars").get(PAGE).text
    assert "badge" not in served.signed_in("lars").get("/vraag/weg").text


def test_theme_that_fell_apart_is_told_with_examples_of_each_part(served: Served) -> None:
    split(served)
    assert kinds(served) == ["split"]
    page = served.signed_in("lars").get(PAGE).text
    told = text_of(page)
    assert "viel in delen uiteen" in told
    assert "anna gaf" in told
    assert "‘Tijd’" in told
    assert '<a href="/thema/t000">' in page
    assert '<a href="/thema/t002">' in page
    assert page.count('class="examples"') == 4  # as it was, and each part
    assert 'name="keuze"' not in page  # a reader looks
    assert '<span class="badge">1</span>' in page
    assert "Eén punt past niet meer op de thema’s van nu." in text_of(served.signed_in("lars").get("/").text)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_part_that_a_coder_names_has_the_decisions(served: Served, number: int) -> None:
    split(served)
    conflict = book_of(served).codebook.conflicts[0]
    choose(served, f"is:{number}")
    codebook = book_of(served).codebook
    assert codebook.conflicts == ()
    assert [theme for theme in conflict.candidates if codebook.themes[theme].label == "Tijd"] == [
        conflict.candidates[number]
    ]
    assert accounted_for(served)


@pytest.mark.parametrize("value", ["keep", "is:1", "all"])
def test_theme_whose_parts_are_mostly_something_else_is_kept_or_goes_into_one(served: Served, value: str) -> None:
    split(served, 8)
    assert "blijft staan zoals het was" in text_of(served.signed_in("anna").get(PAGE).text)
    part = book_of(served).codebook.conflicts[0].candidates[1]
    choose(served, value)
    codebook = book_of(served).codebook
    assert codebook.conflicts == ()
    assert codebook.themes["oud"].label == "Tijd"
    assert codebook.now("oud") == (part if value == "is:1" else "oud")
    assert (codebook.now(part) == "oud") is (value == "all")
    assert accounted_for(served)


def test_parts_are_put_together_again(served: Served) -> None:
    split(served)
    choose(served, "all")
    book = book_of(served)
    assert book.codebook.conflicts == ()
    assert book.codebook.now("t000") == book.codebook.now("t002") is not None
    assert book.codebook.themes[str(book.codebook.now("t000"))].label == "Tijd"
    assert accounted_for(served)


def joined(served: Served) -> None:
    """Two decided themes that one theme holds now."""
    held = segments_of(book_of(served), "t000")
    cut = len(held) * 3 // 5
    both = {"een": held[:cut], "twee": held[cut:]}
    taken_on(served, both, d.Rename(theme="een", label="Tijd"), d.Define(theme="twee", definition="Geen uren"))


def test_themes_that_became_one_are_left_so_or_kept_apart(served: Served) -> None:
    joined(served)
    assert kinds(served) == ["joined"]
    page = served.signed_in("anna").get(PAGE).text
    told = text_of(page)
    assert "werden één thema" in told
    assert "Oud een" in told
    assert "Oud twee" in told
    assert 'form="ongedaan" name="besluit" value="1"' in page
    offered = choices(page)
    assert "leave" in offered
    choose(served, "leave")
    assert kinds(served) == []
    assert accounted_for(served)


def test_all_choices_for_themes_that_became_one_settle_it(served: Served) -> None:
    joined(served)
    for value in choices(served.signed_in("anna").get(PAGE).text):
        choose(served, value)
        assert kinds(served) == []
        store = served.parts.books.store
        again = [one.id for one in store.read("weg") if one.action.kind == "resolve"]
        decided(served, *(d.Undo(decision=number) for number in again))
        assert kinds(served) == ["joined"]


def gone(served: Served) -> None:
    """An accepted theme whose segments lie all over the themes of now."""
    book = book_of(served)
    spread = [segments_of(book, t)[0] for t in ("t000", "t001a", "t002", "t003", "t004", "t005a", "t006", "t007")]
    taken_on(
        served,
        {"oud": spread, "t000": segments_of(book, "t000")[1:]},
        d.Accept(theme="oud"),
        d.Rename(theme="oud", label="Angst"),
    )


@pytest.mark.parametrize("value", ["keep", "is:0", "reject", "other"])
def test_theme_that_is_gone_is_kept_rejected_or_is_another(served: Served, value: str) -> None:
    gone(served)
    assert set(kinds(served)) == {"gone"}
    told = text_of(served.signed_in("anna").get(PAGE).text)
    assert "‘Angst’ is niet teruggevonden" in told
    choose(served, value, **({"thema": "t006"} if value == "other" else {}))
    codebook = book_of(served).codebook
    assert codebook.conflicts == ()
    status = {"keep": "accepted", "is:0": "merged", "reject": "rejected", "other": "merged"}[value]
    assert codebook.themes["oud"].status == status
    assert value != "other" or codebook.now("oud") == "t006"
    assert accounted_for(served)


def test_decision_on_text_that_is_gone_lapses_when_a_coder_says_so(served: Served) -> None:
    decided(served, d.Move(segments=("weg.1",), to="t000"), d.Move(segments=("weg.2",), to=None))
    assert kinds(served) == ["gone", "gone"]
    told = text_of(served.signed_in("anna").get(PAGE).text)
    assert told.count("De stukjes tekst waar dit besluit over gaat, zijn er niet meer.") == 2
    for left in (["gone"], []):
        choose(served, "lapse")
        assert kinds(served) == left
    assert accounted_for(served)


def undone(served: Served) -> None:
    """A name for a theme that is merged, since the undo of the merger was undone."""
    decided(served, d.Merge(themes=("t004",), into="t000"), d.Undo(decision=1))
    decided(served, d.Rename(theme="t004", label="Rooster"), d.Undo(decision=2))


def test_decision_on_a_theme_that_is_merged_again_goes_to_the_other_or_lapses(served: Served) -> None:
    undone(served)
    assert kinds(served) == ["undone"]
    assert "is samengevoegd met een ander: ‘Thema 1’" in text_of(served.signed_in("anna").get(PAGE).text)
    choose(served, "move")
    assert kinds(served) == []
    assert book_of(served).codebook.themes["t000"].label == "Rooster"
    assert accounted_for(served)
    decided(served, d.Undo(decision=6), d.Undo(decision=5))
    assert kinds(served) == ["undone"]
    choose(served, "lapse")
    assert book_of(served).codebook.themes["t000"].label == "Thema 1"
    assert accounted_for(served)


def unknown(served: Served) -> None:
    """A code with a theme whose making was undone."""
    decided(served, d.NewTheme(theme="c-1", label="Angst"), d.CodeAnswer(answer="a00001", themes=("c-1",)))
    decided(served, d.Undo(decision=1))


@pytest.mark.parametrize(
    ("value", "themes"), [("again", {"c-1"}), ("other", {"t003"}), ("lapse", None)], ids=["again", "other", "lapse"]
)
def test_decision_on_a_theme_that_is_no_more_brings_it_back_is_of_another_or_lapses(
    served: Served, value: str, themes: set[str] | None
) -> None:
    before = book_of(served).themes_of["a00001"]
    unknown(served)
    assert kinds(served) == ["unknown"]
    assert "Dat thema is er nu niet." in text_of(served.signed_in("anna").get(PAGE).text)
    choose(served, value, **({"thema": "t003"} if value == "other" else {}))
    book = book_of(served)
    assert book.codebook.conflicts == ()
    assert book.themes_of["a00001"] == (before if themes is None else themes)
    assert accounted_for(served)


def test_theme_that_is_mostly_something_else_by_now_is_told_and_can_stay(served: Served) -> None:
    held = segments_of(book_of(served), "t003")
    taken_on(served, {"t003": held[: len(held) // 3]}, d.Rename(theme="t003", label="Geld"))
    assert kinds(served) == ["joined"]
    told = text_of(served.signed_in("anna").get(PAGE).text)
    assert "Het thema ‘Geld’ bestaat nu voor het grootste deel uit andere stukjes tekst dan eerst." in told
    choose(served, "leave")
    assert kinds(served) == []
    assert accounted_for(served)


@pytest.mark.parametrize("make", [split, joined, gone, undone, unknown])
def test_undoing_what_a_case_is_about_closes_it(served: Served, make: Any) -> None:
    make(served)
    anna = served.signed_in("anna")
    page = anna.get(PAGE).text
    buttons = re.findall(r'form="ongedaan" name="besluit" value="(\d+)"', page)
    if not buttons:  # a case about one decision has its own button
        choose(served, "lapse")
    for number in buttons:
        form = {"besluit": number, "gezien": book_of(served).last, "terug": "nakijken"}
        assert post(anna, "/vraag/weg/ongedaan", form).headers["location"] == PAGE
    assert kinds(served) == []
    assert accounted_for(served)


def test_second_coder_who_resolves_the_same_is_told(served: Served) -> None:
    split(served)
    anna, bram = served.signed_in("anna"), served.signed_in("bram")
    seen = book_of(served).last
    form = {"punt": key_of(book_of(served).codebook.conflicts[0]), "keuze": "is:0", "gezien": seen}
    assert post(bram, PAGE, form).status_code == 303
    answer = post(anna, PAGE, form)
    assert answer.status_code == 409
    assert "intussen al opgelost" in answer.text
    decided(served, d.Undo(decision=book_of(served).last), actor="bram")
    answer = post(anna, PAGE, {**form, "gezien": seen})  # the page is of before bram decided, and undid it
    assert answer.status_code == 409
    assert "bram" in answer.text


def test_choice_that_is_not_offered_is_refused(served: Served) -> None:
    split(served)
    anna = served.signed_in("anna")
    seen, key = book_of(served).last, key_of(book_of(served).codebook.conflicts[0])
    for form in (
        {"punt": key, "keuze": "is:7"},
        {"punt": key, "keuze": "keep"},
        {"punt": key, "keuze": ""},
        {"punt": key, "keuze": "other", "thema": "bestaat-niet"},
        {"punt": "", "keuze": "is:0"},
        {"punt": "gone oud", "keuze": "is:0"},
    ):
        assert post(anna, PAGE, {**form, "gezien": seen}).status_code in (400, 409)
    assert book_of(served).last == seen
    assert post(served.signed_in("lars"), PAGE, {"punt": key, "keuze": "is:0"}).status_code == 403
