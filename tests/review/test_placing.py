from __future__ import annotations

import pytest

from tests.review.conftest import Served, post
from tests.review.test_deciding import last_of
from textmining.codebook import decisions as d
from textmining.review.book import Book
from textmining.review.choosing import PER_PAGE

MOVE = "/vraag/weg/verplaatsen"


def book_of(served: Served) -> Book:
    """The first codebook as it is now."""
    found = served.parts.books.of("weg")
    assert found is not None
    return found


def actions_of(served: Served) -> list[d.Decision]:
    """What was decided, without who and when."""
    return [decision.action for decision in served.parts.books.store.read()]


def segments_of(book: Book, theme: str, count: int = 3) -> list[str]:
    """Segments of answers that have nothing but this theme."""
    alone = [m for m in book.members[theme] if book.themes_of[m.answer.id] == {theme} and len(m.answer.segments) == 1]
    return [member.segments[0] for member in alone[:count]]


def answers_of(book: Book, segments: list[str]) -> list[str]:
    """The answers of segments."""
    return [book.material.segments[one].answer for one in segments]


# --- moving ---------------------------------------------------------------------------------------------------------


def test_chosen_answers_are_in_the_other_theme_and_the_coder_is_back_where_it_was(served: Served) -> None:
    anna, before = served.signed_in("anna"), book_of(served)
    chosen = segments_of(before, "t000")
    where = {"zoek": "e", "groep": "type:roc", "volgorde": "doubtful", "blad": "2"}
    form = {"van": "t000", "naar": "t004", "stukje": chosen, "gezien": 0, **where}
    answer = post(anna, MOVE, form)
    assert answer.headers["location"] == "/thema/t000?zoek=e&groep=type%3Aroc&volgorde=doubtful&blad=2#antwoorden"
    after = book_of(served)
    assert after.size("t000") == before.size("t000") - 3
    assert {after.themes_of[one] for one in answers_of(after, chosen)} == {frozenset({"t004"})}
    assert "door een codeur" in anna.get("/thema/t004").text
    assert actions_of(served) == [d.Move(segments=tuple(chosen), to="t004")]


def test_answers_of_which_a_segment_is_in_no_theme_go_to_overig_and_come_back(served: Served) -> None:
    anna, before = served.signed_in("anna"), book_of(served)
    (chosen,) = segments_of(before, "t000", 1)
    post(anna, MOVE, {"van": "t000", "naar": "geen", "stukje": chosen, "gezien": 0})
    loose = book_of(served).loose
    assert chosen in {one.segment.id for one in loose}
    answer = post(anna, MOVE, {"naar": "t000", "stukje": chosen, "zoek": "x", "gezien": 1})
    assert answer.headers["location"] == "/vraag/weg/overig?zoek=x#antwoorden"
    assert book_of(served).size("t000") == before.size("t000")


def test_all_answers_with_these_filters_are_moved_also_those_on_other_pages(served: Served) -> None:
    anna, before = served.signed_in("anna"), book_of(served)
    assert before.size("t000") > PER_PAGE
    kept = {m.answer.id for m in before.members["t000"] if m.answer.wave == "2022"}
    form = {"van": "t000", "naar": "t004", "alles": "1", "meting": "2019", "gezien": 0}
    assert post(anna, MOVE, form).status_code == 303
    assert {m.answer.id for m in book_of(served).members["t000"]} == kept


def test_all_of_overig_becomes_a_new_theme(served: Served) -> None:
    anna, before = served.signed_in("anna"), book_of(served)
    answer = post(anna, MOVE, {"naam": " Van alles ", "wat": "nieuw", "naar": "t000", "alles": "1", "gezien": 0})
    theme = answer.headers["location"].removeprefix("/thema/")
    after = book_of(served)
    assert after.loose == ()
    assert after.codebook.themes[theme].label == "Van alles"
    assert {m.answer.id for m in after.members[theme]} == {one.answer.id for one in before.loose}
    assert [action.kind for action in actions_of(served)] == ["new_theme", "move"]


def test_sub_theme_and_main_theme_are_moved_from_with_what_is_below(served: Served) -> None:
    anna, before = served.signed_in("anna"), book_of(served)
    part = segments_of(before, "t001a", 1)
    post(anna, MOVE, {"van": "t001", "naar": "t001b", "stukje": part, "gezien": 0})
    (answer,) = answers_of(before, part)
    assert book_of(served).themes_of[answer] == {"t001b"}
    post(anna, MOVE, {"van": "t001", "naar": "t004", "alles": "1", "gezien": 1})
    after = book_of(served)
    assert [after.size(theme) for theme in ("t001", "t001a", "t001b")] == [0, 0, 0]


def test_answer_with_two_segments_in_the_theme_is_moved_with_both(served: Served) -> None:
    anna, before = served.signed_in("anna"), book_of(served)
    two = next(answer for answer in before.material.answers.values() if len(answer.segments) == 2)
    ids = [one.id for one in two.segments]
    post(anna, MOVE, {"naar": "t004", "stukje": ids, "antwoord": two.id, "gezien": 0})
    (member,) = [m for m in book_of(served).members["t004"] if m.answer.id == two.id]
    assert list(member.segments) == ids
    page = anna.get("/thema/t004?volgorde=survey&zekerheid=person").text
    assert f'value="{" ".join(ids)}"' in page
    answer = post(anna, MOVE, {"van": "t004", "naar": "t005", "stukje": " ".join(ids), "gezien": 1})
    assert answer.status_code == 303
    assert book_of(served).themes_of[two.id] == {"t005"}


def test_from_its_own_page_one_segment_is_moved_and_what_a_coder_added_stays(served: Served) -> None:
    anna, before = served.signed_in("anna"), book_of(served)
    (chosen,) = segments_of(before, "t000", 1)
    (own,) = answers_of(before, [chosen])
    post(anna, f"/antwoord/{own}/thema", {"thema": "t002", "gezien": 0})
    answer = post(anna, MOVE, {"naar": "t004", "stukje": chosen, "antwoord": own, "gezien": 1})
    assert answer.headers["location"] == f"/antwoord/{own}#stukjes"
    assert book_of(served).themes_of[own] == {"t002", "t004"}


def test_answers_that_are_in_a_theme_as_a_whole_are_moved_as_a_whole(served: Served) -> None:
    anna, before = served.signed_in("anna"), book_of(served)
    by_rule = before.material.ruled["none-weg"][0]
    (added,) = answers_of(before, segments_of(before, "t000", 1))
    post(anna, f"/antwoord/{added}/thema", {"thema": "none-weg", "gezien": 0})
    assert f'name="geheel" value="{by_rule}"' in anna.get("/thema/none-weg?volgorde=survey").text
    form = {"van": "none-weg", "naar": "t004", "geheel": [by_rule, added], "gezien": 1}
    assert post(anna, MOVE, form).status_code == 303
    after = book_of(served)
    assert after.themes_of[by_rule] == {"t004"}
    assert after.themes_of[added] == {"t000", "t004"}
    assert {by_rule, added}.isdisjoint(m.answer.id for m in after.members["none-weg"])


def test_answer_that_was_coded_as_a_whole_goes_along_and_its_codes_are_kept(served: Served) -> None:
    anna, before = served.signed_in("anna"), book_of(served)
    (chosen,) = segments_of(before, "t000", 1)
    (own,) = answers_of(before, [chosen])
    code = d.CodeAnswer(answer=own, themes=("t000", "t002"), queue="random", blind=True, inclusion_probability=0.1)
    served.parts.books.decide(before, code, actor="bram", seen=0)
    post(anna, MOVE, {"van": "t000", "naar": "t004", "stukje": chosen, "gezien": 1})
    after = book_of(served)
    assert after.themes_of[own] == {"t002", "t004"}
    assert after.codebook.hands[own][0].inclusion_probability == 0.1


def test_theme_that_was_taken_from_an_answer_is_there_again_once_its_segment_is_moved_into_it(served: Served) -> None:
    anna, before = served.signed_in("anna"), book_of(served)
    (chosen,) = segments_of(before, "t000", 1)
    (own,) = answers_of(before, [chosen])
    post(anna, MOVE, {"van": "t000", "naar": "t004", "stukje": chosen, "gezien": 0})
    post(anna, f"/antwoord/{own}/thema-weg", {"thema": "t004", "gezien": 1})
    assert book_of(served).themes_of[own] == frozenset()
    post(anna, MOVE, {"naar": "t004", "stukje": chosen, "antwoord": own, "gezien": 2})
    assert book_of(served).themes_of[own] == {"t004"}


def test_what_a_coder_added_is_gone_from_a_theme_that_the_answer_is_moved_out_of(served: Served) -> None:
    anna, before = served.signed_in("anna"), book_of(served)
    (chosen,) = segments_of(before, "t000", 1)
    (own,) = answers_of(before, [chosen])
    served.parts.books.decide(before, d.AddTheme(answer=own, theme="t000"), actor="anna", seen=0)
    post(anna, MOVE, {"van": "t000", "naar": "t004", "stukje": chosen, "gezien": 1})
    assert book_of(served).themes_of[own] == {"t004"}


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"van": "t000", "naar": "t004"}, 400),
        ({"van": "t000", "naar": "t004", "stukje": "bestaat-niet"}, 400),
        ({"van": "t000", "naar": "t004", "stukje": ["SEGMENT", "bestaat-niet"]}, 400),
        ({"van": "t000", "naar": "t004", "geheel": "a00000"}, 400),
        ({"naar": "t004", "geheel": "a00000"}, 400),
        ({"van": "t000", "naar": "", "stukje": "SEGMENT"}, 400),
        ({"van": "t000", "naar": "bestaat-niet", "stukje": "SEGMENT"}, 400),
        ({"van": "t000", "naar": "t000", "stukje": "SEGMENT"}, 400),
        ({"van": "bestaat-niet", "naar": "t000", "stukje": "SEGMENT"}, 404),
        ({"van": "t000", "naar": "", "naam": "x" * 121, "stukje": "SEGMENT"}, 400),
        ({"van": "t000", "naar": "", "naam": "thema  3", "stukje": "SEGMENT"}, 400),
        ({"van": "t000", "wat": "nieuw", "naar": "t004", "naam": " ", "stukje": "SEGMENT"}, 400),
        ({"van": "t000", "naar": "t004", "alles": "1", "zoek": "dit staat nergens"}, 400),
    ],
)
def test_what_cannot_be_moved_is_told_and_nothing_is_written(
    served: Served, form: dict[str, object], status: int
) -> None:
    (segment,) = segments_of(book_of(served), "t000", 1)
    sent = {
        name: [segment if one == "SEGMENT" else one for one in ([v] if isinstance(v, str) else v)]
        for name, v in form.items()
    }  # type: ignore[union-attr]
    answer = post(served.signed_in("anna"), MOVE, sent)
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert actions_of(served) == []


def test_segments_of_another_question_are_not_moved(served: Served) -> None:
    other = served.parts.books.of("wens")
    assert other is not None
    segment = next(iter(other.material.segments))
    answer = post(served.signed_in("anna"), MOVE, {"naar": "t004", "stukje": segment, "gezien": 0})
    assert answer.status_code == 400


def test_second_coder_who_moves_the_same_answer_reads_what_the_first_did(served: Served) -> None:
    anna, bram, book = served.signed_in("anna"), served.signed_in("bram"), book_of(served)
    first, second, third = segments_of(book, "t000")
    seen = last_of(bram.get("/thema/t000").text)
    post(anna, MOVE, {"van": "t000", "naar": "t004", "stukje": [first, second], "gezien": 0})
    answer = post(bram, MOVE, {"van": "t000", "naar": "t005", "stukje": [second, third], "gezien": seen})
    assert answer.status_code == 409
    assert "anna" in answer.text
    assert book_of(served).themes_of[answers_of(book, [third])[0]] == {"t000"}
    answer = post(bram, "/thema/t000/splitsen", {"naam": "Nieuw", "stukje": [first], "gezien": seen})
    assert answer.status_code == 409
    assert len(actions_of(served)) == 1


# --- splitting ------------------------------------------------------------------------------------------------------


def test_chosen_answers_become_a_theme_of_their_own(served: Served) -> None:
    anna, before = served.signed_in("anna"), book_of(served)
    chosen = segments_of(before, "t000")
    answer = post(anna, "/thema/t000/splitsen", {"naam": "<i>Rooster</i>", "stukje": chosen, "gezien": 0})
    theme = answer.headers["location"].removeprefix("/thema/")
    after = book_of(served)
    assert theme not in before.codebook.themes
    assert after.codebook.themes[theme].status == "accepted"
    assert [m.answer.id for m in after.members[theme]] == sorted(
        answers_of(after, chosen), key=lambda one: after.material.answers[one].folded
    )
    assert after.size("t000") == before.size("t000") - 3
    assert "<h1>&lt;i&gt;Rooster&lt;/i&gt;</h1>" in anna.get(f"/thema/{theme}").text
    post(anna, "/vraag/weg/ongedaan", {"besluit": 1, "gezien": 1})
    assert book_of(served).size("t000") == before.size("t000")


def test_name_with_enter_and_no_target_splits_too(served: Served) -> None:
    chosen = segments_of(book_of(served), "t000", 1)
    form = {"van": "t000", "naar": "", "naam": "Rooster", "stukje": chosen, "gezien": 0}
    assert post(served.signed_in("anna"), MOVE, form).headers["location"].startswith("/thema/t")
    assert [action.kind for action in actions_of(served)] == ["split"]


def test_answers_without_segments_are_split_off_too(served: Served) -> None:
    anna, before = served.signed_in("anna"), book_of(served)
    chosen = before.material.ruled["none-weg"][:2]
    form = {"naam": "Niets, of toch", "geheel": list(chosen), "gezien": 0}
    theme = post(anna, "/thema/none-weg/splitsen", form).headers["location"].removeprefix("/thema/")
    after = book_of(served)
    assert {after.themes_of[one] for one in chosen} == {frozenset({theme})}
    assert after.size("none-weg") == before.size("none-weg") - 2


def test_new_ids_are_long_and_never_the_same(served: Served) -> None:
    anna = served.signed_in("anna")
    made = [post(anna, "/vraag/weg/nieuw-thema", {"naam": f"Nieuw {n}"}).headers["location"] for n in range(5)]
    assert len({*made}) == 5
    assert all(len(one) == len("/thema/t") + 16 for one in made)


def test_sub_theme_stands_by_itself_and_a_main_theme_does_already(served: Served) -> None:
    anna = served.signed_in("anna")
    assert "Maak zelfstandig" in anna.get("/thema/t001a").text
    assert "Maak zelfstandig" not in anna.get("/thema/t001").text
    answer = post(anna, "/thema/t001a/zelfstandig", {"gezien": 0})
    assert answer.headers["location"] == "/thema/t001a"
    assert book_of(served).codebook.themes["t001a"].parent is None
    assert "t001a" not in {part.id for part in book_of(served).parts("t001")}
    assert post(anna, "/thema/t001a/zelfstandig", {"gezien": 1}).status_code == 409
    assert post(anna, "/thema/t000/zelfstandig", {"gezien": 1}).status_code == 409


def test_theme_that_is_merged_or_rejected_is_not_split(served: Served) -> None:
    anna = served.signed_in("anna")
    chosen = segments_of(book_of(served), "t000", 1)
    post(anna, "/vraag/weg/samenvoegen", {"thema": ["t000", "t004"], "naar": "t004", "gezien": 0})
    assert post(anna, "/thema/t000/splitsen", {"naam": "x", "stukje": chosen, "gezien": 1}).status_code == 409
    assert 'form="verplaatsen"' not in anna.get("/thema/t000").text


# --- new themes, notes, names ---------------------------------------------------------------------------------------


def test_new_theme_is_made_by_itself_or_under_another(served: Served) -> None:
    anna = served.signed_in("anna")
    alone = post(anna, "/vraag/weg/nieuw-thema", {"naam": " Stagebegeleiding ", "onder": "", "gezien": 0})
    under = post(anna, "/vraag/weg/nieuw-thema", {"naam": "Toetsrooster", "onder": "t000", "gezien": 1})
    themes = book_of(served).codebook.themes
    first, second = (one.headers["location"].removeprefix("/thema/") for one in (alone, under))
    assert (themes[first].label, themes[first].parent, themes[first].origin) == ("Stagebegeleiding", None, "coder")
    assert themes[second].parent == "t000"
    page = anna.get("/vraag/weg").text
    assert "Stagebegeleiding" in page
    assert f'value="{second}"' not in page.partition('id="onder"')[2]


@pytest.mark.parametrize(
    "form",
    [
        {"naam": ""},
        {"naam": "x" * 121},
        {"naam": "THEMA 1"},
        {"naam": "Nieuw", "onder": "bestaat-niet"},
        {"naam": "Nieuw", "onder": "t001a"},
    ],
)
def test_new_theme_that_cannot_be_is_refused_with_a_reason(served: Served, form: dict[str, object]) -> None:
    answer = post(served.signed_in("anna"), "/vraag/weg/nieuw-thema", form)
    assert answer.status_code == 400
    assert actions_of(served) == []


def test_note_on_a_theme_is_shown_with_who_made_it(served: Served) -> None:
    anna, bram = served.signed_in("anna"), served.signed_in("bram")
    answer = post(anna, "/thema/t000/notitie", {"notitie": "Te breed?\n<b>", "gezien": 0})
    assert answer.headers["location"] == "/thema/t000#notities"
    assert post(bram, "/thema/t000/notitie", {"notitie": "Vind ik niet", "gezien": 0}).status_code == 303
    page = served.signed_in("lars").get("/thema/t000").text
    assert 'Te breed?\n&lt;b&gt;</p><p class="note">anna, ' in page
    assert 'Vind ik niet</p><p class="note">bram, ' in page
    assert "Notitie toevoegen" not in page
    assert post(anna, "/thema/t000/notitie", {"notitie": "", "gezien": 0}).status_code == 400
    assert post(anna, "/thema/t000/notitie", {"notitie": "x" * 4001, "gezien": 0}).status_code == 400


@pytest.mark.parametrize("path", ["splitsen", "zelfstandig", "notitie"])
def test_unknown_theme_is_not_found(served: Served, path: str) -> None:
    form = {"naam": "x", "notitie": "x", "stukje": "a00001.1"}
    assert post(served.signed_in("anna"), f"/thema/bestaat-niet/{path}", form).status_code == 404


def test_theme_is_renamed_on_the_page_of_the_question(served: Served) -> None:
    anna = served.signed_in("anna")
    answer = post(anna, "/thema/t000/naam", {"naam": "Tijd", "terug": "vraag", "gezien": 0})
    assert answer.headers["location"] == "/vraag/weg#t000"
    answer = post(anna, "/thema/t000/naam", {"naam": "Tijd!", "terug": "//elders.nl", "gezien": 1})
    assert answer.headers["location"] == "/thema/t000"


def test_merged_themes_keep_the_name_that_was_chosen(served: Served) -> None:
    anna = served.signed_in("anna")
    form = {"thema": ["t000", "t004"], "naar": "t005", "gezien": 0}
    assert post(anna, "/vraag/weg/samenvoegen", form).status_code == 400
    answer = post(anna, "/vraag/weg/samenvoegen", form | {"naar": "t004"})
    assert answer.headers["location"] == "/thema/t004"
    assert book_of(served).codebook.themes["t000"].merged_into == "t004"


def test_reader_sees_answers_and_no_way_to_move_them(served: Served) -> None:
    lars = served.signed_in("lars")
    for path in ("/thema/t000", "/vraag/weg/overig", "/vraag/weg"):
        page = lars.get(path).text
        assert 'form="verplaatsen"' not in page
        assert "Verplaats" not in page
    assert "/antwoord/a0" in lars.get("/thema/t000").text
    assert "/antwoord/a0" in lars.get("/vraag/weg/overig").text


# --- taking back ----------------------------------------------------------------------------------------------------


def test_last_change_is_told_and_taken_back_with_all_that_was_written_with_it(served: Served) -> None:
    anna, before = served.signed_in("anna"), book_of(served)
    whole = list(before.material.ruled["none-weg"][:2])
    post(anna, MOVE, {"van": "none-weg", "naar": "t004", "geheel": whole, "gezien": 0})
    assert len(actions_of(served)) == 4
    page = anna.get("/thema/none-weg").text
    assert 'name="besluit" value="4"' in page
    assert "Maak ongedaan" in page
    assert "Maak ongedaan" not in served.signed_in("bram").get("/thema/none-weg").text
    form = {"van": "none-weg", "besluit": 4, "gezien": 4, "blad": "2"}
    answer = post(anna, f"{MOVE}/ongedaan", form)
    assert answer.headers["location"] == "/thema/none-weg?blad=2#antwoorden"
    assert book_of(served).themes_of == before.themes_of
    assert "terugdraaien" not in anna.get("/thema/none-weg").text


def test_move_of_segments_is_told_in_words_and_taken_back_from_overig(served: Served) -> None:
    anna, before = served.signed_in("anna"), book_of(served)
    chosen = before.loose[0].segment.id
    post(anna, MOVE, {"naar": "t004", "stukje": chosen, "gezien": 0})
    page = anna.get("/vraag/weg/overig").text
    assert '<p>U verplaatste 1 stukje tekst naar <a href="/thema/t004">‘Thema 5’</a>.' in page
    assert (
        post(anna, f"{MOVE}/ongedaan", {"besluit": 1, "gezien": 1}).headers["location"].startswith("/vraag/weg/overig")
    )
    assert len(book_of(served).loose) == len(before.loose)


def test_only_ones_own_last_change_that_still_counts_is_taken_back(served: Served) -> None:
    anna, bram, book = served.signed_in("anna"), served.signed_in("bram"), book_of(served)
    (chosen,) = segments_of(book, "t000", 1)
    post(anna, MOVE, {"van": "t000", "naar": "t004", "stukje": chosen, "gezien": 0})
    for client, number in ((bram, "1"), (anna, "2"), (anna, ""), (anna, "x"), (anna, "-1")):
        assert post(client, f"{MOVE}/ongedaan", {"besluit": number, "gezien": 1}).status_code == 404
    post(anna, f"{MOVE}/ongedaan", {"besluit": 1, "gezien": 1})
    assert post(anna, f"{MOVE}/ongedaan", {"besluit": 1, "gezien": 2}).status_code == 404
    post(anna, "/thema/t000/naam", {"naam": "Tijd", "gezien": 2})
    assert "terugdraaien" not in anna.get("/thema/t000").text


def test_taking_back_collides_with_what_another_did_since(served: Served) -> None:
    anna, bram, book = served.signed_in("anna"), served.signed_in("bram"), book_of(served)
    (chosen,) = segments_of(book, "t000", 1)
    post(anna, MOVE, {"van": "t000", "naar": "t004", "stukje": chosen, "gezien": 0})
    post(bram, MOVE, {"van": "t004", "naar": "t005", "stukje": chosen, "gezien": 1})
    answer = post(anna, f"{MOVE}/ongedaan", {"besluit": 1, "gezien": 1})
    assert answer.status_code == 409
    assert "bram" in answer.text
