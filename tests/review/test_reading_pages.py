from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.review.conftest import Served
from tests.review.finished import reopen, write_study
from textmining.review.book import Book
from textmining.review.choosing import Choice, choose_loose, choose_members, read_choice
from textmining.review.material.folding import fold
from textmining.review.serving import open_app


@pytest.fixture
def book(served: Served) -> Book:
    """The first codebook."""
    found = served.parts.books.of("weg")
    assert found is not None
    return found


def shown(page: str) -> int:
    """How many answers a page lists."""
    return len(re.findall(r'<li id="a\d+"', page))


def test_overview_tells_the_questions_and_how_far_coders_are(served: Served) -> None:
    page = served.signed_in("lars").get("/").text
    assert "Wat staat u in de weg?" in page
    assert "0 van 9 thema’s beoordeeld" in page
    assert '<progress id="v-1-t" max="9" value="0">' in page


def test_overview_says_so_where_discovery_has_not_run(served: Served, tmp_path: Path) -> None:
    study = write_study(tmp_path)
    empty = open_app(lambda: reopen(study))
    client = served.signed_in("lars")
    served.app.state.parts = replace(served.parts, books=empty.books)
    page = client.get("/").text
    assert "Er zijn nog geen thema’s." in page
    assert "textmining code" in page
    assert client.get("/vraag/weg").status_code == 404


def test_question_shows_each_theme_with_what_is_known_of_it(served: Served) -> None:
    page = served.signed_in("lars").get("/vraag/weg").text
    assert page.count("<h2><a") == 9
    assert "zeer stabiel (0,95)" in page
    assert "twijfelachtig (0,65)" in page
    assert "één woord" in page
    assert "Subthema’s" in page
    assert "tijd, rooster, scholing" in page
    assert page.count('<ul class="examples"') == 8  # one for each but "geen belemmering"


def test_reader_sees_no_form_but_to_sign_out(served: Served) -> None:
    client = served.signed_in("lars")
    for path in ("/vraag/weg", "/thema/t000", "/vraag/weg/besluiten"):
        assert re.findall(r'method="post" action="([^"]+)"', client.get(path).text) == ["/afmelden"]


def test_theme_lists_its_answers_fifty_at_a_time_the_surest_first(served: Served, book: Book) -> None:
    client = served.signed_in("lars")
    first, second = (client.get(f"/thema/t000?blad={n}").text for n in (1, 2))
    assert shown(first) == 50
    assert shown(second) == book.size("t000") - 50
    assert "blad 1 van 2" in first
    sure = [member.confidence for member in book.members["t000"]]
    assert sure == sorted(sure, reverse=True)
    assert client.get("/thema/t000?blad=99").text.count("blad 2 van 2") == 1


def test_main_theme_holds_the_answers_of_its_sub_themes(book: Book) -> None:
    main = {member.answer.id for member in book.members["t001"]}
    parts = [{member.answer.id for member in book.members[part]} for part in ("t001a", "t001b")]
    assert main == parts[0] | parts[1]
    assert [part.id for part in book.parts("t001")] in (["t001a", "t001b"], ["t001b", "t001a"])


def test_search_finds_every_answer_that_holds_the_words_and_no_other(book: Book) -> None:
    members = book.members["t000"]
    word = fold(members[3].answer.text.split()[0])
    found = choose_members(book, "t000", Choice(search=word.upper()))
    assert found.total == sum(word in fold(member.answer.text) for member in members) > 0


@pytest.mark.parametrize("level", ["high", "middle", "low"])
def test_levels_of_confidence_are_thirds(book: Book, level: str) -> None:
    themed = [theme for theme, depth in book.order.items() if depth == 0 and theme != "none-weg"]
    held = sum(choose_members(book, theme, Choice(level=level)).total for theme in themed)
    assert 0.2 < held / sum(book.size(theme) for theme in themed) < 0.5


def test_filters_leave_out_the_others(book: Book) -> None:
    for choice in (Choice(wave="2022"), Choice(group="type:vakschool"), Choice(wave="2022", group="type:vakschool")):
        rows = choose_members(book, "t000", choice).rows
        assert rows
        assert all(not choice.wave or row.answer.wave == choice.wave for row in rows)
        assert all(not choice.group or choice.group in row.answer.groups for row in rows)


def test_rule_gives_answers_their_theme(book: Book) -> None:
    assert {member.by for member in book.members["none-weg"]} == {"rule"}
    assert choose_members(book, "none-weg", Choice(level="person")).total == 44


def test_leftover_lists_what_no_theme_holds_with_the_nearest(served: Served, book: Book) -> None:
    page = served.signed_in("lars").get("/vraag/weg/overig").text
    assert f"{len(book.loose)} stukjes tekst" in page
    assert page.count("dichtst bij <a") == len(book.loose)
    near = [loose.segment.similarity for loose in choose_loose(book, Choice()).rows]
    assert near == sorted(near, key=lambda value: -(value or 0))


def test_address_of_a_page_keeps_the_choice(book: Book) -> None:
    choice = read_choice({"zoek": " geen  tijd ", "meting": "2022", "groep": "type:roc", "blad": "2"}, book)
    assert choice.address(page=3) == "?zoek=geen+tijd&meting=2022&groep=type%3Aroc&blad=3"
    assert Choice().address(page=1) == "?"


def test_search_marks_what_it_found_and_what_lies_outside_the_theme(served: Served) -> None:
    page = served.signed_in("lars").get("/thema/t000?zoek=TÍJD").text
    assert re.search(r"<mark>tijd</mark>", page, re.IGNORECASE)
    assert 'class="outside"' in served.signed_in("lars").get("/thema/t000").text
