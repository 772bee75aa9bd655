from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.review.conftest import Served, post
from tests.review.finished import SCRIPT
from tests.review.named import ANSWERS, serve_named
from tests.review.test_access import filled
from textmining.codebook import decisions as d
from textmining.codebook.masking import reported_in
from textmining.review.access import MAY
from textmining.review.book import Book
from textmining.review.site import App

POSTS = ("thema", "thema-weg", "notitie", "citaat", "markering", "persoonsgegeven", "ongedaan")


@pytest.fixture
def named(with_users: App, tmp_path: Path) -> Iterator[Served]:
    """The app of a study whose answers name Jansen."""
    yield from serve_named(with_users, tmp_path)


def book_of(served: Served, codebook: str = "weg") -> Book:
    """A codebook as it is now."""
    found = served.parts.books.of(codebook)
    assert found is not None
    return found


def log_of(served: Served) -> list[d.Decision]:
    """All decisions."""
    return served.parts.books.store.read()


def with_segments(book: Book, number: int) -> str:
    """An answer of so many segments, each in a theme of its own."""
    return next(
        answer.id
        for answer in book.material.answers.values()
        if len(answer.segments) == number
        and len({book.codebook.placement[one.id] for one in answer.segments} - {None}) == number
    )


def test_page_tells_the_text_its_segments_their_themes_and_where_they_come_from(served: Served) -> None:
    book = book_of(served)
    answer = book.material.answers[with_segments(book, 2)]
    page = served.signed_in("lars").get(f"/antwoord/{answer.id}").text
    assert html.escape(answer.text, quote=False).replace("'", "&#39;") in page
    for segment in answer.segments:
        label = book.codebook.themes[str(book.codebook.placement[segment.id])].label
        assert re.search(rf"{label}</a>.*\({segment.similarity:.2f}\)".replace("0.", "0,"), page)
    assert page.count("door het model") == 2
    assert f"Meting {answer.wave} · Type instelling: " in page
    assert "Over dit antwoord is nog niets besloten." in page
    assert page.count("<form") == 1  # to sign out


def test_unknown_answer_is_not_found_by_any_address(served: Served) -> None:
    anna = served.signed_in("anna")
    for name in ("a99999", "x", "%2e%2e", "<b>", "a00001.1"):
        assert anna.get(f"/antwoord/{name}").status_code == 404
        for end in POSTS:
            assert post(anna, f"/antwoord/{name}/{end}", {"thema": "t000", "notitie": "x"}).status_code == 404
    assert log_of(served) == []


def test_text_of_an_answer_is_only_shown_as_text(served: Served) -> None:
    page = served.signed_in("anna").get("/antwoord/a00000").text
    assert SCRIPT not in page
    assert html.escape(SCRIPT).replace("&#x27;", "&#39;") in page


# --- themes ---------------------------------------------------------------------------------------------------------


def test_theme_is_added_and_taken_away_and_each_can_be_undone(served: Served) -> None:
    anna = served.signed_in("anna")
    (before,) = book_of(served).themes_of["a00000"]
    answer = post(anna, "/antwoord/a00000/thema", {"thema": "t004", "gezien": 0})
    assert answer.headers["location"] == "/antwoord/a00000"
    assert book_of(served).themes_of["a00000"] == {before, "t004"}
    assert "toegevoegd door een codeur" in anna.get("/antwoord/a00000").text
    post(anna, "/antwoord/a00000/thema-weg", {"thema": before, "gezien": 1})
    assert book_of(served).themes_of["a00000"] == {"t004"}
    page = anna.get("/antwoord/a00000").text
    assert "gaf dit antwoord het thema" in page
    assert "haalde het thema" in page
    for decision in (2, 1):
        assert post(anna, "/antwoord/a00000/ongedaan", {"besluit": decision, "gezien": 9}).status_code == 303
    assert book_of(served).themes_of["a00000"] == {before}
    assert anna.get("/antwoord/a00000").text.count("telt niet meer") == 2
    assert post(anna, "/antwoord/a00000/ongedaan", {"besluit": 1, "gezien": 9}).status_code == 404


def test_what_a_rule_says_of_an_answer_can_be_taken_away(served: Served) -> None:
    anna, book = served.signed_in("anna"), book_of(served)
    answer = book.material.ruled["none-weg"][0]
    assert "volgens een regel" in anna.get(f"/antwoord/{answer}").text
    post(anna, f"/antwoord/{answer}/thema-weg", {"thema": "none-weg", "gezien": 0})
    assert book_of(served).themes_of[answer] == frozenset()
    assert "Dit antwoord heeft geen thema." in anna.get(f"/antwoord/{answer}").text


def test_answer_that_was_coded_as_a_whole_is_settled_and_the_codes_stay_for_the_agreement(served: Served) -> None:
    anna, book = served.signed_in("anna"), book_of(served)
    code = d.CodeAnswer(answer="a00001", themes=("t000", "t002"), queue="double", blind=True)
    served.parts.books.decide(book, code, actor="anna", seen=0)
    assert "gecodeerd door anna" in anna.get("/antwoord/a00001").text
    post(anna, "/antwoord/a00001/thema", {"thema": "t004", "gezien": 1})
    post(anna, "/antwoord/a00001/thema-weg", {"thema": "t000", "gezien": 2})
    book = book_of(served)
    assert book.themes_of["a00001"] == {"t002", "t004"}
    assert book.codebook.hands["a00001"][0].themes == {"t000", "t002"}
    assert "eindbesluit van codeurs" in anna.get("/antwoord/a00001").text


@pytest.mark.parametrize("theme", ["", "bestaat-niet", "t004<b>"])
def test_theme_that_is_not_there_is_not_added(served: Served, theme: str) -> None:
    anna = served.signed_in("anna")
    assert post(anna, "/antwoord/a00000/thema", {"thema": theme, "gezien": 0}).status_code == 400
    assert post(anna, "/antwoord/a00000/thema-weg", {"thema": theme, "gezien": 0}).status_code == 409
    assert log_of(served) == []


def test_theme_that_an_answer_has_already_is_not_written_again(served: Served) -> None:
    anna = served.signed_in("anna")
    (own,) = book_of(served).themes_of["a00000"]
    assert post(anna, "/antwoord/a00000/thema", {"thema": own, "gezien": 0}).status_code == 303
    assert log_of(served) == []


def test_second_coder_on_an_answer_reads_what_the_first_decided(served: Served) -> None:
    anna, bram = served.signed_in("anna"), served.signed_in("bram")
    post(anna, "/antwoord/a00000/thema", {"thema": "t004", "gezien": 0})
    answer = post(bram, "/antwoord/a00000/thema", {"thema": "t005", "gezien": 0})
    assert answer.status_code == 409
    assert "anna" in answer.text
    assert [one.actor for one in log_of(served)] == ["anna"]


# --- notes and marks ------------------------------------------------------------------------------------------------


def test_note_is_shown_with_who_made_it_and_when(served: Served) -> None:
    anna, bram = served.signed_in("anna"), served.signed_in("bram")
    post(anna, "/antwoord/a00000/notitie", {"notitie": " Hoort dit bij <tijd>? ", "gezien": 0})
    post(bram, "/antwoord/a00000/notitie", {"notitie": "Ja", "gezien": 0})
    page = bram.get("/antwoord/a00000").text
    assert re.search(r"Hoort dit bij &lt;tijd&gt;\?</p><p class=\"note\">anna, \d\d-\d\d-\d{4} \d\d:\d\d</p>", page)
    assert 'Ja</p><p class="note">bram, ' in page
    assert "anna, " in served.signed_in("lars").get("/antwoord/a00000").text


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_note_that_cannot_be_saved_is_told_and_what_was_typed_stays(served: Served, text: str) -> None:
    answer = post(served.signed_in("anna"), "/antwoord/a00000/notitie", {"notitie": text, "gezien": 0})
    assert answer.status_code == 400
    assert "Een notitie heeft 1 tot 4000 tekens." in answer.text
    assert text.strip() in answer.text
    assert log_of(served) == []


def test_mark_is_shown_once_and_undone(served: Served) -> None:
    anna = served.signed_in("anna")
    for _ in range(2):
        assert post(anna, "/antwoord/a00000/markering", {"markering": "health", "gezien": 0}).status_code == 303
    assert len(log_of(served)) == 1
    assert '<span class="tag suspect">gevoelig: gezondheid</span>' in anna.get("/antwoord/a00000").text
    post(anna, "/antwoord/a00000/ongedaan", {"besluit": 1, "gezien": 1})
    assert book_of(served).codebook.marks.get("a00000", frozenset()) == frozenset()
    assert post(anna, "/antwoord/a00000/markering", {"markering": "<b>", "gezien": 0}).status_code == 400


def test_decisions_about_other_things_are_not_undone_here(served: Served) -> None:
    anna = served.signed_in("anna")
    post(anna, "/thema/t000/vaststellen", {"gezien": 0})
    post(anna, "/antwoord/a00001/markering", {"markering": "health", "gezien": 1})
    for number in ("1", "2", "3", "", "x", "-1", "9" * 30):
        assert post(anna, "/antwoord/a00000/ongedaan", {"besluit": number, "gezien": 2}).status_code == 404
    assert len(log_of(served)) == 2


# --- quotes ---------------------------------------------------------------------------------------------------------


def test_answer_is_cleared_as_a_whole_or_shortened_and_taken_back(named: Served) -> None:
    anna = named.signed_in("anna")
    post(anna, "/antwoord/a00001/citaat", {"wat": "geheel", "gezien": 0})
    assert book_of(named).codebook.quotes == {"a00001": ANSWERS[1]}
    assert "Dit citaat mag worden gepubliceerd." in anna.get("/antwoord/a00001").text
    post(anna, "/antwoord/a00001/citaat", {"wat": "deel", "citaat": "geen TIJD ... te oefenen", "gezien": 1})
    assert book_of(named).codebook.quotes == {"a00001": "geen tijd … te oefenen"}
    post(anna, "/antwoord/a00001/citaat", {"wat": "intrekken", "gezien": 2})
    assert book_of(named).codebook.quotes == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Er is veel tijd", "Dit staat niet in het antwoord: ‘veel’."),
        ("oefenen … geen tijd", "‘geen tijd’ staat niet zo in het antwoord"),
        ("", "Schrijf het citaat op"),
        ("<script>", "Dit staat niet in het antwoord: ‘script’."),
    ],
)
def test_other_words_than_those_of_the_answer_are_refused_and_kept_in_the_form(
    named: Served, text: str, told: str
) -> None:
    form = {"wat": "deel", "citaat": text, "gezien": 0}
    answer = post(named.signed_in("anna"), "/antwoord/a00001/citaat", form)
    assert answer.status_code == 400
    assert told in answer.text
    assert html.escape(text) in answer.text
    assert log_of(named) == []


def test_sensitive_answer_is_not_quoted(named: Served) -> None:
    anna = named.signed_in("anna")
    post(anna, "/antwoord/a00001/citaat", {"wat": "geheel", "gezien": 0})
    post(anna, "/antwoord/a00001/markering", {"markering": "conflict", "gezien": 1})
    assert "het citaat wordt niet gepubliceerd" in anna.get("/antwoord/a00001").text
    post(anna, "/antwoord/a00001/citaat", {"wat": "intrekken", "gezien": 2})
    answer = post(anna, "/antwoord/a00001/citaat", {"wat": "geheel", "gezien": 3})
    assert answer.status_code == 400
    assert "gemarkeerd als gevoelig" in answer.text
    assert book_of(named).codebook.quotes == {}


# --- personal data --------------------------------------------------------------------------------------------------

NAME = re.compile(r"\bjansen(s\b|\b)", re.IGNORECASE)
EVERYWHERE = (
    *sorted({filled(path) for method, path in MAY if method == "GET"} - {"/aanmelden"}),
    *("/vraag/wens", "/vraag/wens/overig", "/thema/t000?zoek=vraag&volgorde=doubtful"),
    *(f"/antwoord/a{n:05d}" for n in range(len(ANSWERS))),
)
"""Every page and the API."""


def report(served: Served, words: str = "Jansen", *, sure: bool = True, answer: str = "a00000"):  # type: ignore[no-untyped-def]
    """Report words about a person, as anna."""
    form = {"woorden": words, "gezien": 0} | ({"zeker": "ja"} if sure else {})
    return post(served.signed_in("anna"), f"/antwoord/{answer}/persoonsgegeven", form)


def test_report_first_tells_where_the_words_stand_and_writes_nothing(named: Served) -> None:
    anna = named.signed_in("anna")
    post(anna, "/antwoord/a00003/citaat", {"wat": "geheel", "gezien": 0})
    post(anna, "/thema/t000/naam", {"naam": "Hulp van Jansen", "gezien": 1})
    page = report(named, " jansen ", sure=False)
    assert page.status_code == 200
    assert "Dat staat in 5 antwoorden, in 1 vrijgegeven citaat, en in de tekst van 1 thema." in page.text
    assert "Vraag het aan <mark>jansen</mark>, die weet" in page.text
    assert "&lt;b&gt;<mark>JANSEN</mark>&lt;/b&gt;" in page.text
    assert "Dat is veel voor een naam" not in page.text
    assert len(log_of(named)) == 2


def test_common_word_is_told_to_be_one(served: Served) -> None:
    word = "de"
    book = book_of(served)
    answer = next(a.id for a in book.material.answers.values() if " de " in a.text)
    page = report(served, word, sure=False, answer=answer)
    assert "Dat is veel voor een naam" in page.text


def test_reported_words_are_nowhere_from_that_moment_on_and_an_undo_brings_them_back(named: Served) -> None:
    anna, lars = named.signed_in("anna"), named.signed_in("lars")
    post(anna, "/antwoord/a00003/citaat", {"wat": "geheel", "gezien": 0})
    post(anna, "/thema/t000/naam", {"naam": "Hulp van Jansen", "gezien": 1})
    form = {"omschrijving": "Wat Jansen doet", "wel": "jansen helpt", "niet": "JANSEN niet", "reden": "zei Jansen"}
    post(anna, "/thema/t000/omschrijving", form | {"gezien": 2})
    post(anna, "/antwoord/a00003/notitie", {"notitie": "Jansen is de teamleider"})
    assert sum(bool(NAME.search(lars.get(path).text)) for path in EVERYWHERE) >= 8
    assert report(named).headers["location"] == "/antwoord/a00000"
    for path in EVERYWHERE:
        for client in (anna, lars, named.signed_in("rita")):
            assert not NAME.search(client.get(path).text), path
    assert "Vraag het aan [persoon], die weet alles" in lars.get("/thema/t000").text
    assert "Meer tijd van [persoon]" in lars.get("/antwoord/a00010").text
    assert "[persoon 2] lessen zijn vol; [persoon] helpt" in lars.get("/antwoord/a00002").text
    assert ">Hulp van [persoon]<" in lars.get("/vraag/weg").text
    assert "1 antwoord met deze filters" in lars.get("/thema/t000?zoek=jansen").text  # "jansenistisch" is another word
    (reported,) = [one for one in log_of(named) if one.action.kind == "report_personal"]
    post(anna, "/antwoord/a00000/ongedaan", {"besluit": reported.id, "gezien": reported.id})
    assert "Vraag het aan jansen" in lars.get("/thema/t000").text
    assert "5 antwoorden met deze filters" in lars.get("/thema/t000?zoek=jansen").text
    assert "<h1>Hulp van Jansen</h1>" in lars.get("/thema/t000").text


def test_the_next_run_redacts_what_the_app_leaves_out(named: Served) -> None:
    from textmining.project import decision_log, reported_personal

    report(named, "jansen")
    report(named, "Piet", answer="a00003")
    project = named.parts.books.watched.project()
    log = decision_log(project, make=True)
    assert log is not None
    with closing(log):
        for one in log_of(named):  # the app of a test has a database of its own
            log.append(one.codebook, one.action, actor=one.actor, seen=0)
    assert reported_personal(project) == ("Piet", "jansen") == book_of(named).mask.words


@pytest.mark.parametrize("words", ["", "x", "jans", "het aan Piet", "persoon", "[persoon]", "!?", "x" * 201, "janse"])
def test_words_that_redaction_would_not_find_in_the_answer_are_refused(named: Served, words: str) -> None:
    for sure in (True, False):
        answer = report(named, words, sure=sure)
        assert answer.status_code == 400
        assert 'role="alert"' in answer.text
    assert log_of(named) == []


def test_report_does_not_wait_for_another_coder(named: Served) -> None:
    post(named.signed_in("bram"), "/antwoord/a00000/thema", {"thema": "t004", "gezien": 0})
    assert report(named).status_code == 303
    assert reported_in(log_of(named)) == ("Jansen",)


def test_segments_still_fit_and_are_moved_after_a_report(named: Served) -> None:
    report(named)
    book = book_of(named)
    assert book.text_of("a00002.1") == book.material.answers["a00002"].text
    assert book.examples["t000"]
    form = {"van": "t000", "stukje": "a00002.1", "naar": "t004", "gezien": 1}
    assert post(named.signed_in("anna"), "/vraag/weg/verplaatsen", form).status_code == 303
    assert book_of(named).themes_of["a00002"] == {"t004"}


# --- blind ----------------------------------------------------------------------------------------------------------


def test_blind_page_tells_nothing_that_could_sway_a_coder_and_stays_blind(served: Served) -> None:
    anna, book = served.signed_in("anna"), book_of(served)
    post(anna, "/antwoord/a00000/notitie", {"notitie": "volgens mij werkdruk", "gezien": 0})
    page = anna.get("/antwoord/a00000?blind=1").text
    body = page.partition("<main")[2]
    for theme in book.codebook.themes.values():
        assert theme.label not in body
    assert "2022" not in body
    assert "roc" not in body
    assert "vakschool" not in body
    assert "werkdruk" not in body
    assert "anna" not in body
    form = {"markering": "uncodable", "gezien": 1, "blind": "1"}
    assert post(anna, "/antwoord/a00000/markering", form).headers["location"] == "/antwoord/a00000?blind=1"
    wrong = post(anna, "/antwoord/a00000/citaat", {"wat": "deel", "citaat": "iets", "blind": "1"})
    assert "Thema’s van dit antwoord" not in wrong.text


def test_codes_of_another_who_was_blind_are_withheld_until_one_coded_too(served: Served) -> None:
    bram, rita, book = served.signed_in("bram"), served.signed_in("rita"), book_of(served)
    answer = next(a for a in book.material.answers if a not in served.parts.coding.double_sample(book))
    code = d.CodeAnswer(answer=answer, themes=("t002",), queue="uncertain", blind=True)
    served.parts.books.decide(book, code, actor="anna", seen=0)
    withheld = bram.get(f"/antwoord/{answer}").text
    assert "Thema 3" not in withheld.partition("<main")[2]
    assert "als u zelf klaar bent" in withheld
    assert "gecodeerd door anna" in rita.get(f"/antwoord/{answer}").text
    served.parts.books.decide(book_of(served), code, actor="bram", seen=1)
    assert "Thema 3" in bram.get(f"/antwoord/{answer}").text.partition("<main")[2]


def test_codes_of_the_double_sample_are_withheld_until_one_coded_all_of_it_or_they_are_settled(served: Served) -> None:
    bram, lars, book = served.signed_in("bram"), served.signed_in("lars"), book_of(served)
    answer, other, *_ = served.parts.coding.double_sample(book)
    code = d.CodeAnswer(answer=answer, themes=("t002",), queue="double", blind=True)
    for coder in ("anna", "bram"):
        served.parts.books.decide(book, code, actor=coder, seen=0)
    assert "als u zelf klaar bent" in bram.get(f"/antwoord/{answer}").text
    assert "<strong>anna</strong> codeerde" not in bram.get(f"/antwoord/{answer}").text
    assert "<strong>anna</strong> codeerde" in lars.get(f"/antwoord/{answer}").text
    assert "als u zelf klaar bent" not in bram.get(f"/antwoord/{other}").text  # nobody coded it: nothing to withhold
    served.parts.books.decide(book, d.Settle(answer=answer, themes=("t002",)), actor="rita", seen=9)
    assert "eindbesluit van codeurs" in bram.get(f"/antwoord/{answer}").text
