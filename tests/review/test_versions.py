"""History, undoing, earlier states, restoring, and signing off."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.review.conftest import Served, post
from textmining.codebook import decisions as d
from textmining.codebook.decisions import Decision
from textmining.codebook.state import Base, CodeTheme
from textmining.codebook.store import Entry
from textmining.review.book import Book
from textmining.review.coding.live import Live

START = "/vraag/weg/besluiten"


def book_of(served: Served) -> Book:
    """The first codebook as it is now."""
    found = served.parts.books.of("weg")
    assert found is not None
    return found


def decided(served: Served, *actions: Any, actor: str = "anna", reason: str = "") -> list[Decision]:
    """Decisions in the log, one after another."""
    book, store = book_of(served), served.parts.books.store
    store.keep_base(book.material.base)
    entries = [Entry("weg", action, book.material.base.fit, reason) for action in actions]
    return store.append_all(entries, actor=actor, seen=store.last())


def text_of(page: str) -> str:
    """What a page says, on one line."""
    main = page[page.index("<main") :]
    return " ".join(re.sub(r"<[^>]+>", "", main).replace("&#39;", "'").split())


def test_each_decision_is_a_sentence_with_reason_and_links(served: Served) -> None:
    decided(
        served,
        d.Accept(theme="t000"),
        d.Rename(theme="t002", label="Te duur"),
        d.Define(theme="t002", definition="Geld ontbreekt", include=("te duur",)),
        d.Merge(themes=("t004", "t005"), into="t000"),
        d.Move(segments=("a00001.1",), to=None),
        d.NewTheme(theme="c-1", label="Angst"),
        d.AddTheme(answer="a00002", theme="t003"),
        d.CodeAnswer(answer="a00003", themes=("t002", "t003")),
        d.MarkAnswer(answer="a00003", mark="uncodable"),
        d.Note(theme="t003", text="let op"),
        reason="na overleg",
    )
    page = served.signed_in("lars").get(START).text
    told = text_of(page)
    for sentence in (
        "anna stelde het thema ‘Thema 1’ vast.",
        "anna gaf een thema de naam ‘Te duur’.",
        "anna omschreef het thema ‘Te duur’: “Geld ontbreekt”, met 1 voorbeeld.",
        "anna voegde ‘Thema 5’ en ‘Thema 6’ samen met ‘Thema 1’.",
        "anna haalde 1 stukje tekst uit zijn thema.",
        "anna maakte het nieuwe thema ‘Angst’.",
        "het thema ‘Thema 4’.",
        "‘Te duur’ en ‘Thema 4’.",
        "als niet te coderen.",
        "anna noteerde bij ‘Thema 4’: “let op”.",
        "Reden: na overleg",
    ):
        assert sentence in told
    assert '<a href="/thema/t000">‘Thema 1’</a>' in page
    assert 'href="/antwoord/a00003"' in page


def test_history_is_narrowed_by_coder_theme_and_kind(served: Served) -> None:
    decided(served, d.Accept(theme="t000"), d.Rename(theme="t002", label="Te duur"), d.Note(theme="t000", text="x"))
    decided(served, d.Merge(themes=("t000",), into="t003"), d.CodeAnswer(answer="a1", themes=("t000",)), actor="bram")
    client = served.signed_in("lars")

    def numbers(query: str) -> list[int]:
        page = client.get(f"{START}{query}").text
        return [int(n) for n in re.findall(r"Besluit </span>(\d+)</a>", page)]

    assert numbers("") == [5, 4, 3, 2, 1]
    assert numbers("?codeur=bram") == [5, 4]
    assert numbers("?thema=t000") == [4, 3, 1]  # which answers have it is not told here
    assert numbers("?soort=notes") == [3]
    assert numbers("?codeur=anna&thema=t000&soort=themes") == [1]
    for nonsense in ("?codeur=niemand", "?thema='", "?soort=x", "?blad=99", "?blad=-1", "?blad=" + "9" * 400):
        assert numbers(nonsense) == [5, 4, 3, 2, 1]


def test_long_history_has_pages_that_keep_the_choice(served: Served) -> None:
    decided(served, *(d.Rename(theme="t000", label=f"Naam {n}") for n in range(450)))
    client = served.signed_in("anna")
    page = client.get(f"{START}?thema=t000&blad=2").text
    assert page.count("Besluit </span>") == 200
    assert "450 besluiten met deze filters" in page
    assert f'href="{START}?thema=t000&amp;blad=3"' in page
    assert f'href="{START}?thema=t000"' in page
    answer = post(client, "/vraag/weg/ongedaan", {"besluit": 1, "gezien": 450, "terug": "?thema=t000&blad=3"})
    assert answer.headers["location"] == f"{START}?thema=t000&blad=3"
    for elsewhere in ("https://elders.nl", "//elders.nl", "/x", "@elders.nl"):
        answer = post(client, "/vraag/weg/ongedaan", {"besluit": 2, "gezien": 500, "terug": elsewhere})
        assert answer.headers.get("location", START) == START


def test_decision_is_undone_with_a_reason_and_counts_again_when_that_is_undone(served: Served) -> None:
    anna = served.signed_in("anna")
    post(anna, "/thema/t000/naam", {"naam": "Tijdgebrek", "gezien": 0})
    assert post(anna, "/vraag/weg/ongedaan", {"besluit": 1, "gezien": 1, "reden": "te vaag"}).status_code == 303
    assert "<h1>Thema 1</h1>" in anna.get("/thema/t000").text
    page = anna.get(START).text
    told = text_of(page)
    assert "ongedaan gemaakt door anna" in told
    assert "anna maakte besluit 1 ongedaan (anna gaf het thema ‘Thema 1’ de naam ‘Tijdgebrek’)" in told
    assert "Reden: te vaag" in told
    assert 'name="besluit" value="2">Laat weer gelden' in page
    assert post(anna, "/vraag/weg/ongedaan", {"besluit": 1, "gezien": 2}).status_code == 409  # it is already
    assert post(anna, "/vraag/weg/ongedaan", {"besluit": 2, "gezien": 2}).status_code == 303
    assert "<h1>Tijdgebrek</h1>" in anna.get("/thema/t000").text


@pytest.mark.parametrize("number", ["", "99", "-1", "x", "1" * 30, "0"])
@pytest.mark.parametrize("address", ["/vraag/weg/ongedaan", "/vraag/weg/herstellen"])
def test_decision_that_is_not_there_is_neither_undone_nor_restored(served: Served, address: str, number: str) -> None:
    decided(served, d.Accept(theme="t000"))
    assert post(served.signed_in("anna"), address, {"besluit": number, "gezien": 1}).status_code == 404
    assert served.parts.books.store.last() == 1


def test_decision_on_another_question_is_not_undone_here(served: Served) -> None:
    store = served.parts.books.store
    store.append("wens", d.NewTheme(theme="c-9", label="Tijd"), actor="anna", seen=0)
    anna = served.signed_in("anna")
    for address in ("/vraag/weg/ongedaan", "/vraag/weg/herstellen"):
        assert post(anna, address, {"besluit": 1, "gezien": 1}).status_code == 404
    assert anna.get(f"{START}/1").status_code == 404


def test_undoing_what_another_built_on_meanwhile_is_refused_with_both_intentions(served: Served) -> None:
    decided(served, d.Rename(theme="t000", label="Tijdgebrek"))
    decided(served, d.Accept(theme="t000"), actor="bram")
    answer = post(served.signed_in("anna"), "/vraag/weg/ongedaan", {"besluit": 1, "gezien": 1})
    assert answer.status_code == 409
    assert "bram" in answer.text
    assert served.parts.books.store.last() == 2


def test_what_another_coded_blind_is_told_only_after_coding_it_oneself(served: Served) -> None:
    blind = {"answer": "a00003", "queue": "double", "blind": True}
    decided(served, d.CodeAnswer(themes=("t003",), **blind))
    assert "‘Thema 4’" not in text_of(served.signed_in("bram").get(START).text).split("besluit")[-1]
    hidden = "codeerde het antwoord"
    for name, tells in (("anna", True), ("bram", False), ("rita", False), ("lars", True)):
        told = text_of(served.signed_in(name).get(f"{START}/1").text)
        sentence = told[told.index(hidden) : told.index("Het codeboek na")]
        assert ("‘Thema 4’" in sentence) is tells
        assert ("als u het zelf hebt gecodeerd" in sentence) is not tells
    decided(served, d.CodeAnswer(themes=(), **blind), actor="bram")
    told = text_of(served.signed_in("bram").get(f"{START}/1").text)
    assert ": ‘Thema 4’" in told


def test_codebook_is_shown_as_it_was_with_what_differs_from_now(served: Served) -> None:
    decided(
        served,
        d.Rename(theme="t000", label="Tijdgebrek"),
        d.Merge(themes=("t004",), into="t000"),
        d.Reject(theme="t002"),
        d.Rename(theme="t000", label="Te weinig tijd"),
        d.NewTheme(theme="c-1", label="Angst"),
        d.Define(theme="t003", definition="Anders"),
        d.Accept(theme="t003"),
    )
    told = text_of(served.signed_in("lars").get(f"{START}/1").text)
    for change in (
        "Tijdgebrek heet nu Te weinig tijd.",
        "Thema 5 is samengevoegd met een ander thema",
        "Thema 3 is afgewezen",
        "Angst kwam erbij (0 antwoorden).",
        "Thema 4 heeft een andere omschrijving.",
        "Thema 4 was voorgesteld en is vastgesteld.",
    ):
        assert change in told
    sizes = {theme: state.size for theme, state in _then(served, 1).items()}
    assert f"{sizes['t000']}{book_of(served).size('t000')}" in told  # beside each other in the table
    assert "1 thema is groter of kleiner geworden" in told
    assert "De thema’s zijn sindsdien niet veranderd." in text_of(served.signed_in("lars").get(f"{START}/7").text)
    between = text_of(served.signed_in("lars").get(f"{START}/1?met=2").text)
    assert "Thema 5 is samengevoegd" in between
    assert "Angst" not in between


def _then(served: Served, decision: int) -> Any:
    found = served.parts.books.past.at(book_of(served), decision)
    assert found is not None
    return found.themes


def test_earlier_state_counts_answers_as_the_book_of_that_moment_did(served: Served) -> None:
    actions = [
        d.Merge(themes=("t004",), into="t001"),
        d.Reject(theme="t002"),
        d.RemoveTheme(answer="a00009", theme="none-weg"),
        d.AddTheme(answer="a00001", theme="t001a"),
        d.CodeAnswer(answer="a00018", themes=("t003",)),
        d.Move(segments=("a00005.1",), to="t003"),
    ]
    for number, action in enumerate(actions, 1):
        decided(served, action)
        book = book_of(served)
        assert {t: s.size for t, s in _then(served, number).items() if s.in_use} == {
            theme: book.size(theme) for theme in book.codebook.in_use
        }


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999", "-1", "x"])
def test_state_after_a_decision_that_is_not_there_is_not_found(served: Served, number: str) -> None:
    decided(served, d.Accept(theme="t000"))
    assert served.signed_in("lars").get(f"{START}/{number}").status_code in (400, 404)


def test_restored_codebook_is_as_it_was_and_codes_of_answers_stay(served: Served) -> None:
    decided(
        served,
        d.Rename(theme="t000", label="Tijdgebrek"),
        d.Merge(themes=("t004",), into="t000"),
        d.CodeAnswer(answer="a00003", themes=("t003",)),
    )
    anna = served.signed_in("anna")
    told = text_of(anna.get(f"{START}/1").text)
    assert "telt dan niet meer mee: 1 besluit." in told
    answer = post(anna, "/vraag/weg/herstellen", {"besluit": 1, "gezien": 3, "reden": "toch niet"})
    assert answer.status_code == 303
    book = book_of(served)
    assert book.codebook.themes["t004"].status == "proposed"
    assert book.codebook.themes["t000"].label == "Tijdgebrek"
    assert book.themes_of["a00003"] == {"t003"}
    told = text_of(anna.get(START).text)
    assert "anna zette het codeboek terug naar hoe het was na besluit 1." in told
    assert "telt niet mee door een herstelling" in told
    post(anna, "/vraag/weg/ongedaan", {"besluit": 4, "gezien": 4})
    assert book_of(served).codebook.themes["t004"].status == "merged"


def test_nobody_restores_over_what_another_decided_meanwhile(served: Served) -> None:
    decided(served, d.Rename(theme="t000", label="Tijdgebrek"))
    decided(served, d.Accept(theme="t003"), actor="bram")
    answer = post(served.signed_in("anna"), "/vraag/weg/herstellen", {"besluit": 1, "gezien": 1})
    assert answer.status_code == 409
    assert "bram" in answer.text


# --- signing off ----------------------------------------------------------------------------------------------------


def test_checklist_hears_of_the_model_once_enough_is_coded_by_hand(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Live, "abstained", lambda self, book: 0.25)
    client = served.signed_in("lars")
    assert "Codeert u nog 100 antwoorden met de hand" in client.get("/vraag/weg/versies").text
    codable = [answer.id for answer in book_of(served).material.answers.values()][:100]
    decided(served, *(d.CodeAnswer(answer=answer, themes=("t000",)) for answer in codable))
    told = text_of(client.get("/vraag/weg/versies").text)
    assert "Bij 25% van de antwoorden is het model niet zeker" in told
    assert "Dat is meer dan 10%" in told


def ready(served: Served) -> int:
    """Judge every main theme, so that only warnings are left; the last decision."""
    book = book_of(served)
    return decided(served, *(d.Accept(theme=theme.id) for theme in book.main_themes))[-1].id


def points(page: str) -> list[str]:
    """The warnings of a page, by what its form sends."""
    return re.findall(r'name="punt" value="([^"]+)"', page)


def test_codebook_is_signed_once_what_warns_was_read_and_the_log_holds_the_number(served: Served) -> None:
    seen = ready(served)
    anna = served.signed_in("anna")
    page = anna.get("/vraag/weg/versies").text
    warnings = points(page)
    assert "overeenstemming" in warnings
    assert "Alle hoofdthema’s zijn beoordeeld." in page
    form = {"gezien": seen, "punt": warnings, "reden": "eerste ronde"}
    refused = post(anna, "/vraag/weg/ondertekenen", {**form, "punt": warnings[:-1]})
    assert refused.status_code == 400
    assert "Niet alle aandachtspunten" in refused.text
    assert 'value="eerste ronde"' in refused.text  # nothing that was filled in is lost
    assert refused.text.count(" checked") == len(warnings) - 1
    assert served.parts.books.store.last() == seen
    signed = post(anna, "/vraag/weg/ondertekenen", form)
    assert signed.headers["location"] == "/vraag/weg/versies?ondertekend=1"
    done = text_of(anna.get("/vraag/weg/versies?ondertekend=1").text)
    assert "Versie 1 is ondertekend." in done
    assert "Nog niet ondertekend: Wat zou u helpen?" in done
    assert "Ondertekend door anna" in done
    (version,) = book_of(served).codebook.versions
    assert (version.number, version.actor, version.decision) == (1, "anna", seen + 1)


def test_next_version_tells_what_changed_and_a_number_is_not_given_twice(served: Served) -> None:
    ready(served)
    decided(served, d.SignOff(number=1), d.Rename(theme="t000", label="Tijdgebrek"), d.SignOff(number=2))
    told = text_of(served.signed_in("lars").get("/vraag/weg/versies").text)
    assert "1 verandering sinds versie 1 Thema 1 heet nu Tijdgebrek." in told
    assert "Sinds de vorige versie is er niets over thema’s besloten." in told
    decided(served, d.Undo(decision=served.parts.books.store.last()), d.Accept(theme="t000"))
    told = text_of(served.signed_in("lars").get("/vraag/weg/versies").text)
    assert "Versie 3 ondertekenen" in told
    assert "Versie 2 van" not in told


def test_what_stops_cannot_be_signed_whatever_a_form_says(served: Served) -> None:
    seen = ready(served)
    decided(served, d.Rename(theme="t000", label="Thema  3"), d.NewTheme(theme="c-1", label="Angst"))
    decided(served, d.Undo(decision=seen + 2), d.AddTheme(answer="a00001", theme="c-1"))
    anna = served.signed_in("anna")
    page = anna.get("/vraag/weg/versies").text
    told = text_of(page)
    assert "Eén punt past niet meer op de thema’s van nu. Kijk dit eerst na" in told
    assert "Deze thema’s hebben dezelfde naam als een ander: Thema 3, Thema 3" in told
    assert 'ondertekenen"' not in page
    every = {"gezien": seen + 4, "punt": ["overeenstemming", "beoordeeld", "namen", "nakijken", "omschreven", "leeg"]}
    assert post(anna, "/vraag/weg/ondertekenen", every).status_code == 400
    assert book_of(served).codebook.versions == ()


def test_reader_sees_versions_and_cannot_sign(served: Served) -> None:
    seen = ready(served)
    lars = served.signed_in("lars")
    page = lars.get("/vraag/weg/versies").text
    assert "Aandachtspunten" in page
    assert "Onderteken versie" not in page
    assert post(lars, "/vraag/weg/ondertekenen", {"gezien": seen, "punt": points(page)}).status_code == 403


def test_what_another_decided_since_the_page_was_shown_is_not_signed_unseen(served: Served) -> None:
    seen = ready(served)
    anna = served.signed_in("anna")
    form = {"gezien": seen, "punt": points(anna.get("/vraag/weg/versies").text)}
    decided(served, d.Rename(theme="t000", label="Tijdgebrek"), actor="bram")
    answer = post(anna, "/vraag/weg/ondertekenen", form)
    assert answer.status_code == 409
    assert "Tijdgebrek" in answer.text
    assert book_of(served).codebook.versions == ()


def test_form_that_is_sent_twice_signs_once(served: Served) -> None:
    seen = ready(served)
    anna = served.signed_in("anna")
    form = {"gezien": seen, "punt": points(anna.get("/vraag/weg/versies").text)}
    assert post(anna, "/vraag/weg/ondertekenen", form).status_code == 303
    assert post(anna, "/vraag/weg/ondertekenen", form).status_code in (400, 409)
    assert len(book_of(served).codebook.versions) == 1


def test_overview_tells_how_each_question_stands(served: Served) -> None:
    lars = served.signed_in("lars")
    assert "Nog niet ondertekend" in lars.get("/").text
    decided(served, d.Accept(theme="t000"), d.SignOff(number=1))
    assert re.search(
        r"Versie 1, ondertekend door anna op [\d: -]+; sindsdien niets veranderd", text_of(lars.get("/").text)
    )
    decided(served, d.Rename(theme="t000", label="Tijd"), d.CodeAnswer(answer="a00001", themes=()))
    assert "sindsdien 1 besluit over thema’s" in text_of(lars.get("/").text)


def test_reported_words_are_on_none_of_these_pages(served: Served) -> None:
    decided(
        served,
        d.Rename(theme="t000", label="Ruzie met Zwarteveld"),
        d.Define(theme="t000", definition="Alles over Zwarteveld", include=("Zwarteveld weer",)),
        d.Note(theme="t000", text="Zwarteveld is weg"),
        d.ClearQuote(answer="a00001", text="Zwarteveld zei het"),
        d.SignOff(number=1),
        reason="zie Zwarteveld",
    )
    decided(served, d.Rename(theme="t000", label="Zwarteveld"), reason="volgens Zwarteveld")
    pages = ["", "/1", "/2?met=6", "/3", "?thema=t000"]
    addresses = [f"{START}{page}" for page in pages] + [f"/vraag/weg/{p}" for p in ("versies", "metingen", "kaart")]
    anna = served.signed_in("anna")
    assert all("Zwarteveld" in anna.get(address).text for address in addresses)
    decided(served, d.ReportPersonal(answer="a00001", text="Zwarteveld"))
    for address in [*addresses, "/"]:
        page = anna.get(address)
        assert page.status_code == 200
        assert "Zwarteveld" not in page.text
    decided(served, d.Undo(decision=served.parts.books.store.last()))
    assert "Zwarteveld" in anna.get(START).text


@pytest.mark.parametrize("name", ["lars", "anna"])
def test_only_who_may_decide_sees_forms(served: Served, name: str) -> None:
    decided(served, d.NewTheme(theme="c-1", label="Angst"), d.AddTheme(answer="a00001", theme="c-1"))
    decided(served, d.Undo(decision=1), d.Rename(theme="t000", label="Tijd"))
    client = served.signed_in(name)
    for page in ("besluiten", "besluiten/1", "versies", "nakijken", "metingen", "kaart"):
        found = client.get(f"/vraag/weg/{page}")
        assert found.status_code == 200
        forms = re.findall(r'method="post" action="([^"]+)"', found.text)
        if name == "lars" or page in ("metingen", "kaart", "versies"):  # what does not fit cannot be signed
            assert forms == ["/afmelden"]
        else:
            assert len(forms) > 1


def test_history_of_a_theme_holds_what_was_decided_before_it_had_its_id(served: Served) -> None:
    book, store = book_of(served), served.parts.books.store
    own = book.material.base
    placement = {segment: "oud" if theme == "t000" else None for segment, theme in own.placement.items()}
    store.keep_base(Base("eerder", "weg", {"oud": CodeTheme("oud", "Oud")}, placement, own.answer_of))
    store.append("weg", d.Rename(theme="oud", label="Tijd"), actor="anna", seen=0, fit="eerder")
    told = text_of(served.signed_in("lars").get(f"{START}?thema=t000").text)
    assert "1 besluit met deze filters" in told
    assert "de naam ‘Tijd’" in told


def test_coder_with_an_older_page_is_told_of_a_restoration_and_of_its_undo(served: Served) -> None:
    decided(served, d.Rename(theme="t000", label="Tijd"), d.Rename(theme="t003", label="Geld"))
    anna, bram = served.signed_in("anna"), served.signed_in("bram")
    assert post(anna, "/vraag/weg/herstellen", {"besluit": 1, "gezien": 2}).status_code == 303
    told = post(bram, "/thema/t003/naam", {"naam": "Kosten", "gezien": 2})
    assert told.status_code == 409
    assert "anna" in told.text
    assert post(bram, "/thema/t003/naam", {"naam": "Kosten", "gezien": 3}).status_code == 303
    assert post(anna, "/vraag/weg/ongedaan", {"besluit": 3, "gezien": 3}).status_code == 409  # bram went on from it
    assert post(anna, "/vraag/weg/ongedaan", {"besluit": 3, "gezien": 4}).status_code == 303
