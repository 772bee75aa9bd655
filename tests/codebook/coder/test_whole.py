from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.codebook.conftest import log_of, small_base
from textmining.codebook import Codebook, fold
from textmining.codebook import decisions as d
from textmining.codebook.coder import Lessons, coded_sample, lessons_of, whole_codes
from textmining.codebook.state import Base

CLOSE = {f"s{n}": 0.9 - 0.01 * n for n in range(14)}


@pytest.fixture
def base() -> Base:
    """Of the small base, "geld" and "rooster" are stable; the answers are a0 to a13."""
    small = small_base()
    stable = {"geld": 0.9, "rooster": 0.8, "wifi": 0.4}
    return replace(small, themes={name: replace(t, stability=stable.get(name)) for name, t in small.themes.items()})


def book(base: Base, *actions: Any) -> Codebook:
    return fold(base, log_of(*actions))


def rows(table: Any) -> dict[str, set[str]]:
    return {answer: {theme for theme, yes in row.items() if yes} for answer, row in table.to_dict("index").items()}


def test_an_answer_counts_as_what_was_settled_else_as_the_last_coding_in_the_themes_of_today(base: Base) -> None:
    log = [
        *log_of(d.CodeAnswer(answer="a0", themes=("geld",)), d.CodeAnswer(answer="a1", themes=("geld", "wifi"))),
        *log_of(d.CodeAnswer(answer="a0", themes=("wifi", "tijd")), actor="bert", first=3),
        *log_of(
            d.Settle(answer="a1", themes=("rooster",)),
            d.Merge(themes=("wifi",), into="geld"),
            d.CodeAnswer(answer="a2", themes=()),
            d.Reject(theme="druk"),
            d.CodeAnswer(answer="a3", themes=("druk",)),
            first=4,
        ),
    ]
    assert whole_codes(fold(base, log)) == {
        "a0": frozenset({"geld", "tijd"}),
        "a1": frozenset({"rooster"}),
        "a2": frozenset(),
        "a3": frozenset(),
    }


def test_answers_that_cannot_be_coded_or_are_no_longer_kept_teach_nothing(base: Base) -> None:
    found = book(
        base,
        d.CodeAnswer(answer="a4", themes=("geld",)),
        d.MarkAnswer(answer="a4", mark="uncodable"),
        d.CodeAnswer(answer="weg", themes=("geld",)),
        d.MarkAnswer(answer="a5", mark="uncodable"),
    )
    lessons = lessons_of(found, CLOSE)
    assert lessons.hand.empty
    assert not {"a4", "a5"} & set(lessons.silver.index)


def test_who_mentions_a_sub_theme_mentions_its_main_theme(base: Base) -> None:
    lessons = lessons_of(book(base, d.CodeAnswer(answer="a8", themes=("druk",))), CLOSE)
    assert lessons.themes == ("druk", "geld", "rooster", "tijd", "wifi")
    assert rows(lessons.hand) == {"a8": {"druk", "tijd"}}
    assert rows(lessons.silver)["a0"] == {"rooster", "tijd"}


def test_silver_labels_are_of_the_cores_of_stable_and_accepted_themes(base: Base) -> None:
    plain = lessons_of(book(base), CLOSE)
    assert set(plain.silver.index) == {"a0", "a4", "a5"}
    accepted = lessons_of(book(base, d.Accept(theme="wifi")), CLOSE)
    assert set(accepted.silver.index) == {"a0", "a4", "a5", "a8", "a9"}
    assert set(lessons_of(book(base), CLOSE, ruled={"a4"}).silver.index) == {"a0", "a5"}


def test_answers_that_coders_touched_are_silver_only_where_all_of_them_is_known(base: Base) -> None:
    found = book(
        base,
        d.AddTheme(answer="a4", theme="wifi"),
        d.RemoveTheme(answer="a0", theme="rooster"),
        d.Move(segments=("s13", "s9"), to="geld"),
        d.Move(segments=("s5",), to=None),
        d.Move(segments=("s8",), to="druk"),
        d.CodeAnswer(answer="a6", themes=()),
    )
    lessons = lessons_of(found, CLOSE)
    assert rows(lessons.silver) == {"a9": {"geld"}, "a13": {"geld"}}
    assert rows(lessons.hand) == {"a6": set()}


def test_a_sample_keeps_chances_of_empty_codes_and_tells_blind_ones(base: Base) -> None:
    log = [
        *log_of(
            d.CodeAnswer(answer="a1", themes=(), queue="random", blind=True, inclusion_probability=0.1),
            d.CodeAnswer(answer="a2", themes=("geld",), queue="uncertain"),
            d.CodeAnswer(answer="a3", themes=("geld",), queue="random", blind=True, inclusion_probability=0.2),
        ),
        *log_of(d.CodeAnswer(answer="a3", themes=("wifi",), queue="double", blind=True), actor="bert", first=4),
        *log_of(d.Settle(answer="a3", themes=("wifi",)), first=5),
    ]
    sample = coded_sample(fold(base, log)).set_index("answer_id")
    assert sample["inclusion_probability"].to_dict() == pytest.approx(
        {"a1": 0.1, "a2": float("nan"), "a3": 0.2}, nan_ok=True
    )
    assert sample["blind"].to_dict() == {"a1": True, "a2": False, "a3": True}
    assert sample["themes"].to_dict() == {"a1": frozenset(), "a2": {"geld"}, "a3": {"wifi"}}
    assert sample["coder"].isna().to_dict() == {"a1": False, "a2": False, "a3": True}


def test_nothing_coded_and_nothing_stable_are_empty_tables_of_all_themes() -> None:
    lessons: Lessons = lessons_of(book(small_base()), {})
    assert lessons.hand.shape == lessons.silver.shape == (0, 5)
    assert coded_sample(book(small_base())).empty
