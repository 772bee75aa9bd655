from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from tests.review.conftest import Served, post
from tests.review.test_agreeing import book_of, code, double_code
from textmining.codebook.decisions import CodeAnswer, MarkAnswer, Undo
from textmining.review.planning import Asked, frame_key, frame_of, options_of, read_asked, rows_of_strata
from textmining.review.routes.planning import frame_for, progress_for
from textmining.study_settings import Review

QUESTION = "/vraag/weg"
PLAN = f"{QUESTION}/planning"


@pytest.fixture
def served(served_behind: Callable[[Review], Served]) -> Served:
    """The app with samples that are large enough, whatever the key by which they are drawn."""
    return served_behind(Review(random_sample=160, double_sample=40))


def planned(served: Served, query: str = "") -> str:
    """The page, once what it is made from is there."""
    book = book_of(served)
    assert served.parts.coding.wait(book, 30)
    client = served.signed_in("anna")
    frame_for(served.parts, book, wait=30)
    return client.get(PLAN + query).text


def options_on(page: str) -> list[list[str]]:
    """The rows of the table of possibilities."""
    table = page[page.index("Mogelijkheden naast elkaar") :]
    rows = re.findall(r"<tr[^>]*>(<th scope=\"row\".*?)</tr>", table[: table.index("</table>")], re.S)
    return [re.findall(r">([^<>]+)</t[hd]>", row) for row in rows]


def test_hours_give_a_sample_and_the_numbers_for_the_study_file(served: Served) -> None:
    page = planned(served, "?uren=0,5&seconden=18&dubbel=25&codeurs=3&doel=4")
    # 1800 s at 18 s an answer, a quarter of them three times: 18 x 1.5
    assert "random_sample = 66" in page
    assert "double_sample = 16" in page or "double_sample = 17" in page
    rows = {row[0]: row for row in options_on(page)}
    assert set(rows) == {"De helft", "Uw uren", "Het dubbele", "Uw doel"}
    assert rows["De helft"][1:3] == ["0,3", "33"]
    assert rows["Het dubbele"][1:3] == ["1,0", "133"]


def test_more_hours_buy_narrower_intervals_and_the_target_is_met(served: Served) -> None:
    page = planned(served, "?uren=0,5&seconden=20&dubbel=0&doel=3")
    rows = {row[0]: row for row in options_on(page)}
    width = {name: float(row[4].removeprefix("± ").replace(",", ".")) for name, row in rows.items()}
    assert width["De helft"] > width["Uw uren"] > width["Het dubbele"]
    assert width["Uw doel"] <= 3.0
    done, of = rows["Uw doel"][5].split(" van ")
    assert done == of


def test_time_per_answer_is_measured_on_what_was_coded(served: Served) -> None:
    assert "Nog niet gemeten" in planned(served)
    sample = double_code(served)
    page = planned(served)
    assert f"Gemeten over {2 * len(sample)} gecodeerde antwoorden" in page
    assert 'name="seconden" inputmode="decimal" maxlength="20" value="12"' in page


@pytest.mark.parametrize(
    "query",
    ["uren=x", "uren=-1", "uren=0", "uren=1e9", "uren=nan", "seconden=0", "dubbel=101", "codeurs=1,5", "doel=0"],
)
def test_number_that_cannot_be_is_told_beside_its_field(served: Served, query: str) -> None:
    answer = served.signed_in("anna").get(f"{PLAN}?{query}&doel=2" if "doel" not in query else f"{PLAN}?{query}")
    assert answer.status_code == 400
    name, value = query.split("=")
    assert f'id="{name}" name="{name}" inputmode="decimal" maxlength="20" value="{value}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "Wat het oplevert" not in answer.text


def test_numbers_are_read_as_dutch_people_type_them() -> None:
    asked = read_asked({"uren": " 7,5 ", "seconden": "20", "dubbel": "", "codeurs": "3"}, 30)
    assert (asked.hours, asked.seconds, asked.double, asked.coders, asked.target) == (7.5, 20.0, 20.0, 3, 3.0)
    assert asked.seconds_of_all == pytest.approx(20 * 1.4)
    assert asked.typed["uren"] == "7,5"
    assert not asked.wrong


def test_reader_has_no_planning(served: Served) -> None:
    assert served.signed_in("lars").get(PLAN).status_code == 403


def test_question_without_themes_has_nothing_to_plan(served: Served) -> None:
    book = served.parts.books.of("wens")
    assert book is not None
    frame_for(served.parts, book, wait=30)
    page = served.signed_in("anna").get("/vraag/wens/planning").text
    assert "nog geen thema’s of antwoorden" in page


def test_small_strata_are_told_together(served: Served) -> None:
    book = book_of(served)
    frame = frame_of(book, served.parts.coding.strata(book).index)
    rows = rows_of_strata(book, frame, 100)
    assert sum(size for _, size, _ in rows) == int(frame.sizes.sum())
    assert sum(n for _, _, n in rows) == 100
    assert all(size >= book.material.minimum_group for values, size, _ in rows if values)
    strict = replace(book, material=replace(book.material, minimum_group=10_000))
    assert rows_of_strata(strict, frame, 100) == [((), int(frame.sizes.sum()), 100)]


def asked(hours: float, target: float = 3.0) -> Asked:
    return Asked(hours, 20.0, 0.0, 1, target, {}, {})


def test_plan_without_a_model_is_that_of_a_simple_random_sample(served: Served) -> None:
    book = book_of(served)
    frame = frame_of(book, served.parts.coding.strata(book).index)
    assert not frame.modelled
    option = next(o for o in options_of(frame, asked(0.5)) if o.name == "uw uren")
    n, size, p = option.answers, int(frame.sizes.sum()), frame.share["t000"]
    assert n == 90
    by_hand = 100 * 1.959964 * (p * (1 - p) * (1 - n / size) / n) ** 0.5
    assert option.widths["t000"] == pytest.approx(by_hand, rel=0.02)


def test_frame_is_of_the_model_and_measured_once_enough_is_coded_at_random(served: Served) -> None:
    book = book_of(served)
    coding = served.parts.coding
    assert coding.wait(book, 30)
    answers = coding.strata(book).index
    before = frame_of(book, answers, coding.predictions(book), coding.out_of_fold(book))
    assert before.modelled
    assert before.measured == 0
    key = frame_key(book, coding.predictions(book))
    drawn = [answer for answer in coding.sample(book).index if answer not in book.material.ruled.get("none-weg", ())]
    code(served, "anna", {answer: tuple(book.themes_of.get(answer, ())) for answer in drawn}, "random")
    book = book_of(served)
    assert coding.wait(book, 30)
    assert frame_key(book, coding.predictions(book)) != key
    after = frame_of(book, answers, coding.predictions(book), coding.out_of_fold(book))
    assert after.measured == len(drawn) >= 30
    assert (after.alone >= after.residual - 1e-12).all(axis=None)


def test_spread_is_what_calibrated_probabilities_let_expect(served: Served) -> None:
    from textmining.codebook.coder.planning import expected_spread, plan_coding

    book, coding = book_of(served), served.parts.coding
    assert coding.wait(book, 30)
    predicted = coding.predictions(book)
    assert predicted is not None
    answers = predicted.probability.index
    frame = frame_of(book, answers, predicted)
    strata = pd.Series("all", answers)
    alone = replace(
        frame,
        sizes=strata.value_counts(),
        residual=expected_spread(predicted.probability, strata),
        alone=np.sqrt(predicted.probability.mean() * (1 - predicted.probability.mean())).to_frame("all").T,
    )
    one = next(o for o in options_of(alone, asked(0.5)) if o.name == "uw uren")
    plan = plan_coding(strata, predicted.probability, 0.5, 20, method="proportional")
    assert one.answers == plan.answers
    pd.testing.assert_series_equal(one.widths, plan.themes["half_width"], check_names=False)
    pd.testing.assert_series_equal(one.alone, plan.themes["half_width_alone"], check_names=False)
    pd.testing.assert_series_equal(frame.share, predicted.probability.mean()[frame.share.index], check_names=False)
    weight = frame.sizes / frame.sizes.sum()
    whole = np.sqrt((frame.residual**2).mul(weight, axis=0).sum())
    pd.testing.assert_series_equal(whole, alone.residual.loc["all"][whole.index], check_names=False)


def test_strata_are_of_wave_profile_and_predicted_theme(served: Served) -> None:
    book = book_of(served)
    book = replace(book, material=replace(book.material, profile="type", minimum_group=3))
    frame = frame_of(book, served.parts.coding.strata(book).index)
    assert frame.columns == ("meting", "profiel", "thema")
    assert {tuple(stratum.split(" · ")[:2]) for stratum in frame.sizes.index} >= {("2019", "roc"), ("2022", "roc")}
    assert {"vakschool", "roc", "overig"} >= {stratum.split(" · ")[1] for stratum in frame.sizes.index}
    rows = rows_of_strata(book, frame, 50)
    assert {values[2] for values, _, _ in rows if values} >= {"Thema 1", "Thema 2", "geen belemmering"}


def test_uncodable_answers_are_in_no_plan(served: Served) -> None:
    book = book_of(served)
    answers = served.parts.coding.strata(book).index
    one = frame_of(book, answers)
    served.parts.books.decide(book, MarkAnswer(answer=answers[0], mark="uncodable"), actor="anna", seen=0)
    assert frame_of(book_of(served), answers).sizes.sum() == one.sizes.sum() - 1


# --- progress ---------------------------------------------------------------------------------------------------------


def test_progress_counts_what_was_done_and_not_what_was_undone(served: Served) -> None:
    store, book = served.parts.books.store, book_of(served)
    sample = served.parts.coding.sample(book).index
    double = served.parts.coding.double_sample(book)
    alone = [answer for answer in sample if answer not in double]
    code(served, "anna", {alone[0]: ("t000",), alone[1]: ()}, "random")
    code(served, "anna", {double[0]: ("t000",)})
    code(served, "bram", {double[0]: ("t000",)})
    store.append("weg", CodeAnswer(answer=alone[2], themes=(), queue="uncertain", seconds=40), actor="bram", seen=0)
    store.append("weg", Undo(decision=1), actor="anna", seen=0)
    rita = served.signed_in("rita")
    post(rita, "/thema/t000/vaststellen", {"gezien": 99})
    found = progress_for(served.parts, book_of(served))
    assert (found.themes.done, found.themes.total) == (1, 9)
    assert (found.random.done, found.random.total) == (2, len(sample))
    assert (found.double.done, found.double.total) == (1, len(double))
    anna, bram, third = found.coders
    assert (anna.coder, anna.random, anna.double, anna.answers, anna.today) == ("anna", 1, 1, 2, 2)
    assert (bram.uncertain, bram.double, bram.seconds) == (1, 1, 26.0)
    assert (bram.double_sample.done, bram.double_sample.total) == (1, len(double))
    assert (third.coder, third.on_themes, third.answers, third.seconds) == ("rita", 1, 0, None)


def test_days_and_weeks_begin_by_the_clock_of_whoever_looks(served: Served) -> None:
    store, book = served.parts.books.store, book_of(served)
    wednesday = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
    for number, back in enumerate((0, 1, 48, 72)):
        action = CodeAnswer(answer=list(book.material.answers)[number], themes=())
        store.append("weg", action, actor="anna", seen=0, at=wednesday - timedelta(hours=back))
    (anna,) = progress_for(served.parts, book_of(served), wednesday + timedelta(hours=1)).coders
    assert (anna.today, anna.week, anna.answers) == (1, 3, 4)


def test_speed_of_others_is_for_the_researcher_only(served: Served) -> None:
    double = served.parts.coding.double_sample(book_of(served))
    code(served, "anna", {double[0]: ()})
    store = served.parts.books.store
    store.append("weg", CodeAnswer(answer=double[1], themes=(), queue="double", seconds=77), actor="bram", seen=0)
    seen = {name: served.signed_in(name).get(f"{QUESTION}/voortgang").text for name in ("anna", "bram", "rita")}
    assert "12 s" in seen["anna"]
    assert "77 s" not in seen["anna"]
    assert "77 s" in seen["bram"]
    assert "12 s" in seen["rita"]
    assert "77 s" in seen["rita"]
    assert served.signed_in("lars").get(f"{QUESTION}/voortgang").status_code == 403


def test_progress_page_has_a_bar_for_each_kind_of_work(served: Served) -> None:
    double_code(served)
    page = served.signed_in("anna").get(f"{QUESTION}/voortgang").text
    assert page.count("<progress") == page.count("<label") >= 5
    assert "van 9 thema’s beoordeeld" in page
    assert "antwoorden dubbel gecodeerd" in page
    assert "Er is nog niets besloten" in served.signed_in("anna").get("/vraag/wens/voortgang").text


def test_uncodable_answers_are_asked_of_nobody(served: Served) -> None:
    book = book_of(served)
    double = served.parts.coding.double_sample(book)
    served.parts.books.decide(book, MarkAnswer(answer=double[0], mark="uncodable"), actor="anna", seen=0)
    found = progress_for(served.parts, book_of(served))
    assert found.double.total == len(double) - 1
    assert found.random.total == len(served.parts.coding.sample(book)) - 1


def test_plan_for_more_hours_than_all_answers_take_is_to_code_them_all(served: Served) -> None:
    page = planned(served, "?uren=1000")
    rows = {row[0]: row for row in options_on(page)}
    assert set(rows) == {"De helft", "Uw uren", "Uw doel"}
    assert rows["Uw uren"][4] == "± 0,0"
    assert rows["Uw uren"][1] == rows["De helft"][1] != "1.000,0"
    assert rows["Uw uren"][2] in page
