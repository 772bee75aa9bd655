from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.review.conftest import Served, csrf, fitting_held
from textmining.codebook.decisions import CodeAnswer, Decision, action_of
from textmining.review.book import Book
from textmining.review.coding import Ticket
from textmining.review.coding.ticket import mark_of

HERE, DOUBLE = "/vraag/weg/coderen", "/vraag/weg/dubbel"


def _book(served: Served) -> Book:
    book = served.parts.books.of("weg")
    assert book is not None
    return book


def _ready(served: Served) -> None:
    assert served.parts.coding.wait(_book(served), 60)


def _field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, page
    return found[1]


def _ticket(served: Served, page: str) -> Ticket:
    found = Ticket.opened(_field(page, "kaart"), served.parts.coding.key)
    assert found is not None
    return found


def _send(client: TestClient, page: str, end: str = "", **form: Any) -> Any:
    hidden = {name: _field(page, name) for name in ("csrf", "gezien", "kaart")}
    return client.post(HERE + end, data={**hidden, **form})


def _log(served: Served) -> list[Decision]:
    return served.parts.books.store.read("weg")


def _last(served: Served) -> CodeAnswer:
    action = _log(served)[-1].action
    assert isinstance(action, CodeAnswer)
    return action


# --- what is written down -------------------------------------------------------------------------------------------


def test_random_answer_is_written_down_blind_with_the_probability_of_the_draw(served: Served) -> None:
    anna = served.signed_in("anna")
    page = anna.get(HERE).text
    served.clock.now += 17.4
    saved = _send(anna, page, thema=["t000", "t002"])
    assert (saved.status_code, saved.headers["location"]) == (303, HERE)
    sample = served.parts.coding.drawn(_book(served))
    answer = next(a for a in sample.drawn.index if a not in sample.twice)
    assert _last(served) == CodeAnswer(
        answer=answer,
        themes=("t000", "t002"),
        queue="random",
        blind=True,
        inclusion_probability=sample.chances[answer],
        seconds=17.0,
    )


def test_double_answer_is_written_down_blind_with_the_probability_of_the_draw(served: Served) -> None:
    anna, sample = served.signed_in("anna"), served.parts.coding.drawn(_book(served))
    saved = _send(anna, anna.get(DOUBLE).text, geen="1")
    assert saved.headers["location"] == DOUBLE
    said = _last(served)
    assert (said.answer, said.themes, said.queue, said.blind) == (sample.double[0], (), "double", True)
    assert said.inclusion_probability == sample.chances[said.answer]


def test_uncertain_answer_is_written_down_as_seen_with_the_suggestion(served: Served) -> None:
    _ready(served)
    anna = served.signed_in("anna")
    _send(anna, anna.get(HERE).text, geen="1")
    page = anna.get(HERE).text
    assert "Het model denkt aan" in page
    _send(anna, page, thema="t000")
    said = _last(served)
    assert (said.queue, said.blind, said.inclusion_probability) == ("uncertain", False, None)


def test_nothing_is_ticked_beforehand(served: Served) -> None:
    _ready(served)
    anna = served.signed_in("anna")
    _send(anna, anna.get(HERE).text, geen="1")
    for address in (HERE, DOUBLE):
        assert " checked>" not in anna.get(address).text.replace('id="toetsen-aan" checked', "")


def test_main_theme_is_not_written_down_beside_its_sub_theme(served: Served) -> None:
    anna = served.signed_in("anna")
    _send(anna, anna.get(HERE).text, thema=["t001", "t001a", "t003"])
    assert _last(served).themes == ("t001a", "t003")


def test_note_is_written_down_with_the_codes(served: Served) -> None:
    anna = served.signed_in("anna")
    page = anna.get(HERE).text
    _send(anna, page, thema="t000", notitie=" Twijfel: gaat dit over tijd? ")
    note, code = (one.action for one in _log(served))
    assert (note.kind, note.answer, note.text) == ("note", code.answer, "Twijfel: gaat dit over tijd?")


def test_saving_asks_for_another_model(served: Served) -> None:
    _ready(served)
    anna = served.signed_in("anna")
    _send(anna, anna.get(HERE).text, geen="1")
    _ready(served)
    found = served.parts.coding.out_of_fold(_book(served))
    assert found is not None
    assert found.confidence.index.tolist() == [_last(served).answer]


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "Kies een of meer thema’s"),
        ({"thema": "t002", "geen": "1"}, "U koos thema’s, en ook"),
        ({"thema": "t002", "notitie": "x" * 4001}, "De notitie is te lang"),
    ],
)
def test_form_that_is_not_clear_comes_back_as_it_was_filled_in(served: Served, form: dict[str, str], told: str) -> None:
    anna = served.signed_in("anna")
    page = anna.get(HERE).text
    served.clock.now += 30
    refused = _send(anna, page, **form)
    assert refused.status_code == 400
    assert told in refused.text
    assert ('value="t002" checked' in refused.text) == ("thema" in form)
    assert form.get("notitie", "") in refused.text
    assert _log(served) == []
    before, after = _ticket(served, page), _ticket(served, refused.text)
    assert before == after


@pytest.mark.parametrize("kaart", ["", "x", "AAAA" * 20])
@pytest.mark.parametrize("end", ["", "/overslaan", "/niet-te-coderen"])
def test_form_without_a_ticket_of_the_server_is_refused(served: Served, kaart: str, end: str) -> None:
    anna = served.signed_in("anna")
    page = anna.get(HERE).text
    assert _send(anna, page, end, kaart=kaart, thema="t000").status_code == 400
    assert _log(served) == []


@pytest.mark.parametrize(
    "field", ["queue", "wachtrij", "blind", "inclusion_probability", "seconds", "answer", "antwoord"]
)
def test_what_a_coder_adds_to_the_form_changes_nothing(served: Served, field: str) -> None:
    anna = served.signed_in("anna")
    page = anna.get(HERE).text
    _send(anna, page, thema="t000", **{field: "0.999"})
    said = _last(served)
    sample = served.parts.coding.drawn(_book(served))
    assert (said.queue, said.blind, said.inclusion_probability) == ("random", True, sample.rate)
    assert said.answer == _ticket(served, page).answer


def test_ticket_of_another_coder_or_question_is_refused(served: Served) -> None:
    anna, bram = served.signed_in("anna"), served.signed_in("bram")
    page = anna.get(HERE).text
    token = csrf(bram.get("/wachtwoord").text)
    form = {"csrf": token, "gezien": "0", "kaart": _field(page, "kaart"), "thema": "t000"}
    assert bram.post(HERE, data=form).status_code == 400
    own = {**form, "csrf": _field(page, "csrf")}
    assert anna.post("/vraag/wens/coderen", data=own).status_code == 400
    assert _log(served) == []


def test_theme_that_never_was_is_refused(served: Served) -> None:
    anna = served.signed_in("anna")
    assert _send(anna, anna.get(HERE).text, thema="t999").status_code == 400
    assert _log(served) == []


def test_answer_of_a_sample_that_is_not_wanted_any_more_has_no_probability(served: Served) -> None:
    anna, key = served.signed_in("anna"), served.parts.coding.key
    page, book = anna.get(HERE).text, _book(served)
    drawn = served.parts.coding.drawn(book).chances
    answer = next(a for a in book.material.answers if a not in drawn)
    mark = mark_of(book.codebook.in_use)
    ticket = Ticket("weg", answer, "anna", "random", served.clock.now, mark).sealed(key)
    assert _send(anna, page, kaart=ticket, thema="t000").status_code == 303
    said = _last(served)
    assert (said.queue, said.blind, said.inclusion_probability) == ("free", True, None)


def test_answer_that_was_shown_with_a_suggestion_is_never_called_random(served: Served) -> None:
    anna, key = served.signed_in("anna"), served.parts.coding.key
    page, book = anna.get(HERE).text, _book(served)
    answer = served.parts.coding.drawn(book).drawn.index[0]
    ticket = Ticket("weg", answer, "anna", "uncertain", served.clock.now, mark_of(book.codebook.in_use)).sealed(key)
    _send(anna, page, kaart=ticket, thema="t000")
    said = _last(served)
    assert (said.queue, said.blind, said.inclusion_probability) == ("uncertain", False, None)


def test_reader_may_not_code(served: Served) -> None:
    lars = served.signed_in("lars")
    assert lars.get(HERE).status_code == 403
    assert lars.get(DOUBLE).status_code == 403
    assert HERE not in lars.get("/vraag/weg").text
    token = csrf(lars.get("/wachtwoord").text)
    for end in ("", "/overslaan", "/niet-te-coderen", "/ongedaan"):
        assert lars.post(HERE + end, data={"csrf": token}).status_code == 403


def test_question_that_is_not_there_is_told(served: Served) -> None:
    anna = served.signed_in("anna")
    assert anna.get("/vraag/x/coderen").status_code == 404
    assert anna.get("/vraag/x/dubbel").status_code == 404


# --- what is seen ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [HERE, DOUBLE])
def test_blind_page_tells_nothing_but_the_answer(served: Served, address: str) -> None:
    _ready(served)
    anna = served.signed_in("anna")
    page = anna.get(address).text
    ticket = _ticket(served, page)
    assert ticket.blind
    answer = _book(served).material.answers[ticket.answer]
    for told in (answer.wave, "2019", "2022", "roc", "vakschool", "denkt aan", "kans", "zekerheid"):
        assert told not in page.replace(_field(page, "kaart"), "").replace(_field(page, "csrf"), "")


@pytest.mark.parametrize("address", [HERE, DOUBLE])
def test_answer_that_is_opened_from_a_blind_page_tells_no_more(served: Served, address: str) -> None:
    anna = served.signed_in("anna")
    page = anna.get(address).text
    answer = _book(served).material.answers[_ticket(served, page).answer]
    assert re.findall(r'href="(/antwoord/[^"]+)"', page) == [f"/antwoord/{answer.id}?blind=1"]
    opened = anna.get(f"/antwoord/{answer.id}?blind=1").text
    for told in (
        "2019",
        "2022",
        "roc",
        "vakschool",
        *(theme.label for theme in _book(served).codebook.in_use.values()),
    ):
        assert told not in opened.replace(_field(opened, "csrf"), "")


def test_blind_page_looks_the_same_whatever_is_known_of_the_answer(served: Served) -> None:
    _ready(served)
    anna, sample = served.signed_in("anna"), served.parts.coding.drawn(_book(served))
    pages = []
    for _ in range(2):
        page = anna.get(DOUBLE).text
        answer = _book(served).material.answers[_ticket(served, page).answer]
        page = page.replace(_field(page, "kaart"), "").replace(str(answer.text), "").replace(answer.id, "")
        pages.append(
            re.sub(
                r'<section class="coded-before".*?</section>|<progress.*?</progress>|Dubbel, door u: \d+',
                "",
                page,
                flags=re.S,
            )
        )
        assert len(sample.double) > 1
        anna.post("/vraag/weg/coderen/overslaan", data={n: _field(anna.get(DOUBLE).text, n) for n in ("csrf", "kaart")})
    assert pages[0] == pages[1]


def test_answer_is_shown_as_text_only(served: Served) -> None:
    anna, key = served.signed_in("anna"), served.parts.coding.key
    page, mark = anna.get(HERE).text, mark_of(_book(served).codebook.in_use)
    hostile = next(a.id for a in _book(served).material.answers.values() if "<script>" in a.text)
    refused = _send(anna, page, kaart=Ticket("weg", hostile, "anna", "random", served.clock.now, mark).sealed(key))
    assert "&lt;script&gt;alert" in refused.text
    assert "<script>alert" not in refused.text


def test_definition_and_examples_of_a_theme_are_at_hand(served: Served) -> None:
    define = {"kind": "define", "theme": "t001a", "definition": "Te weinig uren.", "include": ("geen uren",)}
    action = action_of({**define, "exclude": ("<b>rooster</b>",)})
    served.parts.books.decide(_book(served), action, actor="bram", seen=0)
    page = served.signed_in("anna").get(HERE).text
    for told in ("Te weinig uren.", "geen uren", "&lt;b&gt;rooster&lt;/b&gt;", "van Thema 2a"):
        assert told in page


def test_all_themes_in_use_can_be_chosen_and_no_others(served: Served) -> None:
    for action in ({"kind": "reject", "theme": "t003"}, {"kind": "new_theme", "theme": "c-1", "label": "Nieuw"}):
        served.parts.books.decide(_book(served), action_of(action), actor="bram", seen=10**9)
    page = served.signed_in("anna").get(HERE).text
    assert set(re.findall(r'name="thema" value="([^"]+)"', page)) == set(_book(served).codebook.in_use)


def test_page_says_so_where_there_are_no_themes(served: Served) -> None:
    assert "nog geen thema’s" in served.signed_in("anna").get("/vraag/wens/coderen").text


def test_page_says_how_far_the_model_is(served: Served) -> None:
    anna = served.signed_in("anna")
    with fitting_held(served):
        assert "Het model wordt klaargezet" in anna.get(HERE).text
    _ready(served)
    assert "klaargezet" not in anna.get(HERE).text


def test_page_says_when_the_double_sample_is_done(served: Served) -> None:
    anna = served.signed_in("anna")
    total = len(served.parts.coding.double_sample(_book(served)))
    for number in range(total):
        page = anna.get(DOUBLE).text
        assert f"Dubbel, door u: {number} van {total}" in page
        _send(anna, page, geen="1")
    assert "U bent klaar met dubbel coderen" in anna.get(DOUBLE).text
    assert len({one.action.answer for one in _log(served)}) == total


def test_second_coder_sees_nothing_of_what_the_first_chose(served: Served) -> None:
    anna, bram = served.signed_in("anna"), served.signed_in("bram")
    first = anna.get(DOUBLE).text
    _send(anna, first, thema="t003", notitie="Dit is Thema 4.")
    second = bram.get(DOUBLE).text
    assert _ticket(served, second).answer == _ticket(served, first).answer
    assert "anna" not in second
    assert "Dit is Thema 4." not in second
    assert "checked" not in second.replace('id="toetsen-aan" checked', "")


# --- going on, back and around --------------------------------------------------------------------------------------


def test_two_coders_get_different_answers(served: Served) -> None:
    pages = [served.signed_in(name).get(HERE).text for name in ("anna", "bram")]
    assert len({_ticket(served, page).answer for page in pages}) == 2


def test_skipped_answer_makes_place_for_the_next(served: Served) -> None:
    anna = served.signed_in("anna")
    first = anna.get(HERE).text
    assert _send(anna, first, "/overslaan").headers["location"] == HERE
    assert _ticket(served, anna.get(HERE).text).answer != _ticket(served, first).answer
    assert _log(served) == []


def test_answer_that_cannot_be_coded_is_marked(served: Served) -> None:
    anna = served.signed_in("anna")
    page = anna.get(HERE).text
    answer = _ticket(served, page).answer
    assert _send(anna, page, "/niet-te-coderen").status_code == 303
    assert _book(served).codebook.marks == {answer: frozenset({"uncodable"})}
    assert "niet te coderen" in anna.get(HERE).text


def test_undo_takes_the_last_code_back_and_shows_its_answer(served: Served) -> None:
    anna = served.signed_in("anna")
    first = anna.get(HERE).text
    answer = _ticket(served, first).answer
    _send(anna, first, thema="t000")
    page = anna.get(HERE).text
    assert _field(page, "antwoord") == answer
    undone = anna.post(HERE + "/ongedaan", data={n: _field(page, n) for n in ("csrf", "gezien", "antwoord", "plek")})
    assert (undone.status_code, undone.headers["location"]) == (303, HERE)
    assert _book(served).codebook.hands == {}
    again = anna.get(HERE).text
    assert _ticket(served, again).answer == answer
    _send(anna, again, thema="t003")
    assert _book(served).codebook.hands[answer][0].themes == {"t003"}


def test_undo_of_a_mark_at_double_coding_goes_back_there(served: Served) -> None:
    anna = served.signed_in("anna")
    first = anna.get(DOUBLE).text
    _send(anna, first, "/niet-te-coderen")
    page = anna.get(DOUBLE).text
    undone = anna.post(HERE + "/ongedaan", data={n: _field(page, n) for n in ("csrf", "gezien", "antwoord", "plek")})
    assert undone.headers["location"] == DOUBLE
    assert _ticket(served, anna.get(DOUBLE).text).answer == _ticket(served, first).answer


def test_undo_reaches_no_further_than_what_the_coder_said_of_that_answer(served: Served) -> None:
    anna, bram = served.signed_in("anna"), served.signed_in("bram")
    page = bram.get(HERE).text
    answer = _ticket(served, page).answer
    _send(bram, page, thema="t000")
    token = csrf(anna.get("/wachtwoord").text)
    for named in (answer, "", "x"):
        refused = anna.post(HERE + "/ongedaan", data={"csrf": token, "gezien": "0", "antwoord": named})
        assert refused.status_code == 409
        assert "niets van u" in refused.text
    assert len(_log(served)) == 1


def test_second_click_on_undo_is_told_and_changes_nothing(served: Served) -> None:
    anna = served.signed_in("anna")
    _send(anna, anna.get(HERE).text, thema="t000")
    page = anna.get(HERE).text
    form = {n: _field(page, n) for n in ("csrf", "gezien", "antwoord", "plek")}
    assert [anna.post(HERE + "/ongedaan", data=form).status_code for _ in range(2)] == [303, 409]


def test_form_sent_twice_leaves_one_coding_and_one_measured_time(served: Served) -> None:
    anna = served.signed_in("anna")
    page = anna.get(HERE).text
    for theme in ("t000", "t003"):
        assert _send(anna, page, thema=theme).status_code == 303
    (hand,) = _book(served).codebook.hands[_ticket(served, page).answer]
    assert hand.themes == {"t003"}
    assert [one.action.seconds for one in _log(served)] == [0.0, None]


# --- themes that change meanwhile -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("meanwhile", "kept"),
    [
        ({"kind": "merge", "themes": ("t000",), "into": "t002"}, {"t002"}),
        ({"kind": "reject", "theme": "t000"}, set()),
        ({"kind": "new_theme", "theme": "c-1", "label": "Iets nieuws"}, {"t000"}),
        ({"kind": "split", "theme": "t001", "part": "t001a"}, None),
        ({"kind": "rename", "theme": "t000", "label": "Werkdruk"}, None),
        ({"kind": "accept", "theme": "t000"}, None),
    ],
    ids=["merge", "reject", "new", "split", "rename", "accept"],
)
def test_coder_looks_again_where_the_list_of_themes_changed(
    served: Served, meanwhile: dict[str, object], kept: set[str] | None
) -> None:
    anna = served.signed_in("anna")
    page = anna.get(HERE).text
    served.parts.books.decide(_book(served), action_of(meanwhile), actor="bram", seen=0)
    answered = _send(anna, page, thema="t000")
    if kept is None:  # the same themes, by another name or in another place
        assert answered.status_code == 303
        return
    assert answered.status_code == 409
    assert "lijst met thema’s is intussen gewijzigd" in answered.text
    assert set(re.findall(r'value="([^"]+)" checked', answered.text)) == kept
    assert len(_log(served)) == 1
    saved = _send(anna, answered.text, **({"thema": sorted(kept)} if kept else {"geen": "1"}))
    assert saved.status_code == 303
    assert set(_last(served).themes) == kept
