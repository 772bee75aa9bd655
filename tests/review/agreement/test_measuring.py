from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.codebook.conftest import log_of, small_base
from textmining.codebook.agreement import blind_codings, finest
from textmining.codebook.coder import Predictions
from textmining.codebook.decisions import CodeAnswer, MarkAnswer, Merge, Settle
from textmining.codebook.folding import fold
from textmining.review.agreement import (
    MODEL,
    differences_of,
    doubles_of,
    grounds_of,
    measure,
    measure_model,
)
from textmining.review.agreement.telling import agreement_csv, told
from textmining.review.book import Book, make_book
from textmining.review.material import Answer, Material, Segment

ANSWERS = [f"a{n}" for n in range(14)]


def book_of(*log: object) -> Book:
    """The small base (tijd with rooster and druk, geld, wifi) after decisions, each an (actor, action)."""
    base = small_base()
    decisions = [
        replace(log_of(action)[0], id=number, actor=actor)  # type: ignore[misc]
        for number, (actor, action) in enumerate(log, 1)  # type: ignore[misc]
    ]
    segments = {s: Segment(s, answer, 0, 4, 0.5) for s, answer in base.answer_of.items()}
    answers = {
        s.answer: Answer(s.answer, "weg", "2019", f"tekst {s.id}", f"tekst {s.id}", frozenset(), (s,))
        for s in segments.values()
    }
    material = Material("weg", {"weg": "Wat?"}, base, answers, segments)
    return make_book(material, fold(base, decisions), len(decisions), {})


def code(actor: str, answer: str, *themes: str, queue: str = "double", blind: bool = True) -> tuple[str, CodeAnswer]:
    chance = 0.5 if queue == "random" else None
    action = CodeAnswer(answer=answer, themes=themes, queue=queue, blind=blind, inclusion_probability=chance)
    return actor, action


def test_only_what_was_drawn_at_random_and_coded_blind_counts() -> None:
    book = book_of(
        code("anna", "a1", "geld"),
        code("bram", "a1", "geld", queue="random"),
        code("anna", "a2", "geld", queue="uncertain"),
        code("bram", "a2", "geld", blind=False),
        code("anna", "a3", "geld"),
        ("rita", MarkAnswer(answer="a3", mark="uncodable")),
        code("anna", "bestaat-niet", "geld"),
    )
    table = blind_codings(book.codebook, main_themes=True)
    assert list(zip(table["answer_id"], table["coder"], strict=True)) == [("a1", "anna"), ("a1", "bram")]


def test_who_chose_a_sub_theme_chose_its_main_theme() -> None:
    book = book_of(code("anna", "a1", "rooster"), code("bram", "a1", "tijd", "rooster"), code("rita", "a1", "tijd"))
    assert finest(book.codebook, {"tijd", "rooster", "geld"}) == {"rooster", "geld"}
    fine = dict(zip(*map(blind_codings(book.codebook, main_themes=False).get, ("coder", "themes")), strict=True))
    assert fine == {"anna": {"rooster"}, "bram": {"rooster"}, "rita": {"tijd"}}
    found = measure(grounds_of(book), draws=10)
    themes = found.themes.set_index("theme_id")
    assert themes.loc["tijd", "mentions"] == 3
    assert themes.loc["tijd", "agreement"] == 1
    assert themes.loc["rooster", "agreement"] == pytest.approx(1 / 3)
    assert found.same == pytest.approx(1 / 3)


def test_pairs_of_coders_are_measured_on_what_both_coded() -> None:
    book = book_of(
        *(code("anna", a, "geld") for a in ANSWERS[:6]),
        *(code("bram", a, "geld" if n < 4 else "wifi") for n, a in enumerate(ANSWERS[:6])),
        *(code("rita", a, "geld") for a in ANSWERS[:2]),
        code("lars", ANSWERS[9], "geld"),
    )
    found = measure(grounds_of(book), draws=50)
    assert (found.n, found.coders) == (6, ("anna", "bram", "rita"))
    pairs = found.pairs.set_index(["coder", "other"])
    assert pairs["n"].to_dict() == {("anna", "bram"): 6, ("anna", "rita"): 2, ("bram", "rita"): 2}
    assert pairs.loc[("anna", "bram"), "same"] == pytest.approx(4 / 6)
    assert pairs.loc[("anna", "rita"), "reason"] == "alle codeurs gaven elk antwoord dezelfde thema's"
    (confused,) = found.confused.to_dict("records")
    assert confused == {"theme_id": confused["theme_id"], "other_theme_id": confused["other_theme_id"], "n": 2}
    assert {confused["theme_id"], confused["other_theme_id"]} == {"geld", "wifi"}


def test_model_is_compared_on_the_themes_of_today() -> None:
    book = book_of(
        code("anna", "a1", "geld"),
        code("anna", "a2", "rooster"),
        ("rita", Merge(themes=("wifi",), into="geld")),
    )
    given_themes = pd.DataFrame(
        {"geld": [True, False, True], "rooster": [False, True, True], "wifi": [True, True, True]}, ["a1", "a2", "a9"]
    )
    predicted = Predictions(given_themes.astype(float), given_themes, pd.Series(0.5, given_themes.index))
    grounds = grounds_of(book)
    assert MODEL not in grounds.closed.coders
    found = measure_model(book, grounds, predicted)
    assert found is not None
    assert (found.n, found.same) == (2, 1.0)
    assert found.themes.set_index("theme_id").loc["tijd", "f1"] == 1.0  # by way of the sub-theme
    assert measure_model(book, grounds, predicted.of(pd.Index(["a9"]))) is None


def test_key_changes_with_what_was_chosen_and_with_nothing_else() -> None:
    before = grounds_of(book_of(code("anna", "a1", "geld"), code("bram", "a1", "geld"))).key
    assert grounds_of(book_of(code("bram", "a1", "geld"), code("anna", "a1", "geld"))).key == before
    settled = book_of(code("anna", "a1", "geld"), code("bram", "a1", "geld"), ("rita", Settle(answer="a1", themes=())))
    assert grounds_of(settled).key == before
    assert grounds_of(book_of(code("anna", "a1", "geld"), code("bram", "a1"))).key != before
    assert grounds_of(book_of(code("anna", "a1", "geld"), code("rita", "a1", "geld"))).key != before


def test_differences_tell_what_is_agreed_disputed_and_settled() -> None:
    book = book_of(
        code("anna", "a1", "geld", "rooster"),
        code("bram", "a1", "geld"),
        code("anna", "a2", "rooster"),
        code("bram", "a2", "tijd", "rooster"),
        code("anna", "a3", "wifi"),
        code("bram", "a3"),
        ("rita", Settle(answer="a3", themes=("wifi",))),
    )
    found = {one.answer: one for one in differences_of(book)}
    assert set(found) == {"a1", "a3"}
    assert (found["a1"].agreed, found["a1"].disputed, found["a1"].settled) == (("geld",), ("rooster",), None)
    assert found["a1"].is_about("rooster")
    assert not found["a1"].is_about("rooster", "geld")
    assert found["a3"].settled == ("wifi",)
    assert found["a3"].chosen == {"anna": ("wifi",), "bram": ()}


def test_double_sample_is_counted_without_what_cannot_be_coded() -> None:
    book = book_of(
        code("anna", "a1", "geld"),
        code("bram", "a1"),
        code("rita", "a1", queue="random"),
        code("anna", "a2", queue="uncertain", blind=False),
        ("anna", MarkAnswer(answer="a3", mark="uncodable")),
    )
    found = doubles_of(book.codebook, ["a1", "a2", "a3"])
    assert (found.answers, found.done, found.both) == (("a1", "a2"), {"anna": 1, "bram": 1}, 1)
    assert not found.finished("anna")
    assert doubles_of(book.codebook, ["a1", "a3"]).finished("anna")
    assert not doubles_of(book.codebook, []).finished("anna")
    assert doubles_of(book.codebook, []).open_to("anna", researcher=False)  # there is nothing to be blind for
    assert found.open_to("rita", researcher=True)
    assert not found.open_to("rita", researcher=False)
    assert not found.open_to("anna", researcher=True)


THEMES = ("tijd", "rooster", "druk", "geld", "wifi")


@settings(deadline=None, max_examples=40)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["anna", "bram", "rita"]), st.sampled_from(ANSWERS)),
        st.sets(st.sampled_from(THEMES), max_size=4),
        max_size=20,
    )
)
def test_figures_add_up_whatever_coders_chose(chosen: dict[tuple[str, str], set[str]]) -> None:
    book = book_of(*(code(coder, answer, *sorted(own)) for (coder, answer), own in chosen.items()))
    found = measure(grounds_of(book), draws=20)
    differing = differences_of(book)
    pairs = found.pairs
    if len(pairs):
        assert found.same == pytest.approx(float(np.average(pairs["same"], weights=pairs["n"])))
    else:
        assert found.same is None
    assert bool(differing) == (found.same is not None and found.same < 1)
    shown = told(book, found, None)
    assert len(shown.themes) + shown.unused == len(book.order)
    assert shown.doubtful <= len(shown.themes)
    for table in ("themas", "verwisseld", "codeurs", "model"):
        text = agreement_csv(book, found, None, table).decode("utf-8-sig")
        assert len({line.count(";") for line in text.splitlines()}) == 1
