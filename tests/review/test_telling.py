"""Decisions as sentences."""

from __future__ import annotations

import typing
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.codebook.conftest import NOON
from tests.review.conftest import Served
from tests.review.test_versions import book_of
from textmining.codebook import decisions as d
from textmining.codebook.decisions import Decision
from textmining.review.telling import GONE, Bit, Teller, short
from textmining.review.words import KINDS_OF_DECISIONS

KINDS = {kind.model_fields["kind"].default: kind for kind in typing.get_args(typing.get_args(d.Action)[0])}


def told(served: Served, action: Any, **more: Any) -> str:
    """The sentence of a decision by anna."""
    teller = Teller(book_of(served), viewer="lars", **more)
    return "".join(bit.text for bit in teller.told(Decision(7, "weg", action, "anna", NOON)))


def test_every_kind_of_decision_can_be_chosen_in_the_history_once() -> None:
    chosen = [kind for _, kinds in KINDS_OF_DECISIONS.values() for kind in kinds]
    assert sorted(chosen) == sorted(KINDS)


ids = st.one_of(st.sampled_from(["t000", "t001a", "none-weg", "a00001", "a00001.1"]), st.text("abz'<&é", min_size=1))
texts = st.text(min_size=2, max_size=60).filter(lambda text: len(text.strip()) >= 2)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("theme", "into", "part", "answer"), ids),
    **dict.fromkeys(("to", "by", "parent"), st.none() | ids),
    "themes": st.lists(ids, min_size=1, max_size=3, unique=True),
    "segments": st.lists(ids, min_size=1, max_size=3),
    **dict.fromkeys(("label", "definition", "text"), texts),
    "mark": st.sampled_from(["health", "conflict", "sensitive", "uncodable"]),
    **dict.fromkeys(("decision", "number"), st.integers(1, 99)),
}


@st.composite
def actions(draw: st.DrawFn) -> Any:
    """Any action that coders can take."""
    kind = KINDS[draw(st.sampled_from(sorted(KINDS)))]
    data = {name: draw(FIELDS[name]) for name in kind.model_fields if name in FIELDS}
    if kind is d.Merge:
        data["themes"] = [theme for theme in data["themes"] if theme != data["into"]] or ["t002"]
        data["into"] = "t003" if data["into"] in data["themes"] else data["into"]
    return kind(**data)


@given(actions())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_decision_is_told_in_words_with_links_only_to_what_is_there(served: Served, action: Any) -> None:
    book = book_of(served)
    bits = Teller(book).told(Decision(7, "weg", action, "anna", NOON))
    assert "".join(bit.text for bit in bits).strip()
    for bit in bits:
        assert not bit.href or bit.href.removeprefix("/thema/") in book.codebook.themes or "/antwoord/a" in bit.href


def test_theme_that_is_gone_is_named_as_it_was_or_not_at_all(served: Served) -> None:
    accept = d.Accept(theme="oud")
    assert told(served, accept) == f"stelde het thema {GONE} vast"
    assert told(served, accept, labels={"oud": "Werkdruk"}) == "stelde het thema ‘Werkdruk’ vast"


@pytest.mark.parametrize(
    "action",
    [d.ReportPersonal(answer="a00001", text="Jansen"), d.ClearQuote(answer="a00001", text="Jansen zei het")],
    ids=["reported", "quoted"],
)
def test_words_of_a_report_or_a_quote_are_not_told(served: Served, action: Any) -> None:
    assert "Jansen" not in told(served, action)


def test_undo_tells_what_it_undid(served: Served) -> None:
    first = Decision(3, "weg", d.Reject(theme="t002"), "bram", NOON)
    sentence = told(served, d.Undo(decision=3), decisions={3: first})
    assert sentence == "maakte besluit 3 ongedaan (bram wees het thema ‘Thema 3’ af)"
    again = Decision(4, "weg", d.Undo(decision=3), "bram", NOON)
    assert told(served, d.Undo(decision=4), decisions={4: again}) == "maakte besluit 4 ongedaan"


def test_theme_and_answer_are_links(served: Served) -> None:
    bits = Teller(book_of(served)).told(Decision(1, "weg", d.AddTheme(answer="a00001", theme="t001a"), "anna", NOON))
    assert [bit.href for bit in bits if bit.href] == ["/antwoord/a00001", "/thema/t001a"]
    assert bits[-1] == Bit("‘Thema 2a’", "/thema/t001a")


@given(st.text(max_size=300), st.integers(5, 100))
def test_short_text_is_on_one_line_and_no_longer_than_asked(text: str, most: int) -> None:
    found = short(text, most)
    assert len(found) <= most + 1
    assert "\n" not in found
    assert found == " ".join(text.split()) or found.endswith("…")
