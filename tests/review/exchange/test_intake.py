from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.review.exchange.conftest import Desk, Edit, edited
from tests.review.finished import finish, reopen, write_study
from textmining.codebook import decisions as d
from textmining.codebook.store import CollisionError, DecisionStore
from textmining.errors import UsageError
from textmining.review.exchange.intake import plan_again
from textmining.review.exchange.plans import Plan, carry_out
from textmining.review.exchange.reading import read_moments


def row_of(sheet: Any, key: str) -> int:
    """The row whose first cell says this."""
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == key)


def column_of(codes: Any, theme: str) -> int:
    """The column of a theme on "Coderingen"."""
    return next(place for place in range(3, codes.max_column + 1) if codes.cell(1, place).value == theme)


def set_code(answer: str, theme: str, value: int) -> Edit:
    def edit(_: Any, codes: Any) -> None:
        codes.cell(row_of(codes, answer), column_of(codes, theme)).value = value

    return edit


def set_label(theme: str, label: str) -> Edit:
    return lambda book, _: setattr(book.cell(row_of(book, theme), 2), "value", label)


def add_theme(book: Any, label: str) -> None:
    new = max(row for row in range(1, book.max_row + 1) if book.cell(row, 1).value) + 1
    book.cell(new, 2).value = label


def add_code(codes: Any, label: str, answer: str) -> None:
    """Give an answer a new theme in the first free column."""
    place = next(place for place in range(3, 999) if codes.cell(2, place).value is None)
    codes.cell(2, place).value = label
    codes.cell(row_of(codes, answer), place).value = 1


def answer_with(desk: Desk, theme: str, *, number: int = 0) -> str:
    """An answer that mentions a theme, and no other."""
    return sorted(answer for answer, own in desk.now().mentions.items() if own == {theme})[number]


def held(plan: Plan) -> str:
    return "; ".join(one.why for one in plan.of("held"))


def test_what_is_edited_in_the_workbook_is_what_the_codebook_becomes(desk: Desk) -> None:
    gets, loses = answer_with(desk, "t000"), answer_with(desk, "t002")

    def edit(book: Any, codes: Any) -> None:
        set_label("t000", "Te weinig tijd")(book, codes)
        book.cell(row_of(book, "t002"), 4).value = "vastgesteld"
        book.cell(row_of(book, "t003"), 4).value = "afgewezen"
        book.cell(row_of(book, "t004"), 5).value = "Wat er niet mag."
        book.cell(row_of(book, "t004"), 6).value = "regels\nwetten"
        add_theme(book, "Stagiairs")
        add_code(codes, "Stagiairs", gets)
        set_code(loses, "t002", 0)(book, codes)

    made = desk.take_over(edited(desk.workbook(), edit))
    now = desk.now()
    themes = now.codebook.themes
    (new,) = (theme for theme in themes.values() if theme.label == "Stagiairs")
    assert themes["t000"].label == "Te weinig tijd"
    assert (themes["t002"].status, themes["t003"].status) == ("accepted", "rejected")
    assert (themes["t004"].definition, themes["t004"].include) == ("Wat er niet mag.", ("regels", "wetten"))
    assert now.mentions[gets] == {"t000", new.id}
    assert loses not in now.mentions
    assert {one.actor for one in made} == {"anna"}
    assert {one.reason for one in made} == {"Uit bestand weg.xlsx"}
    assert {one.fit for one in made} == {now.base.fit}
    assert desk.store.base("weg", now.base.fit) is not None


def test_a_workbook_that_was_not_edited_changes_nothing(desk: Desk) -> None:
    plan = desk.plan(desk.workbook())
    assert (plan.counts, plan.handed_in.unread) == ({"apply": 0, "there": 0, "held": 0}, ())
    assert desk.take_over(desk.workbook()) == []


def test_the_same_file_a_second_time_changes_nothing_by_whomever(desk: Desk) -> None:
    answer = answer_with(desk, "t000")

    def edit(book: Any, codes: Any) -> None:
        set_label("t000", "Te weinig tijd")(book, codes)
        set_code(answer, "t002", 1)(book, codes)

    data = edited(desk.workbook(), edit)
    assert len(desk.take_over(data)) == 2
    last = desk.store.last()
    for actor in ("anna", "bram"):
        plan = desk.plan(data, actor)
        assert (plan.counts["apply"], plan.counts["there"]) == (0, 2)
        assert desk.take_over(data, actor) == []
    assert desk.store.last() == last


def test_what_was_taken_back_stays_so_when_the_file_comes_again(desk: Desk) -> None:
    data = edited(desk.workbook(), set_label("t000", "Te weinig tijd"))
    (made,) = desk.take_over(data)
    desk.decide("bram", d.Undo(decision=made.id))
    plan = desk.plan(data)
    assert held(plan) == "is al overgenomen en daarna ongedaan gemaakt"
    assert [other.actor for one in plan.of("held") for other in one.others] == ["bram"]
    assert desk.take_over(data) == []


@pytest.mark.parametrize("taken_back", [d.Undo(decision=2), d.Restore(decision=1)])
def test_who_took_a_change_back_oneself_may_hand_it_in_again_and_is_told(desk: Desk, taken_back: Any) -> None:
    desk.decide("anna", d.Accept(theme="t004"))
    data = edited(desk.workbook(), set_label("t000", "Te weinig tijd"))
    desk.take_over(data)
    desk.decide("anna", taken_back)
    assert desk.now().codebook.themes["t000"].label == "Thema 1"
    (again,) = desk.plan(data).of("apply")
    assert again.why == "u maakte dit eerder ongedaan (besluit 3)"
    desk.take_over(data)
    assert desk.now().codebook.themes["t000"].label == "Te weinig tijd"
    assert desk.take_over(data) == []


def test_what_another_decided_since_is_not_overwritten_and_told_by_whom(desk: Desk) -> None:
    answer = answer_with(desk, "t000")

    def edit(book: Any, codes: Any) -> None:
        set_label("t000", "Te weinig tijd")(book, codes)
        set_label("t002", "Geld")(book, codes)
        set_code(answer, "t000", 0)(book, codes)

    data = edited(desk.workbook(), edit)
    (rename, _) = desk.decide("bram", d.Rename(theme="t000", label="Uren"), d.AddTheme(answer=answer, theme="t000"))
    plan = desk.plan(data)
    assert {one.action.kind: [other.id for other in one.others] for one in plan.of("held")} == {
        "rename": [rename.id],
        "remove_theme": [rename.id + 1],
    }
    desk.take_over(data)
    themes = desk.now().codebook.themes
    assert (themes["t000"].label, themes["t002"].label) == ("Uren", "Geld")


def test_what_the_coder_decided_oneself_since_may_be_changed_from_the_file(desk: Desk) -> None:
    data = edited(desk.workbook(), set_label("t000", "Te weinig tijd"))
    desk.decide("anna", d.Rename(theme="t000", label="Uren"))
    desk.take_over(data)
    assert desk.now().codebook.themes["t000"].label == "Te weinig tijd"


def test_what_another_decided_alike_and_then_otherwise_is_left_to_the_coder(desk: Desk) -> None:
    data = edited(desk.workbook(), set_label("t000", "Te weinig tijd"))
    desk.decide("bram", d.Rename(theme="t000", label="Te weinig tijd"))
    assert [one.why for one in desk.plan(data).of("there")] == ["is al zo"]
    desk.decide("bram", d.Rename(theme="t000", label="Uren"))
    plan = desk.plan(data)
    assert plan.counts == {"apply": 0, "there": 0, "held": 1}
    assert [other.id for one in plan.of("held") for other in one.others] == [1, 2]


def test_what_the_coder_changed_again_since_the_file_was_taken_over_stays(desk: Desk) -> None:
    data = edited(desk.workbook(), set_label("t000", "Te weinig tijd"))
    desk.take_over(data)
    desk.decide("anna", d.Rename(theme="t000", label="Uren"))
    assert [one.why for one in desk.plan(data).of("there")] == ["is al overgenomen (besluit 1)"]


def test_codes_of_other_themes_on_one_answer_do_not_collide(desk: Desk) -> None:
    answer = answer_with(desk, "t000")
    data = edited(desk.workbook(), set_code(answer, "t002", 1))
    desk.decide("bram", d.AddTheme(answer=answer, theme="t003"))
    desk.take_over(data)
    assert desk.now().mentions[answer] == {"t000", "t002", "t003"}


def test_a_theme_that_is_gone_since_gets_no_answers(desk: Desk) -> None:
    answer = answer_with(desk, "t000")

    def edit(book: Any, codes: Any) -> None:
        set_code(answer, "t002", 1)(book, codes)
        set_code(answer, "t003", 1)(book, codes)
        set_label("t002", "Geld")(book, codes)

    data = edited(desk.workbook(), edit)
    desk.decide("bram", d.Merge(themes=("t002",), into="t004"), d.Reject(theme="t003"))
    plan = desk.plan(data)
    assert plan.counts == {"apply": 0, "there": 0, "held": 3}
    assert "samengevoegd" in held(plan)
    assert {other.action.kind for one in plan.of("held") for other in one.others} == {"merge", "reject"}


def test_a_new_theme_that_another_made_meanwhile_is_the_same_theme(desk: Desk) -> None:
    answer = answer_with(desk, "t000")
    data = desk.workbook()
    both = edited(data, lambda book, codes: (add_theme(book, "Stagiairs"), add_code(codes, "Stagiairs", answer)))
    desk.take_over(edited(data, lambda book, _: add_theme(book, "Stagiairs")), "bram")
    desk.take_over(both)
    labels = [theme.label for theme in desk.now().codebook.themes.values()]
    assert labels.count("Stagiairs") == 1
    assert len(desk.now().mentions[answer]) == 2


def test_a_new_theme_with_the_name_of_one_that_was_rejected_is_left_to_the_coder(desk: Desk) -> None:
    answer = answer_with(desk, "t000")
    (new,) = desk.take_over(edited(desk.workbook(), lambda book, _: add_theme(book, "Stagiairs")))
    desk.decide("bram", d.Reject(theme=new.action.theme))
    both = edited(
        desk.workbook(), lambda book, codes: (add_theme(book, "Stagiairs"), add_code(codes, "Stagiairs", answer))
    )
    plan = desk.plan(both)
    assert plan.counts == {"apply": 0, "there": 0, "held": 2}
    assert "een thema met deze naam is afgewezen of samengevoegd" in held(plan)


# --- answers that were coded by hand ----------------------------------------------------------------------------------


def test_an_answer_that_was_coded_by_hand_is_coded_again_as_a_whole(desk: Desk) -> None:
    answer = answer_with(desk, "t000")
    desk.decide("bram", d.CodeAnswer(answer=answer, themes=("t000", "t002")))

    def edit(book: Any, codes: Any) -> None:
        set_code(answer, "t000", 0)(book, codes)
        set_code(answer, "t003", 1)(book, codes)

    data = edited(desk.workbook(), edit)
    (made,) = desk.take_over(data)
    assert made.action == d.CodeAnswer(answer=answer, themes=("t002", "t003"))
    assert desk.now().mentions[answer] == {"t002", "t003"}
    assert desk.plan(data).counts == {"apply": 0, "there": 2, "held": 0}


@pytest.mark.parametrize(
    ("action", "why"),
    [
        ({"queue": "double", "blind": True}, "blind of in een steekproef gecodeerd (door bram)"),
        ({"queue": "random", "inclusion_probability": 0.1}, "blind of in een steekproef gecodeerd (door bram)"),
    ],
)
def test_a_blind_or_drawn_code_is_not_changed_from_a_file(desk: Desk, action: dict[str, Any], why: str) -> None:
    answer = answer_with(desk, "t000")
    desk.decide("bram", d.CodeAnswer(answer=answer, themes=("t000",), **action))
    plan = desk.plan(edited(desk.workbook(), set_code(answer, "t002", 1)))
    assert why in held(plan)
    assert plan.counts["apply"] == 0


def test_an_answer_that_was_coded_or_settled_since_is_left_alone_and_tells_no_codes(desk: Desk) -> None:
    one, two = (answer_with(desk, "t000", number=number) for number in (0, 1))

    def edit(book: Any, codes: Any) -> None:
        set_code(one, "t002", 1)(book, codes)
        set_code(two, "t002", 1)(book, codes)

    data = edited(desk.workbook(), edit)
    desk.decide("bram", d.CodeAnswer(answer=one, themes=("t003",)), d.Settle(answer=two, themes=("t003",)))
    plan = desk.plan(data)
    assert "met de hand gecodeerd (door bram)" in held(plan)
    assert "samen beslist" in held(plan)
    assert [other for found in plan.of("held") for other in found.others] == []


# --- moments ----------------------------------------------------------------------------------------------------------


def test_a_workbook_is_compared_with_the_moment_that_it_was_made_of(desk: Desk) -> None:
    desk.decide("bram", d.Rename(theme="t002", label="Geld"))
    data = edited(desk.workbook(), set_label("t000", "Te weinig tijd"))
    desk.decide("bram", d.Rename(theme="t002", label="Budget"), d.Accept(theme="t004"))
    plan = desk.plan(data)
    assert plan.handed_in.since == 1
    assert [one.action.kind for one in plan.of("apply")] == ["rename"]


def test_words_that_are_reported_are_left_out_of_an_export_and_do_not_spoil_an_earlier_one(desk: Desk) -> None:
    before = desk.now()
    answer = answer_with(desk, "t000", number=1)
    text = dict(zip(before.answers["answer_id"], before.answers["text"], strict=True))[answer]
    word = max(re.findall(r"[a-z]+", text), key=len)
    data = edited(desk.workbook(), set_label("t000", "Te weinig tijd"))
    desk.decide("bram", d.ReportPersonal(answer=answer, text=word))
    now = desk.now()
    shown = dict(zip(now.answers["answer_id"], now.answers["text"], strict=True))[answer]
    assert word not in shown
    assert "[persoon" in shown
    cut = now.segments[now.segments["answer_id"] == answer]
    assert [shown[a:b] for a, b in zip(cut["start"], cut["end"], strict=True)] == cut["text"].tolist()
    assert desk.plan(data).counts["apply"] == 1


def test_a_workbook_of_before_a_new_discovery_still_comes_back(tmp_path: Any) -> None:
    study = write_study(tmp_path)
    finish(study, answers=60, themes=4)
    store = DecisionStore.open(tmp_path / "log.sqlite")
    desk = Desk(reopen(study), store)
    data = edited(desk.workbook(), set_label("t000", "Te weinig tijd"))
    old = desk.now().base.fit
    study.write_text(study.read_text(encoding="utf-8") + '\n[topics]\ngranularity = "fijn"\n', encoding="utf-8")
    finish(study, answers=60, themes=4, seed=2)
    desk = Desk(reopen(study), store)
    assert desk.now().base.fit != old
    (made,) = desk.take_over(data)
    assert made.fit == old
    assert desk.now().codebook.themes["t000"].label == "Te weinig tijd"
    store.close()


def test_a_workbook_of_another_study_codebook_or_moment_is_refused(desk: Desk, tmp_path: Any) -> None:
    data = desk.workbook()
    wens = read_moments(desk.project, desk.store, ["wens"])[1][0]
    with pytest.raises(UsageError, match="niet van 'klein', 'wens'"):
        plan_of(desk, data, codebook=wens.name)
    with pytest.raises(UsageError, match="die hier niet \\(meer\\) zo is"):
        desk.plan(edited(data, set_origin("stand", "7")))
    with pytest.raises(UsageError, match="die hier niet \\(meer\\) zo is"):
        desk.plan(edited(data, set_origin("stand", "-1")))
    with pytest.raises(UsageError, match="is van onderzoek 'groot'"):
        desk.plan(edited(data, set_origin("onderzoek", "groot")))
    with pytest.raises(UsageError, match="en dat heeft dit onderzoek niet"):
        desk.plan(edited(data, set_origin("codeboek", "kwijt")))


def plan_of(desk: Desk, data: bytes, codebook: str) -> Plan:
    from textmining.review.exchange.intake import plan_workbook

    return plan_workbook(desk.project, desk.store, data, "c.xlsx", "anna", codebook=codebook)


def set_origin(word: str, value: str) -> Edit:
    def edit(book: Any, _: Any) -> None:
        origin = book.parent["_herkomst"]
        origin.cell(row_of(origin, word), 2).value = value

    return edit


def test_a_plan_that_another_coder_crosses_is_not_carried_out_at_all(desk: Desk) -> None:
    def edit(book: Any, codes: Any) -> None:
        set_label("t000", "Te weinig tijd")(book, codes)
        set_label("t002", "Geld")(book, codes)

    plan = desk.plan(edited(desk.workbook(), edit))
    desk.decide("bram", d.Reject(theme="t002"))
    with pytest.raises(CollisionError, match="bram"):
        carry_out(plan, desk.store, "anna")
    assert desk.store.last() == 1
    again = plan_again(desk.project, desk.store, plan.handed_in, "anna")
    assert len(carry_out(again, desk.store, "anna")) == 1


# --- anything ---------------------------------------------------------------------------------------------------------

cells = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=10),
    st.sampled_from(["1", "0", "x", "afgewezen", "vastgesteld", "t000", "a00003", "=1+1", "=HYPERLINK(0)"]),
    st.integers(-2, 3),
    st.dates(),
    st.none(),
)
edits = st.lists(
    st.one_of(
        st.tuples(st.just("cell"), st.booleans(), st.integers(1, 9), st.integers(1, 9), cells),
        st.tuples(st.just("merge"), st.booleans(), st.integers(1, 5), st.integers(1, 5), st.none()),
        st.tuples(st.just("rename"), st.booleans(), st.just(0), st.just(0), st.none()),
        st.tuples(st.just("drop"), st.booleans(), st.integers(1, 4), st.integers(1, 4), st.none()),
    ),
    max_size=5,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits)
def test_any_edit_is_taken_over_as_a_whole_or_told_and_a_second_time_changes_nothing(
    desk: Desk, asked: list[Any]
) -> None:
    def edit(book: Any, codes: Any) -> None:
        for what, first, row, column, value in asked:
            sheet = book if first else codes
            if what == "cell":
                sheet.cell(row, column).value = value
            elif what == "merge":
                sheet.merge_cells(start_row=row, start_column=1, end_row=row + 1, end_column=column)
            elif what == "rename":
                sheet.title = f"{sheet.title}2"
            else:
                sheet.delete_cols(column)

    before = desk.store.last()
    data = edited(desk.workbook(), edit)
    plan = desk.plan(data)
    made = carry_out(plan, desk.store, "anna")
    assert len(made) == len(plan.of("apply"))
    assert desk.store.last() == before + len(made)
    assert desk.take_over(data) == []
