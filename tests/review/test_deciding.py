from __future__ import annotations

import re

from tests.review.conftest import Served, post


def last_of(page: str) -> str:
    """The last decision that a page knows of."""
    found = re.search(r'name="gezien" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_whoever_judges_on_the_page_of_the_question_stays_there(served: Served) -> None:
    anna = served.signed_in("anna")
    listed = re.findall(r'<li id="(t\d+)">', anna.get("/vraag/weg").text)
    first, second = listed[:2]
    back = {"gezien": 0, "terug": "vraag"}
    assert post(anna, f"/thema/{first}/vaststellen", back).headers["location"] == f"/vraag/weg#{first}"
    assert post(anna, f"/thema/{first}/afwijzen", back).headers["location"] == f"/vraag/weg#{second}"


def test_name_and_definition_are_saved_together_and_only_what_changed(served: Served) -> None:
    anna = served.signed_in("anna")
    form = {"naam": "Geen tijd", "omschrijving": "Te weinig uren", "wel": "", "niet": "", "gezien": 0}
    post(anna, "/thema/t000/omschrijving", form)
    post(anna, "/thema/t000/omschrijving", form | {"naam": "Tijd", "gezien": 2})
    post(anna, "/thema/t000/omschrijving", form | {"naam": "Tijd", "gezien": 3})
    kinds = [one.action.kind for one in served.parts.books.store.read("weg")]
    assert kinds == ["rename", "define", "rename"]
    refused = post(anna, "/thema/t000/omschrijving", form | {"naam": "", "gezien": 3})
    assert refused.status_code == 400
    assert "naam" in refused.text
    assert '<a href="/thema/t000">Terug</a>' in refused.text


def test_decision_is_shown_at_once_to_everybody(served: Served) -> None:
    anna, lars = served.signed_in("anna"), served.signed_in("lars")
    assert post(anna, "/thema/t000/vaststellen", {"gezien": 0}).headers["location"] == "/thema/t000"
    assert post(anna, "/thema/t002/afwijzen", {"gezien": 1}).status_code == 303
    page = lars.get("/vraag/weg").text
    assert "vastgesteld" in page
    assert "Niet meer in gebruik" in page
    assert "2 van 9 thema’s beoordeeld" in lars.get("/").text
    assert "anna 2" in lars.get("/").text


def test_theme_is_renamed_and_defined(served: Served) -> None:
    anna = served.signed_in("anna")
    assert post(anna, "/thema/t000/naam", {"naam": " Te weinig tijd ", "gezien": 0}).status_code == 303
    form = {"omschrijving": "Tijd ontbreekt", "wel": "geen uren\n\n geen tijd ", "niet": "geen zin", "gezien": 1}
    assert post(anna, "/thema/t000/omschrijving", form).status_code == 303
    page = anna.get("/thema/t000").text
    assert "<h1>Te weinig tijd</h1>" in page
    assert "<li>geen uren</li><li>geen tijd</li>" in page
    assert "<li>geen zin</li>" in page


def test_name_that_cannot_be_is_refused_with_a_reason(served: Served) -> None:
    anna = served.signed_in("anna")
    for name in ("", "   ", "x" * 121):
        answer = post(anna, "/thema/t000/naam", {"naam": name, "gezien": 0})
        assert answer.status_code == 400
        assert "naam" in answer.text
    assert served.parts.books.store.last() == 0


def test_chosen_themes_become_the_largest_of_them(served: Served) -> None:
    anna = served.signed_in("anna")
    before = served.parts.books.of("weg")
    assert before is not None
    held = {m.answer.id for theme in ("t000", "t004") for m in before.members[theme]}
    answer = post(anna, "/vraag/weg/samenvoegen", {"thema": ["t004", "t000"], "gezien": 0})
    assert answer.headers["location"] == "/thema/t000"
    after = served.parts.books.of("weg")
    assert after is not None
    assert {m.answer.id for m in after.members["t000"]} == held
    assert "samengevoegd met" in anna.get("/thema/t004").text
    assert post(anna, "/thema/t004/vaststellen", {"gezien": 1}).status_code == 409


def test_one_theme_cannot_be_merged(served: Served) -> None:
    anna = served.signed_in("anna")
    for chosen in ([], ["t000"], ["t000", "t000"], ["t000", "bestaat-niet"]):
        assert post(anna, "/vraag/weg/samenvoegen", {"thema": chosen, "gezien": 0}).status_code == 400


def test_second_coder_is_told_of_the_first_and_nothing_is_overwritten(served: Served) -> None:
    anna, bram = served.signed_in("anna"), served.signed_in("bram")
    seen = last_of(bram.get("/thema/t000").text)
    post(anna, "/thema/t000/naam", {"naam": "Tijdgebrek", "gezien": 0})
    answer = post(bram, "/thema/t000/naam", {"naam": "Werkdruk", "gezien": seen})
    assert answer.status_code == 409
    assert "anna" in answer.text
    assert "Tijdgebrek" in answer.text
    assert "Werkdruk" in answer.text
    assert "<h1>Tijdgebrek</h1>" in bram.get("/thema/t000").text
    seen = last_of(bram.get("/thema/t000").text)
    assert post(bram, "/thema/t000/naam", {"naam": "Werkdruk", "gezien": seen}).status_code == 303


def test_decision_belongs_to_who_signed_in_and_to_the_discovery(served: Served) -> None:
    anna = served.signed_in("anna")
    post(anna, "/thema/t000/vaststellen", {"gezien": 0, "actor": "rita"})
    (decision,) = served.parts.books.store.read("weg")
    book = served.parts.books.of("weg")
    assert book is not None
    assert decision.actor == "anna"
    assert decision.fit == book.material.base.fit
    assert served.parts.books.store.base("weg", decision.fit) is not None


def test_codebook_is_made_once_as_long_as_nothing_is_decided(served: Served) -> None:
    books = served.parts.books
    first = books.of("weg")
    assert books.of("weg") is first
    assert books.of_theme("t000") is first
    assert books.of_answer("a00000") is first
    assert books.of_answer("a99999") is None
    post(served.signed_in("anna"), "/thema/t000/vaststellen", {"gezien": 0})
    assert books.of("weg") is not first
    assert books.of("weg") is books.of("weg")
